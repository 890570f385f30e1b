"""Loading content: what a good folder offers, and how each kind of fault is reported."""
from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from closed_book import manifest

from bot.content.faults import ContentError
from bot.content.library import Library

ANSWER = "answers/walker/what.yml"
LONG = "word " * 130
BROKEN = [
    # file, what is there, what stands there instead, then the line, the field and parts of the problem and the remedy
    (ANSWER, "version: 1", "verson: 1", 23, "verson", "not a field", "rename it to 'version'"),
    (ANSWER, "version: 1", "colour: red", 23, "colour", "not a field", "remove it"),
    (ANSWER, "author: Test\n", "", 1, "author", "is missing", "add it"),
    (ANSWER, "id: walker.what", "id: walker.how", 1, "id", "not the file's place", "write walker.what"),
    (ANSWER, "intent: living_well", "intent: living", 2, "intent", "'living' is not allowed", "use one of: symptoms"),
    (ANSWER, "title: What a walker does", "title: " + "x" * 61, 3, "title", "longer than 60", "shorten it"),
    (ANSWER, "title: What a walker does", "title: 911", 3, "title", "str type expected", "in quotes"),
    (ANSWER, "A walker takes some weight", LONG, 5, "answer", "at most 120 are read", "correct"),
    (ANSWER, "Most people put it away", LONG + LONG, 12, "more", "at most 150 are read", "correct"),
    (ANSWER, "your balance.", "your {balance}.", 5, "answer", "'balance' is not a placeholder", "use {clinic_name}"),
    (ANSWER, "your balance.", "your {subject}.", 5, "answer", "'subject' is not a placeholder", "use {clinic_name}"),
    (ANSWER, "your balance.", "your balance}.", 5, "answer", "a brace without its partner", "use {clinic_name}"),
    (ANSWER, "short: A walker", "short: A walker –", 14, "short", "text messages cannot carry '–'", "straight quotes"),
    (ANSWER, "short: A walker", "short: A walker" + " x" * 150, 14, "short", "at most 306 fit", "shorten it"),
    (ANSWER, "[PAGE]", "[PAGES]", 19, "facts.1.sources", "the source 'PAGES' does not exist", "sources.yml"),
    (ANSWER, "[PAGE]", "[]", 19, "facts.1.sources", "at least 1", "add at least one"),
    (
        ANSWER, "related: []", "related: [brace.what]",
        20, "related", "the topic 'brace.what' does not exist", "answers/",
    ),
    (ANSWER, "related: []", "table: [['a'], ['b']]", 20, "table", "only compare topics", "correct"),
    (ANSWER, "version: 1", "version: 0", 23, "version", "count from 1", "correct"),
    (ANSWER, "version: 1", "version: 1\nversion: 2", 24, "", "the field 'version' is given twice", "keep one"),
    (ANSWER, "title: What a walker does", "title: What: a walker", 3, "", "not valid YAML", "in quotes"),
    (
        ANSWER, "status: draft, by: null", "status: draft, by: Someone",
        24, "review", "a draft has no reviewer", "correct",
    ),
    (ANSWER, "status: draft", "status: signed", 24, "review", "needs by, credential, on, due and hash", "correct"),
    ("subjects.yml", "id: walker, ", "id: cane, ", 1, "id", "the subject 'walker' does not exist", "subjects.yml"),
    ("subjects.yml", "id: brace", "id: walker", 2, "2.id", "'walker' is given twice", "rename"),
    ("subjects.yml", "id: brace", "id: Brace!", 2, "2.id", "characters that an id may not have", "lower-case"),
    ("sources.yml", "https://", "page://", 6, "1.url", "not permitted", "https://"),
    ("clinic.yml", '"+15555550100"', "+15555550100", 3, "phone.tel", "str type expected", "in quotes"),
    ("clinic.yml", '"+15555550100"', '"555 0100"', 3, "phone.tel", "digits only", "correct"),
    ("clinic.yml", "name: Test Clinic\n", "", 1, "name", "is missing", "add it"),
    (
        "messages.yml", "topic: walker.what", "topic: walker.how",
        8, "1.buttons.1.topic", "'walker.how' does not", "answers/",
    ),
    ("messages.yml", "subject: walker", "subject: cane", 9, "1.buttons.2.subject", "'cane' does not", "subjects.yml"),
    (
        "messages.yml", "message: none_for", "message: none",
        10, "1.buttons.3.message", "'none' does not", "messages.yml",
    ),
    ("messages.yml", ", subject: walker", "", 9, "1.buttons.2", "exactly one of", "correct"),
    (
        "messages.yml", "title: Nothing there", "title: Nothing there at all now",
        10, "1.buttons.3.title", "longer than 20", "shorten",
    ),
    (
        "messages.yml", "title: Nothing there", "title: 'Nothing {there}'",
        10, "1.buttons.3.title", "'there' is not a", "use",
    ),
    (
        "escalations.yml", "heading: Call today", "heading: Soon",
        10, "2.heading", "must start with 'Call today'", "correct",
    ),
    (
        "escalations.yml", "call: [clinic]", "call: [nurse]",
        20, "3.call.1", "'nurse' is not allowed", "use one of: emergency",
    ),
    ("escalations.yml", "id: default_urgent", "id: urgent", 1, "", "has no 'default_urgent'", "add an entry"),
    ("escalations.yml", "level: physician", "level: urgent", 16, "3.level", "cannot have the level urgent", "correct"),
    (
        "escalations.yml", "short: See your", "short: See your" + " x" * 80,
        19, "3.short", "at most 160 fit", "shorten it",
    ),
    (
        "escalations.yml", "sources: [PAGE]", "sources: [X]",
        7, "1.sources", "the source 'X' does not exist", "sources.yml",
    ),
]


