"""The linear models, on small made-up data."""
from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from bot.understanding.heads import RIDGE, Features, Head, log_softmax, rarity, weighed, with_subjects

CLASSES = ["duration", "greet", "risks"]
LABELS = ["risks", "duration", "greet", "risks", "duration", "greet", "duration", "duration"] * 3
EVERY = np.arange(len(LABELS))


@pytest.fixture
def features() -> Features:
    """Return messages: noise, and one number a class that mostly tells it."""
    chance = np.random.default_rng(1)
    sparse = chance.random((len(LABELS), 5)) * (chance.random((len(LABELS), 5)) < 0.5)
    dense = chance.normal(size=(len(LABELS), 4)).astype(np.float32)
    for row, label in enumerate(LABELS):
        dense[row, CLASSES.index(label)] += 2.0
    return Features(csr_matrix(sparse), dense)


def whole(features: Features) -> np.ndarray:
    return np.hstack([features.sparse.toarray(), features.dense.astype(np.float64)])


def ridge(rows: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Return the weights of a ridge regression by the textbook formula, which is not how the code under test finds them."""
    return np.linalg.solve(rows.T @ rows + RIDGE * np.eye(rows.shape[1]), rows.T @ target)


def test_left_out_chances_are_those_of_really_leaving_the_row_out(features: Features) -> None:
    head, left_out = Head.fit(features, LABELS)
    rows = whole(features)
    target = np.eye(3)[[CLASSES.index(label) for label in LABELS]]
    mean = target.mean(axis=0)
    for out in EVERY:
        kept = EVERY != out
        scores = rows[out] @ ridge(rows[kept], target[kept] - mean) + mean
        assert left_out[out] == pytest.approx(log_softmax(scores * head.temperature), abs=1e-6)


def test_chances_of_seen_rows_are_those_of_ridge_regression_and_add_up_to_one(features: Features) -> None:
    head, left_out = Head.fit(features, LABELS)
    target = np.eye(3)[[CLASSES.index(label) for label in LABELS]]
    scores = whole(features) @ ridge(whole(features), target - target.mean(axis=0)) + target.mean(axis=0)
    assert head.classes == CLASSES
    assert head.log_chances(features) == pytest.approx(log_softmax(scores * head.temperature), abs=1e-4)
    assert np.exp(head.log_chances(features)).sum(axis=1) == pytest.approx(np.ones(len(LABELS)))
    assert np.exp(left_out).sum(axis=1) == pytest.approx(np.ones(len(LABELS)))


def test_the_temperature_fits_the_left_out_chances_best(features: Features) -> None:
    head, left_out = Head.fit(features, LABELS)
    truth = [CLASSES.index(label) for label in LABELS]

    def loss(factor: float) -> float:
        return float(-log_softmax(left_out * factor)[EVERY, truth].mean())

    assert loss(1.0) < min(loss(0.99), loss(1.01))


def test_the_same_data_give_the_same_model_to_the_last_bit(features: Features) -> None:
    (one, left_out_one), (two, left_out_two) = Head.fit(features, LABELS), Head.fit(features, LABELS)
    assert one.temperature == two.temperature and np.array_equal(left_out_one, left_out_two)
    for name in ("sparse_weights", "dense_weights", "mean"):
        assert np.array_equal(getattr(one, name), getattr(two, name))


def test_the_order_of_the_phrases_does_not_matter(features: Features) -> None:
    backward = EVERY[::-1]
    one, left_out = Head.fit(features, LABELS)
    two, turned = Head.fit(features.rows(backward), [LABELS[row] for row in backward])
    assert turned[backward] == pytest.approx(left_out, abs=1e-6)
    assert two.log_chances(features) == pytest.approx(one.log_chances(features), abs=1e-4)


def test_a_message_without_any_feature_gets_the_shares_of_the_classes_in_order(features: Features) -> None:
    head, _ = Head.fit(features, LABELS)
    nothing = Features(csr_matrix((1, 5)), np.zeros((1, 4), dtype=np.float32))
    ranked = np.argsort(-head.log_chances(nothing)[0], kind="stable")
    assert [CLASSES[place] for place in ranked] == ["duration", "greet", "risks"]


def test_likeness_is_the_dot_product_over_both_blocks(features: Features) -> None:
    assert features.likeness() == pytest.approx(whole(features) @ whole(features).T)
    assert features.rows([2, 0]).likeness() == pytest.approx(features.likeness()[np.ix_([2, 0], [2, 0])])


@pytest.mark.parametrize("scores", [[0.0, 0.0], [1000.0, 1001.0], [-1e9, 0.0], [[1.0, 2.0], [3.0, -4.0]]])
def test_chances_add_up_to_one_however_large_the_scores(scores: list) -> None:
    chances = np.exp(log_softmax(np.array(scores)))
    assert np.isfinite(chances).all() and chances.sum(axis=-1) == pytest.approx(np.ones(chances.shape[:-1]))


def test_rarer_words_weigh_more_and_no_row_outweighs_another() -> None:
    counts = csr_matrix(np.array([[1, 1, 0], [1, 0, 4], [1, 0, 0], [0, 0, 0]]))
    rare = rarity(counts)
    assert rare[0] < rare[1] and rare[1] == rare[2] == pytest.approx(np.log(5 / 2) + 1)
    rows = weighed(counts, rare).toarray()
    assert (rows**2).sum(axis=1) == pytest.approx([1, 1, 1, 0])
    assert rows[0, 1] > rows[0, 0]
    assert rows[1, 2] / rows[1, 0] == pytest.approx(np.sqrt(4 * rare[2] / rare[0]))  # four times counts twice


def test_subjects_become_a_column_each_and_unknown_ones_are_passed_over() -> None:
    table = with_subjects(np.full((3, 1), 7.0), [("b",), (), ("a", "new", "b")], ["a", "b"])
    assert table.tolist() == [[7, 0, 1], [7, 0, 0], [7, 1, 1]]
