"""The load on two servers: how turns are shared out, what is measured, what is said. With stand-ins; test_topology has the real ones."""
from __future__ import annotations

import http.client
import subprocess
import time
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, Callable, Iterator, Mapping, Optional, Sequence

import pytest

from bot.bench import load, topology
from bot.bench.child import CannotMeasure, Messages, Served
from bot.bench.load import CONVERSATION, OUTCOMES, Done
from bot.bench.topology import Topology


def right(text: str) -> Messages:
    return [{"custom": {"outcome": f"answered.{dict(zip(CONVERSATION, OUTCOMES))[text]}"}}]


def late(text: str) -> Messages:
    time.sleep(0.1)
    return right(text)


def test_the_load_leaves_no_connection_to_a_server_open(stand_in: Callable, connections: list[http.client.HTTPConnection]) -> None:
    done = load.run([stand_in(right).served], turns=4 * len(CONVERSATION), clients=2)
    assert len(done.senders) == 4 and connections and [connection for connection in connections if connection.sock] == []


def test_a_server_that_is_slower_is_asked_less(stand_in: Callable) -> None:
    quick, slow = stand_in(right), stand_in(late)
    done = load.run([quick.served, slow.served], turns=20 * len(CONVERSATION), clients=4)
    assert len(quick.asked) > 1.5 * len(slow.asked) > 0 and len(quick.asked + slow.asked) == done.turns > done.moved > 0


@pytest.fixture
def checked(stand_in: Callable, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """Put two stand-ins in the place of the servers. Yield what they were started with, and after that each run that was checked."""
    seen: list[Any] = []

    @contextmanager
    def two(folder: Path, workers: int, more: Optional[Mapping[str, str]] = None) -> Iterator[Topology]:
        seen.append((folder, workers, more))
        yield Topology([stand_in(right).served for _ in range(workers)], None, "the database", 0, "")

    def check(database: str, done: Done) -> list[str]:
        seen.append((database, done.turns))
        return []

    monkeypatch.setattr(load, "topology", two)
    monkeypatch.setattr(load, "check", check)
    yield seen


def test_one_server_and_two_are_measured_in_turn_and_every_run_is_checked(
    checked: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []  # servers
    held = load.run

    def run(workers: Sequence[Served], turns: int, clients: int) -> Done:
        asked.append(len(workers))
        return held(workers, turns, clients)

    monkeypatch.setattr(load, "run", run)
    carried = load.measure(tmp_path, 400, 2, {"PLAINSPINE_MODELS": "there"})
    assert checked == [(tmp_path, 2, {"PLAINSPINE_MODELS": "there"}), *[("the database", 20)] * 2 * load.REPEATS, ("the database", 400)]
    assert asked == [2, *[1, 2] * load.REPEATS, 2]
    assert carried.last.turns == 400 and carried.faults == []
    assert set(carried.rates) == set(carried.cores) == {1, 2} and carried.ratio == carried.rates[2] / carried.rates[1] > 0


def test_the_table_is_printed_even_where_turns_went_wrong(
    checked: list[Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    load.main(20, 2)
    assert "two beside one" in capsys.readouterr().out
    monkeypatch.setattr(load, "check", lambda database, done: ["load-1 holds 4 messages"])
    with pytest.raises(SystemExit, match="Turns went wrong:\nload-1 holds 4 messages"):
        load.main(20, 2)
    assert "MISS" in next(line for line in capsys.readouterr().out.splitlines() if "lost, doubled" in line)


def test_the_servers_get_what_the_caller_adds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given: list[Mapping[str, str]] = []

    def worker(name: str, environment: Mapping[str, str]) -> Any:
        given.append(environment)
        return nullcontext(Served(1, 1, 0.0))

    monkeypatch.setattr(topology, "postgres", lambda: nullcontext("the database"))
    monkeypatch.setattr(topology, "redis", lambda folder, password: nullcontext(6379))
    monkeypatch.setattr(topology, "worker", worker)
    monkeypatch.setattr(topology, "nginx", lambda folder, served: nullcontext(8080))
    with topology.topology(tmp_path, 2, {"PLAINSPINE_MODELS": "there"}):
        pass
    assert [each["PLAINSPINE_MODELS"] for each in given] == ["there", "there"]
    assert [each["PLAINSPINE_DATABASE"] for each in given] == ["the database", "the database"]


def test_a_database_that_does_not_start_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    import pgserver

    def fail(*arguments: object, **options: object) -> None:
        raise subprocess.TimeoutExpired("pg_ctl", 10)

    monkeypatch.setattr(pgserver, "get_server", fail)
    with pytest.raises(CannotMeasure, match="PostgreSQL did not start.*pg_ctl"):
        with topology.postgres():
            pass
