"""The element by keyboard, on small screens, in contrast themes, and before axe. Numbers as in ACCESSIBILITY.md."""
from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = {"runOnly": {"type": "tag", "values": TAGS}, "rules": {"target-size": {"enabled": True}}}
SIZES = [(320, 568), (568, 320), (320, 256)]
SPACING = """(panel) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important } p { margin-block-end: 2em !important }`);
  panel.getRootNode().adoptedStyleSheets.push(sheet);
}"""
CLIPPED = """(panel) => [...panel.querySelectorAll("*")]
  .filter((it) => !it.closest(".spoken, thead") && it.clientWidth && it.scrollWidth > it.clientWidth + 1)
  .map((it) => it.className || it.localName)"""
IME_ENTER = """(input) => input.dispatchEvent(
  new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true }))"""


def viewport(width: int, height: int) -> dict[str, int]:
    return {"width": width, "height": height}


LOOKS: dict[str, Any] = {"light": {}, "dark": {"color_scheme": "dark"}, "phone": {"viewport": viewport(390, 844)}}


class TestWriting:
    def test_enter_sends_and_shift_enter_starts_a_line(self, chat: Any) -> None:
        """A17"""
        chat.open()
        chat.input.type("one")
        chat.input.press("Shift+Enter")
        chat.input.type("two")
        chat.input.press("Enter")
        expect(chat.last).to_contain_text("You wrote: one two")
        assert chat.server.messages() == ["one\ntwo"]

    def test_enter_while_composing_a_word_does_not_send(self, chat: Any) -> None:
        """A17"""
        chat.open()
        chat.input.fill("かな")
        chat.input.evaluate(IME_ENTER)
        expect(chat.input).to_have_value("かな")
        chat.input.press("Enter")
        expect(chat.last).to_be_visible()
        assert chat.server.messages() == ["かな"]

    def test_empty_message_is_an_error_tied_to_the_field(self, chat: Any) -> None:
        """A16"""
        chat.open()
        chat.page.get_by_role("button", name="Send").click()
        expect(chat.input).to_have_attribute("aria-invalid", "true")
        expect(chat.input).to_have_accessible_description("Type a question first.")
        expect(chat.input).to_be_focused()
        chat.input.type("x")
        expect(chat.input).not_to_have_attribute("aria-invalid", "true")

    def test_limit_is_told_and_nothing_is_cut_off_or_kept_from_the_screen(self, chat: Any) -> None:
        """A16"""
        chat.open()
        chat.input.fill("x" * 899)
        expect(chat.input).to_have_accessible_description("")
        chat.input.fill("x" * 950)
        expect(chat.input).to_have_accessible_description("50 characters left")
        chat.input.fill("x" * 1_020)
        chat.input.press("Enter")
        expect(chat.panel.locator(".count")).to_have_text("20 characters too many. Please shorten your question.")
        expect(chat.last).to_contain_text("You wrote: xxx")
        assert chat.server.messages() == ["x" * 1_020]
        assert len(chat.input.input_value()) == 1_020


class TestKeyboard:
    def test_order_and_no_trap(self, chat: Any) -> None:
        """A6"""
        chat.open()
        chat.page.get_by_role("button", name="Options").focus()
        seen = [chat.focused()]
        for _ in range(11):
            chat.page.keyboard.press("Tab")
            seen.append(chat.focused())
        header = ["plain", "plain", "plain close", "phone", "phone"]
        assert seen == [*header, "transcript", "choice", "choice", "choice", "question", "send", "launcher"]

    def test_panel_is_modal_only_where_it_fills_the_screen(self, new_chat: Any) -> None:
        """A5"""
        for size, modal in ((viewport(1280, 800), False), (viewport(390, 844), True)):
            chat = new_chat(viewport=size).visit().open()
            assert chat.panel.evaluate("(it) => it.matches(':modal')") is modal
            chat.page.keyboard.press("Escape")
            expect(chat.panel).to_be_hidden()
            assert "launcher" in chat.focused()

    def test_touch_screens_open_without_their_keyboard(self, new_chat: Any) -> None:
        """A3"""
        chat = new_chat(viewport=viewport(390, 844), has_touch=True, is_mobile=True).visit().open()
        assert chat.focused() == "panel"


