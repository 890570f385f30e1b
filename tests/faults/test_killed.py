"""The server is killed while patients write to it. What it has answered is in the database, whole and in order."""
from __future__ import annotations

import json
import sqlite3
import threading
from pathlib import Path
from typing import Any, Callable

import pytest
import requests
from patient import ANSWERED, EMERGENCY, QUESTION, is_sent_to_care, outcome

from bot.redact import redact

CLIENTS = 8
BEFORE_THE_KILL = 60  # turns


class Talker(threading.Thread):
    """A patient who writes one message after the other until the server is gone; knows which were answered."""

    def __init__(self, server: Any, sender: str, answered: threading.Semaphore) -> None:
        super().__init__(daemon=True)
        self._server, self.sender, self._answered = server, sender, answered
        self.acknowledged: list[str] = []

    def run(self) -> None:
        for number in range(10_000):
            # Rasa stores some turns and the door the others.
            message = f"{EMERGENCY} ({number})" if number % 3 == 2 else f"{QUESTION} ({number})"
            try:
                self._server.say(message, self.sender)
            except (requests.RequestException, AssertionError):
                return
            self.acknowledged.append(message)
            self._answered.release()


@pytest.fixture
def killed(start: Callable[..., Any]) -> tuple[Any, list[Talker]]:
    """Return a server that was killed under load, and who talked to it."""
    server, answered = start(), threading.Semaphore(0)
    talkers = [Talker(server, f"goldcrest-talker-{number}", answered) for number in range(CLIENTS)]
    for talker in talkers:
        talker.start()
    for _ in range(BEFORE_THE_KILL):
        assert answered.acquire(timeout=120)
    server.process.kill()
    server.process.wait()
    for talker in talkers:
        talker.join(120)
    return server, talkers


def stored(database: Path, sender: str) -> list[str]:
    """Return what `sender` wrote, as the database has it."""
    with sqlite3.connect(database) as connection:
        query = "select data from events where sender_id = ? and type_name = 'user' order by id"
        rows = connection.execute(query, (sender,)).fetchall()
    return [text for text in (json.loads(row[0])["text"] for row in rows) if text]


def test_nothing_that_was_answered_is_lost_and_conversations_go_on(
    killed: tuple[Any, list[Talker]], start: Callable[..., Any]
) -> None:
    server, talkers = killed
    assert sum(len(talker.acknowledged) for talker in talkers) >= BEFORE_THE_KILL
    for talker in talkers:
        kept = stored(server.database, talker.sender)
        assert kept[: len(talker.acknowledged)] == [redact(message) for message in talker.acknowledged]
        assert len(kept) <= len(talker.acknowledged) + 1  # the turn that the kill met may be there or not, but not twice
    with sqlite3.connect(server.database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)

    again = start(PLAINSPINE_DATABASE=f"sqlite:///{server.database}")
    assert outcome(again.say(QUESTION, "goldcrest-talker-0")) == ANSWERED
    assert is_sent_to_care(again.say(EMERGENCY, "goldcrest-talker-0"))
    with sqlite3.connect(server.database) as connection:
        query = "select count(*) from events where sender_id = 'goldcrest-talker-0' and type_name = 'session_started'"
        sessions = connection.execute(query)
        assert sessions.fetchone() == (1,)  # the conversation of before is taken up again
