"""From what a patient typed to plain words, each with its place in the original text.

In: any string. Out: a `Words` (lower-case words without accents, contractions written out, a punctuation mark after a
word where there is one). Changing quotes, case or spacing never changes the words. Spelling is mended in `mend.py`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Callable, Dict, List, NamedTuple, Sequence, Set, Tuple

SOFT, STOP, ASK = ",", ".", "?"

_APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u02bc\u02b9\u2032\uff07\u0060\u00b4"), "'")
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")
_TRANSLATE = {**_APOSTROPHES, **_DASHES}
_PIECE = re.compile(
    r"(?P<abbreviation>(?:[a-z]\.){2,})|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)|(?P<number>\d+(?:[.,:]\d+)*)"
    r"|(?P<dots>\.{2,}|\u2026)|(?P<mark>[.!?]+)|(?P<soft>[,;:()\[\]\"/|*\u2022\u2192>]+|-(?=\s|-|$)|(?<=\s)-)"
)
_STRETCHED = re.compile(r"(.)\1{2,}")


class Word(NamedTuple):
    """One plain word and where it stood in the original text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Words:
    """The words of one message. `marks[i]` is the mark after word i: "" (none), "," (soft), "." or "?" (sentence end)."""

    words: Tuple[Word, ...]
    marks: Tuple[str, ...]

    @property
    def texts(self) -> List[str]:
        """The words alone, without their places."""
        return [word.text for word in self.words]


class Spelling(NamedTuple):
    """The data of `spelling.yml`: fixed rewrites that need no guessing."""

    short_forms: Dict[str, List[str]]
    is_after: Set[str]
    no_stop_after: Set[str]
    spoken_marks: Dict[Tuple[str, ...], str]
    not_a_mark_after: Set[str]
    not_a_mark_before: Set[str]


Mend = Callable[[str], Sequence[str]]


def normalize(text: str, spelling: Spelling, mend: Mend = lambda word: (word,)) -> Words:
    """Give the plain words of `text`; `mend` may rewrite one unknown word into one or more known ones."""
    plain, places = clean(text)
    words: List[Word] = []
    marks: List[str] = []
    pieces = list(_PIECE.finditer(plain))
    for number, piece in enumerate(pieces):
        kind = piece.lastgroup
        start, end = places[piece.start()], places[piece.end() - 1] + 1
        if kind in ("word", "abbreviation"):
            raw = piece.group().replace(".", "")
            for part in _expand(raw, spelling, mend):
                words.append(Word(part, start, end))
                marks.append("")
        elif kind == "number":
            words.append(Word(piece.group(), start, end))
            marks.append("")
        elif words:
            marks[-1] = _stronger(marks[-1], _mark(kind, piece.group(), words[-1].text, spelling))
    return _join(words, marks, spelling)


def clean(text: str) -> Tuple[str, List[int]]:
    """Fold width, case, accents, quotes and dashes; drop invisible characters; keep each character's old place."""
    if text.isascii() and text.isprintable():
        return text.translate(_TRANSLATE).lower(), list(range(len(text)))
    characters: List[str] = []
    places: List[int] = []
    for place, character in enumerate(text):
        if character.isspace():
            characters.append(" ")
            places.append(place)
            continue
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Mn"):
            continue
        # Fold the quote before NFKD: NFKD turns an acute accent standing alone into a space and a mark.
        folded = unicodedata.normalize("NFKD", character.translate(_TRANSLATE)).translate(_TRANSLATE).lower()
        for part in folded:
            if not unicodedata.combining(part):
                characters.append(part)
                places.append(place)
    return "".join(characters), places


def _mark(kind: str, group: str, before: str, spelling: Spelling) -> str:
    if kind in ("soft", "dots"):
        return SOFT
    if "?" in group:
        return ASK
    return "" if group == "." and before in spelling.no_stop_after else STOP


def _stronger(one: str, other: str) -> str:
    return max(one, other, key=["", SOFT, STOP, ASK].index)


def _expand(raw: str, spelling: Spelling, mend: Mend) -> Sequence[str]:
    """Write out a contraction, or hand the word to the mender."""
    raw = _STRETCHED.sub(r"\1\1", raw)
    bare = raw.replace("'", "")
    if bare in spelling.short_forms:
        return spelling.short_forms[bare]
    if "'" not in raw:
        return mend(raw)
    host, _, tail = raw.rpartition("'")
    host = host.replace("'", "")
    if tail == "s":
        return [host, "is"] if host in spelling.is_after else mend(host)
    if tail in ("d", "m"):
        return [host]
    full = {"re": "are", "ve": "have", "ll": "will", "em": "them"}.get(tail)
    return [host, full] if full else mend(bare)


def _join(words: List[Word], marks: List[str], spelling: Spelling) -> Words:
    """Join "can not" and "don t", and turn spoken punctuation into marks."""
    kept: List[Word] = []
    kept_marks: List[str] = []
    i = 0
    while i < len(words):
        word, mark = words[i], marks[i]
        after = words[i + 1].text if i + 1 < len(words) and not mark else ""
        if after == "t" and word.text + "t" in spelling.short_forms:
            for part in spelling.short_forms[word.text + "t"]:
                kept.append(Word(part, word.start, words[i + 1].end))
                kept_marks.append("")
            kept_marks[-1] = marks[i + 1]
            i += 2
        elif word.text == "can" and after == "not":
            kept.append(Word("cannot", word.start, words[i + 1].end))
            kept_marks.append(marks[i + 1])
            i += 2
        else:
            spoken = _spoken_mark(words, i, spelling)
            if spoken and kept:
                length, sign = spoken
                kept_marks[-1] = _stronger(kept_marks[-1], sign)
                i += length
            else:
                kept.append(word)
                kept_marks.append(mark)
                i += 1
    return Words(tuple(kept), tuple(kept_marks))


def _spoken_mark(words: List[Word], i: int, spelling: Spelling) -> "Tuple[int, str] | None":
    for length in (2, 1):
        said = tuple(word.text for word in words[i : i + length])
        sign = spelling.spoken_marks.get(said)
        if sign is None:
            continue
        before = words[i - 1].text if i else ""
        after = words[i + length].text if i + length < len(words) else ""
        if before not in spelling.not_a_mark_after and after not in spelling.not_a_mark_before:
            return length, sign
    return None
