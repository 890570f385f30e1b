"""A conversation that lasts: shown again after a reload, erased on request or when nobody is there, and never for somebody else."""
from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_gallery import LOOKS, TOO_WIDE, faults

QUESTION = "How long does sacroplasty take?"
EMERGENCY = "I can't feel when I pee"
HELD = "sessionStorage.getItem('plainspine.session')"


@pytest.fixture
def timed(new_chat: Any) -> Any:
    """Return a Chat at the sample page whose clock the test moves."""
    chat = new_chat()
    chat.page.clock.install()
    return chat.visit().open()


class TestReload:
    def test_what_was_said_is_shown_again_in_silence(self, chat: Any) -> None:
        """A37"""
        chat.open().ask(QUESTION).ask("hello")
        before = chat.log.inner_text()
        chat.page.reload()
        chat.open()
        chat.record_speech()
        expect(chat.page.locator(".theirs")).to_have_count(2)
        assert chat.log.inner_text() == before
        assert chat.spoken("polite") == chat.spoken("alert") == []
        assert chat.server.messages() == [QUESTION, "hello"]
        expect(chat.last).to_be_in_viewport()

    def test_the_panel_stays_closed_and_nothing_takes_focus(self, chat: Any) -> None:
        """A2, A37"""
        chat.open().ask("hello")
        chat.page.reload()
        expect(chat.page.locator(".theirs")).to_have_count(1)
        expect(chat.panel).to_be_hidden()
        assert chat.focused() == "body"

    def test_an_emergency_stays_in_view(self, chat: Any) -> None:
        """A10"""
        chat.open().ask(EMERGENCY)
        chat.page.reload()
        chat.open()
        expect(chat.page.get_by_role("region", name="Emergency").get_by_role("link", name="Call 911")).to_be_visible()
        expect(chat.alert).to_be_empty()

    def test_the_conversation_goes_on_and_its_buttons_work(self, chat: Any) -> None:
        chat.open().ask(QUESTION)
        chat.page.reload()
        chat.open()
        chat.last.locator(".choice").first.click()
        expect(chat.page.locator(".theirs")).to_have_count(2)
        assert {body["sender"] for body in chat.server.received} == {"c-0"}
        chat.input.fill("1")
        chat.input.press("Enter")
        expect(chat.page.locator(".theirs")).to_have_count(3)

    def test_a_question_asked_at_once_comes_after_what_is_shown_again(self, chat: Any) -> None:
        chat.open().ask("first")
        chat.page.reload()
        chat.open()
        chat.input.fill("second")
        chat.input.press("Enter")
        expect(chat.page.locator(".own .bubble")).to_have_text(["first", "second"])
        expect(chat.page.locator(".theirs")).to_have_count(2)

    def test_what_cannot_be_shown_now_is_said_and_asking_goes_on(self, chat: Any) -> None:
        chat.open().ask("hello")
        chat.server.failures = 1
        chat.page.reload()
        chat.open()
        expect(chat.panel).to_contain_text("Your earlier messages cannot be shown just now.")
        chat.ask("again")
        expect(chat.panel).not_to_contain_text("Your earlier messages cannot be shown just now.")
        assert chat.server.received[-1]["sender"] == "c-0"

    def test_what_the_server_has_erased_is_forgotten_without_a_word(self, chat: Any) -> None:
        chat.open().ask("hello")
        chat.server.kept.clear()
        chat.page.reload()
        chat.page.wait_for_function(f"() => {HELD} === null")
        chat.open()
        expect(chat.log).to_be_empty()
        chat.ask("again")
        assert chat.server.received[-1]["sender"] == "c-1"

    @pytest.mark.parametrize("held", ["", "7", "null", "[]", '{"id": 7, "secret": "x"}', '{"id": "x"}', "<script>", '{"id":"../x","secret":"y"}'])
    def test_storage_that_somebody_else_has_written_does_no_harm(self, chat: Any, held: str) -> None:
        chat.page.evaluate("held => sessionStorage.setItem('plainspine.session', held)", held)
        chat.page.reload()
        chat.open().ask("hello")
        expect(chat.last).to_contain_text("You wrote: hello")
        assert chat.console == [] or "404" in chat.console[0]

    def test_another_tab_starts_afresh(self, chat: Any) -> None:
        chat.open().ask("hello")
        other = chat.page.context.new_page()
        other.goto(chat.server.address)
        other.locator(".launcher").click()
        expect(other.get_by_role("log")).to_be_empty()
        assert other.evaluate(HELD) is None


