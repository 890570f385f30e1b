"""A curve: how a figure changes as something grows, and whether it grows along."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping, Optional

from bot.bench.report import MISS, PASS

SHOWN = 8  # points of a line in the text, about; the page has them all
Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Curve:
    """Figures over what grows; each line has (x, y) points in order of x."""

    name: str
    x: str  # what grows, such as "turns in the conversation"
    unit: str  # of the figures: ms, MB or /s
    lines: Mapping[str, Points]
    growth: Optional[float] = None  # how many times as much the last figure is as the first
    most: Optional[float] = None  # bar: growth at most this
    note: str = ""

    @property
    def verdict(self) -> str:
        """`pass`, `MISS`, or an empty text without a bar."""
        if self.growth is None or self.most is None:
            return ""
        return PASS if self.growth <= self.most else MISS

    def data(self) -> dict[str, Any]:
        """Return the curve as plain values, for a file."""
        lines = {name: [list(point) for point in points] for name, points in self.lines.items()}
        return {"name": self.name, "x": self.x, "unit": self.unit, "lines": lines, "growth": self.growth, "most": self.most,
                "verdict": self.verdict, "note": self.note}  # fmt: skip


def text(curves: list[Curve]) -> str:
    """Return the curves as lines of plain text."""
    written = []
    for curve in curves:
        verdict = f": {curve.growth:.2f} times as much at the end" if curve.growth is not None else ""
        bar = f", at most {curve.most:g}: {curve.verdict}" if curve.most is not None else ""
        written.append(f"{curve.name}{verdict}{bar}")
        for name, points in curve.lines.items():
            few = [*points[: -1 : max(1, len(points) // SHOWN)], points[-1]]
            shown = "  ".join(f"{x:,.0f}: {y:,.1f}" for x, y in few)
            written.append(f"  {name} ({curve.unit}; {curve.x}: figure)  {shown}")
        if curve.note:
            written.append(f"  {curve.note}.")
    return "".join(f"{line}\n" for line in written)
