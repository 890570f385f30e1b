"""The disk is full, or the database file is not what it should be. Patients are answered; what could not be kept is logged."""
from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest
from canaries import leaks
from patient import ANSWERED, CALL_ME, EMERGENCY, QUESTION, is_safe, is_sent_to_care, outcome, words


def turns_of(database: Path, sender: str) -> int:
    """Return how many messages of `sender` the database has."""
    with closing(sqlite3.connect(database)) as connection:
        query = "select count(*) from events where sender_id = ? and type_name = 'user'"
        return connection.execute(query, (sender,)).fetchone()[0]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Yield a folder that is a disk of two megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "plainspine-test", str(place)]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no `mount` here")
    if done.returncode:
        pytest.skip("mounting a small disk needs root")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_full_disk_keeps_nobody_from_being_answered_and_storing_goes_on_when_there_is_room(
    small_disk: Path, start: Callable[..., Any]
) -> None:
    database = small_disk / "conversations.db"
    server = start(PLAINSPINE_DATABASE=f"sqlite:///{database}")
    server.database = database
    assert outcome(server.say(QUESTION, "goldcrest-before")) == ANSWERED
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as file, pytest.raises(OSError):
        while True:
            file.write(b"\0" * 512)

    for number in range(3):
        assert is_sent_to_care(server.say(EMERGENCY, f"goldcrest-full-{number}"))
        messages = server.say(QUESTION, f"goldcrest-full-{number}")
        assert outcome(messages) == ANSWERED or is_safe(words(messages))
        assert words(server.say(CALL_ME, f"goldcrest-full-{number}"))
    assert "a turn could not be stored" in server.errors.read_text("utf-8")

    filler.unlink()
    assert outcome(server.say(QUESTION, "goldcrest-after")) == ANSWERED
    assert is_sent_to_care(server.say(EMERGENCY, "goldcrest-after"))
    assert turns_of(database, "goldcrest-after") == 2 and leaks(server) == set()


def test_files_that_may_not_grow_keep_nobody_from_being_answered(start: Callable[..., Any]) -> None:
    server = start(PLAINSPINE_LOG_LEVEL="info")  # or the log would be the largest file and the first that may not grow
    assert outcome(server.say(QUESTION, "goldcrest-before")) == ANSWERED
    most = max(path.stat().st_size for path in server.database.parent.iterdir())
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (most, most))
    for number in range(10):
        assert is_sent_to_care(server.say(EMERGENCY, f"goldcrest-limited-{number}"))
        messages = server.say(QUESTION, f"goldcrest-limited-{number}")
        assert outcome(messages) == ANSWERED or is_safe(words(messages))
        assert words(server.say(CALL_ME, f"goldcrest-limited-{number}"))
    assert turns_of(server.database, "goldcrest-limited-9") == 0
    assert server.process.poll() is None


@pytest.mark.parametrize("damage", ["is no database", "may not be read"])
def test_a_broken_database_at_the_start(damage: str, start: Callable[..., Any], tmp_path: Path) -> None:
    database = tmp_path / "conversations.db"
    if damage == "is no database":
        database.write_bytes(b"this is no database " * 500)
    else:
        database.mkdir()
    server = start(PLAINSPINE_DATABASE=f"sqlite:///{database}")
    server.database = database
    assert is_sent_to_care(server.say(EMERGENCY, "goldcrest-broken"))
    messages = server.say(QUESTION, "goldcrest-broken")
    assert outcome(messages) == ANSWERED or is_safe(words(messages))
    assert "the conversation store failed" in server.errors.read_text("utf-8")


def test_a_database_that_is_damaged_while_it_serves(start: Callable[..., Any]) -> None:
    server = start()
    assert outcome(server.say(QUESTION, "goldcrest-before")) == ANSWERED
    for path in server.database.parent.glob(f"{server.database.name}*"):
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.write(os.urandom(size))
    for number in range(3):
        assert is_sent_to_care(server.say(EMERGENCY, f"goldcrest-damaged-{number}"))
        messages = server.say(QUESTION, f"goldcrest-damaged-{number}")
        assert outcome(messages) == ANSWERED or is_safe(words(messages))
        assert words(server.say(CALL_ME, f"goldcrest-damaged-{number}"))
    assert server.process.poll() is None


def test_a_database_that_another_program_holds(start: Callable[..., Any]) -> None:
    server = start()
    with closing(sqlite3.connect(server.database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert is_sent_to_care(server.say(EMERGENCY, "goldcrest-held"))
        messages = server.say(QUESTION, "goldcrest-held")
        assert outcome(messages) == ANSWERED or is_safe(words(messages))
        other.execute("ROLLBACK")
    assert outcome(server.say(QUESTION, "goldcrest-held")) == ANSWERED
    assert turns_of(server.database, "goldcrest-held") == 1
