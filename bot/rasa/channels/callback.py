"""The callback channel: a clinic's own system posts a message, and the reply is posted to an address of that system."""
from __future__ import annotations

import asyncio
import uuid
from typing import Any

import aiohttp
from rasa.core.channels.callback import CallbackInput
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from sanic.request import Request

from bot.channels import signatures
from bot.rasa.channels.desk import Desk, Inbound, Messages, NotSent
from bot.rasa.channels.vendor import SECONDS, VendorChannel
from bot.rasa.rest import fault, parsed

_BEARER = "Bearer "


class CallbackChannel(VendorChannel):
    """Takes REST's body, with a `message_id` if the caller may post again, and posts REST's messages one by one.

    Both directions carry `Authorization: Bearer <token>`: a stranger must not make the clinic's system write to a patient.
    """

    def __init__(self, desk: Desk, url: str, token: str) -> None:
        """Raises ValueError when `url` is none."""
        if not url.startswith(("https://", "http://")):
            raise ValueError("url must be an address such as https://clinic.example/replies")
        super().__init__(desk)
        self._token = token
        self._endpoint: EndpointConfig = CallbackInput(EndpointConfig(url, headers={"Authorization": _BEARER + token})).callback_endpoint

    @classmethod
    def name(cls) -> str:
        return "callback"

    def genuine(self, request: Request) -> bool:
        return signatures.is_secret(_BEARER + self._token, request.headers.get("authorization", ""))

    def inbound(self, request: Request) -> list[Inbound]:
        body = parsed(request)
        wrong = fault(body)
        if wrong:
            raise ValueError(wrong[0])
        number = body.get("message_id")
        if number is not None and not isinstance(number, str):
            raise ValueError("message_id must be a text")
        return [Inbound(number or uuid.uuid4().hex, body["sender"], body["message"])]

    def render(self, messages: Messages, inbound: Inbound) -> list[dict[str, Any]]:
        return [{**message, "recipient_id": inbound.sender} for message in messages]

    async def send(self, part: dict[str, Any], inbound: Inbound) -> None:
        try:
            await asyncio.wait_for(self._endpoint.request("post", json=part), SECONDS)
        except ClientResponseError as error:
            raise NotSent(again=error.status == 429 or error.status >= 500) from None
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError):
            raise NotSent(again=True) from None
