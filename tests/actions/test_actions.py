"""The custom actions: each reads the conversation's memory, says its rule's reply in the wire format, and keeps the memory."""
from __future__ import annotations

from typing import Any, Optional

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import actions
from actions.turn import Turn

DURATION = "sacroplasty.duration"


def tracker(intent: str = "", topic: Optional[str] = None, misses: float = 0.0, guess: Any = None, entities: Any = ()) -> Tracker:
    message = {"intent": {"name": intent}, "entities": [{"entity": k, "value": v} for k, v in entities], "topic": guess}
    slots = {"subject": topic and topic.split(".")[0], "topic": topic, "misses": misses}
    return Tracker("a", slots, message, [], False, None, {}, None)


def run(action: Turn, on: Tracker) -> tuple[dict[str, Any], list[str], dict[str, Any]]:
    """Return the custom object, the texts and the slots that `action` leaves."""
    dispatcher = CollectingDispatcher()
    events = action.run(dispatcher, on, {})
    *said, last = dispatcher.messages
    *set_, end = events
    assert (end["event"], end["name"]) == ("followup", "action_listen")
    assert all(event["event"] == "slot" for event in set_) and all(message["text"] for message in said)
    return last["custom"], [message["text"] for message in said], {event["name"]: event["value"] for event in set_}


def guessed(topic: str = DURATION, chance: float = 0.9) -> dict[str, Any]:
    subject, facet = topic.split(".")
    return {
        "topics": [{"id": topic, "confidence": chance}],
        "facets": [{"name": facet, "confidence": chance}],
        "subjects": [subject],
    }


@pytest.mark.parametrize("guess", [None, {}, guessed("moon.what"), guessed(chance=0.01)])
def test_without_a_known_topic_there_is_no_answer_and_the_miss_is_counted(guess: Any) -> None:
    custom, _, slots = run(actions.ActionAnswer(), tracker("procedures", guess=guess))
    assert custom["outcome"] == "decline.no_answer" and slots["misses"] == 1


def test_a_question_is_answered_and_remembered() -> None:
    custom, texts, slots = run(actions.ActionAnswer(), tracker("procedures", misses=1, guess=guessed()))
    assert custom["outcome"] == f"answered.{DURATION}" and "about an hour" in texts[0]
    assert slots == {"subject": "sacroplasty", "topic": DURATION, "misses": 0}


@pytest.mark.parametrize("choice", [(), [("topic", "moon.what")], [("message", "<script>")], [("subject", "")], [("path", "/")]])
def test_a_choice_of_nothing_known_is_a_miss(choice: Any) -> None:
    custom, _, slots = run(actions.ActionChoose(), tracker("choose", DURATION, entities=choice))
    assert custom["kind"] == "decline" and slots["topic"] == DURATION and slots["misses"] == 1


@pytest.mark.parametrize(
    ("choice", "outcome"),
    [
        (("topic", "mri.what"), "answered.mri.what"),
        (("more", DURATION), f"answered.{DURATION}"),
        (("subject", "kyphoplasty"), "answered.kyphoplasty.what"),
        (("message", "menu"), "smalltalk.menu"),
    ],
)
def test_a_button_leads_where_it_says(choice: Any, outcome: str) -> None:
    assert run(actions.ActionChoose(), tracker("choose", entities=[choice]))[0]["outcome"] == outcome


@pytest.mark.parametrize(
    ("action", "outcome"),
    [
        (actions.ActionMore(), "clarify.no_previous"),
        (actions.ActionSimpler(), "clarify.no_previous"),
        (actions.ActionSources(), "smalltalk.no_sources"),
    ],
)
def test_a_request_about_the_last_answer_needs_one(action: Turn, outcome: str) -> None:
    assert run(action, tracker())[0]["outcome"] == outcome


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (actions.ActionMore(), "The team settles you on your stomach"),
        (actions.ActionSimpler(), "Plan on about an hour for the procedure"),
        (actions.ActionSources(), "- "),
    ],
)
def test_a_request_about_the_last_answer_is_met(action: Turn, words: str) -> None:
    custom, texts, slots = run(action, tracker(topic=DURATION))
    assert custom["answers"][0]["id"] == DURATION and words in "\n".join(texts)
    assert slots["topic"] == DURATION


@pytest.mark.parametrize("name", "greet goodbye thanks ok menu bot_challenge human_contact worried passed".split())
def test_a_courtesy_is_said_and_clears_the_misses(name: str) -> None:
    custom, _, slots = run(actions.ActionSay(), tracker(name, DURATION, misses=1))
    assert custom["outcome"] == f"smalltalk.{name}" and slots == {"subject": "sacroplasty", "topic": DURATION, "misses": 0}


@pytest.mark.parametrize("name", ["personal_diagnosis", "personal_medicine", "admin", "off_topic", "abuse"])
def test_what_we_do_not_do_is_declined_in_its_own_words(name: str) -> None:
    assert run(actions.ActionSay(), tracker(name))[0]["outcome"] == f"decline.{name}"


