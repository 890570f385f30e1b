"""The element on other people's pages and in browsers that lack something: it still works, or says where to turn."""
from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Route, expect

NO_STORAGE = "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('no'); } });"
NO_UUID = "delete Crypto.prototype.randomUUID;"
NO_SHARED_STYLE = "delete ShadowRoot.prototype.adoptedStyleSheets;"
HOSTILE_PAGE_STYLE = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("html { font-size: 62.5% } * { font-size: 8px; text-transform: uppercase; color: #eee }");
  document.adoptedStyleSheets = [sheet];
}"""


UNSET = "* { all: unset } ::before { content: 'x' }"
NO_BUTTONS = "button, a, dialog, textarea { display: none !important } div { position: static !important; transform: scale(3) }"
# An ancestor as clinics have them: it clips, and makes itself the frame of what is fixed.
TRANSFORMED = "body { overflow: hidden; height: 100%; letter-spacing: 4px; direction: ltr; visibility: visible; line-height: 3 }"


@pytest.mark.parametrize("rules", [UNSET, NO_BUTTONS, TRANSFORMED], ids=["unset", "no-buttons", "clipped"])
def test_the_chat_works_on_a_hostile_page(chat: Any, rules: str) -> None:
    looks = "(it) => { const { display, position, fontSize, color } = getComputedStyle(it); return [display, position, fontSize, color]; }"
    before = chat.launcher.evaluate(looks)
    chat.page.evaluate("(rules) => { const s = new CSSStyleSheet(); s.replaceSync(rules); document.adoptedStyleSheets = [s]; }", rules)
    assert chat.launcher.evaluate(looks) == before
    chat.open().ask("How long does sacroplasty take?")
    expect(chat.last.get_by_role("button", name="The day, step by step")).to_be_visible()
    expect(chat.page.get_by_role("group", name="Talk to a person").get_by_role("link")).to_have_text(["(555) 555-0199", "911"])
    box = chat.panel.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 1280 and box["y"] >= 0 and box["y"] + box["height"] <= 800
    expect(chat.last.locator(".bubble > p").first).to_have_css("font-size", "16px")


def test_two_chats_on_a_page_keep_apart(chat: Any) -> None:
    chat.page.evaluate("""() => {
      const second = document.createElement("plainspine-chat");
      for (const [name, value] of [["title", "Second"], ["side", "left"], ["color", "#5b2a6f"]]) second.setAttribute(name, value);
      document.body.append(second);
    }""")
    first, second = chat.page.locator("plainspine-chat").all()
    second.locator(".launcher").click()
    second.get_by_label("Your question").fill("hello")
    second.get_by_label("Your question").press("Enter")
    expect(second.locator(".theirs")).to_contain_text("You wrote: hello")
    expect(first.locator("dialog")).to_be_hidden()
    assert first.locator(".message").count() == 0
    filled = "(it) => getComputedStyle(it).backgroundColor"
    assert second.locator(".launcher").evaluate(filled) == "rgb(91, 42, 111)"
    assert first.locator(".launcher").evaluate(filled) == "rgb(11, 85, 99)"
    chat.page.keyboard.press("Escape")
    expect(second.locator("dialog")).to_be_hidden()
    assert chat.console == []


def test_an_element_that_is_moved_in_the_page_keeps_its_talk(chat: Any) -> None:
    chat.open().ask("hello")
    chat.page.evaluate("document.querySelector('main').prepend(document.querySelector('plainspine-chat'))")
    assert chat.page.locator(".message").count() == 2
    chat.launcher.click() if not chat.panel.is_visible() else None
    chat.ask("again")
    expect(chat.last).to_contain_text("You wrote: again")


@pytest.mark.parametrize(
    "fill, text, taken",
    [
        ("#5b2a6f", "#ffffff", True),
        ("#FFF", "#000", True),
        ("#ffff00", "#ffffff", False),
        ("#777777", "#ffffff", False),
        ("red", "#ffffff", False),
        ("#12345", "#ffffff", False),
        ("#000} *{display:none", "#ffffff", False),
        ("#000000", "url(//elsewhere)", False),
    ],
)
def test_the_clinic_s_colors_are_taken_only_when_they_can_be_read(chat: Any, fill: str, text: str, taken: bool) -> None:
    """A35"""
    usual = chat.launcher.evaluate("(it) => getComputedStyle(it).backgroundColor")
    chat.page.locator("plainspine-chat").evaluate(
        "(it, [fill, text]) => { it.setAttribute('text-color', text); it.setAttribute('color', fill); }", [fill, text]
    )
    now = chat.launcher.evaluate("(it) => getComputedStyle(it).backgroundColor")
    assert (now != usual) == taken
    assert any("contrast of 4.5 to 1" in line for line in chat.console) != taken
    expect(chat.launcher).to_be_visible()


def test_server_attribute_names_the_server(chat: Any) -> None:
    asked: list[dict[str, str]] = []

    def answer(route: Route) -> None:
        asked.append(json.loads(route.request.post_data or ""))
        route.fulfill(json=[{"text": "From elsewhere."}])

    chat.page.route("**/elsewhere/webhooks/rest/webhook", answer)
    address = f"{chat.server.address}/elsewhere/"
    chat.page.locator("plainspine-chat").evaluate("(it, address) => it.setAttribute('server', address)", address)
    chat.open().ask("hello")
    expect(chat.last).to_contain_text("From elsewhere.")
    assert [body["message"] for body in asked] == ["hello"]
    assert chat.server.received == []


def test_without_a_clinic_number_the_emergency_number_stays(chat: Any) -> None:
    element = chat.page.locator("plainspine-chat")
    element.evaluate("(it) => { it.removeAttribute('phone'); it.removeAttribute('emergency'); }")
    chat.open()
    links = chat.page.get_by_role("group", name="Talk to a person").get_by_role("link")
    expect(links).to_have_text(["911"])
    chat.server.failures = 1
    chat.ask("hello", answered=False)
    expect(chat.panel.locator(".trouble")).to_contain_text("In an emergency, call 911.")


def test_title_attribute_names_the_panel_and_makes_no_tooltip(chat: Any) -> None:
    chat.page.locator("plainspine-chat").evaluate("(it) => it.setAttribute('title', 'Ask our team')")
    chat.open()
    expect(chat.page.get_by_role("dialog", name="Ask our team")).to_be_visible()
    assert chat.panel.get_attribute("title") == ""
    assert chat.launcher.get_attribute("title") == ""


def test_page_style_does_not_come_in(chat: Any) -> None:
    chat.page.evaluate(HOSTILE_PAGE_STYLE)
    chat.open().ask("hello")
    text = chat.last.locator(".bubble p")
    expect(text).to_have_css("font-size", "16px")
    expect(text).to_have_css("text-transform", "none")


def test_forbidden_storage_keeps_one_id_for_the_page(new_chat: Any) -> None:
    chat = new_chat()
    chat.page.add_init_script(NO_STORAGE)
    chat.visit().open().ask("one").ask("two")
    assert len({body["sender"] for body in chat.server.received}) == 1
    chat.page.get_by_role("button", name="Clear this conversation").click()
    chat.ask("three")
    assert len({body["sender"] for body in chat.server.received}) == 2


def test_pages_without_random_uuid_get_an_id_as_long(new_chat: Any) -> None:
    chat = new_chat()
    chat.server.remembers = False
    chat.page.add_init_script(NO_UUID)
    chat.visit().open().ask("one")
    assert len(chat.server.received[0]["sender"]) == 32


def test_browsers_without_shared_sheets_are_styled(new_chat: Any) -> None:
    chat = new_chat(bypass_csp=True)
    chat.page.add_init_script(NO_SHARED_STYLE)
    chat.visit().open()
    assert chat.panel.evaluate("(it) => getComputedStyle(it).display") == "flex"
