"""docs/faults.md: every fault that is tested stands there, with a test that exists and words for patients and operators."""
from __future__ import annotations

import ast
import re

import pytest

from bot.settings import PROJECT, Settings

TEXT = (PROJECT / "docs" / "faults.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines() if line.startswith("| ") and not line.startswith("| fault |")
]  # fmt: skip
NAMED = set(re.findall(r"`(test_\w+\.py::test_\w+)`", TEXT))


def there_are() -> set[str]:
    """Return every test of a fault as the page names it."""
    return {
        f"{path.name}::{node.name}" for path in (PROJECT / "tests" / "faults").glob("test_*.py")
        for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }  # fmt: skip


def test_the_page_and_the_tests_know_the_same_faults() -> None:
    assert NAMED == there_are()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:40])
def test_a_row_is_whole(row: list[str]) -> None:
    assert len(row) == 4 and all(row) and "::" in row[3]


def test_the_error_sentence_is_the_one_that_is_said() -> None:
    said = (PROJECT / "content" / "messages.yml").read_text("utf-8")
    start = "Something went wrong on our side. It was not your fault, and your question was not answered."
    assert start in " ".join(said.split()) and start in " ".join(TEXT.split())


def test_the_commands_that_it_names_are_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)`", TEXT)) <= targets


def test_the_settings_that_it_names_are_there() -> None:
    assert {name.removeprefix("PLAINSPINE_").lower() for name in re.findall(r"PLAINSPINE_\w+", TEXT)} <= Settings().__dict__.keys()
