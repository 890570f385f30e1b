"""Measuring how hard a text is: sentences, syllables, masks."""
from __future__ import annotations

import socket

import pytest

from bot.content import readability

SPOKEN = {
    "sacroplasty": 4, "vertebroplasty": 5, "kyphoplasty": 4, "osteoporosis": 6, "osteopenia": 6, "sacrum": 2,
    "sacral": 2, "vertebra": 3,
    "pelvis": 2, "kyphosis": 3, "acetaminophen": 6, "ibuprofen": 4, "naproxen": 3, "opioid": 3,
    "bisphosphonate": 4, "alendronate": 4, "denosumab": 4, "teriparatide": 5, "romosozumab": 5, "calcitonin": 4,
    "epidural": 4, "anesthesia": 4, "radiologist": 5, "fluoroscopy": 4, "MRI": 3, "CT": 2, "DXA": 3, "physician": 3,
    "emergency": 4, "medicine": 3, "diabetes": 4, "corset": 2, "about": 2, "only": 2, "study": 2, "bone": 1,
    "walker": 2, "911": 1, "same-day": 2, "team's": 1,
}


@pytest.mark.parametrize(("word", "count"), SPOKEN.items())
def test_our_words_have_the_syllables_that_people_speak(word, count):
    assert readability.syllables(word) == count


def test_list_items_and_paragraphs_are_sentences():
    text = "Bring these:\n\n- your list\n- a friend, e.g. a neighbor.\n\nCome at 8 a.m. sharp. See Dr. Lee"
    assert readability.sentences(text) == [
        "Bring these:", "your list.", "a friend, eg a neighbor.", "Come at 8 am sharp.", "See Dr Lee."
    ]


def test_a_sentence_of_two_words_counts():
    assert len(readability.sentences("Call now. Sit down. Keep still.")) == 3


@pytest.mark.parametrize("number", ["(555) 555-0142", "1-800-222-1222", "+15555550142"])
def test_phone_numbers_and_placeholders_do_not_count(number):
    plain = readability.grade("Call us now.")
    assert readability.grade(f"Call us now {number}.") == plain
    assert readability.grade("Call us {clinic_phone} now.") == plain


def test_counts_of_people_do_count():
    assert "100" in readability.normalise("About 3 in 100 people, or 1,307 of 5,749.")


def test_explained_names_do_not_raise_the_grade_and_raw_shows_them():
    text = "Sacroplasty (cement in a bone) takes an hour. After sacroplasty you rest."
    assert readability.grade(text, ["sacroplasty"]) < readability.grade(text)
    assert readability.grade(text, ["sacroplasty"]) == readability.grade(text.lower().replace("sacroplasty", "doctor"))


def test_longer_sentences_and_longer_words_grade_higher():
    easy = readability.grade("The cement sets fast. You rest for two hours. Then you go home.")
    assert easy < readability.grade("The cement sets fast and you rest for two hours and then you go home.")
    assert easy < readability.grade("Polymerization occurs rapidly. Observation continues. Discharge follows.")


def test_the_grade_follows_the_published_formula():
    # 6 words, 1 sentence, 6 syllables: 0.39 * 6 + 11.8 * 1 - 15.59
    assert readability.grade("The cat sat on the mat.") == pytest.approx(-1.45, abs=0.06)


def test_a_text_without_words_has_no_grade():
    assert readability.grade(" \n{clinic_phone}") == 0.0


def test_no_network_is_needed(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("the grade reached for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert readability.grade("An unheard gallimaufry of quixotic zeugmas bewilders.") > 5