class TestLayout:
    @pytest.mark.parametrize("size", SIZES)
    def test_small_screens_do_not_scroll_sideways(self, new_chat: Any, size: tuple[int, int]) -> None:
        """A24"""
        chat = new_chat(viewport=viewport(*size)).visit().open()
        for text in ("compare", "compare two", "I can't feel when I pee"):
            chat.ask(text)
        assert chat.panel.evaluate(CLIPPED) == []
        assert chat.panel.evaluate("(it) => it.scrollWidth <= innerWidth")
        expect(chat.page.get_by_role("button", name="Close chat")).to_be_in_viewport(ratio=1)
        expect(chat.panel.locator(".contact .phone").last).to_be_in_viewport(ratio=1)
        chat.input.scroll_into_view_if_needed()
        expect(chat.input).to_be_in_viewport(ratio=1)
        assert chat.page.evaluate("scrollY") == 0

    def test_the_sample_page_fits_a_small_phone_and_shows_the_clinic_s_own_words(self, new_chat: Any) -> None:
        chat = new_chat(viewport=viewport(320, 568)).visit()
        assert chat.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        contact = chat.page.get_by_role("region", name="Talk to a person")
        expect(contact).to_contain_text("Every day, 9 a.m. to 4 p.m.")
        expect(contact).to_contain_text("For an interpreter, call (555) 555-0198.")
        expect(chat.page.get_by_role("region", name="Signs that cannot wait").get_by_role("link")).to_have_text(["911", "(555) 555-0199"])

    def test_text_spacing_loses_nothing(self, new_chat: Any) -> None:
        """A25"""
        chat = new_chat(viewport=viewport(390, 844)).visit().open()
        chat.panel.evaluate(SPACING)
        for text in ("How long does sacroplasty take?", "compare two", "I can't feel when I pee"):
            chat.ask(text)
        assert chat.panel.evaluate(CLIPPED) == []

    def test_targets_are_44_pixels(self, new_chat: Any) -> None:
        """A23"""
        chat = new_chat(viewport=viewport(320, 568)).visit()
        assert chat.launcher.bounding_box()["height"] >= 44
        chat.open().ask("How long does sacroplasty take?").ask("I can't feel when I pee")
        boxes = chat.panel.locator("button:visible, .phone:visible, summary:visible, textarea:visible").evaluate_all(
            "(all) => all.map((it) => [it.className || it.localName, it.offsetWidth, it.offsetHeight])"
        )
        assert len(boxes) > 8
        assert [box for box in boxes if min(box[1:]) < 44] == []

    def test_way_to_a_person_keeps_its_place(self, chat: Any) -> None:
        """A21"""
        chat.open()
        contact = chat.page.get_by_role("group", name="Talk to a person")
        places = [contact.bounding_box()]
        chat.ask("How long does sacroplasty take?")
        places.append(contact.bounding_box())
        chat.ask("I can't feel when I pee")
        places.append(contact.bounding_box())
        chat.server.failures = 1
        chat.ask("hello", answered=False)
        expect(chat.panel.locator(".trouble")).to_be_visible()
        places.append(contact.bounding_box())
        assert all(place == places[0] for place in places)
        expect(contact.get_by_role("link")).to_have_text(["(555) 555-0199", "911"])

    def test_right_to_left_page_mirrors_the_panel(self, chat: Any) -> None:
        """A29"""
        chat.page.evaluate("document.documentElement.dir = 'rtl'")
        chat.open().ask("أين الألم")
        assert chat.panel.bounding_box()["x"] < 100
        own = chat.page.locator(".own .bubble").last
        assert own.bounding_box()["x"] < chat.last.locator(".bubble").bounding_box()["x"] + 40
        assert own.evaluate("(it) => it.dir + getComputedStyle(it).direction") == "autortl"
        assert chat.last.locator("p").last.evaluate("(it) => getComputedStyle(it).textAlign") == "right"
        assert chat.panel.locator(".phone > bdi").count() == chat.panel.locator(".phone").count()

    def test_left_side_on_request(self, chat: Any) -> None:
        chat.page.locator("plainspine-chat").evaluate("(it) => it.setAttribute('side', 'left')")
        assert chat.launcher.bounding_box()["x"] < 100


class TestPreferences:
    def test_reduced_motion_stops_the_dots(self, new_chat: Any) -> None:
        """A26"""
        running = []
        for wish in ("no-preference", "reduce"):
            chat = new_chat(reduced_motion=wish).visit().open()
            chat.server.delay = 3.0
            chat.ask("hello", answered=False)
            chat.panel.locator(".dots").wait_for()
            running.append(chat.panel.evaluate("(it) => it.getAnimations({ subtree: true }).length"))
        assert running[0] > 0
        assert running[1] == 0

    def test_contrast_themes_keep_the_differences(self, new_chat: Any) -> None:
        """A27"""
        chat = new_chat(forced_colors="active").visit().open().ask("hello")
        border = "(it) => getComputedStyle(it).borderTop"
        own = chat.page.locator(".own .bubble").evaluate(border)
        theirs = chat.last.locator(".bubble").evaluate(border)
        assert own != theirs
        assert not own.startswith("0px")
        assert not theirs.startswith("0px")
        assert chat.input.evaluate("(it) => getComputedStyle(it).outlineStyle") == "solid"

    def test_element_carries_its_language(self, chat: Any) -> None:
        """A29"""
        assert chat.page.locator(".widget").get_attribute("lang") == "en"


def _closed(chat: Any) -> None:
    expect(chat.launcher).to_be_visible()


def _opened(chat: Any) -> None:
    chat.open()


def _answered(chat: Any) -> None:
    chat.open().ask("How long does sacroplasty take?").ask("compare two")
    for summary in chat.panel.locator("summary").all():
        summary.click()


def _escalated(chat: Any) -> None:
    chat.open().ask("I have a fever since the procedure").ask("My back hurts for weeks").ask("I can't feel when I pee")


def _failed(chat: Any) -> None:
    chat.open()
    chat.server.failures = 1
    chat.ask("hello", answered=False)
    chat.panel.locator(".trouble").wait_for()
    chat.page.get_by_role("button", name="Send").click()


@pytest.mark.parametrize("reach", [_closed, _opened, _answered, _escalated, _failed])
@pytest.mark.parametrize("settings", LOOKS.values(), ids=LOOKS)
def test_axe_finds_nothing(new_chat: Any, reach: Any, settings: dict[str, Any]) -> None:
    """A30, A28"""
    chat = new_chat(**settings).visit()
    reach(chat)
    chat.page.wait_for_timeout(300)
    found = Axe().run(chat.page, options=AXE).response["violations"]
    assert [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in found] == []
