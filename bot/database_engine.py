"""Connections to the database, which are replaced when they die, and limits to how long it is waited for. Who uses it names the tables."""
from __future__ import annotations

import threading
from typing import Any, Callable, TypeVar, Union

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.pool import QueuePool

_T = TypeVar("_T")

MEMORY = "memory"  # in place of an address: what is kept ends with the process
HELD_SECONDS = 1  # for which another program may hold SQLite's file before it is given up
CONNECT_SECONDS = 3
STATEMENT_SECONDS = 4  # the door gives reading and writing half of a turn's time
FEW = 4  # connections that are enough for what not every turn needs
_ONE_AT_A_TIME = 5_727_701  # the number of PostgreSQL's advisory lock under which tables are made; any that nobody else uses


class _Died(Exception):
    """A connection was found dead, before anything was written on it."""

    def __init__(self, error: sa.exc.DBAPIError) -> None:
        self.error = error


class Tables:
    """Does work on some tables of one database. Nothing is connected until there is some."""

    def __init__(self, database: Union[URL, str], make: Callable[[Connection], None], connections: int = FEW) -> None:
        """`database` is an SQLAlchemy URL, or `memory`; `make` makes the tables where they are missing."""
        self.engine = _engine(database, connections)
        self._make = make
        self._making = threading.Lock()
        self._made = False

    def do(self, work: Callable[[Connection], _T], writes: bool = True) -> _T:
        """Return what `work` makes of a connection to a database that has the tables; once more if the connection was dead.

        It may have died since its last use, when the database was started anew, and that shows before anything is written.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the database cannot be used, or takes too long.
        """
        with self._making:
            if not self._made:
                self._make_them()
                self._made = True
        try:
            return self._worked(work, writes)
        except _Died:
            pass
        try:
            return self._worked(work, writes)
        except _Died as died:
            raise died.error from died

    def overwrite(self) -> None:
        """Have SQLite overwrite what was erased; until then it is still in the file beside the database's."""
        if self.engine.dialect.name == "sqlite":
            with self.engine.connect() as connection:
                connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))

    def _worked(self, work: Callable[[Connection], _T], writes: bool) -> _T:
        with self.engine.begin() if writes else self.engine.connect() as connection:
            try:
                # A transaction around a single statement would be two more journeys to the database.
                return work(connection if writes else connection.execution_options(isolation_level="AUTOCOMMIT"))
            except sa.exc.DBAPIError as error:
                if error.connection_invalidated:
                    raise _Died(error) from error
                raise

    def _make_them(self) -> None:
        """Have the tables made; workers that start together do it one after the other."""
        with self.engine.begin() as connection:
            if self.engine.dialect.name == "postgresql":
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ONE_AT_A_TIME})
            self._make(connection)


def _engine(database: Union[URL, str], connections: int) -> Engine:
    if database == MEMORY:
        # What is kept lies in the connection: all threads take turns with the one.
        only = {"pool_size": 1, "max_overflow": 0}
        return sa.create_engine("sqlite://", poolclass=QueuePool, connect_args={"check_same_thread": False}, **only)
    url = make_url(database)
    if url.get_backend_name() == "postgresql":
        limits = {
            "connect_timeout": CONNECT_SECONDS,
            "tcp_user_timeout": STATEMENT_SECONDS * 1000,
            "options": f"-c statement_timeout={STATEMENT_SECONDS * 1000}",
        }
        return sa.create_engine(url, connect_args=limits, pool_size=connections)
    # SQLAlchemy opens the file anew for each query unless told otherwise.
    engine = sa.create_engine(url, poolclass=QueuePool, connect_args={"check_same_thread": False, "timeout": HELD_SECONDS})
    sa.event.listen(engine, "connect", _set_up_sqlite)
    return engine


def _set_up_sqlite(connection: Any, record: object) -> None:
    """Let SQLite append instead of rewriting; a killed process loses nothing (https://sqlite.org/wal.html)."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA secure_delete=ON")  # erased text is overwritten
