"""The measurements: time to a right answer, memory, turns one at a time and many at once, installed size."""
from __future__ import annotations

import http.client
import math
import shutil
import subprocess
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Sequence

from bot.bench import child
from bot.bench.child import CannotMeasure, Messages, Served
from bot.settings import PROJECT

Conversation = Sequence[str]
INSTALL_SECONDS = 900
_TESTS_ONLY = "pytest"  # a package that only requirements/test.txt installs


@dataclass(frozen=True)
class Turns:
    """How long each timed turn took, in seconds, and what was answered."""

    seconds: tuple[float, ...]
    answers: tuple[Messages, ...]

    def percentile(self, share: float) -> float:
        """Return the time that `share` (0 to 1) of the turns did not exceed."""
        ordered = sorted(self.seconds)
        return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


@dataclass(frozen=True)
class Crowd:
    """Many clients at once: the turns answered in a second, and each of them."""

    rate: float
    turns: Turns


def alternately(servers: Sequence[Served], conversations: Sequence[Conversation], turns: int) -> list[Turns]:
    """Time `turns` turns on each server, one client, a conversation here, the same there: other load meets both alike."""
    seconds: list[list[float]] = [[] for _ in servers]
    answers: list[list[Messages]] = [[] for _ in servers]
    for conversation in _enough(conversations, turns):
        for index, server in enumerate(servers):
            for text_seconds, answer in converse(server.port, conversation):
                seconds[index].append(text_seconds)
                answers[index].append(answer)
    return [Turns(tuple(s), tuple(a)) for s, a in zip(seconds, answers)]


def crowds(
    servers: Sequence[Served], conversations: Sequence[Conversation], turns: int, clients: int, repeats: int
) -> list[Crowd]:
    """Have `clients` talk at once, `repeats` times with each server, in turn; the rate is the median of these.

    At least `turns` turns each time, and more where that would leave a client without a conversation.
    """
    rates: list[list[float]] = [[] for _ in servers]
    timed: list[list[tuple[float, Messages]]] = [[] for _ in servers]
    given = _enough(conversations, max(turns, clients * max(map(len, conversations))))
    for _ in range(repeats):
        for index, server in enumerate(servers):
            started = time.perf_counter()
            with ThreadPoolExecutor(clients) as pool:
                held = list(pool.map(lambda conversation: converse(server.port, conversation), given))
            taken = time.perf_counter() - started
            answered = [turn for conversation in held for turn in conversation]
            rates[index].append(len(answered) / taken)
            timed[index] += answered
    return [Crowd(median(each), Turns(*zip(*turns_timed))) for each, turns_timed in zip(rates, timed)]


def installed(lock: Path, temporary: Path) -> tuple[int, str]:
    """Return the bytes that `make run` installs, and a note on how they were weighed.

    When the tests' packages are installed too, an environment without them is built from the installer's cache and weighed.

    Raises:
        CannotMeasure: that environment could not be built.
    """
    environment = Path(sys.prefix)
    if not any(environment.glob(f"lib/python*/site-packages/{_TESTS_ONLY}")):
        return size(environment), "our environment was weighed as `make run` installed it"
    uv, target = PROJECT / ".venv-boot" / "bin" / "uv", temporary / "environment"
    version = (PROJECT / ".python-version").read_text("utf-8").strip()
    placeholder = temporary / "placeholder"  # building it leaves files behind
    shutil.copytree(PROJECT / "requirements" / "tensorflow-placeholder", placeholder)
    python = target / "bin" / "python"
    own = ["--no-deps", "--no-index", "--no-build-isolation", placeholder]
    for what, command in (
        ("making an environment", [uv, "venv", "--quiet", "--python", version, target]),
        ("installing the lock", [uv, "pip", "sync", "--quiet", "--python", python, "--require-hashes", lock]),
        ("installing the placeholder", [uv, "pip", "install", "--quiet", "--python", python, *own]),
    ):
        child.run(what, command, INSTALL_SECONDS, PROJECT, {})
    weight = size(target)
    shutil.rmtree(target)
    return weight, "tests' packages are installed here: an environment without them was built, weighed and removed"


def compile_all(environment: Path) -> None:
    """Compile an environment's modules, so that neither side's start has to.

    Raises:
        CannotMeasure: it took too long.
    """
    # Some packages ship modules for other Pythons, which do not compile: the exit code says nothing.
    command = [environment / "bin" / "python", "-m", "compileall", "-q", "-j", "2", environment / "lib"]
    try:
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=INSTALL_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise CannotMeasure(f"compiling {environment.name} took longer than {INSTALL_SECONDS} s.") from error


def size(path: Path) -> int:
    """Return the bytes that a file, or a folder and what lies below it, takes on the disk; a file linked twice counts once.

    Compiled modules do not count: they come with use, and how many there are depends on what was run before.
    """
    found: dict[tuple[int, int], int] = {}
    for each in [path, *path.rglob("*")]:
        if "__pycache__" in each.parts:
            continue
        state = each.lstat()
        found[state.st_dev, state.st_ino] = state.st_blocks * 512
    return sum(found.values())


def _enough(conversations: Sequence[Conversation], turns: int) -> list[Conversation]:
    """Repeat the conversations until they hold at least `turns` turns."""
    given: list[Conversation] = []
    held = 0
    while held < turns:
        given.append(conversations[len(given) % len(conversations)])
        held += len(given[-1])
    return given


def converse(port: int, conversation: Conversation) -> list[tuple[float, Messages]]:
    """Hold a new conversation over one connection; return (seconds, answer) of each turn.

    Raises:
        CannotMeasure: a turn got no proper answer.
    """
    connection = http.client.HTTPConnection(child.HOST, port, timeout=child.TURN_SECONDS)
    sender, timed = f"bench-{uuid.uuid4()}", []
    try:
        for text in conversation:
            started = time.perf_counter()
            answer = child.ask(connection, sender, text)
            timed.append((time.perf_counter() - started, answer))
            if not answer:
                raise CannotMeasure(f"The server left {text!r} without an answer.")
    except (OSError, http.client.HTTPException) as error:
        raise CannotMeasure(f"A turn broke off: {error or type(error).__name__}.") from error
    finally:
        connection.close()
    return timed
