"""Signing: a named reviewer stands behind the words as they were, and behind no others."""
from __future__ import annotations

from datetime import date

import pytest
from spanish import SPANISH

from bot.content.faults import ContentError
from bot.content.library import Library
from bot.content.model import DRAFT
from bot.content.sign import sign

ANSWER = "answers/walker/what.yml"
DAY = date(2026, 1, 31)


def signed(folder, *ids, by="A. Reviewer", credential="MD"):
    return sign(folder, ids, by, credential, DAY)


def test_a_signature_names_who_with_what_when_and_until_when(content):
    assert signed(content, "walker.what") == ["walker.what"]
    review = Library.load(content).answers["walker.what"].standing
    assert (review.status, review.by, review.credential, review.on) == ("signed", "A. Reviewer", "MD", DAY)
    assert review.due == date(2029, 1, 28)  # living_well: three years


def test_procedures_and_warning_texts_are_read_again_after_a_year(content, change):
    change(ANSWER, "intent: living_well", "intent: procedures")
    signed(content, "walker.what", "default_urgent")
    library = Library.load(content)
    assert library.answers["walker.what"].standing.due == library.escalations["default_urgent"].standing.due == date(2027, 1, 28)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (ANSWER, "Most people put it away", "Many people put it away"),
        (ANSWER, "sources: [PAGE]", "sources: [PAGE, PAGE]"),
        (ANSWER, "title: What a walker does", "title: What walkers do"),
    ],
)
def test_a_later_change_of_a_word_or_a_source_voids_it(content, change, file, old, new):
    signed(content, "walker.what")
    changed = Library.load(change(file, old, new)).answers["walker.what"]
    assert changed.review.status == "signed" and changed.standing == DRAFT


def test_what_no_patient_reads_may_change(content, change):
    signed(content, "walker.what")
    assert Library.load(change(ANSWER, "version: 1", "version: 2")).answers["walker.what"].standing.status == "signed"


def test_a_subject_stands_for_all_its_answers(content):
    assert signed(content, "walker") == ["walker.what"]


def test_one_warning_text_is_signed_and_its_neighbors_are_not(content):
    signed(content, "default_urgent")
    escalations = Library.load(content).escalations
    assert [entry.id for entry in escalations.values() if entry.standing.status == "signed"] == ["default_urgent"]


def test_a_language_is_signed_once_a_translator_has_read_it(content):
    (content / "languages.yml").write_text(SPANISH, encoding="utf-8")
    assert signed(content, "es", credential="certified translator") == ["es"]
    assert Library.load(content).languages["es"].standing.credential == "certified translator"


def test_what_only_a_machine_has_translated_cannot_be_signed(content):
    text = SPANISH.replace("A. Translator", "machine")
    (content / "languages.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="Name the translator"):
        signed(content, "walker.what", "es")
    assert (content / "languages.yml").read_text(encoding="utf-8") == text
    by_hand = 'review: {status: signed, by: A, credential: MD, on: 2026-01-05, due: 2027-01-05, hash: "?"}'
    (content / "languages.yml").write_text(f"{text}  {by_hand}\n", encoding="utf-8")
    with pytest.raises(ContentError, match="nobody can sign"):
        Library.load(content)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("al {crisis_line}, o", "", "does not give {crisis_line}"),
        ("{interpreter}, o al", "", "does not give {interpreter}"),
        ("Llame al {emergency_number}.", "Llame.", "does not give {emergency_number}"),
        ("{emergency_number}.", "{emergency_number}{x}.", "'x' is not a placeholder"),
        ("[PAGE]", "[NONE]", "the source 'NONE' does not exist"),
    ],
)
def test_a_text_in_another_language_gives_its_numbers_and_a_source(content, old, new, said):
    (content / "languages.yml").write_text(SPANISH.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError) as error:
        Library.load(content)
    assert said in str(error.value)


def test_signing_again_replaces_the_signature(content):
    signed(content, "walker.what", "default_physician")
    signed(content, "walker.what", "default_physician", by='B. "Bee" Other', credential="DO")
    library = Library.load(content)
    for entry in (library.answers["walker.what"], library.escalations["default_physician"]):
        assert (entry.standing.by, entry.standing.credential) == ('B. "Bee" Other', "DO")
    assert (content / "escalations.yml").read_text().count("review:") == 1


@pytest.mark.parametrize(("ids", "by", "credential"), [(["cane"], "A", "MD"), (["walker.what"], " ", "MD"), (["walker.what"], "A", "")])
def test_without_an_id_a_name_or_a_credential_nothing_is_written(content, ids, by, credential):
    before = (content / ANSWER).read_bytes()
    with pytest.raises(ValueError):
        sign(content, ["walker.what", *ids] if ids == ["cane"] else ids, by, credential, DAY)
    assert (content / ANSWER).read_bytes() == before


def test_a_clinic_may_hold_drafts_back_and_never_its_warnings(content, change):
    change("clinic.yml", "sample: true", "sample: true\nserve_drafts: false")
    library = Library.load(content)
    assert list(library.served().answers) == [] and library.served().escalations == library.escalations
    signed(content, "walker.what")
    assert list(Library.load(content).served().answers) == ["walker.what"]
