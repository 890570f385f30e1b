"""`python -m bot load`: what two servers carry beside one, and whether any turn was lost, doubled or put out of order."""
from __future__ import annotations

import http.client
import json
import os
import sys
import tempfile
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Iterator, Mapping, Optional, Sequence

import sqlalchemy as sa
from rich.console import Console
from rich.table import Table

from bot.bench import child
from bot.bench.child import CannotMeasure, Served, say
from bot.bench.topology import topology

# One conversation whose later turns are only understood with the earlier ones.
CONVERSATION = ("what is a sacroplasty", "how long does it take", "and what are the risks", "what is an mri", "what is a sacroplasty")
OUTCOMES = ("sacroplasty.what", "sacroplasty.duration", "sacroplasty.risks", "mri.what", "sacroplasty.what")
RATIO = 1.7  # what two servers should carry of one's load
REPEATS = 3
REPORT_EVERY = 10  # seconds


@dataclass(frozen=True)
class Done:
    """The conversations that were held, in how many seconds, with how many cores of the machine busy, and how many turns went to
    another server than the turn before."""

    senders: list[str]
    seconds: float
    cores: float
    moved: int

    @property
    def turns(self) -> int:
        """Turns in all."""
        return len(self.senders) * len(CONVERSATION)


@dataclass(frozen=True)
class Carried:
    """What one server and two carry: turns a second, with how many cores of the machine busy; the long run through both, and a line
    for each conversation in which a turn went wrong."""

    rates: Mapping[int, float]  # by servers
    cores: Mapping[int, float]
    last: Done
    faults: list[str]

    @property
    def ratio(self) -> float:
        """What two carry, divided by what one does."""
        return self.rates[2] / self.rates[1]


def main(turns: int, clients: int) -> None:
    """Measure, and print the table on standard output.

    Raises:
        SystemExit: with one line, when something could not be measured, or a turn was lost, doubled or out of order.
    """
    if turns < 1 or clients < 1:
        sys.exit("--turns and --clients must be at least 1.")
    say("Measuring two servers beside one ...")
    try:
        with tempfile.TemporaryDirectory(prefix="plainspine-load-") as work:
            carried = measure(Path(work), turns, clients)
    except CannotMeasure as error:
        sys.exit(f"The load cannot go on: {error}")
    _print(carried, clients)
    if carried.faults:
        sys.exit("\n".join(["Turns went wrong:", *carried.faults[:20]]))


