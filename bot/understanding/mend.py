"""Mends misspelt words toward our own vocabulary before anything is looked up or counted.

A word is only mended if it is no English word (the sentence encoder's word list decides) and lies one slip, or for long words
two, from a word we know. So "kyphoplsty" is mended and "falling" is left alone.
"""
from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import Callable, Collection, Iterable, Mapping

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

SHORTEST = 5  # letters; shorter words have too many neighbours
LONG = 8  # letters from which two slips are mended
FREQUENT = 3  # a word in this many phrases is no slip of one writer ...
COMMON = 30  # ... unless a name that it may stand for is in this many times as many ("vertabroplasty")


class Mender:
    """Knows the words to mend toward (`known`) and those to leave alone (`english`)."""

    def __init__(self, known: Iterable[str], english: Collection[str]) -> None:
        self._known = sorted({word for word in known if len(word) >= SHORTEST})
        self._fine = frozenset(known) | frozenset(english)
        self.mend: Callable[[str], str] = lru_cache(maxsize=20_000)(self._mend)

    def _mend(self, word: str) -> str:
        """Return the known word that `word` (lower case) most likely stands for, or `word` itself."""
        if len(word) < SHORTEST or word in self._fine or not word.isalpha():
            return word
        slips = 2 if len(word) >= LONG else 1
        found = extract(word, self._known, scorer=OSA.distance, score_cutoff=slips, limit=3)
        # People seldom get the first letter wrong, and a tie says that we cannot tell.
        found = [match for match in found if match[0][0] == word[0]] or [match for match in found if match[1] == 1]
        if not found or (len(found) > 1 and found[0][1] == found[1][1]):
            return word
        return found[0][0]


def frequent(phrases: Iterable[Collection[str]], names: Collection[str], english: Collection[str]) -> list[str]:
    """Return the words to mend toward besides `names`: those in several of `phrases` (each given as its words) that are no slip of a name."""
    counts = Counter(word for phrase in phrases for word in set(phrase))
    several = sorted(word for word, count in counts.items() if count >= FREQUENT and word.isalpha())
    mender = Mender([*names, *(word for word in several if word in english)], english)
    return [word for word in several if not _slip(word, mender.mend(word), counts, names)]


def _slip(word: str, mended: str, counts: Mapping[str, int], names: Collection[str]) -> bool:
    """Tell whether `word`, which `mended` from itself, is only a common way to misspell that name."""
    return mended != word and mended in names and counts[mended] >= COMMON * counts[word]