class TestServer:
    def test_a_key_that_was_changed_costs_no_message(self, chat: Any) -> None:
        chat.open().ask("hello")
        chat.server.secrets["c-0"] = "another"
        chat.ask("again")
        expect(chat.last).to_contain_text("You wrote: again")
        assert [body["sender"] for body in chat.server.received] == ["c-0", "c-1"]

    def test_a_server_that_keeps_no_conversations_is_chatted_with_all_the_same(self, chat: Any) -> None:
        chat.server.remembers = False
        chat.open().ask("hello").ask(QUESTION)
        (sender,) = {body["sender"] for body in chat.server.received}
        assert len(sender) == 36
        expect(chat.page.get_by_role("button", name="Report a problem")).to_have_count(0)
        chat.page.reload()
        chat.open()
        expect(chat.log).to_be_empty()
        chat.ask("again")
        assert chat.server.received[-1]["sender"] == sender

    def test_a_first_message_that_fails_is_named_by_the_server_later(self, chat: Any) -> None:
        chat.open()
        chat.page.context.set_offline(True)
        chat.ask("hello", answered=False)
        expect(chat.panel.locator(".trouble")).to_be_visible()
        chat.page.context.set_offline(False)
        chat.panel.locator(".trouble").get_by_role("button", name="Try again").click()
        expect(chat.last).to_contain_text("You wrote: hello")
        assert chat.server.received[-1]["sender"] == "c-0"


class TestClearing:
    def test_clearing_erases_on_the_server_and_drops_the_ticket(self, chat: Any) -> None:
        """A20"""
        chat.open().ask("hello")
        with chat.page.expect_response("**/conversations/c-0"):
            chat.page.get_by_role("button", name="Clear this conversation").click()
        assert chat.server.erased == ["c-0"] and chat.server.kept == {}
        assert chat.page.evaluate(HELD) is None
        chat.ask("again")
        assert chat.server.received[-1]["sender"] == "c-1"

    def test_a_copy_that_the_server_could_not_erase_is_told_of(self, chat: Any) -> None:
        chat.open().ask("hello")
        chat.server.failures = 1
        chat.page.get_by_role("button", name="Clear this conversation").click()
        expect(chat.panel).to_contain_text("The server keeps its copy until its time is over.")
        expect(chat.log).to_be_empty()


