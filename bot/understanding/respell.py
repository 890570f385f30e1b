"""Guesses how a message that is spelt by ear, or misheard by a telephone, would be written, for a second reading of it.

Words that are neither English nor ours may stand for words of the training phrases that sound alike or lie a slip or two away; which of
them they stand for, their frequency and their neighbors in those phrases tell (a noisy channel over pairs of words). Up to four words that
together sound like a name are that name ("rise a drone eight").
"""
from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from functools import lru_cache
from typing import Collection, Iterable, Iterator, Mapping, NamedTuple, Optional, Sequence

from rapidfuzz.distance import OSA, Levenshtein
from rapidfuzz.process import extract

from bot.language import language
from bot.understanding.subjects import WORD

# Letters that sound alike, in the order in which they are replaced; capitals are vowels that are spelt in several ways.
_STARTS = (("kn", "n"), ("wr", "r"), ("gn", "n"), ("ps", "s"))
_CONSONANTS = (
    ("ould", "ud"), ("alk", "ok"), ("tion", "xn"), ("sion", "xn"), ("cian", "xn"), ("ture", "xr"), ("ph", "f"), ("ght", "t"), ("gh", "f"), ("wh", "w"), ("ck", "k"),
    ("sch", "sk"), ("sh", "x"), ("tch", "x"), ("ch", "x"), ("th", "t"), ("dge", "j"), ("ce", "se"), ("ci", "si"), ("cy", "sy"), ("ge", "je"),
    ("gi", "ji"), ("q", "k"), ("c", "k"), ("z", "s"), ("d", "t"), ("v", "f"),
)  # fmt: skip
_VOWELS = (
    ("ough", "o"), ("eigh", "A"), ("igh", "I"), ("ay", "A"), ("ai", "A"), ("ei", "A"), ("ey", "A"), ("ee", "E"), ("ea", "E"), ("ie", "E"),
    ("oo", "U"), ("ou", "W"), ("ow", "W"), ("oa", "O"), ("ew", "U"), ("ue", "U"), ("y", "E"),
)  # fmt: skip
_LOOSELY = str.maketrans("bgj", "pkk")
_SILENT = re.compile(r"[aeiouyhw]")
_AGAIN = re.compile(r"(.)\1+")
_LONG_VOWEL = re.compile(r"(.*[^aeiou])?([aeiou])([^aeiouwy])e(s?)")  # the "i" of "while"

NAME_SOUNDS = 5  # consonants from which on a name is not mistaken for other words
NAME_WORDS = 4  # that dictation makes of a name
NAME_ALIKE = 0.7  # of the sounds of a name, vowels included, more than so many must be heard
FINE_NAME_WORDS = 3  # that a name is made of at least when each is a word: two such are two words ("her fracture", no "refracture")
PLASTY = "plst"  # the sounds of "plasty", which ends the names of the procedures, and by itself is no word
PROCEDURE_ALIKE = 0.6  # of the sounds before it, more than so many must be those of the procedure meant
OTHER_PLASTIES = ("abdomino", "angio", "arthro", "cranio", "hernio", "lamino", "mammo", "rhino", "septo", "tympano", "uretero", "valvulo")
NOT_OF_A_NAME = ("after", "does", "for", "from", "has", "have", "if", "is", "of", "off", "so", "was")  # before "plasty", that is
SHORTEST = 3  # letters; what is shorter is left alone
LONG = 7  # letters from which on two slips are thought of
LONGEST = 30  # letters; what is longer is no word
WORD_ALIKE = 0.3  # a word may stand for those of which it has so much, of letters and of sounds on average
LEFT = 0.25  # share of words that may still look misspelt: another language is not respelt into this one
CANDIDATES = 8  # words that a word may stand for
PATHS = 6  # ways to read the message so far that are followed
AS_TYPED = -2.5  # what others misspell in the same way stands in the phrases, too: for so much less, in the logarithm of the chance
UNSEEN = 0.1  # how often a word that is in no phrase is taken to have been there
PAIRED = 20  # pairs that a word must be seen in before they tell more of its neighbor than that one's own frequency
OFTEN = 8  # how often a word must be in the phrases to be respelt toward
COUNTED = 3  # how often a word or a pair must be there to be counted at all
_END = "."  # stands before the first word and behind the last


class Counts(NamedTuple):
    """How often words, and pairs of words ("how long"), are in the training phrases."""

    words: Mapping[str, int]
    pairs: Mapping[str, int]


def count(phrases: Iterable[Sequence[str]]) -> Counts:
    """Count the words of `phrases` (each given as its words) and their pairs."""
    words: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    for phrase in phrases:
        marked = (_END, *phrase, _END)
        words.update(marked)
        pairs.update(f"{one} {other}" for one, other in zip(marked, marked[1:]))
    return Counts(*({name: number for name, number in counted.items() if number >= COUNTED} for counted in (words, pairs)))


