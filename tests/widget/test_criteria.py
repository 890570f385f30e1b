"""Every numbered criterion of ACCESSIBILITY.md is cited by a test, and every cited number exists."""
from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_criteria_and_tests_name_each_other() -> None:
    document = (ROOT / "widget" / "ACCESSIBILITY.md").read_text(encoding="utf-8")
    written = re.findall(r"\*\*(A\d+)\*\*", document)
    files = [*(ROOT / "tests" / "browser").glob("test_*.py"), *(ROOT / "tests" / "widget").glob("test_*.py")]
    docstrings = re.findall(r'"""(A\d+(?:, A\d+)*)"""', "".join(path.read_text(encoding="utf-8") for path in files))
    cited = {number for line in docstrings for number in line.split(", ")}
    assert written == [f"A{number}" for number in range(1, len(written) + 1)]
    assert cited == set(written)
