"""The bench from its first step to its files, with stand-ins for all that takes long."""
from __future__ import annotations

import json
import os
import re
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Iterator, Mapping, Optional

import pytest

from bot.bench import growth, load, measure, run, stock
from bot.bench.child import CannotMeasure, Served
from bot.bench.curve import Curve
from bot.bench.load import Carried, Done
from bot.bench.measure import Crowd, Turns
from bot.bench.report import MISS
from bot.settings import PROJECT, Settings

MISSING = "pgserver is missing. Install what the tests need: scripts/setup test."


class Side:
    """A side that is trained and served in no time."""

    def __init__(self, name: str, work: Path) -> None:
        self.name, self._model = name, work / "models" / f"{name}.tar.gz"

    def train(self) -> Path:
        self._model.parent.mkdir()
        self._model.write_bytes(os.urandom(2_000_000))
        return self._model

    @contextmanager
    def serve(self) -> Iterator[Served]:
        yield Served(0, os.getpid(), 1.0)


class Bench:
    """What the bench was led to do, and what it wrote."""

    def __init__(self, work: Path) -> None:
        self.settings = Settings(cache=work / "cache")
        self.reports = work / "reports"
        self.trained: list[tuple[str, bool]] = []  # folder, and whether anew
        self.extents: list[growth.Extent] = []
        self.loads: list[tuple[int, int, Path]] = []
        self.fails: dict[str, str] = {}

    def known(self, epochs: int) -> None:
        """Put a stock model of an earlier run in its place."""
        folder = self.settings.cache / f"stock-{epochs}"
        (folder / "models").mkdir(parents=True)
        (folder / "models" / "stock.tar.gz").write_bytes(os.urandom(8_000_000))
        (folder / "trained.json").write_text('{"seconds": 90.0}', "utf-8")

    def train(self, folder: Path, fresh: bool = False) -> stock.Trained:
        self.trained.append((folder.name, fresh))
        if not stock.cached(folder):
            self.known(int(folder.name.removeprefix("stock-")))
        return stock.Trained(folder / "models" / "stock.tar.gz", 60.0)

    def grow(self, settings: Settings, model: Path, work: Path, conversations: object, extent: growth.Extent) -> list[Curve]:
        self._fail("growth")
        self.extents.append(extent)
        return [Curve("One turn, as its conversation gets longer", "turns", "ms", {"one": ((1.0, 10.0), (300.0, 11.0))}, 1.1, 1.25)]

    def load(self, work: Path, turns: int, clients: int, more: Optional[Mapping[str, str]] = None) -> Carried:
        self._fail("load")
        model = next(Path((more or {})["PLAINSPINE_MODELS"]).glob("*.tar.gz"))
        self.loads.append((turns, clients, model))
        return Carried({1: 50.0, 2: 80.0}, {1: 1.6, 2: 2.0}, Done(["a"], 1.0, 2.0, 3), [])

    def _fail(self, what: str) -> None:
        if what in self.fails:
            raise CannotMeasure(self.fails[what])

    def rows(self) -> dict[str, dict[str, Any]]:
        return {row["name"]: row for row in json.loads((self.reports / "bench.json").read_text("utf-8"))["rows"]}


def turns(clients: int, factor: float) -> Turns:
    """Return a hundred turns, of 1 to 100 ms times `clients` times `factor`."""
    return Turns(tuple(n * clients * factor / 1000 for n in range(1, 101)), ([{"custom": {"kind": "answer"}}],) * 100)


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    made = Bench(tmp_path)
    python, graph = tmp_path / "stock" / "bin" / "python", tmp_path / "graph.onnx"
    python.parent.mkdir(parents=True)
    python.touch()
    graph.write_bytes(os.urandom(4_000_000))
    for place, name, stand_in in (
        (run, "REPORTS", made.reports),
        (run, "resident", lambda pid: 500_000_000),
        (run, "Ours", lambda work: Side("ours", work)),
        (run, "Stock", lambda folder, model: Side("stock", tmp_path)),
        (run.encoder, "build", lambda settings: graph),
        (run.signal, "signal", lambda *given: None),
        (stock, "PYTHON", python),
        (stock, "train", made.train),
        (stock, "project_folder", lambda cache, epochs=stock.EPOCHS: cache / f"stock-{epochs}"),
        (stock, "write_project", lambda folder, epochs: None),
        (measure, "compile_all", lambda environment: None),
        (measure, "installed", lambda lock, work: (1_000_000_000, "weighed")),
        (measure, "alternately", lambda servers, conversations, count: [turns(1, 1), turns(1, 4)]),
        (measure, "crowds", lambda servers, conversations, count, clients, repeats: [
            Crowd(60.0, turns(clients, 1)), Crowd(20.0, turns(clients, 4)),
        ]),
        (growth, "measure_all", made.grow),
        (load, "measure", made.load),
    ):  # fmt: skip
        monkeypatch.setattr(place, name, stand_in)
    return made


