"""What must hold for any text, of the rules and of the whole screen: a verdict always, and none that depends on quotes, case or spacing."""

from __future__ import annotations

from itertools import cycle, islice
from typing import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shipped import screen

from bot import resources
from bot.safety import learned
from bot.safety.learned import Learned, Reading
from bot.safety.rules import read_rules
from bot.safety.verdict import Screening, rank
from bot.understanding import encoder

FLAGS = read_rules().flags
MUST_FIRE = [turns for flag in FLAGS.values() for turns in flag.must_fire]
POSITIVE = [turns[0] for flag in FLAGS.values() for turns in flag.must_fire if len(turns) == 1]
NEGATIVE = [turns[0] for flag in FLAGS.values() for turns in flag.must_not_fire if len(turns) == 1]
EXAMPLES = st.sampled_from(POSITIVE + NEGATIVE)
EMERGENCIES = [t[0] for f in FLAGS.values() if f.level == "emergency" for t in f.must_fire if len(t) == 1]
WHO = ("My sister", "Our neighbor", "The postman", "My grandson", "The choir lady", "His uncle", "Aunt Rose")
DID = ("baked a plum cake", "painted the gate", "told a joke", "sang two old songs", "found the keys", "fed the brown hens",
       "wrote a long letter home", "mended a garden chair")  # fmt: skip
WHEN = ("on Sunday", "before lunch", "while it rained", "in the afternoon", "at the church hall")
# No sentence comes twice: what is said again is read once.
STORY = [" ".join(told) + "." for told in islice(zip(cycle(WHO), cycle(DID), cycle(WHEN)), 250)]


def served(text: str, turns: Sequence[str] = ()) -> Screening:
    """Screen as patients are: with the rules, the learned part and respelling."""
    return resources.screener().screen(text, turns)


QUOTES = ["\u2019", "\u2018", "\u02bc", "`", "\u00b4", "\uff07"]
BOTH = pytest.mark.parametrize("screen", [screen, served], ids=["rules", "served"])


def test_the_served_screen_has_all_its_parts() -> None:
    assert resources.screener().learned and resources.screener().spelling


@BOTH
@settings(max_examples=80, deadline=None)
@given(st.text(max_size=300), st.lists(st.text(max_size=80), max_size=3))
def test_any_text_gets_a_verdict(screen, text: str, turns: list) -> None:
    verdict = screen(text, turns)
    assert isinstance(verdict, Screening)
    assert (verdict.level is None) == (not verdict.flags)
    assert all(0 <= span.start < span.end <= len(text) for span in verdict.spans)


@BOTH
@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["no", "not", "I", "my", "legs", "numb", "pee", "can't", ",", ".", "?", "if", "chest", "pain",
                                 "\ud800", "\u200b", "'", "since", "mom", "had", "years ago"]), max_size=30))
def test_any_jumble_of_cues_gets_a_verdict(screen, parts: list) -> None:
    assert isinstance(screen(" ".join(parts)), Screening)


@BOTH
@settings(max_examples=80, deadline=None)
@given(EXAMPLES, st.sampled_from([str.upper, str.title, str.lower, str.swapcase]))
def test_case_changes_nothing(screen, text: str, change) -> None:
    assert seen(screen(change(text))) == seen(screen(text))


@BOTH
@settings(max_examples=80, deadline=None)
@given(EXAMPLES, st.sampled_from(QUOTES))
def test_quotes_change_nothing(screen, text: str, quote: str) -> None:
    assert seen(screen(text.replace("'", quote))) == seen(screen(text))


def test_every_quote_is_the_same_to_the_learned_part() -> None:
    assert {learned.windows(f"I don{quote}t")[0] for quote in QUOTES} == {"i don't"}


@BOTH
@settings(max_examples=80, deadline=None)
@given(EXAMPLES, st.sampled_from(["  ", "\n", "\t", "\u00a0", " \r\n", "\u2003", " \u200b"]))
def test_spacing_changes_nothing(screen, text: str, space: str) -> None:
    assert seen(screen(f" {text} ".replace(" ", space))) == seen(screen(text))


@BOTH
@settings(max_examples=60, deadline=None)
@given(EXAMPLES)
def test_the_same_text_gets_the_same_verdict(screen, text: str) -> None:
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


def test_a_denied_fever_before_a_sign_of_any_level_never_silences_it() -> None:
    assert [turns for turns in MUST_FIRE if _lower(f"No fever. {turns[-1]}", turns[-1], turns[:-1], served)] == []


def test_a_sign_inside_a_story_of_two_thousand_words_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "_REMEMBERED", 1000)  # the pieces before the sign are the same each time
    assert len(" ".join(STORY).split()) > 2000
    told = {sign: " ".join([*STORY[:-20], sign.rstrip(".") + ".", *STORY[-20:]]) for sign in POSITIVE}
    assert [sign for sign, story in told.items() if _lower(story, sign, screen=served)] == []


def test_a_story_of_two_thousand_words_without_a_sign_is_none() -> None:
    assert served(" ".join(STORY)) == Screening(None)


@pytest.mark.parametrize(
    "text, turns, most",
    [
        ("how long does it take", [], 1),
        ("How long does it take? I feel a bit odd today. Is that all right?", [], 4),  # it and each sentence
        (" ".join(STORY), [], 60),
        (" ".join(f"{told[:-1]} in week {week}." for week in range(30) for told in STORY)[:100_000], [" ".join(STORY)] * 3, 150),
    ],
    ids=["question", "sentences", "story", "longest"],
)
def test_what_is_encoded_for_a_message_is_bounded(text: str, turns: list, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted, not timed: encoding is what takes time. Each piece hints at a sign here, which is the most work."""
    encoded = []

    def hint(self: Learned, piece: str) -> Reading:
        encoded.append(piece)
        return Reading(None, 1 - learned.HINT)

    monkeypatch.setattr(Learned, "_reading", hint)
    assert served(text, turns) == Screening(None) and 0 < len(encoded) <= most


def seen(verdict: Screening) -> tuple:
    return verdict.level, verdict.flags, verdict.doubt


def _lower(longer: str, text: str, turns: Sequence[str] = (), screen=screen) -> bool:
    return rank(screen(longer, turns).level) > rank(screen(text, turns).level)
