"""Linear models that tell what a message asks: its facet ("how long") learnt across subjects, and its topic whole.

Each is ridge regression on the classes, solved exactly: the same data give the same verdicts, a few thousand phrases take
seconds, and the error on each training phrase when it is left out comes with the solution, so that the scores can be turned into
chances without a second data set. Source of the left-out identity: Hastie, Tibshirani and Friedman, The Elements of Statistical
Learning, section 7.10.
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

import numpy as np
from scipy.linalg.lapack import dpotrf, dpotri
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
    def fit(cls, features: Features, labels: Sequence[str], ridge: float = RIDGE) -> tuple[Head, np.ndarray]:
        """Learn from features and one label a row.

        Returns:
            The head, and the log chances of each class for each row as if that row had been left out, shape (rows, classes).
        """
        classes = sorted(set(labels))
        place = {name: index for index, name in enumerate(classes)}
        truth = np.array([place[label] for label in labels])
        target = np.eye(len(classes))[truth]
        mean = target.mean(axis=0)
        inverse = _inverse(features.likeness() + ridge * np.eye(len(labels)))
        dual = inverse @ (target - mean)
        left_out = target - dual / np.diag(inverse)[:, None]
        temperature = _temperature(left_out, truth)
        head = cls(
            classes,
            np.asarray(features.sparse.T @ dual, dtype=np.float32),
            np.asarray(features.dense.T @ dual, dtype=np.float32),
            mean.astype(np.float32),
            temperature,
        )
        return head, log_softmax(left_out * temperature)

    def log_chances(self, features: Features) -> np.ndarray:
        """Return the natural logarithm of each class's chance, shape (messages, classes)."""
        # In one number type: SciPy would widen the whole table of weights for each message that differs from it.
        sparse = features.sparse.astype(self.sparse_weights.dtype)
        scores = np.asarray(sparse @ self.sparse_weights) + features.dense @ self.dense_weights + self.mean
        return log_softmax(scores * self.temperature)


def _inverse(matrix: np.ndarray) -> np.ndarray:
    """Invert a symmetric positive definite matrix by its Cholesky factor, at half the work of a general inverse."""
    factor, failed = dpotrf(matrix, lower=1)
    inverse, failed_too = dpotri(factor, lower=1)
    if failed or failed_too:
        raise np.linalg.LinAlgError("The phrases' features are not finite numbers, so nothing can be learnt from them.")
    return np.tril(inverse) + np.tril(inverse, -1).T


def _temperature(scores: np.ndarray, truth: np.ndarray) -> float:
    """Find the factor that makes the scores, as chances, fit best (least log loss)."""

    def loss(log_factor: float) -> float:
        return float(-log_softmax(scores * np.exp(log_factor))[np.arange(len(truth)), truth].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(0.0, 6.0), method="bounded").x))


def log_softmax(scores: np.ndarray) -> np.ndarray:
    """Return scores shifted so that their exponentials add up to 1 along the last axis."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def rarity(counts: csr_matrix) -> np.ndarray:
    """Return for each count how much more it counts the fewer phrases hold it (smoothed inverse document frequency)."""
    held = np.asarray((counts > 0).sum(axis=0)).ravel()
    return (np.log((1 + counts.shape[0]) / (1 + held)) + 1).astype(np.float32)


def weighed(counts: csr_matrix, rare: np.ndarray) -> csr_matrix:
    """Weigh counts by rarity, dampen them, and bring each row to length 1."""
    rows = csr_matrix(counts, dtype=np.float64).multiply(rare).tocsr()
    rows.data = np.sqrt(rows.data)
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return csr_matrix(rows.multiply(1 / np.maximum(lengths, 1e-9)[:, None]))


def with_subjects(dense: np.ndarray, mentioned: Sequence[Sequence[str]], subjects: Sequence[str]) -> np.ndarray:
    """Append one column a subject to `dense`: 1 where the message names it."""
    place = {subject: index for index, subject in enumerate(subjects)}
    table = np.zeros((len(mentioned), len(place)), dtype=np.float32)
    for row, named in enumerate(mentioned):
        for subject in named:
            if subject in place:
                table[row, place[subject]] = 1.0
    return np.hstack([dense, table])
