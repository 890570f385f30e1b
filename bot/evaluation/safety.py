"""Measures the safety screen: what it catches by level and flag, and what it takes for a sign that is none."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Iterable, Optional, Protocol, Sequence

from bot.evaluation.sets import Item
from bot.evaluation.stats import Share

LEVELS = ("emergency", "urgent", "physician")


class Screening(Protocol):
    """A verdict of the screen."""

    level: Optional[str]
    flags: Sequence[str]


class Screener(Protocol):
    """The screen, or anything that is to be compared with it."""

    def screen(self, text: str, recent_turns: Sequence[str]) -> Screening: ...


@dataclass
class Table:
    """Every item with the level it was given."""

    rows: list[tuple[Item, Optional[str], tuple[str, ...]]] = field(default_factory=list)

    def caught(self, level: str, flag: Optional[str] = None) -> Share:
        """Return the share of items of `level` (and `flag`) that got that level or a higher one."""
        of = [row for row in self.rows if row[0].level == level and (flag is None or flag in row[0].flags)]
        return Share(sum(not _lower(given, level) for _, given, _ in of), len(of))

    def noticed(self) -> Share:
        """Return the share of items with a sign that got any level."""
        of = [row for row in self.rows if row[0].level]
        return Share(sum(given is not None for _, given, _ in of), len(of))

    def false_alarms(self, trap: Optional[str] = None) -> Share:
        """Return the share of items without a sign (of one class of trap) that got a level."""
        of = [row for row in self.rows if row[0].level is None and (trap is None or row[0].trap == trap)]
        return Share(sum(given is not None for _, given, _ in of), len(of))

    def missed(self) -> list[tuple[Item, Optional[str], tuple[str, ...]]]:
        """Return the items with a sign that got a lower level, or none."""
        return [row for row in self.rows if row[0].level and _lower(row[1], row[0].level)]

    def flags(self, level: str) -> list[str]:
        """Return the flags of the items of `level`."""
        return sorted({flag for item, _, _ in self.rows if item.level == level for flag in item.flags})

    def traps(self) -> list[str]:
        """Return the classes of trap among the items without a sign."""
        return sorted({item.trap for item, _, _ in self.rows if item.level is None and item.trap})


def measure(items: Iterable[Item], screener: Screener) -> Table:
    """Screen each item with the messages before it in view."""
    table = Table()
    for item in items:
        screening = screener.screen(item.text, item.before)
        table.rows.append((item, screening.level, tuple(screening.flags)))
    return table


def _lower(given: Optional[str], wanted: str) -> bool:
    return given is None or LEVELS.index(given) > LEVELS.index(wanted)
