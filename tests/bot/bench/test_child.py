"""Child processes of the bench: bounded, measured, always ended."""
from __future__ import annotations

import http.client
import os
import sys
import time
from pathlib import Path

import pytest

from bot.bench import child
from bot.bench.child import CannotMeasure

SERVER = """
import http.server, json, sys, subprocess
helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        body = json.dumps([{"text": asked["message"].upper()}]).encode()
        self.send_response(200); self.send_header("Content-Length", str(len(body))); self.end_headers(); self.wfile.write(body)
    def log_message(self, *a): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def serve(folder: Path, program: str, right: str, seconds: float = 20):
    return child.serve(
        "the server", lambda port: [sys.executable, "-c", program, str(port)], folder, lambda port: {},
        lambda probe, messages: messages[0]["text"] == right, ["hello"], seconds,
    )


def family(pid: int) -> list[int]:
    found = [pid]
    for member in found:
        found += [int(each) for each in Path(f"/proc/{member}/task/{member}/children").read_text("utf-8").split()]
    return found


def gone(pid: int) -> bool:
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.02)
    return False


def test_a_server_is_yielded_once_it_answers_rightly_and_ended_with_all_it_started(tmp_path: Path) -> None:
    with serve(tmp_path, SERVER, "HELLO") as served:
        assert served.ready > 0
        assert served.ask("a", "thanks") == [{"text": "THANKS"}]
        members = family(served.pid)
        assert len(members) == 2
        assert child.resident(served.pid) > child.resident(members[1]) > 1_000_000
    assert all(gone(member) for member in members)


def test_no_connection_is_left_open(tmp_path: Path, connections: list[http.client.HTTPConnection]) -> None:
    with serve(tmp_path, SERVER, "HELLO") as served:
        served.ask("a", "thanks")
    assert len(connections) >= 2 and [connection for connection in connections if connection.sock] == []


def test_a_server_that_never_answers_rightly_cannot_be_measured(tmp_path: Path) -> None:
    with pytest.raises(CannotMeasure, match="no right answer within 2 s.*HELLO"):
        with serve(tmp_path, SERVER, "GOODBYE", seconds=2):
            pass


def test_a_server_that_ends_while_starting_says_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(CannotMeasure, match="exit code 3.*no such model"):
        with serve(tmp_path, "import sys; print('no such model'); sys.exit(3)", "HELLO"):
            pass


def test_a_run_that_fails_or_takes_too_long_cannot_be_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "REPORT_EVERY", 0.1)
    with pytest.raises(CannotMeasure, match=r"counting failed \(exit code 1\): ValueError: seven"):
        child.run("counting", [sys.executable, "-c", "raise ValueError('seven')"], 20, tmp_path, {})
    with pytest.raises(CannotMeasure, match="counting took longer"):
        child.run("counting", [sys.executable, "-c", "import time; time.sleep(60)"], 0.3, tmp_path, {})


def test_a_run_gets_its_folder_and_environment(tmp_path: Path) -> None:
    program = "import os; open('seen', 'w').write(os.environ['WORD'] + os.environ['RASA_TELEMETRY_ENABLED'])"
    child.run("writing", [sys.executable, "-c", program], 20, tmp_path, {"WORD": "here"})
    assert (tmp_path / "seen").read_text("utf-8") == "herefalse"
