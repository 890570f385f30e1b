"""Made-up requests by the hundred, by `make fuzz` by the ten thousand. Each is answered or refused; none breaks the server."""
from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any, Callable, Iterator

import pytest
import requests
from hypothesis import HealthCheck, example, given
from hypothesis import settings as rounds
from hypothesis import strategies as st
from patient import EMERGENCY, connect, is_sent_to_care, words

REFUSED = {400, 404, 405, 408, 413, 417, 429, 431, 503}
INSIDE = ("Traceback", "Error(", ".py", "sanic", "Exception")
PIECES = [
    "/intent{", '"}', "/restart", '/choose{"topic": "mri.what"}', "<script>", "{clinic_phone}", "%s", "\u202e", "\u200b", "\x00",
    "\x1b[2J", "\ud800", "\U0001f600", "ﷺ", "' OR 1=1 --", "../../", "how long", "sacroplasty", "does it hurt", "no fever",
    "I can't feel my legs", "Ä" * 40, "\n" * 30,
]  # fmt: skip
LONG = st.text("aé ", min_size=900, max_size=3000)
TEXTS = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join), LONG)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
MESSAGES = st.fixed_dictionaries({"sender": st.text(min_size=1, max_size=20), "message": TEXTS})
BODIES = st.one_of(
    MESSAGES,
    st.fixed_dictionaries({"sender": VALUES, "message": VALUES}, optional={"metadata": VALUES, "input_channel": VALUES}),
    VALUES,
).map(lambda body: json.dumps(body).encode()) | st.binary(max_size=500)
KINDS = st.sampled_from(
    ["application/json", "text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"]
)
NAMES = st.sampled_from(
    ["Content-Length", "Transfer-Encoding", "Expect", "Host", "Connection", "Content-Type", "Origin", "X-Forwarded-For"]
)
GIVEN = st.sampled_from(["-1", "0", "5", "99999999999", "chunked", "gzip", "close", "keep-alive", "100-continue", "x", "é", ""])
HEADS = st.lists(st.tuples(NAMES, GIVEN), max_size=5)
METHODS = st.sampled_from(["GET", "POST", "OPTIONS", "PUT", "\x00", "PRI"])
PATHS = st.one_of(st.just("/webhooks/rest/webhook"), st.text("/ab.%?=&é", max_size=20))
JSON = {"Content-Type": "application/json"}
seen: Counter[str] = Counter()


@pytest.fixture(scope="module")
def server(start_server: Callable[..., Any], model: Any) -> Iterator[Any]:
    yield start_server(PLAINSPINE_CONVERSATION_TURNS_PER_MINUTE="100000", PLAINSPINE_REQUEST_SECONDS="1")
    print("\nfuzzed:", ", ".join(f"{what} {count}" for what, count in seen.most_common()))


@pytest.fixture(scope="module")
def examples(request: pytest.FixtureRequest) -> int:
    """Return how many requests of each kind are made up."""
    return max(1, request.config.getoption("--fuzz") // 3)


def made_up(work: Callable[..., None], count: int) -> None:
    rounds(max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck))(work)()


def check(answer: requests.Response) -> None:
    seen[f"status {answer.status_code}"] += 1
    if answer.status_code == 200:
        messages = answer.json()
        assert messages[-1]["custom"]["kind"] and words(messages).strip()
        seen[f"{messages[-1]['custom']['kind']}"] += 1
        return
    assert answer.status_code in REFUSED
    error = answer.json()["error"]
    assert error["code"] and len(error["message"]) > 20
    assert not any(inside in answer.text for inside in INSIDE)


def test_made_up_bodies(server: Any, examples: int) -> None:
    @given(BODIES, KINDS)
    def ask(body: bytes, kind: str) -> None:
        check(requests.post(server.channel, data=body, headers={"Content-Type": kind}, timeout=60))

    made_up(ask, examples)
    assert is_sent_to_care(server.say(EMERGENCY, "after-bodies"))


def test_made_up_messages(server: Any, examples: int) -> None:
    @given(MESSAGES)
    @example({"sender": "a", "message": "\ud800"})
    def ask(body: dict[str, str]) -> None:
        check(requests.post(server.channel, data=json.dumps(body), headers=JSON, timeout=60))

    made_up(ask, examples)
    assert is_sent_to_care(server.say(EMERGENCY, "after-messages"))


def test_made_up_requests(server: Any, examples: int) -> None:
    """Heads and bodies that belong together no more, as bytes."""

    @given(METHODS, PATHS, HEADS, st.binary(max_size=80))
    def ask(method: str, path: str, heads: list[tuple[str, str]], body: bytes) -> None:
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in heads), "", ""]
        with connect(server, 2) as client:
            try:
                client.sendall("\r\n".join(lines).encode("utf-8", "replace") + body)
                client.shutdown(1)
                said = client.recv(65536)
            except OSError:
                said = b""
        found = re.match(rb"HTTP/1\.[01] (\d{3})", said)
        status = int(found.group(1)) if found else 0
        seen[f"raw {status or 'hung up'}"] += 1
        assert status < 500 or status == 503, said
        assert not any(inside.encode() in said for inside in INSIDE)

    made_up(ask, examples)
    assert is_sent_to_care(server.say(EMERGENCY, "after-requests"))
