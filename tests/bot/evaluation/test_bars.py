"""Holding shares against bars."""
from __future__ import annotations

from pathlib import Path

import pytest

from bot.evaluation import bars
from bot.evaluation.bars import MET, MISSED, UNSET, Bar
from bot.evaluation.stats import Share

LINES = {
    "right": "0.9", "wrong": "0.02", "out_of_scope_answered": "0.03",
    "emergency": "0.95", "urgent": "null", "physician": "1", "false_alarms": "0.05",
}  # fmt: skip


@pytest.mark.parametrize(
    "bar, hits, verdict",
    [
        (Bar(0.9), 90, MET),
        (Bar(0.9), 89, MISSED),
        (Bar(0.05, most=True), 5, MET),
        (Bar(0.05, most=True), 6, MISSED),
        (Bar(0.0, most=True), 0, MET),
        (Bar(0.0, most=True), 1, MISSED),
        (Bar(None), 0, UNSET),
        (Bar(None, most=True), 100, UNSET),
    ],
)
def test_a_share_meets_its_bar_or_not(bar: Bar, hits: int, verdict: str) -> None:
    assert bar.verdict(Share(hits, 100)) == verdict


def test_a_bar_says_what_it_asks() -> None:
    assert [str(bar) for bar in (Bar(0.95), Bar(0.05, most=True), Bar(None))] == ["at least 95%", "at most 5%", UNSET]


def written(folder: Path, lines: dict[str, str]) -> Path:
    path = folder / "bars.yml"
    path.write_text("".join(f"{name}: {limit}\n" for name, limit in lines.items()), "utf-8")
    return path


def test_bars_are_read_and_those_of_faults_have_a_most(tmp_path: Path) -> None:
    assert bars.read(written(tmp_path, LINES)) == {
        "right": Bar(0.9), "wrong": Bar(0.02, most=True), "out_of_scope_answered": Bar(0.03, most=True),
        "emergency": Bar(0.95), "urgent": Bar(None), "physician": Bar(1), "false_alarms": Bar(0.05, most=True)
    }  # fmt: skip


@pytest.mark.parametrize("limit", ["95", "-0.1", "high", "true", "[0.9]"])
def test_a_limit_that_is_no_share_is_refused(tmp_path: Path, limit: str) -> None:
    with pytest.raises(ValueError, match="emergency: .* is no share"):
        bars.read(written(tmp_path, {**LINES, "emergency": limit}))


@pytest.mark.parametrize("lines", [{}, {"emergency": "0.9"}, {**LINES, "mild": "0.5"}])
def test_a_line_too_few_or_too_many_is_refused(tmp_path: Path, lines: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="one line for each"):
        bars.read(written(tmp_path, lines))


def test_the_shipped_bars_can_be_read() -> None:
    assert set(bars.read()) == set(LINES)
