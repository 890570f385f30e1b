"""Training phrases put into conversations."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

import pytest

from bot.adapt import conversations as made
from bot.adapt.conversations import conversations
from bot.understanding.contexts import About, Message
from bot.understanding.labels import subject_of
from bot.understanding.subjects import SubjectIndex


@dataclass(frozen=True)
class Subject:
    id: str
    names: tuple[str, ...]
    kind: str = "procedure"
    misspellings: tuple[str, ...] = ()
    together: Optional[tuple[tuple[str, ...], tuple[str, ...]]] = None


INDEX = SubjectIndex({name: Subject(name, (name, f"the {name} one")) for name in ("sacroplasty", "kyphoplasty")})
BOTH = "compare.kyphoplasty_sacroplasty"


def message(text: str, *about: str) -> Message:
    return Message(text, INDEX.read(text.split()), About(*about))


PHRASES = [
    (message("is sacroplasty risky"), "sacroplasty.risks"),
    (message("what is kyphoplasty"), "kyphoplasty.what"),
    (message("is kyphoplasty risky"), "kyphoplasty.risks"),
    (message("can it go wrong"), ".risks"),
    (message("and the kyphoplasty one, can it go wrong"), ".risks"),
    (message("better than the sacroplasty one or kyphoplasty"), BOTH),
    (message("hello"), "greet"),
]


@pytest.fixture(autouse=True)
def no_chances(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Return what sets a share; all but the one tested are 0."""
    for share in ("_UNNAMED", "_IN_GENERAL", "ONLY_HEARD"):
        monkeypatch.setattr(made, share, 0.0)
    return monkeypatch


def test_a_follow_up_becomes_a_question_about_each_subject_that_has_an_answer_to_it_talked_about_or_not() -> None:
    found = [(told.about.subject, label) for told, label in conversations(PHRASES, 4) if told.text == "can it go wrong"]
    assert sorted(found, key=str) == [
        ("kyphoplasty", "kyphoplasty.risks"), ("sacroplasty", "sacroplasty.risks"), (None, "kyphoplasty.risks"), (None, "sacroplasty.risks"),
    ]  # fmt: skip


def test_a_follow_up_comes_after_only_so_many_subjects() -> None:
    found = [(told.about.subject, label) for told, label in conversations(PHRASES, 1) if told.text == "can it go wrong"]
    assert len(found) == 2 and len({label for _, label in found}) == 1


def test_a_follow_up_that_names_a_subject_after_all_is_put_nowhere() -> None:
    assert not [told for told, _ in conversations(PHRASES, 4) if told.text.startswith("and the kyphoplasty one")]


def test_a_phrase_that_names_its_subject_also_comes_without_the_name_after_it(no_chances: pytest.MonkeyPatch) -> None:
    assert not [told for told, _ in conversations(PHRASES, 1) if told.text == "is that risky"]
    no_chances.setattr(made, "_UNNAMED", 1.0)
    told = [told for told, label in conversations(PHRASES, 1) if label == "sacroplasty.risks" and told.text == "is that risky"]
    assert [(one.about, one.reading.subjects) for one in told] == [(About("sacroplasty", "sacroplasty.risks"), ())]


def test_what_is_asked_of_all_procedures_also_comes_after_one(no_chances: pytest.MonkeyPatch) -> None:
    phrases = [*PHRASES, (message("when may I drive"), "overview.driving")]
    assert len([told for told, label in conversations(phrases, 1) if label == "overview.driving"]) == 1
    no_chances.setattr(made, "_IN_GENERAL", 1.0)
    told, _ = [told for told, label in conversations(phrases, 1) if label == "overview.driving"]
    assert told.text == "when may I drive" and told.about.subject in ("kyphoplasty", "sacroplasty")


@pytest.mark.parametrize("topic, times", [("kyphoplasty.risks", 1), ("sacroplasty.risks", 0)])
def test_a_follow_up_of_an_answer_also_comes_where_its_subject_was_only_named(
    topic: str, times: int, no_chances: pytest.MonkeyPatch
) -> None:
    no_chances.setattr(made, "ONLY_HEARD", 1.0)
    told = [told for told, _ in conversations([(message("n the dangers", "kyphoplasty", "kyphoplasty.what"), topic)], 1)]
    assert [one.about for one in told] == [About("kyphoplasty")] * times


def test_a_follow_up_of_a_subject_that_was_only_named_does_not_come_twice(no_chances: pytest.MonkeyPatch) -> None:
    no_chances.setattr(made, "ONLY_HEARD", 1.0)
    assert not list(conversations([(message("n the dangers", "kyphoplasty"), "kyphoplasty.risks")], 1))


def test_a_phrase_that_comes_with_its_conversation_is_put_into_no_other() -> None:
    told = message("and the kyphoplasty one", "sacroplasty", "sacroplasty.risks")
    assert list(conversations([*PHRASES, (told, "kyphoplasty.risks")], 4)) == list(conversations(PHRASES, 4))


def test_other_phrases_keep_their_label_whatever_was_talked_about() -> None:
    labels = {message.text: label for message, label in PHRASES}
    told = [(told, label) for told, label in conversations(PHRASES, 4) if told.text in labels and told.text != "can it go wrong"]
    assert len(told) == 5 and all(label == labels[message.text] for message, label in told)
    assert all(message.about.topic in labels.values() and message.about.subject for message, _ in told)


def test_a_comparison_also_comes_after_one_of_its_subjects_which_it_then_does_not_name() -> None:
    (told,) = [told for told, label in conversations(PHRASES, 4) if label == BOTH and told.text.startswith("better than that")]
    assert told.text == "better than that or kyphoplasty"
    assert told.about.subject == "sacroplasty" and told.reading.subjects == ("kyphoplasty",)
    assert told.reading.words == ("better", "than", "that", "", "", "or", "kyphoplasty")


def test_the_same_phrases_are_put_into_the_same_conversations() -> None:
    assert list(conversations(PHRASES, 4)) == list(conversations(PHRASES, 4))


def test_the_last_answer_is_about_the_subject(no_chances: pytest.MonkeyPatch) -> None:
    no_chances.setattr(made, "ONLY_HEARD", 0.5)
    abouts = [told.about for told, _ in conversations(PHRASES * 20, 4)]
    assert any(about.topic is None for about in abouts)
    assert all(subject_of(about.topic) == about.subject for about in abouts if about.topic)


def test_what_speaks_of_the_last_answer_comes_after_any_and_after_what_something_is() -> None:
    told = [said for said, label in conversations([*PHRASES, (message("why say so"), "sources")], 4) if label == "sources"]
    assert [said.text for said in told] == ["why say so"] * 2 and all(said.about.subject for said in told)
    assert told[1].about == About("kyphoplasty", "kyphoplasty.what")
