"""Telegram: buttons, private chats alone, and the answer to a pressed button."""
from __future__ import annotations

import json
from typing import Any

import pytest
from services import Telegram

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def telegram(server: Any, services: Any) -> Telegram:
    services.taken()
    return Telegram(server, services)


def update(number: int, **rest: Any) -> bytes:
    return json.dumps({"update_id": number, **rest}).encode()


def message(kind: str = "private", **words: Any) -> dict[str, Any]:
    return {"message_id": 1, "date": 0, "chat": {"id": 5, "type": kind}, **words}


def test_choices_are_buttons_with_the_words_themselves(telegram: Telegram) -> None:
    sent = telegram.say("hello", "buttons")
    assert [title for title, _ in sent[-1].buttons] == ["What can I ask?", "Warning signs"] and "1. What" not in sent[-1].text


def test_opening_the_chat_is_a_greeting(telegram: Telegram) -> None:
    assert "computer program" in telegram.say("/start", "opened")[0].text


def test_a_pressed_button_stops_turning(telegram: Telegram) -> None:
    telegram.say("hello", "turning")
    answer = telegram.deliver('/choose{"message":"menu"}', "turning", pressed=True)
    assert answer.json() == {"method": "answerCallbackQuery", "callback_query_id": "99"}
    assert "broken bones" in telegram.sent("turning")[0].text


def test_the_words_under_a_photo_are_screened(telegram: Telegram, services: Any) -> None:
    body = update(900001, message=message(photo=[{"file_id": "f"}], caption="I can't feel when I pee since this morning"))
    assert telegram.post(body, JSON).status_code == 200
    assert b"Call+911" in services.taken()[0][2]


def test_a_corrected_message_is_read_anew(telegram: Telegram, services: Any) -> None:
    telegram.post(update(900002, edited_message=message(text="How long does sacroplasty take?")), JSON)
    assert b"about+an+hour" in services.taken()[0][2]


@pytest.mark.parametrize("rest", [{"message": message("group", text="hello")}, {"my_chat_member": {"chat": {"id": 5}}}, {}])
def test_what_is_not_written_in_private_is_left_alone(telegram: Telegram, services: Any, rest: dict[str, Any]) -> None:
    assert telegram.post(update(900010 + len(str(rest)), **rest), JSON).status_code == 200
    assert services.taken() == []


def test_somebody_who_blocked_the_bot_is_not_tried_again(telegram: Telegram, services: Any) -> None:
    services.trouble = [(403, b'{"ok": false, "error_code": 403, "description": "Forbidden: bot was blocked by the user"}')]
    assert telegram.deliver("hello", "blocked").status_code == 200
    assert services.trouble == [] and services.taken() == []
