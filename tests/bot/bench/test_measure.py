"""The arithmetic of the bench's measurements."""
from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Callable

import pytest
import yaml

from bot.bench import measure, run
from bot.bench.child import Messages
from bot.bench.measure import Turns


@pytest.mark.parametrize(("share", "expected"), [(0.5, 5.0), (0.95, 10.0), (0.99, 10.0), (0.0, 1.0)])
def test_a_percentile_is_one_of_the_times(share: float, expected: float) -> None:
    assert Turns(tuple(float(n) for n in range(10, 0, -1)), ()).percentile(share) == expected


@pytest.mark.parametrize("turns", [1, 5, 6, 200])
def test_whole_conversations_are_held_until_there_are_enough_turns(turns: int) -> None:
    given = measure._enough([["a", "b"], ["c", "d", "e"]], turns)
    held = sum(map(len, given))
    assert turns <= held < turns + 3
    assert given[:1] == [["a", "b"]]


def test_as_many_clients_talk_at_once_as_are_named_and_every_turn_is_timed(stand_in: Callable) -> None:
    together = threading.Barrier(6)

    def answer(text: str) -> Messages:
        together.wait(10)  # breaks the server off where fewer than six ever ask at once
        return [{"text": text}]

    servers = [stand_in(answer), stand_in(answer)]
    crowds = measure.crowds([each.served for each in servers], [["a", "b"], ["c", "d"]], turns=4, clients=6, repeats=3)
    assert [len(server.asked) for server in servers] == [len(crowd.turns.seconds) for crowd in crowds] == [36, 36]
    assert all(crowd.rate > 0 and {answer[0]["text"] for answer in crowd.turns.answers} == {"a", "b", "c", "d"} for crowd in crowds)


def test_a_file_linked_twice_is_weighed_once(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(os.urandom(100_000))
    alone = measure.size(tmp_path)
    assert alone >= 100_000
    os.link(tmp_path / "one", tmp_path / "two")
    assert measure.size(tmp_path) == alone


def test_compiled_modules_are_not_weighed(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_bytes(os.urandom(100_000))
    (tmp_path / "__pycache__").mkdir()
    before = measure.size(tmp_path)
    (tmp_path / "__pycache__" / "module.pyc").write_bytes(os.urandom(100_000))
    assert measure.size(tmp_path) - before < 10_000  # the folder itself may grow


def test_the_questions_are_forty_different_ones_in_conversations_of_five() -> None:
    conversations = yaml.safe_load(run._QUESTIONS.read_text("utf-8"))
    assert [len(conversation) for conversation in conversations] == [5] * 8
    assert len({text for conversation in conversations for text in conversation}) == 40


def test_no_question_shows_a_warning_sign() -> None:
    from bot.safety.screen import Screener

    screener = Screener.load()
    for conversation in yaml.safe_load(run._QUESTIONS.read_text("utf-8")):
        for text in conversation:
            assert screener.screen(text).level not in ("emergency", "urgent"), text
