"""The report: one row a measurement, ours beside stock, the bar it has to meet, and whether it does."""
from __future__ import annotations

import io
from dataclasses import asdict, dataclass
from typing import Any, Optional, Sequence

from rich.console import Console
from rich.table import Table

PASS, MISS = "pass", "MISS"
WIDTH = 110
_DECIMALS = {"s": 1, "ms": 1, "MB": 0, "GB": 2, "/s": 0}


@dataclass(frozen=True)
class Row:
    """One measurement of both sides."""

    name: str
    unit: str  # s, ms, MB, GB or /s
    ours: float
    stock: float
    most_ratio: Optional[float] = None  # bar: ours divided by stock at most this
    least_ratio: Optional[float] = None  # bar: ours divided by stock at least this
    note: str = ""

    @property
    def ratio(self) -> float:
        """Ours divided by stock."""
        return self.ours / self.stock

    @property
    def bar(self) -> str:
        """The bar in words, or an empty text."""
        if self.most_ratio is not None:
            return f"ratio <= {self.most_ratio:g}"
        return "" if self.least_ratio is None else f"ratio >= {self.least_ratio:g}"

    @property
    def verdict(self) -> str:
        """`pass`, `MISS`, or an empty text without a bar."""
        if self.most_ratio is not None:
            return PASS if self.ratio <= self.most_ratio else MISS
        return "" if self.least_ratio is None else PASS if self.ratio >= self.least_ratio else MISS


def text(rows: Sequence[Row], notes: Sequence[str]) -> str:
    """Return the table and the notes below it as plain text."""
    table = Table(title="Plainspine beside the stock pipeline of `rasa init`, same machine, same run, same phrases")
    for head in ("measurement", "ours", "stock", "ratio", "bar", ""):
        table.add_column(head, justify="left" if head in ("measurement", "bar", "") else "right")
    for row in rows:
        mark = "*" if row.note else ""
        ours, stock = figure(row.ours, row.unit), figure(row.stock, row.unit)
        table.add_row(row.name + mark, ours, stock, f"{row.ratio:.2f}", row.bar, row.verdict)
    console = Console(file=io.StringIO(), width=WIDTH, color_system=None)
    console.print(table)
    for note in [*(f"* {row.name}: {row.note}." for row in rows if row.note), *(f"{note}." for note in notes)]:
        console.print(note, markup=False, highlight=False)
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines()) + "\n"


def data(rows: Sequence[Row], notes: Sequence[str]) -> dict[str, Any]:
    """Return the same as plain values, for a file."""
    return {
        "rows": [{**asdict(row), "ratio": row.ratio, "bar": row.bar, "verdict": row.verdict} for row in rows],
        "notes": list(notes),
    }


def figure(value: float, unit: str) -> str:
    """Return a figure with its unit as it is shown."""
    return f"{value:,.{_DECIMALS[unit]}f} {unit}"
