"""Linear models that tell what a message asks: its facet ("how long") learnt across subjects, and its topic whole.

Each is multinomial logistic regression (Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, section 4.4), solved from
zero by Adam (Kingma and Ba, 2015) in a fixed number of passes over the rows, in an order drawn once: the same data give the same verdicts.
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Iterator, Sequence

import numpy as np

# These four were chosen on the tuning set.
_PASSES = 6  # over all rows; more understand no more
_AT_ONCE = 512  # rows a step, at most
_RATE = 0.05  # of the first step; it falls evenly to none
SHRINK = 1.1e-6  # how dear large weights are
_SEED = 7  # of the order of the rows
# Adam's own: what it keeps of the slopes so far and of their squares, and what keeps it from dividing by 0.
_KEPT, _KEPT_SQUARES, _LEAST = 0.9, 0.999, 1e-8


@dataclass
class Head:
    """A linear model from features to one score a class."""

    classes: list[str]
    weights: np.ndarray  # (features, classes)
    bias: np.ndarray  # (classes,)

    @classmethod
    def fit(cls, features: np.ndarray, labels: Sequence[str]) -> Head:
        """Learn from features, shape (rows, features), and one label a row."""
        classes = sorted(set(labels))
        place = {name: index for index, name in enumerate(classes)}
        return cls(classes, *_solve(features.astype(np.float32), np.array([place[label] for label in labels]), len(classes)))

    def chances(self, features: np.ndarray) -> np.ndarray:
        """Return each class's chance, from 0 to 1, shape (rows, classes)."""
        return np.exp(log_softmax(features.astype(np.float32) @ self.weights + self.bias))


def _solve(features: np.ndarray, truth: np.ndarray, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the weights (features, classes) and biases (classes,) under which the true classes are likely, large ones being dear."""
    rows, width = features.shape
    table = np.zeros((width + 1, classes), np.float32)
    slope, mean, squares = np.zeros_like(table), np.zeros_like(table), np.zeros_like(table)
    batches = list(_batches(rows))
    for step, batch in enumerate(batches):
        known = features[batch]
        missed = np.exp(log_softmax(known @ table[:-1] + table[-1]))
        missed[np.arange(len(batch)), truth[batch]] -= 1.0
        missed /= len(batch)
        slope[:-1] = known.T @ missed + 2 * SHRINK * table[:-1]
        slope[-1] = missed.sum(axis=0)
        mean += (1 - _KEPT) * (slope - mean)
        squares += (1 - _KEPT_SQUARES) * (slope * slope - squares)
        begun = np.sqrt(1 - _KEPT_SQUARES ** (step + 1)) / (1 - _KEPT ** (step + 1))  # both start from 0
        table -= _RATE * (1 - step / len(batches)) * begun * mean / (np.sqrt(squares) + _LEAST)
    return table[:-1], table[-1]


def _batches(rows: int) -> Iterator[np.ndarray]:
    """Yield the rows of each step: in each pass all rows, in an order drawn by chance, the same in each training."""
    random = np.random.default_rng(_SEED)
    for _ in range(_PASSES):
        # Of nearly one size: a step on a few rows would go as far as one on many, and not as surely down.
        yield from np.array_split(random.permutation(rows), -(-rows // _AT_ONCE))


def log_softmax(scores: np.ndarray) -> np.ndarray:
    """Return scores shifted so that their exponentials add up to 1 along the last axis."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def with_subjects(dense: np.ndarray, mentioned: Sequence[Sequence[str]], subjects: Sequence[str]) -> np.ndarray:
    """Append one column a subject to `dense`: 1 where the message names it."""
    place = {subject: index for index, subject in enumerate(subjects)}
    table = np.zeros((len(mentioned), len(place)), dtype=np.float32)
    for row, named in enumerate(mentioned):
        for subject in named:
            if subject in place:
                table[row, place[subject]] = 1.0
    return np.hstack([dense, table])
