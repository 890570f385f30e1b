"""The screen's head fitted anew, on made-up encodings."""
from __future__ import annotations

import numpy as np
import pytest

from bot.adapt.head import fit
from bot.safety.learned import Learned
from bot.understanding.heads import log_softmax

CLASSES = ("emergency:stroke", "none", "urgent:infection")
MESSAGES = np.eye(4, dtype=np.float32)
ONCE = np.ones(4, dtype=np.float32)


@pytest.fixture
def known() -> Learned:
    """Return a head that takes the first two kinds of message for strokes."""
    weights = np.zeros((3, 4), dtype=np.float32)
    weights[0, :2] = 4.0
    return Learned(CLASSES, weights, np.zeros(3, dtype=np.float32))


def chances(head: Learned) -> np.ndarray:
    return np.exp(log_softmax(MESSAGES @ head.weights.T + head.bias))


def test_messages_get_their_label_and_what_was_known_stays(known: Learned) -> None:
    labels = ["emergency:stroke", "none", "none", "urgent:infection"]
    found = chances(fit(known, MESSAGES, labels, ONCE))
    assert [CLASSES[place] for place in found.argmax(axis=1)] == labels
    assert found[np.arange(4), [0, 1, 1, 2]].min() > 0.9


def test_a_head_that_is_right_already_hardly_moves(known: Learned) -> None:
    sure = Learned(CLASSES, 30 * np.eye(3, 4, dtype=np.float32), known.bias)
    again = fit(sure, MESSAGES[:3], list(CLASSES), ONCE[:3])
    assert again.weights == pytest.approx(sure.weights, abs=0.01)


def test_what_counts_little_moves_little(known: Learned) -> None:
    labels = ["emergency:stroke", "none", "none", "none"]
    twice = np.vstack([MESSAGES, MESSAGES[1:2]])
    much = fit(known, twice, [*labels, "emergency:stroke"], np.array([1, 1, 1, 1, 0.1], dtype=np.float32))
    little = fit(known, twice, [*labels, "emergency:stroke"], np.array([1, 0.1, 1, 1, 1], dtype=np.float32))
    assert chances(much)[1, 1] > 0.5 > chances(little)[1, 1]


def test_the_same_messages_give_the_same_head(known: Learned) -> None:
    one, two = (fit(known, MESSAGES, ["none"] * 4, ONCE) for _ in range(2))
    assert np.array_equal(one.weights, two.weights) and np.array_equal(one.bias, two.bias)
