"""Every card and state of the gallery, looked over by axe and by what a small screen can hold. Numbers as in ACCESSIBILITY.md."""
from __future__ import annotations

import json
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import WIDGET

GALLERY = json.loads((WIDGET / "page" / "gallery.json").read_text("utf-8"))
STATES = [state["id"] for state in GALLERY["states"]]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = {"runOnly": {"type": "tag", "values": TAGS}, "rules": {"target-size": {"enabled": True}}}
PHONE = {"width": 360, "height": 740}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1280, "height": 800}},
    "dark": {"viewport": PHONE, "color_scheme": "dark"},
    "forced-colors": {"viewport": PHONE, "forced_colors": "active"},
    "right-to-left": {"viewport": PHONE},
}
# What axe cannot decide here, and what decides it instead.
LEFT_TO_US = {
    "color-contrast",  # of text that something overlaps: tests/widget/test_colors.py reckons every pair of colors
    "aria-valid-attr-value",  # of the launcher: the panel that it controls stands beside it in the shadow root
    "frame-tested",  # of the gallery's frames: each is looked over alone, above
}
# Parts that are moved out of sight on purpose, for screen readers, do not count.
TOO_WIDE = """(panel) => [...panel.querySelectorAll("*")]
  .filter((it) => !it.closest(".spoken, thead, label") && it.clientWidth && it.scrollWidth > it.clientWidth + 1)
  .map((it) => it.className || it.localName)"""


def visit(page: Page, address: str, state: str, direction: str = "ltr") -> None:
    """Open the gallery's page of `state` and wait until it is reached."""
    page.goto(f"{address}/gallery/state?id={state}&dir={direction}")
    expect(page.locator(f"html[data-state={state}]")).to_be_attached()
    page.wait_for_timeout(50)  # until what was added last is laid out


def faults(page: Page) -> list[str]:
    """Return what axe finds, and what it leaves open beyond what we answer ourselves."""
    result = Axe().run(page, options=AXE).response
    rules = [*result["violations"], *(rule for rule in result["incomplete"] if rule["id"] not in LEFT_TO_US)]
    return [f"{rule['id']}: {node['html'][:120]}" for rule in rules for node in rule["nodes"]]


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_in_any_state(new_chat: Any, look: str) -> None:
    """A30, A28"""
    chat = new_chat(reduced_motion="reduce", **LOOKS[look])
    found = {}
    for state in STATES:
        visit(chat.page, chat.server.address, state, "rtl" if look == "right-to-left" else "ltr")
        found[state] = faults(chat.page)
    assert found == dict.fromkeys(STATES, [])


@pytest.mark.parametrize("size", [(320, 568), (568, 320), (320, 256)])
def test_no_state_scrolls_sideways_or_hides_the_way_to_a_person(new_chat: Any, size: tuple[int, int]) -> None:
    """A24"""
    chat = new_chat(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    for state in STATES[1:]:
        visit(chat.page, chat.server.address, state)
        assert chat.panel.evaluate(TOO_WIDE) == [], state
        expect(chat.page.get_by_role("button", name="Close chat")).to_be_in_viewport(ratio=1)
        expect(chat.panel.locator(".contact .phone").last).to_be_in_viewport(ratio=1)


def test_the_gallery_shows_each_state_in_a_named_frame(new_chat: Any) -> None:
    chat = new_chat()
    chat.page.goto(chat.server.address + "/gallery")
    frames = chat.page.locator("iframe")
    expect(frames).to_have_count(len(STATES))
    assert frames.evaluate_all("all => all.map((it) => it.title)") == [state["title"] for state in GALLERY["states"]]
    expect(chat.page.frame_locator("iframe[title='Before the first message']").get_by_role("dialog")).to_be_visible()
    assert faults(chat.page) == []
    assert chat.console == []


def test_each_message_of_the_gallery_has_its_answer_and_each_answer_its_state() -> None:
    said = {step["say"] for state in GALLERY["states"] if state.get("network", "ok") == "ok" for step in state["steps"] if "say" in step}
    assert said == set(GALLERY["replies"])
    assert len(STATES) == len(set(STATES))
