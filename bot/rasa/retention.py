"""Erases what patients wrote once its time is over, and one conversation when it is asked for."""
from __future__ import annotations

import asyncio
import logging
import sys
import time
from functools import partial
from typing import Awaitable, Callable, Mapping, Optional

from rasa.core.tracker_store import TrackerStore

from bot.rasa.endpoints import read, tracker_store
from bot.rasa.store import RecallingStore, inner
from bot.rasa.threads import Threads
from bot.settings import Settings

log = logging.getLogger(__name__)

EVERY_SECONDS = 3600
LONGEST_SECONDS = 600  # for which the erasing of one thing may keep that of others waiting
DAY_SECONDS = 86_400
_NO_WAY = "This kind of tracker store is not erased by Plainspine. Set its own expiry (for Redis: record_exp), or use SQLite or PostgreSQL."


async def keep_erasing(store: Callable[[], TrackerStore], settings: Settings, others: Mapping[str, Callable[[], int]]) -> None:
    """Erase what is older than the settings allow, now and every hour, until cancelled.

    `store` gives the present store. `others` erase what is too old of something else, by whose name they go, and return how much.
    """
    threads = Threads("erasing", 1)

    async def conversations() -> int:
        found = inner(store())
        before = time.time() - settings.keep_days * DAY_SECONDS
        return await found.expire(before) if isinstance(found, RecallingStore) else 0

    while True:
        await _erase_old("events", conversations)
        for what, expire in others.items():
            await _erase_old(what, partial(threads.run, expire))
        await asyncio.sleep(EVERY_SECONDS)


async def _erase_old(what: str, expire: Callable[[], Awaitable[int]]) -> None:
    try:
        count = await asyncio.wait_for(expire(), LONGEST_SECONDS)
        if count:
            log.info("%s %s erased whose time was over", count, what)
    except Exception:  # the database's errors have no common class; the next hour tries again
        log.exception("old %s could not be erased", what)


def erase(settings: Settings, endpoints: Optional[str], conversation: Optional[str], days: int) -> int:
    """Erase one conversation, or with None all events older than `days`; return how many events.

    Raises:
        SystemExit: the store that the file `endpoints` names cannot be erased in this way, or the file cannot be used.
    """
    store = tracker_store(read(endpoints), settings)
    if not isinstance(store, RecallingStore):
        sys.exit(_NO_WAY)
    work = store.expire(time.time() - days * DAY_SECONDS) if conversation is None else store.delete(conversation)
    return asyncio.run(work)
