"""Ours beside the stock Rasa pipeline: taught by the same phrases, served, and asked the same held-out questions."""
from __future__ import annotations

import http.client
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Callable, NamedTuple, Sequence, Union

from bot.bench import sample, stock
from bot.bench.child import Messages, say
from bot.bench.sides import Ours, Stock
from bot.evaluation.sets import Item
from bot.evaluation.stats import Share
from bot.evaluation.understanding import ASKED, DECLINED, RIGHT, VERDICTS, WRONG, Result, Table, judge
from bot.settings import Settings

ERROR = "error"  # no proper reply

Judge = Callable[[Item, Messages], Result]


class Extent(NamedTuple):
    """How much both sides are taught."""

    one_in: int  # one of so many phrases
    epochs: int  # stock Rasa's
    limit: int  # seconds in which stock Rasa must be trained
    takes: str  # how long that takes on two cores


SAMPLE = Extent(one_in=10, epochs=30, limit=4 * 3600, takes="about half an hour")
WHOLE = Extent(one_in=1, epochs=stock.EPOCHS, limit=36 * 3600, takes="most of a day")


class Trial(NamedTuple):
    """What one side made of the questions."""

    results: Table
    training: float  # seconds
    turn: float  # seconds, the median of the turns that were judged


@dataclass(frozen=True)
class Comparison:
    """Both trials, and what they have in common."""

    ours: Trial
    theirs: Trial
    learned: int  # phrases
    phrases: int  # that there are
    epochs: int  # stock Rasa's
    earlier: bool  # stock Rasa was trained in an earlier run

    def rows(self) -> list[tuple[str, Union[Share, str], Union[Share, str]]]:
        """Return each figure's name, ours and stock Rasa's."""
        shares = [(name, self.ours.results.share(name), self.theirs.results.share(name)) for name in (*VERDICTS, ERROR)]
        return [
            *shares,
            ("training", f"{self.ours.training:,.0f} s", f"{self.theirs.training:,.0f} s"),
            ("a turn, median", f"{self.ours.turn * 1000:.0f} ms", f"{self.theirs.turn * 1000:.0f} ms"),
        ]

    def notes(self) -> list[str]:
        """Return what was compared, and what was not."""
        less = self.learned < self.phrases or self.epochs < stock.EPOCHS
        return [
            f"Both learned from the same {self.learned:,} of {self.phrases:,} phrases, at least one of each label.",
            "All other tables are of our model as it is shipped, taught by all of them.",
            f"Stock Rasa was trained for {self.epochs} of the {stock.EPOCHS} epochs of `rasa init`.",
            *(["What it makes of all phrases in all epochs was not measured (`python -m bot eval --whole` does)."] if less else []),
            "Our encoder had been adapted to all phrases before it was shipped: ours alone had that advantage.",
            "Stock Rasa has no safety screen: it escalates nothing. Where it names a facet of no subject, it counts as asking back.",
            "Its conversations are kept in memory, ours in SQLite. Other load on the machine lengthens all times.",
            *(["Its training time is that of an earlier run, which left the model."] if self.earlier else []),
        ]


def measure(items: Sequence[Item], settings: Settings, extent: Extent) -> Comparison:
    """Train both sides, stock Rasa unless an earlier run has, and have each item's conversation with both.

    Raises:
        CannotMeasure: the stock environment is missing, or a side could not be trained or served.
    """
    learned, phrases = (sample.count(sample.blocks(one_in)) for one_in in (extent.one_in, 1))
    folder = stock.project_folder(settings.cache, extent.epochs, extent.one_in)
    earlier = stock.cached(folder) is not None
    stock.write_project(folder, extent.epochs, extent.one_in)
    if not earlier:
        say(f"Training stock Rasa with {learned:,} of {phrases:,} phrases for {extent.epochs} epochs ({extent.takes} on two cores) ...")
    trained = stock.train(folder, limit=extent.limit)
    theirs = _ask(Stock(folder, trained.model, any_answer=True), items, judge_stock, trained.seconds)
    with tempfile.TemporaryDirectory(prefix="plainspine-eval-") as work:
        say(f"Training ours with the same {learned:,} phrases (a minute at most on two cores) ...")
        model, seconds = _train_ours(Path(work), settings, extent.one_in)
        served = Path(work, "served")
        served.mkdir()
        ours = _ask(Ours(served, model, any_answer=True), items, judge_ours, seconds)
    return Comparison(ours, theirs, learned, phrases, extent.epochs, earlier)


def judge_ours(item: Item, messages: Messages) -> Result:
    """Judge a reply of ours."""
    custom = messages[-1]["custom"] if messages else {"kind": ERROR, "outcome": ""}
    return Result(item, ERROR, custom["outcome"]) if custom["kind"] == ERROR else judge(item, custom)


def judge_stock(item: Item, messages: Messages) -> Result:
    """Judge a reply of stock Rasa. An answer to a bare facet ("how long?") names no subject: that counts as asking back, in its favor."""
    said = messages[0].get("text", "") if messages else ""
    if said in {stock.response_to(stock.intent_of(label)) for label in (item.label, *item.also)}:
        return Result(item, RIGHT, said)
    if said == stock.response_to(stock.intent_of(f".{item.label.rpartition('.')[2]}")):
        return Result(item, ASKED, said)
    return Result(item, DECLINED if not said or said == stock.response_to(stock.FALLBACK) else WRONG, said)


def _train_ours(work: Path, settings: Settings, one_in: int) -> tuple[Path, float]:
    """Train our model in a copy of the project with fewer phrases; return it and the seconds that this took."""
    project = work / "project"
    sample.write_project(project, one_in)
    given = {"PLAINSPINE_CONTENT": str(settings.content.resolve()), "PLAINSPINE_CACHE": str(settings.cache.resolve())}
    started = time.perf_counter()
    model = Ours(work, more=given).train(project)
    return model, time.perf_counter() - started


def _ask(side: Union[Ours, Stock], items: Sequence[Item], judged: Judge, training: float) -> Trial:
    table, seconds = Table(), []
    with side.serve() as server:
        say(f"Asking {side.name} the {len(items)} held-out questions (a minute or two) ...")
        for item in items:
            started = time.perf_counter()
            try:
                for text in item.before:
                    server.ask(item.id, text)
                started = time.perf_counter()
                result = judged(item, server.ask(item.id, item.text))
            except (OSError, http.client.HTTPException, ValueError) as error:
                result = Result(item, ERROR, type(error).__name__)
            seconds.append(time.perf_counter() - started)
            table.results.append(result)
    return Trial(table, training, median(seconds))
