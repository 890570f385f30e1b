"""Text messages and WhatsApp through Twilio, at one address."""
from __future__ import annotations

from urllib.parse import parse_qsl

import requests
from rasa.core.channels.twilio import TwilioOutput
from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse
from twilio.base.exceptions import TwilioException, TwilioRestException

from bot.channels import signatures
from bot.channels.parts import Limits, Part, parts, text_messages
from bot.rasa.channels.desk import Desk, Inbound, Messages, NotSent
from bot.rasa.channels.vendor import SECONDS, VendorChannel

WHATSAPP = "whatsapp:"
_LIMITS = Limits(text=1600)  # characters that Twilio takes; WhatsApp's buttons would need templates that Meta has approved


class TwilioChannel(VendorChannel):
    """Replies go out from the number that was written to."""

    by_text = True

    def __init__(self, desk: Desk, url: str, account_sid: str, auth_token: str, api_url: str = "") -> None:
        """`url` is the address of the webhook as Twilio calls it, which is part of what it signs."""
        super().__init__(desk)
        self._url, self._token = url, auth_token
        self._client = TwilioOutput(account_sid, auth_token, None)
        self._client.http_client.timeout = SECONDS
        if api_url:
            self._client.api.base_url = api_url

    @classmethod
    def name(cls) -> str:
        return "twilio"

    def genuine(self, request: Request) -> bool:
        url = f"{self._url}?{request.query_string}" if request.query_string else self._url
        return signatures.from_twilio(self._token, url, _form(request), request.headers.get("x-twilio-signature", ""))

    def inbound(self, request: Request) -> list[Inbound]:
        form = _form(request)
        # A place or a photo has no words; a picture's caption has.
        text = form.get("Body") or (None if form.get("NumMedia", "0") != "0" or form.get("Latitude") else "")
        return [Inbound(form["MessageSid"], form["From"], text, form["To"], told=bool(form.get("OptOutType")))]

    def render(self, messages: Messages, inbound: Inbound) -> list[Part]:
        if not messages:
            return []
        return parts(messages, _LIMITS) if inbound.sender.startswith(WHATSAPP) else text_messages(messages)

    async def send(self, part: Part, inbound: Inbound) -> None:
        try:
            create = self._client.messages.create
            await self._sending.run(create, to=inbound.sender, from_=inbound.arrived_at, body=part.text)
        except TwilioRestException as error:
            raise NotSent(again=error.status == 429 or error.status >= 500) from None
        except (TwilioException, requests.RequestException):
            raise NotSent(again=True) from None

    def accepted(self, request: Request) -> HTTPResponse:
        return response.empty()


def _form(request: Request) -> dict[str, str]:
    """Return every parameter. Sanic leaves out the empty ones, which Twilio signs too."""
    return dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
