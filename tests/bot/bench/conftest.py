"""What tests of the measurements share."""
from __future__ import annotations

import http.client
import http.server
import json
import os
import threading
from contextlib import ExitStack
from typing import Any, Callable, Iterator

import pytest

from bot.bench.child import Messages, Served

Answer = Callable[[str], Messages]


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[http.client.HTTPConnection]:
    """Return the list to which every HTTP connection is added when it is opened; a closed one has no socket."""
    opened: list[http.client.HTTPConnection] = []

    class Watched(http.client.HTTPConnection):
        def connect(self) -> None:
            opened.append(self)
            super().connect()

    monkeypatch.setattr(http.client, "HTTPConnection", Watched)
    return opened


class StandIn(http.server.ThreadingHTTPServer):
    """Answers as it is told, over connections that are kept open, and knows what it was asked. It listens until the context ends."""

    request_queue_size = 128

    def __init__(self, answer: Answer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.asked: list[str] = []
        self.served = Served(self.server_port, os.getpid(), 0.0)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def __exit__(self, *error: Any) -> None:
        self.shutdown()
        super().__exit__(*error)


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # the body would wait 40 ms for the head
    server: StandIn

    def do_POST(self) -> None:  # noqa: N802 - the library's name
        text = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["message"]
        self.server.asked.append(text)
        body = json.dumps(self.server.answer(text)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *said: object) -> None:
        pass


@pytest.fixture
def stand_in() -> Iterator[Callable[[Answer], StandIn]]:
    """Return a function that starts a server which answers as it is told."""
    with ExitStack() as running:
        yield lambda answer: running.enter_context(StandIn(answer))
