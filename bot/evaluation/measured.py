"""All that one evaluation found, as both reports read it."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping, NamedTuple, Optional

from bot.evaluation import calibration, safety, understanding
from bot.evaluation.bars import FALSE_ALARMS, OUTSIDE_ANSWERED, Bar
from bot.evaluation.comparison import Comparison
from bot.evaluation.stats import Share
from bot.evaluation.understanding import ASKED, DECLINED, ESCALATED, RIGHT, WRONG
from bot.safety.verdict import LEVELS

PARTS = {"subject": understanding.subject, "facet": understanding.facet, "voice": understanding.voice}
VERDICTS_OF_A_MISS = (WRONG, ASKED, DECLINED, ESCALATED)


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
    more_screens: Mapping[str, safety.Table]  # by title: the other held-out sets
    other_screens: Mapping[str, safety.Table]  # by title: the rules alone, the tuning set
    bars: Mapping[str, Bar]
    comparison: Optional[Comparison] = None  # with stock Rasa
    not_compared: str = ""  # why there is none, although it was asked for

    def sets(self) -> dict[str, understanding.Table]:
        """Return every set of messages by its title."""
        return {"questions": self.questions, "conversation": self.social, "statements": self.statements, "out of scope": self.outside}

    def held_out_screens(self) -> dict[str, safety.Table]:
        """Return what the screen made of each held-out set, by its title."""
        return {"held-out": self.screen, **self.more_screens}

    def screens(self) -> dict[str, safety.Table]:
        """Return every measurement of a screen by its title."""
        return {**self.held_out_screens(), **self.other_screens}

    def rates(self) -> dict[str, Share]:
        """Return how often an answer was given, how often it was wrong, and how often there was none."""
        return {
            "answered, of all questions": self.questions.answered(),
            "wrong, of the answers given": self.questions.wrong_answers(),
            "declined, of all questions": self.questions.share(DECLINED),
            "asked back, of all questions": self.questions.share(ASKED),
            "escalated, with the right answer below, of all questions": self.questions.advised(),
        }

    def parts(self, by: str) -> dict[str, understanding.Table]:
        """Return the questions by `subject`, `facet` or `voice`, the one that we got right least often first."""
        return self.questions.by(PARTS[by])

    def understanding(self) -> list[Held]:
        """Return the questions answered rightly and wrongly, and the messages out of scope that got an answer, each with its bar."""
        kinds = [Held(f"questions: {verdict}", self.questions.share(verdict), self.bars[verdict]) for verdict in (RIGHT, WRONG)]
        return [*kinds, Held("out of scope: answered", self.outside.share(WRONG), self.bars[OUTSIDE_ANSWERED])]

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
