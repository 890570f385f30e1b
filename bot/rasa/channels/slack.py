"""Slack, in direct messages only."""
from __future__ import annotations

import asyncio
import json
import re
from typing import Any
from urllib.parse import parse_qs

import aiohttp
from rasa.core.channels.slack import SlackBot
from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse
from slack_sdk.errors import SlackApiError

from bot.channels import signatures
from bot.channels.parts import Limits, Part, parts
from bot.rasa.channels.desk import Desk, Inbound, Messages, NotSent
from bot.rasa.channels.vendor import SECONDS, VendorChannel

_LIMITS = Limits(text=3000, choices=25, title=75)  # Slack, "Block Kit": section, actions, button
_LINK = re.compile(r"<(?:[^<>|]*\|)?([^<>]*)>")  # <https://x.example|x.example>
_MARKS = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))  # that Slack writes so in both directions
_PATIENTS = (None, "file_share")  # kinds of a message that a person sent


class SlackChannel(VendorChannel):
    def __init__(self, desk: Desk, slack_token: str, slack_signing_secret: str, api_url: str = "") -> None:
        super().__init__(desk)
        self._secret = slack_signing_secret
        self._client = SlackBot(slack_token).client
        self._client.timeout = SECONDS
        if api_url:
            self._client.base_url = api_url.rstrip("/") + "/"

    @classmethod
    def name(cls) -> str:
        return "slack"

    def genuine(self, request: Request) -> bool:
        time, signature = (request.headers.get(f"x-slack-{name}", "") for name in ("request-timestamp", "signature"))
        return signatures.from_slack(self._secret, request.body, time, signature)

    def inbound(self, request: Request) -> list[Inbound]:
        body = _body(request)
        if body.get("type") == "block_actions":
            action, channel = body["actions"][0], body["channel"]["id"]
            return [Inbound(f"{channel} {action['action_ts']}", channel, action["value"])] if _direct(channel) else []
        event = body.get("event") or {}
        if event.get("type") != "message" or event.get("bot_id") or event.get("subtype") not in _PATIENTS:
            return []
        if not _direct(event["channel"]):
            return []
        return [Inbound(body["event_id"], event["channel"], _read(event.get("text") or "") or None)]

    def render(self, messages: Messages, inbound: Inbound) -> list[Part]:
        return parts(messages, _LIMITS)

    async def send(self, part: Part, inbound: Inbound) -> None:
        blocks: list[dict[str, Any]] = [{"type": "section", "text": _plain(part.text)}]
        if part.choices:
            buttons = [{"type": "button", "text": _plain(title), "value": sent} for title, sent in part.choices]
            blocks.append({"type": "actions", "elements": buttons})
        try:
            await self._client.chat_postMessage(channel=inbound.sender, text=_written(part.text), blocks=blocks)
        except SlackApiError as error:
            status = getattr(error.response, "status_code", 500)
            raise NotSent(again=status == 429 or status >= 500) from None
        except (aiohttp.ClientError, asyncio.TimeoutError):
            raise NotSent(again=True) from None

    def accepted(self, request: Request) -> HTTPResponse:
        """Answer Slack's question whether this is the clinic's address, or nothing."""
        body = _body(request)
        return response.json({"challenge": body["challenge"]}) if body.get("type") == "url_verification" else response.text("")


def _body(request: Request) -> dict[str, Any]:
    """Return what Slack sent: an event as JSON, or a pressed button as JSON in a form."""
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return json.loads(parse_qs(request.body.decode())["payload"][0])
    return request.json


def _direct(channel: str) -> bool:
    """Tell whether a channel is a direct message: in others, colleagues would read the answer."""
    return channel.startswith("D")


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}


def _read(text: str) -> str:
    text = _LINK.sub(r"\1", text)
    for mark, written in reversed(_MARKS):
        text = text.replace(written, mark)
    return text


def _written(text: str) -> str:
    for mark, written in _MARKS:
        text = text.replace(mark, written)
    return text
