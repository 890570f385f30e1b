"""Linear models that tell what a message asks: its facet ("how long") learnt across subjects, and its topic whole.

Each is multinomial logistic regression, solved from zero with a fixed number of steps: the same data give the same verdicts. Source of
the method: Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, section 4.4.
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

import numpy as np
from scipy.optimize import minimize

SHRINK = 7e-5  # how dear large weights are; STEPS and this were chosen on the tuning set
STEPS = 40
_AT_ONCE = 1024  # rows whose chances are worked out together: they stay in the processor's cache
_SCALE = np.float32(8.0)  # the halves of an encoding have length 1: without it, the solver would take many steps to grow the weights


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
    """Return the weights (features, classes) and biases (classes,) under which the true classes are likeliest, large ones being dear."""
    rows, width = features.shape
    pieces = [(features[first : first + _AT_ONCE], truth[first : first + _AT_ONCE]) for first in range(0, rows, _AT_ONCE)]

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        table = flat.astype(np.float32).reshape(width + 1, classes)
        value, slope = SHRINK * float((table[:-1] * table[:-1]).sum()), np.zeros_like(table)
        slope[:-1] = 2 * SHRINK * table[:-1]
        for known, wanted in pieces:
            everyone = np.arange(len(wanted))
            chances = log_softmax(_SCALE * (known @ table[:-1]) + table[-1])
            value -= float(chances[everyone, wanted].sum()) / rows
            missed = np.exp(chances, out=chances)
            missed[everyone, wanted] -= 1.0
            missed /= rows
            slope[:-1] += _SCALE * (known.T @ missed)
            slope[-1] += missed.sum(axis=0)
        return value, slope.ravel().astype(np.float64)

    found = minimize(loss, np.zeros((width + 1) * classes), jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    table = found.x.astype(np.float32).reshape(width + 1, classes)
    return _SCALE * table[:-1], table[-1]


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
