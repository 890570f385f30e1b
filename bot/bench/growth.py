"""What a turn costs as a conversation gets longer, more are stored, there is more content, and more clients talk at once."""
from __future__ import annotations

import http.client
import time
import uuid
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from random import Random
from statistics import median
from typing import Sequence

from bot.bench import child, grown, measure
from bot.bench.child import CannotMeasure, Served, say
from bot.bench.curve import Curve
from bot.bench.sides import Ours
from bot.settings import Settings

MOST = 1.25  # the last figure may be this many times the first: what a turn costs must not grow
_SEED = 7


@dataclass(frozen=True)
class Extent:
    """How far the measurements go."""

    turns: tuple[int, ...]  # of one conversation
    stored: tuple[int, ...]  # conversations
    content: tuple[int, ...]  # times what is shipped
    clients: tuple[int, ...]
    samples: int  # timed turns a figure


WHOLE = Extent((1, 50, 100, 200, 300), (1_000, 10_000, 50_000, 200_000), (1, 4, 16), (1, 4, 16, 64), 100)
QUICK = Extent((1, 20, 60), (1_000, 5_000), (1, 4), (1, 4, 16), 25)


def measure_all(
    settings: Settings, model: Path, work: Path, conversations: Sequence[Sequence[str]], extent: Extent
) -> list[Curve]:
    """Measure each kind of growth with the trained `model`, in folders below `work`.

    Raises:
        CannotMeasure: a server did not start, a turn got no answer, or there is no room for so many conversations.
    """
    questions = [text for conversation in conversations for text in conversation]
    say("    (1/4) Turns in a conversation ...")
    with Ours(_folder(work, "turns"), model).serve() as server:
        by_turns = _by_turns(server, questions, extent)
        say("    (2/4) Clients at once ...")
        by_clients = _by_clients(server, conversations, extent)
    say("    (3/4) Stored conversations ...")
    by_stored = _by_stored(model, work, questions, extent)
    say("    (4/4) Content ...")
    by_content = _by_content(settings, model, work, conversations, extent)
    return [by_turns, by_stored, by_content, by_clients]


