"""The chat element as a patient meets it: open, ask, read, choose, listen. Numbers as in ACCESSIBILITY.md."""
from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

class TestOpening:
    def test_launcher_opens_and_closes(self, chat: Any) -> None:
        """A1, A3"""
        expect(chat.page.get_by_role("button", name="Ask a question", expanded=False)).to_be_visible()
        chat.open()
        expect(chat.page.get_by_role("button", name="Ask a question", expanded=True)).to_be_visible()
        expect(chat.page.get_by_role("dialog", name="Ask about your back")).to_be_visible()
        assert chat.focused() == "question"
        chat.page.get_by_role("button", name="Close chat").click()
        expect(chat.panel).to_be_hidden()
        assert "launcher" in chat.focused()

    def test_never_opens_by_itself(self, new_chat: Any) -> None:
        """A2"""
        chat = new_chat()
        chat.page.clock.install()
        chat.visit()
        chat.page.clock.fast_forward("01:00")
        expect(chat.panel).to_be_hidden()
        assert chat.focused() == "body"

    def test_stays_closed_after_a_reload(self, chat: Any) -> None:
        """A2"""
        chat.open()
        chat.page.reload()
        expect(chat.launcher).to_be_visible()
        expect(chat.panel).to_be_hidden()

    def test_escape_closes_from_anywhere(self, chat: Any) -> None:
        """A4"""
        chat.open()
        chat.page.get_by_role("link", name="What we treat").focus()
        chat.page.keyboard.press("Escape")
        expect(chat.panel).to_be_hidden()
        assert "launcher" in chat.focused()

    def test_notice_and_starters_come_before_any_request(self, chat: Any) -> None:
        chat.open()
        expect(chat.panel).to_contain_text("Nobody is watching this chat.")
        expect(chat.panel).to_contain_text("In an emergency, call 911.")
        expect(chat.panel).to_contain_text("Please do not type names")
        expect(chat.page.get_by_role("group", name="You could ask").get_by_role("button")).to_have_count(3)
        assert chat.server.received == []

    def test_starter_asks_its_question(self, chat: Any) -> None:
        chat.open()
        chat.page.get_by_role("button", name="How long does sacroplasty take?").click()
        expect(chat.last).to_contain_text("about an hour")
        assert chat.server.messages() == ["How long does sacroplasty take?"]


class TestAnswer:
    def test_shows_title_text_list_and_draft_state(self, chat: Any) -> None:
        chat.open().ask("How long does sacroplasty take?")
        expect(chat.last.get_by_role("heading", name="How long sacroplasty takes")).to_be_visible()
        expect(chat.last.get_by_role("listitem")).to_have_text(
            ["You check in and talk with the team.", "You rest for a while before you go home."]
        )
        expect(chat.last.locator(".review")).to_have_text("Draft: not yet reviewed by a clinician")
        assert chat.last.locator(".bubble > p").last.inner_text().startswith("Ask your team")

    def test_lines_become_paragraphs_and_lists(self, chat: Any) -> None:
        chat.open().ask("lists")
        expect(chat.last.locator("p").last).to_have_text("Two lines of one paragraph.")
        expect(chat.last.locator("ol > li")).to_have_text(["First step, told in two lines.", "Second step."])
        expect(chat.last.locator("ul > li")).to_have_text(["A point."])

    def test_sources_are_closed_until_asked_for(self, chat: Any) -> None:
        """A14"""
        chat.open().ask("How long does sacroplasty take?")
        details = chat.last.locator("details")
        expect(details.get_by_role("link")).to_have_count(0)
        details.locator("summary").click()
        link = details.get_by_role("link", name="Upstate Carolina Radiology (opens in a new tab)")
        expect(link).to_have_attribute("href", "https://example.org/sacroplasty")
        expect(link).to_have_attribute("rel", "noopener noreferrer")
        expect(details).to_contain_text("A paper without an address")
        expect(details).to_contain_text("The time is well known.")

    def test_signed_review_names_who_and_when(self, chat: Any) -> None:
        chat.open().ask("compare")
        expect(chat.last.locator(".review")).to_have_text("Reviewed by A. Clinician, MD on 2026-11-01")

    def test_wide_table_is_stacked_and_keeps_its_heads(self, chat: Any) -> None:
        """A15"""
        chat.open().ask("compare")
        table = chat.last.get_by_role("table", name="Table: The three procedures side by side")
        expect(table.get_by_role("columnheader")).to_have_text(["Sacroplasty", "Vertebroplasty", "Kyphoplasty"])
        expect(table.get_by_role("rowheader")).to_have_text(["Where", "Balloon"])
        cell = table.get_by_role("cell", name="Sometimes")
        assert cell.evaluate("(td) => getComputedStyle(td, '::before').content").startswith('"Sacroplasty')
        assert table.evaluate("(it) => it.scrollWidth <= it.parentElement.clientWidth")

    def test_a_small_table_is_stacked_only_where_its_words_would_break(self, new_chat: Any) -> None:
        """A15"""
        for width, shown in ((1280, "table-cell"), (360, "block")):
            chat = new_chat(viewport={"width": width, "height": 740}).visit().open().ask("compare two")
            cell = chat.last.get_by_role("cell", name="No", exact=True)
            expect(cell).to_have_css("display", shown)
            expect(chat.last.get_by_role("columnheader")).to_have_text(["Vertebroplasty", "Kyphoplasty"])

    def test_choice_shows_its_title_and_sends_its_payload(self, chat: Any) -> None:
        """A13"""
        chat.open().ask("How long does sacroplasty take?")
        group = chat.page.get_by_role("group", name="Suggested replies")
        button = group.get_by_role("button", name="The day, step by step")
        button.click()
        expect(chat.last).to_contain_text("You lie on your stomach")
        assert chat.server.messages()[-1] == '/choose{"topic":"sacroplasty.day"}'
        expect(chat.page.locator(".own .bubble").last).to_have_text("The day, step by step")
        expect(button).to_be_focused()
        assert "/choose" not in chat.panel.inner_text()

    @pytest.mark.parametrize("typed", ["1", "the day, step by step"])
    def test_choice_can_be_typed(self, chat: Any, typed: str) -> None:
        """A13"""
        chat.open().ask("How long does sacroplasty take?").ask(typed)
        assert chat.server.messages()[-1] == '/choose{"topic":"sacroplasty.day"}'

    def test_half_broken_reply_shows_its_sound_half(self, chat: Any) -> None:
        chat.open().ask("half broken")
        expect(chat.last).to_contain_text("Still readable.")
        expect(chat.last).to_contain_text("And this.")
        expect(chat.last.locator(".choices")).to_have_count(0)
        expect(chat.last.get_by_role("table")).to_have_count(0)
        assert chat.console == []


