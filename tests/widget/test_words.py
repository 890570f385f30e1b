"""The element's words: every key is used, every language has the same keys in the same order, marks agree."""
from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.problems import REASONS

SRC = Path(__file__).parents[2] / "widget" / "src"
ENGLISH: dict[str, str] = json.loads((SRC / "words" / "en.json").read_text(encoding="utf-8"))
# The levels are named by what the server sends, failures by what went wrong, reasons by a list: their keys are put together.
PUT_TOGETHER = {
    "`level.${": {"level.emergency", "level.urgent", "level.physician"},
    "`connection.${": {"connection.offline", "connection.server"},
    "`report.${": {f"report.{reason}" for reason in REASONS},
}


@pytest.mark.parametrize("path", sorted((SRC / "words").glob("*.json")), ids=lambda path: path.stem)
def test_language_has_all_keys_in_order_with_their_marks(path: Path) -> None:
    words = json.loads(path.read_text(encoding="utf-8"))
    assert list(words) == list(ENGLISH)
    for key, text in words.items():
        assert sorted(re.findall(r"{\w+}", text)) == sorted(re.findall(r"{\w+}", ENGLISH[key])), key


def test_only_what_a_named_translator_has_signed_is_offered() -> None:
    """And signed for the English words as they are now."""
    listed = re.search(r"const languages: .+ = \{(.+)\};", (SRC / "words.ts").read_text("utf-8"))
    assert listed
    offered = {name.strip() for name in listed[1].split(",")} - {"en"}
    states = json.loads((SRC.parent / "translations.json").read_text("utf-8"))
    assert set(states) == {path.stem for path in (SRC / "words").glob("*.json")} - {"en"}
    assert [name for name in sorted(offered) if not _signed(states[name])] == []


def _signed(state: dict[str, Any]) -> bool:
    english = hashlib.sha256((SRC / "words" / "en.json").read_bytes()).hexdigest()
    return bool(state["translator"] and state["qualification"] and date.fromisoformat(state["on"]) and state["english_sha256"] == english)


@pytest.mark.parametrize("missing", ["translator", "qualification", "english_sha256"])
def test_a_signature_without_a_part_counts_for_nothing(missing: str) -> None:
    whole = {
        "translator": "A. Name", "qualification": "CT", "on": "2027-01-31",
        "english_sha256": hashlib.sha256((SRC / "words" / "en.json").read_bytes()).hexdigest(),
    }  # fmt: skip
    assert _signed(whole) and not _signed({**whole, missing: None})


def test_what_is_sent_to_the_assistant_is_in_its_language() -> None:
    for path in (SRC / "words").glob("*.json"):
        words = json.loads(path.read_text(encoding="utf-8"))
        assert all(words[key] == ENGLISH[key] for key in ENGLISH if key.startswith("starters.") and key != "starters.label")


def test_no_draft_is_in_the_built_file() -> None:
    built = (SRC.parent / "dist" / "plainspine-chat.js").read_text("utf-8")
    assert ENGLISH["notice.lead"] in built and json.loads((SRC / "words" / "es.json").read_text("utf-8"))["notice.lead"] not in built


def test_every_key_is_used() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in SRC.rglob("*.ts"))
    assert all(beginning in code for beginning in PUT_TOGETHER)
    elsewhere = set.union(*PUT_TOGETHER.values())
    assert [key for key in ENGLISH if key not in elsewhere and f'"{key}"' not in code] == []


def test_keys_are_place_and_thing() -> None:
    assert [key for key in ENGLISH if not re.fullmatch(r"[a-z]+\.[a-z_]+", key)] == []


@pytest.mark.parametrize("path", sorted((SRC / "words").glob("*.json")), ids=lambda path: path.stem)
def test_spoken_name_of_a_button_begins_with_its_shown_word(path: Path) -> None:
    words = json.loads(path.read_text(encoding="utf-8"))
    assert words["panel.clear_name"].startswith(words["panel.clear"])
    assert words["launcher.unread"].startswith(words["launcher.label"])
