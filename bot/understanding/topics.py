"""The topic model: what a message asks, as one chance for each topic and each social intent.

The encoder reads a message behind a few words on what the conversation is about ("kyphoplasty risks / and the other one"). Two linear
heads turn that, and the subjects that the message names, into chances. docs/decisions/0011-heads.md
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, NamedTuple, Optional, Sequence

import numpy as np

from bot.understanding.contexts import About, Message, talk_after_answers
from bot.understanding.heads import Head, with_subjects
from bot.understanding.labels import facet_of, subject_of

Encode = Callable[[Sequence[str]], np.ndarray]  # texts to vectors, shape (texts, width)
# From this chance on, a message that names its subject is not read in its conversation: the screen has it encoded alone already.
_CLEAR_ALONE = 0.9
# What has just been answered is seldom asked again, however near to it the next question lies: its chance counts for this much.
_AGAIN = 0.2
_SURE = 0.6  # from which chance on a message respelt may be what was meant
_FAINTEST = 1e-5  # what is less likely is left out: a library of thousands of answers would cost as much again as the encoder


class Chances(NamedTuple):
    """The chance of each topic and social intent, of each facet whatever the subject, and the subjects that the message names."""

    topics: dict[str, float]
    facets: dict[str, float]
    subjects: tuple[str, ...]

    @property
    def best(self) -> float:
        """The chance of the likeliest."""
        return max(self.topics.values())

    @property
    def topic(self) -> float:
        """The chance of the likeliest topic."""
        return max((chance for name, chance in self.topics.items() if subject_of(name)), default=0.0)


@dataclass
class TopicModel:
    """A trained model. Build it with `fit`."""

    facets: Head
    topics: Head
    subjects: list[str]

    @classmethod
    def fit(cls, phrases: Sequence[tuple[Message, str]], encode: Encode) -> TopicModel:
        """Learn from phrases, and from talk among them as it may come in a conversation.

        Args:
            phrases: each with its label: `subject.facet` for a topic, `.facet` for a follow-up that names no subject, a plain
                name otherwise.
            encode: the sentence encoder.
        """
        subjects = sorted({subject for message, _ in phrases for subject in message.reading.subjects})
        messages, labels = zip(*phrases, *talk_after_answers(phrases))
        meanings = encode([message.written() for message in messages])
        facets = Head.fit(meanings, [facet_of(label) for label in labels])
        whole = [row for row, label in enumerate(labels) if not label.startswith(".")]
        named = [messages[row].reading.subjects for row in whole]
        return cls(facets, Head.fit(with_subjects(meanings[whole], named, subjects), [labels[row] for row in whole]), subjects)

    def surer(self, typed: Message, meant: Optional[Message], encode: Encode) -> Chances:
        """Return the chances of a message as it was typed or, where that is surer, as it may have been meant.

        Where only the second names a subject, the first may well be sure that it is about nothing we know: that does not count.
        """
        found = self.read(typed, encode)
        if meant is None:
            return found
        other = self.read(meant, encode)
        doubted = found.topic if set(other.subjects) - set(found.subjects) else found.best
        return other if other.best >= max(_SURE, doubted) else found

    def read(self, message: Message, encode: Encode) -> Chances:
        """Return the chances of a message. What has almost none is left out."""
        if message.about != About() and message.reading.subjects:
            alone = self.read(message._replace(about=About()), encode)
            if alone.best >= _CLEAR_ALONE:
                return alone
        meaning = encode([message.written()])
        topics = self.topics.chances(with_subjects(meaning, [message.reading.subjects], self.subjects))[0]
        facets = self.facets.chances(meaning)[0]
        if message.about.topic in self.topics.classes:
            topics[self.topics.classes.index(message.about.topic)] *= _AGAIN
            topics /= topics.sum()
        return Chances(_named(self.topics.classes, topics), _named(self.facets.classes, facets), message.reading.subjects)


def _named(names: Sequence[str], chances: np.ndarray) -> dict[str, float]:
    """Return the chance of each name that has one worth looking at."""
    return {names[place]: float(chances[place]) for place in np.flatnonzero(chances >= _FAINTEST)}
