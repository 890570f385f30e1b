"""The doorstep of a channel through another company: proof of who calls, then the desk. Nothing is read before the proof."""
from __future__ import annotations

import asyncio
import logging
from abc import abstractmethod
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.answers.compose import Composer
from bot.rasa.channels.desk import Ask, Desk, Inbound, Messages, NotSent
from bot.rasa.routes import refused
from bot.rasa.threads import Threads

log = logging.getLogger(__name__)

SECONDS = 10  # that a service may take for one message
SENT_AT_ONCE = 8  # messages through one channel, by a client that keeps its thread waiting


class VendorChannel(InputChannel):
    """`POST /webhooks/<name>/webhook`: 403 without the service's signature, 400 for what cannot be read, 503 when it takes no reply."""

    by_text = False

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._sending = Threads(self.name(), SENT_AT_ONCE)

    @abstractmethod
    def genuine(self, request: Request) -> bool:
        """Tell whether the service sent this request."""

    @abstractmethod
    def inbound(self, request: Request) -> list[Inbound]:
        """Return the patients' messages in a request, in their order. Raises LookupError, TypeError or ValueError for a wrong shape."""

    @abstractmethod
    def render(self, messages: Messages, inbound: Inbound) -> list[Any]:
        """Return what to send for a turn, in parts."""

    @abstractmethod
    async def send(self, part: Any, inbound: Inbound) -> None:
        """Send one part to where `inbound` came from. Raises NotSent."""

    def accepted(self, request: Request) -> HTTPResponse:
        """Return what the service gets when all is done."""
        return response.text("")

    def greeting(self, request: Request) -> HTTPResponse:
        """Return what a GET of the webhook gets: some services ask once whether the address is the clinic's."""
        return response.json({"status": "ok"})

    async def close(self) -> None:
        """Let go of connections when the server stops."""

    def blueprint(self, on_new_message: Ask) -> Blueprint:
        hook = Blueprint(f"{self.name()}_webhook")

        @hook.route("/webhook", methods=["GET"])
        async def greet(request: Request) -> HTTPResponse:
            return self.greeting(request)

        @hook.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            if not self.genuine(request):
                log.warning("a request to the %s channel had no valid signature: refused", self.name())
                return refused(403, "bad_signature", "This address takes only requests that carry the service's own signature.")
            try:
                inbound = self.inbound(request)
            except (LookupError, TypeError, ValueError, AttributeError):
                log.warning("a signed request to the %s channel could not be read", self.name())
                return refused(400, "unreadable", "The body does not have the form that the service documents.")
            try:
                # Sanic ends a handler whose caller has hung up; a reply that is half sent must be finished all the same.
                await asyncio.shield(self._serve(inbound, on_new_message, request.app.ctx.agent.resources.composer))
            except NotSent:
                return refused(503, "not_sent", "The reply could not be sent. Deliver the message again.")
            return self.accepted(request)

        @hook.listener("after_server_stop")
        async def stop(app: Sanic, loop: object) -> None:
            await self.close()

        return hook

    async def _serve(self, inbound: list[Inbound], ask: Ask, compose: Composer) -> None:
        for message in inbound:
            await self._desk.serve(self, message, ask, compose)
