"""Slack: its question whose address this is, old requests, direct messages alone, and its own marks."""
from __future__ import annotations

import json
import time
from typing import Any

import pytest
from services import Slack

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def slack(server: Any, services: Any) -> Slack:
    services.taken()
    return Slack(server, services)


def body(number: str, **event: Any) -> bytes:
    said = {"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "text": "hello", **event}
    return json.dumps({"type": "event_callback", "event_id": number, "event": said}).encode()


def test_slack_is_told_whose_address_this_is_once_it_has_signed(slack: Slack) -> None:
    asked = json.dumps({"type": "url_verification", "challenge": "3eZbrw"}).encode()
    assert slack.post(asked, JSON).json() == {"challenge": "3eZbrw"}
    assert slack.bare(asked, JSON).status_code == 403


@pytest.mark.parametrize("seconds", [-400, 400])
def test_a_request_of_another_time_is_refused(slack: Slack, seconds: int) -> None:
    old = body("EvOld")
    assert slack.bare(old, {**JSON, **slack.signed(old, slack.secret, time.time() + seconds)}).status_code == 403


@pytest.mark.parametrize(
    "event", [{"channel": "C1", "channel_type": "channel"}, {"bot_id": "B1"}, {"subtype": "message_changed"}, {"type": "app_mention"}]
)
def test_only_people_s_direct_messages_are_answered(slack: Slack, services: Any, event: dict[str, Any]) -> None:
    assert slack.post(body(f"Ev{event}", **event), JSON).status_code == 200
    assert services.taken() == []


def test_slack_s_marks_are_taken_off_before_reading_and_put_on_before_sending(slack: Slack) -> None:
    sent = slack.say("is &lt;<https://x.example|sacroplasty>&gt; safe &amp; how long does it take", "D9")
    assert sent and not {"&amp;", "&lt;"} & set(sent[0].text.split())


def test_a_repeat_that_slack_counts_gets_no_second_reply(slack: Slack, services: Any) -> None:
    first = body("EvRetry")
    slack.post(first, JSON)
    services.taken()
    again = {**JSON, "X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
    assert slack.post(first, again).status_code == 200 and services.taken() == []


def test_somebody_who_cannot_be_written_to_is_not_tried_again(slack: Slack, services: Any) -> None:
    services.trouble = [(200, b'{"ok": false, "error": "channel_not_found"}')]
    assert slack.deliver("hello", "gone").status_code == 200
    assert services.trouble == [] and services.taken() == []
