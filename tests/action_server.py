"""An action server over real HTTP that answers when it is told to, wrongly, or not at all: so that a turn lasts as long as a test wants."""
from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ANSWER = {"kind": "smalltalk", "outcome": "smalltalk.greet", "answers": [], "escalation": None, "suggestions": [], "short": []}
RESPONSES = [{"text": "From the action server."}, {"custom": ANSWER}]


class ActionServer:
    """`hold()` makes it wait with its answers until `release()`; `asked` counts the actions it was asked for."""

    def __init__(self) -> None:
        self.asked = 0
        self.status, self.body = 200, json.dumps({"events": [], "responses": RESPONSES})
        self._free = threading.Event()
        self._free.set()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # noqa: N802 - the library's name
                self.rfile.read(int(self.headers["Content-Length"]))
                server.asked += 1
                server._free.wait(60)
                self.send_response(server.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(server.body)))
                self.end_headers()
                self.wfile.write(server.body.encode())

            def log_message(self, *arguments: Any) -> None:
                """Say nothing."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def hold(self) -> None:
        self._free.clear()

    def release(self) -> None:
        self._free.set()

    def endpoints(self, folder: Path) -> Path:
        """Return Rasa's endpoints file that names this server."""
        file = folder / "endpoints.yml"
        file.write_text(f"action_endpoint:\n  url: http://127.0.0.1:{self._http.server_port}/webhook\n", "utf-8")
        return file

    def close(self) -> None:
        self.release()
        self._http.shutdown()
