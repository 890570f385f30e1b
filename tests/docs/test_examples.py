"""The example clients hold a conversation with a real server, and say where to turn when it is not there."""
from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from bot.settings import PROJECT

EXAMPLES = PROJECT / "docs" / "examples"
CLIENTS = [[sys.executable, str(EXAMPLES / "client.py")], ["node", str(EXAMPLES / "client.mjs")]]


def talk(client: list[str], address: str, said: str) -> str:
    done = subprocess.run([*client, address], input=said, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout


@pytest.mark.parametrize("client", CLIENTS, ids=["python", "javascript"])
def test_a_question_a_choice_by_number_and_an_emergency(live: Any, client: list[str]) -> None:
    said = talk(client, live.address, "How long does sacroplasty take?\n1\nI can't feel when I pee since this morning\n")
    question, _, rest = said.partition("1. Tell me more")
    assert "about an hour" in question
    more, _, emergency = rest.partition("Call 911 now")
    assert "10 minutes" in more and emergency
    assert "/choose" not in said and "custom" not in said


@pytest.mark.parametrize("client", CLIENTS, ids=["python", "javascript"])
def test_without_a_server_it_says_whom_to_call(client: list[str]) -> None:
    assert talk(client, "http://127.0.0.1:9", "hello\nhello\n").count("In an emergency, call 911.") == 2


@pytest.mark.parametrize("name", ["client.py", "client.mjs"])
def test_they_stay_short(name: str) -> None:
    lines = (EXAMPLES / name).read_text("utf-8").splitlines()
    assert len([line for line in lines if line.strip()]) <= 22
