"""Gives each delivered message one reply, in the order in which one person's messages came, whatever the service repeats."""
from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Awaitable, Callable, Optional, Protocol, TypeVar
from weakref import WeakValueDictionary

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from sqlalchemy.exc import SQLAlchemyError

from bot.answers.compose import Composer
from bot.answers.reply import before
from bot.channels.keys import Keys
from bot.channels.senders import Senders
from bot.channels.wishes import HELP, START, STOP, wish
from bot.rasa.threads import Threads

log = logging.getLogger(__name__)

REMEMBERED = 2000  # deliveries in memory
PAUSES = (0.5, 2.0)  # seconds before a part is sent again
ASKED_AT_ONCE = 4  # of the database

Ask = Callable[[UserMessage], Awaitable[Any]]
Messages = list[dict[str, Any]]
_T = TypeVar("_T")


@dataclass(frozen=True)
class Inbound:
    """One message as a service delivered it."""

    id: str  # the service's own, the same when it delivers again
    sender: str  # where the reply goes: a phone number, a chat
    text: Optional[str]  # None for a photo, a voice note, a place
    arrived_at: str = ""  # which of the clinic's numbers it was sent to
    told: bool = False  # the service has answered this wish itself


class NotSent(Exception):
    """A service did not take a part. `again`: it may take it later."""

    def __init__(self, again: bool) -> None:
        super().__init__("a messaging service did not take a message")
        self.again = again


class Outlet(Protocol):
    """What the desk needs of a channel."""

    by_text: bool  # STOP, HELP and START are wishes here

    def name(self) -> str: ...

    def render(self, messages: Messages, inbound: Inbound) -> list[Any]: ...

    async def send(self, part: Any, inbound: Inbound) -> None: ...


@dataclass
class _Delivery:
    parts: Optional[list[Any]] = None  # what is still to be sent; None before the turn


class Desk:
    """Shared by all channels. What was answered is known to every worker; what is half sent, only to the worker that sends it."""

    def __init__(self, senders: Senders, keys: Keys, seconds: float) -> None:
        """For an answer of the database the desk waits so many `seconds`, no longer."""
        self._senders = senders
        self._keys = keys
        self._seconds = seconds
        self._threads = Threads("senders", ASKED_AT_ONCE)
        self._deliveries: OrderedDict[str, _Delivery] = OrderedDict()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def serve(self, outlet: Outlet, inbound: Inbound, ask: Ask, compose: Composer) -> None:
        """Answer `inbound` unless that was done, or finish sending. `compose` is over the content that serves now.

        Raises:
            NotSent: the service takes nothing just now; when it delivers the message again, sending goes on where it stopped.
        """
        sender, number = (self._keys.name(outlet.name(), address) for address in (inbound.sender, f"message {inbound.id}"))
        lock = self._locks.setdefault(sender, asyncio.Lock())
        async with lock:
            delivery = self._deliveries.setdefault(number, _Delivery())
            while len(self._deliveries) > REMEMBERED:
                self._deliveries.popitem(last=False)
            if delivery.parts is None:
                answered, stopped = await asyncio.gather(
                    self._known(False, self._senders.answered, number), self._known(False, self._senders.stopped, sender)
                )
                if answered:
                    delivery.parts = []
                    return
                delivery.parts = outlet.render(await self._reply(outlet, inbound, sender, stopped, ask, compose), inbound)
            while delivery.parts:
                if await _sent(outlet, delivery.parts[0], inbound):
                    delivery.parts.pop(0)
                else:
                    delivery.parts.clear()  # an answer without its beginning could mislead
            await self._known(None, self._senders.answer, number)

    async def _reply(self, outlet: Outlet, inbound: Inbound, sender: str, stopped: bool, ask: Ask, compose: Composer) -> Messages:
        wished = wish(inbound.text) if outlet.by_text else None
        if wished in (STOP, HELP) or (wished == START and stopped):
            silent = inbound.told or (wished == STOP and stopped)
            return await self._granted(wished, sender, silent, compose)
        collected = CollectingOutputChannel()
        await ask(UserMessage(inbound.text, collected, sender, input_channel=outlet.name(), message_id=inbound.id))
        messages = collected.messages
        level = (messages[-1]["custom"]["escalation"] or {}).get("level")
        if stopped:  # only an emergency is a reason to write to someone who wants no texts
            return messages if level == "emergency" else []
        told = level is not None or await self._known(None, self._senders.told, sender)
        if told is False:  # a database that cannot be read is not written to either
            await self._known(None, self._senders.tell, sender)
        return messages if told else before(compose.message("notice"), messages)

    async def _granted(self, wished: str, sender: str, silent: bool, compose: Composer) -> Messages:
        """Note a wish and return what is said about it: nothing when `silent`."""
        try:
            if wished == STOP:
                await self._asked(self._senders.stop, sender)
            elif wished == START:
                await self._asked(self._senders.start, sender)
        except _TROUBLE:  # nothing may be confirmed that was not kept
            log.exception("who wants no texts could not be written")
            return compose.message("error", "error", "error.internal").messages()
        return [] if silent else compose.message(_SAID[wished]).messages()

    async def _known(self, otherwise: _T, work: Callable[[str], _T], name: str) -> _T:
        """Return what the database knows, or `otherwise`: its trouble must not keep a patient from an answer."""
        try:
            return await self._asked(work, name)
        except _TROUBLE:
            log.exception("who wants no texts could not be read or written")
            return otherwise

    async def _asked(self, work: Callable[[str], _T], name: str) -> _T:
        """Return what `work` of the database returns. Raises one of _TROUBLE."""
        return await asyncio.wait_for(self._threads.run(work, name), self._seconds)


_TROUBLE = (SQLAlchemyError, asyncio.TimeoutError)
_SAID = {STOP: "texts_stopped", HELP: "texts_help", START: "texts_started"}


async def _sent(outlet: Outlet, part: Any, inbound: Inbound) -> bool:
    """Send one part, again after each of PAUSES if need be; False when it will never be taken. Raises NotSent when it may be later."""
    pauses = iter(PAUSES)
    while True:
        try:
            await outlet.send(part, inbound)
            return True
        except NotSent as error:
            if not error.again:
                log.warning("%s will not take a reply: it is dropped", outlet.name())
                return False
            pause = next(pauses, None)
            if pause is None:
                log.error("%s takes no replies now", outlet.name())
                raise
        await asyncio.sleep(pause)
