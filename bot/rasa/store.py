"""Rasa's SQL tracker store, which reads a conversation from the database only when another worker has written to it since."""
from __future__ import annotations

from collections import OrderedDict
from typing import Any, Optional

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import URL

KEPT = 256  # conversations in memory


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
            sa.event.listen(self.engine, "connect", _write_ahead)
            self.engine.dispose()  # the connection that made the table is not yet set so

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """Return the tracker of the latest session, or None."""
        tracker, last, length = self._kept.get(sender_id, (None, 0, 0))
        if tracker is None or len(tracker.events) != length or self._last(sender_id) != last:
            tracker = await super().retrieve(sender_id)
            self._keep(sender_id, tracker)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write the events that the database does not have yet."""
        await super().save(tracker)
        self._keep(tracker.sender_id, tracker)

    def _keep(self, sender: str, tracker: Optional[DialogueStateTracker]) -> None:
        self._kept.pop(sender, None)
        if tracker is not None:
            self._kept[sender] = (tracker, self._last(sender), len(tracker.events))
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def _last(self, sender: str) -> int:
        """Return the number of the sender's last event in the database, 0 when there is none."""
        last = sa.select(sa.func.max(self.SQLEvent.id)).where(self.SQLEvent.sender_id == sender)
        with self.engine.connect() as connection:
            return connection.execute(last).scalar() or 0


def _write_ahead(connection: Any, record: object) -> None:
    """Let SQLite append instead of rewriting; a killed process loses nothing (https://sqlite.org/wal.html)."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