def faults(folder: Path) -> list[str]:
    with pytest.raises(ContentError) as error:
        Library.load(folder)
    return str(error.value).splitlines()


@pytest.mark.parametrize(("name", "old", "new", "line", "field", "problem", "remedy"), BROKEN)
def test_a_fault_names_file_line_field_and_remedy(change, name, old, new, line, field, problem, remedy):
    found = faults(change(name, old, new))
    file = ANSWER if field == "id" and name == "subjects.yml" else name
    start = f"content/{file}: line {line}: " + (f"{field}: " if field else "")
    matching = [fault.split(". Remedy: ") for fault in found if fault.startswith(start)]
    assert any(problem in said and remedy in advice for said, advice in matching), found


def test_every_fault_is_reported_at_once(change):
    change(ANSWER, "version: 1", "version: 0")
    change("clinic.yml", "name: Test Clinic\n", "")
    folder = change("messages.yml", "id: none_for", "id: none_at_all")
    assert {fault.split(":")[0] for fault in faults(folder)} >= {f"content/{ANSWER}", "content/clinic.yml"}


@pytest.mark.parametrize(
    "name", ["clinic.yml", "sources.yml", "messages.yml", "escalations.yml", "subjects.yml", "answers"]
)
def test_a_missing_file_is_named(content, name):
    path = content / name
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert any(fault.startswith(f"content/{name}: line 1: ") and "Remedy: put " in fault for fault in faults(content))


def test_a_missing_folder_is_reported(tmp_path):
    assert any("content/clinic.yml" in fault for fault in faults(tmp_path / "content"))


@pytest.mark.parametrize("name", ["answers/what.yml", "answers/walker/how.yaml", "answers/walker/more/how.yml"])
def test_a_file_in_the_wrong_place_is_not_passed_over(content, name):
    (content / name).parent.mkdir(exist_ok=True)
    (content / name).write_text("id: x")
    assert any(name in fault and "not where an answer belongs" in fault for fault in faults(content))


def test_a_copied_answer_is_a_duplicate(content):
    shutil.copy(content / ANSWER, content / "answers/walker/copy.yml")
    assert any("'walker.what' is given twice" in fault for fault in faults(content))


def test_a_faulty_entry_is_reported_once_and_not_wherever_it_is_named(change):
    assert len(faults(change(ANSWER, "version: 1", "version: 0"))) == 1
    assert len(faults(change("sources.yml", "kind: patient_page", "kind: rumor"))) == 2


