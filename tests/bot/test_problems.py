"""Reported problems: kept for their time, read by the clinic, erased."""
from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Callable

import pytest
import sqlalchemy as sa

from bot.problems import Problem, Problems
from bot.settings import PROJECT, Settings

DAY = datetime(2026, 12, 1, 9, 30, tzinfo=timezone.utc)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(database=f"sqlite:///{tmp_path / 'reports.db'}")


def test_reports_are_read_newest_first_by_any_process(settings: Settings) -> None:
    problems = Problems(settings, lambda: DAY)
    problems.add("wrong", "sacroplasty.duration", None)
    problems.add("other", None, "The table is cut off; 'DROP TABLE' 😀")
    at = DAY.replace(tzinfo=None)
    assert Problems(settings, lambda: DAY).all() == [
        Problem(at, "other", None, "The table is cut off; 'DROP TABLE' 😀"), Problem(at, "wrong", "sacroplasty.duration", None)
    ]  # fmt: skip


@pytest.mark.parametrize(("days", "left"), [(89, 2), (91, 1)])
def test_a_report_is_erased_when_its_time_is_over(settings: Settings, days: int, left: int) -> None:
    Problems(settings, lambda: DAY).add("wrong", None, "old words")
    later = Problems(settings, lambda: DAY + timedelta(days=days))
    later.add("wrong", None, "new words")
    with sqlite3.connect(settings.database.removeprefix("sqlite:///")) as database:
        assert len(database.execute("select * from problem_reports").fetchall()) == left
    assert len(later.all()) == left


def test_reading_erases_what_is_too_old_as_well(settings: Settings) -> None:
    Problems(settings, lambda: DAY).add("wrong", None, "old words")
    assert Problems(settings, lambda: DAY + timedelta(days=91)).all() == []


def test_the_words_of_an_erased_report_are_overwritten(settings: Settings, tmp_path: Path) -> None:
    Problems(settings, lambda: DAY).add("wrong", None, "zebrafinch")
    later = Problems(settings, lambda: DAY + timedelta(days=91))
    assert later.expire() == 1 and later.expire() == 0
    assert [path for path in tmp_path.iterdir() if b"zebrafinch" in path.read_bytes()] == []


def test_the_table_is_made_once(settings: Settings) -> None:
    problems, asked = Problems(settings), []
    problems.add("wrong", None, None)
    sa.event.listen(problems._tables.engine, "before_cursor_execute", lambda *event: asked.append(event[2].split()[0]))
    problems.add("broken", None, None)
    assert asked == ["DELETE", "INSERT"]


def test_reports_at_the_same_time_are_all_kept(settings: Settings) -> None:
    for problems in (Problems(settings), Problems(Settings(database="memory"))):
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda number: problems.add("wrong", None, str(number)), range(40)))
        assert len(problems.all()) == 40


def test_a_database_that_was_started_anew_is_found_again(new_database: Callable[[], sa.engine.URL]) -> None:
    url = new_database()
    problems = Problems(Settings(database=url.render_as_string(hide_password=False)))
    problems.add("wrong", None, None)
    with sa.create_engine(url).connect() as connection:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        connection.execute(sa.text(others))
    problems.add("broken", None, None)
    assert len(problems.all()) == 2


def test_a_connection_that_dies_again_is_the_database_s_error(settings: Settings) -> None:
    problems = Problems(settings)
    problems.add("other", None, None)

    def die(connection: sa.engine.Connection) -> None:
        error = sa.exc.OperationalError("select", {}, OSError())
        error.connection_invalidated = True
        raise error

    with pytest.raises(sa.exc.OperationalError):
        problems._tables.do(die)


def test_without_a_database_they_last_as_long_as_the_process() -> None:
    problems = Problems(Settings(database="memory"), lambda: DAY)
    problems.add("wrong", None, None)
    assert len(problems.all()) == 1 and problems.erase() == 1 and problems.all() == []


def test_the_verb_lists_and_erases(settings: Settings) -> None:
    problems = Problems(settings)
    problems.add("unclear", "xray.what", "too long")
    problems.add("broken", None, None)

    def verb(*options: str) -> list[str]:
        command = [sys.executable, "-m", "bot", "problems", *options]
        run = subprocess.run(command, cwd=PROJECT, env={"PLAINSPINE_DATABASE": settings.database}, capture_output=True, text=True, check=True)
        return [line.partition(" UTC  ")[2] or line for line in run.stdout.splitlines()]

    listed = ["broken  (no topic)  (no words)", "unclear  xray.what  too long"]
    assert verb() == listed and verb("--erase") == [*listed, "2 erased"] and verb() == []


def test_a_database_that_cannot_be_read_is_named() -> None:
    env = {"PLAINSPINE_DATABASE": "sqlite:////nowhere/at/all.db"}
    run = subprocess.run([sys.executable, "-m", "bot", "problems"], cwd=PROJECT, env=env, capture_output=True, text=True, check=False)
    assert run.returncode == 1 and "PLAINSPINE_DATABASE says where it is." in run.stderr and "Traceback" not in run.stderr


def test_every_reason_has_words_in_the_chat() -> None:
    from bot.problems import REASONS

    words = json.loads((PROJECT / "widget" / "src" / "words" / "en.json").read_text("utf-8"))
    source = (PROJECT / "widget" / "src" / "feedback.ts").read_text("utf-8")
    assert all(words[f"report.{reason}"] for reason in REASONS)
    assert f"REASONS = {json.dumps(list(REASONS))} as const" in source
