"""Measures whether held-out questions get the right answer, a wrong one, a question back, or none."""
from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Awaitable, Callable, Iterable

from bot.evaluation.sets import Item
from bot.evaluation.stats import Share
from bot.understanding.labels import facet_of, subject_of

Turn = Callable[[str, str], Awaitable[list[dict[str, Any]]]]  # (text, conversation) to a turn's messages

RIGHT, WRONG, ASKED, DECLINED, ESCALATED = "right", "wrong", "asked back", "declined", "escalated"

# What is right to say when "tell me more" opens the conversation.
WITHOUT_A_LAST_ANSWER = {
    "tell_more": "clarify.no_previous",
    "simpler": "clarify.no_previous",
    "sources": "smalltalk.no_sources",
}


@dataclass
class Result:
    """What became of one item."""

    item: Item
    verdict: str
    outcome: str


@dataclass
class Table:
    """All results of one set."""

    results: list[Result] = field(default_factory=list)

    def share(self, verdict: str) -> Share:
        """Return the share of items with `verdict`."""
        return Share(sum(result.verdict == verdict for result in self.results), len(self.results))

    def by(self, part: Callable[[Item], str]) -> dict[str, Table]:
        """Split the results by `part` of the item's label."""
        parts: dict[str, Table] = {}
        for result in self.results:
            parts.setdefault(part(result.item), Table()).results.append(result)
        return dict(sorted(parts.items()))

    def confusions(self) -> list[tuple[tuple[str, str], int]]:
        """Return (wanted, given) with counts, the most frequent wrong answers first."""
        wrong = Counter((result.item.label, result.outcome) for result in self.results if result.verdict == WRONG)
        return wrong.most_common()


def subject(item: Item) -> str:
    """The subject of an item's topic."""
    return subject_of(item.label)


def facet(item: Item) -> str:
    """The facet of an item's topic."""
    return facet_of(item.label)


async def measure(items: Iterable[Item], turn: Turn) -> Table:
    """Have each item's conversation, from its first message on, and judge the last reply."""
    table = Table()
    for item in items:
        for text in item.before:
            await turn(text, item.id)
        custom = (await turn(item.text, item.id))[-1]["custom"]
        table.results.append(Result(item, _verdict(item, custom), custom["outcome"]))
    return table


def _verdict(item: Item, custom: dict[str, Any]) -> str:
    if custom["kind"] == "escalation":
        return ESCALATED
    if custom["kind"] == "answer":
        given = {answer["id"] for answer in custom["answers"]}
        return RIGHT if given & {item.label, *item.also} else WRONG
    if custom["outcome"] == WITHOUT_A_LAST_ANSWER.get(item.label):
        return RIGHT
    if custom["kind"] == "smalltalk" and custom["outcome"] == f"smalltalk.{item.label}":
        return RIGHT
    if custom["kind"] == "decline" and custom["outcome"] == f"decline.{item.label}":
        return RIGHT
    return ASKED if custom["kind"] == "clarify" else DECLINED
