"""The database of conversations: Rasa's table of events with the indexes that it lacks, and connections that are replaced when they die."""
from __future__ import annotations

import os
import threading
from typing import Any, Callable, TypeVar

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.events import SessionStarted
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.pool import QueuePool

_T = TypeVar("_T")

HELD_SECONDS = 1  # for which another program may hold SQLite's file before a turn is left unstored
CONNECT_SECONDS = 3
STATEMENT_SECONDS = 4  # the door gives reading and writing half of a turn's time
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
_ONE_AT_A_TIME = 5_727_701  # the number of PostgreSQL's advisory lock under which the table is made; any that nobody else uses


class _Died(Exception):
    """A connection was found dead, before anything was written on it."""


class Database:
    """Does work on connections to one database. Nothing is connected until there is some."""

    def __init__(self, url: URL) -> None:
        self.engine = _engine(url)
        self._making = threading.Lock()
        self._made = False

    def do(self, work: Callable[[Connection], _T], writes: bool = True) -> _T:
        """Return what `work` makes of a connection to a database that has the table; once more if the connection was dead.

        It may have died since its last use, when the database was started anew, and that shows before anything is written.
        """
        with self._making:
            if not self._made:
                self._make()
                self._made = True
        try:
            return self._worked(work, writes)
        except _Died:
            return self._worked(work, writes)

    def _worked(self, work: Callable[[Connection], _T], writes: bool) -> _T:
        with self.engine.begin() if writes else self.engine.connect() as connection:
            try:
                # A transaction around a single statement would be two more journeys to the database.
                return work(connection if writes else connection.execution_options(isolation_level="AUTOCOMMIT"))
            except sa.exc.DBAPIError as error:
                if error.connection_invalidated:
                    raise _Died from error
                raise

    def _make(self) -> None:
        """Make the table and its indexes where they are missing; workers that start together do it one after the other."""
        with self.engine.begin() as connection:
            if self.engine.dialect.name == "postgresql":
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ONE_AT_A_TIME})
                connection.execute(sa.text("SET LOCAL statement_timeout = 0"))  # indexing a large table takes its time
            EVENTS.create(connection, checkfirst=True)
            found = {index["name"] for index in sa.inspect(connection).get_indexes(EVENTS.name)}
            for name, columns in _INDEXES.items():
                if name not in found:
                    connection.execute(sa.text(f"CREATE INDEX {name} {columns}"))


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "postgresql":
        limits = {
            "connect_timeout": CONNECT_SECONDS,
            "tcp_user_timeout": STATEMENT_SECONDS * 1000,
            "options": f"-c statement_timeout={STATEMENT_SECONDS * 1000}",
        }
        return sa.create_engine(url, connect_args=limits, pool_size=THREADS)
    # SQLAlchemy opens the file anew for each query unless told otherwise.
    engine = sa.create_engine(url, poolclass=QueuePool, connect_args={"check_same_thread": False, "timeout": HELD_SECONDS})
    sa.event.listen(engine, "connect", _set_up_sqlite)
    return engine


def _set_up_sqlite(connection: Any, record: object) -> None:
    """Let SQLite append instead of rewriting; a killed process loses nothing (https://sqlite.org/wal.html)."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA secure_delete=ON")  # erased text is overwritten
