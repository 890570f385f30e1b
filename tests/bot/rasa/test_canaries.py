"""Canaries: marked words go in by every way and through every fault, and are then looked for in everything that a server wrote.

A message's words may lie in the transcript alone, without the identifiers in them; a patient's address nowhere.
"""
from __future__ import annotations

import json
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable, Iterator, Sequence

import pytest
import requests
from action_server import ActionServer
from canaries import ADDRESS, FROM, IDENTIFIERS, SENDER, TOLD, WORD, leaks, stored

from bot.rasa.train import model_path
from bot.settings import PROJECT, Settings

MESSAGES = [
    f"How long does sacroplasty take? {WORD}. {TOLD}",
    f"I can't feel when I pee since this morning {WORD}. {TOLD}",
    f"I fell yesterday and now I have new back pain {WORD}. {TOLD}",
    f"I have lost 10 pounds without trying {WORD}. {TOLD}",
    f"/{WORD}{{\"{WORD}\": \"{TOLD}\"}}",
    f"{WORD} {TOLD} " * 60,
    f"Сколько длится операция, {WORD}? {TOLD}",
    f"does it hurt and how long does it take? {WORD} {TOLD}",
]
EMERGENCY = f"I can't feel when I pee since this morning. {TOLD}"
JSON = {"Content-Type": "application/json"}


def no_fault(folder: Path) -> dict[str, str]:
    return {}


def no_model(folder: Path) -> dict[str, str]:
    model_path(replace(Settings.from_env(), models=folder)).write_bytes(b"this is no model")
    return {"PLAINSPINE_MODELS": str(folder)}


def no_learned_screen(folder: Path) -> dict[str, str]:
    return {"PLAINSPINE_SCREEN": str(folder / "missing.npz")}


def no_store(folder: Path) -> dict[str, str]:
    return {"PLAINSPINE_DATABASE": f"sqlite:///{folder / 'missing' / 'conversations.db'}"}


def over_the_limit(folder: Path) -> dict[str, str]:
    return {"PLAINSPINE_ADDRESS_TURNS_PER_MINUTE": "1", "PLAINSPINE_CONVERSATION_TURNS_PER_MINUTE": "1"}


FAULTS = {fault.__name__: fault for fault in (no_fault, no_model, no_learned_screen, no_store, over_the_limit)}


@pytest.fixture
def start(model: Path, start_server: Callable[..., Any]) -> Callable[..., Any]:
    """Return what starts a server that logs all it can and believes this machine as a proxy."""
    told = {"PLAINSPINE_LOG_LEVEL": "debug", "PLAINSPINE_LOG_FORMAT": "json", "PLAINSPINE_PROXIES": "127.0.0.1"}
    return lambda *arguments, **more: start_server(*arguments, **{**told, **more})


@pytest.mark.parametrize("fault", FAULTS)
def test_words_lie_in_the_transcript_alone(fault: str, start: Callable[..., Any], tmp_path: Path) -> None:
    server = start(**FAULTS[fault](tmp_path))
    tell(server)
    tell_the_other_routes(server)
    tell_malformed(server)
    server.process.send_signal(signal.SIGHUP)
    leaks_nothing(server, spoken=fault in ("no_fault", "no_learned_screen"))


@pytest.mark.parametrize("harm", ["drop table events", "alter table events rename column data to other"])
def test_a_database_that_breaks_while_it_serves(harm: str, start: Callable[..., Any]) -> None:
    """The database's errors quote what could not be written."""
    server = start(PLAINSPINE_LOG_FORMAT="text")
    server.say("hello", "before")
    with closing(sqlite3.connect(server.database)) as database, database:
        database.execute(harm)
    tell(server)
    assert "the conversation store failed" in server.errors.read_text("utf-8")
    leaks_nothing(server, spoken=False)


@pytest.fixture
def actions() -> Iterator[ActionServer]:
    server = ActionServer()
    yield server
    server.close()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, f"{WORD} failed"),
        (400, json.dumps({"error": f"{WORD} {TOLD}", "action_name": WORD})),
        (200, f"{WORD} is no JSON"),
        (200, json.dumps({"events": [{"event": WORD}], "responses": [{"text": {WORD: TOLD}}]})),
    ],
    ids=["fails", "refuses", "says no JSON", "says nonsense"],
)
def test_an_action_server_that_fails(
    status: int, body: str, start: Callable[..., Any], actions: ActionServer, tmp_path: Path
) -> None:
    actions.status, actions.body = status, body
    server = start("--endpoints", str(actions.endpoints(tmp_path)), PLAINSPINE_TURN_SECONDS="2")
    tell(server, MESSAGES[:3])
    assert actions.asked
    leaks_nothing(server)


