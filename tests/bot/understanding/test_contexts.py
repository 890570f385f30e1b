"""Messages as they are read in a conversation, and talk put into one."""
from __future__ import annotations

from typing import Optional

import pytest

from bot.understanding.contexts import About, Message, talk_after_answers
from bot.understanding.subjects import Reading

BOTH = "compare.kyphoplasty_sacroplasty"


def message(text: str, *about: str) -> Message:
    return Message(text, Reading(tuple(text.split()), ()), About(*about))


PHRASES = [
    (message("is sacroplasty risky"), "sacroplasty.risks"),
    (message("what is kyphoplasty"), "kyphoplasty.what"),
    (message("can it go wrong"), ".risks"),
    (message("which of the two is better"), BOTH),
    (message("hello"), "greet"),
]


@pytest.mark.parametrize(
    "about, written",
    [
        ((), "and the other one?"),
        (("spine_fracture",), "spine fracture / and the other one?"),
        (("kyphoplasty", "kyphoplasty.new_fractures"), "kyphoplasty new fractures / and the other one?"),
        (("kyphoplasty", "overview.driving"), "kyphoplasty driving / and the other one?"),
        ((None, "overview.driving"), "overview driving / and the other one?"),
        (("kyphoplasty", BOTH), "compare kyphoplasty sacroplasty / and the other one?"),
    ],
)
def test_a_message_is_read_behind_what_the_conversation_is_about(about: tuple[str, ...], written: str) -> None:
    assert message("And  the OTHER one?", *about).written() == written


@pytest.mark.parametrize(
    "last, about",
    [(None, About()), ("kyphoplasty.risks", About("kyphoplasty", "kyphoplasty.risks")), ("kyphoplasty", About("kyphoplasty"))],
)
def test_what_a_conversation_is_about_after_an_answer_or_a_subject(last: Optional[str], about: About) -> None:
    assert About.after(last) == about


def test_talk_also_comes_after_an_answer_or_a_subject_and_stays_what_it_is() -> None:
    told = list(talk_after_answers(PHRASES * 200))
    assert {(said.text, label) for said, label in told} == {("hello", "greet")} and 70 < len(told) < 130
    topics = {said.about.topic for said, _ in told}
    assert topics == {None, "sacroplasty.risks", "kyphoplasty.what"}
    assert all(said.about.subject in ("sacroplasty", "kyphoplasty") for said, _ in told)


def test_what_speaks_of_the_last_answer_always_comes_after_one() -> None:
    asked = [(message("why say so"), "sources")] * 50
    told = [said.about.topic for said, label in talk_after_answers([*PHRASES, *asked]) if label == "sources"]
    assert len(told) == 50 and all(told)


def test_nobody_has_named_what_holds_for_all_procedures() -> None:
    phrases = [(message("hello"), "greet")] * 200 + [(message("when may I drive"), "overview.driving")]
    assert {said.about.topic for said, _ in talk_after_answers(phrases)} == {"overview.driving"}


def test_talk_that_comes_with_its_conversation_stays_in_that_one() -> None:
    assert not list(talk_after_answers([PHRASES[0], *[(message("so long", "kyphoplasty"), "goodbye")] * 50]))


def test_talk_alone_comes_after_nothing() -> None:
    assert not list(talk_after_answers([(message("hello"), "greet")] * 50))


def test_the_same_talk_comes_after_the_same_answers() -> None:
    assert list(talk_after_answers(PHRASES * 9)) == list(talk_after_answers(PHRASES * 9))
