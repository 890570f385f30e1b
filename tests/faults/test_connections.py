"""Clients that are slow, close half of the connection, vanish, or send too much. Others notice nothing."""
from __future__ import annotations

import json
import re
import socket
import struct
import time
from typing import Any, Callable, Iterator

import pytest
from canaries import TOLD, WORD
from patient import ANSWERED, CALL_ME, EMERGENCY, QUESTION, connect, head, is_sent_to_care, outcome, request

SLOW_CLIENTS = 50
WHILE_DRIPPING = 10  # turns of other patients
PATIENCE = 60  # seconds
CANARIES = f"{WORD} {TOLD} ".encode()


@pytest.fixture(scope="module")
def server(start_server: Callable[..., Any], model: Any) -> Iterator[Any]:
    """Yield a server that gives a request two seconds to come in."""
    yield start_server(PLAINSPINE_REQUEST_SECONDS="2", PLAINSPINE_TURN_SECONDS="20")


def received(client: socket.socket) -> bytes:
    """Return all that the server sends until it closes the connection."""
    parts = []
    while True:
        try:
            part = client.recv(65536)
        except ConnectionResetError:
            part = b""
        if not part:
            return b"".join(parts)
        parts.append(part)


def answer(raw: bytes) -> Any:
    """Return the status and the parsed body of one answer."""
    head, _, body = raw.partition(b"\r\n\r\n")
    return int(re.match(rb"HTTP/1\.1 (\d+)", head).group(1)), json.loads(body)  # type: ignore[union-attr]


def request_of_a_slow_client() -> bytes:
    return request(CALL_ME, "goldcrest-drip")


def last_word(message: str, sender: str) -> bytes:
    """Return a request after which the server closes the connection."""
    return request(message, sender).replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1)


def test_a_slow_client_is_answered_if_it_comes_to_an_end(server: Any) -> None:
    whole = last_word(EMERGENCY, "goldcrest-slow")
    with connect(server) as client:
        for place in range(0, len(whole), 40):
            client.sendall(whole[place : place + 40])
            time.sleep(0.05)
        status, messages = answer(received(client))
    assert status == 200 and is_sent_to_care(messages)


@pytest.fixture(params=["head", "body"])
def dripping(request: pytest.FixtureRequest, server: Any) -> Iterator[list[socket.socket]]:
    """Yield many clients that have sent a part of their request."""
    whole = request_of_a_slow_client()
    clients = [connect(server) for _ in range(SLOW_CLIENTS)]
    for client in clients:
        client.sendall(whole[:40] if request.param == "head" else whole[:-10])
    yield clients
    for client in clients:
        client.close()


def test_slow_clients_keep_nobody_waiting(server: Any, dripping: list[socket.socket]) -> None:
    for number in range(WHILE_DRIPPING):
        assert is_sent_to_care(server.say(EMERGENCY, f"goldcrest-beside-{number}"))
        dripping[number].sendall(b"x")
    assert outcome(server.say(QUESTION, "goldcrest-beside")) == ANSWERED


def test_a_client_that_never_comes_to_an_end_is_sent_away_however_often_it_sends_a_byte(server: Any) -> None:
    with connect(server) as client:
        client.sendall(request_of_a_slow_client()[:40])
        client.settimeout(0.5)
        for _ in range(PATIENCE * 2):
            try:
                client.sendall(b"x")
                said = client.recv(65536)
                break
            except socket.timeout:
                continue
            except (ConnectionResetError, BrokenPipeError):
                said = b""
                break
        else:
            pytest.fail("a byte now and then keeps the connection for ever")
    assert not said or answer(said)[0] == 408


def test_a_client_that_closes_its_half_gets_its_answer(server: Any) -> None:
    with connect(server) as client:
        client.sendall(last_word(QUESTION, "goldcrest-half-closed"))
        client.shutdown(socket.SHUT_WR)
        status, messages = answer(received(client))
    assert status == 200 and outcome(messages) == ANSWERED


@pytest.mark.parametrize("sent", [0, 60, -5], ids=["nothing", "half a head", "half a body"])
def test_a_client_that_closes_its_half_too_early_is_hung_up_on(server: Any, sent: int) -> None:
    whole = request(CALL_ME, "goldcrest-too-early")
    with connect(server) as client:
        client.sendall(whole[:sent] if sent else b"")
        client.shutdown(socket.SHUT_WR)
        said = received(client)
    assert not said.startswith(b"HTTP/1.1 200")


def test_clients_that_vanish_in_the_middle_of_a_turn_leave_the_conversation_free(server: Any) -> None:
    for _ in range(20):
        client = connect(server)
        client.sendall(request(QUESTION, "goldcrest-vanishing"))
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # closing then resets
        client.close()
    assert outcome(server.say(QUESTION, "goldcrest-vanishing")) == ANSWERED
    assert is_sent_to_care(server.say(EMERGENCY, "goldcrest-vanishing"))


@pytest.mark.parametrize(
    "rest",
    [
        b"Content-Length: 100000000000\r\n\r\n",
        b"Content-Length: -1\r\n\r\n",
        b"Content-Length: " + CANARIES + b"\r\n\r\n",
        b"Expect: " + CANARIES + b"\r\nContent-Length: 9\r\n\r\n",
        b"Transfer-Encoding: " + CANARIES + b"\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n" + b"FFFFFFFFFF\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n" + CANARIES + b"\r\n",
        b"X-Long: " + CANARIES * 1500 + b"\r\n\r\n",
        b"".join(b"X-%d: y\r\n" % number for number in range(5000)) + b"\r\n",
    ],
    ids=[
        "claims much", "claims less than nothing", "claims nonsense", "expects too much", "an unknown encoding", "a huge chunk", "no chunk", "a long header", "many headers",
    ],  # fmt: skip
)
def test_requests_that_are_too_large_or_none_are_refused_and_the_next_is_answered(server: Any, rest: bytes) -> None:
    with connect(server) as client:
        try:
            client.sendall(head().removesuffix(b"\r\n") + rest + CANARIES * 1500)
        except (ConnectionResetError, BrokenPipeError):
            pass  # it has heard enough
        said = received(client)
    assert not said or re.match(rb"HTTP/1\.1 (400|408|413|417|431) ", said)
    assert is_sent_to_care(server.say(EMERGENCY, "goldcrest-after-too-much"))


def chunk(data: bytes) -> bytes:
    """Return `data` as one chunk of a body."""
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def test_a_body_in_slow_chunks_that_is_no_json_is_refused(server: Any) -> None:
    with connect(server) as client:
        client.sendall(head("Connection: close", "Transfer-Encoding: chunked"))
        for part in (b'{"sender": "goldcrest", "message": "', CANARIES, b""):
            time.sleep(0.05)
            client.sendall(chunk(part))
        status, refusal = answer(received(client))
    assert status == 400 and refusal["error"]["code"] == "not_json" and WORD not in str(refusal)


def test_a_body_in_many_chunks_that_grows_beyond_the_cap_is_refused(server: Any) -> None:
    with connect(server) as client:
        client.sendall(head("Transfer-Encoding: chunked"))
        try:
            for _ in range(2000):
                client.sendall(chunk(CANARIES * 8))
        except (ConnectionResetError, BrokenPipeError):
            pass
        said = received(client)
    assert not said or said.startswith(b"HTTP/1.1 413")
