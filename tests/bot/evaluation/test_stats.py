"""Shares and their 95% intervals. The expected figures are the Wilson intervals that statistics packages give."""
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.stats import Share


@pytest.mark.parametrize(
    "hits, total, interval, text",
    [
        (0, 0, (0.0, 1.0), "0/0 = 0.0% (0.0 to 100.0)"),
        (0, 10, (0.0, 0.2775), "0/10 = 0.0% (0.0 to 27.8)"),
        (10, 10, (0.7225, 1.0), "10/10 = 100.0% (72.2 to 100.0)"),
        (5, 10, (0.2366, 0.7634), "5/10 = 50.0% (23.7 to 76.3)"),
        (1, 1, (0.2065, 1.0), "1/1 = 100.0% (20.7 to 100.0)"),
        (950, 1000, (0.9347, 0.9619), "950/1000 = 95.0% (93.5 to 96.2)"),
    ],
)
def test_a_share_comes_with_its_interval(hits: int, total: int, interval: tuple[float, float], text: str) -> None:
    share = Share(hits, total)
    assert share.interval() == pytest.approx(interval, abs=5e-5)
    assert str(share) == text


@given(st.integers(1, 5000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_the_interval_holds_the_share_and_narrows_with_more_counted(counted: tuple[int, int]) -> None:
    hits, total = counted
    low, high = Share(hits, total).interval()
    assert 0 <= low <= hits / total + 1e-12 and hits / total - 1e-12 <= high <= 1
    wider = high - low
    low, high = Share(4 * hits, 4 * total).interval()
    assert high - low < wider
