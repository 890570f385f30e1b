"""The lint of patient texts: each rule finds what it is for, and leaves good wording alone."""
from __future__ import annotations

from datetime import date

import pytest
from spanish import SPANISH

from bot.content.check import check
from bot.content.library import Library
from bot.content.sign import sign

ANSWER = "answers/walker/what.yml"
TODAY = date(2026, 6, 1)
DRAFT = "{status: draft, by: null, credential: null, on: null, due: null}"
NUMBERS = "  - claim: Numbers 1, 2, 3, 4, 8, 20, 100 and 1,000.\n    sources: [PAGE]\n"


def rules(folder, level="fault"):
    return {finding.rule for finding in check(folder, TODAY) if finding.level == level}


def with_answer(change, sentence):
    change(ANSWER, "related: []", NUMBERS + "related: []")
    return change(ANSWER, "You may need it for:", f"{sentence}\n\n  You may need it for:")


def test_good_content_has_no_findings(content):
    assert check(content, TODAY) == []


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("percent", "It helps 20% of people."),
        ("percent", "It helps 20 percent of people."),
        ("one-in-n", "It helps 1 in 20 people."),
        ("one-in-n", "One in four people need it."),
        ("denominators", "It helps 3 in 100 people and harms 2 per 1,000."),
        ("relative-change", "It doubles the risk of a fall."),
        ("relative-change", "It cuts the risk in half."),
        ("relative-change", "Falls are twice as likely."),
        ("vague-chance", "Falls are rare."),
        ("vague-chance", "A sore arm is common."),
        ("vague-chance", "You are likely to feel better."),
        ("personal-advice", "You should stop your pain pills."),
        ("personal-advice", "You must not take aspirin."),
        ("personal-advice", "Before that, rest. Stop taking your pills."),
        ("arithmetic", "Multiply your weight by two."),
        ("abbreviation", "Ask about an ABCD test."),
        ("number-without-source", "It takes 77 days."),
        ("sentence", "You can use it " + "and use it " * 6 + "again."),
        ("paragraph", "It helps. It is light. It folds. It is cheap."),
        ("grade", "Ambulatory rehabilitation necessitates " + "multidisciplinary aid, " * 8 + "alas."),
        ("unexplained", "It helps after sacroplasty too."),
    ],
)
def test_a_rule_finds_what_it_is_for(change, rule, sentence):
    assert rule in rules(with_answer(change, sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "It helps about 3 in 100 people.",
        "It helps 1 in 100 people.",
        "It doubles the risk, from 4 in 100 to 8 in 100.",
        "Falls are rare: about 2 in 100 people fall.",
        "Falls are rare, but we have no good number.",
        "The most common reason is a fall.",
        "You should take care on stairs.",
        "You should take time to rest.",
        "Ask whether you should stop a medicine.",
        "It helps after sacroplasty (cement in a bone) too.",
        "It helps after cement in a bone (sacroplasty) too.",
        "It helps after a repair called sacroplasty.",
        "Sacroplasty is a repair with cement.",
        "Sacroplasty puts cement in a bone.",
        "A repair with cement, sacroplasty, may help.",
        "Say it like this: SAY-krum.",
        "It helps. It is light. It folds.",
    ],
)
def test_good_wording_is_left_alone(change, sentence):
    assert rules(with_answer(change, sentence)) == set()


def test_the_first_use_must_be_the_explained_one(change):
    folder = with_answer(change, "After sacroplasty you rest. Then sacroplasty (cement in a bone) heals.")
    assert "unexplained" in rules(folder)


def test_an_explanation_in_the_answer_holds_for_more(change):
    folder = change(ANSWER, "Most people put it away", "After sacroplasty people put it away")
    assert "unexplained" in rules(folder)
    assert "unexplained" not in rules(with_answer(change, "It helps after sacroplasty (cement in a bone)."))


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("Call {emergency_number} now. Note the time.", "You have a stroke. Call {emergency_number} now.", "diagnosis"),
        ("Call {emergency_number} now. Note the time.", "This is a heart attack. Call now.", "diagnosis"),
        ("Call {emergency_number} now. Note the time.", "Call now and " + "sit and " * 7 + "wait.", "sentence"),
        ("Call {emergency_number} now. Note the time.", "Immediately telephone emergency medical personnel.", "grade"),
        ("Call us today at {clinic_phone}.", "Telephone your physician immediately, preferably today.", "grade"),
    ],
)
def test_escalations_are_held_to_stricter_rules(change, old, new, rule):
    assert rule in rules(change("escalations.yml", old, new))


@pytest.mark.parametrize("text", ["This may be an emergency. Call now.", "If you have a fever, say so. Call now."])
def test_an_escalation_may_speak_of_signs(change, text):
    assert rules(change("escalations.yml", "Call {emergency_number} now. Note the time.", text)) == set()


