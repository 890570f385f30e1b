"""The callback channel: its messages are REST's, and no stranger can make it write."""
from __future__ import annotations

import json
from typing import Any

import pytest
import requests
from services import Callback

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def callback(server: Any, services: Any) -> Callback:
    services.taken()
    return Callback(server, services)


def test_the_messages_are_those_of_rest_posted_one_by_one(callback: Callback, services: Any, server: Any) -> None:
    callback.deliver("hello", "first")
    services.taken()
    callback.deliver("How long does sacroplasty take?", "first")
    posted = [json.loads(body) for _, _, body in services.taken()]
    said = server.say("How long does sacroplasty take?", "rest-sender")
    assert [{**message, "recipient_id": "-"} for message in posted] == [{**message, "recipient_id": "-"} for message in said]
    assert {message["recipient_id"] for message in posted} == {"first"}


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer callback-toke", "callback-token", "Basic callback-token", "Bearer callback-token2"])
def test_without_the_token_nothing_is_read(callback: Callback, header: str) -> None:
    body = json.dumps({"sender": "x", "message": "hello"}).encode()
    assert callback.bare(body, {**JSON, "Authorization": header}).status_code == 403


@pytest.mark.parametrize("body", [{"sender": "x"}, {"message": "x"}, {"sender": "x", "message": 1}, {"sender": "x", "message": "x", "message_id": 1}])
def test_a_body_that_is_no_message_is_refused(callback: Callback, body: dict[str, Any]) -> None:
    assert callback.post(json.dumps(body).encode(), JSON).status_code == 400


def test_without_an_id_each_post_is_a_message_of_its_own(callback: Callback) -> None:
    body = json.dumps({"sender": "noid", "message": "hello"}).encode()
    for _ in range(2):
        assert callback.post(body, JSON).status_code == 200
        assert callback.sent("noid")


def test_a_get_asks_nothing_of_it(server: Any) -> None:
    assert requests.get(f"{server.address}/webhooks/callback/webhook", timeout=30).json() == {"status": "ok"}
