"""Messages in their conversation: as the encoder reads them there, and talk as it may come after an answer."""
from __future__ import annotations

from typing import Iterator, NamedTuple, Optional, Sequence

import numpy as np

from bot.understanding import encoder
from bot.understanding.labels import facet_of, subject_of
from bot.understanding.subjects import Reading

OVERVIEW = "overview"  # the subject of what holds for all procedures; nobody names it
COMPARE = "compare"  # the subject of comparisons; their facet names what they compare ("kyphoplasty_waiting")
_SEED = 7
# Talk that speaks of the last answer, or ends what it was about: all of it is learnt after an answer, too, and a share of the rest.
OF_AN_ANSWER = frozenset({"tell_more", "simpler", "sources", "frustrated", "start_over"})
_SHARE = 0.5
ONLY_HEARD = 0.3  # share of that which comes where the subject was named and nothing answered yet


class About(NamedTuple):
    """What a conversation is about between two messages."""

    subject: Optional[str] = None
    topic: Optional[str] = None  # the last answer given

    @classmethod
    def after(cls, topic: Optional[str]) -> About:
        """Return what a conversation is about after the answer on `topic`, or after a subject that was only named; nothing, if None."""
        if not topic:
            return cls()
        return cls(subject_of(topic), topic) if subject_of(topic) else cls(topic)


class Message(NamedTuple):
    """A message, the subjects that it names, and what the conversation was about before it."""

    text: str
    reading: Reading
    about: About = About()

    def written(self) -> str:
        """Return the message as the encoder reads it, behind what the conversation is about: `kyphoplasty risks / and the other one`."""
        return in_conversation(self.text, self.about)


def in_conversation(text: str, about: About) -> str:
    """Return `text` as the encoder reads it when the conversation is about `about`."""
    last, facet = subject_of(about.topic or ""), facet_of(about.topic or "")
    subject = last if last == COMPARE else about.subject or last
    before = f"{subject} {facet}".replace("_", " ").strip()
    return f"{before} / {encoder.written(text)}" if before else encoder.written(text)


def talk_after_answers(phrases: Sequence[tuple[Message, str]]) -> Iterator[tuple[Message, str]]:
    """Yield talk (phrases about no topic), with its label, as it may come after an answer drawn at random.

    "Thanks" means the same there. Questions need no such copies: those of data/nlu/after_an_answer.yml were asked after the answers
    that they come with. The same phrases always get the same answers.
    """
    topics = sorted({label for _, label in phrases if subject_of(label) not in ("", COMPARE)})
    random = np.random.default_rng(_SEED)
    for message, label in phrases:
        if "." in label or message.about != About() or not topics:
            continue
        if label in OF_AN_ANSWER or random.random() < _SHARE:
            topic = str(random.choice(topics))
            only_heard = label not in OF_AN_ANSWER and subject_of(topic) != OVERVIEW and random.random() < ONLY_HEARD
            yield message._replace(about=About(subject_of(topic), None if only_heard else topic)), label
