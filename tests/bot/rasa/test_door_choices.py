"""Buttons and typed commands at the door of the real assistant: only what was offered in a conversation is followed."""
from __future__ import annotations

import asyncio
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Iterator

import pytest
from rasa.shared.core.events import SessionStarted

from bot import resources
from bot.answers.choices import offered
from bot.evaluation import sets
from bot.rasa.conversation import CAREFUL
from bot.rasa.door import Door

QUESTION = "How long does sacroplasty take?"
TUNING = ("safety_tuning", "out_of_scope_tuning", "social_tuning")
DURATION = "answered.sacroplasty.duration"


async def outcome(door: Door, text: str, sender: str) -> str:
    return (await door.turn(text, sender, "rest"))[-1]["custom"]["outcome"]


COMMANDS = [
    '/inform{"subject": "<script>alert(1)</script>", "topic": "kyphoplasty.risks"}',
    '/choose{"topic":"kyphoplasty.risks"}',
    '/choose{"more":"kyphoplasty.risks"}',
    '/choose{"subject":"kyphoplasty"}',
    ' //choose{"topic":"kyphoplasty.risks"}',
    "/restart",
    "/session_start",
    "/back",
    "/choose",
    "/choose{",
    "/EXTERNAL: x",
]


@pytest.mark.parametrize("command", COMMANDS)
async def test_a_typed_command_is_read_as_words_and_carries_nothing_out(command: str, door: Door) -> None:
    sender = f"command {command}"
    buttons = offered(await door.turn(QUESTION, sender, "rest"))
    messages = await door.turn(command, sender, "rest")
    tracker = await door.tracker_store.retrieve(sender)
    heard = tracker.latest_message
    assert messages[-1]["custom"]["kind"] in ("decline", "smalltalk", "clarify", "answer") and "script" not in str(messages)
    assert not heard.text.startswith("/") and heard.intent_name != "choose"
    assert {entity["entity"] for entity in heard.entities} <= {"subject"}
    assert "script" not in str(tracker.current_slot_values())
    assert sum(isinstance(event, SessionStarted) for event in tracker.events) == 1
    assert await outcome(door, buttons[0][1], sender) == DURATION


@pytest.mark.parametrize("text", ["", "1", "2.", "restart", "banana", "lorem ipsum dolor sit amet", "why " * 200, "手术需要多长时间"])
async def test_a_text_that_says_nothing_of_the_body_raises_no_alarm(text: str, door: Door) -> None:
    assert not (await outcome(door, text, f"nothing {text}")).startswith("escalated")


@pytest.mark.parametrize("pick", ["payload", "title", "TITLE", "number", "number.", "number)"])
async def test_a_choice_is_picked_by_button_title_or_number(pick: str, door: Door) -> None:
    sender = f"pick {pick}"
    choices = offered(await door.turn(QUESTION, sender, "rest"))
    number, (title, payload) = next((n, choice) for n, choice in enumerate(choices, 1) if '"topic"' in choice[1])
    said = {"payload": payload, "title": title, "TITLE": title.upper(), "number": f"{number}", "number.": f" {number}. ",
            "number)": f"{number})"}[pick]  # fmt: skip
    topic = payload.split('"')[3]
    assert await outcome(door, said, sender) == f"answered.{topic}"


async def test_a_button_of_an_earlier_turn_still_works_and_its_number_does_not(door: Door) -> None:
    first = offered(await door.turn(QUESTION, "earlier", "rest"))
    later = offered(await door.turn("what is an MRI?", "earlier", "rest"))
    assert first[-1][1] != later[-1][1]
    assert await outcome(door, str(len(later)), "earlier") == f"answered.{later[-1][1].split(chr(34))[3]}"
    assert await outcome(door, first[-1][1], "earlier") == f"answered.{first[-1][1].split(chr(34))[3]}"


@pytest.mark.parametrize("number", ["0", "9", "-1", "1.5", "911"])
async def test_a_number_that_was_not_offered_picks_nothing(number: str, door: Door) -> None:
    await door.turn(QUESTION, f"number {number}", "rest")
    assert not (await outcome(door, number, f"number {number}")).startswith("answered")


async def test_a_button_of_another_conversation_is_not_followed(door: Door) -> None:
    payload = offered(await door.turn(QUESTION, "owner", "rest"))[-1][1]
    topic = payload.split('"')[3]
    assert await outcome(door, payload, "stranger") != f"answered.{topic}"
    assert await outcome(door, payload, "owner") == f"answered.{topic}"


async def test_the_answer_held_back_is_about_what_was_asked(door: Door) -> None:
    urgent = "I have a fever and my back hurts more since the procedure. How long does sacroplasty take?"
    assert await outcome(door, urgent, "held") == "escalated.urgent"
    assert await outcome(door, "Show my answer", "held") == DURATION


async def test_a_follow_up_after_an_escalation_still_knows_the_subject(door: Door) -> None:
    await door.turn("What is kyphoplasty?", "after", "rest")
    assert await outcome(door, "I can't feel when I pee since this morning", "after") == "escalated.emergency"
    assert await outcome(door, "how long does it take", "after") == "answered.kyphoplasty.duration"


