"""What leaves the browser, what stays in it, and what sent text can do in the page: nothing that it should not."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

ATTACKS = json.loads((Path(__file__).parent / "attacks.json").read_text(encoding="utf-8"))
STORAGE = """async () => ({
  session: { ...sessionStorage }, local: { ...localStorage }, cookies: document.cookie,
  databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
})"""


def attacked_reply(attack: str) -> list[dict[str, Any]]:
    """Return a reply that carries `attack` in each place that holds text or an address."""
    source = {"id": attack, "label": attack, "url": f"javascript:window.hacked=1//{attack}"}
    return [
        {"text": f"Before {attack} after\n- {attack}", "buttons": [{"title": attack, "payload": attack}]},
        {
            "custom": {
                "kind": attack,
                "answers": [
                    {
                        "id": attack,
                        "title": attack,
                        "review": {"status": "signed", "by": attack, "on": attack, "due": attack},
                        "sources": [source, {"id": "x", "label": attack, "url": attack}],
                        "certainty": attack,
                        "table": [[attack, attack], [attack, attack]],
                    }
                ],
                "escalation": {
                    "level": attack,
                    "heading": attack,
                    "call": [{"label": attack, "tel": "javascript:window.hacked=1"}, {"label": attack, "tel": "911"}],
                },
                "suggestions": [{"title": attack, "payload": f"{attack} "}],
            }
        },
    ]


@pytest.mark.parametrize("attack", ATTACKS)
def test_sent_text_stays_text(chat: Any, attack: str) -> None:
    chat.server.replies[attack] = attacked_reply(attack)
    chat.open().ask(attack)
    assert attack in chat.page.locator(".own .bubble").inner_text()
    assert chat.last.locator(".bubble > p").first.text_content() == f"Before {attack} after"
    assert chat.panel.locator("img, script, iframe, style, object, embed, form form").count() == 0
    assert chat.panel.locator("svg:not(.icon)").count() == 0  # the element's own drawings
    hrefs = chat.panel.locator("a").evaluate_all("(all) => all.map((it) => it.getAttribute('href'))")
    assert {href.split(":")[0] for href in hrefs} == {"tel"}
    assert chat.page.evaluate("window.hacked") is None
    assert chat.page.evaluate("window.violations") == []


def test_strict_policy_is_never_broken(chat: Any) -> None:
    chat.open().ask("How long does sacroplasty take?").ask("I can't feel when I pee")
    assert chat.panel.evaluate("(it) => getComputedStyle(it).display") == "flex"
    assert chat.page.evaluate("window.violations") == []
    assert chat.panel.locator("[style]").count() == 0
    assert chat.console == []


def test_only_the_clinics_server_is_spoken_to(chat: Any) -> None:
    chat.open().ask("How long does sacroplasty take?").ask("hello")
    assert {f"{urlsplit(url).scheme}://{urlsplit(url).netloc}" for url in chat.requests} == {chat.server.address}
    assert "hello" not in "".join(chat.requests)


def test_only_an_id_and_its_secret_are_kept(chat: Any) -> None:
    chat.open()
    assert chat.page.evaluate(STORAGE)["session"] == {}
    chat.ask("my secret").ask("How long does sacroplasty take?")
    kept = chat.page.evaluate(STORAGE)
    assert kept.pop("session") == {"plainspine.session": '{"id":"c-0","secret":"hush-c-0"}'}
    assert kept == {"local": {}, "cookies": "", "databases": 0, "caches": 0}
    assert all(body["sender"] == "c-0" and set(body) == {"sender", "message"} for body in chat.server.received)


def test_the_secret_reaches_no_address(chat: Any) -> None:
    chat.open().ask("hello")
    chat.page.reload()
    chat.open()
    assert not any("hush" in address for address in chat.requests)


def test_typed_text_reaches_neither_address_nor_title_nor_events(chat: Any) -> None:
    title = chat.page.title()
    chat.page.evaluate("""() => {
        window.heard = [];
        const send = EventTarget.prototype.dispatchEvent;
        EventTarget.prototype.dispatchEvent = function (event) {
          window.heard.push(event.type);
          return send.call(this, event);
        };
    }""")
    chat.open().ask("my secret")
    assert "secret" not in chat.page.url + chat.page.title()
    assert chat.page.title() == title
    assert chat.page.evaluate("window.heard") == []


def test_numbers_stand_without_scripts(new_chat: Any) -> None:
    """A22"""
    chat = new_chat(java_script_enabled=False)
    chat.page.goto(chat.server.address)
    fallback = chat.page.locator("plainspine-chat")
    expect(fallback.locator("noscript p")).to_be_visible()
    expect(fallback.get_by_role("link")).to_have_text(["(555) 555-0142", "911"])


def test_numbers_stand_when_the_script_is_blocked(new_chat: Any) -> None:
    """A22"""
    chat = new_chat()
    chat.page.route("**/widget.js", lambda route: route.abort())
    chat.visit()
    expect(chat.page.locator("plainspine-chat").get_by_role("link")).to_have_text(["(555) 555-0199", "911"])


def test_page_shows_the_embed_code_with_the_clinics_numbers(chat: Any) -> None:
    chat.page.get_by_text("For clinic staff").click()
    code = chat.page.get_by_role("region", name="Embed code")
    expect(code).to_contain_text(f'<script src="{chat.server.address}/widget.js" defer></script>')
    expect(code).to_contain_text('<plainspine-chat phone="(555) 555-0199" emergency="911">')
