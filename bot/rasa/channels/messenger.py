"""Facebook Messenger."""
from __future__ import annotations

from typing import Any, Iterator, Optional

import requests
from fbmessenger import MessengerClient
from rasa.core.channels.facebook import MessengerBot
from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels import signatures
from bot.channels.parts import Limits, Part, parts
from bot.rasa.channels.desk import Desk, Inbound, Messages, NotSent
from bot.rasa.channels.vendor import SECONDS, VendorChannel
from bot.rasa.routes import refused

_LIMITS = Limits(text=2000, choices=13, title=20)  # Meta, "Send API" and "Quick replies"
_API = "https://graph.facebook.com"  # without a version: the one that the clinic's app is set to
_TEMPORARY = (1, 2, 4, 613)  # Meta's error codes for trouble of its own and for too many calls


class MessengerChannel(VendorChannel):
    def __init__(self, desk: Desk, verify: str, secret: str, page_access_token: str, api_url: str = "") -> None:
        super().__init__(desk)
        self._verify, self._secret = verify, secret
        client = MessengerClient(page_access_token)
        client.graph_url = api_url or _API
        self._client = MessengerBot(client).messenger_client

    @classmethod
    def name(cls) -> str:
        return "facebook"

    def genuine(self, request: Request) -> bool:
        return signatures.from_messenger(self._secret, request.body, request.headers.get("x-hub-signature-256", ""))

    def greeting(self, request: Request) -> HTTPResponse:
        """Answer Meta's question whether this is the clinic's address."""
        if signatures.is_secret(self._verify, request.args.get("hub.verify_token", "")):
            return response.text(request.args.get("hub.challenge", ""))
        return refused(403, "bad_signature", "The verify token is not the one in the credentials file.")

    def inbound(self, request: Request) -> list[Inbound]:
        events = [event for entry in request.json["entry"] for event in entry.get("messaging", ())]
        events.sort(key=lambda event: event.get("timestamp", 0))
        return list(_inbound(events))

    def render(self, messages: Messages, inbound: Inbound) -> list[Part]:
        return parts(messages, _LIMITS)

    async def send(self, part: Part, inbound: Inbound) -> None:
        message: dict[str, Any] = {"text": part.text}
        if part.choices:
            message["quick_replies"] = [{"content_type": "text", "title": title, "payload": sent} for title, sent in part.choices]
        try:
            answer = await self._sending.run(self._client.send, message, inbound.sender, "RESPONSE", timeout=SECONDS)
        except (requests.RequestException, ValueError):  # no connection, or an answer that is no JSON
            raise NotSent(again=True) from None
        if "message_id" not in answer:
            error = answer.get("error")
            raise NotSent(again=not error or bool(error.get("is_transient")) or error.get("code") in _TEMPORARY)


def _inbound(events: list[dict[str, Any]]) -> Iterator[Inbound]:
    for event in events:
        message, pressed = event.get("message"), event.get("postback")
        if not (message or pressed) or (message and message.get("is_echo")):
            continue  # a receipt, or what the clinic's page said itself
        said: dict[str, Any] = message or pressed
        sender = event["sender"]["id"]
        yield Inbound(said.get("mid") or f"{sender} {event['timestamp']}", sender, _text(said))


def _text(said: dict[str, Any]) -> Optional[str]:
    """Return what was pressed or typed; None for a photo, a voice note or a file."""
    return said.get("payload") or (said.get("quick_reply") or {}).get("payload") or said.get("text")
