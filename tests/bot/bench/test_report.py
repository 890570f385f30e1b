"""The bench's table, from fixed numbers."""
from __future__ import annotations

import pytest

from bot.bench.report import MISS, PASS, Row, data, text

ROWS = [
    Row("start", "s", 3.0, 30.0, most_ratio=0.25),
    Row("memory", "MB", 600.0, 1200.0, most_ratio=0.35),
    Row("training", "s", 20.0, 100.0, most_ratio=0.3, note="3 of 100 epochs"),
    Row("turn, 99th percentile", "ms", 12.34, 24.68),
    Row("turns a second", "/s", 90, 30, least_ratio=2.5),
    Row("one server", "/s", 40),
    Row("two servers", "", 1.8, least=1.7),
]


def line(table: str, name: str) -> str:
    return next(line for line in table.splitlines() if name in line)


def test_a_row_within_its_bar_passes_and_one_beyond_it_misses() -> None:
    table = text(ROWS, [])
    assert [part.strip() for part in line(table, "start").strip("│┃ ").split("│")] == [
        "start", "3.0 s", "30.0 s", "0.10", "ratio <= 0.25", PASS,
    ]
    assert MISS in line(table, "memory") and "0.50" in line(table, "memory")
    assert PASS in line(table, "a second") and "ratio >= 2.5" in line(table, "a second")


def test_a_row_without_a_bar_gets_no_verdict() -> None:
    shown = line(text(ROWS, []), "99th percentile")
    assert PASS not in shown and MISS not in shown


def test_a_row_of_ours_alone_has_neither_stock_nor_ratio() -> None:
    table = text(ROWS, [])
    cells = [[part.strip() for part in line(table, name).split("│")[1:-1]] for name in ("one server", "two servers")]
    assert cells == [["one server", "40 /s", "", "", "", ""], ["two servers", "1.80", "", "", ">= 1.7", PASS]]
    assert [row["ratio"] for row in data(ROWS, [])["rows"]][-2:] == [None, None]


def test_notes_stand_below_the_table_in_full() -> None:
    table = text(ROWS, ["2 cores [busy]"])
    assert table.endswith("* training: 3 of 100 epochs.\n2 cores [busy].\n")


@pytest.mark.parametrize(
    ("ours", "most", "least"),
    [(0.25, PASS, PASS), (0.2501, MISS, PASS), (0.2499, PASS, MISS)],
    ids=["the bar itself is met", "just over it", "just below it"],
)
def test_the_bar_of_a_ratio_is_inclusive(ours: float, most: str, least: str) -> None:
    assert Row("start", "s", ours, 1.0, most_ratio=0.25).verdict == most
    assert Row("rate", "/s", ours, 1.0, least_ratio=0.25).verdict == least
    assert Row("rate", "", ours, least=0.25).verdict == least


def test_the_file_holds_what_the_table_shows() -> None:
    written = data(ROWS, ["2 cores"])
    assert [row["verdict"] for row in written["rows"]] == [PASS, MISS, PASS, "", PASS, "", PASS]
    assert written["rows"][0]["ratio"] == pytest.approx(0.1)
    assert written["notes"] == ["2 cores"]
