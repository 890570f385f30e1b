"""`python -m bot soak`: very many turns on one server, and the memory it holds meanwhile. Writes reports/soak.html and .json."""
from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Iterator, Sequence

import yaml

from bot.bench import measure, page
from bot.bench.child import CannotMeasure, Served, resident, say
from bot.bench.curve import Curve, text
from bot.bench.sides import Ours, kind
from bot.settings import PROJECT, Settings

REPORTS = PROJECT / "reports"
CLIENTS = 4
SAMPLES = 40  # of memory
WARM = 0.25  # the share of the turns after which memory is to stay flat: caches are full by then
MOST = 1.1
_QUESTIONS = Path(__file__).with_name("questions.yml")
# What patients send besides questions; the soak's own, so that every way through the door is taken.
_ODD = (
    ("I can't feel when I pee since this morning", "what is a sacroplasty"),
    ("my fever is 102 and my back hurts more", "yes", "thank you"),
    ("", "\U0001f600", "/restart", "a" * 5000, "<b>does it hurt?</b>"),
    ("Сколько времени это занимает?", "¿cuánto dura?", "2", "asdf qwer"),
)


@dataclass
class Soaked:
    """What came of it: (turns done, resident bytes) now and then, and how many replies of each kind there were."""

    memory: list[tuple[int, int]] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)

    @property
    def growth(self) -> float:
        """Memory at the end divided by memory once warm."""
        last = self.memory[-1][0]
        warm = next(held for turns, held in self.memory if turns >= WARM * last)
        return self.memory[-1][1] / warm

    def curve(self) -> Curve:
        """Return the memory as a curve."""
        points = tuple((float(turns), held / 1e6) for turns, held in self.memory)
        kinds = ", ".join(f"{name or 'none'} {count:,}" for name, count in self.kinds.most_common())
        return Curve("Resident memory over the turns", "turns", "MB", {"the server": points}, self.growth, MOST, f"Replies: {kinds}")


def main(settings: Settings, model: Path, turns: int) -> None:
    """Hold `turns` turns with a server of its own, print the curve and write it below reports/.

    Raises:
        SystemExit: with one line, when a turn got no proper answer or the server ended.
    """
    if turns < SAMPLES:
        sys.exit(f"--turns must be at least {SAMPLES}.")
    try:
        with tempfile.TemporaryDirectory(prefix="plainspine-soak-") as work, Ours(Path(work), model).serve() as server:
            curve = soak(server, turns, progress=True).curve()
    except CannotMeasure as error:
        sys.exit(f"The soak cannot go on: {error}")
    REPORTS.mkdir(exist_ok=True)
    (REPORTS / "soak.json").write_text(json.dumps(curve.data(), indent=2) + "\n", "utf-8")
    (REPORTS / "soak.html").write_text(page.html("Plainspine: a soak", [], [curve], []), "utf-8")
    print(text([curve]), end="")


def soak(server: Served, turns: int, progress: bool = False) -> Soaked:
    """Hold about `turns` turns with several clients at once.

    Raises:
        CannotMeasure: a turn got no proper answer.
    """
    found, done, step = Soaked(), 0, max(1, turns // SAMPLES)
    with ThreadPoolExecutor(CLIENTS) as pool:
        for answers in pool.map(lambda texts: measure.converse(server.port, texts), _conversations(turns)):
            before, done = done, done + len(answers)
            found.kinds.update(kind(answer) for _, answer in answers)
            if before // step != done // step:
                found.memory.append((done, resident(server.pid)))
                if progress:
                    say(f"    {done:>7,} turns  {found.memory[-1][1] / 1e6:7.1f} MB")
    return found


def _conversations(turns: int) -> Iterator[Sequence[str]]:
    """Yield conversations, odd ones among them, until they hold at least `turns` turns."""
    asked = yaml.safe_load(_QUESTIONS.read_text("utf-8"))
    mixed = [each for pair in zip(asked, cycle(_ODD)) for each in pair]
    held = 0
    for texts in islice(cycle(mixed), turns):
        yield texts
        held += len(texts)
        if held >= turns:
            return