def test_an_action_that_hangs(start: Callable[..., Any], actions: ActionServer, tmp_path: Path) -> None:
    server = start("--endpoints", str(actions.endpoints(tmp_path)), PLAINSPINE_TURN_SECONDS="1")
    actions.hold()
    assert tell(server, MESSAGES[:2])[0][-1]["custom"]["outcome"] == "error.timeout"
    leaks_nothing(server)


def test_the_terminal(model: Path) -> None:
    """Its standard output is the patient's own screen."""
    asked = "\n".join(MESSAGES)
    done = subprocess.run([sys.executable, "-m", "bot", "chat"], cwd=PROJECT, input=asked, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0 and "911" in done.stdout
    assert [found for found in (WORD, *IDENTIFIERS) if found in done.stderr] == []


def tell(server: Any, messages: Sequence[str] = MESSAGES) -> list[list[dict[str, Any]]]:
    """Send the messages; return the answers, each of which has words."""
    answers = [requests.post(server.channel, json={"sender": SENDER, "message": text}, headers=FROM, timeout=120) for text in messages]
    assert all(answer.status_code in (200, 429) and answer.json()[0]["text"] for answer in answers)
    assert not any(WORD in answer.text for answer in answers)
    return [answer.json() for answer in answers]


def tell_the_other_routes(server: Any) -> None:
    """Talk in a conversation that the server keeps for showing it again, and report a problem in own words."""
    begun = requests.post(f"{server.address}/conversations", headers=FROM, timeout=120)
    if begun.status_code == 201:
        opens = {**FROM, "Authorization": f"Bearer {begun.json()['secret']}"}
        for text in MESSAGES[:2]:
            requests.post(server.channel, json={"sender": begun.json()["id"], "message": text}, headers=opens, timeout=120)
        requests.get(f"{server.address}/conversations/{begun.json()['id']}", headers=opens, timeout=120)
        requests.get(f"{server.address}/conversations/{WORD}", headers={**FROM, "Authorization": f"Bearer {WORD}"}, timeout=120)
    for words in (TOLD, EMERGENCY):
        report = {"reason": "other", "words": words, "consent": True}
        requests.post(f"{server.address}/reports", json=report, headers=FROM, timeout=120)
    requests.post(f"{server.address}/feedback", json={"topics": [WORD], "helpful": WORD}, headers=FROM, timeout=120)


def tell_malformed(server: Any) -> None:
    """Send what is no message, each with the marked words in another place."""
    text = MESSAGES[0]
    for body in (f'{{"message": "{text}"', json.dumps([text]), json.dumps({"sender": [text], "message": text}), json.dumps(text),
                 json.dumps({"sender": SENDER, "message": {"text": text}}), json.dumps({"sender": text * 3, "message": text}), text * 2000):  # fmt: skip
        answer = requests.post(f"{server.channel}?{WORD}={TOLD}", data=body.encode(), headers={**JSON, **FROM}, timeout=120)
        assert answer.status_code in (400, 413) and WORD not in answer.text
    for path in ("/reports", "/feedback", "/conversations"):
        answer = requests.post(f"{server.address}{path}?{WORD}", data=f'{{"words": "{text}"'.encode(), headers={**JSON, **FROM}, timeout=120)
        assert WORD not in answer.text
    for method, path in (("GET", f"/{WORD}"), ("POST", f"/health?{WORD}"), ("PUT", f"/webhooks/rest/webhook?{WORD}"), ("GET", f"/metrics?{WORD}")):
        assert requests.request(method, server.address + path, headers=FROM, timeout=120).status_code in (403, 404, 405)
    host, port = server.address.removeprefix("http://").split(":")
    for raw in (f"{WORD} /{WORD} HTTP/9.9\r\n\r\n", f"POST /{WORD} HTTP/1.1\r\nContent-Length: {WORD}\r\n\r\n", f"POST /webhooks/rest/webhook HTTP/1.1\r\nX: {WORD}"):
        with socket.create_connection((host, int(port)), timeout=60) as connection:
            connection.sendall(raw.encode())


def leaks_nothing(server: Any, spoken: bool = True) -> None:
    """Check all that `server` has written, to its end; with `spoken`, that the transcript does hold the words."""
    counters = requests.get(f"{server.address}/metrics", timeout=120).text
    assert "plainspine_turns_total" in counters and leaks(server) == set()
    server.process.terminate()
    server.process.wait(120)
    log = server.errors.read_text("utf-8", "surrogateescape")
    assert "Plainspine is at" in log and "outcome" in log and leaks(server) == set()
    rows = [row for _, row in stored(server.database)]
    said = [row for row in rows if row.get("type_name") == "user"]
    assert {found for row in rows for found in (ADDRESS, *IDENTIFIERS) if found in str(row)} == set()
    shown_again = [row for row in rows if row.get("type_name") == "bot" and '"said": ' in str(row)]
    assert {str(row) for row in rows if row not in said + shown_again and WORD in str(row)} == set()
    assert not spoken or any(WORD in str(row) for row in said)