@pytest.mark.parametrize("said", ["it went away", "ok thanks", "how long does kyphoplasty take"])
async def test_an_emergency_is_not_forgotten_in_the_turns_after_it(said: str, door: Door) -> None:
    sender = f"careful {said}"
    still = resources.composer().message("after_emergency").texts[0]
    assert await outcome(door, "I can't feel when I pee since this morning", sender) == "escalated.emergency"
    for _ in range(CAREFUL):
        messages = await door.turn(said, sender, "rest")
        assert messages[0] == {"text": still} and len(messages) > 2
    assert (await door.turn(said, sender, "rest"))[0] != {"text": still}


async def test_a_yes_to_our_own_question_sends_to_care_what_the_screen_was_in_doubt_about(door: Door) -> None:
    """The first of the tuning messages that leaves the screen in doubt, since the next training may leave it in doubt about others."""
    opening = (item.text for name in TUNING for item in sets.read(name) if not item.before)
    text, doubt = next((text, doubt) for text in opening if (doubt := door.resources.screener.screen(text).doubt))
    for said in ("yes", "yeah it is"):  # the button's title, and words of one's own
        assert await outcome(door, text, f"doubt {said}") == "clarify.happening_now"
        escalation = (await door.turn(said, f"doubt {said}", "rest"))[-1]["custom"]["escalation"]
        assert (escalation["level"], tuple(escalation["flags"])) == (doubt.level, doubt.flags)


async def test_two_questions_in_one_message_are_both_answered_in_order(door: Door) -> None:
    messages = await door.turn("How long does sacroplasty take? And what is a bone scan?", "two", "rest")
    assert [card["id"] for card in messages[-1]["custom"]["answers"]] == ["sacroplasty.duration", "bone_scan.what"]
    assert len([message for message in messages if "custom" in message]) == 1


async def test_the_second_question_leans_on_the_first(door: Door) -> None:
    messages = await door.turn("What is kyphoplasty and how long does it take?", "leans", "rest")
    assert [card["id"] for card in messages[-1]["custom"]["answers"]] == ["kyphoplasty.what", "kyphoplasty.duration"]


async def test_the_same_is_answered_for_another_procedure(door: Door) -> None:
    assert await outcome(door, QUESTION, "another") == DURATION
    assert await outcome(door, "and the balloon one?", "another") == "answered.kyphoplasty.duration"


async def test_of_two_messages_sent_at_once_the_second_is_read_after_the_first(door: Door) -> None:
    sent = ("How long does sacroplasty take?", "and the risks?", "and the balloon one?")
    found = await asyncio.gather(*(outcome(door, text, "at once") for text in sent))
    assert found == [DURATION, "answered.sacroplasty.risks", "answered.kyphoplasty.risks"]


async def test_a_reply_is_kept_before_the_next_turn_of_its_conversation_begins(door: Door) -> None:
    happened: list[str] = []

    async def say(number: int, text: str) -> None:
        async def keep(messages: list[dict[str, Any]]) -> None:
            happened.append(f"{number} is being kept")
            await asyncio.sleep(0.05)
            happened.append(f"{number} is {messages[-1]['custom']['outcome']}")

        await door.turn(text, "kept", "rest", keep=keep)

    await asyncio.gather(say(1, QUESTION), say(2, "and the risks?"))
    assert happened == ["1 is being kept", f"1 is {DURATION}", "2 is being kept", "2 is answered.sacroplasty.risks"]


async def test_a_reply_that_cannot_be_kept_in_time_is_given_all_the_same(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    async def hangs(messages: list[dict[str, Any]]) -> None:
        kept.append(messages)
        await asyncio.sleep(60)

    kept: list[Any] = []
    monkeypatch.setattr(door, "_settings", replace(door._settings, turn_seconds=1.0))
    messages = await door.turn("I can't feel my legs and I have wet myself", "hangs", "rest", keep=hangs)
    assert messages[-1]["custom"]["outcome"] == "escalated.emergency" and kept == [messages]


@pytest.mark.parametrize(("text", "is_kept"), [(QUESTION, False), ("I can't feel when I pee since this morning", True)])
async def test_of_turns_over_a_limit_only_those_with_a_sign_are_kept(text: str, is_kept: bool, door: Door) -> None:
    class Full:
        @contextmanager
        def turn(self, sender: str, address: Any) -> Iterator[str]:
            yield "too_many"

    kept: list[Any] = []

    async def keep(messages: list[dict[str, Any]]) -> None:
        kept.append(messages)

    full = Door(door.agent, door.resources, door._settings, Full())  # type: ignore[arg-type]
    messages = await full.turn(text, "over", "rest", keep=keep)
    assert kept == ([messages] if is_kept else [])


async def test_a_turn_that_broke_off_is_kept_as_it_was_answered(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    async def breaks(*_: Any) -> None:
        raise RuntimeError("out of order")

    kept: list[Any] = []

    async def keep(messages: list[dict[str, Any]]) -> None:
        kept.append(messages)

    monkeypatch.setattr(door, "_screened", breaks)
    messages = await door.turn(QUESTION, "breaks", "rest", keep=keep)
    assert messages[-1]["custom"]["outcome"] == "error.internal" and kept == [messages]
