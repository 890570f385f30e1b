"""The topic model: what a message asks, as one chance for each topic and each social intent.

Two heads see the message, one blind to the subject and one not. A small conditional logit then weighs both against what the
message names and what the conversation is about. It is fitted on the heads' left-out chances, so it knows how far each can be trusted.
Source of the method: McFadden, Conditional logit analysis of qualitative choice behavior, 1974.
"""
from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Iterable, NamedTuple, Optional, Sequence

import numpy as np
from scipy.optimize import minimize

from bot.understanding.heads import Head, log_softmax, with_subjects
from bot.understanding.labels import facet_of, subject_of
from bot.understanding.subjects import Reading

# A name of one of these kinds is what the message is about; other names ("my sacrum") are as often only the place or the reason.
DECISIVE = frozenset({"procedure", "test", "medicine", "living"})
_SHRINK = 1e-4  # keeps the few weights finite
_SEED = 7
CARRIED = 0.75
_CASES = 8000  # conversations from which the few weights are fitted; more change nothing but the time


class About(NamedTuple):
    """What a conversation is about between two messages."""

    subject: Optional[str] = None
    topic: Optional[str] = None  # the last answer given


@dataclass(frozen=True)
class Message:
    """A message as the model reads it: what it names, and what the conversation was about before it."""

    reading: Reading
    about: About = About()