class TestManyMessages:
    def test_nothing_moves_when_an_answer_comes(self, chat: Any) -> None:
        """A36"""
        chat.open().ask("How long does sacroplasty take?")
        chat.page.evaluate("""() => {
          window.shifts = [];
          new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((it) => it.value))).observe({ type: "layout-shift" });
        }""")
        chat.server.delay = 0.8  # longer than the half second in which a browser forgives shifts after a key
        chat.ask("compare").ask("I can't feel when I pee")
        chat.page.wait_for_timeout(300)
        assert sum(chat.page.evaluate("window.shifts")) < 0.02

    def test_the_measure_of_what_moves_works(self, chat: Any) -> None:
        chat.page.evaluate("""async () => {
          window.shifts = [];
          new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((it) => it.value))).observe({ type: "layout-shift" });
          await new Promise((done) => setTimeout(done, 100));
          document.querySelector("main").before(Object.assign(document.createElement("h1"), { textContent: "Late ".repeat(200) }));
        }""")
        chat.page.wait_for_timeout(300)
        assert sum(chat.page.evaluate("window.shifts")) > 0.02

    def test_two_hundred_messages_stay_and_the_newest_is_in_view(self, chat: Any) -> None:
        """A36"""
        chat.open()
        chat.panel.evaluate("""async (panel) => {
          const [input, form] = ["textarea", "form"].map((name) => panel.querySelector(name));
          for (let number = 1; number <= 200; number += 1) {
            input.value = `message ${number}`;
            form.requestSubmit();
          }
        }""")
        expect(chat.page.locator(".theirs")).to_have_count(200, timeout=30_000)
        assert chat.server.messages() == [f"message {number}" for number in range(1, 201)]
        expect(chat.page.locator(".theirs").last).to_be_in_viewport()
        expect(chat.input).to_be_in_viewport(ratio=1)
        chat.panel.locator(".transcript").focus()
        chat.page.keyboard.press("Home")
        expect(chat.panel.locator(".notice")).to_be_in_viewport()


class TestSpeech:
    def test_log_is_there_empty_and_gets_one_node_a_message(self, chat: Any) -> None:
        """A8, A11"""
        chat.open()
        log = chat.page.get_by_role("log", name="Messages")
        assert log.evaluate("(it) => it.childElementCount") == 0
        assert log.get_attribute("aria-atomic") is None
        chat.ask("How long does sacroplasty take?")
        assert log.evaluate("(it) => it.childElementCount") == 2
        assert [message.split("\n")[0] for message in log.locator("> *").all_inner_texts()] == ["You", "Assistant"]
        assert log.locator(".message[tabindex]").count() == 0

    def test_new_answer_is_spoken_once_without_own_words(self, chat: Any) -> None:
        """A9"""
        chat.open()
        chat.record_speech()
        chat.ask("How long does sacroplasty take?")
        said = chat.spoken("polite")
        assert len(said) == 1
        assert said[0].startswith("Assistant: How long sacroplasty takes. Plan on about an hour")
        assert said[0].endswith("2 suggested replies follow.")

    def test_two_equal_answers_are_both_spoken(self, chat: Any) -> None:
        """A9"""
        chat.open()
        chat.record_speech()
        chat.ask("hello")
        assert len(chat.spoken("polite")) == 1
        chat.ask("hello")
        assert chat.spoken("polite") == ["Assistant: You wrote: hello"] * 2

    def test_answer_to_a_closed_panel_is_told_at_the_launcher(self, chat: Any) -> None:
        """A7"""
        chat.open()
        chat.record_speech()
        chat.server.delay = 0.3
        chat.ask("hello", answered=False)
        chat.page.keyboard.press("Escape")
        expect(chat.page.get_by_role("button", name="Ask a question: new message waiting")).to_be_visible()
        assert chat.spoken("polite") == ["There is a new message in the chat."]
        chat.open()
        expect(chat.page.get_by_role("button", name="Ask a question", exact=True)).to_be_visible()