class Respeller:
    """Respells toward frequent words of the training phrases and the `names` of subjects; `english` words are left alone."""

    def __init__(self, counts: Counts, names: Collection[str], english: Collection[str]) -> None:
        self._counts = counts
        self._all = sum(counts.words.values())
        meant = [word for word, number in counts.words.items() if word in names or (number >= OFTEN and _is_word(word, english))]
        self._fine = frozenset((*english, *names, *meant))
        self._targets = sorted(word for word in meant if len(word) > SHORTEST)
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        for word in sorted(meant):
            self._by_sound[_loosely(word)].append(word)
        heard = {name: consonants(name) for name in sorted(names) if name not in english and len(name) > SHORTEST}
        self._names = {sounds: name for name, sounds in heard.items() if len(sounds) >= NAME_SOUNDS}
        self._own = frozenset(heard)
        self._procedures = {_loosely(name)[: -len(PLASTY)]: name for sounds, name in self._names.items() if sounds.endswith(PLASTY)}
        self._begun = {name[:length] for name in self._names for length in range(1, len(name) + 1)}
        self._may_be = lru_cache(maxsize=20_000)(self._candidates)

    def respell(self, text: str, fewest: float = 1) -> Optional[str]:
        """Return `text` in lower case and respelt; None when fewer than `fewest` of its words are others then, or they are no English."""
        text = text.lower().replace("’", "'")
        found = [word for word in WORD.finditer(text) if not _is_part(text, word)]
        typed = [word.group() for word in found]
        apart = {place for place in range(1, len(found)) if text[found[place - 1].end() : found[place].start()].strip(" -")}
        named = list(self._named(typed, apart))
        if sum(_changes(first, last, self._looks_wrong(typed[first])) for _, first, last in named) < fewest or language(text):
            return None
        best = self._likeliest([word for word, _, _ in named])
        changes = sum(_changes(first, last, now != typed[first]) for (_, first, last), now in zip(named, best))
        if changes < fewest or sum(map(self._looks_wrong, best)) > LEFT * len(best):
            return None
        parts, behind = [], 0
        for (_, first, last), now in zip(named, best):
            parts += [text[behind : found[first].start()], now]
            behind = found[last - 1].end()
        return "".join(parts) + text[behind:]

    def _named(self, words: Sequence[str], apart: Collection[int]) -> Iterator[tuple[str, int, int]]:
        """Yield each word with its place and the one behind it; words that sound like a name together as that name. Before the places
        `apart` stands more than a space."""
        first, procedures = 0, dict(self._procedures_at(words, apart))
        while first < len(words):
            name, last = procedures.get(first) or self._name_at(words, first, apart)
            yield name or words[first], first, last
            first = last

    def _procedures_at(self, words: Sequence[str], apart: Collection[int]) -> Iterator[tuple[int, tuple[str, int]]]:
        """Yield, for each "plasty" alone, where the name begins that it ends: it may be heard as "vertigo bro plasty"."""
        for last, word in enumerate(words):
            if consonants(word) != PLASTY or (last and words[last - 1] in OTHER_PLASTIES):
                continue
            best, found = PROCEDURE_ALIKE, None
            for first in range(last - 1, max(-1, last - NAME_WORDS), -1):
                if first + 1 in apart:
                    break
                if words[first] in NOT_OF_A_NAME:
                    continue
                heard = "".join(map(_loosely, words[first:last]))
                for sounds, name in self._procedures.items():
                    alike = Levenshtein.normalized_similarity(heard, sounds)
                    if alike > best and heard[:1] == sounds[0]:
                        best, found = alike, (first, (name, last + 1))
            if found:
                yield found

    def _name_at(self, words: Sequence[str], first: int, apart: Collection[int]) -> tuple[Optional[str], int]:
        """Return the name that is heard from the word `first` on, or None, and the place of the word behind it."""
        best, name, behind, sounds = NAME_ALIKE, None, first + 1, ""
        for last in range(first, min(first + NAME_WORDS, len(words))):
            if last > first and last in apart or words[last] in self._own or len(words[last]) > LONGEST:
                break
            more = consonants(words[last])
            sounds = _AGAIN.sub(r"\1", sounds + more.lstrip("w")) if sounds else more
            if not sounds or sounds not in self._begun:
                break
            if more and sounds in self._names and self._may_be_name(words[first : last + 1]):
                # With the consonants of a name it must have about its vowels, too: "the report" is no "teriparatide".
                alike = Levenshtein.normalized_similarity(sound("".join(words[first : last + 1])), sound(self._names[sounds]))
                if alike > best:
                    best, name, behind = alike, self._names[sounds], last + 1
        return name, behind

    def _may_be_name(self, words: Sequence[str]) -> bool:
        """Tell whether one of `words` looks misspelt, or there are several that nobody puts beside each other."""
        if any(map(self._looks_wrong, words)):
            return True
        return len(words) >= FINE_NAME_WORDS and not any(f"{one} {other}" in self._counts.pairs for one, other in zip(words, words[1:]))

    def _looks_wrong(self, word: str) -> bool:
        return SHORTEST <= len(word) <= LONGEST and word not in self._fine and word.replace("'", "").isalpha()

    def _candidates(self, word: str) -> tuple[tuple[str, float], ...]:
        """Return what `word` may stand for, each with the logarithm of the chance that it is then written so."""
        if not self._looks_wrong(word):
            return ((word, 0.0),)
        near = extract(word, self._targets, scorer=OSA.distance, score_cutoff=1 if len(word) < LONG else 2, limit=None)
        words = {each for each in (*self._by_sound.get(_loosely(word), ()), *(match[0] for match in near)) if _in_common(word, each) >= WORD_ALIKE}
        slips = {each: OSA.distance(sound(word), sound(each)) + OSA.distance(word, each) * min(1.0, 6 / len(word)) for each in words}
        likeliest = sorted(words, key=lambda each: (slips[each] - 0.5 * math.log(self._counts.words.get(each, 1)), each))[:CANDIDATES]
        return (*((each, -slips[each]) for each in likeliest), (word, AS_TYPED))

    def _likeliest(self, words: Sequence[str]) -> list[str]:
        paths: list[tuple[float, list[str]]] = [(0.0, [_END])]
        for word in words:
            best: dict[str, tuple[float, list[str]]] = {}
            for so_far, path in paths:
                for each, chance in self._may_be(word):
                    total = so_far + chance + self._after(path[-1], each)
                    if each not in best or best[each][0] < total:
                        best[each] = (total, [*path, each])
            paths = sorted(best.values(), key=lambda path: -path[0])[:PATHS]
        return paths[0][1][1:]

    def _after(self, word: str, next_one: str) -> float:
        """Return the logarithm of the chance that `next_one` follows `word`."""
        alone = (self._counts.words.get(next_one, 0) + UNSEEN) / self._all
        together = self._counts.pairs.get(f"{word} {next_one}", 0)
        return math.log((together + PAIRED * alone) / (self._counts.words.get(word, 0) + PAIRED))


