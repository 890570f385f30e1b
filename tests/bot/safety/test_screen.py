"""The screen as a whole: every example of every flag file, ordinary questions, turns, levels, long texts, time."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median

import pytest
from shipped import explain, screen

from bot.safety.rules import read_rules
from bot.safety.screen import Screener
from bot.safety.verdict import Screening, rank

HERE = Path(__file__).parent
FLAGS = read_rules().flags
ORDINARY = (HERE / "ordinary_questions.txt").read_text(encoding="utf-8").splitlines()
WARNINGS = [line.split("|") for line in (HERE / "warning_signs.txt").read_text(encoding="utf-8").splitlines()]

POLICY = {
    "emergency": "cauda_equina neuro_deficit hip_fracture cardiopulmonary stroke head_injury major_trauma sepsis anaphylaxis"
    " gi_bleed vascular bowel_obstruction overdose steroid_crisis low_calcium_severe self_harm pregnancy_emergency"
    " uncontrolled_bleeding",
    "urgent": "infection infection_risk new_fracture upper_back_pain cancer_history post_procedure_worsening clot pregnancy"
    " uncontrolled_pain bowel_blockage esophagus low_calcium opioid_withdrawal site_bleeding unsafe_home",
    "physician": "weight_loss night_pain persistent_pain jaw_problem thigh_pain height_loss side_effect bone_risk leg_symptoms"
    " medication_decision",
}


def examples(field: str) -> list:
    return [
        pytest.param(flag, turns, id=f"{flag.id}: {' / '.join(turns)}")
        for flag in FLAGS.values()
        for turns in getattr(flag, field)
    ]


def test_every_flag_of_the_policy_has_a_file_and_its_level() -> None:
    levels = {name: level for level, names in POLICY.items() for name in names.split()}
    assert {flag.id: flag.level for flag in FLAGS.values()} == levels


@pytest.mark.parametrize("flag, turns", examples("must_fire"))
def test_must_fire(flag, turns) -> None:
    verdict = screen(turns[-1], turns[:-1])
    assert flag.id in verdict.flags, explain(turns[-1], turns[:-1])
    lowest = max(rank(sign.level) for sign in flag.signs)
    assert rank(verdict.level) <= lowest


@pytest.mark.parametrize("flag, turns", examples("must_not_fire"))
def test_must_not_fire(flag, turns) -> None:
    verdict = screen(turns[-1], turns[:-1])
    assert flag.id not in verdict.flags, explain(turns[-1], turns[:-1])
    assert verdict.level in (None, "physician")


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_questions_are_not_flagged(text: str) -> None:
    assert screen(text) == Screening(None), explain(text)


@pytest.mark.parametrize("flag, text", WARNINGS)
def test_warning_signs_in_patients_words(flag: str, text: str) -> None:
    verdict = screen(text)
    assert flag in verdict.flags, explain(text)
    assert rank(verdict.level) <= rank(FLAGS[flag].level)


@pytest.mark.parametrize(
    "turns, flag, level",
    [
        (["I had sacroplasty on Monday", "my shin is tingly now"], "post_procedure_worsening", "urgent"),
        (["I had kyphoplasty on Monday", "how long until I can drive?", "my pain is back"], "post_procedure_worsening", "urgent"),
        (["I had kyphoplasty on Monday", "can't catch my breath"], "cardiopulmonary", "emergency"),
        (["I take eliquis", "I had kyphoplasty yesterday", "now my toes feel numb"], "neuro_deficit", "emergency"),
        (["I had lung cancer", "there's a shooting pain down my leg"], "cancer_history", "emergency"),
        (["I'm losing weight without trying", "lying down makes it worse"], "night_pain", "urgent"),
        (["I have been on fosamax for nine years", "now my thigh aches and I limp"], "thigh_pain", "urgent"),
        (["I am 30 weeks pregnant", "I'm bleeding a little"], "pregnancy_emergency", "emergency"),
    ],
)
def test_earlier_turns_count(turns: list, flag: str, level: str) -> None:
    verdict = screen(turns[-1], turns[:-1])
    assert flag in verdict.flags
    assert verdict.level == level


@pytest.mark.parametrize(
    "text, level",
    [
        ("lost two inches", "physician"),
        ("I have shrunk and there is a new hump since yesterday and my back hurts", "urgent"),
        ("dull ache in my thigh on fosamax", "physician"),
        ("dull ache in my thigh on fosamax and I limp", "urgent"),
        ("both feet have been numb for years, unchanged", "physician"),
        ("both feet are numb", "emergency"),
        ("breast cancer in 09, now my hip aches", "urgent"),
        ("breast cancer in 09, now my hip aches and my leg is weak", "emergency"),
        ("I'm losing weight without trying and the pain is worst at night", "urgent"),
    ],
)
def test_combinations_raise_the_level(text: str, level: str) -> None:
    assert screen(text).level == level, explain(text)


def test_an_earlier_sign_alone_does_not_flag_the_next_message() -> None:
    assert screen("thank you", ["I have chest pain"]) == Screening(None)


def test_flags_come_worst_first_and_spans_point_into_the_text() -> None:
    text = "My pain is unbearable, and I CAN\u2019T   pee since last night."
    verdict = screen(text)
    assert verdict.level == "emergency"
    assert verdict.flags[0] == "cauda_equina" and "uncontrolled_pain" in verdict.flags
    span = next(span for span in verdict.spans if span.flag == "cauda_equina")
    assert text[span.start : span.end] == "CAN\u2019T   pee"


def test_spans_stay_inside_the_message_when_a_sign_is_split_over_turns() -> None:
    verdict = screen("between my legs", ["it went all tingly"])
    assert [(span.start, span.end) for span in verdict.spans] == [(0, 15)]


@pytest.mark.parametrize("place", [0.0, 0.5, 1.0])
def test_a_long_story_is_read_to_its_end(place: float) -> None:
    story = ["The cat was at the vet again and the weather was lovely, so we sat outside."] * 130
    story.insert(int(place * len(story)), "I can't feel when I pee.")
    text = " ".join(story)
    assert len(text.split()) > 2000
    assert screen(text).flags == ("cauda_equina",)


@pytest.mark.parametrize(
    "text",
    ["numb legs no pain " * 1200, "i cannot pee " * 1600, "not " * 5000, "is my leg weak or numb, " * 830, "zqxvk jwpty " * 1660],
    ids=lambda text: text[:12],
)
def test_time_is_bounded_on_twenty_thousand_characters(text: str) -> None:
    screen("warm up")
    best = min(_timed(text[:20000]) for _ in range(3))
    assert best < 0.3


def test_a_usual_message_takes_a_few_milliseconds() -> None:
    screen("warm up")
    assert median(_timed(text) for text in ORDINARY) < 0.005


def _timed(text: str) -> float:
    start = time.process_time()
    screen(text)
    return time.process_time() - start


def test_explain_names_what_stands_and_what_was_set_aside() -> None:
    said = explain("No fever. I can't pee.")
    assert said.splitlines()[0] == "level: emergency"
    assert 'emergency: cauda_equina: Cannot pass urine: "cannot pee"' in said
    assert 'set aside (denied): infection: Fever or chills: "fever"' in said


def test_two_screeners_agree() -> None:
    assert Screener.load().screen("my foot drags") == screen("my foot drags")
