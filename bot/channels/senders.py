"""What is kept of people who write through another company, apart from transcripts: who wants no texts, who was told what this is.

And which deliveries were answered, so that a repeated one is not answered again by another worker or after a restart. Names of
conversations only (bot/channels/keys.py): no address, no words.
"""
from __future__ import annotations

from datetime import date, timedelta
from typing import Callable, ContextManager

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.pool import StaticPool

TOLD_DAYS = 30  # of silence after which the notice is given again, and the sender forgotten
ANSWERED_DAYS = 2  # longer than any service repeats a delivery

_TABLES = sa.MetaData()


def _table(name: str) -> sa.Table:
    return sa.Table(name, _TABLES, sa.Column("name", sa.String(64), primary_key=True), sa.Column("day", sa.Date, nullable=False, index=True))


_STOPPED, _TOLD, _ANSWERED = (_table(name) for name in ("channel_stopped", "channel_told", "channel_answered"))


class Senders:
    """The tables, in the database of the conversations. Every call raises sqlalchemy.exc.SQLAlchemyError when that cannot be used."""

    def __init__(self, database: str, today: Callable[[], date] = date.today) -> None:
        """`database` is an SQLAlchemy URL, or `memory`."""
        if database == "memory":
            self._engine = sa.create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
        else:
            self._engine = sa.create_engine(database)
        self._today = today
        self._ready = False

    def stopped(self, sender: str) -> bool:
        """Tell whether the sender wants no texts."""
        with self._begin() as connection:
            return _has(connection, _STOPPED, sender)

    def stop(self, sender: str) -> None:
        """Note that the sender wants no texts. Kept until `start`."""
        with self._begin() as connection:
            self._put(connection, _STOPPED, sender)

    def start(self, sender: str) -> None:
        """Note that the sender wants texts again."""
        with self._begin() as connection:
            connection.execute(_STOPPED.delete().where(_STOPPED.c.name == sender))

    def told(self, sender: str) -> bool:
        """Tell whether the sender was told what this is in the last TOLD_DAYS."""
        with self._begin() as connection:
            self._forget(connection, _TOLD, TOLD_DAYS)
            return _has(connection, _TOLD, sender)

    def tell(self, sender: str) -> None:
        """Note that the sender knows what this is, as of today."""
        with self._begin() as connection:
            self._put(connection, _TOLD, sender)

    def answered(self, delivery: str) -> bool:
        """Tell whether a delivery was answered in full in the last ANSWERED_DAYS."""
        with self._begin() as connection:
            return _has(connection, _ANSWERED, delivery)

    def answer(self, delivery: str) -> None:
        """Note that a delivery was answered in full."""
        with self._begin() as connection:
            self._forget(connection, _ANSWERED, ANSWERED_DAYS)
            self._put(connection, _ANSWERED, delivery)

    def _begin(self) -> ContextManager[Connection]:
        if not self._ready:
            _TABLES.create_all(self._engine)
            self._ready = True
        return self._engine.begin()

    def _put(self, connection: Connection, table: sa.Table, name: str) -> None:
        connection.execute(table.delete().where(table.c.name == name))
        connection.execute(table.insert().values(name=name, day=self._today()))

    def _forget(self, connection: Connection, table: sa.Table, days: int) -> None:
        connection.execute(table.delete().where(table.c.day < self._today() - timedelta(days=days)))


def _has(connection: Connection, table: sa.Table, name: str) -> bool:
    return connection.execute(sa.select(table.c.name).where(table.c.name == name)).first() is not None
