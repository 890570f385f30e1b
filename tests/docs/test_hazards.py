"""The hazard log: complete, and every control is held by a test that exists."""
from __future__ import annotations

import ast
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[2]
HAZARDS = yaml.safe_load((PROJECT / "docs" / "safety" / "hazards.yml").read_text("utf-8"))
FIELDS = {"id", "hazard", "cause", "harm", "severity", "likelihood", "control", "tests"}


def names(path: Path) -> set[str]:
    """Return the tests of a file, those of a class with and without its name, and the classes."""
    found = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.ClassDef):
            found |= {node.name} | {f"{node.name}::{each.name}" for each in node.body if hasattr(each, "name")}
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found.add(node.name)
    return found


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda hazard: hazard["id"])
def test_a_hazard_is_whole_and_its_controls_are_tested(hazard):
    assert set(hazard) == FIELDS and hazard["tests"]
    assert all(1 <= hazard[field] <= 5 for field in ("severity", "likelihood"))
    for test in hazard["tests"]:
        file, _, name = test.partition("::")
        assert name in names(PROJECT / file), test


def test_each_hazard_has_an_id_of_its_own():
    assert len({hazard["id"] for hazard in HAZARDS}) == len(HAZARDS) >= 12