def _in_common(one: str, other: str) -> float:
    """Return how much two words have in common, of their letters and of their sounds on average."""
    return (OSA.normalized_similarity(one, other) + OSA.normalized_similarity(sound(one), sound(other))) / 2


def _changes(first: int, last: int, single: bool) -> int:
    """Return how many words are others: all that make a name together, or a `single` one if it is."""
    return last - first if last - first > 1 else int(single)


def _is_part(text: str, word: re.Match[str]) -> bool:
    """Tell whether a letter that no English word has stands beside `word`: "caf" of "café" is no word."""
    return text[word.start() - 1 : word.start()].isalpha() or text[word.end() : word.end() + 1].isalpha()


@lru_cache(maxsize=20_000)
def consonants(word: str) -> str:
    """Return the consonants that are heard in `word` (lower case): "frtprplst" for "vertebroplasty", but with the "b" as it is."""
    word = _replaced(_started(word), _CONSONANTS)
    return _AGAIN.sub(r"\1", ("w" if word.startswith("w") else "") + _SILENT.sub("", word))


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """Return how `word` (lower case) sounds: the same for "wile" and "while", for "munth" and "munthe"."""
    word = _started(word)
    ends = _LONG_VOWEL.fullmatch(word)
    if ends:
        word = f"{ends[1] or ''}{ends[2].upper()}{ends[3]}{ends[4]}"
    return _AGAIN.sub(r"\1", _replaced(_replaced(word, _VOWELS), _CONSONANTS).replace("h", ""))


def _loosely(word: str) -> str:
    return _AGAIN.sub(r"\1", consonants(word).translate(_LOOSELY))


def _started(word: str) -> str:
    word = word.replace("'", "")
    for written, heard in _STARTS:
        if word.startswith(written):
            return heard + word[len(written) :]
    return word


def _replaced(word: str, pairs: Iterable[tuple[str, str]]) -> str:
    for written, heard in pairs:
        word = word.replace(written, heard)
    return word


def _is_word(word: str, english: Collection[str]) -> bool:
    """Tell whether `word`, if frequent, is one; the list of English words has none of one or two letters, or with apostrophes."""
    return word in english or len(word) < SHORTEST or "'" in word
