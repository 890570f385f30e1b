"""The two parts of the screen together: neither silences what the flag files say must fire, and a broken part takes nothing away."""
from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pytest

from bot.safety import combined, learned
from bot.safety.combined import INNOCENT, CombinedScreener
from bot.safety.learned import SIGN, Learned, Reading, Sign, windows
from bot.safety.rules import read_rules
from bot.safety.screen import Screener
from bot.safety.verdict import Screening, rank
from bot.understanding import encoder

FLAGS = read_rules().flags.values()
STROKE = "her mouth droops and she cannot get her words out"
HEARTLESS = "what is a sacroplasty"
CERTAIN = INNOCENT


EMERGENCIES = [turns[0] for flag in FLAGS if flag.level == "emergency" for turns in flag.must_fire if len(turns) == 1]


@pytest.fixture(scope="module")
def screener() -> CombinedScreener:
    return CombinedScreener(Screener.load(), Learned.load())


class Part:
    """A learned part that begins nothing ahead."""

    def ahead(self, text: str) -> None:
        pass


@dataclass
class Says(Part):
    """A learned part that says one thing of everything."""

    reading: Reading

    def read(self, text: str, recent_turns: Any = (), closely: bool = True) -> Reading:
        return self.reading


@dataclass
class Names(Part):
    """A learned part that names one flag, the first whose word a text holds."""

    flags: dict[str, str]

    def read(self, text: str, recent_turns: Any = (), closely: bool = True) -> Reading:
        found = next((flag for word, flag in self.flags.items() if word in text), None)
        return Reading(Sign("physician", found, 0.9), 0.1) if found else Reading(None, 0.99)


class Broken:
    def ahead(self, text: str) -> None:
        raise RuntimeError("out of order")

    def read(self, text: str, recent_turns: Any = (), closely: bool = True) -> Reading:
        raise RuntimeError("out of order")


@pytest.mark.parametrize("around", ["<{}>", "<b>{}</b>", "({})", "[{}]", "*{}*", "_{}_", '"{}"'])
def test_signs_around_a_message_do_not_silence_it(screener: CombinedScreener, around: str) -> None:
    levels = {text: (screener.screen(text).level, screener.screen(around.format(text)).level) for text in EMERGENCIES}
    assert [text for text, (alone, within) in levels.items() if rank(within) > rank(alone)] == []


def test_nothing_that_must_fire_is_silenced(screener: CombinedScreener) -> None:
    silenced = [
        f"{flag.id}: {' / '.join(turns)}"
        for flag in FLAGS
        for turns in flag.must_fire
        if rank(screener.screen(turns[-1], turns[:-1]).level) > rank(screener.rules.screen(turns[-1], turns[:-1]).level)
    ]
    assert silenced == []


@pytest.mark.parametrize("text", ["today i counted 14 of the 500s, can i have coffee", "twenty tylenol since last night, is that it"])
def test_what_a_rule_counted_is_not_set_aside_however_innocent_it_reads(screener: CombinedScreener, text: str) -> None:
    both = CombinedScreener(screener.rules, Says(Reading(None, 1.0)))  # type: ignore[arg-type]
    assert both.screen(text).level == "emergency"
    assert both.screen("my chest hurts a lot").level is None  # a rule that does not count is


@pytest.mark.parametrize(
    ("turns", "planned"),
    [
        (("I want to die",), False),
        (("there's a gun in the closet and I keep looking at it",), True),
        (("I want to die. I have a rope",), True),
        (("I have a rope to hang myself", "I just want to die"), True),  # told before, and still there
        (("I want to die", "yes I do have a plan"), True),
        (("nan has a pistol in the drawer and she wants to die. Tomo demasiadas pastillas",), True),
    ],
)
def test_a_plan_or_a_means_is_answered_with_words_of_its_own(screener: CombinedScreener, turns: tuple, planned: bool) -> None:
    found = screener.screen(turns[-1], turns[:-1])
    assert "self_harm" in found.flags and (found.entry == "self_harm_planned" or found.flags[0] != "self_harm") == planned


def test_a_message_respelt_keeps_the_words_that_answer_it(screener: CombinedScreener) -> None:
    class Meant:
        def meant(self, text: str) -> str:
            return "there is a gun in the closet and I keep looking at it"

    found = replace(screener, learned=None, spelling=Meant()).screen("ther is a gnu in teh cloest an i kep lokin")
    assert (found.flags, found.entry, found.spans) == (("self_harm",), "self_harm_planned", ())


