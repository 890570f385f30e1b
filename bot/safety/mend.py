"""Mends the spelling of words no list knows, toward the words the safety rules use.

In: one word. Out: the words it most likely stands for, or the word itself. Real English words and short words are never
mended, so that "number" cannot become "numb" nor "chess" "chest".
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import AbstractSet, Dict, List, Optional, Sequence, Tuple

from rapidfuzz.distance import OSA

_SHORTEST = 5
_LONG = 8
_LONGEST = 24


class Mender:
    """Holds the words of the rules and plain English, and mends toward the first without touching the second."""

    def __init__(self, lexicon: AbstractSet[str], english: AbstractSet[str], corrections: Dict[str, List[str]]) -> None:
        self._corrections = corrections
        self._lexicon = lexicon
        self._known = frozenset(lexicon) | frozenset(english)
        self._near: Dict[Tuple[str, int], List[str]] = defaultdict(list)
        for word in sorted(lexicon):
            self._near[word[:1], len(word)].append(word)
        self.mend = lru_cache(maxsize=4096)(self._mend)

    def _mend(self, word: str) -> Sequence[str]:
        if word in self._corrections:
            return self._corrections[word]
        if word in self._known or len(word) > _LONGEST:
            return (word,)
        single = self._unstretched(word)
        if single:
            return (single,)
        if len(word) < 4:
            return (word,)
        return self._nearest(word) or self._split(word) or (word,)

    def _unstretched(self, word: str) -> Optional[str]:
        """"heelp" and "nummb": a doubled letter that should be single."""
        for i in range(1, len(word)):
            if word[i] == word[i - 1] and word[:i] + word[i + 1 :] in self._known and len(word) > 3:
                return word[:i] + word[i + 1 :]
        return None

    def _nearest(self, word: str) -> Optional[Sequence[str]]:
        allowed = 2 if len(word) >= _LONG else 1
        best: Optional[str] = None
        # Left-out letters are the commonest slip, so of equally near words the longer one comes first.
        for length in sorted(range(len(word) - allowed, len(word) + allowed + 1), reverse=True):
            for candidate in self._near.get((word[0], length), ()):
                # Four letters carry too little: only two swapped neighbours ("lges") may be mended.
                if len(word) < _SHORTEST and sorted(candidate) != sorted(word):
                    continue
                if len(candidate) < 4:
                    continue
                distance = OSA.distance(word, candidate, score_cutoff=allowed)
                if distance <= allowed:
                    best, allowed = (candidate, distance) if best is None or distance < allowed else (best, allowed)
        return (best,) if best else None

    def _split(self, word: str, parts: int = 3) -> Optional[Sequence[str]]:
        """"cantpee", "mylegs": words of the rules run together."""
        for i in range(len(word) - 1, 0, -1):
            head, tail = word[:i], word[i:]
            if not self._part(head):
                continue
            if self._part(tail) and len(tail) > 1:
                return (*self._written_out(head), *self._written_out(tail))
            rest = self._split(tail, parts - 1) if parts > 2 and len(tail) > 3 else None
            if rest:
                return (*self._written_out(head), *rest)
        return None

    def _part(self, word: str) -> bool:
        return word == "i" or (len(word) > 1 and (word in self._lexicon or word in self._corrections))

    def _written_out(self, word: str) -> Sequence[str]:
        return self._corrections.get(word, (word,))
