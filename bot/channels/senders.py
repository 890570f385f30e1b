"""What is kept of people who write through another company, apart from transcripts: who wants no texts, who was told what this is.

And which deliveries were answered, so that a repeated one is not answered again by another worker or after a restart. Names of
conversations only (bot/channels/keys.py): no address, no words.
"""
from __future__ import annotations

from datetime import date, timedelta
from typing import Callable, Optional

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.database_engine import Tables

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
        self._tables = Tables(database, _TABLES.create_all)
        self._today = today

    def stopped(self, sender: str) -> bool:
        """Tell whether the sender wants no texts."""
        return self._has(_STOPPED, sender)

    def stop(self, sender: str) -> None:
        """Note that the sender wants no texts. Kept until `start`."""
        self._put(_STOPPED, sender)

    def start(self, sender: str) -> None:
        """Note that the sender wants texts again."""
        self._tables.do(lambda connection: connection.execute(_STOPPED.delete().where(_STOPPED.c.name == sender)))

    def told(self, sender: str) -> bool:
        """Tell whether the sender was told what this is in the last TOLD_DAYS."""
        return self._has(_TOLD, sender, TOLD_DAYS)

    def tell(self, sender: str) -> None:
        """Note that the sender knows what this is, as of today."""
        self._put(_TOLD, sender)

    def answered(self, delivery: str) -> bool:
        """Tell whether a delivery was answered in full in the last ANSWERED_DAYS."""
        return self._has(_ANSWERED, delivery, ANSWERED_DAYS)

    def answer(self, delivery: str) -> None:
        """Note that a delivery was answered in full."""
        self._put(_ANSWERED, delivery)

    def expire(self) -> int:
        """Forget the notices and deliveries whose days are over; return how many."""
        return self._forget(_TOLD, TOLD_DAYS) + self._forget(_ANSWERED, ANSWERED_DAYS)

    def _has(self, table: sa.Table, name: str, days: Optional[int] = None) -> bool:
        found = sa.select(table.c.name).where(table.c.name == name)
        if days is not None:
            found = found.where(table.c.day >= self._first(days))
        return self._tables.do(lambda connection: connection.execute(found).first() is not None, writes=False)

    def _put(self, table: sa.Table, name: str) -> None:
        def put(connection: Connection) -> None:
            connection.execute(table.delete().where(table.c.name == name))
            connection.execute(table.insert().values(name=name, day=self._today()))

        self._tables.do(put)

    def _forget(self, table: sa.Table, days: int) -> int:
        old = table.delete().where(table.c.day < self._first(days))
        return self._tables.do(lambda connection: connection.execute(old).rowcount)

    def _first(self, days: int) -> date:
        """Return the first of the last so many days."""
        return self._today() - timedelta(days=days)