@dataclass
class TopicModel:
    """A trained model. Build it with `fit`."""

    facets: Head
    topics: Head
    subjects: list[str]
    weights: np.ndarray  # (evidence,)

    @classmethod
    def fit(cls, meanings: np.ndarray, readings: Sequence[Reading], labels: Sequence[str]) -> TopicModel:
        """Learn from phrases.

        Args:
            meanings: sentence encodings, shape (phrases, features).
            readings: the words and subjects of each phrase.
            labels: `subject.facet` for a topic, `.facet` for a follow-up that names no subject, a plain name otherwise.
        """
        named = [reading.subjects for reading in readings]
        subjects = sorted({subject for mentioned in named for subject in mentioned})
        dense = with_subjects(meanings, named, subjects)
        whole = np.array([index for index, label in enumerate(labels) if not label.startswith(".")])
        facets, left_out_facets = Head.fit(meanings, [facet_of(label) for label in labels])
        topics, left_out_topics = Head.fit(dense[whole], [labels[index] for index in whole])
        model = cls(facets, topics, subjects, np.zeros(0))

        # A follow-up is no phrase of the topics' head, so that head's chances for it are as good as left out.
        seen = topics.log_chances(dense)
        seen[whole] = left_out_topics
        messages, truth, rows = _conversations(readings, labels, topics.classes)
        step = -(-len(rows) // _CASES)
        messages, truth, rows = messages[::step], truth[::step], rows[::step]
        # The cases of one follow-up are no independent phrases: more of them say more, but not as many times more (chosen on the tuning sets).
        counted = 1 / np.sqrt(np.bincount(rows)[rows])
        model.weights = _fit_weights(model._evidence(left_out_facets[rows], seen[rows], messages), truth, counted / counted.sum())
        return model

    def read(self, meanings: np.ndarray, messages: Sequence[Message]) -> list[tuple[dict, dict]]:
        """Return for each message (chance of each topic and social intent, chance of each facet whatever the subject)."""
        named = [message.reading.subjects for message in messages]
        facets = self.facets.log_chances(meanings)
        topics = self.topics.log_chances(with_subjects(meanings, named, self.subjects))
        chances = np.exp(log_softmax(self._evidence(facets, topics, messages) @ self.weights))
        return [
            (dict(zip(self.topics.classes, map(float, row))), dict(zip(self.facets.classes, map(float, np.exp(facet)))))
            for row, facet in zip(chances, facets)
        ]

    @cached_property
    def _classes(self) -> _Classes:
        return _Classes.of(self.topics.classes)

    @cached_property
    def _facet_places(self) -> list[int]:
        """Return where the facet of each class stands among the facets."""
        place = {facet: index for index, facet in enumerate(self.facets.classes)}
        return [place[facet_of(name)] for name in self.topics.classes]

    def _evidence(self, facets: np.ndarray, topics: np.ndarray, messages: Sequence[Message]) -> np.ndarray:
        """Return what speaks for each class, shape (messages, classes, kinds of evidence)."""
        by_facet = facets[:, self._facet_places]
        context = np.array([_context(message, self._classes) for message in messages], dtype=np.float32)
        return np.concatenate([by_facet[:, :, None], topics[:, :, None], context], axis=2)


class _Classes(NamedTuple):
    """The classes by name, as arrays of equal length."""

    names: np.ndarray
    subjects: np.ndarray
    facets: np.ndarray
    pairs: np.ndarray  # of a comparison, its facet ("kyphoplasty_waiting"); of the others, nothing

    @classmethod
    def of(cls, names: Sequence[str]) -> _Classes:
        subjects, facets = [subject_of(name) for name in names], [facet_of(name) for name in names]
        pairs = [facet if subject == "compare" else "" for subject, facet in zip(subjects, facets)]
        return cls(*(np.array(column, dtype=str) for column in (names, subjects, facets, pairs)))

    def comparing(self, subjects: Iterable[Optional[str]]) -> np.ndarray:
        """Tell which classes are comparisons with one of `subjects`."""
        wanted = [subject for subject in subjects if subject]
        return np.array([bool(pair) and any(_names(pair, subject) for subject in wanted) for pair in self.pairs], dtype=bool)


def _context(message: Message, classes: _Classes) -> np.ndarray:
    """Return for each class what the message names and the conversation was about says of it, shape (classes, kinds)."""
    named = message.reading.subjects
    kinds = {mention.subject: mention.kind for mention in message.reading.mentions}
    decisive = {subject for subject in named if kinds[subject] in DECISIVE}
    procedures = sum(kinds[subject] == "procedure" for subject in decisive)
    about = message.about
    no_class = np.zeros(len(classes.names), dtype=bool)
    social = classes.subjects == ""
    is_named = np.isin(classes.subjects, list(named)) if named else no_class
    is_decisive = np.isin(classes.subjects, list(decisive)) if decisive else no_class
    before = classes.subjects == about.subject if about.subject else no_class
    compared = classes.comparing([about.subject])
    same_facet = classes.facets == facet_of(about.topic) if about.topic else no_class
    return np.stack(
        [
            is_decisive | ((classes.subjects == "overview") & (procedures > 0)),  # what holds for all procedures holds for this one
            is_named & ~is_decisive,
            (classes.subjects == "compare") & (procedures > 1),
            before if not decisive else no_class,
            before if decisive else no_class,
            compared & classes.comparing(decisive - {about.subject}),
            compared if not decisive else no_class,
            classes.names == about.topic if about.topic else no_class,
            same_facet & ~before & is_named,
            social if named else no_class,
            social,
        ],
        axis=1,
    )


def _names(pair: str, subject: Optional[str]) -> bool:
    """Tell whether the name of a comparison ("kyphoplasty_waiting") holds `subject`."""
    return f"_{subject}_" in f"_{pair}_"


def _conversations(
    readings: Sequence[Reading], labels: Sequence[str], classes: Sequence[str]
) -> tuple[list[Message], np.ndarray, list[int]]:
    """Put each phrase into a conversation, so that the weight of what was talked about before can be learnt.

    A follow-up is put after each subject that has its facet. Of the other phrases, half open a conversation. The rest come after a topic
    drawn at random, or after the same facet of another subject; a comparison also comes after one of the subjects that it compares, which
    it then does not name.
    """
    place = {name: index for index, name in enumerate(classes)}
    topics = [name for name in classes if subject_of(name) not in ("", "compare")]
    alike: dict[str, list[str]] = {}
    for topic in topics:
        alike.setdefault(facet_of(topic), []).append(topic)
    chance = np.random.default_rng(_SEED)

    def after(chosen: Sequence[str]) -> About:
        topic = str(chance.choice(chosen))
        return About(subject_of(topic), topic)

    messages, truth, rows = [], [], []
    for row, (reading, label) in enumerate(zip(readings, labels)):
        if label.startswith("."):
            having = [topic for topic in topics if facet_of(topic) == label[1:] and not reading.subjects]
            cases = [(Message(reading, after([other for other in topics if subject_of(other) == subject_of(topic)])), topic) for topic in having]
        elif subject_of(label) == "compare":
            cases = [(Message(reading, after(topics)), label)]
            named = [subject for subject in reading.subjects if _names(facet_of(label), subject)]
            if named:
                rest = tuple(mention for mention in reading.mentions if mention.subject != named[0])
                opened = [topic for topic in topics if subject_of(topic) == named[0]]
                cases += [(Message(replace(reading, mentions=rest), after(opened)), label)] if opened else []
        else:
            drawn, others = chance.random(), [topic for topic in alike.get(facet_of(label), ()) if topic != label]
            about = About() if drawn < 0.5 else after(others if others and drawn > CARRIED else topics)
            cases = [(Message(reading, about), label)]
        for message, wanted in cases:
            messages.append(message)
            truth.append(place[wanted])
            rows.append(row)
    return messages, np.array(truth), rows


def _fit_weights(evidence: np.ndarray, truth: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """Find the weights under which the true classes are likeliest; `counted` is each message's share of the whole."""
    everyone = np.arange(len(truth))

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        chances = log_softmax(evidence @ weights)
        expected = np.einsum("mc,mce->me", np.exp(chances), evidence)
        slope = counted @ (expected - evidence[everyone, truth])
        return float(-counted @ chances[everyone, truth] + _SHRINK * weights @ weights), slope + 2 * _SHRINK * weights

    return minimize(loss, np.zeros(evidence.shape[2]), jac=True, method="L-BFGS-B").x
