"""Measures whether held-out questions get the right answer, a wrong one, a question back, or none."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Awaitable, Callable, Iterable, NamedTuple, Optional

from bot.evaluation.sets import Item
from bot.evaluation.stats import Share
from bot.understanding.labels import facet_of, subject_of

RIGHT, WRONG, ASKED, DECLINED, ESCALATED = VERDICTS = ("right", "wrong", "asked back", "declined", "escalated")

# What is right to say to talk that is not answered by its own name: "tell me more" opens the conversation, or nothing is asked.
OUTCOME_OF_TALK = {
    "tell_more": "clarify.no_previous",
    "simpler": "clarify.no_previous",
    "sources": "smalltalk.no_sources",
    "told": "clarify.told",
}


class Best(NamedTuple):
    """The topic that the model takes a message for, and how sure it is (0 to 1)."""

    topic: str
    chance: float


Turn = Callable[[str, str], Awaitable[list[dict[str, Any]]]]  # (text, conversation) to a turn's messages
Guess = Callable[[str, str], Awaitable[Optional[Best]]]  # (text, conversation) to the likeliest topic, before the turn is taken


@dataclass
class Result:
    """What became of one item."""

    item: Item
    verdict: str
    outcome: str  # what was given, as the wire names it
    best: Optional[Best] = None
    advised: bool = False  # the right answer stood below the advice to see a physician


class Confusion(NamedTuple):
    """The wrong answer `given` to those who wanted another one, each time that it was."""

    wanted: str
    given: str
    results: list[Result]


@dataclass
class Table:
    """All results of one set."""

    results: list[Result] = field(default_factory=list)

    def share(self, verdict: str) -> Share:
        """Return the share of items with `verdict`."""
        return Share(sum(result.verdict == verdict for result in self.results), len(self.results))

    def of(self, verdict: str) -> list[Result]:
        """Return the results with `verdict`."""
        return [result for result in self.results if result.verdict == verdict]

    def answered(self) -> Share:
        """Return the share of items that got an answer, right or wrong."""
        return Share(len(self.of(RIGHT)) + len(self.of(WRONG)), len(self.results))

    def wrong_answers(self) -> Share:
        """Return the share of wrong ones among the answers given."""
        return Share(len(self.of(WRONG)), self.answered().hits)

    def advised(self) -> Share:
        """Return the share of items that were escalated and got the right answer below the advice."""
        return Share(sum(result.advised for result in self.results), len(self.results))

    def by(self, part: Callable[[Item], str]) -> dict[str, Table]:
        """Split the results by a `part` of the item: the smallest share of right ones first, of equals the larger part first."""
        parts: dict[str, Table] = {}
        for result in self.results:
            parts.setdefault(part(result.item), Table()).results.append(result)
        return dict(sorted(parts.items(), key=lambda named: (named[1].share(RIGHT).value, -len(named[1].results), named[0])))

    def confusions(self) -> list[Confusion]:
        """Return the wrong answers, the most frequent first."""
        found: dict[tuple[str, str], list[Result]] = {}
        for result in self.of(WRONG):
            found.setdefault((result.item.label, result.outcome), []).append(result)
        return sorted((Confusion(*pair, results) for pair, results in found.items()), key=lambda one: -len(one.results))


def subject(item: Item) -> str:
    """The subject of an item's topic."""
    return subject_of(item.label)


def facet(item: Item) -> str:
    """The facet of an item's topic."""
    return facet_of(item.label)


def voice(item: Item) -> str:
    """The hand that wrote an item."""
    return f"voice {item.voice}"


async def measure(items: Iterable[Item], turn: Turn, guess: Guess) -> Table:
    """Have each item's conversation, from its first message on, and judge the last reply."""
    table = Table()
    for item in items:
        for text in item.before:
            await turn(text, item.id)
        best = await guess(item.text, item.id)
        table.results.append(judge(item, (await turn(item.text, item.id))[-1]["custom"], best))
    return table


def judge(item: Item, custom: dict[str, Any], best: Optional[Best] = None) -> Result:
    """Tell what became of an item, from what the last message of the reply holds for programs."""
    verdict = _verdict(item, custom)
    return Result(item, verdict, _given(custom), best, verdict == ESCALATED and _answers(item, custom))


def _given(custom: dict[str, Any]) -> str:
    """Return the turn's outcome, or all answers where a message was taken for two questions: the outcome names the first alone."""
    answers = [f"answered.{answer['id']}" for answer in custom["answers"]]
    return " and ".join(answers) if len(answers) > 1 else custom["outcome"]


def _verdict(item: Item, custom: dict[str, Any]) -> str:
    if custom["kind"] == "escalation":
        return ESCALATED
    if custom["kind"] == "answer":
        return RIGHT if _answers(item, custom) else WRONG
    if custom["outcome"] == OUTCOME_OF_TALK.get(item.label):
        return RIGHT
    if custom["kind"] == "smalltalk" and custom["outcome"] == f"smalltalk.{item.label}":
        return RIGHT
    if custom["kind"] == "decline" and custom["outcome"] == f"decline.{item.label}":
        return RIGHT
    return ASKED if custom["kind"] == "clarify" else DECLINED


def _answers(item: Item, custom: dict[str, Any]) -> bool:
    """Tell whether an answer that states what was asked is among those given."""
    return not {answer["id"] for answer in custom["answers"]}.isdisjoint({item.label, *item.also})
