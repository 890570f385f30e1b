"""The learned part of the screen: signs that no rule words ("my underwear is wet and I didn't notice").

The sentence encoder, adapted to the red-flag corpus (bot/adapt), and one linear head over it give a chance for each flag. A level is
reached when the chances of its flags and of those above it add up to that level's threshold. docs/decisions/0007-learned-screen.md
"""
from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Iterator, NamedTuple, Optional, Sequence

import numpy as np

from bot.intake import sentences
from bot.safety.corpus import NONE
from bot.safety.verdict import LEVELS, rank
from bot.understanding import encoder
from bot.understanding.heads import log_softmax

HEAD = Path(__file__).with_name("learned.npz")
# A sign is one from this chance on. Its level is the highest whose flags, with those above it, hold this share of that chance: low,
# since a level too high is the smaller mistake. Chosen on the tuning set: `python -m bot eval` shows what they cost.
SIGN = 0.2
SHARES = {"emergency": 0.2, "urgent": 0.3, "physician": 0.0}
SIGN_TOGETHER = 0.5  # the same for a message that is a sign only together with those before it
DOUBT_TOGETHER = 0.3  # from this chance, such a message is a doubt
DOUBT = 0.1  # chance of a sign from which the patient is asked whether it is one
# From this chance of a sign on, each sentence of a message is read by itself, too: one of them may be a plain sign, from PLAIN on, that
# the others hide.
HINT, PLAIN = 0.05, 0.8
SHORTEST = 3  # the fewest words of a sentence that is read by itself
FAMILIAR = 0.2  # share of English words from which a text is read: half-English messages are, other languages and mashed keys are not
CALM, FEW = 0.9, 3  # above this chance of no sign, and with more words than so many, messages are not read together
FAINT = 0.4  # chance of no sign above which a sign's level may be lowered by what came before it
LESS = 0.02  # more chance of no sign than without a message: it adds none to those before it
TOGETHER = 2  # messages before this one that are read with it
TURN = " / "  # between two turns that are read together
LONGEST = 1500  # characters read of each earlier message
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_PIECE = 80  # words read at once of a long message
_STEP = 50  # words from one piece to the next
_MOST = 100  # pieces read, of a text of more than 5,000 words half at its start and half at its end: all of 100 KB would take seconds


class Sign(NamedTuple):
    """What the model takes a message for."""

    level: str
    flag: str
    chance: float


class Reading(NamedTuple):
    """What the model makes of a message: the sign that it may describe or None, and the chance that it describes none."""

    likely: Optional[Sign]
    innocence: float
    enough: float = SIGN

    @property
    def sign(self) -> Optional[Sign]:
        """The sign, when it is likely enough."""
        return self.likely if 1 - self.innocence >= self.enough else None


