"""What people can do with the whole conversation: larger text, a copy, listening; and what they hear of the connection."""
from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

NEAR_VOICE = {"name": "Near", "lang": "en-US", "localService": True}
FAR_VOICE = {"name": "Far", "lang": "en-US", "localService": False}
# Debian's Chromium has no voices; this stands in for those of a device and notes what they are given.
SPEECH = """(voices) => {
  window.heard = [];
  window.found = voices;
  const listeners = [];
  window.findVoices = (more) => { window.found = more; listeners.forEach((listen) => listen()); };
  const speech = {
    getVoices: () => window.found,
    addEventListener: (name, listen) => listeners.push(listen),
    speak: (words) => { window.heard.push([words.voice.name, words.text]); window.last = words; },
    cancel: () => window.heard.push(["", "stop"]),
  };
  Object.defineProperty(window, "speechSynthesis", { value: speech });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
}"""


def with_voices(new_chat: Any, *voices: dict[str, Any]) -> Any:
    """Return a Chat on a device that has `voices`."""
    chat = new_chat()
    chat.page.add_init_script(f"({SPEECH})({list(voices)})".replace("True", "true").replace("False", "false"))
    return chat.visit().open()


def press(chat: Any, name: str) -> None:
    chat.page.get_by_role("button", name=name, exact=True).click()


class TestTextSize:
    def test_text_grows_to_double_and_the_tab_remembers_it(self, chat: Any) -> None:
        """A31"""
        chat.open().record_speech()
        press(chat, "Options")
        for _ in range(4):
            press(chat, "Larger")
        chat.ask("How long does sacroplasty take?")
        expect(chat.last.locator(".bubble > p").first).to_have_css("font-size", "32px")
        expect(chat.input).to_have_css("font-size", "32px")
        assert chat.spoken("polite")[0] == "Text size: 125 percent."
        assert chat.page.evaluate("({ ...sessionStorage })")["plainspine.text"] == "200"
        chat.page.reload()
        chat.open()
        expect(chat.panel.locator(".notice li").first).to_have_css("font-size", "32px")
        press(chat, "Options")
        for _ in range(3):
            press(chat, "Smaller")
        expect(chat.panel.locator(".notice li").first).to_have_css("font-size", "16px")

    def test_a_new_tab_starts_with_the_reader_s_own_size(self, chat: Any) -> None:
        """A31"""
        chat.open()
        press(chat, "Options")
        press(chat, "Larger")
        tab = chat.page.context.new_page()
        tab.goto(chat.server.address)
        tab.locator(".launcher").click()
        expect(tab.locator(".notice li").first).to_have_css("font-size", "16px")

    def test_options_tell_if_they_are_shown(self, chat: Any) -> None:
        chat.open()
        options = chat.page.get_by_role("button", name="Options")
        expect(options).to_have_attribute("aria-expanded", "false")
        options.click()
        expect(options).to_have_attribute("aria-expanded", "true")
        expect(chat.page.get_by_role("group", name="Text size")).to_be_visible()
        options.click()
        expect(chat.page.get_by_role("group", name="Text size")).to_be_hidden()


class TestCopy:
    def test_saved_copy_holds_the_talk_and_the_numbers_and_needs_no_network(self, chat: Any, tmp_path: Path) -> None:
        """A32"""
        chat.open().ask("How long does sacroplasty take?").ask("I can't feel when I pee").ask("<b>markup</b>")
        press(chat, "Options")
        asked = len(chat.requests)
        with chat.page.expect_download() as download:
            press(chat, "Save the chat")
        saved = tmp_path / download.value.suggested_filename
        download.value.save_as(saved)
        assert saved.suffix == ".html"
        assert [url for url in chat.requests[asked:] if not url.startswith("blob:")] == []
        reader = chat.page.context.new_page()
        reader.context.set_offline(True)
        reader.goto(saved.as_uri())
        copy = reader.locator("main")
        for words in ("You", "How long does sacroplasty take?", "Plan on about an hour", "Upstate Carolina Radiology", "<b>markup</b>",
                      "Draft: not yet reviewed by a clinician", "Call 911 now", "Call the clinic at (555) 555-0199.", "Nobody is watching"):
            expect(copy).to_contain_text(words)
        assert reader.locator("button, form, script, img, b").count() == 0
        assert chat.page.evaluate("window.violations") == []

    def test_printed_copy_is_alone_on_the_paper_and_leaves_nothing_behind(self, chat: Any) -> None:
        """A32"""
        chat.page.evaluate("window.print = () => { window.printed = true; }")
        chat.open().ask("How long does sacroplasty take?")
        press(chat, "Options")
        press(chat, "Print the chat")
        assert chat.page.evaluate("window.printed") is True
        paper = chat.page.locator(".plainspine-print main")
        expect(paper).to_be_hidden()
        chat.page.emulate_media(media="print")
        expect(paper).to_contain_text("Plan on about an hour")
        expect(paper).to_be_visible()
        expect(paper.get_by_role("link", name="Upstate Carolina Radiology")).to_be_visible()
        expect(chat.page.get_by_role("heading", level=1)).to_have_count(1)
        expect(chat.panel).to_be_hidden()
        chat.page.evaluate("dispatchEvent(new Event('afterprint'))")
        chat.page.emulate_media(media="screen")
        expect(paper).to_have_count(0)
        expect(chat.panel).to_be_visible()
        assert chat.page.evaluate("document.adoptedStyleSheets.length") == 0
        assert chat.page.evaluate("window.violations") == []

    @pytest.mark.parametrize("name", ["Save the chat", "Print the chat"])
    def test_without_a_talk_there_is_nothing_to_copy_and_it_is_said(self, chat: Any, name: str) -> None:
        chat.open().record_speech()
        press(chat, "Options")
        press(chat, name)
        expect(chat.page.get_by_role("group", name="Options")).to_contain_text("There is nothing to copy yet.")
        assert chat.spoken("polite") == ["There is nothing to copy yet."]


