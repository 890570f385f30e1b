"""What keeps the turns of one conversation apart: one at a time, in the order of arrival, in one process or through Redis."""
from __future__ import annotations

import asyncio
import json
import logging
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, AsyncIterator, Callable, Iterator, NamedTuple, Optional
from weakref import WeakValueDictionary

from rasa.core.lock import Ticket, TicketLock
from rasa.core.lock_store import InMemoryLockStore, LockError, LockStore, RedisLockStore

log = logging.getLogger(__name__)

WAIT_SECONDS = 0.05  # between two looks at whose turn it is
GIVE_BACK_SECONDS = 0.5  # for which a turn that is over waits until its lock is given back

# Redis does this in one step: the key goes if it holds what was written, that is, unless another turn has come meanwhile.
_DELETE_UNCHANGED = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"


@dataclass
class Turn:
    """One turn of one conversation."""

    conversation: str
    holds: bool = False  # the conversation's lock
    has_read: bool = False  # the conversation, since it holds the lock: nobody else has changed it


_TURN: ContextVar[Optional[Turn]] = ContextVar("turn", default=None)


@contextmanager
def begun(conversation: str) -> Iterator[None]:
    """Begin a turn of `conversation`: while it holds the lock, all that is called in it does."""
    token = _TURN.set(Turn(conversation))
    try:
        yield
    finally:
        _TURN.reset(token)


def holding(conversation: str) -> Optional[Turn]:
    """Return the turn in which this is called, if it holds the lock of `conversation`."""
    turn = _TURN.get()
    return turn if turn and turn.holds and turn.conversation == conversation else None


@asynccontextmanager
async def one_at_a_time(locks: Optional[LockStore], conversation: str, seconds: float) -> AsyncIterator[None]:
    """Hold `conversation` for a turn, so that of two messages at once the second is read after the first, and answered after it.

    Whatever is wrong with the lock, the turn begins and ends: each waits for it no longer than `seconds`.
    """
    lock = AsyncExitStack()
    with begun(conversation):
        try:
            if locks:
                await asyncio.wait_for(lock.enter_async_context(locks.lock(conversation)), seconds)
        except Exception:  # a warning sign must be seen even so
            log.exception("a turn goes on beside another of its conversation")
        try:
            yield
        finally:
            given_back = asyncio.ensure_future(lock.aclose())
            given_back.add_done_callback(_told)
            await asyncio.wait({given_back}, timeout=GIVE_BACK_SECONDS)  # the patient has waited for the reply alone


def _told(given_back: asyncio.Future) -> None:
    if not given_back.cancelled() and given_back.exception():
        log.error("the lock of a conversation could not be given back", exc_info=given_back.exception())


class TurnLocks(LockStore):
    """Other locks, of which a turn that holds one may ask for it again: Rasa does, for its part of the turn."""

    def __init__(self, locks: LockStore) -> None:
        """`locks` are asked once a turn."""
        self.locks = locks

    @asynccontextmanager
    async def lock(self, conversation_id: str, *_: Any, **__: Any) -> AsyncIterator[TicketLock]:  # type: ignore[override]
        """Wait for this conversation's turn and hold it. Raises what the other locks raise."""
        if holding(conversation_id):
            yield TicketLock(conversation_id)
            return
        turn = _TURN.get()
        async with self.locks.lock(conversation_id) as lock:
            if turn is None or turn.conversation != conversation_id:
                yield lock
                return
            turn.holds, turn.has_read = True, False
            try:
                yield lock
            finally:
                turn.holds = False


class LocalLocks(InMemoryLockStore):
    """Locks in this process. A turn begins as soon as the one before has ended; with Rasa's own it looks once a second.
    """

    def __init__(self) -> None:
        super().__init__()
        self._held: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()  # gone with the last turn that waits

    @asynccontextmanager
    async def lock(self, conversation_id: str, *_: Any, **__: Any) -> AsyncIterator[TicketLock]:  # type: ignore[override]
        """Wait for this conversation's turn and hold it."""
        lock = self._held.setdefault(conversation_id, asyncio.Lock())
        async with lock:
            yield TicketLock(conversation_id)


class _Issued(NamedTuple):
    """A ticket, those of its conversation when it was issued, and what was written of them if it is the only one."""

    ticket: Ticket
    lock: TicketLock
    alone: Optional[str]

    def waits(self) -> bool:
        """Tell whether others come before it."""
        return self.lock.is_locked(self.ticket.number)