def test_without_its_learned_part_or_when_that_fails_the_rules_stand(screener: CombinedScreener) -> None:
    alone = screener.rules.screen(STROKE)
    assert alone.level == "emergency"
    for part in (None, Broken()):
        assert CombinedScreener(screener.rules, part).screen(STROKE) == alone  # type: ignore[arg-type]


def test_what_is_begun_ahead_is_no_other_verdict(screener: CombinedScreener) -> None:
    fresh = CombinedScreener(screener.rules, screener.learned)
    for text in (STROKE, HEARTLESS, "", "word " * 3000):
        fresh.ahead(text)
        assert fresh.screen(text) == screener.screen(text)


def test_a_certain_innocence_sets_a_rule_aside_and_a_doubtful_one_does_not(screener: CombinedScreener) -> None:
    def level(innocence: float) -> Any:
        return CombinedScreener(screener.rules, Says(Reading(None, innocence))).screen(STROKE).level  # type: ignore[arg-type]

    assert (level(CERTAIN), level(CERTAIN - 0.01)) == (None, "emergency")


def test_a_question_beside_a_plain_sign_does_not_hide_it(screener: CombinedScreener) -> None:
    @dataclass
    class ByLength(Part):
        """A learned part that finds long texts innocent and short ones not."""

        def read(self, text: str, recent_turns: Any = (), closely: bool = True) -> Reading:
            return Reading(None, 0.99 if len(text) > 60 else 0.01)

    both = CombinedScreener(screener.rules, ByLength())  # type: ignore[arg-type]
    assert both.screen(f"{STROKE[:45]}. How long does a sacroplasty take, and who does it?").level == "emergency"
    assert both.screen("her mouth droops, and how long does it take, and who does it, and when can she go home").level is None


def test_what_only_the_learned_part_sees_counts_and_the_worse_level_wins(screener: CombinedScreener) -> None:
    def screen(text: str, level: str, flag: str) -> Any:
        return CombinedScreener(screener.rules, Says(Reading(Sign(level, flag, 0.9), 0.05))).screen(text)  # type: ignore[arg-type]

    assert screen(HEARTLESS, "urgent", "clot").flags == ("clot",)
    assert screen(STROKE, "physician", "side_effect").level == "emergency"


def test_signs_that_mean_more_together_raise_the_level_in_one_message_and_over_turns(screener: CombinedScreener) -> None:
    both = CombinedScreener(screener.rules, Names({"bed": "night_pain", "skirts": "weight_loss"}))  # type: ignore[arg-type]
    turns = ["my skirts slip", "how long does it take", "sore in bed"]
    assert both.screen(turns[-1]).level == both.screen(turns[0]).level == "physician"
    for together in (both.screen(turns[-1], turns[:-1]), both.screen("My skirts slip. Sore in bed.")):
        assert (together.level, together.flags) == ("urgent", ("night_pain", "weight_loss"))


def test_what_is_likely_and_not_likely_enough_is_a_doubt_unless_a_rule_has_a_verdict(screener: CombinedScreener) -> None:
    unsure = Reading(Sign("emergency", "cauda_equina", 0.3), 1 - (SIGN + learned.DOUBT) / 2)
    both = CombinedScreener(screener.rules, Says(unsure))  # type: ignore[arg-type]
    assert both.screen(HEARTLESS) == Screening(None, doubt=Screening("emergency", ("cauda_equina",)))
    assert both.screen(STROKE).level == "emergency" and both.screen(STROKE).doubt is None
    assert both.explain(HEARTLESS).startswith("verdict: in doubt, the patient is asked")


def test_nobody_is_asked_whether_a_decision_is_happening(screener: CombinedScreener) -> None:
    unsure = Reading(Sign("physician", "medication_decision", 0.15), 1 - (SIGN + learned.DOUBT) / 2)
    assert CombinedScreener(screener.rules, Says(unsure)).screen("what bout my aspirin") == Screening(None)  # type: ignore[arg-type]


def test_a_question_after_a_sign_that_was_answered_raises_no_other(screener: CombinedScreener) -> None:
    before = ["im stupid i bent to get the dog and it went off like a gun this mornin", "it eased off now"]
    assert screener.screen(before[0]).level == "urgent"
    assert screener.screen("so what do i do", before) == Screening(None)


