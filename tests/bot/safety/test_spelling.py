"""What is screened is respelt where many words are misspelt: that finds signs, sets none aside, and leaves other languages alone."""
from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any, Optional

import pytest

from bot.resources import Resources, library
from bot.safety import spelling
from bot.safety.combined import CombinedScreener
from bot.safety.learned import Learned
from bot.safety.screen import Screener
from bot.safety.spelling import LONGEST, Spelling, save
from bot.safety.verdict import Screening
from bot.settings import PROJECT, Settings
from bot.understanding import encoder
from bot.understanding.subjects import vocabulary, words


@pytest.fixture(scope="module")
def shipped() -> Spelling:
    return Spelling.load(vocabulary(library().subjects))


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


def test_when_the_respelt_message_cannot_be_screened_what_was_typed_counts() -> None:
    class Falls(Levels):
        def screen(self, text: str, recent_turns: Any = ()) -> Screening:
            if text == "meant":
                raise RuntimeError("out of order")
            return super().screen(text)

    assert CombinedScreener(Falls(), None, Means("meant")).screen("urgent").level == "urgent"  # type: ignore[arg-type]


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
    told = CombinedScreener(Screener.load(), Learned.load(), shipped).explain("cnat tell wehn my bladdr is full anymroe, i jsut go by teh clock")
    assert told.startswith("verdict: emergency: cauda_equina\nas typed: no sign\nrespelt, it is screened, too: can't tell when my bladder is full")


def test_a_doubt_that_only_the_respelt_message_raises_is_asked_about() -> None:
    class Doubts(Levels):
        def screen(self, text: str, recent_turns: Any = ()) -> Screening:
            return Screening(None, doubt=Screening("urgent", ("clot",))) if text == "doubt" else super().screen(text)

    for typed, asked in (("hello", True), ("physician", False)):
        assert bool(CombinedScreener(Doubts(), None, Means("doubt")).screen(typed).doubt) == asked  # type: ignore[arg-type]


def test_what_is_well_spelt_is_almost_never_respelt(shipped: Spelling) -> None:
    english = encoder.english_words()
    lines = [line["text"] for path in PROJECT.glob("tests/eval/safety_*.jsonl") for line in map(json.loads, path.read_text("utf-8").splitlines())]
    well = [text for text in lines if all(word in english or len(word) < 3 for word in words(text))]
    assert len(well) > 300 and [text for text in well if shipped.meant(text)] == []


def test_the_file_holds_words_alone_and_the_same_texts_give_the_same_one(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("one", "other")]
    for file in files:
        save(["How long does it take?"] * 3 + ["Anna Smith 555-0142"], file)
    assert files[0].read_bytes() == files[1].read_bytes()
    stored = json.loads(gzip.decompress(files[0].read_bytes()))
    assert set(stored["words"]) == {".", "how", "long", "does", "it", "take"}


@pytest.mark.parametrize("stored", ["{}", "[]", "{", '{"words": {}, "pairs": {}}', '{"words": [1], "pairs": {}}'])
def test_a_broken_file_is_told_of(stored: str, tmp_path: Path) -> None:
    with gzip.open(tmp_path / "broken", "wt") as file:
        file.write(stored)
    with pytest.raises(ValueError):
        Spelling.load((), tmp_path / "broken")


@pytest.mark.parametrize("data", [b"", b"no gzip"])
def test_a_file_that_was_never_packed_is_told_of(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "broken").write_bytes(data)
    with pytest.raises((OSError, ValueError)):
        Spelling.load((), tmp_path / "broken")


def test_the_longest_message_that_is_respelt_is_longer_than_any_that_is_answered() -> None:
    assert LONGEST > Settings().message_characters and spelling.FILE.is_file()


def test_a_name_that_the_content_adds_is_left_alone() -> None:
    text = "my ossica ran owt and teh nurse sed wate"
    assert "ossica" not in (Spelling.load(()).meant(text) or "") and "ossica" in (Spelling.load({"ossica"}).meant(text) or "")


def test_without_the_file_the_screen_goes_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(Spelling.load.__func__, "__defaults__", (tmp_path / "missing",))
    screener = Resources.load(Settings.from_env()).screener
    assert screener.spelling is None and screener.screen("I cannot feel my legs").level == "emergency"
    assert "what the screen respells with cannot be used" in caplog.text
