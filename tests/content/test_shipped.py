"""The content that the project ships: it loads, and the lint finds no fault in it."""
from __future__ import annotations

import pytest

from bot.content.check import check
from bot.content.library import Library
from bot.safety.rules import read_rules
from bot.settings import PROJECT

CONTENT = PROJECT / "content"
FLAGS = {
    "emergency": (
        "cauda_equina neuro_deficit hip_fracture cardiopulmonary stroke head_injury major_trauma sepsis anaphylaxis "
        "gi_bleed vascular bowel_obstruction overdose steroid_crisis low_calcium_severe self_harm pregnancy_emergency "
        "uncontrolled_bleeding"
    ),
    "urgent": (
        "infection infection_risk new_fracture upper_back_pain cancer_history post_procedure_worsening clot pregnancy "
        "uncontrolled_pain bowel_blockage esophagus low_calcium opioid_withdrawal site_bleeding unsafe_home"
    ),
    "physician": (
        "weight_loss night_pain persistent_pain jaw_problem thigh_pain height_loss side_effect bone_risk leg_symptoms "
        "medication_decision"
    ),
}


def test_shipped_content_is_clean():
    faults = [str(finding) for finding in check(CONTENT) if finding.level == "fault"]
    assert not faults, "\n".join(faults)


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load(CONTENT)


def test_nothing_shipped_claims_a_review(library):
    assert {answer.review.status for answer in library.answers.values()} == {"draft"}


def test_the_shipped_clinic_says_that_it_is_a_sample(library):
    assert library.clinic.sample


@pytest.mark.parametrize("level", FLAGS)
def test_every_warning_sign_has_words_of_its_own(library, level):
    flags = FLAGS[level].split()
    assert [library.escalation(flag, level).id for flag in flags] == flags


def test_every_entry_that_a_sign_names_is_there_at_its_level(library):
    named = {(sign.flag, sign.level, sign.entry) for flag in read_rules().flags.values() for sign in flag.signs if sign.entry}
    assert named and all(library.escalation(flag, level, entry).id == entry for flag, level, entry in named)


def test_emergencies_put_the_emergency_line_first(library):
    first = {name: entry.call[0] for name, entry in library.escalations.items() if entry.level == "emergency"}
    assert {name for name, line in first.items() if line != "emergency"} <= {"self_harm"}


def test_every_language_of_the_screen_has_words_and_none_claims_a_translator(library):
    assert set(library.languages) == {example.language for example in read_rules().languages.examples}
    assert {(entry.translation, entry.review.status) for entry in library.languages.values()} == {("machine", "draft")}


def test_no_two_languages_say_the_same(library):
    texts = [text for entry in library.languages.values() for text in (entry.emergency, entry.self_harm, entry.other_language)]
    assert len(set(texts)) == len(texts) == 30
