"""Tells which topic a message asks about: a facet ("how long") learnt across subjects, and a topic ("sacroplasty.duration") whole.

Both are one linear model each (ridge regression on the classes), solved exactly: the same data give the same verdicts, a few
thousand phrases take a second or two, and the left-out error of every training phrase comes with the solution, so that the
scores can be turned into chances without a second data set. Source of the left-out identity: Hastie, Tibshirani and Friedman,
The Elements of Statistical Learning, section 7.10 (generalized cross-validation).
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix

RIDGE = 1.0


@dataclass(frozen=True)
class Features:
    """What the heads read of some messages, one row a message. Kept in two blocks: multiplying them as one would treat both as sparse."""

    sparse: csr_matrix
    dense: np.ndarray

    def likeness(self) -> np.ndarray:
        """Return the dot product of every two rows, shape (messages, messages)."""
        dense = self.dense.astype(np.float64)
        return (self.sparse @ self.sparse.T).toarray() + dense @ dense.T

    def rows(self, picked: Sequence[int]) -> Features:
        """Return only the rows `picked`."""
        return Features(self.sparse[picked], self.dense[picked])


@dataclass
class Head:
    """A linear model from features to one score a class; `temperature` turns scores into chances."""

    classes: list[str]
    sparse_weights: np.ndarray  # (sparse features, classes)
    dense_weights: np.ndarray  # (dense features, classes)
    mean: np.ndarray  # (classes,)
    temperature: float

    @classmethod
    def fit(cls, features: Features, labels: Sequence[str], ridge: float = RIDGE) -> Head:
        """Learn from features and one label a row."""
        classes = sorted(set(labels))
        place = {name: index for index, name in enumerate(classes)}
        truth = np.array([place[label] for label in labels])
        target = np.eye(len(classes))[truth]
        mean = target.mean(axis=0)
        inverse = np.linalg.inv(features.likeness() + ridge * np.eye(len(labels)))
        dual = inverse @ (target - mean)
        left_out = target - dual / np.diag(inverse)[:, None]
        return cls(
            classes,
            np.asarray(features.sparse.T @ dual, dtype=np.float32),
            np.asarray(features.dense.T @ dual, dtype=np.float32),
            mean.astype(np.float32),
            _temperature(left_out, truth),
        )

    def chances(self, features: Features) -> np.ndarray:
        """Return an array of shape (messages, classes) whose rows add up to 1."""
        scores = np.asarray(features.sparse @ self.sparse_weights) + features.dense @ self.dense_weights + self.mean
        return _softmax(scores * self.temperature)


def _temperature(scores: np.ndarray, truth: np.ndarray) -> float:
    """Find the factor that makes the left-out scores, as chances, fit best (least log loss)."""

    def loss(log_factor: float) -> float:
        chances = _softmax(scores * np.exp(log_factor))
        return float(-np.log(chances[np.arange(len(truth)), truth] + 1e-12).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(0.0, 6.0), method="bounded").x))


def _softmax(scores: np.ndarray) -> np.ndarray:
    grown = np.exp(scores - scores.max(axis=1, keepdims=True))
    return grown / grown.sum(axis=1, keepdims=True)


@dataclass
class TopicModel:
    """The two heads, and which features they read."""

    facets: Head
    topics: Head
    rarity: np.ndarray  # (sparse features,): how much a word that few phrases hold counts for more
    subjects: list[str]

    @classmethod
    def fit(cls, counts: csr_matrix, meanings: np.ndarray, mentioned: Sequence[Sequence[str]], labels: Sequence[str]) -> TopicModel:
        """Learn from phrases.

        Args:
            counts: word and character counts, shape (phrases, sparse features).
            meanings: sentence encodings, shape (phrases, 384).
            mentioned: the subjects that each phrase names.
            labels: `subject.facet` for a topic, `.facet` for a follow-up that names no subject, a plain name otherwise.
        """
        held = np.asarray((counts > 0).sum(axis=0)).ravel()
        rarity = (np.log((1 + counts.shape[0]) / (1 + held)) + 1).astype(np.float32)
        subjects = sorted({subject for named in mentioned for subject in named})
        weighed = _weighed(counts, rarity)
        whole = [index for index, label in enumerate(labels) if not label.startswith(".")]
        with_subjects = Features(weighed, _with_subjects(meanings, mentioned, subjects))
        return cls(
            Head.fit(Features(weighed, meanings), [facet_of(label) for label in labels]),
            Head.fit(with_subjects.rows(whole), [labels[index] for index in whole]),
            rarity,
            subjects,
        )

    def read(self, counts: csr_matrix, meanings: np.ndarray, mentioned: Sequence[Sequence[str]]) -> list[tuple[dict, dict]]:
        """Return for each message (chance of each facet, chance of each topic)."""
        weighed = _weighed(counts, self.rarity)
        facets = self.facets.chances(Features(weighed, meanings))
        topics = self.topics.chances(Features(weighed, _with_subjects(meanings, mentioned, self.subjects)))
        return [
            (dict(zip(self.facets.classes, map(float, row))), dict(zip(self.topics.classes, map(float, other))))
            for row, other in zip(facets, topics)
        ]


def _weighed(counts: csr_matrix, rarity: np.ndarray) -> csr_matrix:
    """Weigh counts by rarity, dampen them, and bring each row to length 1."""
    weighed = csr_matrix(counts, dtype=np.float64).multiply(rarity).tocsr()
    weighed.data = np.sqrt(weighed.data)
    lengths = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    return csr_matrix(weighed.multiply(1 / np.maximum(lengths, 1e-9)[:, None]))


def _with_subjects(meanings: np.ndarray, mentioned: Sequence[Sequence[str]], subjects: Sequence[str]) -> np.ndarray:
    """Append one column a subject to `meanings`: 1 where the message names it."""
    place = {subject: index for index, subject in enumerate(subjects)}
    table = np.zeros((len(mentioned), len(place)), dtype=np.float32)
    for row, named in enumerate(mentioned):
        for subject in named:
            if subject in place:
                table[row, place[subject]] = 1.0
    return np.hstack([meanings, table])


def facet_of(label: str) -> str:
    """Return the part of a label after its dot ("duration"), or the whole label when it has none ("greet")."""
    return label.rpartition(".")[2]


def subject_of(label: str) -> str:
    """Return the part of a label before its dot ("sacroplasty"), or an empty text."""
    return label.rpartition(".")[0]
