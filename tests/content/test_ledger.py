"""The ledger of the five first documents: no fact without an answer, no answer that does not exist, and each answer cites its document."""
from __future__ import annotations

from pathlib import Path

import pytest

from bot.content import yaml_file
from bot.content.library import Library

CONTENT = Path(__file__).resolve().parents[2] / "content"
DOCUMENTS = {"UPSTATE", "SEED-DM", "PAO-LEE11", "RMO-SIJ", "PERKINS"}


@pytest.fixture(scope="module")
def ledger():
    return yaml_file.read(CONTENT / "ledger.yml")


@pytest.fixture(scope="module")
def answers():
    return Library.load(CONTENT).answers


def test_every_document_is_in_it(ledger):
    assert {line["source"] for line in ledger} == DOCUMENTS
    assert len({(line["source"], line["fact"]) for line in ledger}) == len(ledger) > 150


def test_no_fact_is_without_an_answer_and_no_answer_is_missing(ledger, answers):
    assert [line["fact"] for line in ledger if not line["answers"]] == []
    assert [f"{line['fact']}: {name}" for line in ledger for name in line["answers"] if name not in answers] == []


def test_an_answer_that_holds_a_fact_of_a_document_cites_it(ledger, answers):
    cited = {name: {source for fact in answer.facts for source in fact.sources} for name, answer in answers.items()}
    missing = {f"{name}: {line['source']}" for line in ledger for name in line["answers"] if line["source"] not in cited.get(name, ())}
    assert sorted(missing) == []