def _by_turns(server: Served, questions: Sequence[str], extent: Extent) -> Curve:
    """Time turns of one long conversation, in turn with turns of new ones, so that other load on the machine meets both."""
    texts, long = cycle(questions), f"long-{uuid.uuid4()}"
    taken = 0
    old: list[tuple[float, float]] = []
    new: list[tuple[float, float]] = []
    with _Client(server) as client:
        for place in extent.turns:
            for text in islice(texts, max(0, place - taken - 1)):
                client.seconds(long, text)
                taken += 1
            # The new one first: what it was asked has then been encoded for both.
            timed = [(client.second_turn(text), client.seconds(long, text)) for text in islice(texts, extent.samples // 5)]
            taken += len(timed)
            new.append((taken, median(pair[0] for pair in timed) * 1000))
            old.append((taken, median(pair[1] for pair in timed) * 1000))
    name = "One turn, as its conversation gets longer"
    lines = {"in the long conversation": tuple(old), "in new ones, at the same time": tuple(new)}
    # A turn is answered from the latest dozen: from there on it must not cost more, whatever the machine does meanwhile.
    ratios = [long_turn[1] / new_turn[1] for long_turn, new_turn in zip(old, new)]
    note = f"The growth is from turn {old[1][0]:.0f} on; the last turns take {ratios[-1]:.2f} times as long as second turns of new ones"
    return Curve(name, "turns in the conversation", "ms", lines, ratios[-1] / ratios[1], MOST, note)


def _by_stored(model: Path, work: Path, questions: Sequence[str], extent: Extent) -> Curve:
    template = _folder(work, "template")
    with Ours(template, model).serve() as server, _Client(server) as client:
        client.seconds("template", questions[0])
    chance = Random(_SEED)
    with ExitStack() as running:
        clients = []
        for count in extent.stored:
            folder = _folder(work, f"stored-{count}")
            grown.conversations(template / "bench.db", folder / "bench.db", count)
            clients.append(running.enter_context(_Client(running.enter_context(Ours(folder, model).serve()))))
        new: list[list[float]] = [[] for _ in clients]
        resumed: list[list[float]] = [[] for _ in clients]
        for text in islice(cycle(questions), extent.samples):
            for place, (client, count) in enumerate(zip(clients, extent.stored)):
                new[place].append(client.second_turn(text))
                resumed[place].append(client.seconds(f"stored-{chance.randint(1, count)}", text))
    name = "One turn, as more conversations are stored"
    lines = {"in a new conversation": _medians(extent.stored, new), "in one taken up again": _medians(extent.stored, resumed)}
    growth = max(points[-1][1] / points[0][1] for points in lines.values())
    return Curve(name, "stored conversations", "ms", lines, growth, MOST)


def _by_content(settings: Settings, model: Path, work: Path, conversations: Sequence[Sequence[str]], extent: Extent) -> Curve:
    with ExitStack() as running:
        servers = []
        for times in extent.content:
            folder = _folder(work, f"content-{times}")
            grown.content(settings.content, folder / "content", times)
            grown.model(model, folder / "model.tar.gz", times)
            more = {"PLAINSPINE_CONTENT": str(folder / "content")}
            servers.append(running.enter_context(Ours(folder, folder / "model.tar.gz", more).serve()))
        measure.alternately(servers, conversations, extent.samples // 5)
        timed = measure.alternately(servers, conversations, extent.samples)
        memory = [child.resident(server.pid) / 1e6 for server in servers]
        starts = [server.ready for server in servers]
    points = tuple((times, turns.percentile(0.5) * 1000) for times, turns in zip(extent.content, timed))
    beside = ", ".join(
        f"{times} times: {held:,.0f} MB, ready in {ready:.1f} s" for times, held, ready in zip(extent.content, memory, starts)
    )
    name = "One turn, as there is more content"
    return Curve(name, "times the shipped content", "ms", {"a turn": points}, points[-1][1] / points[0][1], MOST, beside)


def _by_clients(server: Served, conversations: Sequence[Sequence[str]], extent: Extent) -> Curve:
    points = []
    for clients in extent.clients:
        (crowd,) = measure.crowds([server], conversations, extent.samples, clients, 1)
        points.append((clients, crowd.rate))
    return Curve("Turns a second, as more clients talk at once", "clients", "/s", {"one worker": tuple(points)})


class _Client:
    """One connection to a server that is kept open."""

    def __init__(self, server: Served) -> None:
        self._connection = http.client.HTTPConnection(child.HOST, server.port, timeout=child.TURN_SECONDS)

    def __enter__(self) -> _Client:
        return self

    def __exit__(self, *error: object) -> None:
        self._connection.close()

    def seconds(self, sender: str, text: str) -> float:
        """Return how long a turn took. Raises CannotMeasure when it got no proper answer."""
        started = time.perf_counter()
        try:
            answer = child.ask(self._connection, sender, text)
        except (OSError, http.client.HTTPException) as error:
            raise CannotMeasure(f"A turn broke off: {error or type(error).__name__}.") from error
        if not answer:
            raise CannotMeasure(f"The server left {text!r} without an answer.")
        return time.perf_counter() - started

    def second_turn(self, text: str) -> float:
        """Return how long the second turn of a new conversation took; the first also opens it."""
        sender = f"new-{uuid.uuid4()}"
        self.seconds(sender, text)
        return self.seconds(sender, text)


def _medians(sizes: Sequence[int], seconds: Sequence[Sequence[float]]) -> tuple[tuple[float, float], ...]:
    return tuple((size, median(each) * 1000) for size, each in zip(sizes, seconds))


def _folder(work: Path, name: str) -> Path:
    folder = work / name
    folder.mkdir()
    return folder
