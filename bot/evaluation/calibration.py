"""Whether the model is as often right as it is sure.

Source of the reliability diagram and the expected calibration error: Guo and others, On calibration of modern neural networks,
2017.
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable, Optional

from bot.evaluation.stats import Share
from bot.evaluation.understanding import Result

BINS = 10


@dataclass(frozen=True)
class Bin:
    """The questions whose likeliest topic had a chance from `low` to below `high` (the last bin holds 1, too)."""

    low: float
    high: float
    right: Share  # of these, how often that topic was a right one
    chance: float  # the mean of their chances; 0 when there are none


def bins(results: Iterable[Result]) -> list[Bin]:
    """Sort the results that have a likeliest topic into ten bins by its chance, whatever became of them."""
    sorted_in: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for result in results:
        if result.best:
            right = result.best.topic in (result.item.label, *result.item.also)
            sorted_in[min(int(result.best.chance * BINS), BINS - 1)].append((result.best.chance, right))
    return [
        Bin(
            place / BINS,
            (place + 1) / BINS,
            Share(sum(right for _, right in inside), len(inside)),
            sum(chance for chance, _ in inside) / len(inside) if inside else 0.0,
        )
        for place, inside in enumerate(sorted_in)
    ]


def expected_error(all_bins: Iterable[Bin]) -> Optional[float]:
    """Return the expected calibration error: how far the right share lies from the mean chance, averaged over the questions.

    None when there are no questions.
    """
    filled = [one for one in all_bins if one.right.total]
    total = sum(one.right.total for one in filled)
    return sum(one.right.total * abs(one.right.value - one.chance) for one in filled) / total if total else None
