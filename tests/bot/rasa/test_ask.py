"""What `python -m bot ask` shows of a message."""
from __future__ import annotations

from typing import Any

import pytest

from bot.answers.dialogue import SURE, UNSURE, Question
from bot.answers.reply import Reply
from bot.rasa import ask
from bot.rasa.door import Door
from bot.rasa.topic_classifier import GUESS

CARD = {"id": "mri.what", "title": "What an MRI is", "review": {"status": "draft"}, "sources": []}


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


def test_all_three_decisions_are_shown_in_order() -> None:
    text = ask.show("verdict: no sign\nrules: none", parsed(("mri.what", 0.9)), reply(CARD))
    parts = ["Screen\n  verdict: no sign\n  rules: none", "\n\nUnderstanding\n", "subjects named: mri, sacrum", "intents: tests 0.91",
             "facets, whatever the subject: what 0.80", "0.90 mri.what", "\n\nReply\n", "outcome: answered.mri.what (answer)",
             "answer: What an MRI is (mri.what)", "Pictures."]  # fmt: skip
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


def test_two_answers_say_that_there_were_two_questions() -> None:
    assert "two questions" in ask.replied(reply(CARD, CARD)) and "two questions" not in ask.replied(reply(CARD))


def test_without_a_model_there_is_still_something_to_show() -> None:
    text = ask.show("verdict: no sign", {}, Reply("error", "error.no_model", ("Call us.",)).messages())
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
