"""The sample clinic page as it is shipped: real server, real model, real browser."""
from __future__ import annotations

from typing import Any, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from bot import embed, resources

PATIENCE = 60_000  # milliseconds; a busy machine answers slowly


class Visit:
    """A patient at the clinic's page, and what the browser noted meanwhile."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.console: list[str] = []
        self.requests: list[Request] = []
        page.on("console", lambda message: self.console.append(message.text))
        page.on("pageerror", lambda error: self.console.append(str(error)))
        page.on("request", lambda request: self.requests.append(request))
        self.panel = page.get_by_role("dialog", name="Ask about your back")

    def ask(self, text: str) -> None:
        """Type and send; wait for one more reply."""
        before = self.page.locator(".theirs").count()
        self.page.get_by_label("Your question").fill(text)
        self.page.get_by_label("Your question").press("Enter")
        self.page.locator(".theirs").nth(before).wait_for()


@pytest.fixture
def visit(browser: Browser, live: Any) -> Iterator[Visit]:
    """Yield a visit with the chat open."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE)
    visit = Visit(context.new_page())
    visit.page.goto(live.address)
    visit.page.get_by_role("button", name="Ask a question").click()
    visit.panel.wait_for()
    yield visit
    context.close()


def test_a_question_is_answered_with_its_sources(visit: Visit) -> None:
    visit.ask("How long does sacroplasty take?")
    expect(visit.panel).to_contain_text("about an hour")
    sources = visit.panel.locator("details").last
    expect(sources.get_by_role("listitem").first).to_be_hidden()
    sources.locator("summary").click()
    expect(sources).to_contain_text("Draft: not yet reviewed by a clinician")
    expect(sources.get_by_role("listitem").first).to_be_visible()


def test_a_button_of_the_answer_is_followed(visit: Visit) -> None:
    visit.ask("How long does sacroplasty take?")
    visit.panel.get_by_role("button", name="Tell me more").click()
    expect(visit.panel).to_contain_text("The team settles you on your stomach")
    expect(visit.panel).not_to_contain_text("/choose")


def test_two_procedures_are_shown_side_by_side(visit: Visit) -> None:
    visit.ask("what is the difference between vertebroplasty and kyphoplasty")
    table = visit.panel.get_by_role("table")
    expect(table.get_by_role("columnheader", name="Vertebroplasty")).to_be_visible()
    expect(table.get_by_role("columnheader", name="Kyphoplasty")).to_be_visible()


def test_an_answer_shows_its_picture_in_words_too(visit: Visit) -> None:
    visit.ask("What is sacroplasty?")
    picture = visit.panel.get_by_role("img", name="two needles reach through the skin")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth > 0)")
    expect(visit.panel.locator("figcaption")).to_contain_text("cement goes through a needle")


def test_an_emergency_is_announced_with_a_number_to_call(visit: Visit) -> None:
    visit.ask("I can't feel when I pee since this morning")
    expect(visit.panel.locator("[role=alert]")).to_contain_text("Call 911 now")
    expect(visit.panel.locator("a[href='tel:911']").first).to_be_visible()


def test_the_browser_finds_no_fault_and_asks_nobody_else(visit: Visit, live: Any) -> None:
    visit.ask("How long does sacroplasty take?")
    visit.ask("I can't feel when I pee since this morning")
    assert visit.console == []
    origins = {"{0.scheme}://{0.netloc}".format(urlsplit(request.url)) for request in visit.requests}
    assert origins == {live.address}


def test_the_page_shows_the_clinics_own_numbers(visit: Visit) -> None:
    expect(visit.page.locator("[data-clinic-name]").first).to_have_text("Sample Spine Clinic (replace me)")
    expect(visit.page.locator("header a[href='tel:+15555550142']").first).to_be_visible()
    expect(visit.page.locator("header a[href='tel:911']").first).to_be_visible()


def test_the_page_shows_embed_code_whose_script_is_checked(visit: Visit, live: Any) -> None:
    visit.page.keyboard.press("Escape")
    visit.page.get_by_text("For clinic staff").click()
    shown = visit.page.get_by_role("region", name="Embed code").inner_text()
    assert shown.startswith(embed.lines(live.address, resources.library().clinic, embed.script())["script"].partition("\n")[0])
