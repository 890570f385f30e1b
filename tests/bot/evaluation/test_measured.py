"""What is read from a measurement adds up."""
from __future__ import annotations

import pytest

from bot.evaluation.measured import PARTS, Measured
from bot.evaluation.understanding import RIGHT, VERDICTS


def test_the_verdicts_of_each_set_add_up(measured: Measured) -> None:
    for table in measured.sets().values():
        assert sum(table.share(verdict).hits for verdict in VERDICTS) == len(table.results)


@pytest.mark.parametrize("by", PARTS)
def test_the_parts_add_up_to_the_questions(measured: Measured, by: str) -> None:
    parts = [table.share(RIGHT) for table in measured.parts(by).values()]
    assert (sum(share.hits for share in parts), sum(share.total for share in parts)) == (3, 8)


def test_every_question_is_right_or_a_miss_of_one_kind(measured: Measured) -> None:
    *kinds, outside = measured.misses()
    missed = [result.item.id for kind in kinds for result in kind.results]
    right = [result.item.id for result in measured.questions.of(RIGHT)]
    assert sorted(missed + right) == [f"q{number}" for number in range(1, 9)]
    assert [result.item.id for result in outside.results] == ["o1"]


def test_the_bins_hold_every_question_with_a_likeliest_topic(measured: Measured) -> None:
    assert sum(one.right.total for one in measured.bins()) == 7


def test_each_safety_figure_has_the_bar_of_its_name(measured: Measured) -> None:
    assert [(name, share.counts, bar.most) for name, share, bar in measured.safety()] == [
        ("emergency", "1/2", False), ("urgent", "1/1", False), ("physician", "0/1", False), ("false alarms", "1/2", True)
    ]  # fmt: skip


def test_each_figure_of_understanding_has_the_bar_of_its_name(measured: Measured) -> None:
    assert [(name, share.counts, bar.most) for name, share, bar in measured.understanding()] == [
        ("questions: right", "3/8", False), ("questions: wrong", "2/8", True), ("out of scope: answered", "1/2", True)
    ]  # fmt: skip


def test_the_other_screens_are_not_held_out(measured: Measured) -> None:
    assert list(measured.held_out_screens()) == ["held-out", "held-out, in few words"]
    assert list(measured.screens()) == ["held-out", "held-out, in few words", "rules alone"]
