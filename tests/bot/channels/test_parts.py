"""What is sent fits the service: in length, in buttons, in the alphabet of text messages."""
from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.parts import Limits, parts, pieces, text_messages
from bot.content import gsm7

PAYLOAD = '/choose{"topic":"a.b"}'


def turn(*texts: str, short: tuple[str, ...] = (), titles: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    suggestions = [{"title": title, "payload": PAYLOAD} for title in titles]
    return [*({"text": text} for text in texts), {"custom": {"short": list(short), "suggestions": suggestions}}]


def test_choices_that_fit_become_buttons_on_the_last_part() -> None:
    one, two = parts(turn("First. " * 4, "Second.", titles=("Yes", "No")), Limits(text=30, choices=2, title=3))
    assert one.choices == () and two.text == "Second." and two.choices == (("Yes", PAYLOAD), ("No", PAYLOAD))


def test_long_titles_are_listed_and_the_buttons_say_their_numbers() -> None:
    (part,) = parts(turn("Text.", titles=("Yes", "Tell me more")), Limits(text=100, choices=2, title=3))
    assert part.text == "Text.\n\n1. Yes\n2. Tell me more" and [title for title, _ in part.choices] == ["1", "2"]


def test_more_choices_than_buttons_are_only_listed() -> None:
    (part,) = parts(turn("Text.", titles=("a", "b", "c")), Limits(text=100, choices=2, title=9))
    assert part.text == "Text.\n\n1. a\n2. b\n3. c" and part.choices == ()


def test_a_turn_without_words_sends_nothing() -> None:
    assert parts(turn(), Limits(text=100)) == [] and text_messages(turn()) == []


def test_choices_share_a_text_message_when_there_is_room() -> None:
    (part,) = text_messages(turn(short=("Short.",), titles=("More",)))
    assert part.text == "Short.\n\n1. More"


def test_choices_get_a_text_message_of_their_own_when_there_is_none() -> None:
    full = "x" * 300
    assert [part.text for part in text_messages(turn(short=(full,), titles=("More",)))] == [full, "1. More"]


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("One two.\n\nThree four.", 15, ["One two.", "Three four."]),
        ("One two.\nThree four.", 15, ["One two.", "Three four."]),
        ("One two. Three four.", 15, ["One two.", "Three four."]),
        ("one two three four", 10, ["one two", "three four"]),
        ("x" * 12, 5, ["xxxxx", "xxxxx", "xx"]),
        ("fits", 4, ["fits"]),
    ],
)
def test_a_text_is_cut_where_a_reader_would_pause(text: str, limit: int, cut: list[str]) -> None:
    assert list(pieces(text, limit)) == cut


@given(st.text(alphabet=st.sampled_from("ab .\n€{é"), max_size=300), st.integers(4, 40))
def test_every_piece_fits_and_nothing_but_spaces_is_lost(text: str, limit: int) -> None:
    found = list(pieces(text, limit, gsm7.length))
    assert all(gsm7.length(piece) <= limit for piece in found)
    assert "".join("".join(found).split()) == "".join(text.split())
