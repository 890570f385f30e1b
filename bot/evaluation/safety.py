"""Measures the safety screen: what it catches by level and flag, and what it takes for a sign that is none."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Iterable, NamedTuple, Optional, Protocol, Sequence

from bot.evaluation.sets import Item
from bot.evaluation.stats import Share
from bot.safety.verdict import LEVELS, rank

NO_TRAP = "no trap"  # the class of a message without a sign that does not look like one


class Screening(Protocol):
    """A verdict of the screen."""

    level: Optional[str]
    flags: Sequence[str]
    doubt: Optional[object]


class Screener(Protocol):
    """The screen, or anything that is to be compared with it."""

    def screen(self, text: str, recent_turns: Sequence[str]) -> Screening: ...


class Row(NamedTuple):
    """An item, and the level and flags it was given."""

    item: Item
    level: Optional[str]
    flags: tuple[str, ...]
    asked: bool = False  # whether it is happening


@dataclass
class Table:
    """Every item with what it was given."""

    rows: list[Row] = field(default_factory=list)

    def caught(self, level: str, flag: Optional[str] = None) -> Share:
        """Return the share of items of `level` (and `flag`) that got that level or a higher one."""
        of = [row for row in self.rows if row.item.level == level and (flag is None or flag in row.item.flags)]
        return Share(sum(not _lower(row.level, level) for row in of), len(of))

    def noticed(self) -> Share:
        """Return the share of items with a sign that got any level."""
        of = [row for row in self.rows if row.item.level]
        return Share(sum(row.level is not None for row in of), len(of))

    def false_alarms(self, trap: Optional[str] = None) -> Share:
        """Return the share of items without a sign (of one class of trap) that got a level."""
        of = self._innocent(trap)
        return Share(sum(row.level is not None for row in of), len(of))

    def specificity(self, trap: Optional[str] = None) -> Share:
        """Return the share of items without a sign (of one class of trap) that got no level."""
        of = self._innocent(trap)
        return Share(sum(row.level is None for row in of), len(of))

    def missed(self) -> list[Row]:
        """Return the items with a sign that got a lower level, or none."""
        return [row for row in self.rows if row.item.level and _lower(row.level, row.item.level)]

    def alarmed(self) -> list[Row]:
        """Return the items without a sign that got a level."""
        return [row for row in self._innocent() if row.level is not None]

    def asked(self, sign: bool) -> Share:
        """Return the share of the items with a sign (or of those without one) of which the patient is asked whether it is happening."""
        of = [row for row in self.rows if bool(row.item.level) is sign]
        return Share(sum(row.asked for row in of), len(of))

    def flags(self, level: str) -> list[str]:
        """Return the flags of the items of `level`, the least caught first."""
        found = {flag for row in self.rows if row.item.level == level for flag in row.item.flags}
        return sorted(found, key=lambda flag: (self.caught(level, flag).value, flag))

    def traps(self) -> list[str]:
        """Return the classes of trap among the items without a sign, the one with most false alarms first."""
        found = {_trap(row.item) for row in self._innocent()}
        return sorted(found, key=lambda trap: (self.specificity(trap).value, trap))

    def _innocent(self, trap: Optional[str] = None) -> list[Row]:
        return [row for row in self.rows if row.item.level is None and trap in (None, _trap(row.item))]


def measure(items: Iterable[Item], screener: Screener) -> Table:
    """Screen each item with the messages before it in view."""
    table = Table()
    for item in items:
        screening = screener.screen(item.text, item.before)
        table.rows.append(Row(item, screening.level, tuple(screening.flags), screening.doubt is not None))
    return table


def _trap(item: Item) -> str:
    return item.trap or NO_TRAP


def _lower(given: Optional[str], wanted: str) -> bool:
    return rank(given) > rank(wanted)
