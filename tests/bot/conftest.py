"""A small content library of made-up answers, for tests of the code that talks about them."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.answers.compose import Composer
from bot.content.library import Library
from bot.content.model import Answer

DRAFT = {"status": "draft", "by": None, "credential": None, "on": None, "due": None}
SIGNED = {"status": "signed", "by": "A. Reviewer", "credential": "MD", "on": "2026-01-05", "due": "2027-01-05", "hash": "?"}
KINDS = {
    "sacroplasty": "procedure",
    "vertebroplasty": "procedure",
    "kyphoplasty": "procedure",
    "sacrum": "body",
    "kyphosis": "symptom",
    "mri": "test",
    "compare": "compare",
    "overview": "overview",
}
TABLE = [["", "Vertebroplasty", "Kyphoplasty"], ["Balloon", "No", "Yes"], ["Time", "About an hour", "An hour"]]
MESSAGES = {
    "welcome": "Hello from {clinic_name}.\n\nIn an emergency, call {emergency_number}.",
    "no_answer_for_subject": "Nothing on that for {subject}. Here is what I have:",
    "answer_anyway": "Show my answer",
    "tell_more": "Tell me more",
}
PLAIN = (
    "menu decline decline_again clarify_subject clarify_topic no_more no_previous no_sources simpler_intro sources_intro "
    "start_over thanks told error off_topic personal_diagnosis personal_medicine "
    "personal_medicine_general side_by_side poison_help_too crisis_line_too frustrated admin abuse other_language"
)


def _answer(name: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": name,
        "intent": "procedures",
        "title": f"Title of {name}",
        "main_message": f"Main message of {name}.",
        "answer": f"Answer of {name}.\n\nIts second paragraph.",
        "short": f"Short {name}.",
        "next": f"Next step of {name}.",
        "certainty": f"Certainty of {name}.",
        "facts": [{"claim": "One.", "sources": ["B", "A"]}, {"claim": "Two.", "sources": ["A"]}],
        "author": "Test",
        "conflicts": "none declared",
        "version": 1,
        "review": DRAFT,
        **fields,
    }


def _signed(answer: dict[str, Any]) -> dict[str, Any]:
    words = Answer.parse_obj({**answer, "review": SIGNED})
    return {**answer, "review": {**SIGNED, "hash": words.words_hash()}}


ANSWERS = [
    _answer("sacroplasty.duration", more="More on {clinic_name}.", related=["sacroplasty.what", "mri.what", "kyphosis.what"]),
    _signed(_answer("sacroplasty.what", related=["sacroplasty.duration"])),
    _answer("sacroplasty.recovery"),
    _answer("vertebroplasty.duration"),
    _answer("vertebroplasty.recovery"),
    _answer("kyphoplasty.duration"),
    _answer("kyphoplasty.recovery"),
    _answer("overview.recovery"),
    _answer("compare.kyphoplasty_vertebroplasty", table=TABLE),
    _answer("compare.all"),
    _answer("mri.what"),
    _answer("kyphosis.what"),
]


def _phone(number: str) -> dict[str, str]:
    return {"display": number, "tel": number.replace("-", "")}


def _escalation(name: str, level: str, heading: str, text: str, call: list[str]) -> dict[str, Any]:
    return {"id": name, "level": level, "heading": heading, "text": text, "short": text, "call": call, "sources": ["A"]}


def _files() -> dict[str, Any]:
    """Return what each content file says; JSON is YAML."""
    source = {"title": "T", "publisher": "P", "year": 2020, "kind": "other"}
    buttons = [{"title": "What can I ask?", "message": "menu"}, {"title": "MRI", "topic": "mri.what"}]
    return {
        "clinic.yml": {
            "sample": True, "name": "Test Clinic", "phone": _phone("555-0100"), "emergency": _phone("911"),
            "poison_help": _phone("555-0101"), "crisis_line": _phone("988"), "eldercare": _phone("555-0102"),
            "hours": "weekdays, 8 to 5", "timezone": "America/New_York", "language_help": "Ask for an interpreter.",
            "address": None, "website": None,
        },
        "subjects.yml": [{"id": name, "kind": kind, "title": name.capitalize(), "names": []} for name, kind in KINDS.items()],
        "sources.yml": [
            {"id": "A", "label": "Source A, 2020", "url": "https://example.org/a", **source},
            {"id": "B", "label": "Source B, 2020", "url": None, **source},
        ],
        "messages.yml": [
            *({"id": name, "text": text, "short": text} for name, text in MESSAGES.items()),
            *({"id": name, "text": f"Words of {name}.", "short": "-", "buttons": buttons} for name in PLAIN.split()),
        ],
        "escalations.yml": [
            _escalation("default_emergency", "emergency", "Emergency: go", "Call {emergency_number} now.", ["emergency"]),
            _escalation("default_urgent", "urgent", "Call today", "Call us today: {clinic_phone}.", ["clinic", "emergency"]),
            _escalation("default_physician", "physician", "See your physician", "See your physician this week.", ["clinic"]),
            _escalation("stroke", "emergency", "Emergency: stroke", "Call {emergency_number}. Note the time.", ["emergency"]),
        ],
        **{f"answers/{answer['id'].replace('.', '/')}.yml": answer for answer in ANSWERS},
    }  # fmt: skip


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("small") / "content"
    for name, content in _files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=1), encoding="utf-8")
    return Library.load(folder)


@pytest.fixture(scope="session")
def composer(library: Library) -> Composer:
    return Composer(library)
