"""The element's words: every key is used, every language has the same keys in the same order, marks agree."""
from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

SRC = Path(__file__).parents[2] / "widget" / "src"
ENGLISH: dict[str, str] = json.loads((SRC / "words" / "en.json").read_text(encoding="utf-8"))
# The levels are named by what the server sends and the failures by what went wrong, so their keys are put together.
PUT_TOGETHER = {
    "`level.${": {"level.emergency", "level.urgent", "level.physician"},
    "`connection.${": {"connection.offline", "connection.server"},
}


@pytest.mark.parametrize("path", sorted((SRC / "words").glob("*.json")), ids=lambda path: path.stem)
def test_language_has_all_keys_in_order_with_their_marks(path: Path) -> None:
    words = json.loads(path.read_text(encoding="utf-8"))
    assert list(words) == list(ENGLISH)
    for key, text in words.items():
        assert sorted(re.findall(r"{\w+}", text)) == sorted(re.findall(r"{\w+}", ENGLISH[key])), key


def test_every_key_is_used() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in SRC.rglob("*.ts"))
    assert all(beginning in code for beginning in PUT_TOGETHER)
    elsewhere = set.union(*PUT_TOGETHER.values())
    assert [key for key in ENGLISH if key not in elsewhere and f'"{key}"' not in code] == []


def test_keys_are_place_and_thing() -> None:
    assert [key for key in ENGLISH if not re.fullmatch(r"[a-z]+\.[a-z_]+", key)] == []


def test_spoken_name_of_a_button_begins_with_its_shown_word() -> None:
    assert ENGLISH["panel.clear_name"].startswith(ENGLISH["panel.clear"])
    assert ENGLISH["launcher.unread"].startswith(ENGLISH["launcher.label"])
