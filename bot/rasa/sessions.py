"""Conversations that the server names and keeps: begun, shown again and ended by whoever holds their secret.

    POST   /conversations       makes an id and the secret that opens it; nothing is stored yet
    GET    /conversations/<id>  what was said, for a page that was loaded again
    DELETE /conversations/<id>  ends it and erases it

The secret travels as `Authorization: Bearer <secret>`. A message under such an id needs it too (bot/rasa/rest.py).
"""
from __future__ import annotations

import asyncio
import logging
from typing import Any, Awaitable, Callable, Optional

from rasa.core.agent import Agent
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import intake
from bot.limits import TOO_MANY, Rate
from bot.rasa import history
from bot.rasa.door import Keep, Messages
from bot.rasa.routes import NOT_STORED, REFUSED, is_over, refused
from bot.rasa.store import CannotDelete
from bot.redact import redact
from bot.resources import Resources
from bot.settings import Settings
from bot.tickets import Tickets

log = logging.getLogger(__name__)

Answer = Callable[[Optional[Keep]], Awaitable[Messages]]
_NO_CONVERSATION = "There is no such conversation, or this is not its secret. Begin a new one with POST /conversations."


class Sessions:
    """The conversations of one server. Turns that this process is still working on are waited for; see the decision note."""

    def __init__(self, tickets: Tickets, current: Callable[[], Resources], settings: Settings) -> None:
        """`current` returns the content that serves now."""
        self._tickets = tickets
        self._current = current
        self._settings = settings
        self._addresses = Rate(settings.address_turns_per_minute)
        self._under_way: dict[str, set[asyncio.Task[Messages]]] = {}

    def refuses(self, request: Request, sender: str) -> bool:
        """Tell whether `sender` is a conversation that this request may not open."""
        return self._tickets.issued(sender) and not self._tickets.opens(sender, request.token)

    async def turn(self, request: Request, sender: str, text: str, answer: Answer) -> Messages:
        """Return what `answer` returns, and keep it if `sender` is one of ours. It goes on when whoever asked has gone.

        `answer` is given what keeps its messages, to call it while it holds the conversation.
        """
        if not self._tickets.issued(sender):
            return await answer(None)
        task = asyncio.ensure_future(self._kept(request.app.ctx.agent.agent, sender, text, answer))
        tasks = self._under_way.setdefault(sender, set())
        tasks.add(task)
        task.add_done_callback(lambda done: self._ended_turn(sender, done))
        return await asyncio.shield(task)

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        routes = Blueprint("conversations", url_prefix="/conversations")

        @routes.route("/", methods=["OPTIONS"], name="preflight")
        @routes.route("/<name:str>", methods=["OPTIONS"], name="preflight_one")
        async def preflight(request: Request, name: str = "") -> HTTPResponse:
            return response.empty()  # the headers say if a page elsewhere may ask

        @routes.route("/", methods=["POST"])
        async def begin(request: Request) -> HTTPResponse:
            ticket = self._tickets.issue()
            return response.json({"id": ticket.id, "secret": ticket.secret, **self._terms()}, 201, NOT_STORED)

        @routes.route("/<name:str>", methods=["GET"])
        async def show(request: Request, name: str) -> HTTPResponse:
            if is_over(self._addresses, request, self._settings.proxies):  # to show a long one takes longer than a turn
                return self._too_many()
            return await self._opened(request, name, self._shown)

        @routes.route("/<name:str>", methods=["DELETE"])
        async def end(request: Request, name: str) -> HTTPResponse:
            return await self._opened(request, name, self._ended)

        return routes

    async def _opened(self, request: Request, name: str, work: Callable[[Agent, str], Awaitable[HTTPResponse]]) -> HTTPResponse:
        """Let `work` answer for the conversation `name`, if the request has its secret; say so in words when that fails."""
        if not self._tickets.opens(name, request.token):
            return no_conversation()
        await self._settled(name)
        agent = request.app.ctx.agent.agent
        if agent is None:
            return self._sorry()
        try:
            return await self._soon(work(agent, name))
        except Exception:  # whatever the store's library raises
            log.exception("conversation could not be shown or erased")
            return self._sorry()

    async def _shown(self, agent: Agent, name: str) -> HTTPResponse:
        found = await history.read(agent, name)
        if found is None:
            return no_conversation()
        return response.json({"turns": found.turns, "quiet_seconds": round(found.quiet), **self._terms()}, headers=NOT_STORED)

    async def _ended(self, agent: Agent, name: str) -> HTTPResponse:
        try:
            await history.erase(agent, name)
        except CannotDelete:
            message = "The store of this server cannot erase one conversation. It is erased when its time is over."
            return refused(501, "cannot_delete", message)
        return response.empty(204, NOT_STORED)

    def _terms(self) -> dict[str, int]:
        """Return what the chat on a page tells people about, and holds to."""
        return {"idle_minutes": self._settings.idle_minutes, "report_days": self._settings.report_days}

    async def _kept(self, agent: Any, sender: str, text: str, answer: Answer) -> Messages:
        said = redact(intake.tidy(text))[: self._settings.message_characters]

        async def keep(messages: Messages) -> None:
            try:
                await self._soon(history.keep(agent, sender, said, messages))
            except Exception:  # the person still gets the answer
                log.exception("turn could not be kept for showing it again")

        return await answer(keep)

    def _ended_turn(self, sender: str, task: asyncio.Task[Messages]) -> None:
        tasks = self._under_way[sender]
        tasks.discard(task)
        if not tasks:
            del self._under_way[sender]

    async def _settled(self, sender: str) -> None:
        """Wait until no turn of `sender` is under way in this process: it would be missing, or be written after the erasing."""
        if sender in self._under_way:
            await asyncio.wait(set(self._under_way[sender]))

    async def _soon(self, work: Awaitable[Any]) -> Any:
        return await asyncio.wait_for(work, self._settings.turn_seconds / 2)

    def _too_many(self) -> HTTPResponse:
        status, wait = REFUSED[f"error.{TOO_MANY}"]
        answer = refused(status, TOO_MANY, self._current().composer.message(TOO_MANY).texts[0])
        answer.headers["Retry-After"] = str(wait)
        return answer

    def _sorry(self) -> HTTPResponse:
        text = self._current().composer.message("error").texts[0]
        return refused(503, "failed", text)


def no_conversation() -> HTTPResponse:
    """Return the refusal of a wrong id, a wrong secret, or a conversation of which nothing is kept: they all look alike."""
    return refused(404, "no_conversation", _NO_CONVERSATION)
