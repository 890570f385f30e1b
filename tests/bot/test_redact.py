"""Redaction: every rule does to its examples what it says, and harms no text of any length."""
from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot import resources
from bot.redact import redact
from bot.settings import PROJECT

RULES = yaml.safe_load((PROJECT / "bot" / "redact.yml").read_text("utf-8"))
BECOMES = [(text, stored) for rule in RULES for text, stored in rule["becomes"].items()]
STAYS = [(rule["name"], rule["pattern"], text) for rule in RULES for text in rule["stays"]]


@pytest.mark.parametrize(("text", "stored"), BECOMES)
def test_an_identifier_becomes_its_kind(text: str, stored: str) -> None:
    assert redact(text) == stored


@pytest.mark.parametrize(("name", "pattern", "text"), STAYS)
def test_a_rule_leaves_alone_what_is_none(name: str, pattern: str, text: str) -> None:
    assert not re.search(pattern, text)


def test_every_rule_has_both_kinds_of_example() -> None:
    assert all(set(rule) == {"name", "pattern", "becomes", "stays"} and rule["becomes"] and rule["stays"] for rule in RULES)
    assert {rule["name"] for rule in RULES} == {found for _, stored in BECOMES for found in re.findall(r"\[(.*?)\]", stored)}


@pytest.mark.parametrize("text", ["", "😀", "My back hurts at L1, 7/10, since 2019.", "I take 70 mg once a week.", "T-score -2.5"])
def test_what_names_nobody_is_stored_as_written(text: str) -> None:
    assert redact(text) == text


# What docs/privacy.md says it does not find.
@pytest.mark.parametrize("text", ["I am Ann Lee", "12 Oak Street", "five five five, zero one four two", "room 12345", "ann at example dot org"])
def test_its_limits_are_as_stated(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize("part", ["a", "1", "1 ", "1-", "a@", "a.", "@", "+", "born ", "mrn ", "mrn 1a", "(555) ", "555-"])
def test_a_text_as_long_as_a_body_may_be_ends(part: str) -> None:
    redact(part * (100_000 // len(part)))


@given(st.text())
def test_done_twice_is_done_once(text: str) -> None:
    assert redact(redact(text)) == redact(text)


def test_no_mark_is_a_warning_sign() -> None:
    marks = " ".join(f"[{rule['name']}]" for rule in RULES)
    assert resources.screener().screen(f"my {marks}").level is None
