"""From typed text to plain words and back to its place, and which words are mended."""

from __future__ import annotations

import pytest

from bot.safety.normalize import normalize
from bot.safety.rules import read_rules
from bot.safety.screen import Screener

RULES = read_rules()
MEND = Screener(RULES)._mender.mend


def words(text: str) -> str:
    return " ".join(normalize(text, RULES.spelling, MEND).texts)


@pytest.mark.parametrize(
    "typed, plain",
    [
        ("I can't pee", "i cannot pee"),
        ("I can\u2019t pee", "i cannot pee"),
        ("I can`t pee", "i cannot pee"),
        ("I can\u00b4t pee", "i cannot pee"),
        ("i cant pee", "i cannot pee"),
        ("I can not pee", "i cannot pee"),
        ("i can t pee", "i cannot pee"),
        ("I don't, didn't, won't", "i do not did not will not"),
        ("dont didnt havent isnt wont", "do not did not have not is not will not"),
        ("I'm he's they've", "i am he is they have"),
        ("mom's legs", "mom legs"),
        ("\uff29 \uff43\uff41\uff4e\uff4e\uff4f\uff54 pee", "i cannot pee"),
        ("num\u200bb le\u00adgs", "numb legs"),
        ("NUMB\u00a0 \t LEGS", "numb legs"),
        ("na\u00efve", "naive"),
        ("heeeelp nummmb", "help numb"),
        ("x-ray", "x ray"),
        ("a.m. p.m.", "am pm"),
        ("101.5", "101.5"),
        ("", ""),
        ("?!\u2026 \U0001f62d", ""),
    ],
)
def test_plain_words(typed: str, plain: str) -> None:
    assert words(typed) == plain


@pytest.mark.parametrize(
    "typed, plain",
    [
        ("numbnes", "numbness"),
        ("weekness", "weakness"),
        ("cheast", "chest"),
        ("paralized", "paralyzed"),
        ("sezure", "seizure"),
        ("blader", "bladder"),
        ("breating", "breathing"),
        ("cantpee", "cannot pee"),
        ("mylegs", "my legs"),
        ("chestpain", "chest pain"),
        ("icantpee", "i cannot pee"),
        ("lges", "legs"),
        ("bowell", "bowel"),
    ],
)
def test_spelling_is_mended_toward_the_rules(typed: str, plain: str) -> None:
    assert words(typed) == plain

REAL = "number numbers chess best beer fewer lever wee bend feet heat seat".split()


@pytest.mark.parametrize("word", REAL)
def test_real_words_are_left_alone(word: str) -> None:
    assert words(word) == word


def test_places_point_into_the_original() -> None:
    text = "  My  can\u2019t\u200b PEE, ok"
    found = normalize(text, RULES.spelling, MEND)
    assert [text[w.start : w.end] for w in found.words] == ["My", "can\u2019t", "PEE", "ok"]
    assert found.marks == ("", "", ",", "")


@pytest.mark.parametrize(
    "typed, marks",
    [
        ("numb legs. fever", ("", ".", "")),
        ("chest pain? nope", ("", "?", "")),
        ("fever - no", (",", "")),
        ("i fell period my back hurts", ("", ".", "", "", "")),
        ("legs comma feet", (",", "")),
        ("is it normal question mark thanks", ("", "", "?", "")),
        ("the recovery period is long", ("",) * 5),
        ("my period started", ("",) * 3),
        ("Dr. Smith", ("", "")),
        ("wait... what", (",", "")),
    ],
)
def test_marks(typed: str, marks: tuple) -> None:
    assert normalize(typed, RULES.spelling).marks == marks
