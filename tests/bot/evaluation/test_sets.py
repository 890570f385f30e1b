"""Reading the held-out sets, and that the shipped ones can be measured."""
from __future__ import annotations

from pathlib import Path

import pytest

from bot.answers.dialogue import DECLINING
from bot.content.library import Library
from bot.evaluation import safety, sets
from bot.evaluation.sets import Item
from bot.safety import corpus
from bot.settings import PROJECT

NO_WORDS_OF_THEIR_OWN = {"trick", "nonsense"}  # classes that any decline suits
SHIPPED = (
    "understanding", "understanding_tuning", "understanding_tuning_2", "understanding_tuning_3", "understanding_tuning_turns",
    "social", "social_tuning", "statements", "out_of_scope", "out_of_scope_tuning",
    "safety_held_out", "safety_likely", "safety_terse", "safety_tuning",
)  # fmt: skip
QUESTIONS = [name for name in SHIPPED if name.startswith("understanding")]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sets, "FOLDER", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "line, problem",
    [
        ("not json", "Expecting value"),
        ('{"id": "a"', "Expecting"),
        ('{"text": "no id"}', "'id'"),
        ('{"id": "a"}', "'text'"),
        ('["a", "b"]', "no attribute 'get'"),
        ("7", "no attribute 'get'"),
        ('{"id": "a", "text": "b", "voice": "x"}', "invalid literal"),
        ('{"id": "a", "text": "b", "before": 7}', "not iterable"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(folder: Path, line: str, problem: str) -> None:
    (folder / "some.jsonl").write_text(f'{{"id": "good", "text": "fine"}}\n\n{line}\n', "utf-8")
    with pytest.raises(ValueError) as wrong:
        sets.read("some")
    assert str(wrong.value).startswith(f"{folder / 'some.jsonl'}:3: ") and problem in str(wrong.value)


def test_a_short_line_gets_defaults_and_blank_lines_are_passed_over(folder: Path) -> None:
    (folder / "some.jsonl").write_text('\n{"id": "a", "text": "Ünder"}\n   \n', "utf-8")
    assert sets.read("some") == [Item("a", "Ünder")]


def test_a_full_line_is_read_whole(folder: Path) -> None:
    (folder / "some.jsonl").write_text(
        '{"id": "a", "text": "t", "before": ["x", "y"], "label": "l", "also": ["m"], "level": "urgent", "flags": ["f"],'
        ' "trap": "negated", "voice": 3, "kind": "single"}',
        "utf-8",
    )
    assert sets.read("some") == [Item("a", "t", ("x", "y"), "l", ("m",), "urgent", ("f",), "negated", 3)]


@pytest.mark.parametrize(
    "given, level, also", [('"level": "none", "also": "b.c"', None, ("b.c",)), ('"level": null, "also": []', None, ())]
)
def test_none_is_no_level_and_one_other_topic_may_stand_alone(folder: Path, given: str, level: object, also: tuple) -> None:
    (folder / "some.jsonl").write_text(f'{{"id": "a", "text": "t", {given}}}', "utf-8")
    assert (sets.read("some")[0].level, sets.read("some")[0].also) == (level, also)


@pytest.fixture(scope="module")
def shipped() -> dict[str, list[Item]]:
    return {name: sets.read(name) for name in SHIPPED}


def test_every_shipped_item_has_an_id_of_its_own_and_a_text(shipped: dict[str, list[Item]]) -> None:
    items = [item for name in SHIPPED for item in shipped[name]]
    assert len({item.id for item in items}) == len(items) > 0
    assert [item.id for item in items if not item.text.strip()] == []


def test_every_wanted_topic_is_an_answer(shipped: dict[str, list[Item]]) -> None:
    answers = Library.load(PROJECT / "content").answers
    wanted = {topic for name in QUESTIONS for item in shipped[name] for topic in (item.label, *item.also)}
    assert wanted - set(answers) == set()


def test_what_is_out_of_scope_is_wanted_to_be_declined(shipped: dict[str, list[Item]]) -> None:
    labels = {item.label for name in ("out_of_scope", "out_of_scope_tuning") for item in shipped[name]}
    assert labels <= DECLINING | NO_WORDS_OF_THEIR_OWN


@pytest.mark.parametrize(
    ("name", "least"), [("safety_held_out", 400), ("safety_likely", 200), ("safety_terse", 120), ("safety_tuning", 400)]
)
def test_every_warning_sign_has_a_level_and_flags_and_no_look_alike_has(
    shipped: dict[str, list[Item]], name: str, least: int
) -> None:
    signs = [item for item in shipped[name] if item.level]
    others = [item for item in shipped[name] if not item.level]
    assert len(signs) >= least and len(others) >= least
    assert {item.level for item in signs} == set(safety.LEVELS)
    assert [item.id for item in signs if not item.flags] == [item.id for item in others if item.flags] == []


@pytest.mark.parametrize("name", ["safety_held_out", "safety_likely", "safety_terse", "safety_tuning"])
def test_no_message_of_the_screen_s_sets_is_learnt(shipped: dict[str, list[Item]], name: str) -> None:
    learnt = {line.text.strip().casefold() for line in corpus.read()}
    long = [item for item in shipped[name] if len(item.text.split()) > 4]
    assert len(learnt) > 1000 and [item.id for item in long if item.text.strip().casefold() in learnt] == []


def test_no_held_out_question_is_a_training_phrase(shipped: dict[str, list[Item]]) -> None:
    trained = {
        line.strip().removeprefix("- ").casefold()
        for path in PROJECT.glob("data/nlu/*.yml") for line in path.read_text("utf-8").splitlines()
    }  # fmt: skip
    long = [item for name in QUESTIONS for item in shipped[name] if len(item.text.split()) > 5]
    assert len(trained) > 100 and [item.id for item in long if item.text.strip().casefold() in trained] == []
