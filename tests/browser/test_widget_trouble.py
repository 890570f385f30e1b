"""What the element does when it matters most: warning signs, and a server that does not answer."""
from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect


class TestEscalation:
    def test_emergency_is_alerted_once_and_stays(self, chat: Any) -> None:
        """A10, A12"""
        chat.open()
        chat.record_speech()
        expect(chat.alert).to_be_attached()
        expect(chat.alert).to_be_empty()
        chat.ask("I can't feel when I pee")
        advice = "Call 911 now, or go to the nearest emergency department. Do not drive yourself."
        assert chat.spoken("alert") == [f"Emergency: get help now. {advice}"]
        assert chat.spoken("polite") == []
        assert chat.focused() == "question"
        expect(chat.last.locator(".card.emergency")).to_contain_text(advice)
        chat.ask("How long does sacroplasty take?")
        banner = chat.page.get_by_role("region", name="Emergency")
        expect(banner.get_by_role("link", name="Call 911")).to_have_attribute("href", "tel:911")
        assert len(chat.spoken("alert")) == 1
        chat.page.get_by_role("button", name="Clear this conversation").click()
        expect(banner).to_have_count(0)
        expect(chat.alert).to_be_empty()

    def test_emergency_in_a_closed_panel_is_alerted_too(self, chat: Any) -> None:
        """A7, A10"""
        chat.open()
        chat.record_speech()
        chat.server.delay = 0.3
        chat.ask("I can't feel when I pee", answered=False)
        chat.page.keyboard.press("Escape")
        expect(chat.page.get_by_role("button", name="new message waiting")).to_be_visible()
        assert [text[:24] for text in chat.spoken("alert")] == ["Emergency: get help now."]

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
        parts = ("See your physician this week", "See your physician about", "Most people", "Care without a procedure")
        places = [said.index(part) for part in parts]
        assert places == sorted(places)

    def test_a_notice_in_another_language_carries_it_and_stands_in_its_direction(self, chat: Any) -> None:
        """A29"""
        chat.open().ask("لا أستطيع التنفس")
        heading = chat.last.get_by_role("heading")
        expect(heading).to_have_text("حالة طارئة: اطلب المساعدة الآن")
        expect(heading).to_have_attribute("lang", "ar")
        expect(heading).to_have_css("direction", "rtl")
        advice = chat.last.get_by_text("اتصل")
        assert advice.evaluate("text => [text.closest('[lang]').lang, getComputedStyle(text).direction]") == ["ar", "rtl"]

    def test_the_gravest_advice_stays_in_view(self, chat: Any) -> None:
        """A12"""
        chat.open()
        seen = []
        for text in ("My back hurts for weeks", "I have a fever since the procedure", "My back hurts for weeks", "I can't feel when I pee",
                     "I have a fever since the procedure", "hello"):
            chat.ask(text)
            banner = chat.panel.locator(".banner")
            expect(banner).to_be_in_viewport(ratio=1)
            seen.append(banner.get_attribute("aria-label"))
        assert seen == ["See your physician", "Call today", "Call today", "Emergency", "Emergency", "Emergency"]
        chat.page.get_by_role("button", name="Clear this conversation").click()
        expect(banner).to_have_count(0)

    def test_levels_differ_by_shape_where_color_is_gone(self, new_chat: Any) -> None:
        """A12, A27"""
        chat = new_chat(forced_colors="active").visit().open()
        for text in ("My back hurts for weeks", "I have a fever since the procedure", "I can't feel when I pee"):
            chat.ask(text)
        shapes = chat.page.locator(".card").evaluate_all(
            "(all) => all.map((it) => [getComputedStyle(it).borderInline, it.querySelector('path').getAttribute('d')].join())"
        )
        assert len(set(shapes)) == 3
        assert chat.page.locator(".card .icon[aria-hidden=true]").count() == 3

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
        chat.record_speech()
        chat.server.failures = 1
        chat.ask("hello", answered=False)
        trouble = chat.panel.locator(".own .trouble")
        expect(trouble).to_contain_text("Call the clinic at (555) 555-0199.")
        expect(trouble).to_contain_text("In an emergency, call 911.")
        expect(chat.panel.locator(".own .bubble")).to_have_text("hello")
        assert "Your message got no answer" in chat.spoken("polite")[0]
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
        expect(chat.page.locator(".message .bubble")).to_have_text(["first", "You wrote: first", "second", "You wrote: second"])

    def test_clearing_forgets_what_was_under_way(self, chat: Any) -> None:
        """A20"""
        chat.open()
        chat.record_speech()
        chat.server.delay = 0.3
        with chat.page.expect_request("**/webhooks/rest/webhook"):
            chat.ask("hello", answered=False)
        chat.page.get_by_role("button", name="Clear this conversation").click()
        expect(chat.log).to_be_empty()
        assert chat.spoken("polite") == ["The conversation is cleared."]
        chat.server.delay = 0
        chat.ask("again")
        expect(chat.page.locator(".theirs")).to_have_count(1)
        assert chat.server.received[0]["sender"] != chat.server.received[1]["sender"]
