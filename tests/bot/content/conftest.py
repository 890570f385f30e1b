"""A content folder with one good answer, for tests to break."""
from __future__ import annotations

from pathlib import Path
from typing import Callable

import pytest

GOOD = {
    "clinic.yml": """\
sample: true
name: Test Clinic
phone: {display: 555-0100, tel: "+15555550100"}
emergency: {display: "911", tel: "911"}
poison_help: {display: 555-0101, tel: "+15555550101"}
crisis_line: {display: "988", tel: "988"}
eldercare: {display: 555-0102, tel: "+15555550102"}
hours: weekdays, 8 to 5
timezone: America/New_York
language_help: Ask the clinic for an interpreter.
address: null
website: null
""",
    "subjects.yml": """\
- {id: walker, kind: living, title: Walkers, names: [walker]}
- {id: brace, kind: living, title: Braces, names: [brace]}
""",
    "sources.yml": """\
- id: PAGE
  label: A page, 2020
  title: On walkers
  publisher: A hospital
  year: 2020
  url: https://example.org/walkers
  kind: patient_page
""",
    "messages.yml": """\
- id: welcome
  text: |
    Hello from {clinic_name}.

    In an emergency, call {emergency_number}.
  short: Hello from {clinic_name}.
  buttons:
    - {title: Walkers, topic: walker.what}
    - {title: More on walkers, subject: walker}
    - {title: Nothing there, message: none_for}
- id: none_for
  text: I have nothing on that for {subject}.
  short: Nothing for {subject}.
""",
    "escalations.yml": """\
- id: default_emergency
  level: emergency
  heading: "Emergency: get help now"
  text: Call {emergency_number} now. Do not drive.
  short: Call {emergency_number} now.
  call: [emergency]
  sources: [PAGE]
- id: default_urgent
  level: urgent
  heading: Call today
  text: Call us today at {clinic_phone}.
  short: Call us today at {clinic_phone}.
  call: [clinic, emergency]
  sources: [PAGE]
- id: default_physician
  level: physician
  heading: See your physician
  text: See your physician this week.
  short: See your physician this week.
  call: [clinic]
  sources: [PAGE]
- id: stroke
  level: emergency
  heading: "Emergency: get help now"
  text: Call {emergency_number} now. Note the time.
  short: Call {emergency_number}. Note the time.
  call: [emergency]
  sources: [PAGE]
""",
    "glossary.yml": """\
- {term: sacroplasty, gloss: cement put into the bone at the base of the spine}
""",
    "answers/walker/what.yml": """\
id: walker.what
intent: living_well
title: What a walker does
main_message: A walker takes weight off your back.
answer: |
  A walker takes some weight off your back and
  helps you to keep your balance.

  You may need it for:
  - a few weeks.
  - a few months.
more: |
  Most people put it away after 3 months.
short: A walker takes weight off your back for about 3 months.
next: Ask your team how high it should be.
certainty: The advice rests on what care teams see.
facts:
  - claim: A walker takes weight off, for about 3 months.
    sources: [PAGE]
related: []
author: Test
conflicts: none declared
version: 1
review: {status: draft, by: null, credential: null, on: null, due: null}
""",
}


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Write the good folder and return it."""
    for name, text in GOOD.items():
        path = tmp_path / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "content"


@pytest.fixture
def change(content: Path) -> Callable[[str, str, str], Path]:
    """Replace `old` by `new` in one file of the good folder; return the folder."""

    def replace(name: str, old: str, new: str) -> Path:
        text = (content / name).read_text(encoding="utf-8")
        assert old in text
        (content / name).write_text(text.replace(old, new, 1), encoding="utf-8")
        return content

    return replace
