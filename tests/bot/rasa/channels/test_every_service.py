"""What holds on every channel through another company: over HTTP, against stand-ins that keep what the service would be sent."""
from __future__ import annotations

import re
from typing import Any

import pytest
import requests
from closed_book import manifest

from bot import resources
from bot.answers.compose import Composer

QUESTION = "How long does sacroplasty take?"
EMERGENCY = "I can't feel when I pee since this morning"
MACHINE = re.compile(r"/choose|[{}]|custom|payload|Image:|Attachment:|recipient_id")
LIBRARY = resources.library()


def words(sent: list[Any]) -> str:
    return "\n\n".join(message.text for message in sent)


def shown(sent: list[Any]) -> str:
    """Return all that a patient would read."""
    return words(sent) + "\n".join(title for message in sent for title, _ in message.buttons)


def test_a_question_is_answered_and_the_first_reply_says_what_this_is(service: Any) -> None:
    sent = service.say(QUESTION, "ann")
    assert "about an hour" in words(sent)
    notice = LIBRARY.messages["notice"]
    assert sum(LIBRARY.fill(text).split("\n\n")[0] in words(sent) for text in (notice.text, notice.short)) == 1
    again = service.say("How long does kyphoplasty take?", "ann")
    assert "computer program" not in words(again) and again


def test_no_patient_sees_what_is_meant_for_machines(service: Any) -> None:
    said = [QUESTION, "hello", "what can I ask?", "tell me more", "sources?", "/restart", '/choose{"topic":"sacroplasty.what"}', "{", ""]
    texts = [shown(service.say(text, "machine")) for text in said]
    assert all(texts) and [text for text in texts if MACHINE.search(text)] == []


def test_a_choice_can_be_picked_by_its_number(service: Any) -> None:
    service.say("hello", "number")
    title = LIBRARY.messages["greet"].buttons[0].title
    assert title == "What can I ask?"
    assert "broken bones in the spine" in words(service.say("1", "number"))


def test_a_choice_can_be_picked_by_its_words(service: Any) -> None:
    service.say("hello", "words")
    assert "broken bones in the spine" in words(service.say("what can i ask?", "words"))


def test_a_button_can_be_pressed(service: Any) -> None:
    buttons = [button for message in service.say("hello", "button") for button in message.buttons]
    if buttons:
        assert "broken bones in the spine" in words(service.say(buttons[0][1], "button", pressed=True))
    else:
        assert service.path == "twilio"


def test_an_emergency_is_told_at_once_and_alone(service: Any) -> None:
    sent = service.say(EMERGENCY, "emergency")
    assert len(sent) == 1 and sent[0].buttons == [] and sent[0].text.startswith("Call 911")
    entry = LIBRARY.escalations["cauda_equina"]
    assert sent[0].text in (LIBRARY.fill(entry.text), LIBRARY.fill(entry.short))


def test_a_message_that_is_too_long_is_refused_kindly_but_screened(service: Any) -> None:
    assert "more than I can read" in words(service.say(f"{QUESTION} " * 700, "long"))
    assert "911" in words(service.say(f"{QUESTION} " * 100 + EMERGENCY, "long-2"))


@pytest.mark.parametrize("text", ["🙂🙂🙂", "‮\u200b", "<b>bold</b> & more", "¿Cuánto dura la sacroplastia?", "'; DROP TABLE events; --"])
def test_odd_input_gets_a_clear_answer(service: Any, text: str) -> None:
    assert len(words(service.say(text, "odd"))) > 20


def test_what_is_no_text_is_refused_kindly(service: Any) -> None:
    if service.path == "callback":
        assert service.deliver(None, "photo").status_code == 400
        return
    unsupported = LIBRARY.messages["unsupported"]
    assert "I can only read typed words" in words(service.say(None, "photo")) and unsupported.text.startswith("I can only read typed words")


def test_a_forged_message_is_refused_and_gets_no_reply(service: Any) -> None:
    answer = service.deliver(EMERGENCY, "forged", forged=True)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "bad_signature")
    assert service.sent("forged") == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"text"', b'{"entry": 3}', b'{"message": []}', b"\xff\xfe", b"a=b&c=%zz"])
def test_a_body_without_a_signature_is_refused_whatever_it_holds(service: Any, body: bytes) -> None:
    for headers in ({}, {"Content-Type": "application/json"}, {"Content-Type": "application/x-www-form-urlencoded"}):
        assert service.bare(body, headers).status_code == 403


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b'"text"', b'{"entry": 3}', b'{"message": []}', b'{"event": {"type": "message"}}'])
def test_a_signed_body_that_nobody_can_read_is_refused_or_ignored(service: Any, body: bytes) -> None:
    assert service.post(body, {"Content-Type": "application/json"}).status_code in (200, 400)
    assert service.sent("nobody") == []


def test_a_repeated_delivery_gets_no_second_reply_whatever_came_between(service: Any) -> None:
    first, second = service.say(QUESTION, "twice", "twice-1"), service.say("hello", "twice", "twice-2")
    assert first and second
    assert service.say(QUESTION, "twice", "twice-1") == service.say("hello", "twice", "twice-2") == []


def test_a_part_that_the_service_did_not_take_is_sent_again(service: Any, services: Any) -> None:
    services.trouble = [(503, b"{}")]
    assert "about an hour" in words(service.say(QUESTION, "trouble"))


def test_while_the_service_takes_nothing_it_is_asked_to_deliver_again_and_then_gets_the_same_reply(service: Any, services: Any) -> None:
    services.trouble = [(503, b"not json")] * 3
    answer = service.deliver(EMERGENCY, "outage", "outage-1")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "not_sent")
    assert service.sent("outage") == []
    assert words(service.say(EMERGENCY, "outage", "outage-1")).startswith("Call 911")
    assert service.say(EMERGENCY, "outage", "outage-1") == []


def test_a_service_that_hangs_up_and_delivers_again_gets_one_reply(service: Any, services: Any) -> None:
    services.slow = 1.0
    with pytest.raises(requests.Timeout):
        service.deliver(EMERGENCY, "hangs up", "hangs-up-1", patience=0.5)
    assert service.deliver(EMERGENCY, "hangs up", "hangs-up-1").status_code in (200, 204)
    assert len(service.sent("hangs up")) == 1


def test_every_word_sent_is_written(service: Any) -> None:
    written = manifest(LIBRARY)
    said = [QUESTION, "tell me more", "sources", "simpler please", "asdf qwer", EMERGENCY, "thanks"]
    lines = [line for text in said for message in service.say(text, "written") for line in message.text.split("\n\n")]
    known = {sentence for part in written for sentence in _lines(part)}
    assert [line for part in lines for line in _lines(part) if line not in known] == []


def _lines(text: str) -> list[str]:
    """Return the sentences of a text without the numbers before choices and the marks before list items."""
    lines = [re.sub(r"^(\d\. |- )", "", line) for line in text.splitlines()]
    return [sentence for line in lines for sentence in re.split(r"(?<=[.!?]) ", line) if sentence]