class TestIdle:
    def test_warns_first_and_then_clears_and_erases(self, timed: Any) -> None:
        """A38"""
        timed.ask("hello")
        timed.input.fill("half a question")
        timed.page.clock.run_for(6_000)
        timed.record_speech()
        timed.page.clock.fast_forward("14:50")
        expect(timed.panel).not_to_contain_text("Are you still there?")
        timed.page.clock.fast_forward("00:15")
        warning = "Are you still there? This chat will be cleared in 2 minutes."
        expect(timed.page.get_by_role("group", name=warning)).to_be_visible()
        expect(timed.page.locator(".theirs")).to_have_count(1)
        assert timed.focused() == "question"
        with timed.page.expect_response("**/conversations/c-0"):
            timed.page.clock.fast_forward("02:05")
        expect(timed.log).to_be_empty()
        expect(timed.panel).to_contain_text("The chat was cleared to keep it private.")
        expect(timed.input).to_have_value("half a question")
        timed.page.clock.run_for(500)
        spoken = [text for _, text in timed.page.evaluate("window.spoken")]
        assert spoken == [warning, "The chat was cleared to keep it private. You can ask again."]
        assert timed.server.erased == ["c-0"] and timed.page.evaluate(HELD) is None

    def test_one_press_keeps_the_chat_as_often_as_one_likes(self, timed: Any) -> None:
        """A38"""
        timed.ask("hello")
        for _ in range(11):
            timed.page.clock.fast_forward("15:05")
            timed.page.get_by_role("button", name="Keep the chat").click()
            expect(timed.panel).not_to_contain_text("Are you still there?")
            assert timed.focused() == "question"
        timed.page.clock.fast_forward("14:50")
        expect(timed.page.locator(".theirs")).to_have_count(1)
        assert timed.server.erased == []

    def test_the_key_board_keeps_it_too(self, timed: Any) -> None:
        """A38"""
        timed.ask("hello")
        timed.page.clock.fast_forward("15:05")
        timed.page.get_by_role("button", name="Keep the chat").focus()
        timed.page.keyboard.press("Enter")
        timed.page.clock.fast_forward("10:00")
        expect(timed.page.locator(".theirs")).to_have_count(1)

    @pytest.mark.parametrize("sign", ["typing", "pressing", "scrolling"])
    def test_whoever_does_something_is_there(self, timed: Any, sign: str) -> None:
        timed.ask("hello")
        timed.page.clock.fast_forward("14:00")
        if sign == "typing":
            timed.input.type("a")
        elif sign == "pressing":
            timed.log.click()
        else:
            timed.log.hover()
            timed.page.mouse.wheel(0, 100)
        timed.page.clock.fast_forward("14:00")
        expect(timed.panel).not_to_contain_text("Are you still there?")

    def test_in_a_closed_panel_the_warning_is_said_beside_the_launcher_and_opening_keeps(self, timed: Any) -> None:
        """A7, A38"""
        timed.ask("hello")
        timed.page.keyboard.press("Escape")
        timed.page.clock.run_for(6_000)
        timed.record_speech()
        timed.page.clock.fast_forward("15:05")
        timed.page.clock.run_for(500)
        assert timed.spoken("polite") == ["The chat will be cleared in 2 minutes. Open it to keep it."]
        timed.launcher.click()
        timed.page.clock.fast_forward("10:00")
        expect(timed.page.locator(".theirs")).to_have_count(1)

    def test_nothing_is_asked_before_anything_was_said(self, timed: Any) -> None:
        timed.page.clock.fast_forward("30:00")
        expect(timed.panel).not_to_contain_text("Are you still there?")

    @pytest.mark.parametrize(("answer", "left"), [("Show it", 1), ("Clear it", 0)])
    def test_after_a_long_silence_a_reload_asks_before_it_shows(self, chat: Any, answer: str, left: int) -> None:
        """A38"""
        chat.open().ask(EMERGENCY)
        chat.server.quiet = 16 * 60
        chat.page.reload()
        chat.open()
        expect(chat.page.get_by_role("group", name="An earlier chat is still open in this tab. Is it yours?")).to_be_visible()
        expect(chat.log).to_be_empty()
        expect(chat.page.get_by_role("region", name="Emergency")).to_have_count(0)
        chat.page.get_by_role("button", name=answer).click()
        expect(chat.page.locator(".theirs")).to_have_count(left)
        expect(chat.page.get_by_role("region", name="Emergency")).to_have_count(left)
        expect(chat.panel).not_to_contain_text("Is it yours?")

    def test_whoever_asks_on_instead_gets_a_conversation_of_their_own(self, chat: Any) -> None:
        chat.open().ask("hello")
        chat.server.quiet = 16 * 60
        chat.page.reload()
        chat.open()
        expect(chat.panel).to_contain_text("Is it yours?")
        with chat.page.expect_response("**/conversations/c-0"):
            chat.ask("again")
        expect(chat.page.locator(".theirs")).to_have_count(1)
        assert chat.server.received[-1]["sender"] == "c-1" and chat.server.erased == ["c-0"]


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_when_the_chat_asks_whose_it_is(new_chat: Any, look: str) -> None:
    """A30"""
    chat = new_chat(reduced_motion="reduce", **LOOKS[look]).visit().open().ask("hello")
    chat.server.quiet = 16 * 60
    chat.page.reload()
    if look == "right-to-left":
        chat.page.evaluate("document.documentElement.dir = 'rtl'")
    chat.open()
    expect(chat.page.get_by_role("button", name="Show it")).to_be_visible()
    assert faults(chat.page) == []
    assert chat.panel.evaluate(TOO_WIDE) == []
