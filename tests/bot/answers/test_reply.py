"""A reply's wire format."""
from __future__ import annotations

import json

from bot.answers.reply import Button, Reply

MORE = Button("Tell me more", "/choose{}")


def test_an_answer_is_its_texts_with_buttons_on_the_last_then_one_custom() -> None:
    reply = Reply("answer", "answered.a.b", ("One.", "Two."), (MORE,), ({"id": "a.b"},), None, (MORE,), ("In short.",))
    button = {"title": "Tell me more", "payload": "/choose{}"}
    custom = {
        "kind": "answer",
        "outcome": "answered.a.b",
        "answers": [{"id": "a.b"}],
        "escalation": None,
        "suggestions": [button],
        "short": ["In short."],
    }
    assert reply.messages() == [{"text": "One."}, {"text": "Two.", "buttons": [button]}, {"custom": custom}]


def test_a_text_without_choices_has_no_empty_buttons() -> None:
    assert Reply("smalltalk", "smalltalk.thanks", ("Thanks.",)).messages()[0] == {"text": "Thanks."}


def test_a_reply_without_a_text_is_still_its_custom() -> None:
    messages = Reply("error", "error.x", (), (MORE,)).messages()
    assert [list(message) for message in messages] == [["custom"]]


def test_changing_what_was_sent_does_not_change_the_reply() -> None:
    reply = Reply("answer", "answered.a.b", ("One.",), (MORE,), ({"id": "a.b"},))
    before = json.dumps(reply.messages())
    sent = reply.messages()
    sent[-1]["custom"]["answers"].clear()
    sent[0]["buttons"].clear()
    assert json.dumps(reply.messages()) == before
