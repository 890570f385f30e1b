"""The database of conversations: Rasa's table of events with the indexes that it lacks."""
from __future__ import annotations

import os

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.events import SessionStarted
from sqlalchemy.engine import URL, Connection

from bot.database_engine import Tables

# asyncio's own, each of which may hold a connection: one that is made for a turn costs more than the turn
THREADS = min(32, (os.cpu_count() or 1) + 4)

EVENTS = SQLTrackerStore.SQLEvent.__table__
# Rasa indexes the sender alone: to find the last event of a long conversation PostgreSQL would read all of it.
BEGINS_SESSION = f"type_name = '{SessionStarted.type_name}'"
_INDEXES = {
    "plainspine_last": "ON events (sender_id, id)",
    "plainspine_session": f"ON events (sender_id, id) WHERE {BEGINS_SESSION}",
    "plainspine_age": "ON events (timestamp)",
}


class Database(Tables):
    """Does work on the conversations of one database. Nothing is connected until there is some."""

    def __init__(self, url: URL) -> None:
        super().__init__(url, _make, THREADS)


def _make(connection: Connection) -> None:
    """Make the table and its indexes where they are missing."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SET LOCAL statement_timeout = 0"))  # indexing a large table takes its time
    EVENTS.create(connection, checkfirst=True)
    found = {index["name"] for index in sa.inspect(connection).get_indexes(EVENTS.name)}
    for name, columns in _INDEXES.items():
        if name not in found:
            connection.execute(sa.text(f"CREATE INDEX {name} {columns}"))
