"""What is read from a measurement adds up."""
from __future__ import annotations

import pytest

from bot.evaluation.measured import PARTS, Measured
from bot.evaluation.understanding import RIGHT, VERDICTS


def test_the_verdicts_of_each_set_add_up(beside_stock: Measured) -> None:
    for table in beside_stock.sets().values():
        assert sum(table.share(verdict).hits for verdict in VERDICTS) == len(table.results)


@pytest.mark.parametrize("by", PARTS)
def test_the_parts_add_up_to_the_questions_of_both_sides(beside_stock: Measured, by: str) -> None:
    parts = beside_stock.parts(by)
    ours = [part.ours.share(RIGHT) for part in parts]
    assert (sum(share.hits for share in ours), sum(share.total for share in ours)) == (3, 8)
    assert sum(part.stock.share(RIGHT).hits for part in parts) == 5  # type: ignore[union-attr]


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


def test_without_stock_rasa_nothing_of_it_is_shown(measured: Measured) -> None:
    assert list(measured.sets()) == ["questions", "conversation", "statements", "out of scope"]
    assert [stock for _, stock in measured.rates().values() if stock] == []
    assert [part.name for part in measured.parts("voice") if part.stock] == []