class SharedLocks(RedisLockStore):
    """Rasa's own tickets and keys, each changed in one step.

    Rasa reads the tickets, changes them and writes them back as three steps: of two workers that do so at once, one's ticket is lost
    or both have the same. Here Redis refuses the write if anybody wrote in between (https://redis.io/topics/transactions).
    """

    def __init__(self, lifetime: float, **options: Any) -> None:
        """Tickets of a worker that was killed hold others up for `lifetime` seconds; it must be longer than any turn.

        `options` are those of Rasa's class: host, port, db, username, password, use_ssl, key_prefix, socket_timeout and so on.
        """
        super().__init__(**options)
        self._lifetime = lifetime
        self._milliseconds = round(lifetime * 1000)
        self._delete_unchanged = self.red.register_script(_DELETE_UNCHANGED)

    @asynccontextmanager
    async def lock(self, conversation_id: str, *_: Any, **__: Any) -> AsyncIterator[TicketLock]:  # type: ignore[override]
        """Wait for this conversation's turn and hold it. Redis is asked in threads: one that hangs must not keep other patients.

        Raises:
            LockError: Redis cannot be asked, or the ticket ran out.
        """
        issuing = asyncio.ensure_future(asyncio.to_thread(self._issue, conversation_id, self._lifetime))
        try:
            issued = await asyncio.shield(issuing)
            lock = await self._turn_of(conversation_id, issued.ticket.number) if issued.waits() else issued.lock
        except BaseException:  # whoever gives up does not wait for Redis either; the ticket would keep the turns after it waiting
            issuing.add_done_callback(lambda done: self._give_back_later(conversation_id, done))
            raise
        try:
            yield lock
        finally:
            await asyncio.to_thread(self._give_back, conversation_id, issued)

    def issue_ticket(self, conversation_id: str, lock_lifetime: float = 0.0) -> int:
        """Return the number of a new ticket, after all others of the conversation."""
        return self._issue(conversation_id, lock_lifetime or self._lifetime).ticket.number

    def cleanup(self, conversation_id: str, ticket_number: int) -> None:
        """Give the ticket back. With the last one the key goes."""
        self._change(conversation_id, lambda lock: lock.remove_ticket_for(ticket_number))

    def _issue(self, conversation_id: str, lifetime: float) -> _Issued:
        lock = self.create_lock(conversation_id)
        ticket, alone = _ticket(lock, lifetime), lock.dumps()
        # Nearly every turn is alone: then this is one journey to Redis in place of three.
        with _failing_as_a_lock():
            if self.red.set(self.key_prefix + conversation_id, alone, nx=True, px=self._milliseconds):
                return _Issued(ticket, lock, alone)
        return _Issued(*self._change(conversation_id, lambda lock: (_ticket(lock, lifetime), lock)), None)

    def _give_back(self, conversation_id: str, issued: _Issued) -> None:
        if issued.alone:
            with _failing_as_a_lock():
                if self._delete_unchanged(keys=[self.key_prefix + conversation_id], args=[issued.alone]):
                    return
        self._change(conversation_id, lambda lock: _remove(lock, issued.ticket))

    def _give_back_later(self, conversation_id: str, issued: asyncio.Future) -> None:
        if not issued.cancelled() and issued.exception() is None:
            asyncio.get_running_loop().run_in_executor(None, self._give_back, conversation_id, issued.result())

    async def _turn_of(self, conversation_id: str, ticket: int) -> TicketLock:
        while True:
            lock = await asyncio.to_thread(self.get_lock, conversation_id)
            if lock is None or ticket not in [each.number for each in lock.tickets if not each.has_expired()]:
                raise LockError("The ticket ran out before its turn came.")
            if not lock.is_locked(ticket):
                return lock
            await asyncio.sleep(WAIT_SECONDS)

    def _change(self, conversation_id: str, change: Callable[[TicketLock], Any]) -> Any:
        key = self.key_prefix + conversation_id

        def step(pipe: Any) -> Any:
            held = pipe.get(key)
            lock = TicketLock.from_dict(json.loads(held)) if held else self.create_lock(conversation_id)
            result = change(lock)
            pipe.multi()
            if lock.tickets:
                pipe.set(key, lock.dumps(), px=self._milliseconds)
            else:
                pipe.delete(key)
            return result

        with _failing_as_a_lock():
            return self.red.transaction(step, key, value_from_callable=True)


def _ticket(lock: TicketLock, lifetime: float) -> Ticket:
    lock.issue_ticket(lifetime)
    return lock.tickets[-1]


def _remove(lock: TicketLock, ticket: Ticket) -> None:
    """Take `ticket` out: where it ran out and the key is new, another has its number."""
    for each in list(lock.tickets):
        if (each.number, each.expires) == (ticket.number, ticket.expires):
            lock.tickets.remove(each)


@contextmanager
def _failing_as_a_lock() -> Iterator[None]:
    try:
        yield
    except Exception as error:  # of Redis, of the connection, of what lies under the key
        raise LockError(f"The lock store failed ({type(error).__name__}).") from error
