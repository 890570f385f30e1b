"""The linear models, on small made-up data."""
from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from bot.understanding.heads import SHRINK, Head, log_softmax, with_subjects

CLASSES = ["duration", "greet", "risks"]
LABELS = ["risks", "duration", "greet", "risks", "duration", "greet", "duration", "duration"] * 3


def noisy(labels: list[str]) -> np.ndarray:
    """Return messages: noise, and one number a class that mostly tells it."""
    dense = np.random.default_rng(1).normal(size=(len(labels), 4)).astype(np.float32)
    for row, label in enumerate(labels):
        dense[row, CLASSES.index(label)] += 2.0
    return dense


@pytest.fixture
def features() -> np.ndarray:
    return noisy(LABELS)


def test_chances_are_those_of_logistic_regression_and_add_up_to_one() -> None:
    labels = LABELS * 1000  # as many as there are phrases: the few passes suffice for so many
    rows = noisy(labels)
    head = Head.fit(rows, labels)
    other = LogisticRegression(C=1 / (2 * SHRINK * len(labels)), max_iter=10_000, tol=1e-8).fit(rows, labels)
    assert head.classes == CLASSES == list(other.classes_)
    assert head.chances(rows) == pytest.approx(other.predict_proba(rows), abs=0.02)
    assert head.chances(rows).sum(axis=1) == pytest.approx(np.ones(len(labels)))


def test_the_same_data_give_the_same_model_to_the_last_bit(features: np.ndarray) -> None:
    one, two = Head.fit(features, LABELS), Head.fit(features, LABELS)
    assert np.array_equal(one.weights, two.weights) and np.array_equal(one.bias, two.bias)


def test_a_message_without_any_feature_gets_the_classes_in_the_order_of_their_shares(features: np.ndarray) -> None:
    found = Head.fit(np.zeros((1000 * len(LABELS), 4)), LABELS * 1000).chances(np.zeros((1, 4)))[0]
    assert found == pytest.approx([LABELS.count(name) / len(LABELS) for name in CLASSES], abs=0.01)


@pytest.mark.parametrize("scores", [[0.0, 0.0], [1000.0, 1001.0], [-1e9, 0.0], [[1.0, 2.0], [3.0, -4.0]]])
def test_chances_add_up_to_one_however_large_the_scores(scores: list) -> None:
    chances = np.exp(log_softmax(np.array(scores)))
    assert np.isfinite(chances).all() and chances.sum(axis=-1) == pytest.approx(np.ones(chances.shape[:-1]))


def test_subjects_become_a_column_each_and_unknown_ones_are_passed_over() -> None:
    table = with_subjects(np.full((3, 1), 7.0), [("b",), (), ("a", "new", "b")], ["a", "b"])
    assert table.tolist() == [[7, 0, 1], [7, 0, 0], [7, 1, 1]]