def measure(work: Path, turns: int, clients: int, more: Optional[Mapping[str, str]] = None) -> Carried:
    """Start two servers, with `more` environment variables, and their stores in `work`; hold `turns` turns with both, and some before.

    Raises:
        CannotMeasure: something is not installed or does not start, or a turn got no answer or another than the right one.
    """
    say("    (1/3) Starting PostgreSQL, Redis and two servers ...")
    with topology(work, 2, more) as made:
        say(f"    (2/3) One server and two, in turn, {REPEATS} times, {clients} clients ...")
        rates: dict[int, list[float]] = {1: [], 2: []}
        cores: dict[int, list[float]] = {1: [], 2: []}  # busy meanwhile
        faults: list[str] = []
        run(made.workers, 4 * clients * len(CONVERSATION), clients)  # warms up
        for _ in range(REPEATS):
            for count, seen in rates.items():
                done = run(made.workers[:count], max(turns // 20, len(CONVERSATION)), clients)
                seen.append(done.turns / done.seconds)
                cores[count].append(done.cores)
                faults += check(made.database, done)
        say(f"    (3/3) {turns} turns through both ...")
        done = run(made.workers, turns, clients)
        faults += check(made.database, done)
    return Carried(_medians(rates), _medians(cores), done, faults)


def run(workers: Sequence[Served], turns: int, clients: int) -> Done:
    """Hold conversations of at least `turns` turns in all, `clients` at once, at servers that are kept equally busy.

    Raises:
        CannotMeasure: a turn got no answer, or another than the right one.
    """
    senders = [f"load-{uuid.uuid4()}" for _ in range(-(-turns // len(CONVERSATION)))]
    held, started, busy = _Progress(len(senders)), time.perf_counter(), busy_seconds()
    balance, here = _Balance(len(workers)), threading.local()

    def hold(number: int) -> None:
        if not hasattr(here, "connections"):
            made = [http.client.HTTPConnection(child.HOST, each.port, timeout=child.TURN_SECONDS) for each in workers]
            here.connections = [opened.enter_context(closing(connection)) for connection in made]
        server = None
        for text, right in zip(CONVERSATION, OUTCOMES):
            try:
                with balance.next(server) as server:
                    messages = child.ask(here.connections[server], senders[number], text)
            except (OSError, http.client.HTTPException, ValueError) as error:
                raise CannotMeasure(f"A turn broke off: {error or type(error).__name__}.") from error
            outcome = messages[-1]["custom"]["outcome"] if messages else "nothing"
            if outcome != f"answered.{right}":
                raise CannotMeasure(f"{text!r} was answered with {outcome}.")
        held.one()

    with ExitStack() as opened, ThreadPoolExecutor(clients) as pool:
        list(pool.map(hold, range(len(senders))))
    seconds = time.perf_counter() - started
    return Done(senders, seconds, (busy_seconds() - busy) / seconds, balance.moved)


def busy_seconds() -> float:
    """Return for how many seconds the machine's cores have worked since it was started, all together (Linux's /proc/stat)."""
    user, nice, system, _, _, *interrupts = map(int, Path("/proc/stat").read_text("utf-8").split("\n", 1)[0].split()[1:8])
    return (user + nice + system + sum(interrupts)) / os.sysconf("SC_CLK_TCK")


def check(database: str, done: Done) -> list[str]:
    """Return a line for each conversation of which the database does not hold every message once and in order."""
    faults = []
    messages = sa.text("SELECT data FROM events WHERE sender_id = :sender AND type_name = 'user' ORDER BY id")
    with sa.create_engine(database, poolclass=sa.pool.NullPool).connect() as connection:
        for sender in done.senders:
            texts = [json.loads(data)["text"] for data in connection.execute(messages, {"sender": sender}).scalars()]
            if texts != list(CONVERSATION):
                faults.append(f"{sender} holds {len(texts)} messages: {texts}")
    return faults


def _print(carried: Carried, clients: int) -> None:
    done, ratio = carried.last, carried.ratio
    table = Table(title="PostgreSQL and Redis, with servers that are kept equally busy")
    for head in ("measurement", "figure", "bar", ""):
        table.add_column(head)
    table.add_row("one server", f"{carried.rates[1]:.1f} turns/s", "", "")
    table.add_row("two servers", f"{carried.rates[2]:.1f} turns/s", "", "")
    for count, busy in carried.cores.items():
        table.add_row(f"cores busy with {count}, clients and stores", f"{busy:.2f} of {os.cpu_count()}", "", "")
    table.add_row("two beside one", f"{ratio:.2f}", f">= {RATIO}", "pass" if ratio >= RATIO else "MISS")
    table.add_row("turns through both", f"{done.turns} in {done.seconds:.0f} s", "", "")
    table.add_row("of later ones at another server than the one before", f"{done.moved / max(1, done.turns - len(done.senders)):.0%}", "", "")
    wrong = len(carried.faults)
    table.add_row("conversations with a turn lost, doubled or out of order", str(wrong), "0", "MISS" if wrong else "pass")
    console = Console(width=110)
    console.print(table)
    console.print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end, {clients} clients; rates: median of {REPEATS}.")


def _medians(found: Mapping[int, Sequence[float]]) -> dict[int, float]:
    return {servers: median(figures) for servers, figures in found.items()}


class _Balance:
    """Keeps servers equally busy, as deploy/nginx.conf does, and has a conversation change servers as often as that allows."""

    def __init__(self, servers: int) -> None:
        self.moved = 0  # turns that went to another server than the one before
        self._asked = [0] * servers
        self._lock = threading.Lock()

    @contextmanager
    def next(self, last: Optional[int]) -> Iterator[int]:
        """Yield the number of a server: any other than the `last` as long as it has no more than a turn more to answer."""
        with self._lock:
            chosen = min(range(len(self._asked)), key=lambda server: self._asked[server] + (1.5 if server == last else 0))
            self.moved += last is not None and chosen != last
            self._asked[chosen] += 1
        try:
            yield chosen
        finally:
            with self._lock:
                self._asked[chosen] -= 1


class _Progress:
    """Says now and then how many conversations were held."""

    def __init__(self, all: int) -> None:
        self._all, self._held = all, 0
        self._lock, self._said = threading.Lock(), time.monotonic()

    def one(self) -> None:
        with self._lock:
            self._held += 1
            if time.monotonic() - self._said >= REPORT_EVERY:
                self._said = time.monotonic()
                say(f"    {self._held} of {self._all} conversations")
