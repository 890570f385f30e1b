"""Where conversations lie: Rasa's own table of events, in SQLite or PostgreSQL. A turn costs the same however long they are."""
from __future__ import annotations

import asyncio
import json
import logging
from collections import OrderedDict
from itertools import islice
from typing import Any, NamedTuple, Optional

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import InMemoryTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import URL, Connection

from bot.rasa.database import BEGINS_SESSION, EVENTS, Database
from bot.rasa.locks import holding

log = logging.getLogger(__name__)

KEPT = 256  # conversations in memory
LATEST = 120  # events of a conversation that a turn is answered from: a dozen turns, or half as many that asked two things
SPARE = 30  # more events that are put up with before a conversation in memory is cut to the latest
ERASED_AT_ONCE = 5_000  # events; other writers wait no longer than it takes to erase them

# What a turn asks of the database, put together once: doing so at each turn took longer than asking.
_OWN = EVENTS.c.sender_id == sa.bindparam("sender")
_ROWS = sa.select(EVENTS.c.id, EVENTS.c.timestamp, EVENTS.c.data).where(_OWN)
_FROM_LAST = _ROWS.where(EVENTS.c.id >= sa.bindparam("last")).order_by(EVENTS.c.id)
# Written out, so that the database sees that the index of session starts serves.
_BEGUN = sa.select(sa.func.max(EVENTS.c.id)).where(_OWN, sa.text(BEGINS_SESSION)).scalar_subquery()
_OF_SESSION = _ROWS.where(EVENTS.c.id >= sa.func.coalesce(_BEGUN, 0)).order_by(EVENTS.c.id.desc()).limit(sa.bindparam("latest"))
_SINCE = sa.select(sa.func.max(EVENTS.c.id), sa.func.count()).where(_OWN, EVENTS.c.id > sa.bindparam("known"))
_ADD = sa.insert(EVENTS)


class CannotDelete(Exception):
    """The store that the operator chose has no way to erase one conversation; it erases by age, if it is told to."""


class _Kept(NamedTuple):
    tracker: DialogueStateTracker
    last: int  # the number of its last event in the database
    length: int  # events that it then had
    time: float  # of that last event

    def is_whole(self) -> bool:
        """Tell whether no turn has changed it since, be it one that goes on or one that failed."""
        return len(self.tracker.events) == self.length


