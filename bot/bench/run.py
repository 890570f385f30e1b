"""`python -m bot bench` measures both sides, two servers and growth; `growth` only that. Each writes a table and a page of charts."""
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
from typing import Any, Iterator, Optional, Sequence

import yaml

from bot.bench import curve, growth, load, measure, page, report, stock
from bot.bench.child import CannotMeasure, Served, resident, say
from bot.bench.curve import Curve
from bot.bench.report import Row
from bot.bench.sides import Ours, Side, Stock, kind
from bot.content.faults import ContentError
from bot.settings import PROJECT, Settings
from bot.understanding import encoder

REPORTS = PROJECT / "reports"
STARTS = 3
FEW_EPOCHS = 3  # a model of the same size and speed, that knows its training phrases well enough to be probed with them
TURNS = 200  # timed on each side, with one client and with each number of many
REPEATS = 3  # of each measurement with many clients
MANY = (1, 4, 16, 64)  # clients
LOAD_TURNS, LOAD_CLIENTS = 6_000, 16  # with two servers
_QUESTIONS = Path(__file__).with_name("questions.yml")
# What this project set out to reach: ours divided by stock, at most; and of the turns a second with 16 clients, at least.
READY, RESIDENT, TRAINING, TURN, INSTALLED = 0.15, 0.3, 0.2, 0.4, 0.35
BUSY, TURNS_A_SECOND = 16, 2.5
_SHARES = {"median": 0.5, "95th percentile": 0.95, "99th percentile": 0.99}
_MB, _GB = 1e6, 1e9


def main(settings: Settings, cached: bool = False, whole: bool = False) -> None:
    """Measure, print the table on standard output and write it below reports/. Stock is trained for a few epochs, unless told otherwise.

    Args:
        cached: use the stock model of an earlier run if there is one, and measure growth less far.
        whole: train stock for all of its epochs.

    Raises:
        SystemExit: with one line, when the sides could not be compared. A missed bar is a result and no error.
    """
    started = time.perf_counter()
    curves: list[Curve] = []
    with _working() as work:
        rows, notes, model = _compare(settings, work, cached, whole)
        with _else_noted("Two servers were", notes):
            say(f"[7/8] Measuring two servers beside one, {LOAD_TURNS} turns ...")
            rows += _two_servers(work, model)
        with _else_noted("Growth was", notes):
            say("[8/8] Measuring growth ...")
            curves = _grow(settings, work, model, cached)
    notes.append(f"The run took {time.perf_counter() - started:.0f} s")
    table = report.text(rows, notes) + "\n" + curve.text(curves)
    held = {**report.data(rows, notes), "growth": [each.data() for each in curves]}
    _write("bench", table, held, page.html("Plainspine: speed, memory and size", rows, curves, notes))


def grow(settings: Settings, model: Path, quick: bool = False) -> None:
    """Measure only how the cost of a turn grows, with the trained `model`; `quick` goes less far.

    Raises:
        SystemExit: with one line, when something could not be measured.
    """
    say("Measuring growth ...")
    with _working() as work:
        curves = _grow(settings, work, model, quick)
    held = {"growth": [each.data() for each in curves]}
    _write("growth", curve.text(curves), held, page.html("Plainspine: what a turn costs as things grow", [], curves, []))


def _grow(settings: Settings, work: Path, model: Path, quick: bool) -> list[Curve]:
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


@contextmanager
def _else_noted(what: str, notes: list[str]) -> Iterator[None]:
    """What was compared before is worth its table even where this could not be measured: a note says why."""
    try:
        yield
    except CannotMeasure as error:
        notes.append(f"{what} not measured: {str(error).rstrip('.')}")


def _write(name: str, table: str, held: dict[str, Any], shown: str) -> None:
    REPORTS.mkdir(exist_ok=True)
    (REPORTS / f"{name}.txt").write_text(table, "utf-8")
    (REPORTS / f"{name}.json").write_text(json.dumps(held, indent=2) + "\n", "utf-8")
    (REPORTS / f"{name}.html").write_text(shown, "utf-8")
    print(table, end="")


