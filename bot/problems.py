"""Problems that people reported from the chat, for the clinic to read. They lie in the database of the settings, for some days only."""
from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Callable, Iterator, Optional

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.pool import StaticPool

from bot.settings import Settings

REASONS = ("wrong", "unclear", "unanswered", "broken", "other")  # widget/src/words has the words for each

_TABLES = sa.MetaData()
_REPORTS = sa.Table(
    "problem_reports",
    _TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.DateTime, nullable=False),  # UTC
    sa.Column("reason", sa.String(32), nullable=False),
    sa.Column("topic", sa.String(128)),
    sa.Column("words", sa.Text),
)


@dataclass(frozen=True)
class Problem:
    """One report. `words` are the person's own, and only there if they agreed."""

    at: datetime
    reason: str
    topic: Optional[str]
    words: Optional[str]


class Problems:
    """The reports in one database."""

    def __init__(self, settings: Settings, now: Callable[[], datetime] = lambda: datetime.now(timezone.utc)) -> None:
        memory = settings.database == "memory"
        only_one: dict[str, Any] = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}} if memory else {}
        self._engine = sa.create_engine("sqlite://" if memory else settings.database, **only_one)
        self._kept = timedelta(days=settings.report_days)
        self._now = now

    def add(self, reason: str, topic: Optional[str], words: Optional[str]) -> None:
        """Keep a report, and erase those whose time is over."""
        with self._current() as connection:
            connection.execute(sa.insert(_REPORTS).values(at=self._moment(), reason=reason, topic=topic, words=words))

    def all(self) -> list[Problem]:
        """Return the reports, newest first, once those whose time is over are erased."""
        with self._current() as connection:
            rows = connection.execute(sa.select(_REPORTS).order_by(_REPORTS.c.id.desc())).all()
        return [Problem(row.at, row.reason, row.topic, row.words) for row in rows]

    def erase(self) -> int:
        """Erase all reports; return how many there were."""
        with self._current() as connection:
            return connection.execute(sa.delete(_REPORTS)).rowcount

    @contextmanager
    def _current(self) -> Iterator[Connection]:
        """A transaction on the table, which is made if need be, after what is too old is erased."""
        _TABLES.create_all(self._engine)
        with self._engine.begin() as connection:
            connection.execute(sa.delete(_REPORTS).where(_REPORTS.c.at < self._moment() - self._kept))
            yield connection

    def _moment(self) -> datetime:
        return self._now().astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)
