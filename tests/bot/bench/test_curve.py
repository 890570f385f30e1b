"""Curves and the page that draws them, from fixed numbers."""
from __future__ import annotations

import re

import pytest

from bot.bench import page
from bot.bench.curve import Curve, text
from bot.bench.report import MISS, PASS, Row

LINES = {"long": ((1.0, 10.0), (100.0, 11.0), (300.0, 12.0)), "new": ((1.0, 10.0), (100.0, 10.0), (300.0, 10.0))}


def curve(growth: float = 1.2, most: float = 1.25) -> Curve:
    return Curve("A turn", "turns", "ms", LINES, growth, most, "two cores")


@pytest.mark.parametrize(("growth", "verdict"), [(1.25, PASS), (1.26, MISS)])
def test_what_grows_beyond_its_bar_misses_it(growth: float, verdict: str) -> None:
    assert curve(growth).verdict == verdict == curve(growth).data()["verdict"]
    assert verdict in text([curve(growth)])


def test_a_curve_without_a_bar_gets_no_verdict() -> None:
    plain = Curve("Turns a second", "clients", "/s", LINES)
    assert plain.verdict == "" and PASS not in text([plain]) and PASS not in page.html("Bench", [], [plain], [])


def test_the_text_names_each_line_with_its_figures() -> None:
    shown = text([curve()])
    assert "long (ms; turns: figure)  1: 10.0  100: 11.0  300: 12.0" in shown and shown.endswith("two cores.\n")


def test_a_chart_starts_at_0_and_keeps_every_point_inside() -> None:
    drawn = page.chart(curve())
    points = [point for points in drawn["lines"].values() for point in points]
    assert all(page.LEFT <= x <= page.WIDTH and 0 <= y <= page.HEIGHT - page.BOTTOM for x, y, *_ in points)
    ups = [y for _, y, *_ in drawn["lines"]["long"]]
    assert ups == sorted(ups, reverse=True) and drawn["up"][0] == (page.HEIGHT - page.BOTTOM, "0")


def test_sizes_that_differ_a_hundredfold_are_spread_evenly() -> None:
    sizes = Curve("A turn", "stored", "ms", {"one": ((1000.0, 1.0), (10_000.0, 1.0), (100_000.0, 1.0), (1_000_000.0, 1.0))})
    steps = [x for x, *_ in page.chart(sizes)["lines"]["one"]]
    assert steps[1] - steps[0] == pytest.approx(steps[3] - steps[2], abs=0.2)


def test_one_point_alone_is_drawn() -> None:
    assert page.chart(Curve("A turn", "turns", "ms", {"one": ((1.0, 0.0),)}))["lines"]["one"]


def test_the_page_needs_no_other_file_and_shows_rows_and_curves() -> None:
    rows = [Row("start", "s", 3.0, 30.0, most_ratio=0.25, note="3 of 100"), Row("two servers", "", 1.2, least=1.7)]
    shown = page.html("Bench <1>", rows, [curve(2.0)], ["2 cores"])
    assert "Bench &lt;1&gt;" in shown and "3.0 s" in shown and 'class="missed">MISS' in shown and "2 cores." in shown
    assert ">start*</th>" in shown and "* start: 3 of 100." in shown and "<td>1.20</td><td></td>\n<td></td><td>&gt;= 1.7</td>" in shown
    assert not re.search(r"(src|href)=|https?://", shown)
    assert shown.count("<polyline") == 2
