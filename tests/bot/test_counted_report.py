"""The report: sums over servers, and no number so small that it points at one person."""
from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from bot.metrics import Metrics
from bot.report import CannotReport, report, shown
from bot.settings import PROJECT


def counters(**turns: int) -> str:
    """Return the counters of a server that answered each topic so many times, and saw one stroke."""
    registry = CollectorRegistry()
    metrics = Metrics(("rest",), registry)
    for topic, times in turns.items():
        for _ in range(times):
            metrics.turn(custom("answer", f"answered.{topic}", [topic]), "rest", 0.01, None)
    metrics.turn({**custom("escalation", "escalated.emergency", []), "escalation": {"level": "emergency", "flags": ["stroke"]}}, "rest", 0.01, None)
    metrics.turn(custom("decline", "decline.no_words", []), "rest", 0.01, None)
    return generate_latest(registry).decode()


def custom(kind: str, outcome: str, topics: list[str]) -> dict[str, Any]:
    return {"kind": kind, "outcome": outcome, "answers": [{"id": topic} for topic in topics], "escalation": None}


def test_servers_are_added_up_and_the_most_asked_comes_first() -> None:
    text = shown([counters(a=6, b=3), counters(a=4, b=30)])
    assert "on 2 servers: 47 turns" in text
    topics = text.partition("Answers by topic\n")[2].partition("\n\n")[0].split()
    assert topics == ["33", "b", "10", "a"]


def test_a_small_number_is_not_told() -> None:
    text = shown([counters(rare=1, seldom=4, often=5)])
    topics = text.partition("Answers by topic\n")[2].partition("\n\n")[0].splitlines()
    assert [line.split() for line in topics] == [["5", "often"], ["under", "5", "rare"], ["under", "5", "seldom"]]
    assert "under 5  stroke" in text and "under 5  emergency" in text and "none" not in text.partition("by level")[2].split("\n\n")[0]


def test_nothing_is_none() -> None:
    registry = CollectorRegistry()
    Metrics(("rest",), registry)
    assert shown([generate_latest(registry).decode()]).count("      none") == 7


def test_a_running_server(live: Any) -> None:
    for _ in range(6):
        live.say("How long does sacroplasty take?", "reported")
    command = [sys.executable, "-m", "bot", "report", live.address]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "sacroplasty.duration" in done.stdout and " UTC, on 1 server:" in done.stdout and "reported" not in done.stdout


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "nonsense", ""])
def test_a_server_that_is_not_there_is_named(address: str) -> None:
    with pytest.raises(CannotReport, match="cannot be reached"):
        report([address])


def test_an_address_without_counters_is_named(live: Any) -> None:
    with pytest.raises(CannotReport, match="answers 404"):
        report([f"{live.address}/nothing"])
