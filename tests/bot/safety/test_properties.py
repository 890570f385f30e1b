"""What must hold for any text: a verdict always, and never one that depends on quotes, case or spacing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shipped import screen

from bot.safety.rules import read_rules
from bot.safety.verdict import Screening, rank

FLAGS = read_rules().flags
POSITIVE = [turns[0] for flag in FLAGS.values() for turns in flag.must_fire if len(turns) == 1]
NEGATIVE = [turns[0] for flag in FLAGS.values() for turns in flag.must_not_fire if len(turns) == 1]
EXAMPLES = st.sampled_from(POSITIVE + NEGATIVE)
EMERGENCIES = [t[0] for f in FLAGS.values() if f.level == "emergency" for t in f.must_fire if len(t) == 1]


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=300), st.lists(st.text(max_size=80), max_size=3))
def test_any_text_gets_a_verdict(text: str, turns: list) -> None:
    verdict = screen(text, turns)
    assert isinstance(verdict, Screening)
    assert (verdict.level is None) == (not verdict.flags)
    assert all(0 <= span.start < span.end <= len(text) for span in verdict.spans)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["no", "not", "I", "my", "legs", "numb", "pee", "can't", ",", ".", "?", "if", "chest", "pain",
                                 "\ud800", "\u200b", "'", "since", "mom", "had", "years ago"]), max_size=30))
def test_any_jumble_of_cues_gets_a_verdict(parts: list) -> None:
    assert isinstance(screen(" ".join(parts)), Screening)


@settings(max_examples=80, deadline=None)
@given(EXAMPLES, st.sampled_from([str.upper, str.title, str.lower, str.swapcase]))
def test_case_changes_nothing(text: str, change) -> None:
    assert screen(change(text)).flags == screen(text).flags


@settings(max_examples=80, deadline=None)
@given(EXAMPLES, st.sampled_from(["\u2019", "\u2018", "\u02bc", "`", "\u00b4", "\uff07"]))
def test_quotes_change_nothing(text: str, quote: str) -> None:
    assert screen(text.replace("'", quote)).flags == screen(text).flags


@settings(max_examples=80, deadline=None)
@given(EXAMPLES, st.sampled_from(["  ", "\n", "\t", "\u00a0", " \r\n", "\u2003", " \u200b"]))
def test_spacing_changes_nothing(text: str, space: str) -> None:
    assert screen(f" {text} ".replace(" ", space)).flags == screen(text).flags


@settings(max_examples=60, deadline=None)
@given(EXAMPLES)
def test_the_same_text_gets_the_same_verdict(text: str) -> None:
    assert screen(text) == screen(text)


@pytest.mark.parametrize("before", ["No fever. ", "I don't have a fever. ", "Hi there, quick question. ", "What are the risks? "])
def test_a_sentence_before_never_silences_an_emergency(before: str) -> None:
    assert [text for text in EMERGENCIES if _lower(before + text, text)] == []


@pytest.mark.parametrize("after", [". Thanks so much!", ". No fever.", ". How long does it take?", ". I'm probably fine."])
def test_a_sentence_after_never_silences_an_emergency(after: str) -> None:
    assert [text for text in EMERGENCIES if _lower(text.rstrip(".?!") + after, text)] == []


def test_an_emergency_survives_innocent_earlier_turns() -> None:
    turns = ["hello", "how long does sacroplasty take", "no fever"]
    assert [text for text in EMERGENCIES if screen(text, turns).level != screen(text).level] == []


def _lower(longer: str, text: str) -> bool:
    return rank(screen(longer).level) > rank(screen(text).level)
