"""What `python -m bot ask` shows of a message."""
from __future__ import annotations

from typing import Any

import pytest

from bot.answers.compose import Composer
from bot.answers.dialogue import ATTEMPTS, SURE, UNSURE, Dialogue
from bot.answers.question import Memory, Question
from bot.answers.reply import Reply
from bot.rasa import ask
from bot.rasa.door import Door
from bot.rasa.topic_classifier import GUESS

CARD = {"id": "mri.what", "title": "What an MRI is", "review": {"status": "draft"}, "sources": []}


@pytest.fixture
def dialogue(composer: Composer) -> Dialogue:
    return Dialogue(composer)


def parsed(*topics: tuple[str, float]) -> dict[str, Any]:
    return {
        "intent_ranking": [{"name": "tests", "confidence": 0.91}],
        GUESS: {
            "topics": [{"id": topic, "confidence": chance} for topic, chance in topics],
            "facets": [{"name": "what", "confidence": 0.8}],
            "subjects": ["mri", "sacrum"],
        },
    }


def reply(*cards: dict[str, Any]) -> list[dict[str, Any]]:
    return Reply("answer", "answered.mri.what", ("Pictures.",), answers=cards).messages()


def test_all_three_decisions_are_shown_in_order(dialogue: Dialogue) -> None:
    text = ask.show("verdict: no sign\nrules: none", parsed(("mri.what", 0.9)), reply(CARD), dialogue)
    parts = [
        "Screen\n  verdict: no sign\n  rules: none",
        "\n\nUnderstanding\n",
        "subjects named: mri, sacrum",
        "intents: tests 0.91",
        "facets, whatever the subject: what 0.80",
        "0.90 mri.what",
        "\n\nReply\n",
        "outcome: answered.mri.what (answer)\n  because: the best topic is sure",
        "answer: What an MRI is (mri.what)",
        "Pictures.",
    ]
    places = [text.find(part) for part in parts]
    assert -1 not in places and places == sorted(places)


@pytest.mark.parametrize(
    "chance, said", [(SURE, "sure"), (SURE - 0.01, "unsure"), (UNSURE, "unsure"), (UNSURE - 0.01, "too unlikely")]
)
def test_the_best_topic_is_held_against_the_thresholds(chance: float, said: str) -> None:
    assert f"the best is {said}: from {SURE:g} it" in ask.understood(parsed(("mri.what", chance), ("ct.what", 0.01)))


def test_no_more_than_five_topics_are_shown() -> None:
    text = ask.understood(parsed(*((f"t{number}.what", 0.1) for number in range(8))))
    assert "t4.what" in text and "t5.what" not in text


def test_two_answers_say_that_there_were_two_questions_and_name_no_rule(dialogue: Dialogue) -> None:
    sure = parsed(("mri.what", 0.9))
    assert "two questions" in ask.replied(sure, reply(CARD, CARD), dialogue)
    assert "because" not in ask.replied(sure, reply(CARD, CARD), dialogue)
    assert "two questions" not in ask.replied(sure, reply(CARD), dialogue)


def test_what_the_screen_decided_is_not_put_down_to_the_dialogue(dialogue: Dialogue) -> None:
    alarm = Reply("escalation", "escalated.emergency", ("Call.",), escalation={"level": "emergency", "flags": [], "call": []})
    assert "because" not in ask.replied(parsed(("mri.what", 0.9)), alarm.messages(), dialogue)


@pytest.mark.parametrize(
    "topics, subjects, rule",
    [
        ([("mri.what", 0.9)], ["mri"], "sure"),
        ([("sacroplasty.what", 0.2)], ["sacroplasty"], "named_alone"),
        ([("mri.what", 0.4)], [], "far_ahead"),
        ([("mri.what", 0.2)], [], "unsure"),
        ([("mri.what", 0.01)], [], "miss"),
        ([("mri.what", 0.9)], ["kyphoplasty", "vertebroplasty"], "comparison"),
        ([("kyphoplasty.duration", 0.4), ("vertebroplasty.duration", 0.4)], [], "which_subject"),
        ([("sacroplasty.what", 0.1)], ["kyphosis"], "nearest"),
    ],
)
def test_the_rule_that_decided_is_named(dialogue: Dialogue, topics: list, subjects: list, rule: str) -> None:
    found = Question(tuple(topics), (("duration", 0.8),), tuple(subjects))
    assert dialogue.rule(found, Memory()) == rule


def test_every_rule_of_the_dialogue_has_its_words() -> None:
    assert list(ask.RULES) == [*ATTEMPTS, "miss"] and all(ask.RULES.values())


def test_without_a_model_there_is_still_something_to_show(dialogue: Dialogue) -> None:
    text = ask.show("verdict: no sign", {}, Reply("error", "error.no_model", ("Call us.",)).messages(), dialogue)
    assert "topics: none" in text and "spelling mended: nothing" in text and "error.no_model" in text


async def test_mended_spelling_and_the_named_subject_are_shown(door: Door) -> None:
    text = ask.understood(await door.parse("wot is kyphoplsty", "ask spelling"))
    assert "spelling mended: kyphoplsty to kyphoplasty" in text and "subjects named: kyphoplasty" in text


async def test_parsing_has_the_conversation_s_subject_in_view_and_leaves_no_trace(door: Door) -> None:
    def best(found: dict[str, Any]) -> str:
        return Question.from_guess(found[GUESS]).topics[0][0]

    for subject in ("kyphoplasty", "vertebroplasty"):
        await door.turn(f"what is {subject}", f"ask {subject}", "rest")
        before = await door.parse("how long does it take", f"ask {subject}")
        assert best(before) == f"{subject}.duration"
        assert best(await door.parse("how long does it take", f"ask {subject}")) == best(before)
        # Nothing was said in between: "tell me more" is still about the first answer.
        assert (await door.turn("tell me more", f"ask {subject}", "rest"))[-1]["custom"]["answers"][0]["id"] == f"{subject}.what"
