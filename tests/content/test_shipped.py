"""The content that the project ships: it loads, and the lint finds no fault in it."""
from __future__ import annotations

import pytest

from bot.content.check import check
from bot.content.library import Library
from bot.settings import PROJECT

CONTENT = PROJECT / "content"
FLAGS = sorted(path.stem for path in (PROJECT / "bot" / "safety" / "flags").glob("[a-z]*.yml"))


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


def test_every_flag_of_the_screen_has_words_of_its_own(library):
    assert FLAGS
    assert not [flag for flag in FLAGS if flag not in library.escalations]


def test_emergencies_put_the_emergency_line_first(library):
    first = {name: entry.call[0] for name, entry in library.escalations.items() if entry.level == "emergency"}
    assert {name for name, line in first.items() if line != "emergency"} <= {"self_harm"}
