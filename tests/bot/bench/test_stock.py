"""The stock project that the bench and the evaluation compare with. Needs no TensorFlow: nothing is trained here."""
from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.bench import child, sides, stock
from bot.settings import PROJECT
from bot.understanding.labels import label_of

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("stock")
    stock.write_project(folder)
    return {
        path.relative_to(folder).as_posix(): yaml.load(path.read_text("utf-8"), LOADER) for path in folder.rglob("*.yml")
    }


@pytest.fixture(scope="module")
def ours() -> list[dict[str, Any]]:
    return [block for path in PROJECT.glob("data/nlu/*.yml") for block in yaml.load(path.read_text("utf-8"), LOADER)["nlu"]]


def phrases(blocks: list[dict[str, Any]]) -> list[str]:
    return sorted(line for block in blocks for line in block["examples"].splitlines())


def test_each_label_is_one_intent_with_a_response(project: dict[str, Any], ours: list[dict[str, Any]]) -> None:
    labels = {label_of(block.get("metadata") or {}, block["intent"]) for block in ours}
    trained = [block["intent"] for block in project["data/nlu.yml"]["nlu"]]
    assert len(trained) == len(set(trained)) == len(labels)
    assert set(trained) == {stock.intent_of(label) for label in labels}
    assert {"sacroplasty_duration", "facet_duration", "greet"} <= set(trained)
    domain = project["domain.yml"]
    assert domain["intents"] == [*trained, stock.FALLBACK]
    assert set(domain["responses"]) == {f"utter_{intent}" for intent in domain["intents"]}
    assert len({response[0]["text"] for response in domain["responses"].values()}) == len(domain["intents"])


def test_it_learns_from_the_same_phrases(project: dict[str, Any], ours: list[dict[str, Any]]) -> None:
    assert phrases(project["data/nlu.yml"]["nlu"]) == phrases(ours)


def test_each_rule_says_the_response_of_its_intent(project: dict[str, Any]) -> None:
    domain, rules = project["domain.yml"], project["data/rules.yml"]["rules"]
    asked = [rule["steps"][0]["intent"] for rule in rules]
    assert asked == domain["intents"]
    for rule in rules:
        assert rule["steps"] == [{"intent": rule["steps"][0]["intent"]}, {"action": f"utter_{rule['steps'][0]['intent']}"}]
        assert rule["steps"][1]["action"] in domain["responses"]


def test_its_stories_never_contradict_its_rules(project: dict[str, Any]) -> None:
    stories = project["data/stories.yml"]["stories"]
    assert stories and all(story["steps"] for story in stories)
    for story in stories:
        for said, answered in zip(story["steps"][::2], story["steps"][1::2]):
            assert said["intent"] in project["domain.yml"]["intents"]
            assert answered["action"] == f"utter_{said['intent']}"


def test_a_follow_up_is_told_as_one(project: dict[str, Any]) -> None:
    asked = [step["intent"] for story in project["data/stories.yml"]["stories"] for step in story["steps"] if "intent" in step]
    assert any(intent.startswith("facet_") for intent in asked)


def test_the_pipeline_is_the_one_of_rasa_init(project: dict[str, Any]) -> None:
    config = project["config.yml"]
    names = [part["name"] for part in config["pipeline"]]
    assert names.count("CountVectorsFeaturizer") == 2
    assert {"DIETClassifier", "ResponseSelector", "FallbackClassifier"} < set(names)
    learning = [part for part in config["pipeline"] + config["policies"] if "epochs" in part]
    assert [part["name"] for part in learning] == ["DIETClassifier", "ResponseSelector", "UnexpecTEDIntentPolicy", "TEDPolicy"]
    assert all(part["epochs"] == 100 for part in learning)


def test_a_quick_project_differs_in_its_epochs_alone() -> None:
    full, quick = stock.files(), stock.files(epochs=3)
    assert {name for name in full if full[name] != quick[name]} == {"config.yml"}
    config = yaml.load(quick["config.yml"], LOADER)
    assert {part["epochs"] for part in config["pipeline"] + config["policies"] if "epochs" in part} == {3}


def test_a_sample_has_every_intent_and_fewer_phrases(project: dict[str, Any]) -> None:
    less = {name: yaml.load(text, LOADER) for name, text in stock.files(one_in=10).items()}
    assert sorted(less["domain.yml"]["intents"]) == sorted(project["domain.yml"]["intents"])
    some, every = (phrases(files["data/nlu.yml"]["nlu"]) for files in (less, project))
    assert set(some) < set(every) and 0.08 < len(some) / len(every) < 0.12


def test_a_sample_lies_in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stock, "files", lambda *extent: {"config.yml": str(extent)})
    assert len({stock.project_folder(tmp_path, *extent) for extent in ((100, 1), (30, 10), (30, 1), (100, 10))}) == 4


def test_the_folder_changes_with_the_data_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"config.yml": "a", "domain.yml": "b"}
    monkeypatch.setattr(stock, "files", lambda *extent: dict(given))
    first = stock.project_folder(tmp_path)
    assert stock.project_folder(tmp_path) == first and first.parent == tmp_path
    given["domain.yml"] = "c"
    assert stock.project_folder(tmp_path) != first


def test_a_model_counts_as_trained_only_with_its_record(tmp_path: Path) -> None:
    assert stock.cached(tmp_path) is None
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "stock.tar.gz").write_bytes(b"")
    assert stock.cached(tmp_path) is None
    (tmp_path / "trained.json").write_text('{"seconds": 12.5}', "utf-8")
    assert stock.cached(tmp_path) == (tmp_path / "models" / "stock.tar.gz", 12.5)


def test_a_server_is_ready_with_a_right_answer_or_if_told_so_with_any(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "serve", lambda *given: given[4])
    theirs = [[], *([{"text": stock.response_to(intent)}] for intent in (stock.FALLBACK, "mri_what"))]
    ours = [[], *([{"custom": {"outcome": outcome}}] for outcome in ("decline.no_answer", "answered.mri.what"))]
    for any_answer in (False, True):
        both = (sides.Ours(tmp_path, any_answer=any_answer), ours), (sides.Stock(tmp_path, tmp_path, any_answer), theirs)
        for side, replies in both:
            ready: Any = side.serve()
            assert [ready("what is an mri", messages) for messages in replies] == [False, any_answer, True]