def test_a_list_file_that_holds_no_list_is_reported(content):
    (content / "sources.yml").write_text("PAGE: a page\n")
    assert faults(content) == [
        "content/sources.yml: line 1: must be a list of entries. Remedy: start each entry with '- id: ...'"
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "the file is empty"),
        ("- a\n", "must be a set of fields"),
        ("{a: b}: c\n", "a field's name must be one word"),
        ("a: &x [*x]\n", "refers to itself"),
        ("a: !!python/name:os.system x\n", "is not a value we can read"),
        ("a: 2026-02-31\n", "'2026-02-31' is not a value we can read"),
        ("a: b\n--- \nc: d\n", "not valid YAML"),
        ("a: \"\x07\"\n", "not valid YAML"),
    ],
)
def test_an_odd_answer_file_is_reported(content, text, problem):
    (content / ANSWER).write_text(text)
    assert any(problem in fault for fault in faults(content))


def test_text_that_is_not_utf8_is_reported(content):
    (content / ANSWER).write_bytes("title: caf\xe9".encode("latin-1"))
    assert any("not UTF-8" in fault for fault in faults(content))


def test_a_good_folder_is_looked_up_by_id(content):
    library = Library.load(content)
    assert library.answers["walker.what"].subject == "walker"
    assert library.sources["PAGE"].label == "A page, 2020"
    assert library.subjects["brace"].title == "Braces"
    assert library.messages["welcome"].buttons[0].topic == "walker.what"
    assert library.clinic.emergency.tel == "911"


def test_wrapped_lines_are_joined_and_list_items_are_not(content):
    assert Library.load(content).answers["walker.what"].answer == (
        "A walker takes some weight off your back and helps you to keep your balance.\n\n"
        "You may need it for:\n- a few weeks.\n- a few months."
    )


def test_the_words_on_and_no_are_not_truth_values(change):
    folder = change(
        ANSWER, "{status: draft, by: null, credential: null, on: null, due: null}",
        "{status: signed, by: no one we know, credential: MD, on: 2026-01-05, due: 2027-01-05, hash: abc}",
    )
    review = Library.load(folder).answers["walker.what"].review
    assert (review.by, review.on.isoformat()) == ("no one we know", "2026-01-05")


@pytest.mark.parametrize(
    ("flag", "level", "found"),
    [
        ("stroke", "emergency", "stroke"),
        ("stroke", "urgent", "default_urgent"),
        ("never_heard_of", "emergency", "default_emergency"),
        ("never_heard_of", "physician", "default_physician"),
    ],
)
def test_an_escalation_without_its_own_words_takes_the_default_of_the_level(content, flag, level, found):
    assert Library.load(content).escalation(flag, level).id == found


def test_settings_are_filled_in(content):
    library = Library.load(content)
    text = "{clinic_name} {clinic_phone} {emergency_number} {hours} {poison_help} {crisis_line} {eldercare} {subject}"
    assert library.fill(text, subject="Braces") == (
        "Test Clinic 555-0100 911 weekdays, 8 to 5 555-0101 988 555-0102 Braces"
    )
    assert library.fill("{language_help}") == "Ask the clinic for an interpreter."


def test_a_text_about_a_subject_is_never_sent_without_it(content):
    with pytest.raises(KeyError):
        Library.load(content).fill("About {subject}.")


def test_the_manifest_holds_every_paragraph_and_button_as_sent(content):
    written = manifest(Library.load(content))
    assert {
        "In an emergency, call 911.", "I have nothing on that for Braces.", "Nothing for Walkers.", "More on walkers",
        "What a walker does", "You may need it for:\n- a few weeks.\n- a few months.", "Call us today at 555-0100.",
        "Ask your team how high it should be.", "A page, 2020",
    } <= written
    assert not [text for text in written if "{" in text or "\n\n" in text]


def test_the_hash_changes_with_any_file(content, change):
    before = Library.load(content).hash
    assert before == Library.load(content).hash and len(before) == 12
    assert Library.load(change("clinic.yml", "8 to 5", "8 to 6")).hash != before


def test_three_hundred_answers_load_fast(content):
    text = (content / ANSWER).read_text()
    for number in range(300):
        (content / f"answers/walker/n{number}.yml").write_text(text.replace("walker.what", f"walker.n{number}"))
    start = time.perf_counter()
    assert len(Library.load(content).answers) == 301
    assert time.perf_counter() - start < 2  # about 0.3 s on an idle machine
