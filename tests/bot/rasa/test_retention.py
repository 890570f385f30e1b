"""What patients wrote goes when its time is over, and at once when an operator asks for it."""
from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Callable

import pytest
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import URL, make_url

from bot.channels.senders import Senders
from bot.problems import Problems
from bot.rasa import retention
from bot.rasa.store import RecallingStore
from bot.settings import PROJECT, Settings

DAY = 86_400


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: Any, tmp_path: Path) -> URL:
    """Return the address of a database with a conversation of 40 days ago and one of today."""
    made = make_url(f"sqlite:///{tmp_path / 'x.db'}") if request.param == "sqlite" else request.getfixturevalue("new_database")()
    store = RecallingStore(made)
    for sender, days in (("ann", 40), ("bob", 0)):
        event = UserUttered(f"{sender} here", timestamp=time.time() - days * DAY)
        asyncio.run(store.save(DialogueStateTracker.from_events(sender, [event])))
    return made


def left(url: URL) -> list[str]:
    store = RecallingStore(url)
    return [sender for sender in ("ann", "bob") if asyncio.run(store.retrieve(sender))]


def endpoints(url: URL, folder: Path) -> str:
    """Return the path of an endpoints file that names the database."""
    path = folder / "endpoints.yml"
    path.write_text(json.dumps({"tracker_store": {"type": "SQL", "url": str(url)}}), "utf-8")
    return str(path)


def test_a_server_erases_by_itself(url: URL) -> None:
    async def a_while() -> None:
        store = FailSafeTrackerStore(RecallingStore(url))  # as Rasa wraps it
        erasing = asyncio.ensure_future(retention.keep_erasing(lambda: store, replace(Settings(), keep_days=30), {}))
        while len(await asyncio.to_thread(rows)) > 1:
            await asyncio.sleep(0.05)
        erasing.cancel()

    def rows() -> list[Any]:
        return [sender for sender in ("ann", "bob") if RecallingStore(url)._whole(sender)]

    asyncio.run(asyncio.wait_for(a_while(), 60))
    assert left(url) == ["bob"]


async def test_a_database_that_is_away_is_tried_again_the_next_hour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(retention, "EVERY_SECONDS", 0.01)
    store = RecallingStore(make_url(f"sqlite:///{tmp_path / 'missing' / 'x.db'}"))
    erasing = asyncio.ensure_future(retention.keep_erasing(lambda: store, Settings(), {}))
    while caplog.text.count("could not be erased") < 2:
        await asyncio.sleep(0.01)
    assert not erasing.done()
    erasing.cancel()


async def test_a_server_without_a_model_or_with_another_store_has_nothing_to_erase() -> None:
    for store in (object(), InMemoryTrackerStore(Domain.empty())):
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(retention.keep_erasing(lambda: store, Settings(), {}), 0.1)  # type: ignore[arg-type,return-value]


async def test_other_things_are_erased_every_hour_whatever_fails(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    monkeypatch.setattr(retention, "EVERY_SECONDS", 0.01)
    erased: list[int] = []

    def fail() -> int:
        raise OSError("away")

    def expire() -> int:
        erased.append(1)
        return len(erased)

    others = {"marbles": fail, "names": expire}
    erasing = asyncio.ensure_future(retention.keep_erasing(object, Settings(), others))  # type: ignore[arg-type]
    while len(erased) < 2:
        await asyncio.sleep(0.01)
    erasing.cancel()
    assert "old marbles could not be erased" in caplog.text and "1 names erased whose time was over" in caplog.text


def test_a_server_erases_old_reports_and_names_of_senders_although_nobody_writes(
    tmp_path: Path, start_server: Callable[..., Any], no_models: dict[str, str]
) -> None:
    database = f"sqlite:///{tmp_path / 'x.db'}"
    for days in (100, 1):
        then = datetime.now(timezone.utc) - timedelta(days)
        Problems(Settings(database=database), lambda then=then: then).add("wrong", None, f"{days} days")  # type: ignore[misc]
        Senders(database, then.date).tell(f"{days} days")

    def left(column: str, table: str) -> list[str]:
        with closing(sqlite3.connect(tmp_path / "x.db")) as connection:
            return [row[0] for row in connection.execute(f"select {column} from {table}")]

    start_server(**no_models, PLAINSPINE_DATABASE=database)
    deadline = time.monotonic() + 30
    while (left("words", "problem_reports"), left("name", "channel_told")) != (["1 days"], ["1 days"]):
        assert time.monotonic() < deadline, "they are still there"
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("conversation", "days", "count", "rest"), [(None, 30, 1, ["bob"]), ("bob", 30, 1, ["ann"]), (None, 0, 2, []), ("nobody", 30, 0, ["ann", "bob"])]
)
def test_an_operator_erases(url: URL, tmp_path: Path, conversation: Any, days: int, count: int, rest: list[str]) -> None:
    assert retention.erase(Settings(), endpoints(url, tmp_path), conversation, days) == count
    assert left(url) == rest


def test_a_store_that_cannot_be_erased_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="Set its own expiry"):
        retention.erase(replace(Settings(), database="memory"), None, None, 30)


def test_the_command_erases_and_says_how_much(new_database: Callable[[], URL], tmp_path: Path) -> None:
    url = new_database()
    asyncio.run(RecallingStore(url).save(DialogueStateTracker.from_events("ann", [UserUttered("hello")])))
    command = [sys.executable, "-m", "bot", "erase", "--endpoints", endpoints(url, tmp_path), "--conversation", "ann"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (0, "1 events erased\n"), done.stderr
    assert left(url) == []
