"""`python -m bot bench` measures both sides in one run, and growth; `growth` only that. Each writes a table and a page of charts."""
from __future__ import annotations

import json
import os
import platform
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any, Iterator

import yaml

from bot.bench import curve, growth, measure, page, report, stock
from bot.bench.child import CannotMeasure, Served, resident, say
from bot.bench.curve import Curve
from bot.bench.report import Row
from bot.bench.sides import Ours, Side, Stock, kind
from bot.content.faults import ContentError
from bot.settings import PROJECT, Settings
from bot.understanding import encoder

REPORTS = PROJECT / "reports"
STARTS = 3
QUICK_EPOCHS = 3  # a model of the same size and speed, that knows its training phrases well enough to be probed with them
REPEATS = 3  # of each measurement with many clients
MANY = (1, 4, 16, 64)  # clients
_QUESTIONS = Path(__file__).with_name("questions.yml")
# What this project set out to reach: ours divided by stock, at most; and of the turns a second with 16 clients, at least.
READY, RESIDENT, TRAINING, TURN, INSTALLED = 0.15, 0.3, 0.2, 0.4, 0.35
BUSY, TURNS_A_SECOND = 16, 2.5
_MB, _GB = 1e6, 1e9


def main(settings: Settings, rounds: int, quick: bool = False) -> None:
    """Measure, print the table on standard output and write it below reports/.

    Args:
        rounds: turns timed on each side.
        quick: use the stock model of an earlier run, or train one for a few epochs, with which its training is then compared.

    Raises:
        SystemExit: with one line, when something could not be measured. A missed bar is a result and no error.
    """
    if rounds < 1:
        sys.exit("--rounds must be at least 1.")
    started = time.perf_counter()
    with _working() as work:
        rows, notes, model = _measure(settings, work, rounds, quick)
        curves = _grow(settings, work, model, quick)
    notes.append(f"The run took {time.perf_counter() - started:.0f} s")
    table = report.text(rows, notes) + "\n" + curve.text(curves)
    held = {**report.data(rows, notes), "growth": [each.data() for each in curves]}
    _write("bench", table, held, page.html("Plainspine: speed, memory and size", rows, curves, notes))


def grow(settings: Settings, model: Path, quick: bool = False) -> None:
    """Measure only how the cost of a turn grows, with the trained `model`; `quick` goes less far.

    Raises:
        SystemExit: with one line, when something could not be measured.
    """
    with _working() as work:
        curves = _grow(settings, work, model, quick)
    held = {"growth": [each.data() for each in curves]}
    _write("growth", curve.text(curves), held, page.html("Plainspine: what a turn costs as things grow", [], curves, []))


def _grow(settings: Settings, work: Path, model: Path, quick: bool) -> list[Curve]:
    say("Measuring growth ...")
    conversations = yaml.safe_load(_QUESTIONS.read_text("utf-8"))
    return growth.measure_all(settings, model, work, conversations, growth.QUICK if quick else growth.WHOLE)


@contextmanager
def _working() -> Iterator[Path]:
    """Yield a folder for the run; say in one line what could not be measured, and leave nothing behind."""
    # So that servers are stopped and folders removed then, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("The bench was stopped."))
    try:
        with tempfile.TemporaryDirectory(prefix="plainspine-bench-") as work:
            yield Path(work)
    except (CannotMeasure, ContentError, encoder.encoder_graph.EncoderFilesWrong) as error:
        sys.exit(f"The bench cannot go on: {error}")


def _write(name: str, table: str, held: dict[str, Any], shown: str) -> None:
    REPORTS.mkdir(exist_ok=True)
    (REPORTS / f"{name}.txt").write_text(table, "utf-8")
    (REPORTS / f"{name}.json").write_text(json.dumps(held, indent=2) + "\n", "utf-8")
    (REPORTS / f"{name}.html").write_text(shown, "utf-8")
    print(table, end="")


