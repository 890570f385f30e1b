"""What is screened is respelt where many words are misspelt: that finds signs, sets none aside, and leaves other languages alone."""
from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any, Optional

import pytest

from bot.safety import spelling
from bot.safety.combined import CombinedScreener
from bot.safety.learned import Learned
from bot.safety.screen import Screener
from bot.safety.spelling import LONGEST, Spelling, save
from bot.safety.verdict import Screening


@pytest.fixture(scope="module")
def shipped() -> Spelling:
    return Spelling.load()


@pytest.mark.parametrize(
    "text, meant",
    [
        ("cnat tell wehn my bladdr is full anymroe", "can't tell when my bladder is full anymore"),
        ("my bone injetion was due in agust", "my bone injection was due in august"),
    ],
)
def test_a_message_in_which_many_words_are_misspelt_is_respelt(text: str, meant: str, shipped: Spelling) -> None:
    assert shipped.meant(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I can't tell when my bladder is full any more",
        "my bladdr is full",  # one word of four
        "we had a lovely day at the lake with the grandchildren and the dog, and then my bladdr was full anymroe",  # two of twenty
        "me duele muchisimo la espalda y no puedo caminar",
        "sumasakit ang likod ko at hindi ako makalakad",
        "sdkjfh ksjdhf kjshdf kjsdhf",
        "cnat tell wehn my bladdr is full " * 50,
    ],
)
def test_what_is_well_spelt_foreign_or_long_is_not(text: str, shipped: Spelling) -> None:
    assert shipped.meant(text) is None


class Levels:
    """Rules that give a text the level that it names."""

    def screen(self, text: str, recent_turns: Any = ()) -> Screening:
        level = next((level for level in ("emergency", "urgent", "physician") if level in text), None)
        return Screening(level, (f"a_{level}",) if level else ())


class Means:
    def __init__(self, meant: Optional[str]) -> None:
        self._meant = meant

    def meant(self, text: str) -> Optional[str]:
        return self._meant


@pytest.mark.parametrize(
    "typed, meant, level",
    [
        ("hello", "emergency", "emergency"),
        ("physician", "urgent", "urgent"),
        ("urgent", "physician", "urgent"),
        ("urgent", "hello", "urgent"),
        ("emergency", "hello", "emergency"),
        ("urgent", None, "urgent"),
        ("hello", None, None),
    ],
)
def test_a_message_respelt_raises_the_level_and_never_lowers_it(typed: str, meant: Optional[str], level: Optional[str]) -> None:
    found = CombinedScreener(Levels(), None, Means(meant)).screen(typed)  # type: ignore[arg-type]
    assert found == Screening(level, (f"a_{level}",) if level else ())


def test_when_respelling_fails_what_was_typed_counts() -> None:
    class Fails:
        def meant(self, text: str) -> None:
            raise RuntimeError("out of order")

    assert CombinedScreener(Levels(), None, Fails()).screen("urgent").level == "urgent"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text, level",
    [
        ("cnat tell wehn my bladdr is full anymroe, i jsut go by teh clock", "emergency"),
        ("had brest canser in 2016. got a knew pian in my spien that wont go", "urgent"),
        ("my bone injetion was due in agust and i missd it, does it mater", "physician"),
    ],
)
def test_signs_that_only_respelling_finds(text: str, level: str, shipped: Spelling) -> None:
    assert CombinedScreener(Screener.load(), Learned.load(), shipped).screen(text).level == level


def test_it_is_said_what_a_message_was_taken_for(shipped: Spelling) -> None:
    told = CombinedScreener(Screener.load(), None, shipped).explain("cnat tell wehn my bladdr is full anymroe")
    assert "respelt, and screened so, too: can't tell when my bladder is full anymore" in told


def test_the_file_holds_words_alone_and_the_same_texts_give_the_same_one(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("one", "other")]
    for file in files:
        save(["How long does it take?"] * 3 + ["Anna Smith 555-0142"], ["mri"], file)
    assert files[0].read_bytes() == files[1].read_bytes()
    stored = json.loads(gzip.decompress(files[0].read_bytes()))
    assert set(stored["words"]) == {".", "how", "long", "does", "it", "take"} and stored["names"] == ["mri"]


@pytest.mark.parametrize("data", [b"", b"no gzip", gzip.compress(b"{}"), gzip.compress(b"[]"), gzip.compress(b"{")])
def test_a_broken_file_is_told_of(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "broken").write_bytes(data)
    with pytest.raises((OSError, ValueError, EOFError)):
        Spelling.load(tmp_path / "broken")


def test_the_longest_message_that_is_respelt_is_longer_than_any_that_is_answered() -> None:
    from bot.settings import Settings

    assert LONGEST > Settings().message_characters and spelling.FILE.is_file()
