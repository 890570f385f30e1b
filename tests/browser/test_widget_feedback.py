"""What people think of an answer: counted without a word, and reported only as they agreed."""
from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_gallery import LOOKS, TOO_WIDE, faults

QUESTION = "How long does sacroplasty take?"
TOPIC = "sacroplasty.duration"


@pytest.fixture
def answered(chat: Any) -> Any:
    """Return a Chat with one answer."""
    return chat.open().ask(QUESTION)


def opinions(chat: Any) -> list[tuple[str, dict[str, Any]]]:
    chat.page.wait_for_timeout(100)
    return chat.server.opinions


class TestHelpful:
    @pytest.mark.parametrize(("name", "helpful"), [("Yes", True), ("No", False)])
    def test_an_answer_is_judged_once_and_nothing_else_is_sent(self, answered: Any, name: str, helpful: bool) -> None:
        """A39"""
        answered.record_speech()
        group = answered.page.get_by_role("group", name="Your opinion: How long sacroplasty takes")
        group.get_by_role("button", name=name).click()
        expect(group).to_contain_text("Thank you. We count yes and no for this topic, nothing else.")
        expect(group.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
        expect(group.get_by_role("button", name=name)).to_be_focused()
        group.get_by_role("button", name="No").click()
        assert opinions(answered) == [("/feedback", {"topics": [TOPIC], "helpful": helpful})]
        assert "Thank you. We count yes and no for this topic, nothing else." in answered.spoken("polite")

    def test_what_was_not_counted_is_said_and_can_be_tried_again(self, answered: Any) -> None:
        answered.page.route("**/feedback", lambda route: route.abort())
        answered.page.get_by_role("button", name="Yes").click()
        expect(answered.last).to_contain_text("That was not counted. You can try again.")
        answered.page.unroute("**/feedback")
        answered.page.get_by_role("button", name="Yes").click()
        expect(answered.last).to_contain_text("Thank you.")

    def test_only_answers_are_judged(self, chat: Any) -> None:
        chat.open().ask("hello")
        expect(chat.last.get_by_role("button", name="Yes")).to_have_count(0)
        expect(chat.last.get_by_role("button", name="Report a problem")).to_be_visible()

    def test_nothing_stands_beside_advice_to_seek_care(self, chat: Any) -> None:
        for message in ("I can't feel when I pee", "I have a fever since the procedure"):
            chat.open().ask(message)
            expect(chat.last.locator(".feedback")).to_have_count(0)
            chat.page.keyboard.press("Escape")


class TestReport:
    @pytest.fixture
    def form(self, answered: Any) -> Any:
        answered.last.get_by_role("button", name="Report a problem").click()
        return answered.page.get_by_role("form", name="Report a problem")

    def test_a_reason_alone_is_sent_and_answered(self, answered: Any, form: Any) -> None:
        """A39"""
        expect(form.get_by_role("radio").first).to_be_focused()
        form.get_by_role("radio", name="It is hard to understand").check()
        form.get_by_role("button", name="Send report").click()
        expect(answered.page.locator(".theirs")).to_have_count(2)
        assert opinions(answered) == [("/reports", {"reason": "unclear", "topic": TOPIC})]
        expect(form).to_have_count(0)
        expect(answered.page.get_by_role("button", name="Report a problem")).to_be_focused()

    def test_own_words_go_only_with_the_tick(self, answered: Any, form: Any) -> None:
        """A39"""
        form.get_by_role("radio", name="Something else").check()
        form.get_by_role("textbox").fill("my own words")
        form.get_by_role("button", name="Send report").click()
        consent = form.get_by_role("checkbox", name="Send my words. The clinic can read them. They are erased after 90 days.")
        expect(consent).to_be_focused()
        expect(consent).to_have_accessible_description("Tick this box to send your words, or take them out.")
        assert opinions(answered) == []
        consent.check()
        form.get_by_role("button", name="Send report").click()
        expect(form).to_have_count(0)
        assert opinions(answered) == [("/reports", {"reason": "other", "topic": TOPIC, "words": "my own words", "consent": True})]

    def test_what_is_kept_is_told_before(self, form: Any) -> None:
        expect(form).to_contain_text("We keep the reason, the topic and the day.")
        expect(form).to_contain_text("In an emergency, call 911.")

    def test_without_a_reason_it_says_what_to_do(self, answered: Any, form: Any) -> None:
        """A39"""
        form.get_by_role("button", name="Send report").click()
        expect(form.get_by_role("radio").first).to_have_accessible_description("Choose a reason first.")
        expect(form.get_by_role("radio").first).to_be_focused()
        assert opinions(answered) == []

    def test_a_warning_sign_in_own_words_leads_to_care(self, answered: Any, form: Any) -> None:
        answered.record_speech()
        form.get_by_role("radio", name="Something else").check()
        form.get_by_role("textbox").fill("I can't feel when I pee")
        form.get_by_role("checkbox").check()
        form.get_by_role("button", name="Send report").click()
        expect(answered.page.get_by_role("region", name="Emergency").get_by_role("link", name="Call 911")).to_be_visible()
        assert answered.spoken("alert")[0].startswith("Emergency")

    def test_a_report_that_fails_keeps_its_words_and_gives_the_numbers(self, answered: Any, form: Any) -> None:
        answered.page.route("**/reports", lambda route: route.abort())
        form.get_by_role("radio", name="Something is wrong").check()
        form.get_by_role("textbox").fill("my own words")
        form.get_by_role("checkbox").check()
        form.get_by_role("button", name="Send report").click()
        expect(form).to_contain_text("Your report was not sent. Please try again. Call the clinic at (555) 555-0199.")
        expect(form.get_by_role("textbox")).to_have_value("my own words")

    def test_cancel_goes_back_to_the_button(self, answered: Any, form: Any) -> None:
        """A39"""
        form.get_by_role("button", name="Cancel").click()
        expect(form).to_have_count(0)
        expect(answered.page.get_by_role("button", name="Report a problem")).to_be_focused()
        assert opinions(answered) == []

    def test_one_form_is_open_at_a_time(self, answered: Any, form: Any) -> None:
        answered.ask("hello").last.get_by_role("button", name="Report a problem").click()
        expect(form).to_have_count(1)


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_in_the_form(new_chat: Any, look: str) -> None:
    """A30"""
    chat = new_chat(reduced_motion="reduce", **LOOKS[look]).visit()
    if look == "right-to-left":
        chat.page.evaluate("document.documentElement.dir = 'rtl'")
    chat.open().ask(QUESTION)
    chat.page.get_by_role("button", name="Yes").click()
    chat.page.get_by_role("button", name="Report a problem").click()
    chat.page.get_by_role("button", name="Send report").click()
    assert faults(chat.page) == []
    assert chat.panel.evaluate(TOO_WIDE) == []
    small = chat.page.get_by_role("form").locator("button, textarea, .tick").evaluate_all(
        "all => all.filter((it) => it.offsetHeight < 44).map((it) => it.outerHTML)")
    assert small == []
