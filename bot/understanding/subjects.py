"""Finds what a message speaks of (a procedure, a test, a medicine, a part of the body) by the names in content/subjects.yml."""
from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Callable, Iterable, Mapping, NamedTuple, Optional, Protocol, Sequence

WORD = re.compile(r"[a-z0-9]+(?:[.'][a-z0-9]+)*")
_BETWEEN = 3  # words that may stand between two that name a subject together ("my sacrum is a bit cracked")
_PARTING = ("and", "but", "or", "then", "disc", "disk", "nerve", "hip", "rib", "wrist")  # after these, something else is spoken of


class Named(Protocol):
    """A subject as the content files describe it."""

    id: str
    kind: str
    names: Sequence[str]
    misspellings: Sequence[str]
    together: Optional[tuple[Sequence[str], Sequence[str]]]


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


class SubjectIndex:
    """Looks subjects up in a message, the longest name first."""

    def __init__(self, subjects: Mapping[str, Named], mend: Callable[[str], str] = lambda word: word) -> None:
        from spacy.matcher import Matcher, PhraseMatcher
        from spacy.vocab import Vocab

        self._mend = mend
        self._kinds = {subject.id: subject.kind for subject in subjects.values()}
        self._vocab = Vocab()
        self._names, self._pairs = PhraseMatcher(self._vocab), Matcher(self._vocab)
        self._sides: list[tuple[frozenset[str], frozenset[str]]] = []  # the words of which each pair needs one and one
        for subject in subjects.values():
            names = [form for name in (*subject.names, *subject.misspellings) for form in _forms(words(name))]
            self._names.add(subject.id, [self._doc(name) for name in names])
            if subject.together:
                one, other = ([form for word in side for (form,) in _forms((word,))] for side in subject.together)
                self._pairs.add(subject.id, [_near(one, other), _near(other, one)])
                self._sides.append((frozenset(one), frozenset(other)))

    def read(self, tokens: Iterable[str]) -> Reading:
        """Mend `tokens` and find the subjects that they name."""
        from spacy.util import filter_spans

        mended = [self._mend(token) if token.isalpha() else token for token in (" ".join(words(token)) for token in tokens)]
        # One token may hold several words ("x-ray"); each word remembers its token.
        pieces = [(word, index) for index, token in enumerate(mended) for word in token.split()]
        said = self._doc([word for word, _ in pieces])
        names = filter_spans(self._names(said, as_spans=True)) if pieces else []
        pairs = [pair for pair in self._paired(said, {word for word, _ in pieces}) if not any(_hides(pair, name) for name in names)]
        nearest = [pair for pair in pairs if not any(_holds(pair, other) for other in pairs)]
        spans = filter_spans([*names, *nearest])
        mentions = [
            Mention(span.label_, self._kinds[span.label_], pieces[span.start][1], pieces[span.end - 1][1]) for span in spans
        ]
        return Reading(tuple(mended), tuple(mentions))

    def _paired(self, said: Any, told: set[str]) -> Sequence[Any]:
        """Return the spans in which two words of those `told` name a subject; most messages lack one of the two, which is seen at once."""
        if all(told.isdisjoint(one) or told.isdisjoint(other) for one, other in self._sides):
            return ()
        return self._pairs(said, as_spans=True)

    def _doc(self, names: Sequence[str]) -> Any:
        from spacy.tokens import Doc

        return Doc(self._vocab, words=list(names))


def words(text: str) -> tuple[str, ...]:
    """Split `text` into lower-case words without punctuation at their ends."""
    return tuple(WORD.findall(text.lower().replace("’", "'")))


def vocabulary(subjects: Mapping[str, Named]) -> set[str]:
    """Return every single word by which a subject is found."""
    found: set[str] = set()
    for subject in subjects.values():
        found.update(word for name in subject.names for word in words(name))
        found.update(word for one in subject.together or () for word in one)
    return found


def _near(one: Sequence[str], other: Sequence[str]) -> list[dict[str, Any]]:
    """Return spaCy's pattern for a word of `one` and then a word of `other`, with a few others between."""
    between = {"ORTH": {"NOT_IN": list(_PARTING)}, "OP": "?"}
    return [{"ORTH": {"IN": list(one)}}, *[between] * _BETWEEN, {"ORTH": {"IN": list(other)}}]


def _hides(pair: Any, name: Any) -> bool:
    """Tell whether a pair's span would keep a name of another subject from being found; one of its own two words it may."""
    within = pair.start < name.end and name.start < pair.end
    own = name.end - name.start == 1 and name.start in (pair.start, pair.end - 1)
    return within and name.label != pair.label and not own


def _holds(pair: Any, other: Any) -> bool:
    """Tell whether `other`, of the same subject, lies within `pair`: of two that might belong together the nearer do."""
    return pair.label == other.label and len(other) < len(pair) and pair.start <= other.start and other.end <= pair.end


def _forms(name: tuple[str, ...]) -> list[tuple[str, ...]]:
    """"walker" is also found as "walkers" and "walker's"."""
    return [name, (*name[:-1], f"{name[-1]}s"), (*name[:-1], f"{name[-1]}'s")]