class TestReadAloud:
    def test_a_message_is_read_with_the_device_s_own_voice_and_can_be_stopped(self, new_chat: Any) -> None:
        """A33"""
        chat = with_voices(new_chat, FAR_VOICE, NEAR_VOICE).ask("How long does sacroplasty take?")
        assert chat.page.evaluate("window.heard") == []
        press(chat, "Read aloud")
        heard = chat.page.evaluate("window.heard")
        assert heard[0] == ["Near", "How long sacroplasty takes."]
        assert {voice for voice, _ in heard} == {"Near"}
        press(chat, "Stop reading")
        assert chat.page.evaluate("window.heard.at(-1)") == ["", "stop"]
        expect(chat.page.get_by_role("button", name="Read aloud")).to_be_visible()

    def test_the_button_is_itself_again_at_the_end(self, new_chat: Any) -> None:
        chat = with_voices(new_chat, NEAR_VOICE).ask("hello")
        press(chat, "Read aloud")
        chat.page.evaluate("window.last.onend()")
        expect(chat.page.get_by_role("button", name="Read aloud")).to_be_visible()

    @pytest.mark.parametrize("leave", ["Close chat", "Clear this conversation"])
    def test_leaving_stops_the_voice(self, new_chat: Any, leave: str) -> None:
        """A33"""
        chat = with_voices(new_chat, NEAR_VOICE).ask("hello")
        press(chat, "Read aloud")
        press(chat, leave)
        assert chat.page.evaluate("window.heard.at(-1)") == ["", "stop"]

    def test_a_voice_on_the_net_is_not_used(self, new_chat: Any) -> None:
        """A33"""
        chat = with_voices(new_chat, FAR_VOICE).ask("hello")
        expect(chat.last).to_be_visible()
        expect(chat.page.get_by_role("button", name="Read aloud")).to_have_count(0)

    def test_a_voice_that_is_found_later_brings_the_button(self, new_chat: Any) -> None:
        chat = with_voices(new_chat).ask("hello")
        expect(chat.page.get_by_role("button", name="Read aloud")).to_have_count(0)
        chat.page.evaluate("(voices) => window.findVoices(voices)", [NEAR_VOICE])
        expect(chat.page.get_by_role("button", name="Read aloud")).to_be_visible()

    def test_another_language_needs_a_voice_of_its_own(self, new_chat: Any) -> None:
        chat = with_voices(new_chat, NEAR_VOICE).ask("لا أستطيع التنفس")
        expect(chat.page.get_by_role("button", name="Read aloud")).to_have_count(0)
        chat.page.evaluate("(voices) => window.findVoices(voices)", [NEAR_VOICE, {"name": "Arabic", "lang": "ar-EG", "localService": True}])
        press(chat, "Read aloud")
        assert chat.page.evaluate("window.heard[0][0]") == "Arabic"


class TestConnection:
    def test_being_offline_is_said_with_the_numbers_and_so_is_its_end(self, chat: Any) -> None:
        """A34"""
        chat.open().record_speech()
        chat.page.context.set_offline(True)
        words = "You are offline. The chat cannot answer now. Call the clinic at (555) 555-0199. In an emergency, call 911."
        expect(chat.panel.locator(".connection p")).to_have_text(words)
        chat.page.context.set_offline(False)
        expect(chat.panel.locator(".connection")).to_be_empty()
        assert chat.spoken("polite") == [words, "The chat is connected again."]

    def test_a_server_that_is_down_is_told_before_anybody_types(self, chat: Any) -> None:
        """A34"""
        chat.page.route("**/health", lambda route: route.abort())
        chat.open()
        notice = chat.panel.locator(".connection")
        expect(notice).to_contain_text("The chat cannot answer just now. Call the clinic at (555) 555-0199.")
        chat.page.unroute("**/health")
        notice.get_by_role("button", name="Try again").click()
        expect(notice).to_be_empty()
        assert chat.focused() == "question"

    @pytest.mark.parametrize("status, told", [(503, True), (500, True), (404, False), (403, False)])
    def test_only_a_server_that_says_so_is_unwell(self, chat: Any, status: int, told: bool) -> None:
        with chat.page.expect_response("**/health"):
            chat.page.route("**/health", lambda route: route.fulfill(status=status))
            chat.open()
        expect(chat.panel.locator(".connection p")).to_have_count(1 if told else 0)

    def test_a_slow_server_is_being_connected_to(self, chat: Any) -> None:
        """A34"""
        chat.server.health_delay = 1.0
        chat.open()
        expect(chat.panel.locator(".connection")).to_have_text("Connecting to the chat.")
        expect(chat.panel.locator(".connection")).to_be_empty()

    def test_an_answer_ends_the_notice(self, chat: Any) -> None:
        chat.page.route("**/health", lambda route: route.fulfill(status=503))
        chat.open()
        expect(chat.panel.locator(".connection p")).to_be_visible()
        chat.ask("hello")
        expect(chat.panel.locator(".connection")).to_be_empty()

    def test_nothing_about_the_person_is_sent_to_find_out(self, chat: Any) -> None:
        with chat.page.expect_request("**/health") as asked:
            chat.open()
        assert asked.value.method == "GET"
        assert asked.value.url == chat.server.address + "/health"
        assert asked.value.post_data is None
