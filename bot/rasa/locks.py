"""What keeps the turns of one conversation apart."""
from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import Any, AsyncIterator
from weakref import WeakValueDictionary

from rasa.core.lock import TicketLock
from rasa.core.lock_store import InMemoryLockStore


class LocalLocks(InMemoryLockStore):
    """Locks in this process: one turn of a conversation at a time, in the order of arrival, each as soon as the one before has ended.

    Rasa's own looks for its turn once a second, and as many times later as turns wait before it.
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
