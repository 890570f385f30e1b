"""What tests over the whole assistant share: the trained model, the door in this process, a real server, played conversations."""
from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Iterator, Optional

import pytest
import requests
import yaml

from bot.answers.choices import offered
from bot.settings import PROJECT, Settings

if TYPE_CHECKING:
    from bot.rasa.door import Door  # brings Rasa along, which most tests do without

CONVERSATIONS = Path(__file__).parent / "conversations"
PATIENCE = 120  # seconds after which a server that is not up counts as broken; a busy machine needs many
Messages = list[dict[str, Any]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fuzz", type=int, default=300, metavar="N", help="make up about N requests in tests/faults/test_fuzz.py")


def pytest_configure(config: pytest.Config) -> None:
    """Let tests find the programs that scripts/programs has fetched, and those that are for administrators."""
    os.environ["PATH"] = os.pathsep.join((os.environ["PATH"], "/usr/sbin", str(PROJECT / ".cache" / "programs" / "usr" / "sbin")))


@pytest.fixture(scope="session")
def settings() -> Settings:
    """Return the settings, with time enough for a turn on a busy machine."""
    return replace(Settings.from_env(), turn_seconds=60.0)


@pytest.fixture(scope="session")
def model(settings: Settings) -> Path:
    """Return the model trained on the present data; trains it if need be."""
    from bot.rasa.train import train

    return train(settings)


@pytest.fixture(scope="session")
def door(model: Path, settings: Settings) -> Door:
    """Return the door to the real assistant, which keeps conversations in memory. Tests share it: give each its own sender."""
    from bot.rasa import local

    return local.door(settings, model)


@dataclass
class Server:
    """A running `python -m bot serve`."""

    address: str
    errors: Path  # what it wrote to standard error
    database: Path
    process: subprocess.Popen
    headers: dict[str, str] = field(default_factory=dict)  # of each message

    @property
    def channel(self) -> str:
        return f"{self.address}/webhooks/rest/webhook"

    def say(self, message: str, sender: str) -> Messages:
        """Return the messages that answer `message`."""
        answer = requests.post(self.channel, json={"sender": sender, "message": message}, headers=self.headers, timeout=PATIENCE)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture(scope="session")
def start_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Yield a function that starts a server with arguments and environment variables of its own and waits until it listens."""
    started: list[subprocess.Popen] = []

    def start(*arguments: str, **variables: str) -> Server:
        folder = tmp_path_factory.mktemp("server")
        port, database = _free_port(), folder / "conversations.db"
        environment = {
            **os.environ,
            "PORT": str(port),
            "PLAINSPINE_DATABASE": f"sqlite:///{database}",
            "PLAINSPINE_CONVERSATION_KEY_FILE": str(folder / "key"),
            "TMPDIR": str(folder),
            "PLAINSPINE_TURN_SECONDS": "60",
            "PLAINSPINE_ADDRESS_TURNS_PER_MINUTE": "100000",  # all tests ask from one
            **variables,
        }
        command = [sys.executable, "-m", "bot", "serve", *arguments]
        with (folder / "errors.txt").open("wb") as errors:
            process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=errors, stderr=errors)
        started.append(process)
        server = Server(f"http://127.0.0.1:{port}", folder / "errors.txt", database, process)
        _wait_until_up(server)
        return server

    yield start
    for process in started:
        process.terminate()
    for process in started:
        process.wait(timeout=PATIENCE)


@pytest.fixture(scope="session")
def live(model: Path, start_server: Callable[..., Server]) -> Server:
    """Return a real server with the trained model, a database of its own and one page that may embed the chat."""
    return start_server(PLAINSPINE_CORS="https://clinic.example")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Yield the address of a real PostgreSQL that lives as long as the tests."""
    from bot.bench import topology

    with topology.postgres() as address:
        yield address


@pytest.fixture(scope="session")
def new_database(postgres: str) -> Callable[[], Any]:
    """Return a function that makes an empty database there and returns its URL."""
    import sqlalchemy as sa

    engine = sa.create_engine(postgres, isolation_level="AUTOCOMMIT")
    numbers = count(1)

    def make() -> Any:
        name = f"made_{next(numbers)}"
        with engine.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
        return engine.url.set(database=name)

    return make


@pytest.fixture(scope="session")
def redis_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Yield the port of a real Redis that lives as long as the tests."""
    from bot.bench import topology

    with topology.redis(tmp_path_factory.mktemp("redis")) as port:
        yield port


@dataclass(frozen=True)
class Played:
    """One turn of a written conversation: what the file says, and what the assistant said."""

    file: str
    number: int
    turn: dict[str, Any]
    messages: Messages


def written() -> list[Path]:
    """Return the files of all written conversations."""
    return sorted(CONVERSATIONS.rglob("*.yml"))


@pytest.fixture(scope="session")
def played(door: Door) -> dict[Path, list[Played]]:
    """Return every written conversation as it goes with the real model."""

    async def play_all() -> dict[Path, list[Played]]:
        return {path: await _play(door, path) for path in written()}

    loop = asyncio.new_event_loop()  # of its own: asyncio.run would take away the one that other tests use
    try:
        return loop.run_until_complete(play_all())
    finally:
        loop.close()


async def _play(door: Door, path: Path) -> list[Played]:
    name = path.relative_to(CONVERSATIONS).with_suffix("").as_posix()
    done: list[Played] = []
    for number, turn in enumerate(yaml.safe_load(path.read_text("utf-8")), start=1):
        text = turn["user"] if "user" in turn else _payload(turn["press"], done)
        done.append(Played(name, number, turn, await door.turn(text, name, "rest")))
    return done


def _payload(title: str, done: list[Played]) -> Optional[str]:
    """Return what a client sends when the button `title` of the last turn is pressed."""
    return dict(offered(done[-1].messages)).get(title, f"(there is no button {title})")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_up(server: Server) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            requests.get(f"{server.address}/config.json", timeout=5)
            return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise AssertionError(f"the server did not come up:\n{server.errors.read_text('utf-8')}")
