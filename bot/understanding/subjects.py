"""Finds what a message speaks of (a procedure, a test, a medicine, a part of the body) by the names in content/subjects.yml."""
from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Iterable, Mapping, NamedTuple, Protocol, Sequence

_PHRASES = {
    "_procedure": "the procedure",
    "_condition": "the condition",
    "_symptom": "the symptom",
    "_test": "the test",
    "_medicine": "the medicine",
    "_body": "the bone",
    "_living": "that",
}
_WORD = re.compile(r"[a-z0-9]+(?:[.'][a-z0-9]+)*")


class Named(Protocol):
    """A subject as the content files describe it."""

    id: str
    kind: str
    names: Sequence[str]
    misspellings: Sequence[str]


class Mention(NamedTuple):
    """Tokens `first` to `last` (inclusive) speak of `subject`."""

    subject: str
    kind: str
    first: int
    last: int


@dataclass(frozen=True)
class Reading:
    """A message as read: its tokens mended, and the subjects that they name, in order."""

    words: tuple[str, ...]
    mentions: tuple[Mention, ...]

    @property
    def subjects(self) -> tuple[str, ...]:
        """Each subject once, in the order of first mention."""
        return tuple(dict.fromkeys(mention.subject for mention in self.mentions))

    def masked(self) -> list[str]:
        """Return the words with each mention replaced by `_<kind>`, so that a facet is learnt across subjects."""
        words: list[str] = list(self.words)
        for mention in self.mentions:
            words[mention.first : mention.last + 1] = [f"_{mention.kind}"] + ["_"] * (mention.last - mention.first)
        return words

    def generic(self) -> str:
        """Return the message with each mention replaced by a plain phrase ("the procedure"), for the sentence encoder."""
        masked = (_PHRASES.get(word, word) for word in self.masked())
        return " ".join(word for word in masked if word not in ("", "_"))

    def plain(self) -> str:
        """Return the message with its spelling mended, for the sentence encoder."""
        return " ".join(word for word in self.words if word)


class SubjectIndex:
    """Looks subjects up in a message, longest name first."""

    def __init__(self, subjects: Mapping[str, Named], mend=lambda word: word) -> None:
        self._mend = mend
        self._kinds = {subject.id: subject.kind for subject in subjects.values()}
        self._names: dict[tuple[str, ...], str] = {}
        for subject in subjects.values():
            for name in (*subject.names, *subject.misspellings):
                self._names[words(name)] = subject.id
        self._longest = max((len(name) for name in self._names), default=0)

    def read(self, tokens: Iterable[str]) -> Reading:
        """Mend `tokens` and find the subjects that they name."""
        mended = [self._mend(token) if token.isalpha() else token for token in (_clean(token) for token in tokens)]
        mentions: list[Mention] = []
        at = 0
        while at < len(mended):
            for length in range(min(self._longest, len(mended) - at), 0, -1):
                name = words(" ".join(mended[at : at + length]))
                subject = self._names.get(name) or self._names.get(_singular(name))
                if subject and mended[at]:
                    mentions.append(Mention(subject, self._kinds[subject], at, at + length - 1))
                    at += length
                    break
            else:
                at += 1
        return Reading(tuple(mended), tuple(mentions))


def words(text: str) -> tuple[str, ...]:
    """Split `text` into lower-case words without punctuation at their ends."""
    return tuple(_WORD.findall(text.lower().replace("’", "'")))


def vocabulary(subjects: Mapping[str, Named]) -> set[str]:
    """Return every single word of the subjects' names."""
    return {word for subject in subjects.values() for name in subject.names for word in words(name)}


def _clean(token: str) -> str:
    return " ".join(words(token))


def _singular(name: tuple[str, ...]) -> tuple[str, ...]:
    """"kyphoplasty's" and "walkers" are found as "kyphoplasty" and "walker"."""
    last = name[-1] if name else ""
    bare = last[:-2] if last.endswith("'s") else last[:-1] if last.endswith("s") else last
    return (*name[:-1], bare)