def test_stock_is_trained_anew_for_a_few_epochs_whatever_is_there(bench: Bench) -> None:
    bench.known(3)
    bench.known(100)
    run.main(bench.settings)
    assert bench.trained == [("stock-3", True)] and bench.extents == [growth.WHOLE]
    note = bench.rows()["training"]["note"]
    assert note == "stock was trained for 3 of its 100 epochs, so the ratio is at most this"


def test_the_whole_training_says_how_long_it_takes_and_is_no_bound(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    run.main(bench.settings, whole=True)
    assert bench.trained == [("stock-100", True)] and bench.extents == [growth.WHOLE] and bench.rows()["training"]["note"] == ""
    assert "100 of its 100 epochs (twelve hours and more on two cores, at most 24)" in capsys.readouterr().err
    assert stock.TRAINING_SECONDS == 24 * 3600


@pytest.mark.parametrize(("known", "used"), [((3, 100), "stock-100"), ((3,), "stock-3"), ((), "stock-3")])
def test_trying_out_takes_the_best_stock_model_there_is_and_goes_less_far(known: tuple[int, ...], used: str, bench: Bench) -> None:
    for epochs in known:
        bench.known(epochs)
    run.main(bench.settings, cached=True)
    assert bench.trained == [(used, False)] and bench.extents == [growth.QUICK]
    assert ("earlier run" in bench.rows()["training"]["note"]) == bool(known)
    assert ("at most this" in bench.rows()["training"]["note"]) == (used == "stock-3")


def test_the_steps_are_numbered(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    run.main(bench.settings)
    assert re.findall(r"^\[(\d+/\d+)\]", capsys.readouterr().err, re.MULTILINE) == [f"{number}/8" for number in range(1, 9)]


@pytest.mark.parametrize("clients", [4, 16, 64])
def test_many_clients_have_their_percentiles_on_both_sides(clients: int, bench: Bench) -> None:
    run.main(bench.settings)
    rows = bench.rows()
    for which, place in (("median", 50), ("95th percentile", 95), ("99th percentile", 99)):
        row = rows[f"turn, {clients} clients, {which}"]
        assert (row["ours"], row["stock"]) == pytest.approx((place * clients, 4 * place * clients))
    assert rows[f"turns a second, {clients} clients"]["ratio"] == 3.0


def test_one_client_has_its_percentiles_once(bench: Bench) -> None:
    run.main(bench.settings)
    rows = bench.rows()
    assert [name for name in rows if "median" in name and "clients" not in name] == ["turn, median"]
    assert rows["turn, median"]["bar"] and not rows["turn, 4 clients, median"]["bar"] and rows["turns a second, 1 client"]


def test_the_model_has_its_own_rows(bench: Bench) -> None:
    run.main(bench.settings)
    rows = bench.rows()
    assert rows["model"]["ratio"] == pytest.approx(2 / 8, rel=0.01)
    assert rows["model, ours with the encoder's graph"]["ratio"] == pytest.approx((2 + 4) / 8, rel=0.01)


def test_one_server_two_and_their_ratio_are_in_the_table_the_file_and_the_page(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    run.main(bench.settings)
    (load_run,) = bench.loads
    assert load_run[:2] == (run.LOAD_TURNS, run.LOAD_CLIENTS) and load_run[2].name == "ours.tar.gz"  # the model of this run
    rows = bench.rows()
    assert [rows[name]["ours"] for name in rows if "server" in name] == [50.0, 80.0, 1.6]
    assert (rows["two servers beside one"]["bar"], rows["two servers beside one"]["verdict"]) == (">= 1.7", MISS)
    for shown in (capsys.readouterr().out, *((bench.reports / f"bench.{kind}").read_text("utf-8") for kind in ("txt", "html"))):
        assert all(name in shown for name in rows if "server" in name) and "50 /s" in shown and "80 /s" in shown and "1.60" in shown
        assert "1.6 with 1, 2.0 with 2" in " ".join(shown.split())


@pytest.mark.parametrize(
    ("what", "why", "note"),
    [("load", MISSING, f"Two servers were not measured: {MISSING}"), ("growth", "No room.", "Growth was not measured: No room.")],
)
def test_what_cannot_be_measured_after_the_comparison_leaves_the_table(
    what: str, why: str, note: str, bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.fails[what] = why
    run.main(bench.settings)
    printed = capsys.readouterr().out
    assert note in printed and note in (bench.reports / "bench.html").read_text("utf-8") and "turn, median" in printed
    assert ("as its conversation gets longer" in printed) == (what != "growth")
    assert ("two servers beside one" in printed) == (what != "load")


def test_a_comparison_that_fails_is_said_in_one_line(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stock, "PYTHON", PROJECT / "nowhere")
    with pytest.raises(SystemExit, match="The bench cannot go on: the stock environment is missing. Run `make stock`."):
        run.main(bench.settings)


def test_the_command_installs_what_two_servers_need() -> None:
    done = subprocess.run(["make", "--no-print-directory", "-n", "bench"], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert [line.split(" ", 1)[-1] for line in done.stdout.splitlines()] == ["test", "stock", "-m bot bench"]