def test_messages_and_buttons_are_linted_too(change):
    change("messages.yml", "title: Nothing there", "title: 5% off")
    assert "percent" in rules(change("messages.yml", "I have nothing", "I have 5% and nothing"))


def test_a_text_message_with_an_unexplained_word_is_a_warning(change):
    folder = change(ANSWER, "short: A walker", "short: Sacroplasty or not, a walker")
    assert rules(folder, "warning") == {"unexplained"} and rules(folder) == set()


def test_an_unused_source_is_a_warning(content):
    extra = "- {id: SPARE, label: A, title: A, publisher: A, year: null, url: null, kind: other}\n"
    with (content / "sources.yml").open("a") as file:
        file.write(extra)
    assert [(f.file, f.line, f.rule, f.level) for f in check(content, TODAY)] == [
        ("content/sources.yml", 8, "unused-source", "warning")
    ]


def signed(change, on, due):
    """Return the good folder with its answer signed as it stands."""
    folder = change(ANSWER, DRAFT, f'{{status: signed, by: A Person, credential: MD, on: {on}, due: {due}, hash: "?"}}')
    return change(ANSWER, '"?"', f'"{Library.load(folder).answers["walker.what"].words_hash()}"')


@pytest.mark.parametrize(
    ("on", "due", "level", "rule"),
    [
        ("2024-05-01", "2026-05-31", "fault", "review-overdue"),
        ("2024-05-01", "2026-06-20", "warning", "review-due"),
        ("2026-05-01", "2031-05-01", "fault", "review-too-far"),
    ],
)
def test_reviews_are_kept_in_time(change, on, due, level, rule):
    assert rules(signed(change, on, due), level) == {rule}


def test_a_review_in_time_is_left_alone(change):
    assert check(signed(change, "2026-01-01", "2028-12-01"), TODAY) == []


def test_procedures_are_reviewed_every_year(change):
    change(ANSWER, "intent: living_well", "intent: procedures")
    assert rules(signed(change, "2026-01-01", "2028-12-01")) == {"review-too-far"}


def test_words_changed_after_they_were_signed_are_pointed_out(change):
    signed(change, "2026-01-01", "2028-12-01")
    assert rules(change(ANSWER, "certainty: The advice", "certainty: This advice"), "warning") == {"signature-void"}


SIGNED = [("default_urgent", "escalations.yml", 15), ("es", "languages.yml", 10)]


@pytest.mark.parametrize(("name", "file", "line"), SIGNED)
@pytest.mark.parametrize(
    ("on", "level", "rule"),
    [
        (date(2025, 5, 1), "fault", "review-overdue"), (date(2025, 7, 1), "warning", "review-due"), (date(2026, 1, 1), None, None),
    ],
)
def test_what_is_signed_beside_the_answers_is_kept_in_time_too(content, name, file, line, on, level, rule):
    (content / "languages.yml").write_text(SPANISH, "utf-8")
    sign(content, [name], "A Person", "MD", on)
    found = [(finding.file, finding.line, finding.level, finding.rule) for finding in check(content, TODAY)]
    assert found == ([(f"content/{file}", line, level, rule)] if rule else [])


@pytest.mark.parametrize(
    ("name", "file", "line", "old", "new"),
    [(*SIGNED[0], "Call us today at", "Call us now at"), (*SIGNED[1], "Llame al", "Llame ya al")],
)
def test_a_void_signature_beside_the_answers_is_pointed_out(content, change, name, file, line, old, new):
    (content / "languages.yml").write_text(SPANISH, "utf-8")
    sign(content, [name], "A Person", "MD", date(2026, 1, 1))
    change(file, old, new)
    assert [(finding.line, finding.level, finding.rule) for finding in check(content, TODAY)] == [(line, "warning", "signature-void")]


def test_a_warning_text_is_reviewed_every_year(content, change):
    sign(content, ["stroke"], "A Person", "MD", date(2026, 1, 1))
    assert rules(change("escalations.yml", "due: 2027", "due: 2028")) == {"review-too-far"}


def test_a_fault_of_loading_is_a_finding(change):
    (found,) = check(change(ANSWER, "version: 1", "version: 0"), TODAY)
    assert (found.file, found.rule) == (f"content/{ANSWER}", "load")


def test_a_missing_glossary_is_a_finding(content):
    (content / "glossary.yml").unlink()
    (found,) = check(content, TODAY)
    assert (found.file, found.rule) == ("content/glossary.yml", "load")


def test_a_finding_prints_where_what_and_the_remedy(change):
    (found,) = check(change(ANSWER, "Most people put it away", "Most people (75%) put it away"), TODAY)[:1]
    assert str(found).startswith(f"content/{ANSWER}:13: fault: ") and ". Remedy: " in str(found)
