"""Choices in the order in which they are numbered."""
from __future__ import annotations

import pytest

from bot.answers.choices import offered

A, B, C = ({"title": name, "payload": f"/{name}"} for name in "ABC")


@pytest.mark.parametrize(
    "messages",
    [[], [{"text": "Hello."}], [{"text": "Hello.", "buttons": None}, {"custom": None}], [{"custom": {"kind": "error"}}]],
)
def test_a_turn_without_choices_offers_none(messages: list) -> None:
    assert offered(messages) == []


def test_buttons_come_before_suggestions_in_reading_order() -> None:
    messages = [{"custom": {"suggestions": [C]}}, {"text": "1", "buttons": [A]}, {"text": "2", "buttons": [B]}]
    assert offered(iter(messages)) == [("A", "/A"), ("B", "/B"), ("C", "/C")]
