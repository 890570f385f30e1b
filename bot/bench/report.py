"""The report: one row a measurement, ours beside stock, the bar it has to meet, and whether it does."""
from __future__ import annotations

import io
from dataclasses import asdict, dataclass
from typing import Any, Optional, Sequence

from rich.console import Console
from rich.table import Table

PASS, MISS = "pass", "MISS"
WIDTH = 110
_DECIMALS = {"s": 1, "ms": 1, "MB": 1, "GB": 2, "/s": 0, "": 2}


@dataclass(frozen=True)
class Row:
    """One measurement of both sides, or of ours alone."""

    name: str
    unit: str  # s, ms, MB, GB, /s, or empty for a ratio
    ours: float
    stock: Optional[float] = None
    most_ratio: Optional[float] = None  # bar: ours divided by stock at most this
    least_ratio: Optional[float] = None  # bar: ours divided by stock at least this
    least: Optional[float] = None  # bar: ours at least this
    note: str = ""

    @property
    def ratio(self) -> Optional[float]:
        """Ours divided by stock, if there is one."""
        return None if self.stock is None else self.ours / self.stock

    @property
    def bar(self) -> str:
        """The bar in words, or an empty text."""
        if self.most_ratio is not None:
            return f"ratio <= {self.most_ratio:g}"
        if self.least_ratio is not None:
            return f"ratio >= {self.least_ratio:g}"
        return "" if self.least is None else f">= {self.least:g}"

    @property
    def verdict(self) -> str:
        """`pass`, `MISS`, or an empty text without a bar."""
        kept = []
        if self.ratio is not None and self.most_ratio is not None:
            kept.append(self.ratio <= self.most_ratio)
        if self.ratio is not None and self.least_ratio is not None:
            kept.append(self.ratio >= self.least_ratio)
        if self.least is not None:
            kept.append(self.ours >= self.least)
        return "" if not kept else PASS if all(kept) else MISS


def text(rows: Sequence[Row], notes: Sequence[str]) -> str:
    """Return the table and the notes below it as plain text."""
    table = Table(title="Plainspine beside the stock pipeline of `rasa init`, same machine, same run, same phrases")
    for head in ("measurement", "ours", "stock", "ratio", "bar", ""):
        table.add_column(head, justify="left" if head in ("measurement", "bar", "") else "right")
    for row in rows:
        mark = "*" if row.note else ""
        ours, stock, ratio = figure(row.ours, row.unit), figure(row.stock, row.unit), figure(row.ratio, "")
        table.add_row(row.name + mark, ours, stock, ratio, row.bar, row.verdict)
    console = Console(file=io.StringIO(), width=WIDTH, color_system=None)
    console.print(table)
    for note in [*marked(rows), *notes]:
        console.print(f"{note}.", markup=False, highlight=False)
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines()) + "\n"


def marked(rows: Sequence[Row]) -> list[str]:
    """Return the notes of single rows, which bear a mark."""
    return [f"* {row.name}: {row.note}" for row in rows if row.note]


def data(rows: Sequence[Row], notes: Sequence[str]) -> dict[str, Any]:
    """Return the same as plain values, for a file."""
    return {
        "rows": [{**asdict(row), "ratio": row.ratio, "bar": row.bar, "verdict": row.verdict} for row in rows],
        "notes": list(notes),
    }


def figure(value: Optional[float], unit: str) -> str:
    """Return a figure with its unit as it is shown; an empty text for none."""
    return "" if value is None else f"{value:,.{_DECIMALS[unit]}f} {unit}".rstrip()
