"""Finding what a message speaks of."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

import pytest

from bot.understanding.subjects import Mention, SubjectIndex, vocabulary, words


@dataclass(frozen=True)
class Subject:
    id: str
    kind: str
    names: tuple[str, ...]
    misspellings: tuple[str, ...] = ()
    together: Optional[tuple[tuple[str, ...], tuple[str, ...]]] = None


SUBJECTS = {
    subject.id: subject
    for subject in (
        Subject("kyphoplasty", "procedure", ("kyphoplasty", "balloon procedure"), ("keyboard plastic",)),
        Subject("sacroplasty", "procedure", ("sacroplasty", "cement in the sacrum")),
        Subject("sacrum", "body", ("sacrum", "tail bone")),
        Subject("bone_scan", "test", ("bone scan",)),
        Subject("xray", "test", ("x-ray",)),
        Subject("walker", "living", ("walker",)),
        Subject("sacral_fracture", "condition", ("sacral fracture",), (), (("sacrum", "sacral"), ("cracked", "broke"))),
    )
}
INDEX = SubjectIndex(SUBJECTS)


def read(text: str, index: SubjectIndex = INDEX) -> tuple[str, ...]:
    return index.read(text.split()).subjects


@pytest.mark.parametrize(
    "text, found",
    [
        ("her sacrum is cracked", ("sacral_fracture",)),
        ("he broke one side of the sacrum", ("sacrum",)),
        ("he broke his sacrum", ("sacral_fracture",)),
        ("the mug is cracked", ()),
        ("his sacrum's cracked", ("sacral_fracture",)),
        ("the sacrum, my sacrum cracked", ("sacrum", "sacral_fracture")),
        ("I broke my hip and the sacrum is fine", ("sacrum",)),
        ("a sacrum bone scan for what is cracked", ("sacrum", "bone_scan")),
        ("can cement in the sacrum be cracked", ("sacroplasty",)),
        ("my sacrum", ("sacrum",)),
    ],
)
def test_two_words_near_each_other_name_a_subject_together(text: str, found: tuple[str, ...]) -> None:
    assert read(text) == found
    assert {"sacral", "cracked"} <= vocabulary(SUBJECTS)


@pytest.mark.parametrize(
    "text", ["", "...", "- ' -", "how long does it take", "cement in the", "bone", "bone-deep scans", "kyphoplastic"]
)
def test_a_message_that_names_nothing_has_no_subject(text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize(
    "text, subjects",
    [
        ("What is KYPHOPLASTY?!", ("kyphoplasty",)),
        ("kyphoplasty's risks", ("kyphoplasty",)),
        ("kyphoplasty\u2019s risks", ("kyphoplasty",)),
        ("two walkers", ("walker",)),
        ("bone scans", ("bone_scan",)),
        ("the balloon procedure", ("kyphoplasty",)),
        ("keyboard plastic", ("kyphoplasty",)),
        ("an x-ray or x ray", ("xray",)),
        ("X - ray", ("xray",)),
        ("cement in the sacrum", ("sacroplasty",)),  # the longest name, not the body part within it
        ("sacrum: cement in the sacrum", ("sacrum", "sacroplasty")),
        ("kyphoplasty/sacroplasty", ("kyphoplasty", "sacroplasty")),
        ("tail bone scan", ("sacrum",)),  # a word belongs to one name
        ("walker, sacrum, walker", ("walker", "sacrum")),
    ],
)
def test_names_are_found_in_order_once_each(text: str, subjects: tuple[str, ...]) -> None:
    assert read(text) == subjects


def test_a_mention_says_which_words_it_covers() -> None:
    mentions = INDEX.read("is cement in the sacrum like kyphoplasty".split()).mentions
    assert mentions == (Mention("sacroplasty", "procedure", 1, 4), Mention("kyphoplasty", "procedure", 6, 6))


def test_spelling_is_mended_before_names_are_looked_up_and_only_of_whole_words() -> None:
    index = SubjectIndex(SUBJECTS, {"walkr": "walker", "x": "never", "ray": "never"}.get)
    assert index.read(["Walkr", "x-ray", "l5"]).words == ("walker", "x ray", "l5")
    assert read("walkr x-ray", index) == ("walker", "xray")


def test_an_index_without_subjects_reads_all_the_same() -> None:
    assert SubjectIndex({}).read(["hello"]).words == ("hello",)


@pytest.mark.parametrize(
    "text, split",
    [("", ()), ("?!", ()), ("X-ray", ("x", "ray")), ("Dowager\u2019s hump.", ("dowager's", "hump")),
     ("T-score -2.5", ("t", "score", "2.5"))],
)  # fmt: skip
def test_words_are_lower_case_without_punctuation(text: str, split: tuple[str, ...]) -> None:
    assert words(text) == split


def test_the_vocabulary_is_of_names_and_not_of_misspellings() -> None:
    assert {"kyphoplasty", "balloon", "cement", "ray"} <= vocabulary(SUBJECTS)
    assert "keyboard" not in vocabulary(SUBJECTS)
