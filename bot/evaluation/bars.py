"""The bars that understanding and the safety screen are held against; the figures stand in bars.yml."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Optional

import yaml

from bot.evaluation.stats import Share
from bot.evaluation.understanding import RIGHT, WRONG
from bot.safety.verdict import LEVELS

FILE = Path(__file__).with_name("bars.yml")
FALSE_ALARMS, OUTSIDE_ANSWERED = "false_alarms", "out_of_scope_answered"
_LEAST, _MOST = {*LEVELS, RIGHT}, {FALSE_ALARMS, WRONG, OUTSIDE_ANSWERED}
MET, MISSED, UNSET = "met", "MISSED", "no bar set"


@dataclass(frozen=True)
class Bar:
    """A `limit` from 0 to 1 that a share has to reach, or must not pass when `most` is true. None when nobody has set one."""

    limit: Optional[float]
    most: bool = False

    def verdict(self, share: Share) -> str:
        """Tell whether `share` meets the bar. The share counts, not its interval: the bar itself is met."""
        if self.limit is None:
            return UNSET
        return MET if (share.value <= self.limit if self.most else share.value >= self.limit) else MISSED

    def __str__(self) -> str:
        if self.limit is None:
            return UNSET
        return f"{'at most' if self.most else 'at least'} {100 * self.limit:g}%"


def read(path: Path = FILE) -> dict[str, Bar]:
    """Return the bars by their names.

    Raises:
        ValueError: the file names something else, leaves one out, or has a limit that is no share.
    """
    limits = yaml.safe_load(path.read_text("utf-8"))
    wanted = _LEAST | _MOST
    if not isinstance(limits, dict) or set(limits) != wanted:
        raise ValueError(f"{path}: there must be one line for each of {', '.join(sorted(wanted))}, and no other")
    for name, limit in limits.items():
        if limit is not None and (isinstance(limit, bool) or not isinstance(limit, (int, float)) or not 0 <= limit <= 1):
            raise ValueError(f"{path}: {name}: {limit!r} is no share from 0 to 1, nor null")
    return {name: Bar(limit, most=name in _MOST) for name, limit in limits.items()}
