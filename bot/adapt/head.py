"""Fits the screen's head anew over the encoder as it is: a minute, without PyTorch, when messages were added to the red-flag corpus.

The head stays near the one before, which is all that is known of the signs that few messages describe.
"""
from __future__ import annotations

import sys
from typing import Sequence

import numpy as np
from scipy.optimize import minimize

from bot.safety import corpus, learned, spelling
from bot.safety.learned import Learned, joined
from bot.settings import Settings
from bot.understanding import encoder
from bot.understanding.heads import log_softmax

NEAR = 5e-6  # how dear it is to move a weight; this, _STEPS and the next two were chosen on the tuning sets and on batches left out in turn
ORDINARY, EXAMPLE = 0.3, 3.0  # what an ordinary question and an example of the rules count beside a message of the corpus
_STEPS = 80


def main(settings: Settings) -> None:
    """Fit the head to the corpus and to ordinary phrases, count their words, and replace bot/safety/learned.npz and spelling.json.gz.

    Raises:
        SystemExit: the corpus has a flag that the head does not know.
    """
    known = Learned.load(settings.screen)
    blocks = list(corpus.blocks(corpus.DATA / "nlu"))
    innocent = filter(corpus.innocent, blocks)
    ordinary = [(encoder.written(text), 1.0 if corpus.talk(block) else ORDINARY) for block in innocent for text in corpus.examples(block)]
    lines, examples = corpus.read(), frozenset(corpus.examples_of_the_rules())
    if {line.label for line in lines} - set(known.classes):
        sys.exit("The corpus has other flags than the head that was learned. Learn anew: docs/how-to/adapt.md")
    texts = [joined(line.text, line.before) for line in lines] + [text for text, _ in ordinary]
    labels = [line.label for line in lines] + [corpus.NONE] * len(ordinary)
    print(f"Encoding {len(texts)} messages ...", file=sys.stderr, flush=True)
    features = encoder.shared().encode(texts, many=True)
    counted = np.array([EXAMPLE if line in examples else 1.0 for line in lines] + [count for _, count in ordinary], dtype=np.float32)
    head = fit(known, features, labels, counted)
    learned.save(head.classes, head.weights, head.bias)
    phrases = [text for block in blocks for text in corpus.examples(block)]
    spelling.save([*phrases, *(line.text for line in lines)])


def fit(known: Learned, features: np.ndarray, labels: Sequence[str], counted: np.ndarray) -> Learned:
    """Return the head under which the labels are likeliest, moved from `known` as little as that allows.

    Args:
        known: the head to go on from.
        features: encodings, shape (messages, encoder width).
        labels: one of the head's classes a message.
        counted: what each message counts, shape (messages,).
    """
    truth = np.array([known.classes.index(label) for label in labels])
    everyone, share = np.arange(len(truth)), counted / counted.sum()
    classes, width = known.weights.shape

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        moved = flat.astype(np.float32).reshape(width + 1, classes)
        chances = log_softmax(features @ (known.weights.T + moved[:-1]) + known.bias + moved[-1])
        value = NEAR * float((moved[:-1] ** 2).sum()) - float(share @ chances[everyone, truth])
        slope = np.exp(chances)
        slope[everyone, truth] -= 1.0
        slope *= share[:, None]
        return value, np.vstack([features.T @ slope + 2 * NEAR * moved[:-1], slope.sum(axis=0)]).ravel().astype(np.float64)

    found = minimize(loss, np.zeros((width + 1) * classes), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    moved = found.x.astype(np.float32).reshape(width + 1, classes)
    return Learned(known.classes, known.weights + moved[:-1].T, known.bias + moved[-1])