def test_who_was_not_helped_hears_an_apology_once_and_then_of_a_person() -> None:
    custom, _, slots = run(actions.ActionSay(), tracker("frustrated", DURATION))
    assert custom["outcome"] == "smalltalk.frustrated" and slots["misses"] == 1
    custom, texts, slots = run(actions.ActionSay(), tracker("frustrated", DURATION, misses=1))
    assert custom["outcome"] == "smalltalk.frustrated" and "A person at the clinic" in texts[0] and slots["misses"] == 2


def test_their_own_dose_is_nobody_s_to_tell_and_what_holds_in_general_is_told() -> None:
    custom, texts, slots = run(actions.ActionPersonalMedicine(), tracker("personal_medicine", guess=guessed("denosumab.stopping", 0.3)))
    assert custom["outcome"] == "decline.personal_medicine" and slots["misses"] == 1
    assert [answer["id"] for answer in custom["answers"]] == ["denosumab.stopping"]  # with its sources and its review
    assert "ask your physician or pharmacist" in texts[0] and "late or missed denosumab shot" in texts[1]
    assert slots["subject"] == "denosumab" and slots["topic"] == "denosumab.stopping"


@pytest.mark.parametrize(
    ("guess", "topic"),
    [
        (guessed("calcitonin.what", 0.01), "calcitonin.what"),
        ({**guessed("teriparatide.story", 0.01), "subjects": ["kyphoplasty", "teriparatide"]}, "teriparatide.what"),  # a guess is no question
    ],
)
def test_of_a_medicine_named_beside_other_things_what_it_is_is_told(guess: Any, topic: str) -> None:
    custom, _, slots = run(actions.ActionPersonalMedicine(), tracker("personal_medicine", guess=guess))
    assert [answer["id"] for answer in custom["answers"]] == [topic] and slots["topic"] == topic


@pytest.mark.parametrize("guess", [None, guessed()])  # no medicine is named
def test_without_a_medicine_s_name_they_are_asked_for_it(guess: Any) -> None:
    custom, texts, _ = run(actions.ActionPersonalMedicine(), tracker("personal_medicine", guess=guess))
    assert custom["outcome"] == "decline.personal_medicine" and "Which one" in texts[0]


def both(one: str, other: str, chances: tuple[float, float] = (0.6, 0.2)) -> dict[str, Any]:
    topics = [{"id": topic, "confidence": chance} for topic, chance in zip((one, other), chances)]
    return {"topics": topics, "subjects": [one.split(".")[0], other.split(".")[0]]}


def test_two_medicines_without_a_page_on_both_get_one_each() -> None:
    custom, texts, slots = run(actions.ActionAnswer(), tracker(guess=both("romosozumab.what", "denosumab.what")))
    assert [answer["id"] for answer in custom["answers"]] == ["romosozumab.what", "denosumab.what"]
    assert "no page that compares" in texts[0] and slots["topic"] == "denosumab.what"  # "tell me more" is on the last


@pytest.mark.parametrize("one, other, page", [("mri", "bone_scan", "bone_scan_mri"), ("teriparatide", "bisphosphonates", "bisphosphonates_teriparatide")])
def test_two_of_a_kind_with_a_page_on_both_get_that(one: str, other: str, page: str) -> None:
    custom, _, _ = run(actions.ActionAnswer(), tracker(guess=both(f"{one}.what", f"{other}.what")))
    assert custom["outcome"] == f"answered.compare.{page}"


@pytest.mark.parametrize(
    "guess",
    [
        both("denosumab.what", "romosozumab.what", (0.9, 0.07)),  # the second is only mentioned
        both("denosumab.what", "mri.what"),  # not of a kind
        both("denosumab.what", "romosozumab.risks"),
        {**both("denosumab.what", "romosozumab.what"), "subjects": ["denosumab"]},
    ],
)
def test_one_answer_is_enough_when_two_are_not_compared(guess: Any) -> None:
    custom, _, _ = run(actions.ActionAnswer(), tracker(guess=guess))
    assert [answer["id"] for answer in custom["answers"]] == ["denosumab.what"]


def test_what_is_told_is_asked_about_and_its_subject_remembered() -> None:
    custom, _, slots = run(actions.ActionTold(), tracker("told", misses=1, guess=guessed()))
    assert custom["outcome"] == "clarify.told" and slots == {"subject": "sacroplasty", "topic": None, "misses": 0}


def test_starting_over_forgets_everything() -> None:
    custom, _, slots = run(actions.ActionStartOver(), tracker("start_over", DURATION, misses=2))
    assert custom["outcome"] == "smalltalk.start_over" and slots == {"subject": None, "topic": None, "misses": 0}


@pytest.mark.parametrize(("misses", "words"), [(0, "I do not want to guess"), (1, "I still have no"), (7, "I still have no")])
def test_a_second_miss_in_a_row_offers_a_person(misses: int, words: str) -> None:
    custom, texts, slots = run(actions.ActionDecline(), tracker("deny", misses=float(misses)))
    assert custom["kind"] == "decline" and words in texts[0] and slots["misses"] == misses + 1


def test_the_subject_named_in_a_declined_message_is_remembered() -> None:
    slots = run(actions.ActionSay(), tracker("admin", guess=guessed()))[2]
    assert slots["subject"] == "sacroplasty" and slots["topic"] is None


def test_no_two_actions_share_a_name() -> None:
    names = [action().name() for action in Turn.__subclasses__()]
    assert len(names) == len(set(names)) == 11
