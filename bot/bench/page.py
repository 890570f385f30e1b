"""The measurements as one HTML page that needs no other file: tables, and a chart of each curve."""
from __future__ import annotations

import math
from pathlib import Path
from typing import Any, Sequence

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.bench.curve import Curve
from bot.bench.report import Row, figure, marked

WIDTH, HEIGHT = 640, 260  # of a chart, in its own units
LEFT, BOTTOM, TOP, RIGHT = 56, 34, 12, 16  # margins
_TICKS = 4


def html(title: str, rows: Sequence[Row], curves: Sequence[Curve], notes: Sequence[str]) -> str:
    """Return the page."""
    folder = FileSystemLoader(Path(__file__).parent)
    pages = Environment(loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    charts = [(curve, chart(curve)) for curve in curves]
    notes = [*marked(rows), *notes]
    place = {"width": WIDTH, "height": HEIGHT, "left": LEFT, "bottom": HEIGHT - BOTTOM}
    return pages.get_template("page.html").render(title=title, rows=rows, charts=charts, notes=notes, figure=figure, **place)


def chart(curve: Curve) -> dict[str, Any]:
    """Return where everything of a curve's chart lies: lines, and the ticks of both axes. The vertical axis starts at 0."""
    xs = sorted({x for points in curve.lines.values() for x, _ in points})
    top = _round_up(max((y for points in curve.lines.values() for _, y in points), default=1.0))
    low, high = xs[0], max(xs[-1], xs[0] + 1)
    # Sizes that double and double again lie evenly on a logarithmic axis, turn numbers on a plain one.
    spread = math.log if low >= 1 and high / low > 500 else float
    start, end = spread(low), spread(high)

    def across(x: float) -> float:
        return round(LEFT + (spread(x) - start) / (end - start) * (WIDTH - LEFT - RIGHT), 1)

    def up(y: float) -> float:
        return round(HEIGHT - BOTTOM - y / top * (HEIGHT - TOP - BOTTOM), 1)

    return {
        "lines": {name: [(across(x), up(y), x, y) for x, y in points] for name, points in curve.lines.items()},
        "across": [(across(x), f"{x:,.0f}") for x in _few(xs)],
        "up": [(up(top * part / _TICKS), f"{top * part / _TICKS:,.4g}") for part in range(_TICKS + 1)],
    }


def _few(xs: Sequence[float]) -> list[float]:
    """Return at most six of the places, the first and the last among them."""
    step = max(1, math.ceil((len(xs) - 1) / 5))
    return [*xs[:-1:step], xs[-1]] if len(xs) > 1 else list(xs)


def _round_up(figure: float) -> float:
    """Return a round number that is not less than `figure`."""
    size = 10 ** math.floor(math.log10(figure)) if figure > 0 else 1.0
    return next(size * part for part in (1, 2, 2.5, 5, 10) if size * part >= figure)
