"""Every answer can be asked for, and no label leads nowhere."""
from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.reach import FEWEST, unreached

PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture
def phrases(tmp_path):
    def write(topic, count):
        lines = "".join(f"    - phrase {number}\n" for number in range(count))
        (tmp_path / "nlu").mkdir(exist_ok=True)
        (tmp_path / "nlu" / "walker.yml").write_text(
            f'version: "3.1"\nnlu:\n- intent: living_well\n  metadata:\n    topic: {topic}\n  examples: |\n{lines}'
        )
        return tmp_path / "nlu"

    return write


def found(content, folder):
    return [(finding.file, finding.line, finding.rule, finding.level) for finding in unreached(content, folder)]


def test_enough_phrases_are_no_finding(content, phrases):
    assert found(content, phrases("walker.what", FEWEST)) == []


def test_fewer_phrases_than_the_guide_asks_for_are_a_fault(content, phrases):
    assert f"at least {FEWEST} phrases" in (PROJECT / "docs" / "how-to" / "add-an-answer.md").read_text("utf-8")
    assert found(content, phrases("walker.what", FEWEST - 1)) == [("content/answers/walker/what.yml", 1, "few-phrases", "fault")]


def test_a_label_without_an_answer_and_an_answer_without_phrases(content, phrases):
    assert found(content, phrases("walker.cost", FEWEST)) == [
        ("data/nlu/walker.yml", 5, "label-without-answer", "fault"),
        ("content/answers/walker/what.yml", 1, "unreachable", "fault"),
    ]


def test_shipped_answers_and_phrases_fit():
    assert [str(finding) for finding in unreached(PROJECT / "content", PROJECT / "data" / "nlu")] == []
