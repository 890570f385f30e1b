"""Every word and phrase the safety rules name, found in one pass over a message.

In: terms such as "word", "one/other", "@list", "two_words", "#" for any number, "#38-42" for one from 38 to 42. Out: `Hits`, the places
of each term in a message.
"""

from __future__ import annotations

import re
from collections import defaultdict
from math import inf
from typing import Callable, Dict, Iterator, List, Sequence, Set, Tuple

START = "^"
NUMBER = "#"

Phrase = Tuple[str, ...]
Places = Dict[int, List[int]]

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*$")
RANGE = re.compile(r"#(\d+)-(\d+)$")
_NOWHERE: Places = {}


class PatternError(ValueError):
    """A pattern or word list cannot be read; the message says why and what to do."""


class Hits:
    """Where each term stands in one message: first word -> ends. Terms are gathered from their phrases when asked for."""

    def __init__(
        self, found: Dict[Phrase, Places], terms_of: Dict[Phrase, List[str]], phrases_of: Dict[str, List[Phrase]]
    ) -> None:
        self._found = found
        self._phrases_of = phrases_of
        self._places: Dict[str, Places] = {}
        self.terms: Set[str] = {term for phrase in found for term in terms_of[phrase]}

    def get(self, term: str) -> Places:
        """First word -> ends of `term`; empty when it is not in the message."""
        if term not in self.terms:
            return _NOWHERE
        if term not in self._places:
            places: Places = defaultdict(list)
            for phrase in self._phrases_of[term]:
                for start, ends in self._found.get(phrase, _NOWHERE).items():
                    places[start].extend(end for end in ends if end not in places[start])
            self._places[term] = dict(sorted(places.items()))
        return self._places[term]


class Lexicon:
    """The terms of all rules, as one tree of words."""

    def __init__(self, lists: Dict[str, List[str]], plain: Callable[[str], List[str]]) -> None:
        self.lists = lists
        self.words: Set[str] = set()
        self._plain = plain
        self._tree: dict = {}
        self._ranges: Dict[str, Tuple[float, float]] = {NUMBER: (-inf, inf)}
        self._phrase_of: Dict[str, Phrase] = {}
        self._terms_of: Dict[Phrase, List[str]] = {(START,): [START]}
        self._phrases_of: Dict[str, List[Phrase]] = {START: [(START,)]}

    def add_term(self, term: str) -> str:
        """Register a term; returns it. Raises PatternError when it names an unknown list."""
        if term in self._phrases_of:
            return term
        phrases = list(dict.fromkeys(self._phrases(term, ())))
        for phrase in phrases:
            node = self._tree
            for word in phrase:
                node = node.setdefault(word, {})
                if word not in self._ranges:
                    self.words.add(word)
            node[None] = phrase
            self._terms_of.setdefault(phrase, []).append(term)
        self._phrases_of[term] = phrases
        return term

    def _phrases(self, term: str, above: Tuple[str, ...]) -> Iterator[Phrase]:
        for choice in term.split("/"):
            ends = RANGE.match(choice)
            if ends:
                self._ranges[choice] = (float(ends[1]), float(ends[2]))
            if choice in self._ranges:
                yield (choice,)
            elif choice.startswith("@"):
                name = choice[1:]
                if name not in self.lists:
                    raise PatternError(f"unknown word list @{name}. Remedy: add it to _words.yml, or correct its name")
                if name in above:
                    raise PatternError(f"word list @{name} contains itself. Remedy: take it out of its own entries")
                for entry in self.lists[name]:
                    if entry.startswith("@") or RANGE.match(entry):
                        yield from self._phrases(entry, (*above, name))
                    else:
                        yield self._phrase(entry)
            else:
                yield self._phrase(choice.replace("_", " "))

    def _phrase(self, said: str) -> Phrase:
        if said not in self._phrase_of:
            # Entries pass through the same normalizer as messages, so that both sides agree; # is kept out of it.
            parts = [tuple(self._plain(part)) for part in said.split(NUMBER)]
            words = parts[0]
            for part in parts[1:]:
                words = (*words, NUMBER, *part)
            if not words:
                raise PatternError(f'"{said}" holds no word. Remedy: write letters, or remove it')
            self._phrase_of[said] = words
        return self._phrase_of[said]

    def find(self, texts: Sequence[str], sentence: Sequence[int], begins: Sequence[int]) -> Hits:
        """Find every term. No hit crosses a sentence end; ^ stands where `begins`, numbered anew each turn, changes."""
        found: Dict[Phrase, Places] = defaultdict(dict)
        number_words = set(self.lists.get("number", ()))
        numbers = {i: _value(text) for i, text in enumerate(texts) if text in number_words or _NUMBER.match(text)}
        for i in range(len(texts)):
            if i == 0 or begins[i] != begins[i - 1]:
                found[START,][i] = [i]
            self._walk(self._tree, texts, sentence, numbers, i, i, found)
        return Hits(found, self._terms_of, self._phrases_of)

    def _walk(self, node, texts, sentence, numbers, first, here, found) -> None:  # type: ignore[no-untyped-def]
        phrase = node.get(None)
        if phrase:
            found[phrase].setdefault(first, []).append(here)
        if here >= len(texts) or sentence[here] != sentence[first]:
            return
        below = node.get(texts[here])
        if below:
            self._walk(below, texts, sentence, numbers, first, here + 1, found)
        if here in numbers:
            for name, (least, most) in self._ranges.items():
                if name in node and least <= numbers[here] <= most:
                    self._walk(node[name], texts, sentence, numbers, first, here + 1, found)


def _value(text: str) -> float:
    """Return what a number in digits is worth; one in words lies in no range but that of all numbers."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return inf
