"""Child processes of either side: run to the end with progress, or serve until stopped; always bounded, always ended."""
from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Iterator, Mapping, Sequence, Union

HOST = "127.0.0.1"
ROUTE = "/webhooks/rest/webhook"
REPORT_EVERY = 15  # seconds between two lines of progress
STOP_SECONDS = 15
TURN_SECONDS = 60
# Neither side may report usage over the network; the stock side's libraries are told to keep their advice to themselves. Compiled
# modules may be kept even where the caller's environment forbids it: every start would pay for that.
_ENVIRONMENT = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONWARNINGS": "ignore",
    "PYTHONDONTWRITEBYTECODE": "",
}

Command = Sequence[Union[str, Path]]
Messages = list[dict[str, Any]]


class CannotMeasure(Exception):
    """Something could not be measured; the message is one line that says what and why."""


def say(text: str) -> None:
    """Write a line of progress to standard error."""
    print(text, file=sys.stderr, flush=True)


def run(what: str, command: Command, seconds: float, folder: Path, environment: Mapping[str, str]) -> None:
    """Run `command` in `folder` to its end, with a line of progress now and then.

    Raises:
        CannotMeasure: it failed, or took longer than `seconds`.
    """
    with tempfile.TemporaryFile("w+b") as log:
        process = _start(command, folder, environment, log.fileno())
        started = time.monotonic()
        try:
            while process.poll() is None:
                if time.monotonic() - started > seconds:
                    raise CannotMeasure(f"{what} took longer than {seconds:.0f} s.")
                try:
                    process.wait(REPORT_EVERY)
                except subprocess.TimeoutExpired:
                    say(f"    {what}: {time.monotonic() - started:.0f} s {_last_line(log.fileno())[:90]}")
        finally:
            _stop(process)
        if process.returncode:
            raise CannotMeasure(f"{what} failed (exit code {process.returncode}): {_last_line(log.fileno())}")


@dataclass(frozen=True)
class Served:
    """A server that has answered: its address, its process, and the seconds from its start to its first right answer."""

    port: int
    pid: int
    ready: float

    def ask(self, sender: str, text: str) -> Messages:
        """Ask over a connection of its own. Raises OSError or http.client.HTTPException when there is no proper answer."""
        return _ask_once(self.port, sender, text)


@contextmanager
def serve(
    what: str,
    command: Callable[[int], Command],
    folder: Path,
    environment: Callable[[int], Mapping[str, str]],
    right: Callable[[str, Messages], bool],
    probes: Sequence[str],
    seconds: float,
) -> Iterator[Served]:
    """Start a server on a free port, yield once it answers one of `probes` in the way that `right` accepts, stop it at the end.

    Raises:
        CannotMeasure: it ended, or gave no right answer within `seconds`.
    """
    port = free_port()
    with tempfile.TemporaryFile("w+b") as log:
        started = time.perf_counter()
        process = _start(command(port), folder, environment(port), log.fileno())
        try:
            yield Served(port, process.pid, _wait(what, process, port, right, probes, started, seconds, log.fileno()))
        finally:
            _stop(process)


def ask(connection: http.client.HTTPConnection, sender: str, text: str) -> Messages:
    """Send one message over `connection` and return the answer's messages."""
    body = json.dumps({"sender": sender, "message": text}).encode()
    connection.request("POST", ROUTE, body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    data = response.read()
    if response.status != 200:
        raise http.client.HTTPException(f"status {response.status}")
    return json.loads(data)


def resident(pid: int) -> int:
    """Return the resident bytes of a process and all its descendants."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text("utf-8", "replace").rpartition(")")[2].split()[1])
        except (OSError, IndexError, ValueError):  # it ended meanwhile
            continue
        children.setdefault(parent, []).append(int(path.parent.name))
    family, total = [pid], 0
    for member in family:
        family += children.get(member, [])
        try:
            status = Path(f"/proc/{member}/status").read_text("utf-8")
        except OSError:
            continue
        total += sum(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS:"))
    return total


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def listens(port: int) -> bool:
    """Tell whether somebody listens on a port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def _ask_once(port: int, sender: str, text: str) -> Messages:
    with closing(http.client.HTTPConnection(HOST, port, timeout=TURN_SECONDS)) as connection:
        return ask(connection, sender, text)


def _wait(
    what: str,
    process: subprocess.Popen[bytes],
    port: int,
    right: Callable[[str, Messages], bool],
    probes: Sequence[str],
    started: float,
    seconds: float,
    log: int,
) -> float:
    attempt, last = 0, "no answer"
    while time.perf_counter() - started < seconds:
        if process.poll() is not None:
            raise CannotMeasure(f"{what} ended while starting (exit code {process.returncode}): {_last_line(log)}")
        probe = probes[attempt % len(probes)]
        attempt += 1
        try:
            messages = _ask_once(port, f"probe-{attempt}", probe)
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
            continue
        if right(probe, messages):
            return time.perf_counter() - started
        last = f"it says {str(messages)[:160]!r}"
        time.sleep(0.05)
    raise CannotMeasure(f"{what} gave no right answer within {seconds:.0f} s: {last}")


def _start(command: Command, folder: Path, environment: Mapping[str, str], log: int) -> subprocess.Popen[bytes]:
    # `env` adds to the environment without this code reading it, and becomes the command: the process id stays the same.
    pairs = [f"{name}={value}" for name, value in {**_ENVIRONMENT, **environment}.items()]
    return subprocess.Popen(
        ["env", *pairs, *map(str, command)],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the process and what it started: asked first, then forced."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sign)
        except ProcessLookupError:
            break
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            continue
    process.wait()


def _last_line(log: int) -> str:
    """Return the last thing the child wrote; a progress bar writes many to a line."""
    size = os.lseek(log, 0, os.SEEK_END)
    lines = os.pread(log, 4000, max(0, size - 4000)).decode("utf-8", "replace").replace("\r", "\n").split("\n")
    return next((line.strip()[:160] for line in reversed(lines) if line.strip()), "")
