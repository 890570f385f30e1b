"""The reliability of the model's chances. The expected figures are worked out by hand."""
from __future__ import annotations

import pytest

from bot.evaluation.calibration import bins, expected_error
from bot.evaluation.sets import Item
from bot.evaluation.understanding import RIGHT, WRONG, Best, Result


def guessed(chance: float, right: bool) -> Result:
    return Result(Item("a", "?", label="mri.what"), RIGHT, "", Best("mri.what" if right else "xray.what", chance))


@pytest.mark.parametrize(
    "chance, place", [(0.0, 0), (0.0999, 0), (0.1, 1), (0.3, 3), (0.5, 5), (0.6999, 6), (0.7, 7), (0.9, 9), (1.0, 9)]
)
def test_a_chance_falls_into_its_bin(chance: float, place: int) -> None:
    assert [one.right.total for one in bins([guessed(chance, True)])] == [int(index == place) for index in range(10)]


def test_the_bins_cover_all_chances_without_a_gap() -> None:
    edges = [(one.low, one.high) for one in bins([])]
    assert edges[0][0] == 0 and edges[-1][1] == 1 and [high for _, high in edges[:-1]] == [low for low, _ in edges[1:]]


def test_mean_chance_share_and_error_are_right() -> None:
    found = bins([guessed(0.9, True), guessed(0.96, False), guessed(0.2, False), guessed(0.24, False)])
    assert (found[9].chance, found[9].right.counts) == (pytest.approx(0.93), "1/2")
    assert (found[2].chance, found[2].right.counts) == (pytest.approx(0.22), "0/2")
    assert expected_error(found) == pytest.approx((2 * 0.43 + 2 * 0.22) / 4)


def test_a_model_as_often_right_as_it_is_sure_has_no_error() -> None:
    assert expected_error(bins([guessed(0.5, True), guessed(0.5, False)])) == pytest.approx(0)


def test_the_likeliest_topic_counts_and_not_what_became_of_the_turn() -> None:
    item = Item("a", "?", label="mri.what", also=("ct.what",))
    results = [Result(item, WRONG, "", Best("ct.what", 0.55)), Result(item, RIGHT, "", Best("xray.what", 0.55))]
    assert bins(results)[5].right.counts == "1/2"


def test_a_question_without_a_likeliest_topic_is_left_out() -> None:
    found = bins([Result(Item("a", "?", label="mri.what"), RIGHT, "")])
    assert sum(one.right.total for one in found) == 0 and expected_error(found) is None
