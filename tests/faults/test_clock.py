"""The clock jumps while the server runs: back, as when it is set right, or ahead, as when a machine wakes up."""
from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

import pytest
from patient import ANSWERED, EMERGENCY, QUESTION, is_sent_to_care, outcome

HOUR, YEAR = 3600, 365 * 24 * 3600
CLOCK = Path(__file__).with_name("clock")


@pytest.fixture
def clock(tmp_path: Path) -> Path:
    """Return the file that says by how many seconds the servers' clock is moved."""
    return tmp_path / "moved"


@pytest.fixture
def server(start: Callable[..., Any], clock: Path) -> Any:
    return start(PYTHONPATH=str(CLOCK), MOVED_CLOCK=str(clock))


def button(messages: list[dict[str, Any]]) -> str:
    """Return the payload of a button; it is honored only in the conversation in which it was offered."""
    return messages[-1]["custom"]["suggestions"][0]["payload"]


def answers(server: Any, sender: str) -> None:
    assert outcome(server.say(QUESTION, sender)) == ANSWERED
    assert is_sent_to_care(server.say(EMERGENCY, sender))


@pytest.mark.parametrize("seconds", [-YEAR, -HOUR, YEAR])
def test_the_server_answers_on_either_side_of_a_jump(seconds: int, server: Any, clock: Path) -> None:
    answers(server, "before")
    clock.write_text(str(seconds), "utf-8")
    answers(server, "before")
    answers(server, "after")
    clock.write_text("0", "utf-8")
    answers(server, "before")
    answers(server, "after")


def test_what_was_said_after_the_clock_was_set_back_is_still_there_when_the_server_starts_again(
    server: Any, clock: Path, start: Callable[..., Any]
) -> None:
    server.say(QUESTION, "patient")
    clock.write_text(str(-HOUR), "utf-8")
    offered = button(server.say("What are the risks of sacroplasty?", "patient"))
    server.process.kill()
    server.process.wait()

    again = start(PYTHONPATH=str(CLOCK), MOVED_CLOCK=str(clock), PLAINSPINE_DATABASE=f"sqlite:///{server.database}")
    assert outcome(again.say(offered, "patient")).startswith("answered.")


def test_a_conversation_left_for_long_begins_anew(server: Any, clock: Path) -> None:
    offered = button(server.say(QUESTION, "patient"))
    clock.write_text(str(YEAR), "utf-8")
    assert is_sent_to_care(server.say(EMERGENCY, "patient"))
    assert not outcome(server.say(offered, "patient")).startswith("answered.")
