"""Training phrases as they may come in a conversation: what teaches the encoder to read a message behind what was talked about."""
from __future__ import annotations

from typing import Iterator, Sequence

import numpy as np

from bot.understanding.contexts import COMPARE, OF_AN_ANSWER, ONLY_HEARD, OVERVIEW, About, Message
from bot.understanding.labels import facet_of, subject_of
from bot.understanding.subjects import Mention, Reading

PROCEDURE = "procedure"  # the kind of subject that what is in the overview holds for
_SEED = 7
_SAME_FACET = 0.4  # share of conversations that go on with the same facet of another subject
_UNNAMED = 0.15  # share of the phrases naming only their subject that also come after it was named, and call it "that"
_IN_GENERAL = 0.5  # share of what is asked of all procedures that comes after an answer on one of them


def conversations(phrases: Sequence[tuple[Message, str]], each: int) -> Iterator[tuple[Message, str]]:
    """Put training phrases into conversations, and yield each with its label there. The same phrases always get the same conversations.

    A phrase that comes with its conversation stays in that one, or in one where its subject was only named. A follow-up comes after
    up to `each` of the subjects that have its facet, and is then a question about that topic; as often it opens a conversation, where
    it may be about any of these. Each other phrase comes after one topic drawn at random, at times the same facet of another
    subject. What speaks of the last answer comes after any, and after what a subject is, since most begin with that. A
    comparison also comes after one of the subjects that it compares, which it then calls "that"; so does some of what is asked of one
    subject. What is asked of all procedures also comes after one of them.
    """
    topics = sorted({label for _, label in phrases if subject_of(label) not in ("", COMPARE)})
    draw = _Draw(topics)
    procedures = sorted({mention.subject for message, _ in phrases for mention in message.reading.mentions if mention.kind == PROCEDURE})
    of_procedures = [topic for procedure in procedures for topic in draw.by_subject.get(procedure, [])]
    for message, label in phrases:
        subject, facet = subject_of(label), facet_of(label)
        if message.about != About():
            if message.about.topic and message.about.subject == subject and draw.chance(ONLY_HEARD):
                yield message._replace(about=About(subject)), label
            continue
        if label.startswith("."):
            if not message.reading.subjects:
                for topic in draw.some(draw.by_facet.get(facet, []), each):
                    yield message, topic
                    yield message._replace(about=draw.after(draw.by_subject[subject_of(topic)])), topic
            continue
        if label in OF_AN_ANSWER:
            for answers in (topics, draw.by_facet.get("what", topics)):
                yield message._replace(about=draw.after(answers)), label
            continue
        mentions = message.reading.mentions
        if [mention.subject for mention in mentions] == [subject] and draw.chance(_UNNAMED):
            yield _unnamed(message, mentions[0])._replace(about=draw.after(draw.by_subject[subject])), label
        if subject == OVERVIEW and of_procedures and draw.chance(_IN_GENERAL):
            yield message._replace(about=draw.after(of_procedures)), label
        same = [topic for topic in draw.by_facet.get(facet, []) if topic != label]
        yield message._replace(about=draw.after(same if same and draw.chance(_SAME_FACET) else topics)), label
        compared = [mention for mention in mentions if f"_{mention.subject}_" in f"_{facet}_"]
        if subject == COMPARE and compared:
            yield _unnamed(message, compared[0])._replace(about=draw.after(draw.by_subject[compared[0].subject])), label


def _unnamed(message: Message, mention: Mention) -> Message:
    """Return the message with "that" in place of `mention`."""
    words = list(message.reading.words)
    words[mention.first : mention.last + 1] = ["that", *[""] * (mention.last - mention.first)]
    rest = tuple(other for other in message.reading.mentions if other != mention)
    return Message(" ".join(word for word in words if word), Reading(tuple(words), rest))


class _Draw:
    """Draws topics by chance."""

    def __init__(self, topics: Sequence[str]) -> None:
        self._random = np.random.default_rng(_SEED)
        self.by_facet: dict[str, list[str]] = {}
        self.by_subject: dict[str, list[str]] = {}
        for topic in topics:
            self.by_facet.setdefault(facet_of(topic), []).append(topic)
            self.by_subject.setdefault(subject_of(topic), []).append(topic)

    def chance(self, share: float) -> bool:
        return bool(self._random.random() < share)

    def some(self, topics: Sequence[str], most: int) -> list[str]:
        return [str(topic) for topic in self._random.permutation(topics)[:most]]

    def after(self, topics: Sequence[str]) -> About:
        topic = str(self._random.choice(topics))
        return About(subject_of(topic), None if self.chance(ONLY_HEARD) else topic)