def _compare(settings: Settings, work: Path, cached: bool, whole: bool) -> tuple[list[Row], list[str], Path]:
    """Return the table's rows, the notes below it, and our model as it was trained in this run."""
    if not stock.PYTHON.is_file():
        raise CannotMeasure("the stock environment is missing. Run `make stock`.")
    conversations = yaml.safe_load(_QUESTIONS.read_text("utf-8"))
    stock_environment = stock.PYTHON.parent.parent

    say("[1/8] Compiling both environments ...")
    for environment in (Path(sys.prefix), stock_environment):
        measure.compile_all(environment)
    encoder_file = encoder.build(settings)

    say("[2/8] Training ours ...")
    ours = Ours(work)
    began = time.perf_counter()
    model = ours.train()
    training = time.perf_counter() - began
    say(f"    {training:.1f} s")

    if cached and stock.cached(stock.project_folder(settings.cache)):
        whole = True
    epochs = stock.EPOCHS if whole else FEW_EPOCHS
    folder = stock.project_folder(settings.cache, epochs)
    stock.write_project(folder, epochs)
    earlier = cached and stock.cached(folder)
    if earlier:
        say(f"[3/8] The stock model of an earlier run ({epochs} epochs) is used.")
    else:
        long = f"twelve hours and more on two cores, at most {stock.TRAINING_SECONDS // 3600}" if whole else "about 20 minutes on two cores"
        say(f"[3/8] Training stock, {epochs} of its {stock.EPOCHS} epochs ({long}) ...")
    trained = stock.train(folder, fresh=not cached)
    theirs = Stock(folder, trained.model)

    say(f"[4/8] Starting each side {STARTS} times, in turn ...")
    with ExitStack() as open_servers:
        servers, ready = _starts([ours, theirs], open_servers)
        say(f"[5/8] Warming up, then timing {TURNS} turns on each side ...")
        measure.alternately(servers, conversations, sum(map(len, conversations)))
        warm = [resident(server.pid) for server in servers]
        single = measure.alternately(servers, conversations, TURNS)
        many: dict[int, list[measure.Crowd]] = {}
        for clients in MANY:
            say(f"    clients at once: {clients} ...")
            many[clients] = measure.crowds(servers, conversations, TURNS, clients, REPEATS)
        after = [resident(server.pid) for server in servers]

    say("[6/8] Weighing what is installed ...")
    weight, how = measure.installed(PROJECT / "requirements" / "base.txt", work)
    ours_held, encoder_held, stock_held = map(measure.size, (model, encoder_file, trained.model))
    installed, stock_installed = weight + encoder_held + ours_held, measure.size(stock_environment) + stock_held

    how_far = f"stock was trained for {epochs} of its {stock.EPOCHS} epochs, so the ratio is at most this" if epochs < stock.EPOCHS else ""
    when = "stock's figure is of an earlier run" if earlier else ""
    note = "; ".join(filter(None, (how_far, when)))
    rows = [
        Row("start to first right answer", "s", ready[0], ready[1], most_ratio=READY),
        Row("resident after warm-up", "MB", warm[0] / _MB, warm[1] / _MB, most_ratio=RESIDENT),
        Row("resident after all turns", "MB", after[0] / _MB, after[1] / _MB, most_ratio=RESIDENT),
        Row("training", "s", training, trained.seconds, most_ratio=TRAINING, note=note),
        *_latency("turn", single, TURN),
        *(row for clients, crowds in many.items() for row in _crowd(clients, crowds)),
        Row("model", "MB", ours_held / _MB, stock_held / _MB),
        Row("model, ours with the encoder's graph", "MB", (ours_held + encoder_held) / _MB, stock_held / _MB),
        Row("installed, with model and encoder", "GB", installed / _GB, stock_installed / _GB, most_ratio=INSTALLED),
    ]
    kinds = Counter(kind(answer) for answer in single[0].answers)
    notes = [
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end; "
        f"with other load on the machine only the ratios mean something",
        f"{len(single[0].seconds)} timed turns a side, conversations of 5, in turn; many clients: {REPEATS} times at least as many, "
        f"the rate is the median, the percentiles are of all; starts: median of {STARTS}",
        "Our kinds of reply: " + ", ".join(f"{name or 'none'} {count}" for name, count in kinds.most_common()),
        f"Installed: {how}; both environments without compiled modules and without Python itself",
    ]
    return rows, notes, model


def _latency(name: str, sides: Sequence[measure.Turns], most_ratio: Optional[float] = None) -> list[Row]:
    """Return the rows of how long a turn takes; the bar is the median's."""
    bars = {"median": most_ratio}
    return [
        Row(f"{name}, {which}", "ms", *(turns.percentile(share) * 1000 for turns in sides), most_ratio=bars.get(which))
        for which, share in _SHARES.items()
    ]


def _crowd(clients: int, sides: Sequence[measure.Crowd]) -> list[Row]:
    """Return the rows of so many clients at once."""
    bar = TURNS_A_SECOND if clients == BUSY else None
    name = f"{clients} client{'s' if clients > 1 else ''}"
    rate = Row(f"turns a second, {name}", "/s", *(crowd.rate for crowd in sides), least_ratio=bar)
    return [rate, *(_latency(f"turn, {name}", [crowd.turns for crowd in sides]) if clients > 1 else [])]


def _two_servers(work: Path, model: Path) -> list[Row]:
    """Return the rows of one server and two that share PostgreSQL and Redis."""
    folder = work / "two-servers"
    folder.mkdir()
    carried = load.measure(folder, LOAD_TURNS, LOAD_CLIENTS, {"PLAINSPINE_MODELS": str(model.parent)})
    busy = ", ".join(f"{cores:.1f} with {servers}" for servers, cores in carried.cores.items())
    note = (
        f"ours alone, {LOAD_CLIENTS} clients; busy of {os.cpu_count()} cores, clients and stores included: {busy}; of {carried.last.turns} "
        f"turns through both, conversations with one lost, doubled or out of order: {len(carried.faults)}"
    )
    return [
        Row("one server with PostgreSQL and Redis", "/s", carried.rates[1]),
        Row("two servers with PostgreSQL and Redis", "/s", carried.rates[2]),
        Row("two servers beside one", "", carried.ratio, least=load.RATIO, note=note),
    ]


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
