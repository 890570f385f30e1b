"""Messages that are spelt by ear or misheard by a telephone are respelt; what is written as it should be stays."""
from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.respell import COUNTED, OFTEN, Counts, Respeller, consonants, count, sound
from bot.understanding.subjects import words

NAMES = {"vertebroplasty", "kyphoplasty", "sacroplasty", "for", "in", "risedronate", "warfarin", "mri"}
ENGLISH = {"what", "could", "have", "instead", "does", "the", "bone", "medicine", "take", "pain", "pane", "away", "wait", "just", "out", "how",
           "long", "while", "they", "that", "stop", "before", "rise", "drone", "eight", "war", "for", "too"}  # fmt: skip
PHRASES = [words(text) for text in (
    "what could i have instead of a vertebroplasty", "does the bone medicine take the pain away", "does the bone medicine take pain away too",
    "or just wait it out", "how long does it take", "what does it do", "is that while they do it", "could i stop that before", "i have pain", "it's pain",
) for _ in range(OFTEN)]  # fmt: skip
COUNTS = count(PHRASES)
RESPELLER = Respeller(COUNTS, NAMES, ENGLISH)


@pytest.mark.parametrize(
    "typed, meant, changes",
    [
        ("wot cud i hav insted", "what could i have instead", 4),
        ("Dus the bone medisin tayk the payn away?", "does the bone medicine take the pain away?", 4),
        ("jusst wayt it owt", "just wait it out", 3),
        ("is that wile thay do it", "is that while they do it", 2),
        ("vertiburoplasty or just wait", "vertebroplasty or just wait", 1),  # too far off for a slip of a key, and sounds the same
        ("stop war for in, before?", "stop warfarin, before?", 3),
        ("rise a drone eight", "risedronate", 4),
        ("the rise a drone eight 5 mg", "the risedronate 5 mg", 4),
        ("stop the vertigo bro plasty", "stop the vertebroplasty", 3),
        ("the kite of plasty", "the kyphoplasty", 3),
        ("a sacred plasty, or not", "a sacroplasty, or not", 2),
        ("dus it’s payn", "does it's pain", 2),
    ],
)
def test_what_is_spelt_by_ear_is_respelt(typed: str, meant: str, changes: int) -> None:
    assert RESPELLER.respell(typed) == RESPELLER.respell(typed, changes) == meant
    assert RESPELLER.respell(typed, changes + 1) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?!",
        "what could i have instead",
        "What does the MRI do",
        "the war for the bone",  # begins like a name's sound
        "kyphoplasty 2",
        "a vertebroplasty or kyphoplasty",
        "what is arthro plasty",
        "risks of arthro plasty",
        "it started in war. for in that",  # a name does not go over the end of a sentence
        "war, for in",
        "war for",  # two words are two words
        "kafé wärfarin",
        "was ist das und wie lange dauert das bitte",
        "a" * 500 + " " + "o" * 400,
        "zzzz zzzzz",
        "x1y2 4711",
        "ok",
    ],
)
def test_what_is_written_as_it_should_be_is_left_alone(text: str) -> None:
    assert RESPELLER.respell(text) is None


@pytest.mark.parametrize("text", ["plasty", "does the plasty take long", "what kind of plasty"])
def test_of_which_procedure_a_bare_word_speaks_is_not_guessed(text: str) -> None:
    assert RESPELLER.respell(text) is None


@pytest.mark.parametrize("word", ["xyzzy", "qqqqqq"])
def test_a_word_that_sounds_like_none_of_ours_stays(word: str) -> None:
    assert RESPELLER.respell(f"how long {word}") is None


def test_of_words_that_sound_alike_the_neighbors_tell() -> None:
    counts = count([words(text) for text in ("a pain in the back", "a pane of glass") for _ in range(OFTEN)])
    respeller = Respeller(counts, set(), {*ENGLISH, "glass", "back"})
    assert [respeller.respell(text) for text in ("a payn in the back", "a payn of glass")] == ["a pain in the back", "a pane of glass"]


def test_a_word_that_others_use_too_is_rather_what_it_is() -> None:
    phrases = [words("a lorry is long")] * (OFTEN - 1) + [words("so sorry")] * OFTEN
    assert Respeller(count(phrases), set(), {"sorry", "long"}).respell("a lorry is long") is None


def test_words_and_pairs_that_are_rare_are_not_counted() -> None:
    counts = count([words("how long")] * COUNTED + [words("how far")] * (COUNTED - 1))
    assert counts == Counts(
        {".": 4 * COUNTED - 2, "how": 2 * COUNTED - 1, "long": COUNTED}, {". how": 2 * COUNTED - 1, "how long": COUNTED, "long .": COUNTED}
    )


def test_words_that_are_no_english_and_rare_ones_are_not_respelt_toward() -> None:
    phrases = [words("zomp")] * OFTEN + [words("plank")] * (OFTEN - 1)
    respeller = Respeller(count(phrases), set(), {"plank"})
    assert [respeller.respell(typed) for typed in ("zomb", "plannk")] == [None, None]


def test_without_phrases_nothing_is_respelt_but_names() -> None:
    respeller = Respeller(Counts({".": 1}, {}), NAMES, ENGLISH)
    assert respeller.respell("stop war for in", 3) == "stop warfarin"


@pytest.mark.parametrize(
    "one, other",
    [("while", "wile"), ("nife", "knife"), ("pain", "pane"), ("wait", "wayt"), ("photo", "foto"), ("night", "nite"), ("zoom", "sume")],
)
def test_these_sound_alike(one: str, other: str) -> None:
    assert sound(one) == sound(other) and consonants(one) == consonants(other)


@pytest.mark.parametrize("one, other", [("pain", "pine"), ("what", "wit"), ("stay", "sty")])
def test_these_do_not(one: str, other: str) -> None:
    assert sound(one) != sound(other) and consonants(one) == consonants(other)


def test_what_frequently_stands_together_is_no_name() -> None:
    counts = count([*PHRASES, *[words("a war for in that")] * OFTEN])
    assert Respeller(counts, NAMES, ENGLISH).respell("stop war for in before") is None


_SPELT = st.sampled_from(["wot", "payn", "insted", "medisin", "tayk", "war", "for", "in", "what", "café", "größe", "mri", "5", "x", "kite", "plasty"])


@given(st.lists(st.tuples(_SPELT, st.sampled_from([" ", ", ", ". ", "-", "? "])), max_size=12))
def test_what_stands_between_words_stays_and_the_changes_are_counted(parts: list[tuple[str, str]]) -> None:
    text = "".join(word + mark for word, mark in parts)
    respelt = RESPELLER.respell(text)
    if respelt:
        assert [mark for mark in respelt if mark in ",.?"] == [mark for mark in text if mark in ",.?"]
        now, before = (Counter(words(each)) for each in (respelt, text))
        assert 0 < sum((before - now).values()) <= len(words(text))
        assert all(respelt.count(letter) == text.count(letter) for letter in "éöß")
