"""Shares with their uncertainty."""
from __future__ import annotations

import math
from dataclasses import dataclass

_Z = 1.959964  # the normal quantile of a two-sided 95% interval


@dataclass(frozen=True)
class Share:
    """`hits` of `total`."""

    hits: int
    total: int

    @property
    def value(self) -> float:
        """The share itself, 0 to 1; 0 when nothing was counted."""
        return self.hits / self.total if self.total else 0.0

    def interval(self) -> tuple[float, float]:
        """Return the 95% interval of the share (Wilson, 1927, Probable inference, the law of succession, and statistical inference)."""
        if not self.total:
            return 0.0, 1.0
        n, p = self.total, self.value
        middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z * math.sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2)) / (1 + _Z**2 / n)
        return max(0.0, middle - half), min(1.0, middle + half)

    @property
    def counts(self) -> str:
        """Hits and total: `421/614`."""
        return f"{self.hits}/{self.total}"

    @property
    def percent(self) -> str:
        """The share with its interval: `68.6% (64.8 to 72.1)`."""
        low, high = self.interval()
        return f"{100 * self.value:.1f}% ({100 * low:.1f} to {100 * high:.1f})"

    def __str__(self) -> str:
        return f"{self.counts} = {self.percent}"
