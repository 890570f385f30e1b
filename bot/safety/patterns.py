"""The small language in which the flag files say what to look for (explained in `flags/README.md`).

In: the text of a pattern and named word lists. Out: where in a message it matches. Matching is by position: the places
of every word list are found once a message, then each pattern joins its places, so time grows with the length alone.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from typing import Dict, Iterator, List, NamedTuple, Sequence, Tuple

from bot.safety.lexicon import NUMBER, RANGE, START, Hits, Lexicon, PatternError

GAP = 3
NEAR = 6

_AND = re.compile(r"&(\d*)$")
_GAP = re.compile(r"\.\.(\d*)$")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*$")


class Slot(NamedTuple):
    """One place to fill: the term to find there, and how many words may stand between it and the slot before."""

    term: str
    gap: int


Pattern = Tuple[Slot, ...]


class Match(NamedTuple):
    """Where a pattern matched: each slot's first word and the word after its last."""

    slots: Tuple[Tuple[int, int], ...]

    @property
    def start(self) -> int:
        return self.slots[0][0]

    @property
    def end(self) -> int:
        return max(end for _, end in self.slots)


def read_pattern(said: str, lexicon: Lexicon) -> List[Pattern]:
    """Read one pattern into its plain sequences: optional words and "either order" are written out."""
    groups: List[List[str]] = [[]]
    nears: List[int] = []
    for piece in said.split():
        near = _AND.match(piece)
        if near:
            nears.append(int(near.group(1) or NEAR))
            groups.append([])
        else:
            groups[-1].append(piece)
    if not all(groups):
        raise PatternError(f'"{said}" has nothing before or after &. Remedy: put a word or @list on both sides')
    if len(groups) > 4:
        raise PatternError(f'"{said}" has more than three &. Remedy: split it into two patterns')
    options = [[_sequence(pieces, said, lexicon) for pieces in _without_brackets(group)] for group in groups]
    patterns: List[Pattern] = []
    widest = max(nears, default=0)
    for order in itertools.permutations(range(len(groups))):
        for chosen in itertools.product(*(options[i] for i in order)):
            slots: List[Slot] = []
            for number, part in enumerate(chosen):
                slots.extend([Slot(part[0].term, widest), *part[1:]] if number else part)
            patterns.append(tuple(slots))
    return patterns


def _without_brackets(pieces: Sequence[str]) -> List[List[str]]:
    """Write out [optional] words: once with, once without."""
    results: List[List[str]] = [[]]
    for piece in pieces:
        if piece.startswith("[") and piece.endswith("]"):
            results = results + [[*result, piece[1:-1]] for result in results]
        else:
            results = [[*result, piece] for result in results]
    return results


def _sequence(pieces: Sequence[str], said: str, lexicon: Lexicon) -> List[Slot]:
    slots: List[Slot] = []
    gap = 0
    for piece in pieces:
        wider = _GAP.match(piece)
        if wider:
            gap = int(wider.group(1) or GAP)
            continue
        for choice in piece.split("/"):
            bare = choice.lstrip("@").replace("_", "").replace(NUMBER, "")
            if choice not in (START, NUMBER) and not RANGE.match(choice) and not _WORD.match(bare):
                raise PatternError(f'"{piece}" in "{said}" is not a word. Remedy: see flags/README.md for the language')
        slots.append(Slot(lexicon.add_term(piece), gap))
        gap = 0
    if not slots or gap:
        raise PatternError(f'"{said}" begins or ends with a gap. Remedy: put a word or @list at both ends')
    return slots


def index_by_first(patterns: Sequence[Pattern]) -> Dict[str, List[int]]:
    """Which patterns begin with which term, so that only those that can match are tried."""
    index: Dict[str, List[int]] = defaultdict(list)
    for number, pattern in enumerate(patterns):
        index[pattern[0].term].append(number)
    return dict(index)


def find_pattern(pattern: Pattern, hits: Hits, sentence: Sequence[int]) -> Iterator[Match]:
    """Every place where `pattern` matches within one sentence; of equal first and last words only the first found."""
    if any(slot.term not in hits.terms for slot in pattern[1:]):
        return
    for start, ends in hits.get(pattern[0].term).items():
        partial = [((start, end),) for end in ends]
        for slot in pattern[1:]:
            places = hits.get(slot.term)
            longer: Dict[Tuple[int, int], Tuple[Tuple[int, int], ...]] = {}
            for slots in partial:
                after = slots[-1][1]
                for here in range(after, after + slot.gap + 1):
                    if here < len(sentence) and sentence[here] != sentence[start]:
                        break
                    for end in places.get(here, ()):
                        longer.setdefault((here, end), (*slots, (here, end)))
            partial = list(longer.values())
            if not partial:
                break
        for slots in partial:
            yield Match(slots)
