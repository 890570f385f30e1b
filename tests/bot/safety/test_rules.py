"""A broken rule file stops the load with the file, the field and what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.safety.rules import HERE, SafetyDataError
from bot.safety.screen import Screener

GOOD = (HERE / "flags" / "head_injury.yml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def shipped(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("safety") / "safety"
    shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return folder


@pytest.fixture
def folder(shipped: Path, tmp_path: Path) -> Path:
    shutil.copytree(shipped, tmp_path / "safety")
    return tmp_path / "safety"


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("id: head_injury", "id: other", ["head_injury.yml", "id", "write id: head_injury"]),
        ("level: emergency", "level: severe", ["head_injury.yml", "level", "'severe' is not a level"]),
        ("meaning:", "meanings:", ["head_injury.yml", "meaning", "is missing"]),
        ("sources:", "extra: 1\nsources:", ["head_injury.yml", "extra", "is not a field"]),
        ("signs:", "signs: []\nold:", ["head_injury.yml", "old", "is not a field"]),
        ("    say:", "    says:", ["head_injury.yml", "signs[1]", "must have `what` and `say`"]),
        ('"concussion/concussed"', '"@nothing"', ["head_injury.yml", "unknown word list @nothing", "_words.yml"]),
        ('"concussion/concussed"', '"head ..3"', ["head_injury.yml", "begins or ends with a gap", "Remedy"]),
        ('"concussion/concussed"', '"& head"', ["head_injury.yml", "nothing before or after &", "Remedy"]),
        ('"concussion/concussed"', '"he(ad"', ["head_injury.yml", "is not a word", "Remedy"]),
        ("must_fire:", "must_fire: none\nx:", ["head_injury.yml", "x", "is not a field"]),
        ("    unless:", "    needs: [moon]\n    unless:", ["head_injury.yml", "signs[1].needs", "unknown context 'moon'"]),
        ("id: head_injury", "id: [head_injury", ["head_injury.yml", "line", "is not YAML"]),
    ],
)
def test_a_broken_flag_names_file_field_and_remedy(folder: Path, old: str, new: str, said: list) -> None:
    (folder / "flags" / "head_injury.yml").write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SafetyDataError) as error:
        Screener.load(folder)
    assert "Remedy: " in str(error.value)
    for part in said:
        assert part in str(error.value)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "assertion.yml").unlink()
    with pytest.raises(SafetyDataError, match="assertion.yml: file: cannot be read"):
        Screener.load(folder)


def test_a_missing_list_is_named(folder: Path) -> None:
    (folder / "assertion.yml").write_text("deny: ['no']\n", encoding="utf-8")
    with pytest.raises(SafetyDataError, match="assertion.yml: .* is missing"):
        Screener.load(folder)


def test_a_combination_of_unknown_parts_is_named(folder: Path) -> None:
    (folder / "flags" / "_combine.yml").write_text(
        "two:\n  meaning: x\n  of: [fever, moon]\n  at_least: 2\n  level: urgent\n", encoding="utf-8"
    )
    with pytest.raises(SafetyDataError, match="_combine.yml: two.of: unknown flag or context 'moon'"):
        Screener.load(folder)


def test_a_list_that_contains_itself_is_named(folder: Path) -> None:
    words = folder / "flags" / "_words.yml"
    words.write_text(words.read_text(encoding="utf-8") + '\nloop: ["@loop"]\n', encoding="utf-8")
    with pytest.raises(SafetyDataError, match="loop contains itself"):
        Screener.load(folder)


def test_the_shipped_rules_copy_loads(folder: Path) -> None:
    assert Screener.load(folder).screen("I can't pee").level == "emergency"
