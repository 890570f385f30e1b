"""Problems that people reported from the chat, for the clinic to read. They lie in the database of the settings, for some days only."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Callable, Optional

import sqlalchemy as sa
from sqlalchemy.sql.expression import Delete

from bot.database_engine import Tables
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
    """The reports in one database. Every call raises sqlalchemy.exc.SQLAlchemyError when that cannot be used, or takes too long."""

    def __init__(self, settings: Settings, now: Callable[[], datetime] = lambda: datetime.now(timezone.utc)) -> None:
        self._tables = Tables(settings.database, _TABLES.create_all)
        self._kept = timedelta(days=settings.report_days)
        self._now = now

    def add(self, reason: str, topic: Optional[str], words: Optional[str]) -> None:
        """Keep a report, and erase those whose time is over."""
        self.expire()
        report = sa.insert(_REPORTS).values(at=self._moment(), reason=reason, topic=topic, words=words)
        self._tables.do(lambda connection: connection.execute(report))

    def all(self) -> list[Problem]:
        """Return the reports, newest first, once those whose time is over are erased."""
        self.expire()
        newest_first = sa.select(_REPORTS).order_by(_REPORTS.c.id.desc())
        rows = self._tables.do(lambda connection: connection.execute(newest_first).all(), writes=False)
        return [Problem(row.at, row.reason, row.topic, row.words) for row in rows]

    def expire(self) -> int:
        """Erase the reports whose time is over; return how many."""
        return self._erase(sa.delete(_REPORTS).where(_REPORTS.c.at < self._moment() - self._kept))

    def erase(self) -> int:
        """Erase all reports; return how many there were."""
        self.expire()
        return self._erase(sa.delete(_REPORTS))

    def _erase(self, which: Delete) -> int:
        count = self._tables.do(lambda connection: connection.execute(which).rowcount)
        if count:
            self._tables.overwrite()
        return count

    def _moment(self) -> datetime:
        return self._now().astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)
