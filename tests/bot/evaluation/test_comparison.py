"""Ours beside stock Rasa, with stand-ins for both servers."""
from __future__ import annotations

import http.client
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest
import yaml

from bot.answers.reply import Reply
from bot.bench import sample, sides, stock
from bot.bench.child import CannotMeasure
from bot.evaluation import comparison
from bot.evaluation.comparison import ERROR, Comparison, Extent
from bot.evaluation.measured import Measured
from bot.evaluation.sets import Item
from bot.evaluation.stats import Share
from bot.evaluation.understanding import ASKED, DECLINED, ESCALATED, RIGHT, WRONG
from bot.settings import Settings

ITEMS = [Item("q1", "what is an mri", label="mri.what"), Item("q2", "and how long", ("what is a ct",), "ct.duration")]
BLOCKS = [
    {"intent": "tests", "metadata": {"topic": topic}, "examples": "".join(f"- {topic}, in way {number}\n" for number in range(500))}
    for topic in ("mri.what", "ct.what", "ct.duration")
]
HUNDREDTH = Extent(one_in=100, epochs=1, limit=60, takes="a minute")


def canned(intent: str) -> list[dict[str, str]]:
    return [{"text": stock.response_to(intent)}]


OURS, THEIRS = Reply("answer", "answered.mri.what", ("",), answers=({"id": "mri.what"},)).messages(), canned("mri_what")


@pytest.mark.parametrize(
    "messages, verdict",
    [
        (canned("ct_duration"), RIGHT),
        (canned("mri_duration"), RIGHT),
        (canned("facet_duration"), ASKED),
        (canned("ct_what"), WRONG),
        (canned(stock.FALLBACK), DECLINED),
        ([], DECLINED),
    ],
)
def test_a_reply_of_stock_rasa_is_judged(messages: list[dict[str, str]], verdict: str) -> None:
    assert comparison.judge_stock(replace(ITEMS[1], also=("mri.duration",)), messages).verdict == verdict


@pytest.mark.parametrize(
    "messages, verdict",
    [
        (OURS, RIGHT),
        (Reply("escalation", "escalated.urgent", ("",)).messages(), ESCALATED),
        (Reply("decline", "decline.no_answer", ("",)).messages(), DECLINED),
        (Reply("error", "error.timeout", ("",)).messages(), ERROR),
        ([], ERROR),
    ],
)
def test_a_reply_of_ours_is_judged(messages: list[dict[str, Any]], verdict: str) -> None:
    assert comparison.judge_ours(ITEMS[0], messages).verdict == verdict


class Server:
    """A server that gives one reply to all, or raises it."""

    def __init__(self, reply: Any) -> None:
        self.reply = reply
        self.asked: list[tuple[str, str]] = []

    def ask(self, sender: str, text: str) -> Any:
        self.asked.append((sender, text))
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply


class Sides:
    """Stand-ins for both sides: what they were taught, how stock Rasa was trained, and what their servers were asked."""

    def __init__(self, ours: Any = OURS, theirs: Any = THEIRS) -> None:
        self.servers = {sides.Ours: Server(ours), sides.Stock: Server(theirs)}
        self.taught: dict[str, list[str]] = {}
        self.limit = 0.0

    def train_ours(self, side: sides.Ours, project: Path) -> Path:
        self.taught["ours"] = phrases(project / "data" / "nlu" / "sample.yml")
        model = project / "model.tar.gz"
        model.write_text("a model", "utf-8")
        return model

    def train_stock(self, folder: Path, limit: float) -> stock.Trained:
        self.taught["theirs"], self.limit = phrases(folder / "data" / "nlu.yml"), limit
        return stock.Trained(folder / "stock.tar.gz", 1800.0)

    @contextmanager
    def serve(self, side: Any) -> Iterator[Server]:
        yield self.servers[type(side)]


def phrases(path: Path) -> list[str]:
    blocks = yaml.load(path.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))["nlu"]
    return sorted(line for block in blocks for line in block["examples"].splitlines())


@pytest.fixture(autouse=True)
def few_phrases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "blocks", lambda one_in=1: sample.part(BLOCKS, one_in))


@pytest.fixture
def compare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Sides], Comparison]:
    """Return a function that compares stand-ins, taught one in a hundred phrases."""

    def run(given: Sides) -> Comparison:
        for side in (sides.Ours, sides.Stock):
            monkeypatch.setattr(side, "serve", lambda self: given.serve(self))
        monkeypatch.setattr(sides.Ours, "train", lambda self, project: given.train_ours(self, project))
        monkeypatch.setattr(stock, "train", given.train_stock)
        return comparison.measure(ITEMS, replace(Settings(), cache=tmp_path), HUNDREDTH)

    return run


def verdicts(trial: comparison.Trial) -> list[str]:
    return [result.verdict for result in trial.results.results]


def test_both_learn_from_the_same_phrases_and_are_asked_the_same(compare: Callable[[Sides], Comparison]) -> None:
    given = Sides()
    found = compare(given)
    assert given.taught["ours"] == given.taught["theirs"] and len(given.taught["ours"]) == found.learned
    assert found.phrases == 1500 and 3 <= found.learned < 50
    asked = [("q1", "what is an mri"), ("q2", "what is a ct"), ("q2", "and how long")]
    assert [server.asked for server in given.servers.values()] == [asked, asked]
    assert verdicts(found.ours) == verdicts(found.theirs) == [RIGHT, WRONG]
    assert (found.theirs.training, given.limit, found.epochs) == (1800.0, HUNDREDTH.limit, HUNDREDTH.epochs)


def test_a_turn_without_a_proper_reply_is_an_error_and_the_rest_goes_on(compare: Callable[[Sides], Comparison]) -> None:
    found = compare(Sides(ours=http.client.HTTPException("status 500"), theirs=ConnectionRefusedError()))
    assert verdicts(found.ours) == verdicts(found.theirs) == [ERROR, ERROR]
    assert [(name, ours.counts) for name, ours, _ in found.rows() if name == ERROR] == [(ERROR, "2/2")]  # type: ignore[union-attr]


def test_every_question_is_in_one_row_of_each_side(compare: Callable[[Sides], Comparison]) -> None:
    shares = [row[1:] for row in compare(Sides()).rows() if isinstance(row[1], Share)]
    assert [sum(share.hits for share in side) for side in zip(*shares)] == [2, 2]  # type: ignore[union-attr]


def test_a_model_of_an_earlier_run_is_said_to_be_one(compare: Callable[[Sides], Comparison], tmp_path: Path) -> None:
    fresh = compare(Sides())
    folder = stock.project_folder(tmp_path, HUNDREDTH.epochs, HUNDREDTH.one_in)
    (folder / "models").mkdir()
    (folder / "models" / "stock.tar.gz").write_bytes(b"")
    (folder / "trained.json").write_text('{"seconds": 12.5}', "utf-8")
    assert set(compare(Sides()).notes()) - set(fresh.notes()) == {"Its training time is that of an earlier run, which left the model."}


def test_the_notes_tell_what_was_cut_short(beside_stock: Measured) -> None:
    less = beside_stock.comparison
    whole = replace(less, learned=less.phrases, epochs=stock.EPOCHS)  # type: ignore[type-var, union-attr]
    assert "not measured" in " ".join(less.notes()) and "not measured" not in " ".join(whole.notes())  # type: ignore[union-attr]


def test_without_the_stock_environment_nothing_is_trained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stock, "PYTHON", tmp_path / "nowhere")
    with pytest.raises(CannotMeasure, match="Run `make stock`"):
        comparison.measure(ITEMS, replace(Settings(), cache=tmp_path), HUNDREDTH)
