"""The chat element as a patient meets it: open, ask, read, choose, call, try again. Numbers as in ACCESSIBILITY.md."""
from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

RECORD_SPEECH = """(panel) => {
  const root = panel.getRootNode();
  window.spoken = [];
  for (const region of root.querySelectorAll("[aria-live=polite], [role=alert]")) {
    const kind = region.getAttribute("role") || "polite";
    new MutationObserver(() => region.textContent && window.spoken.push([kind, region.textContent]))
      .observe(region, { childList: true });
  }
}"""


def record_speech(chat: Any) -> None:
    chat.panel.evaluate(RECORD_SPEECH)


def spoken(chat: Any, kind: str) -> list[str]:
    """Return what was said so far in regions of one kind, after the time that such regions take."""
    chat.page.wait_for_timeout(450)
    return [text for region, text in chat.page.evaluate("window.spoken") if region == kind]


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

    def test_choice_shows_its_title_and_sends_its_payload(self, chat: Any) -> None:
        """A13"""
        chat.open().ask("How long does sacroplasty take?")
        button = chat.page.get_by_role("group", name="Suggested replies").get_by_role("button", name="The day, step by step")
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
        expect(chat.last.get_by_role("button")).to_have_count(0)
        expect(chat.last.get_by_role("table")).to_have_count(0)
        assert chat.console == []


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
        record_speech(chat)
        chat.ask("How long does sacroplasty take?")
        said = spoken(chat, "polite")
        assert len(said) == 1
        assert said[0].startswith("Assistant: How long sacroplasty takes. Plan on about an hour")
        assert said[0].endswith("2 suggested replies follow.")

    def test_two_equal_answers_are_both_spoken(self, chat: Any) -> None:
        """A9"""
        chat.open()
        record_speech(chat)
        chat.ask("hello")
        assert len(spoken(chat, "polite")) == 1
        chat.ask("hello")
        assert spoken(chat, "polite") == ["Assistant: You wrote: hello"] * 2

    def test_answer_to_a_closed_panel_is_told_at_the_launcher(self, chat: Any) -> None:
        """A7"""
        chat.open()
        record_speech(chat)
        chat.server.delay = 0.3
        chat.ask("hello", answered=False)
        chat.page.keyboard.press("Escape")
        expect(chat.page.get_by_role("button", name="Ask a question: new message waiting")).to_be_visible()
        assert spoken(chat, "polite") == ["There is a new message in the chat."]
        chat.open()
        expect(chat.page.get_by_role("button", name="Ask a question", exact=True)).to_be_visible()


class TestEscalation:
    def test_emergency_is_alerted_once_and_stays(self, chat: Any) -> None:
        """A10, A12"""
        chat.open()
        record_speech(chat)
        expect(chat.alert).to_be_attached()
        expect(chat.alert).to_be_empty()
        chat.ask("I can't feel when I pee")
        advice = "Call 911 now, or go to the nearest emergency department. Do not drive yourself."
        assert spoken(chat, "alert") == [f"Emergency: get help now. {advice}"]
        assert spoken(chat, "polite") == []
        assert chat.focused() == "question"
        expect(chat.last.locator(".card.emergency")).to_contain_text(advice)
        chat.ask("How long does sacroplasty take?")
        banner = chat.page.get_by_role("region", name="Emergency")
        expect(banner.get_by_role("link", name="Call 911")).to_have_attribute("href", "tel:911")
        assert len(spoken(chat, "alert")) == 1
        chat.page.get_by_role("button", name="Clear this conversation").click()
        expect(banner).to_have_count(0)
        expect(chat.alert).to_be_empty()

    def test_emergency_in_a_closed_panel_is_alerted_too(self, chat: Any) -> None:
        """A7, A10"""
        chat.open()
        record_speech(chat)
        chat.server.delay = 0.3
        chat.ask("I can't feel when I pee", answered=False)
        chat.page.keyboard.press("Escape")
        expect(chat.page.get_by_role("button", name="new message waiting")).to_be_visible()
        assert [text[:24] for text in spoken(chat, "alert")] == ["Emergency: get help now."]

    def test_urgent_begins_with_its_level_and_offers_the_answer(self, chat: Any) -> None:
        """A12"""
        chat.open().ask("I have a fever since the procedure")
        expect(chat.last.get_by_role("heading")).to_have_text("Call today")
        expect(chat.last.get_by_role("link", name="Call (555) 555-0142")).to_have_attribute("href", "tel:+15555550142")
        expect(chat.last.get_by_role("button", name="Show the answer")).to_be_visible()
        expect(chat.page.get_by_role("region", name="Emergency")).to_have_count(0)

    def test_physician_advice_stands_above_the_answer(self, chat: Any) -> None:
        """A12"""
        chat.open().ask("My back hurts for weeks")
        said = chat.last.inner_text()
        order = ["See your physician this week", "See your physician about this", "Most people", "Care without a procedure"]
        places = [said.index(words) for words in order]
        assert places == sorted(places)

    def test_unknown_level_and_bad_number_still_lead_to_help(self, chat: Any) -> None:
        chat.open().ask("emergency without numbers")
        expect(chat.last.get_by_role("heading")).to_have_text("Emergency")
        expect(chat.last.get_by_role("link")).to_have_text(["Call 911"])


