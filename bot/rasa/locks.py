"""What keeps the turns of one conversation apart: one at a time, in the order of arrival, in one process or through Redis."""
from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from typing import Any, AsyncIterator, Callable
from weakref import WeakValueDictionary

from rasa.core.lock import TicketLock
from rasa.core.lock_store import InMemoryLockStore, LockError, RedisLockStore

WAIT_SECONDS = 0.05  # between two looks at whose turn it is


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

    @asynccontextmanager
    async def lock(self, conversation_id: str, *_: Any, **__: Any) -> AsyncIterator[TicketLock]:  # type: ignore[override]
        """Wait for this conversation's turn and hold it. Redis is asked in threads: one that hangs must not keep other patients.

        Raises:
            LockError: Redis cannot be asked, or the ticket ran out.
        """
        issuing = asyncio.ensure_future(asyncio.to_thread(self._issue, conversation_id, self._lifetime))
        try:
            ticket, lock = await asyncio.shield(issuing)
        except asyncio.CancelledError:  # the thread goes on, and its ticket would keep the turns after it waiting
            issuing.add_done_callback(lambda issued: self._give_back(conversation_id, issued))
            raise
        try:
            yield await self._turn_of(conversation_id, ticket) if lock.is_locked(ticket) else lock
        finally:
            await asyncio.to_thread(self.cleanup, conversation_id, ticket)

    def issue_ticket(self, conversation_id: str, lock_lifetime: float = 0.0) -> int:
        """Return the number of a new ticket, after all others of the conversation."""
        return self._issue(conversation_id, lock_lifetime or self._lifetime)[0]

    def cleanup(self, conversation_id: str, ticket_number: int) -> None:
        """Give the ticket back. With the last one the key goes."""
        self._change(conversation_id, lambda lock: lock.remove_ticket_for(ticket_number))

    def _issue(self, conversation_id: str, lifetime: float) -> tuple[int, TicketLock]:
        return self._change(conversation_id, lambda lock: (lock.issue_ticket(lifetime), lock))

    def _give_back(self, conversation_id: str, issued: asyncio.Future) -> None:
        if not issued.cancelled() and issued.exception() is None:
            asyncio.get_running_loop().run_in_executor(None, self.cleanup, conversation_id, issued.result()[0])

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
                pipe.set(key, lock.dumps(), px=round(self._lifetime * 1000))
            else:
                pipe.delete(key)
            return result

        try:
            return self.red.transaction(step, key, value_from_callable=True)
        except Exception as error:  # of Redis, of the connection, of what lies under the key
            raise LockError(f"The lock store failed ({type(error).__name__}).") from error