class RecallingStore(TrackerStore):
    """Keeps the latest conversations in memory, and reads of each only the events that other workers have written since.

    It only adds: a tracker carries along how many of its events are stored, and `save` writes those after them. So nothing is lost
    or written twice, not even when two workers write to one conversation at once. The order is the database's: clocks of machines
    may differ. Queries run in threads: a database that hangs must not keep other patients' turns.
    """

    def __init__(self, url: URL, event_broker: Optional[EventBroker] = None) -> None:
        """Nothing is connected yet: a database that is away is found again at a later turn."""
        super().__init__(None, event_broker)
        self.database = Database(url)
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    @property
    def domain(self) -> Domain:
        """The domain whose slots a conversation has."""
        return self._domain

    @domain.setter
    def domain(self, domain: Optional[Domain]) -> None:
        self._domain = domain or Domain.empty()
        self._kept.clear()

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """Return the tracker of the latest session, of a long one its latest part; None when nothing is stored.

        A turn that holds the conversation's lock asks the database once.
        """
        turn = holding(sender_id)
        while True:
            kept = self._kept.get(sender_id)
            usable = kept is not None and kept.is_whole()
            if kept and usable and turn and turn.has_read:
                return kept.tracker
            goes_on, rows = await asyncio.to_thread(self._read, sender_id, kept if usable else None)
            # Another turn of the same conversation may have changed what is kept while this one waited.
            if self._kept.get(sender_id) is kept and (kept is None or kept.is_whole() == usable):
                break
        if turn:
            turn.has_read = True
        if kept is not None and goes_on:
            tracker = kept.tracker
        elif rows:
            tracker = self.init_tracker(sender_id)
        else:
            self._kept.pop(sender_id, None)
            return None
        for row in rows:
            tracker.update(Event.from_parameters(json.loads(row.data)))
        self._keep(tracker, rows[-1].id if rows else kept.last)  # type: ignore[union-attr]
        return tracker

    async def retrieve_full_tracker(self, conversation_id: str) -> Optional[DialogueStateTracker]:
        """Return the tracker of all sessions, however long; None when nothing is stored."""
        return await asyncio.to_thread(self._whole, conversation_id)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write the events that are not stored yet, then hand them to the event broker if there is one."""
        self._kept.pop(tracker.sender_id, None)
        known, length = _stored(tracker)
        events = list(islice(tracker.events, length, None))
        last, alone = await asyncio.to_thread(self._add, tracker.sender_id, events, known)
        tracker.stored = (last, length + len(events))  # type: ignore[attr-defined]
        if last and alone:
            self._keep(self._shortened(tracker), last)
        await self._tell(events, tracker.sender_id)

    async def delete(self, sender: str) -> int:
        """Erase all events of `sender`; return how many."""
        count = await asyncio.to_thread(self._erase, EVENTS.c.sender_id == sender)
        self._kept.pop(sender, None)
        return count

    async def expire(self, before: float) -> int:
        """Erase all events older than `before` (Unix time); return how many. A conversation goes when its last one has.

        Other workers forget what they still have in memory when they next expire theirs.
        """
        count = await asyncio.to_thread(self._erase, EVENTS.c.timestamp < before)
        for sender, kept in list(self._kept.items()):
            if kept.tracker.events[0].timestamp < before:
                del self._kept[sender]
        return count

    def _keep(self, tracker: DialogueStateTracker, last: int) -> None:
        length = len(tracker.events)
        tracker.stored = (last, length)  # type: ignore[attr-defined]
        self._kept.pop(tracker.sender_id, None)
        self._kept[tracker.sender_id] = _Kept(tracker, last, length, tracker.events[-1].timestamp)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def _shortened(self, tracker: DialogueStateTracker) -> DialogueStateTracker:
        """Return a tracker with the latest events alone: Rasa walks through all of them several times a turn."""
        if len(tracker.events) <= LATEST + SPARE:
            return tracker
        latest = list(islice(tracker.events, len(tracker.events) - LATEST, None))
        return DialogueStateTracker.from_events(tracker.sender_id, latest, self.domain.slots)

    async def _tell(self, events: list[Event], sender: str) -> None:
        if self.event_broker is None:
            return
        try:
            await self._stream_new_events(self.event_broker, events, sender)
        except Exception:  # the turn is stored, and the patient gets the reply
            log.exception("events could not be sent to the event broker")

    def _read(self, sender: str, kept: Optional[_Kept]) -> tuple[bool, list[Any]]:
        """Return (True, the events after those `kept`), or (False, the latest of the session) when those are gone, or none are kept."""

        def read(connection: Connection) -> tuple[bool, list[Any]]:
            if kept:
                rows = connection.execute(_FROM_LAST, {"sender": sender, "last": kept.last}).all()
                # SQLite gives the number of an erased event away again; its time does not come back.
                if rows and (rows[0].id, rows[0].timestamp) == (kept.last, kept.time):
                    return True, rows[1:]
            return False, connection.execute(_OF_SESSION, {"sender": sender, "latest": LATEST}).all()[::-1]

        return self.database.do(read, writes=False)

    def _whole(self, sender: str) -> Optional[DialogueStateTracker]:
        columns = sa.select(EVENTS.c.data).where(EVENTS.c.sender_id == sender).order_by(EVENTS.c.id)
        rows = self.database.do(lambda connection: connection.execute(columns).all(), writes=False)
        events = [Event.from_parameters(json.loads(row.data)) for row in rows]
        return DialogueStateTracker.from_events(sender, events, self.domain.slots) if events else None

    def _add(self, sender: str, events: list[Event], known: int) -> tuple[int, bool]:
        """Write the events in one transaction; return the number of the last one, and whether nobody wrote others after `known`."""

        def write(connection: Connection) -> tuple[int, bool]:
            if events:
                connection.execute(_ADD, [_row(sender, event) for event in events])
            last, count = connection.execute(_SINCE, {"sender": sender, "known": known}).one()
            return last or known, count == len(events)

        return self.database.do(write)

    def _erase(self, which: Any) -> int:
        some = sa.select(EVENTS.c.id).where(which).limit(ERASED_AT_ONCE)
        erase = sa.delete(EVENTS).where(EVENTS.c.id.in_(some))
        count = 0
        while True:
            erased = self.database.do(lambda connection: connection.execute(erase).rowcount)
            if not erased:
                break
            count += erased
        if count:
            self.database.overwrite()
        return count


def inner(store: TrackerStore) -> TrackerStore:
    """Return the store that Rasa has wrapped; the wrapping answers a broken one with nothing at all."""
    return inner(store._tracker_store) if hasattr(store, "_tracker_store") else store


async def delete(store: TrackerStore, sender: str) -> None:
    """Erase all that `store` has of `sender`. Raises CannotDelete for stores that have no way to do so."""
    instead = getattr(store, "_fallback_tracker_store", None)  # where Rasa writes while the store is broken
    if instead is not None:
        await delete(instead, sender)
    found = inner(store)
    if isinstance(found, InMemoryTrackerStore):
        found.store.pop(sender, None)
    elif isinstance(found, RecallingStore):
        await found.delete(sender)
    else:
        raise CannotDelete(type(found).__name__)


def _stored(tracker: DialogueStateTracker) -> tuple[int, int]:
    """Return the number of the tracker's last event in the database and how many of its events are there: none if it was not read."""
    return getattr(tracker, "stored", (0, 0))


def _row(sender: str, event: Event) -> dict[str, Any]:
    """Return the columns of Rasa's events table."""
    data = event.as_dict()
    return {
        "sender_id": sender,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }
