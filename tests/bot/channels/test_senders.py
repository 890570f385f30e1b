"""What is kept of senders: wishes until they are taken back, the rest for days, none of it transcripts."""
from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.channels.senders import ANSWERED_DAYS, TOLD_DAYS, Senders


class Calendar:
    day = date(2026, 1, 1)

    def __call__(self) -> date:
        return self.day

    def pass_by(self, days: int) -> None:
        self.day += timedelta(days=days)


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def senders(calendar: Calendar) -> Senders:
    return Senders("memory", calendar)


def test_a_stop_holds_for_years_until_a_start(senders: Senders, calendar: Calendar) -> None:
    assert not senders.stopped("ann")
    senders.stop("ann")
    senders.stop("ann")
    calendar.pass_by(2000)
    senders.tell("bob"), senders.told("bob"), senders.answer("x")
    assert senders.stopped("ann") and not senders.stopped("bob")
    senders.start("ann")
    assert not senders.stopped("ann")


def test_the_notice_is_due_again_after_a_month_of_silence(senders: Senders, calendar: Calendar) -> None:
    assert not senders.told("ann")
    senders.tell("ann")
    calendar.pass_by(TOLD_DAYS)
    assert senders.told("ann")
    calendar.pass_by(1)
    assert not senders.told("ann")


def test_a_delivery_is_forgotten_once_no_service_repeats_it(senders: Senders, calendar: Calendar) -> None:
    senders.answer("m1")
    assert senders.answered("m1") and not senders.answered("m2")
    calendar.pass_by(ANSWERED_DAYS + 1)
    senders.answer("m2")
    assert not senders.answered("m1")


def test_what_is_over_is_forgotten_although_nobody_writes_again(tmp_path: Path, calendar: Calendar) -> None:
    senders = Senders(f"sqlite:///{tmp_path / 'kept.db'}", calendar)
    senders.tell("ann"), senders.answer("m1"), senders.stop("ann")

    def left() -> list[str]:
        with sqlite3.connect(tmp_path / "kept.db") as database:
            return [name for name in ("told", "answered", "stopped") if database.execute(f"select name from channel_{name}").fetchall()]

    calendar.pass_by(ANSWERED_DAYS)
    assert senders.expire() == 0 and left() == ["told", "answered", "stopped"]
    calendar.pass_by(1)
    assert senders.expire() == 1 and left() == ["told", "stopped"]
    calendar.pass_by(TOLD_DAYS - ANSWERED_DAYS)
    assert senders.expire() == 1 and left() == ["stopped"]


def test_other_workers_and_later_starts_know_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    one, other = Senders(url), Senders(url)
    one.stop("ann")
    one.answer("m1")
    assert other.stopped("ann") and other.answered("m1") and Senders(url).stopped("ann")


def test_the_tables_hold_names_and_days_alone(tmp_path: Path) -> None:
    senders = Senders(f"sqlite:///{tmp_path / 'kept.db'}")
    senders.stop("ann")
    with sqlite3.connect(tmp_path / "kept.db") as database:
        tables = [name for (name,) in database.execute("select name from sqlite_master where type = 'table' order by name")]
        assert tables == ["channel_answered", "channel_stopped", "channel_told"]
        assert all([row[1] for row in database.execute(f"pragma table_info({table})")] == ["name", "day"] for table in tables)


def test_a_database_that_cannot_be_used_is_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(sa.exc.SQLAlchemyError):
        Senders(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}").stop("ann")
