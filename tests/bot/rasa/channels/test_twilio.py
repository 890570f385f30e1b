"""Text messages and WhatsApp: lengths, wishes, and what Twilio alone does."""
from __future__ import annotations

import threading
from typing import Any

import pytest
import slow
from services import PUBLIC_URL, Twilio, WhatsApp
from twilio.http.response import Response

from bot import resources
from bot.content import gsm7
from bot.rasa.channels.desk import Inbound
from bot.rasa.channels.twilio import TwilioChannel

LIBRARY = resources.library()
EMERGENCY = "I can't feel when I pee since this morning"
QUESTION = "How long does sacroplasty take?"


def short(name: str) -> str:
    return LIBRARY.fill(LIBRARY.messages[name].short)


@pytest.fixture
def sms(server: Any, services: Any) -> Twilio:
    services.taken()
    return Twilio(server, services)


@pytest.fixture
def whatsapp(server: Any, services: Any) -> WhatsApp:
    services.taken()
    return WhatsApp(server, services)


def texts(sent: list[Any]) -> list[str]:
    return [message.text for message in sent]


def test_no_text_message_is_longer_than_two_joined_ones_or_needs_another_alphabet(sms: Twilio) -> None:
    said = [QUESTION, "tell me more", "sources", "what is the difference between vertebroplasty and kyphoplasty", "hello", "1", "menu"]
    sent = [text for words in said for text in texts(sms.say(words, "lengths"))]
    assert len(sent) > len(said) and [text for text in sent if gsm7.length(text) > 306 or gsm7.foreign(text)] == []


def test_an_emergency_is_a_single_text_message(sms: Twilio) -> None:
    (text,) = texts(sms.say(EMERGENCY, "single"))
    assert gsm7.length(text) <= 160 and "\n" not in text


def test_an_urgent_sign_gives_the_instruction_first_and_then_offers_the_answer(sms: Twilio) -> None:
    sent = texts(sms.say("My calf is swollen, red and warm. How long does sacroplasty take?", "urgent"))
    assert sent[0].startswith("Call ") and sent[-1].endswith("1. Show my answer") and "hour" not in " ".join(sent)
    assert "about an hour" in " ".join(texts(sms.say("1", "urgent")))


def test_whatsapp_gets_the_whole_answer_and_numbered_choices(whatsapp: WhatsApp) -> None:
    sent = texts(whatsapp.say(QUESTION, "whole"))
    answer = LIBRARY.answers["sacroplasty.duration"]
    assert LIBRARY.fill(answer.answer) in sent[-1] and "\n1. Tell me more\n2. " in sent[-1]


def test_stop_is_confirmed_once_and_then_nothing_is_sent(sms: Twilio) -> None:
    assert texts(sms.say("Stop.", "stop")) == [short("texts_stopped")]
    assert [sms.say(text, "stop") for text in ("STOP", QUESTION, "hello", "unsubscribe")] == [[], [], [], []]


def test_an_emergency_is_answered_even_so(sms: Twilio) -> None:
    sms.say("STOP", "stop-emergency")
    assert texts(sms.say(EMERGENCY, "stop-emergency"))[0].startswith("Call 911")


def test_start_begins_again(sms: Twilio) -> None:
    sms.say("STOP", "start")
    assert texts(sms.say("Start", "start")) == [short("texts_started")]
    assert "about an hour" in " ".join(texts(sms.say(QUESTION, "start")))


def test_start_without_a_stop_is_an_ordinary_message(sms: Twilio) -> None:
    assert short("texts_started") not in texts(sms.say("start", "never-stopped"))


def test_help_says_what_this_is_even_to_those_who_stopped(sms: Twilio) -> None:
    assert texts(sms.say("HELP", "help")) == [short("texts_help")]
    sms.say("STOP", "help")
    assert texts(sms.say("help", "help")) == [short("texts_help")]


def test_one_person_s_stop_is_nobody_else_s(sms: Twilio) -> None:
    sms.say("STOP", "one")
    assert texts(sms.say(QUESTION, "other"))


@pytest.mark.parametrize("text", ["should I stop my pills?", "I want to end it", "help me I can't feel my legs", "can I quit calcitonin"])
def test_a_wish_inside_a_sentence_is_no_wish(sms: Twilio, text: str) -> None:
    sent = texts(sms.say(text, f"sentence {text}"))
    assert sent and not {short("texts_stopped"), short("texts_help")} & set(sent)


def test_a_wish_that_twilio_has_answered_is_noted_in_silence(sms: Twilio) -> None:
    sms.extra = {"OptOutType": "STOP"}
    assert sms.say("STOP", "advanced") == []
    sms.extra = {}
    assert sms.say(QUESTION, "advanced") == []


def test_a_number_that_twilio_blocks_is_not_tried_again(sms: Twilio, services: Any) -> None:
    services.trouble = [(400, b'{"code": 21610, "message": "unsubscribed recipient", "status": 400}')]
    assert sms.deliver("hello", "blocked").status_code == 204
    assert services.trouble == [] and sms.sent("blocked") == []


def test_the_signature_holds_for_the_public_address_alone(sms: Twilio) -> None:
    body, headers = sms.request("hello", "address", "address-1", False)
    assert "chat.clinic.example" in PUBLIC_URL and sms.post(body, headers).status_code == 204
    changed = sms.signed(body.replace(b"hello", b"hullo"), sms.secret)
    assert sms.bare(body, {**headers, **changed}).status_code == 403


def test_no_phone_number_rests_in_the_database_or_the_log(sms: Twilio, server: Any) -> None:
    sms.say(QUESTION, "canary")
    sms.say("STOP", "canary")
    sms.deliver(QUESTION, "canary", forged=True)
    phone = sms.phone("canary").lstrip("+")
    kept = b"".join(path.read_bytes() for path in server.database.parent.iterdir() if path.is_file())
    assert b"How long does sacroplasty take" in kept and phone.encode() not in kept
    assert b"twilio-token" not in kept and b"abc" not in server.errors.read_bytes()


async def test_slow_sends_keep_no_other_work_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    channel, over = TwilioChannel(None, PUBLIC_URL, "AC1", "token"), threading.Event()  # type: ignore[arg-type]
    monkeypatch.setattr(channel._client.http_client, "request", slow.until(over, Response(201, "{}")))
    await slow.keeps_nobody_waiting(channel, Inbound("1", "+1", "hi", "+2"), over)
