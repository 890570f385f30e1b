"""Every numbered criterion of ACCESSIBILITY.md is cited by a test, every cited number exists, and docs/widget.md names the tests."""
from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILES = [path for folder in ("browser", "widget") for path in sorted((ROOT / "tests" / folder).glob("test_*.py"))]


def cited() -> dict[str, list[str]]:
    """Return, for each criterion, the tests whose docstring names it."""
    tests: dict[str, list[str]] = {}
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and re.fullmatch(r"A\d+(, A\d+)*", ast.get_docstring(node) or ""):
                for number in ast.get_docstring(node).split(", "):  # type: ignore[union-attr]
                    tests.setdefault(number, []).append(f"{path.stem}::{node.name}")
    return tests


def test_criteria_and_tests_name_each_other() -> None:
    written = re.findall(r"\*\*(A\d+)\*\*", (ROOT / "widget" / "ACCESSIBILITY.md").read_text(encoding="utf-8"))
    assert written == [f"A{number}" for number in range(1, len(written) + 1)]
    assert set(cited()) == set(written)


def test_the_page_on_the_chat_names_the_tests_of_each_criterion() -> None:
    tests = cited()
    rows = [f"| {number} | {', '.join(f'`{test}`' for test in tests[number])} |" for number in sorted(tests, key=lambda it: int(it[1:]))]
    kept = re.findall(r"^\| A\d+ \|.*$", (ROOT / "docs" / "widget.md").read_text(encoding="utf-8"), re.M)
    assert kept == rows, "Remedy: put these rows into the table of docs/widget.md:\n" + "\n".join(rows)
