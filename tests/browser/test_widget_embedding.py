"""The element on other people's pages and in browsers that lack something: it still works, or says where to turn."""
from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Route, expect

NO_STORAGE = "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('no'); } });"
NO_UUID = "delete Crypto.prototype.randomUUID;"
NO_SHARED_STYLE = "delete ShadowRoot.prototype.adoptedStyleSheets;"
HOSTILE_PAGE_STYLE = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("html { font-size: 62.5% } * { font-size: 8px; text-transform: uppercase; color: #eee }");
  document.adoptedStyleSheets = [sheet];
}"""


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
