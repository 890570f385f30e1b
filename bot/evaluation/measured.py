"""All that one evaluation found, as both reports read it."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping, NamedTuple, Optional

from bot.evaluation import calibration, safety, understanding
from bot.evaluation.bars import FALSE_ALARMS, Bar
from bot.evaluation.stats import Share
from bot.evaluation.understanding import ASKED, DECLINED, ESCALATED, RIGHT, WRONG
from bot.safety.verdict import LEVELS

PARTS = {"subject": understanding.subject, "facet": understanding.facet, "voice": understanding.voice}
VERDICTS_OF_A_MISS = (WRONG, ASKED, DECLINED, ESCALATED)


class Part(NamedTuple):
    """One subject, facet or voice, as ours and stock Rasa did with it."""

    name: str
    ours: understanding.Table
    stock: Optional[understanding.Table]


class Held(NamedTuple):
    """A share that is held against a bar."""

    name: str
    share: Share
    bar: Bar


class Misses(NamedTuple):
    """The results of one kind of miss."""

    title: str
    results: list[understanding.Result]


@dataclass(frozen=True)
class Measured:
    """The tables of one run, and what is read from them."""

    model: str  # the file that was measured
    questions: understanding.Table
    social: understanding.Table
    statements: understanding.Table  # first messages, most of which ask nothing
    outside: understanding.Table
    screen: safety.Table
    other_screens: Mapping[str, safety.Table]  # by title: the rules alone, the tuning set
    bars: Mapping[str, Bar]
    stock: Optional[understanding.Table] = None  # the questions, asked of stock Rasa

    def sets(self) -> dict[str, understanding.Table]:
        """Return every set of messages by its title."""
        sets = {"questions": self.questions, "conversation": self.social, "statements": self.statements, "out of scope": self.outside}
        return {**sets, "questions, stock Rasa": self.stock} if self.stock else sets

    def screens(self) -> dict[str, safety.Table]:
        """Return every measurement of a screen by its title."""
        return {"held-out": self.screen, **self.other_screens}

    def rates(self) -> dict[str, tuple[Share, Optional[Share]]]:
        """Return how often an answer was given, how often it was wrong, and how often there was none: ours, stock Rasa's."""
        ways = {
            "answered, of all questions": understanding.Table.answered,
            "wrong, of the answers given": understanding.Table.wrong_answers,
            "declined, of all questions": lambda table: table.share(DECLINED),
            "asked back, of all questions": lambda table: table.share(ASKED),
            "escalated, with the right answer below, of all questions": understanding.Table.advised,
        }
        return {name: (way(self.questions), way(self.stock) if self.stock else None) for name, way in ways.items()}

    def parts(self, by: str) -> list[Part]:
        """Return the questions by `subject`, `facet` or `voice`, the one that we got right least often first."""
        stock = self.stock.by(PARTS[by]) if self.stock else {}
        return [Part(name, table, stock.get(name)) for name, table in self.questions.by(PARTS[by]).items()]

    def safety(self) -> list[Held]:
        """Return the held-out sensitivity of each level and the share of false alarms, each with its bar."""
        levels = [Held(level, self.screen.caught(level), self.bars[level]) for level in LEVELS]
        return [*levels, Held("false alarms", self.screen.false_alarms(), self.bars[FALSE_ALARMS])]

    def misses(self) -> list[Misses]:
        """Return the questions that did not get their answer, by what they got, and what was out of scope and got an answer."""
        kinds = [Misses(f"Questions: {verdict}", self.questions.of(verdict)) for verdict in VERDICTS_OF_A_MISS]
        return [*kinds, Misses("Out of scope, yet answered", self.outside.of(WRONG))]

    def bins(self) -> list[calibration.Bin]:
        """Return how often the likeliest topic was right, by how sure the model was of it."""
        return calibration.bins(self.questions.results)
