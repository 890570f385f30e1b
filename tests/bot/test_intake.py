"""What a message is made of before anyone reads its meaning."""
from __future__ import annotations

import unicodedata
from typing import Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import intake

TITLES = [("Tell me more", "/choose{\"more\":\"a.b\"}"), ("X-rays", "/choose{\"topic\":\"xray.what\"}")]
ISSUED = frozenset({"/choose{\"topic\":\"old.one\"}", *(payload for _, payload in TITLES)})


@pytest.mark.parametrize(
    "text, said",
    [("Yes", True), ("yeah it is", True), ("Sí", True), ("it is, right now", True), ("No.", False), ("nope not now", False), ("not me", False)]
    + [(text, None) for text in ("maybe", "yesterday", "nobody", "", "yes and also my leg is weak now", "how long does it take")],
)
def test_only_a_brief_yes_or_no_is_one(text: str, said: Optional[bool]) -> None:
    assert intake.yes_or_no(text) is said


@pytest.mark.parametrize(
    "text, tidy",
    [
        ("", ""),
        (" \t\r\n ", ""),
        ("\u200b\u2060\ufeff", ""),
        ("\ud83d", ""),  # half of a character
        ("\ue000\U0010ffff", ""),  # private and unassigned
        ("pain\x00\x1b[31mnow", "pain [31mnow"),
        ("sac\u00adro\u200dplasty", "sacroplasty"),
        ("a\u202egnol\u202c b\u061c", "agnol b"),
        ("one\u2028two\u2029three", "one two three"),
        ("non\u00a0breaking\u3000wide", "non breaking wide"),
        ("cafe\u0301", "caf\u00e9"),
        ("cafe\u200b\u0301", "caf\u00e9"),
        ("cafe\ue000\u0301", "caf\u00e9"),
        ("  How   long\n\ndoes it take?  ", "How long does it take?"),
        ("¿Cuánto dura? 痛い \U0001f622", "¿Cuánto dura? 痛い \U0001f622"),
    ],
)
def test_what_cannot_be_read_is_dropped_and_the_rest_kept(text: str, tidy: str) -> None:
    assert intake.tidy(text) == tidy


@given(st.text(st.characters()))
def test_tidy_text_is_clean_whatever_came_in(text: str) -> None:
    tidy = intake.tidy(text)
    assert intake.tidy(tidy) == tidy
    assert not {unicodedata.category(character) for character in tidy} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert tidy == tidy.strip() and "  " not in tidy


@pytest.mark.parametrize(
    "text, words",
    [("", False), ("?!...", False), ("\U0001f622\U0001f622", False), ("__ -- __", False), ("7", False), ("-1.5", False), ("a", True),
     ("痛", True), ("ы", True), ("ا", True)],
)  # fmt: skip
def test_a_letter_of_any_script_makes_words(text: str, words: bool) -> None:
    assert intake.has_words(text) is words


@pytest.mark.parametrize(
    "text, latin",
    [
        ("у меня болит спина", False),
        ("背中が痛い", False),
        ("ظهري يؤلمني", False),
        ("MRI показал перелом", False),
        ("", True),
        ("911 !!", True),
        ("¿Qué es la cifoplastía? Łódź, Größe, tiếng Việt", True),
        ("my mother (мама) fell", True),
        ("ab вг", True),  # half and half
    ],
)
def test_half_of_the_letters_must_be_latin(text: str, latin: bool) -> None:
    assert intake.mostly_latin(text) is latin


@pytest.mark.parametrize(
    "text, read",
    [("/restart", "restart"), ("// /session_start", "session_start"), ("/", ""),
     ('/inform{"subject":"x"}', 'inform{"subject":"x"}'), ("and/or", "and/or"), ("word", "word"),
     ("<b>does it hurt?</b>", "does it hurt?"), ('<A HREF="x">how</a><br/>long', "how long"), ("<script>alert(1)</script> mri", "alert(1) mri"),
     ("pain < 5 and > 3, i <3 you", "pain < 5 and > 3, i <3 you"), ("<b>/restart", "restart"),
     ("<i can't feel it>", "<i can't feel it>"), ("<pain> <p my arm>", "<pain> <p my arm>"), ("<a" * 900, "<a" * 900),
     ("<a " + "=" * 20_000, "<a " + "=" * 20_000)],
)  # fmt: skip
def test_a_typed_command_and_markup_are_read_as_words(text: str, read: str) -> None:
    assert intake.question(text) == read


@pytest.mark.parametrize(
    "text", ["", "0", "3", "-1", "1 2", "number 1", "tell me", "/choose{\"topic\":\"mri.what\"}", "/restart"]
)
def test_what_was_not_offered_picks_nothing(text: str) -> None:
    assert intake.chosen(text, TITLES, ISSUED) is None


@pytest.mark.parametrize(
    "text, place",
    [("1", 0), ("2.", 1), ("2)", 1), (" 1 ", 0), ("TELL ME MORE", 0), ("x-rays", 1), (TITLES[1][1], 1)],
)
def test_a_number_a_title_or_a_payload_picks_what_was_offered(text: str, place: int) -> None:
    assert intake.chosen(text, TITLES, ISSUED) == TITLES[place][1]


def test_a_button_of_an_earlier_turn_still_works_but_its_number_does_not() -> None:
    old = "/choose{\"topic\":\"old.one\"}"
    assert intake.chosen(old, TITLES, ISSUED) == old
    assert intake.chosen("1", [], ISSUED) is None


@pytest.mark.parametrize(
    "text, spans, rest",
    [
        ("I have a fever. How long does it take?", [(9, 14)], "How long does it take?"),
        ("How long does it take? I have a fever!", [(32, 37)], "How long does it take?"),
        ("How long does it take with a fever?", [(29, 34)], "How long does it take with a fever?"),
        ("I have a fever. ??", [(9, 14)], "I have a fever. ??"),
        ("Two things. No sign here.", [], "Two things. No sign here."),
    ],
)
def test_the_sentences_besides_a_sign_are_kept_unless_nothing_is_left(text: str, spans: list, rest: str) -> None:
    assert intake.besides(text, spans) == rest


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("Does it hurt and how long does it take?", ["Does it hurt", "how long does it take"]),
        ("how long does sacroplasty take? and can i drive after", ["how long does sacroplasty take", "can i drive after"]),
        ("What is kyphoplasty? What are the risks?", ["What is kyphoplasty", "What are the risks"]),
        ("how long does it take", ["how long does it take"]),
        ("I had kyphoplasty last week. Can I drive?", []),  # the first half is no question of its own
        ("what is the difference between vertebroplasty and kyphoplasty", ["what is the difference between vertebroplasty and kyphoplasty"]),
        ("", []),
    ],
)
def test_a_message_that_only_asks_is_taken_apart(text: str, questions: list[str]) -> None:
    assert intake.questions(text) == questions
