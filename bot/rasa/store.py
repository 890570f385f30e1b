"""Rasa's SQL tracker store, which reads a conversation from the database only when another worker has written to it since."""
from __future__ import annotations

import json
from collections import OrderedDict
from typing import Any, Optional

import sqlalchemy as sa
from rasa.core.tracker_store import InMemoryTrackerStore, SQLTrackerStore, TrackerStore
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import URL, Connection
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import QueuePool

KEPT = 256  # conversations in memory


class CannotDelete(Exception):
    """The store that the operator chose has no way to erase one conversation; it erases by age, if it is told to."""


class RecallingStore(SQLTrackerStore):
    """Keeps the latest conversations in memory, beside the number of the last event of each in the database.

    The door reads a conversation before Rasa does, and Rasa would read it anew at every turn, event by event: a cost that grows with
    the conversation. A conversation whose last event in the database is another, or that a failed turn has changed, is read anew.
    """

    def __init__(self, url: URL) -> None:
        super().__init__(
            dialect=url.drivername, host=url.host, port=url.port, db=url.database, username=url.username, password=url.password
        )
        self._kept: OrderedDict[str, tuple[DialogueStateTracker, int, int]] = OrderedDict()
        if url.drivername == "sqlite":
            # SQLAlchemy opens the file anew for each query unless told otherwise.
            self.engine = sa.create_engine(url, poolclass=QueuePool, connect_args={"check_same_thread": False})
            self.sessionmaker = sessionmaker(bind=self.engine)
            sa.event.listen(self.engine, "connect", _set_up_sqlite)

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """Return the tracker of the latest session, or None."""
        with self.engine.connect() as connection:
            last = self._last(connection, sender_id)
        tracker = self._recalled(sender_id, last)
        if tracker is None and last:
            tracker = await super().retrieve(sender_id)
            if tracker is not None:
                self._keep(tracker, last)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write the events that the database does not have yet."""
        _, last, length = self._kept.pop(tracker.sender_id, (None, 0, 0))
        await self.stream_events(tracker)
        with self.engine.begin() as connection:
            known = self._last(connection, tracker.sender_id) == last
            events = list(tracker.events)[length:] if known else self._unsaved(tracker)
            if events:
                connection.execute(sa.insert(self.SQLEvent), [_row(tracker.sender_id, event) for event in events])
            last = self._last(connection, tracker.sender_id)
        self._keep(tracker, last)

    async def delete(self, sender: str) -> None:
        """Erase all events of `sender`. On SQLite they are overwritten, in the log that it keeps beside the database as well."""
        with self.engine.begin() as connection:
            connection.execute(sa.delete(self.SQLEvent).where(self.SQLEvent.sender_id == sender))
        self._kept.pop(sender, None)
        if self.engine.dialect.name == "sqlite":
            with self.engine.connect() as connection:
                connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))

    def _recalled(self, sender: str, last: int) -> Optional[DialogueStateTracker]:
        tracker, known, length = self._kept.get(sender, (None, 0, 0))
        return tracker if tracker is not None and known == last and len(tracker.events) == length else None

    def _unsaved(self, tracker: DialogueStateTracker) -> list[Event]:
        """Return what to write of a conversation that is not in memory, as Rasa finds it out: by counting."""
        with self.session_scope() as session:
            return list(self._additional_events(session, tracker))

    def _keep(self, tracker: DialogueStateTracker, last: int) -> None:
        self._kept.pop(tracker.sender_id, None)
        self._kept[tracker.sender_id] = (tracker, last, len(tracker.events))
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def _last(self, connection: Connection, sender: str) -> int:
        """Return the number of the sender's last event in the database, 0 when there is none."""
        last = sa.select(sa.func.max(self.SQLEvent.id)).where(self.SQLEvent.sender_id == sender)
        return connection.execute(last).scalar() or 0


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


def _set_up_sqlite(connection: Any, record: object) -> None:
    """Let SQLite append instead of rewriting; a killed process loses nothing (https://sqlite.org/wal.html). Erased text is overwritten."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA secure_delete=ON")