@dataclass(frozen=True)
class Learned:
    """The trained head. Build it with `load`."""

    classes: tuple[str, ...]  # `none`, or level and worst flag, such as `emergency:stroke`
    weights: np.ndarray  # (classes, encoder width)
    bias: np.ndarray  # (classes,)

    @classmethod
    def load(cls, path: Path = HEAD) -> Learned:
        """Read what bot/adapt learned. Raises OSError when there is none, ValueError when it is broken."""
        with np.load(path, allow_pickle=False) as stored:
            return cls(tuple(map(str, stored["classes"])), stored["weights"], stored["bias"])

    def read(self, text: str, recent_turns: Sequence[str] = (), closely: bool = True) -> Reading:
        """Read `text` by itself, and together with the turns just before it, since a sign may be spread over them.

        Unless it is to be read `closely`, a whole sentence that is innocent by itself is not read with turns that are innocent, too: one
        half of a sign is short, or looks like one. Of a message that is a sign by itself those turns may say which.

        Texts of which few words are English (another language, mashed keys, numbers) are left to the rules.
        """
        if familiar(text) < FAMILIAR:
            return Reading(None, 0.0)
        alone = self._alone(text)
        recent = [turn for turn in recent_turns if turn][-TOGETHER:]
        if not recent:
            return alone
        if alone.sign:
            return self._surer(alone, self._reading(joined(text, recent)))
        calm = not closely and len(text.split()) > FEW and alone.innocence > CALM
        if calm and all(reading.innocence > CALM for reading in self._each(recent)):
            return alone
        together = self._reading(joined(text, recent))._replace(enough=SIGN_TOGETHER)
        if together.likely is None or 1 - together.innocence < DOUBT_TOGETHER:
            return alone._replace(innocence=min(alone.innocence, together.innocence), enough=SIGN_TOGETHER)
        # A sign that the earlier turns had without this one has been answered already; so has one that this one makes less likely.
        without = self._reading(joined(recent[-1], recent[:-1]))._replace(enough=SIGN_TOGETHER)
        answered = [rank(reading.sign.level) for reading in (*self._each(recent), without) if reading.sign]
        if answered and (min(answered) <= rank(together.likely.level) or together.innocence - without.innocence > LESS):
            return together._replace(likely=None)
        return together

    @staticmethod
    def _surer(alone: Reading, together: Reading) -> Reading:
        """Return the surer reading of a message that is a sign by itself: what came before may say which. It lowers the level of none but
        the faintest."""
        if together.likely is None or together.innocence >= alone.innocence:
            return alone
        lower = rank(together.likely.level) > rank(alone.likely.level)  # type: ignore[union-attr]
        return alone if lower and alone.innocence <= FAINT else together

    def _each(self, recent: Sequence[str]) -> Iterator[Reading]:
        return (self._alone(joined(turn, ())) for turn in recent)

    def ahead(self, text: str) -> None:
        """Begin what `read` will do first, on another core."""
        encoder.shared().ahead(windows(text)[0])

    def _alone(self, text: str) -> Reading:
        """Return what the likeliest piece of `text` is taken for, or its plainest sentence."""
        read = {window: self._reading(window) for window in windows(text)}
        window = min(read, key=lambda window: read[window].innocence)
        if read[window].sign or 1 - read[window].innocence < HINT:
            return read[window]
        told = [sentence[0].strip() for sentence in sentences(window)]
        readings = [self._reading(one) for one in told if SHORTEST <= len(one.split()) < len(window.split())]
        plain = min(readings, key=lambda reading: reading.innocence, default=read[window])
        return plain if 1 - plain.innocence >= PLAIN else read[window]

    def _reading(self, text: str) -> Reading:
        chances = np.exp(log_softmax(self.weights @ encoder.shared().encode([text])[0] + self.bias))
        return Reading(self._likely(chances), float(chances[self.classes.index(NONE)]))

    def _likely(self, chances: np.ndarray) -> Optional[Sign]:
        found = 1 - float(chances[self.classes.index(NONE)])
        if found < DOUBT:
            return None
        reached, allowed = 0.0, []
        for level in LEVELS:
            allowed += [place for place, name in enumerate(self.classes) if name.startswith(f"{level}:")]
            reached = float(chances[allowed].sum())
            if reached >= SHARES[level] * found:
                break
        worst = max(allowed, key=lambda place: chances[place])
        return Sign(level, self.classes[worst].partition(":")[2], reached)


def save(classes: Sequence[str], weights: np.ndarray, bias: np.ndarray, path: Path = HEAD) -> None:
    """Write a head; shapes as in `Learned`."""
    np.savez(path, classes=np.array(classes), weights=weights.astype(np.float32), bias=bias.astype(np.float32))


def familiar(text: str) -> float:
    """Return the share of the words of `text` that are English, each word counted once; 0 for a text without words."""
    said = {word for word in _WORD.findall(text.lower().replace("’", "'")) if len(word) > 1}
    english = encoder.english_words()
    return sum(len(word) < 3 or word.partition("'")[0] in english or word in english for word in said) / len(said) if said else 0.0


def joined(text: str, before: Sequence[str]) -> str:
    """Return `text` and the turns just before it as the model reads them together."""
    return encoder.written(TURN.join(turn[-LONGEST:] for turn in (*list(before)[-TOGETHER:], text)))


def windows(text: str) -> list[str]:
    """Return `text` as the model reads it: whole when it is short, else in overlapping pieces, so that no sign is too far in."""
    text = encoder.written(text)
    if text.count(" ") < _PIECE:
        return [text]
    words = " ".join(dict.fromkeys(sentence[0].strip() for sentence in sentences(text))).split()  # what is said again is read once
    words = [word for word, _ in groupby(words)]
    if len(words) <= _PIECE:
        return [" ".join(words)]
    starts = range(0, len(words) - _PIECE + _STEP, _STEP)
    read = starts if len(starts) <= _MOST else [*starts[: _MOST // 2], *starts[-_MOST // 2 :]]
    return [" ".join(words[start : start + _PIECE]) for start in read]