def test_a_message_in_another_language_is_not_asked_about_in_english(screener: CombinedScreener) -> None:
    unsure = Reading(Sign("emergency", "major_trauma", 0.3), 1 - (SIGN + learned.DOUBT) / 2)
    both = CombinedScreener(screener.rules, Says(unsure))  # type: ignore[arg-type]
    assert both.screen("la espalda me duele, ¿qué puedo hacer?") == Screening(None)


def test_a_word_said_over_and_over_is_read_once_and_is_no_sign(screener: CombinedScreener) -> None:
    assert screener.screen("word " * 1_000) == Screening(None)
    assert windows("pain " * 100 + "in my chest") == ["pain in my chest"]


def test_a_turn_after_a_sign_that_was_answered_is_no_doubt(screener: CombinedScreener) -> None:
    before = ["can i go on fosamax it gives me heartburn", "thank you dear"]
    assert screener.screen(before[0]).level == "physician"
    assert screener.screen("tell me more", before) == Screening(None)


@pytest.mark.parametrize(
    "first, both_before, told",
    [
        (("physician", 0.1), ("physician", 0.1), True),
        (("emergency", 0.9), ("physician", 0.1), False),  # answered when it was written, two turns ago
        (("physician", 0.9), ("physician", 0.8), True),  # what was answered then was less than this
        (("physician", 0.9), ("physician", 0.9), False),  # and this makes it less likely: it adds nothing
        (("physician", 0.1), ("emergency", 0.9), False),  # answered one turn ago
        (("physician", 0.1), ("emergency", learned.SIGN_TOGETHER - 0.01), True),  # too unlikely to have been answered
    ],
)
def test_a_sign_over_turns_is_told_unless_one_as_bad_was_answered(
    first: tuple[str, float], both_before: tuple[str, float], told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reading(level: str, chance: float) -> Reading:
        return Reading(Sign(level, "a flag", chance), 1 - chance)

    readings = {
        "my back is sore": reading(*first),
        "my back is sore / thank you dear": reading(*both_before),
        "my back is sore / thank you dear / and that too": reading("emergency", 0.8),
    }
    monkeypatch.setattr(Learned, "_reading", lambda self, text: readings.get(text, Reading(None, 1.0)))
    read = Learned((), np.zeros(0), np.zeros(0)).read("and that too", ["my back is sore", "thank you dear"])
    assert (read.sign is not None) == told


@pytest.mark.parametrize(
    "alone, together, level",
    [
        (("urgent", 0.5), ("emergency", 0.6), "emergency"),
        (("urgent", 0.6), ("emergency", 0.5), "urgent"),  # surer by itself
        (("emergency", 1 - learned.FAINT), ("urgent", 0.9), "emergency"),
        (("emergency", 0.99 - learned.FAINT), ("urgent", 0.9), "urgent"),
    ],
)
def test_what_came_before_a_sign_says_which_it_is_and_lowers_a_faint_one_alone(
    alone: tuple[str, float], together: tuple[str, float], level: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings = {
        text: Reading(Sign(worst, "a flag", chance), 1 - chance)
        for text, (worst, chance) in {"she cries again": alone, "the cement was monday / she cries again": together}.items()
    }
    monkeypatch.setattr(Learned, "_reading", lambda self, text: readings[text])
    read = Learned((), np.zeros(0), np.zeros(0)).read("she cries again", ["the cement was monday"])
    assert read.sign is not None and read.sign.level == level


@pytest.mark.parametrize(
    "before, after, told",
    [
        (learned.CALM - 0.01, 1.0, True),  # "food sticks halfway down" / "started risedronate three weeks ago"
        (1.0, learned.CALM - 0.01, True),
        (learned.CALM + 0.01, learned.CALM + 0.01, False),  # neither half hints at anything
    ],
)
def test_whole_sentences_are_read_together_when_one_of_them_is_not_plainly_innocent(
    before: float, after: float, told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    innocence = {"one whole sentence before": before, "one whole sentence after": after}
    sign = Reading(Sign("urgent", "esophagus", 0.9), 0.1)
    monkeypatch.setattr(Learned, "_reading", lambda self, text: Reading(None, innocence[text]) if text in innocence else sign)
    read = Learned((), np.zeros(0), np.zeros(0)).read("one whole sentence after", ["one whole sentence before"], closely=False)
    assert (read.sign is not None) == told


@pytest.mark.parametrize(
    "whole, sentence, told",
    [
        (learned.HINT, learned.PLAIN, True),
        (learned.HINT, learned.PLAIN - 0.01, False),  # no plain sign
        (learned.HINT - 0.01, 0.99, False),  # the message does not hint at one
        (learned.SIGN + 0.01, 0.0, True),
    ],
)
def test_a_plain_sentence_among_others_is_a_sign_when_the_message_hints_at_one(
    whole: float, sentence: float, told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "thanks for the parking form. my left foot slaps today. ok?"
    chances = {text: whole, "my left foot slaps today.": sentence}
    monkeypatch.setattr(
        Learned, "_reading", lambda self, text: Reading(Sign("emergency", "neuro_deficit", chances.get(text, 0.0)), 1 - chances.get(text, 0.0))
    )
    assert (Learned((), np.zeros(0), np.zeros(0)).read(text).sign is not None) == told


def test_a_turn_that_was_answered_for_one_plain_sentence_is_not_answered_again(monkeypatch: pytest.MonkeyPatch) -> None:
    turn, sentence = "thanks for the form. my left foot slaps today.", "my left foot slaps today."
    chances = {turn: learned.HINT, sentence: learned.PLAIN, f"{turn} / and parking": learned.SIGN_TOGETHER}
    monkeypatch.setattr(
        Learned, "_reading", lambda self, text: Reading(Sign("emergency", "neuro_deficit", chances.get(text, 0.0)), 1 - chances.get(text, 0.0))
    )
    assert Learned((), np.zeros(0), np.zeros(0)).read("and parking", [turn]).likely is None


def test_a_sign_that_needs_the_turns_before_it_must_be_likelier() -> None:
    sign = Sign("emergency", "cauda_equina", 0.5)
    assert Reading(sign, 0.6).sign == sign and Reading(sign, 0.6, learned.SIGN_TOGETHER).sign is None


def test_a_head_is_read_as_it_was_saved_and_a_broken_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "head.npz"
    learned.save(["none", "urgent:clot"], np.ones((2, encoder.WIDTH)), np.zeros(2), path)
    head = Learned.load(path)
    assert head.classes == ("none", "urgent:clot") and head.weights.shape == (2, encoder.WIDTH)
    path.write_bytes(b"no archive")
    with pytest.raises(ValueError):
        Learned.load(path)
    with pytest.raises(OSError):
        Learned.load(tmp_path / "nowhere.npz")


def test_a_long_story_is_read_in_overlapping_pieces_with_nothing_left_out() -> None:
    words = [f"word{number}" for number in range(500)]
    pieces = windows(" ".join(words))
    assert max(len(piece.split()) for piece in pieces) <= 100
    assert [word for word in words if not any(word in piece.split() for piece in pieces)] == []
    assert windows("It’s Sore") == ["it's sore"]


def test_of_a_very_long_text_the_start_and_the_end_are_read() -> None:
    words = [f"w{number}" for number in range(18_000)]
    pieces = windows(" ".join(words))
    assert len(pieces) == 100
    assert pieces[0].split()[0] == words[0] and pieces[-1].split()[-1] == words[-1]


def test_the_time_of_a_message_is_bounded(screener: CombinedScreener) -> None:
    """Loose on purpose, since machines differ: `make bench` measures, this only keeps a slip of a hundredfold out."""
    messages = [turns[-1] for flag in FLAGS for turns in flag.must_fire][:100]
    times = []
    for message in messages:
        started = time.perf_counter()
        screener.screen(message, ["how long does it take", "and does it hurt"])
        times.append(time.perf_counter() - started)
    assert median(times) < 0.1 and combined.INNOCENT > 0.5


def test_the_explanation_gives_the_verdict_and_what_each_part_made_of_it(screener: CombinedScreener) -> None:
    def explained(reading: Reading, text: str = STROKE) -> list[str]:
        return CombinedScreener(screener.rules, Says(reading)).explain(text).splitlines()  # type: ignore[arg-type]

    both = explained(Reading(Sign("urgent", "clot", 0.91), 0.05))
    assert both[0] == "verdict: emergency: stroke" and both[1] == "rules: emergency"
    assert both[-1] == "learned part: urgent: clot (0.91); chance of no sign 0.05"
    aside = explained(Reading(None, CERTAIN))
    assert aside[0] == "verdict: no sign" and aside[-1].endswith(", which sets the rules' findings aside")
    nothing = explained(Reading(None, CERTAIN), HEARTLESS)
    assert nothing[0] == "verdict: no sign" and nothing[-1].endswith(f"chance of no sign {CERTAIN:.2f}")
    assert CombinedScreener(screener.rules).explain(STROKE).splitlines()[-1] == "learned part: not there"