def _measure(settings: Settings, work: Path, rounds: int, quick: bool) -> tuple[list[Row], list[str], Path]:
    """Return the table's rows, the notes below it, and our model as it was trained in this run."""
    if not stock.PYTHON.is_file():
        raise CannotMeasure("the stock environment is missing. Run `make stock`.")
    conversations = yaml.safe_load(_QUESTIONS.read_text("utf-8"))
    stock_environment = stock.PYTHON.parent.parent

    say("[1/6] Compiling both environments ...")
    for environment in (Path(sys.prefix), stock_environment):
        measure.compile_all(environment)
    encoder_file = encoder.build(settings)

    say("[2/6] Training ours ...")
    ours = Ours(work)
    began = time.perf_counter()
    model = ours.train()
    training = time.perf_counter() - began
    say(f"    {training:.1f} s")

    whole = stock.cached(stock.project_folder(settings.cache))
    epochs = QUICK_EPOCHS if quick and not whole else stock.EPOCHS
    folder = stock.project_folder(settings.cache, epochs)
    stock.write_project(folder, epochs)
    earlier = quick and stock.cached(folder)
    if earlier:
        say(f"[3/6] The stock model of an earlier run ({epochs} epochs) is used.")
    else:
        say(f"[3/6] Training stock, {epochs} epochs (hours for {stock.EPOCHS}, on two cores) ...")
    trained = stock.train(folder, fresh=not quick)
    theirs = Stock(folder, trained.model)

    say(f"[4/6] Starting each side {STARTS} times, in turn ...")
    with ExitStack() as open_servers:
        servers, ready = _starts([ours, theirs], open_servers)
        say(f"[5/6] Warming up, then timing {rounds} turns on each side ...")
        measure.alternately(servers, conversations, sum(map(len, conversations)))
        warm = [resident(server.pid) for server in servers]
        single = measure.alternately(servers, conversations, rounds)
        many = {clients: measure.rates(servers, conversations, rounds, clients, REPEATS) for clients in MANY}
        after = [resident(server.pid) for server in servers]

    say("[6/6] Weighing what is installed ...")
    weight, how = measure.installed(PROJECT / "requirements" / "base.txt", work)
    installed = weight + measure.size(encoder_file) + measure.size(model)
    stock_installed = measure.size(stock_environment) + measure.size(trained.model)

    how_far = f"stock was trained for {epochs} of its {stock.EPOCHS} epochs, so the ratio is at most this" if epochs < stock.EPOCHS else ""
    when = "stock's figure is of an earlier run" if earlier else ""
    note = "; ".join(filter(None, (how_far, when)))
    rows = [
        Row("start to first right answer", "s", ready[0], ready[1], most_ratio=READY),
        Row("resident after warm-up", "MB", warm[0] / _MB, warm[1] / _MB, most_ratio=RESIDENT),
        Row("resident after all turns", "MB", after[0] / _MB, after[1] / _MB, most_ratio=RESIDENT),
        Row("training", "s", training, trained.seconds, most_ratio=TRAINING, note=note),
        *(Row(f"turn, {name}", "ms", *(turns.percentile(share) * 1000 for turns in single), most_ratio=bar)
          for name, share, bar in (("median", 0.5, TURN), ("95th percentile", 0.95, None), ("99th percentile", 0.99, None))),
        *(Row(f"turns a second, {clients} clients", "/s", *both, least_ratio=TURNS_A_SECOND if clients == BUSY else None)
          for clients, both in many.items()),
        Row("installed, with model and encoder", "GB", installed / _GB, stock_installed / _GB, most_ratio=INSTALLED),
    ]
    kinds = Counter(kind(answer) for answer in single[0].answers)
    notes = [
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end; "
        f"with other load on the machine only the ratios mean something",
        f"{len(single[0].seconds)} timed turns a side, conversations of 5, in turn; many clients: median of {REPEATS}; "
        f"starts: median of {STARTS}",
        "Our kinds of reply: " + ", ".join(f"{name or 'none'} {count}" for name, count in kinds.most_common()),
        f"Installed: {how}; both environments without compiled modules and without Python itself",
    ]
    return rows, notes, model


def _starts(sides: list[Side], keep: ExitStack) -> tuple[list[Served], list[float]]:
    """Start the sides in turn; return the servers of the last start, left running in `keep`, and each side's median time."""
    times: list[list[float]] = [[] for _ in sides]
    for _ in range(STARTS - 1):
        for seen, side in zip(times, sides):
            with side.serve() as server:
                seen.append(server.ready)
            say(f"    {side.name}: {seen[-1]:.1f} s")
    servers = []
    for seen, side in zip(times, sides):
        servers.append(keep.enter_context(side.serve()))
        seen.append(servers[-1].ready)
        say(f"    {side.name}: {seen[-1]:.1f} s")
    return servers, [median(seen) for seen in times]
