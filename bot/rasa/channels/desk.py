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

log = logging.getLogger(__name__)

REMEMBERED = 2000  # deliveries in memory
PAUSES = (0.5, 2.0)  # seconds before a part is sent again

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

    def __init__(self, senders: Senders, keys: Keys) -> None:
        self._senders = senders
        self._keys = keys
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
                if self._known(lambda: self._senders.answered(number), False):
                    delivery.parts = []
                    return
                delivery.parts = outlet.render(await self._reply(outlet, inbound, sender, ask, compose), inbound)
            while delivery.parts:
                if await _sent(outlet, delivery.parts[0], inbound):
                    delivery.parts.pop(0)
                else:
                    delivery.parts.clear()  # an answer without its beginning could mislead
            self._known(lambda: self._senders.answer(number), None)

    async def _reply(self, outlet: Outlet, inbound: Inbound, sender: str, ask: Ask, compose: Composer) -> Messages:
        wished = wish(inbound.text) if outlet.by_text else None
        stopped = self._known(lambda: self._senders.stopped(sender), False)
        if wished in (STOP, HELP) or (wished == START and stopped):
            silent = inbound.told or (wished == STOP and stopped)
            return self._granted(wished, sender, silent, compose)
        collected = CollectingOutputChannel()
        await ask(UserMessage(inbound.text, collected, sender, input_channel=outlet.name(), message_id=inbound.id))
        messages = collected.messages
        level = (messages[-1]["custom"]["escalation"] or {}).get("level")
        if stopped:  # only an emergency is a reason to write to someone who wants no texts
            return messages if level == "emergency" else []
        if level is None and not self._known(lambda: self._senders.told(sender), False):
            self._known(lambda: self._senders.tell(sender), None)
            return before(compose.message("notice"), messages)
        return messages

    def _granted(self, wished: str, sender: str, silent: bool, compose: Composer) -> Messages:
        """Note a wish and return what is said about it: nothing when `silent`."""
        try:
            if wished == STOP:
                self._senders.stop(sender)
            elif wished == START:
                self._senders.start(sender)
        except SQLAlchemyError:  # nothing may be confirmed that was not kept
            log.exception("who wants no texts could not be written")
            return compose.message("error", "error", "error.internal").messages()
        return [] if silent else compose.message(_SAID[wished]).messages()

    def _known(self, read: Callable[[], _T], otherwise: _T) -> _T:
        """Return what the database knows, or `otherwise`: its trouble must not keep a patient from an answer."""
        try:
            return read()
        except SQLAlchemyError:
            log.exception("who wants no texts could not be read or written")
            return otherwise


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
