"""Spelling is mended toward our own words, and English is left alone."""
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.mend import Mender, frequent

KNOWN = {"kyphoplasty", "sacroplasty", "walker", "brace", "mri", "falls", "bandage", "bandaged"}
ENGLISH = {"walked", "fails", "grace"}
MENDER = Mender(KNOWN, ENGLISH)


@pytest.mark.parametrize(
    "word",
    [
        "",
        "mr1",
        "mria",  # too short to tell
        "kyphoplasty",
        "walked",  # English, one slip from "walker"
        "fails",
        "grace",
        "walkr2",
        "xyzzyx",
        "wlkr",
        "wolkar",  # two slips in a short word
        "kyfoplstie",  # three slips
        "bandagex",  # as near to "bandage" as to "bandaged"
    ],
)
def test_a_word_that_is_fine_or_far_from_ours_is_left_alone(word: str) -> None:
    assert MENDER.mend(word) == word


@pytest.mark.parametrize(
    "slip, word",
    [
        ("walkr", "walker"),
        ("walkker", "walker"),
        ("wlaker", "walker"),  # two letters the wrong way round are one slip
        ("walkir", "walker"),
        ("kyphoplsty", "kyphoplasty"),
        ("kyfoplasty", "kyphoplasty"),  # two slips
        ("dacroplasty", "sacroplasty"),  # one slip in the first letter
    ],
)
def test_a_slip_is_mended(slip: str, word: str) -> None:
    assert MENDER.mend(slip) == word


def test_the_first_letter_is_trusted_and_decides_between_two() -> None:
    assert Mender({"rest", "crutch", "bracing", "tracing"}, ()).mend("bracinf") == "bracing"
    assert Mender({"sacroplasty"}, ()).mend("dakroplasty") == "dakroplasty"  # two slips, one of them in the first letter


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=14))
def test_mending_ends_at_a_word_that_needs_no_mending(word: str) -> None:
    mended = MENDER.mend(word)
    assert mended == word or mended in KNOWN
    assert MENDER.mend(mended) == mended


def test_words_of_several_phrases_are_known_unless_they_are_a_common_slip_of_a_name() -> None:
    phrases = [("vertebroplasty", "risks")] * 90 + [("vertabroplasty", "pacemaker")] * 3 + [("once", "twice")] * 2 + [("over", "80")] * 3
    phrases += [("fosamax",)] * 89 + [("fosomax",)] * 3
    known = frequent(phrases, {"vertebroplasty", "fosamax"}, {"risks", "once", "twice", "over"})
    assert known == ["fosamax", "fosomax", "over", "pacemaker", "risks", "vertebroplasty"]  # fosamax is not thirty times as frequent


def test_a_common_word_that_is_near_a_word_that_is_no_name_is_known() -> None:
    phrases = [("different",)] * 90 + [("diffrent",)] * 3
    assert frequent(phrases, {"vertebroplasty"}, {"different"}) == ["different", "diffrent"]
