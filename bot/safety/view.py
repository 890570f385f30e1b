"""One conversation as the rules see it, and where each cue word stands in it.

In: the words, their marks, their sentence numbers and every term found. Out: quick answers for `assertion.py` and `denial.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, List, Sequence, Set, Tuple

from bot.safety.lexicon import Hits


@dataclass
class View:
    """Words, marks, sentence numbers, and the places of every cue."""

    texts: Sequence[str]
    marks: Sequence[str]
    sentence: Sequence[int]
    hits: Hits

    def __post_init__(self) -> None:
        self._covered: Dict[str, Set[int]] = {}
        self._bounds: Dict[int, Tuple[int, int]] = {}
        for i, number in enumerate(self.sentence):
            first, _ = self._bounds.get(number, (i, i))
            self._bounds[number] = (first, i + 1)

    def at(self, cue: str, start: int) -> int:
        """The end of the longest `cue` that begins at word `start`; 0 when there is none."""
        ends = self.hits.get(cue).get(start)
        return max(ends) if ends else 0

    def covered(self, cue: str) -> Set[int]:
        """Every word that is part of `cue` anywhere."""
        if cue not in self._covered:
            places = self.hits.get(cue).items()
            self._covered[cue] = {i for start, ends in places for i in range(start, max(ends))}
        return self._covered[cue]

    def within(self, cue: str, first: int, last: int) -> List[Tuple[int, int]]:
        """Each (start, end) of `cue` that lies in words first..last-1."""
        places = self.hits.get(cue)
        if not places:
            return []
        return [(i, end) for i in range(max(first, 0), last) if i in places for end in places[i] if end <= last]

    def bounds(self, i: int) -> Tuple[int, int]:
        """First and last (exclusive) word of the sentence that holds word i."""
        return self._bounds[self.sentence[i]]


def cue(name: str) -> str:
    """The term under which a list of assertion.yml is kept in the lexicon."""
    return f"@assertion.{name}"


def same_sentence(view: View, one: int, other: int) -> bool:
    """Whether two words stand in one sentence of one turn."""
    return view.sentence[one] == view.sentence[other]
