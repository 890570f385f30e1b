"""The learned part of the screen: signs that no rule words ("my underwear is wet and I didn't notice").

It only ever adds to the rules (bot/safety/combined.py). One linear model over words, parts of words and the sentence encoder gives a
chance for each flag; a level is reached when the chances of its flags and of those above it add up to that level's threshold.
"""
from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Optional, Sequence

import joblib
import numpy as np
from scipy.sparse import csr_matrix, hstack

from bot.safety.corpus import NONE, Line
from bot.understanding import encoder
from bot.understanding.heads import Features, Head

LEVELS = ("emergency", "urgent", "physician")
# False alarms accepted among messages without a sign, a level, counted on left-out messages. docs/decisions/0007-learned-screen.md
ACCEPTED = {"emergency": 0.015, "urgent": 0.02, "physician": 0.025}
TOGETHER = 2  # messages before this one that are read with it
LONGEST = 1500  # characters read from the end of each message; the rules read all
FAMILIAR = 0.5  # share of known words from which a text is read
_RIDGE = 1.0
_MEANING = 1.4  # weight of the encoder beside words


class Sign(NamedTuple):
    """What the model takes a message for."""

    level: str
    flag: str
    chance: float


@dataclass
class Learned:
    """A trained model. Build it with `fit` or `load`."""

    words: object
    parts: object
    head: Head
    thresholds: dict[str, float]

    @classmethod
    def fit(cls, lines: Sequence[Line]) -> Learned:
        """Learn from the corpus."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        texts = [_joined(line.text, line.before) for line in lines]
        words = TfidfVectorizer(ngram_range=(1, 3), min_df=2, sublinear_tf=True, token_pattern=r"(?u)\b\w+'?\w*\b").fit(texts)
        parts = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True).fit(texts)
        features = _features(words, parts, texts, threads=os.cpu_count() or 1)
        labels = [line.label for line in lines]
        head, left_out = Head.fit(features, labels, _RIDGE)
        return cls(words, parts, head, _thresholds(_reached(np.exp(left_out), head.classes), labels))

    @classmethod
    def load(cls, path: Path) -> Learned:
        """Read a model that `save` wrote. Raises OSError when there is none."""
        return cls(**joblib.load(path))

    def save(self, path: Path) -> None:
        """Write the model to `path`."""
        joblib.dump(dict(self.__dict__), path)

    def read(self, text: str, recent_turns: Sequence[str] = ()) -> Optional[Sign]:
        """Return the sign that `text` describes, by itself or together with the turns just before it, or None.

        Texts of which the corpus knows few words (another language, mashed keys, numbers) are left to the rules.
        """
        if self._known(text) < FAMILIAR:
            return None
        alone = self._sign(text)
        recent = [turn for turn in recent_turns if turn][-TOGETHER:]
        if alone or not recent:
            return alone
        together = self._sign(_joined(text, recent))
        # A sign that the earlier turns had by themselves has been answered already.
        return together if together and not self._sign(_joined(recent[-1], recent[:-1])) else None

    def _known(self, text: str) -> float:
        """Return the share of the words of `text` that the corpus holds; 0 for a text without words."""
        said = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text.lower().replace("’", "'"))
        return sum(word in self.words.vocabulary_ for word in said) / len(said) if said else 0.0  # type: ignore[attr-defined]

    def _sign(self, text: str) -> Optional[Sign]:
        chances = np.exp(self.head.log_chances(_features(self.words, self.parts, [text])))
        reached = _reached(chances, self.head.classes)[0]
        for rank, level in enumerate(LEVELS):
            if reached[rank] >= self.thresholds[level]:
                allowed = [index for index, name in enumerate(self.head.classes) if name.partition(":")[0] in LEVELS[: rank + 1]]
                best = max(allowed, key=lambda index: chances[0, index])
                return Sign(level, self.head.classes[best].partition(":")[2], float(reached[rank]))
        return None


def _joined(text: str, before: Sequence[str]) -> str:
    return " / ".join(turn[-LONGEST:] for turn in (*list(before)[-TOGETHER:], text)).lower().replace("’", "'")


def _features(words: object, parts: object, texts: Sequence[str], threads: int = 1) -> Features:
    texts = [text[-LONGEST:].lower().replace("’", "'") for text in texts]
    sparse = hstack([words.transform(texts), parts.transform(texts)]).tocsr()  # type: ignore[attr-defined]
    return Features(csr_matrix(sparse, dtype=np.float64), _MEANING * encoder.shared().encode(texts, threads))


def _reached(chances: np.ndarray, classes: Sequence[str]) -> np.ndarray:
    """Return for each message the chance of each level or a higher one, shape (messages, 3)."""
    by_level = [chances[:, [name.startswith(f"{level}:") for name in classes]].sum(axis=1) for level in LEVELS]
    return np.cumsum(np.stack(by_level, axis=1), axis=1)


def _thresholds(reached: np.ndarray, labels: Sequence[str]) -> dict[str, float]:
    """Return for each level the chance above which only the accepted share of messages without a sign lies."""
    innocent = reached[[label == NONE for label in labels]]
    return {level: float(np.quantile(innocent[:, rank], 1 - ACCEPTED[level])) for rank, level in enumerate(LEVELS)}
