"""Messenger: Meta's question whose address this is, batches, and what is no message."""
from __future__ import annotations

import json
import threading
from typing import Any

import pytest
import requests
import slow
from services import Messenger

from bot.rasa.channels.desk import Inbound
from bot.rasa.channels.messenger import MessengerChannel

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def messenger(server: Any, services: Any) -> Messenger:
    services.taken()
    return Messenger(server, services)


def event(text: str, number: str, timestamp: int, **more: Any) -> dict[str, Any]:
    return {"sender": {"id": "batch"}, "timestamp": timestamp, "message": {"mid": number, "text": text, **more}}


def batch(*events: dict[str, Any]) -> bytes:
    return json.dumps({"object": "page", "entry": [{"messaging": [event]} for event in events]}).encode()


def test_meta_is_told_whose_address_this_is(server: Any) -> None:
    url = f"{server.address}/webhooks/facebook/webhook"
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "verify-me"}
    assert requests.get(url, asked, timeout=30).text == "1158201444"
    wrong = requests.get(url, {**asked, "hub.verify_token": "guess"}, timeout=30)
    assert wrong.status_code == 403 and "1158201444" not in wrong.text


def test_titles_that_are_too_long_for_a_button_are_listed_and_the_buttons_say_the_numbers(messenger: Messenger) -> None:
    sent = messenger.say("How long does sacroplasty take?", "titles")[-1]
    assert "\n1. Tell me more\n2. " in sent.text and [title for title, _ in sent.buttons] == ["1", "2", "3"]


def test_every_message_of_a_batch_is_answered_in_the_order_in_which_it_was_written(messenger: Messenger) -> None:
    body = batch(event("thanks", "m_b2", 2000), event("How long does sacroplasty take?", "m_b1", 1000))
    assert messenger.post(body, JSON).status_code == 200
    first, second = messenger.sent("batch")
    assert "about an hour" in first.text and "You are welcome" in second.text


def test_receipts_and_the_page_s_own_words_are_left_alone(messenger: Messenger) -> None:
    receipt = {"sender": {"id": "batch"}, "timestamp": 1, "delivery": {"mids": ["m_1"]}}
    assert messenger.post(batch(receipt, event("hello", "m_echo", 1, is_echo=True)), JSON).status_code == 200
    assert messenger.sent("batch") == []


def test_a_postback_is_a_pressed_button(messenger: Messenger) -> None:
    messenger.say("hello", "batch")
    pressed = {"sender": {"id": "batch"}, "timestamp": 5, "postback": {"title": "What can I ask?", "payload": '/choose{"message":"menu"}'}}
    messenger.post(batch(pressed), JSON)
    assert "broken bones" in messenger.sent("batch")[0].text


def test_the_page_s_token_travels_only_to_the_service(messenger: Messenger, services: Any, server: Any) -> None:
    messenger.deliver("hello", "token")
    assert "access_token=page-token" in services.taken()[0][0] and b"page-token" not in server.errors.read_bytes()


@pytest.mark.parametrize("error", [{"code": 10, "message": "outside of allowed window"}, {"code": 551, "message": "not available"}])
def test_somebody_who_cannot_be_written_to_is_not_tried_again(messenger: Messenger, services: Any, error: dict[str, Any]) -> None:
    services.trouble = [(400, json.dumps({"error": error}).encode())]
    assert messenger.deliver("hello", "closed").status_code == 200
    assert services.trouble == [] and services.taken() == []


async def test_slow_sends_keep_no_other_work_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    channel, over = MessengerChannel(None, "verify", "secret", "token"), threading.Event()  # type: ignore[arg-type]
    monkeypatch.setattr(channel._client, "send", slow.until(over, {"message_id": "m_0"}))
    await slow.keeps_nobody_waiting(channel, Inbound("1", "ann", "hi"), over)
