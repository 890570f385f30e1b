"""The chat on another site's page, by script and by frame, with a strict policy there: real server, real browser."""
from __future__ import annotations

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bot import embed, resources
from bot.settings import PROJECT
from tests.browser.conftest import WATCH_POLICY
from tests.browser.test_gallery import faults

PATIENCE = 60_000  # milliseconds; a busy machine answers slowly
HOW_TO = PROJECT / "docs" / "how-to" / "embed.md"
ON_LOAD = "() => document.activeElement.localName"


class Site(ThreadingHTTPServer):
    """Another site: shows one page at each address, with a policy that allows the chat's server and nothing else."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Page)
        self.policy = ""
        self.page = ""
        self.address = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()


class _Page(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        body = f"<!doctype html><html lang=en><title>A clinic</title><h1>A clinic</h1><main>{self.server.page}</main></html>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", self.server.policy)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the test output clean."""


@pytest.fixture(scope="module")
def sites() -> Iterator[list[Site]]:
    """Yield two sites, of which the chat's server lists the first."""
    running = [Site(), Site()]
    yield running
    for site in running:
        site.shutdown()
        site.server_close()


@pytest.fixture(scope="module")
def chat_server(model: Any, start_server: Callable[..., Any], sites: list[Site]) -> Any:
    return start_server(PLAINSPINE_CORS=sites[0].address)


@pytest.fixture
def lines(chat_server: Any, sites: list[Site]) -> dict[str, str]:
    """Return the lines that the command prints; both sites allow the chat's server what docs/how-to/embed.md says, and no more."""
    policies = re.findall(r"^    (\w+-src .+)$", HOW_TO.read_text("utf-8"), re.M)
    assert len(policies) == 2
    for site in sites:
        site.policy = "; ".join(["default-src 'self'", *policies]).replace("https://chat.clinic.example", chat_server.address)
    return embed.lines(chat_server.address, resources.library().clinic, embed.script())


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    context.add_init_script(WATCH_POLICY)
    yield context.new_page()
    context.close()


def ask(place: Any) -> None:
    """Ask a question in `place` (a page or a frame) and see its answer."""
    place.get_by_label("Your question").fill("How long does sacroplasty take?")
    place.get_by_label("Your question").press("Enter")
    expect(place.get_by_role("log")).to_contain_text("about an hour", timeout=PATIENCE)


@pytest.mark.parametrize("way", ["script", "newest"])
def test_the_script_works_from_another_site_under_a_strict_policy(page: Page, sites: list[Site], lines: dict[str, str], way: str) -> None:
    sites[0].page = lines[way]
    page.goto(sites[0].address)
    page.get_by_role("button", name="Ask a question").click()
    ask(page)
    expect(page.get_by_role("button", name="Report a problem")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Ask a question").click()
    expect(page.get_by_role("log")).to_contain_text("about an hour")
    assert page.evaluate("window.violations") == []


def test_a_script_that_is_not_the_one_that_was_checked_does_not_run(page: Page, sites: list[Site], lines: dict[str, str]) -> None:
    sites[0].page = lines["script"].replace("sha384-", "sha384-AAAA")
    page.goto(sites[0].address)
    expect(page.get_by_text("Call the clinic: (555) 555-0142. In an emergency, call 911.")).to_be_visible()
    assert page.evaluate("customElements.get('plainspine-chat') === undefined")


def test_a_site_that_is_not_listed_gets_no_answer_but_the_numbers(page: Page, sites: list[Site], lines: dict[str, str]) -> None:
    sites[1].page = lines["script"]
    page.goto(sites[1].address)
    page.get_by_role("button", name="Ask a question").click()
    page.get_by_label("Your question").fill("hello")
    page.get_by_label("Your question").press("Enter")
    expect(page.locator(".trouble")).to_contain_text("In an emergency, call 911.")


def test_the_frame_shows_the_chat_alone_and_takes_no_focus(page: Page, sites: list[Site], lines: dict[str, str]) -> None:
    """A2"""
    sites[0].page = lines["frame"]
    page.goto(sites[0].address)
    frame = page.frame_locator("iframe[title^='Chat of']")
    expect(frame.get_by_role("dialog", name="Ask about your back")).to_be_visible()
    expect(frame.get_by_role("button", name="Close chat")).to_have_count(0)
    expect(frame.locator(".launcher")).to_be_hidden()
    assert page.evaluate(ON_LOAD) == "body" and page.frames[1].evaluate(ON_LOAD) == "body"
    ask(frame)
    page.keyboard.press("Escape")
    expect(frame.get_by_role("log")).to_contain_text("about an hour")
    page.frames[1].evaluate("location.reload()")
    expect(frame.get_by_role("log")).to_contain_text("about an hour")
    expect(page.get_by_text("Call the clinic: (555) 555-0142. In an emergency, call 911.")).to_be_visible()
    assert page.evaluate("window.violations") == [] and page.frames[1].evaluate("window.violations") == []


def test_a_source_in_the_frame_opens_in_a_tab_of_its_own(page: Page, sites: list[Site], lines: dict[str, str]) -> None:
    sites[0].page = lines["frame"]
    page.context.route("https://**", lambda route: route.fulfill(body="A source."))
    page.goto(sites[0].address)
    frame = page.frame_locator("iframe")
    ask(frame)
    frame.locator("summary").click()
    with page.expect_popup() as opened:
        frame.locator("details").get_by_role("link").first.click()
    expect(opened.value.get_by_text("A source.")).to_be_visible()


def test_the_frame_is_refused_to_a_site_that_is_not_listed(page: Page, sites: list[Site], lines: dict[str, str]) -> None:
    sites[1].page = lines["frame"]
    page.goto(sites[1].address)
    page.wait_for_timeout(500)
    expect(page.frame_locator("iframe").locator("plainspine-chat")).to_have_count(0)
    expect(page.get_by_text("In an emergency, call 911.")).to_be_visible()


def test_nothing_but_the_chat_alone_is_framed(page: Page, sites: list[Site], lines: dict[str, str]) -> None:
    sites[0].page = lines["frame"].replace("/embed", "/")
    page.goto(sites[0].address)
    page.wait_for_timeout(500)
    expect(page.frame_locator("iframe").locator("plainspine-chat")).to_have_count(0)


def test_without_scripts_the_frame_holds_the_numbers(browser: Browser, chat_server: Any) -> None:
    """A22"""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{chat_server.address}/embed")
    expect(page.get_by_role("link")).to_have_text(["(555) 555-0142", "911"])
    context.close()


@pytest.mark.parametrize("size", [(420, 640), (320, 256)])
def test_axe_finds_nothing_in_the_frame(page: Page, chat_server: Any, size: tuple[int, int]) -> None:
    """A30"""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{chat_server.address}/embed")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert faults(page) == []
    ask(page)
    assert faults(page) == []
