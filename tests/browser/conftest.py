"""A real browser and a small stand-in for the server, so that the chat element is tested without Rasa."""
from __future__ import annotations

import json
import shutil
import sys
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Callable, Iterator, Optional

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Request, expect, sync_playwright

HERE = Path(__file__).parent
WIDGET = HERE.parents[1] / "widget"
CHANNEL = "/webhooks/rest/webhook"
PICTURES = HERE.parents[1] / "content" / "pictures"
FILES = {
    "/": (WIDGET / "page" / "index.html", "text/html; charset=utf-8"),
    "/page.css": (WIDGET / "page" / "page.css", "text/css"),
    "/page.js": (WIDGET / "page" / "page.js", "text/javascript"),
    "/widget.js": (WIDGET / "dist" / "plainspine-chat.js", "text/javascript"),
    "/gallery": (WIDGET / "page" / "gallery.html", "text/html; charset=utf-8"),
    "/gallery/state": (WIDGET / "page" / "gallery_state.html", "text/html; charset=utf-8"),
    "/gallery.css": (WIDGET / "page" / "gallery.css", "text/css"),
    "/gallery.js": (WIDGET / "page" / "gallery.js", "text/javascript"),
    "/gallery_state.js": (WIDGET / "page" / "gallery_state.js", "text/javascript"),
    "/gallery.json": (WIDGET / "page" / "gallery.json", "application/json"),
    **{f"/pictures/{path.name}": (path, "image/svg+xml") for path in PICTURES.glob("*.svg")},
}
CONFIG = {
    "clinic_name": "Test Clinic",
    "phone": {"display": "(555) 555-0199", "tel": "+15555550199"},
    "emergency": {"display": "911", "tel": "911"},
    "hours": "Every day, 9 a.m. to 4 p.m.",
    "language_help": "For an interpreter, call (555) 555-0198.",
    "sample": True,
}
TERMS = {"idle_minutes": 15, "report_days": 90}
CHROMIUM_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WATCH_POLICY = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(event.violatedDirective + " " + event.blockedURI);
});
"""

RECORD_SPEECH = """(panel) => {
  window.spoken = [];
  for (const region of panel.getRootNode().querySelectorAll("[aria-live=polite], [role=alert]")) {
    const kind = region.getAttribute("role") || "polite";
    new MutationObserver(() => region.textContent && window.spoken.push([kind, region.textContent]))
      .observe(region, { childList: true });
  }
}"""


class FakeServer(ThreadingHTTPServer):
    """Serves page and element, answers from replies.json, and remembers what it was sent."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies: dict[str, Any] = json.loads((HERE / "replies.json").read_text(encoding="utf-8"))
        self.received: list[dict[str, Any]] = []
        self.failures = 0  # how many of the next messages get a 500 page instead of an answer
        self.delay = 0.0  # seconds before each answer
        self.health_delay = 0.0
        self.remembers = True  # whether it names, keeps and erases conversations
        self.kept: dict[str, list[dict[str, Any]]] = {}  # turns, by conversation
        self.secrets: dict[str, str] = {}
        self.quiet = 0  # seconds since the last turn, as it says
        self.erased: list[str] = []
        self.opinions: list[tuple[str, dict[str, Any]]] = []  # bodies of feedback and reports

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def messages(self) -> list[str]:
        """Return the texts received so far, in order."""
        return [body["message"] for body in self.received]

    def answer(self, message: str) -> Any:
        echo = [{"text": f"You wrote: {message}"}, {"custom": {"kind": "smalltalk", "answers": [], "suggestions": []}}]
        return self.replies.get(message, echo)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing when a browser gave up waiting, which some tests want it to do."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: FakeServer

    def do_GET(self) -> None:
        if self.path == "/config.json":
            return self._json(200, CONFIG)
        if self.path.startswith("/conversations/") and self.server.remembers:
            return self._shown()
        address = self.path.partition("?")[0]
        if address == "/health":
            time.sleep(self.server.health_delay)
        if address not in FILES:
            return self._send(204, b"", "text/plain")
        path, kind = FILES[address]
        self._send(200, path.read_bytes(), kind)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or "null")
        if self.path in ("/conversations", "/feedback", "/reports") and self.server.remembers:
            return self._remembered(body)
        if self.path != CHANNEL:
            return self._send(404, b"<h1>Not Found</h1>", "text/html")
        secret = self.server.secrets.get(body["sender"])
        if secret != self._secret() or (secret is None and self.server.secrets and body["sender"].startswith("c-")):
            return self._json(404, {"error": {"code": "no_conversation"}})
        self.server.received.append(body)
        time.sleep(self.server.delay)
        if self.server.failures:
            self.server.failures -= 1
            return self._send(500, b"<h1>Internal Server Error</h1>", "text/html")
        messages = self.server.answer(body["message"])
        self.server.kept.setdefault(body["sender"], []).append({"said": body["message"], "messages": messages})
        self._json(200, messages)

    def do_DELETE(self) -> None:
        id = self.path.rpartition("/")[2]
        if self.server.secrets.get(id) != self._secret():
            return self._json(404, {"error": {"code": "no_conversation"}})
        if self.server.failures:
            self.server.failures -= 1
            return self._json(503, {"error": {"code": "failed"}})
        self.server.kept.pop(id, None)
        self.server.erased.append(id)
        self._send(204, b"", "text/plain")

    def _remembered(self, body: Any) -> None:
        if self.path != "/conversations":
            self.server.opinions.append((self.path, body))
            answer = {"counted": True} if self.path == "/feedback" else self.server.answer(body.get("words") or "report")
            return self._json(500 if self.server.failures else 200, answer)
        id = f"c-{len(self.server.secrets)}"
        self.server.secrets[id] = f"hush-{id}"
        self._json(201, {"id": id, "secret": f"hush-{id}", **TERMS})

    def _shown(self) -> None:
        id = self.path.rpartition("/")[2]
        if self.server.failures:
            self.server.failures -= 1
            return self._json(503, {"error": {"code": "failed"}})
        if id not in self.server.kept or self.server.secrets.get(id) != self._secret():
            return self._json(404, {"error": {"code": "no_conversation"}})
        self._json(200, {"turns": self.server.kept[id], "quiet_seconds": self.server.quiet, **TERMS})

    def _secret(self) -> Optional[str]:
        return (self.headers["Authorization"] or "").removeprefix("Bearer ") or None

    def _json(self, status: int, body: Any) -> None:
        self._send(status, json.dumps(body).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", "default-src 'self'")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the test output clean."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have a test whose Chromium died under it taken once more, on a new one."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun="TargetClosedError"))


@pytest.fixture(scope="module")
def start_browser() -> Iterator[Callable[[], Browser]]:
    """Yield a function that returns Debian's Chromium, started anew if it has died.

    One per module: a longer life would hold an event loop that other tests need.
    """
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        started: list[Browser] = []

        def start() -> Browser:
            if not started or not started[-1].is_connected():
                started.append(playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_ARGS)))
            return started[-1]

        yield start
        if started:
            started[-1].close()