class TestFailure:
    @pytest.mark.parametrize("message", ["empty", "wrong shape"])
    def test_answer_without_words_is_a_failure(self, chat: Any, message: str) -> None:
        chat.open().ask(message, answered=False)
        expect(chat.panel.locator(".trouble")).to_contain_text("We could not reach the chat")

    def test_failed_message_keeps_its_words_and_can_be_sent_again(self, chat: Any) -> None:
        """A19"""
        chat.open()
        record_speech(chat)
        chat.server.failures = 1
        chat.ask("hello", answered=False)
        trouble = chat.panel.locator(".own .trouble")
        expect(trouble).to_contain_text("Call the clinic at (555) 555-0199.")
        expect(trouble).to_contain_text("In an emergency, call 911.")
        expect(chat.panel.locator(".own .bubble")).to_have_text("hello")
        assert "Your message got no answer" in spoken(chat, "polite")[0]
        chat.page.get_by_role("button", name="Try again").click()
        expect(chat.last).to_contain_text("You wrote: hello")
        expect(trouble).to_have_count(0)
        assert chat.focused() == "question"
        assert chat.server.messages() == ["hello", "hello"]

    def test_offline_is_said_in_words(self, chat: Any) -> None:
        """A19, A22"""
        chat.open()
        chat.page.context.set_offline(True)
        chat.ask("hello", answered=False)
        expect(chat.panel.locator(".trouble")).to_contain_text("You seem to be offline.")

    def test_waiting_is_told_and_ends(self, new_chat: Any) -> None:
        """A18"""
        chat = new_chat()
        chat.page.clock.install()
        chat.visit().open()
        chat.server.delay = 0.8
        status = chat.panel.get_by_role("status")
        expect(status).to_be_empty()
        chat.ask("hello", answered=False)
        chat.page.clock.fast_forward(500)
        expect(status).to_contain_text("Looking for an answer")
        chat.page.clock.fast_forward(8_000)
        expect(status).to_contain_text("Still looking.")
        expect(chat.last).to_contain_text("You wrote: hello")
        expect(status).to_be_empty()

    def test_gives_up_when_the_server_never_answers(self, new_chat: Any) -> None:
        """A18"""
        chat = new_chat()
        chat.page.clock.install()
        chat.visit().open()
        chat.server.delay = 1.0
        with chat.page.expect_request("**/webhooks/rest/webhook"):
            chat.ask("hello", answered=False)
        chat.page.clock.fast_forward(31_000)
        expect(chat.panel.locator(".trouble")).to_be_visible()

    def test_answers_come_in_the_order_of_the_questions(self, chat: Any) -> None:
        chat.open()
        chat.server.delay = 0.1
        chat.ask("first", answered=False).ask("second", answered=False)
        expect(chat.page.locator(".theirs .bubble")).to_have_text([re.compile("first"), re.compile("second")])

    def test_clearing_forgets_what_was_under_way(self, chat: Any) -> None:
        """A20"""
        chat.open()
        record_speech(chat)
        chat.server.delay = 0.3
        chat.ask("hello", answered=False)
        chat.page.get_by_role("button", name="Clear this conversation").click()
        expect(chat.log).to_be_empty()
        assert spoken(chat, "polite") == ["The conversation is cleared."]
        chat.server.delay = 0
        chat.ask("again")
        expect(chat.page.locator(".theirs")).to_have_count(1)
        assert chat.server.received[0]["sender"] != chat.server.received[1]["sender"]