@pytest.fixture
def browser(start_browser: Callable[[], Browser]) -> Browser:
    """Return a running Chromium."""
    return start_browser()


@pytest.fixture
def server() -> Iterator[FakeServer]:
    """Yield a fresh stand-in server."""
    running = FakeServer()
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield running
    running.shutdown()
    running.server_close()
    thread.join()


class Chat:
    """A patient at the page: short names for what people do with the element."""

    def __init__(self, page: Page, server: FakeServer) -> None:
        self.page = page
        self.server = server
        self.requests: list[str] = []
        self.console: list[str] = []
        page.on("request", self._note_request)
        page.on("console", lambda message: self.console.append(message.text))
        page.on("pageerror", lambda error: self.console.append(str(error)))
        self.launcher = page.locator(".launcher")
        self.panel = page.locator("dialog.panel")
        self.input = page.get_by_label("Your question")
        self.log = page.get_by_role("log")
        self.alert = self.panel.locator("[role=alert]")
        self.last = page.locator(".theirs").last

    def _note_request(self, request: Request) -> None:
        self.requests.append(request.url)

    def visit(self) -> Chat:
        self.page.goto(self.server.address + "/")
        expect(self.page.locator("[data-clinic-name]").first).to_have_text("Test Clinic")
        return self

    def open(self) -> Chat:
        self.launcher.click()
        self.panel.wait_for(state="visible")
        return self

    def ask(self, text: str, answered: bool = True) -> Chat:
        """Type and send; wait for one more assistant message unless told otherwise."""
        before = self.page.locator(".theirs").count()
        self.input.fill(text)
        self.input.press("Enter")
        if answered:
            self.page.locator(".theirs").nth(before).wait_for()
        return self

    def record_speech(self) -> None:
        """From now on, note what the live regions get."""
        self.panel.evaluate(RECORD_SPEECH)

    def spoken(self, kind: str) -> list[str]:
        """Return what "polite" or "alert" regions got so far, after the time that they take."""
        self.page.wait_for_timeout(450)
        return [text for region, text in self.page.evaluate("window.spoken") if region == kind]

    def focused(self) -> Optional[str]:
        """Return the id, class or tag of what has focus, looking into the element."""
        return self.page.evaluate(
            """() => {
                let at = document.activeElement;
                while (at && at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement;
                return at && (at.id || at.className || at.localName);
            }"""
        )


@pytest.fixture
def new_chat(browser: Browser, server: FakeServer) -> Iterator[Any]:
    """Yield a function that opens a page with the given browser settings and returns a Chat."""
    contexts: list[BrowserContext] = []

    def make(**settings: Any) -> Chat:
        settings.setdefault("viewport", {"width": 1280, "height": 800})
        context = browser.new_context(**settings)
        context.set_default_timeout(5_000)
        context.add_init_script(WATCH_POLICY)
        contexts.append(context)
        return Chat(context.new_page(), server)

    yield make
    for context in contexts:
        with suppress(Error):  # it is closed already when Chromium died
            context.close()


@pytest.fixture
def chat(new_chat: Any) -> Chat:
    """Return a Chat at the sample page, panel closed."""
    return new_chat().visit()


@pytest.fixture
def page(chat: Chat) -> Page:
    """Return the page of `chat`."""
    return chat.page
