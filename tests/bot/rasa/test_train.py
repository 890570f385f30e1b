"""Training: when it is done anew, what counts as trained, and what an operator hears when it fails."""
from __future__ import annotations

import gc
import sys
import types
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable, Optional

import pytest
import rasa.model_training
from rasa.shared.importers import utils
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils import validation

from bot.rasa import topic_classifier, train
from bot.settings import Settings
from bot.understanding.encoder_graph import EncoderFilesWrong
from bot.understanding.subjects import Reading

FILES = {
    "config.yml": "pipeline",
    "domain.yml": "intents",
    "content/subjects.yml": "names",
    "content/answers/sacroplasty/duration.yml": "an hour",
    "content/messages.yml": "hello",
    "requirements/base.txt": "rasa",
    "data/nlu/mri.yml": "phrases",
    "data/rules/rules.yml": "rules",
    "bot/understanding/heads.py": "code",
    "bot/answers/compose.py": "code",
    "bot/rasa/topic_classifier.py": "code",
    "bot/rasa/door.py": "code",
}
LEARNT_FROM = [
    "config.yml",
    "domain.yml",
    "content/subjects.yml",
    "requirements/base.txt",
    "data/nlu/mri.yml",
    "data/rules/rules.yml",
    "bot/understanding/heads.py",
    "bot/rasa/topic_classifier.py",
]
NOT_LEARNT_FROM = [name for name in FILES if name not in LEARNT_FROM]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project folder that stands for ours."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.setattr(train, "PROJECT", tmp_path)
    return tmp_path


@pytest.fixture
def settings(project: Path) -> Settings:
    return replace(Settings(), models=project / "models", content=project / "content")


@pytest.fixture
def rasa_trains(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[dict[str, Any]]]:
    """Return a function that puts a quick stand-in in the place of Rasa's training; it returns the calls as they come."""

    def stand_in(code: int = 0, writes: str = "a model", interrupted: bool = False) -> list[dict[str, Any]]:
        calls: list[dict[str, Any]] = []

        def rasa_train(**options: Any) -> Any:
            calls.append(options)
            if writes:
                path = Path(options["output"]) / f"{options['fixed_model_name']}.tar.gz"
                path.parent.mkdir(exist_ok=True)
                path.write_text(writes, "utf-8")
            if interrupted:
                raise KeyboardInterrupt
            return types.SimpleNamespace(code=code)

        monkeypatch.setattr(rasa.model_training, "train", rasa_train)
        monkeypatch.setattr(train.logs, "configure", lambda: None)
        return calls

    return stand_in


@pytest.mark.parametrize("fails", [None, KeyboardInterrupt, EncoderFilesWrong])
def test_what_is_spared_in_training_is_as_it_was_afterwards(fails: Optional[type[BaseException]], monkeypatch: pytest.MonkeyPatch) -> None:
    def state() -> tuple[object, ...]:
        ours = Message.fingerprint, utils.training_data_from_paths, validation.validate_yaml_schema, hasattr(Message, "__deepcopy__")
        return (*ours, gc.isenabled(), sys.getswitchinterval())

    def begin(phrases: object) -> None:
        if fails:
            raise fails

    monkeypatch.setattr(utils, "training_data_from_paths", lambda paths, language: "phrases")
    monkeypatch.setattr(topic_classifier, "begin", begin)
    before = state()
    with pytest.raises(fails) if fails else nullcontext(), train._spared():
        assert not set(before) & set(state()) - {True, False}
        utils.training_data_from_paths(["data"], "en")
    assert state() == before


def test_phrases_are_begun_once_and_as_soon_as_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[object] = []
    monkeypatch.setattr(utils, "training_data_from_paths", lambda paths, language: "phrases")
    monkeypatch.setattr(topic_classifier, "begin", begun.append)
    with train._spared():
        assert [utils.training_data_from_paths(["data"], "en") for _ in range(2)] == ["phrases"] * 2
    assert begun == ["phrases"]


def test_what_is_begun_when_phrases_are_read_is_what_the_model_is_fitted_on(monkeypatch: pytest.MonkeyPatch) -> None:
    phrases = [
        Message({"text": "how long", "intent": "procedures", "metadata": {"intent": {"topic": "mri.duration", "about": "mri.what"}}}),
        Message({"text": "What is an MRI?", "intent": "procedures", "metadata": {"intent": {"topic": "mri.what"}}}),
    ]
    begun, fitted = [], []
    encoder = types.SimpleNamespace(begin=begun.extend, encode=list)
    monkeypatch.setattr(topic_classifier.encoder, "shared", lambda: encoder)
    topic_classifier.begin(TrainingData(phrases))

    def fit(learnt: Any, encode: Any) -> Any:
        fitted.extend(message.written() for message, _ in learnt)
        raise InterruptedError

    monkeypatch.setattr(topic_classifier.TopicModel, "fit", fit)
    for phrase in phrases:  # as the lookup of subjects leaves them
        phrase.set(topic_classifier.READING, Reading((), ()))
    with pytest.raises(InterruptedError):
        topic_classifier.TopicClassifier(None, None).train(TrainingData(phrases))  # type: ignore[arg-type]
    assert begun == fitted == ["mri what / how long", "what is an mri?"]


@pytest.mark.parametrize("name", LEARNT_FROM)
def test_the_model_changes_with_what_it_is_made_from(name: str, project: Path, settings: Settings) -> None:
    before = train.model_path(settings)
    (project / name).write_text("changed", "utf-8")
    assert train.model_path(settings) != before


@pytest.mark.parametrize("name", NOT_LEARNT_FROM)
def test_the_model_stays_when_words_or_other_code_change(name: str, project: Path, settings: Settings) -> None:
    before = train.model_path(settings)
    (project / name).write_text("changed", "utf-8")
    assert train.model_path(settings) == before


def test_the_subjects_are_those_of_the_content_that_is_served(settings: Settings, tmp_path: Path) -> None:
    elsewhere = replace(settings, content=tmp_path / "elsewhere")
    elsewhere.content.mkdir()
    (elsewhere.content / "subjects.yml").write_text(FILES["content/subjects.yml"], "utf-8")
    assert train.model_path(elsewhere) == train.model_path(settings)
    (elsewhere.content / "subjects.yml").write_text("other names", "utf-8")
    assert train.model_path(elsewhere) != train.model_path(settings)


@pytest.mark.parametrize("change", ["added", "removed", "renamed"])
def test_the_model_changes_with_the_list_of_files(change: str, project: Path, settings: Settings) -> None:
    before, phrases = train.model_path(settings), project / "data" / "nlu" / "mri.yml"
    if change == "added":
        phrases.with_name("ct.yml").write_text("", "utf-8")
    elif change == "removed":
        phrases.unlink()
    else:
        phrases.rename(phrases.with_name("ct.yml"))
    assert train.model_path(settings) != before


def test_every_ingredient_is_a_file_of_the_project() -> None:
    assert [pattern for pattern in train._INGREDIENTS if not list(train.PROJECT.glob(pattern))] == []


def test_a_trained_model_is_not_trained_again(settings: Settings, rasa_trains: Callable) -> None:
    calls = rasa_trains()
    assert train.train(settings) == train.train(settings) == train.model_path(settings)
    assert len(calls) == 1
    train.train(settings, force=True)
    assert len(calls) == 2


def test_it_is_trained_on_the_project_whatever_folder_it_is_started_in(
    project: Path, settings: Settings, rasa_trains: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = rasa_trains()
    monkeypatch.chdir("/")
    train.train(settings)
    assert calls[0]["domain"] == str(project / "domain.yml") and calls[0]["training_files"] == [str(project / "data")]


@pytest.mark.parametrize("failure", [{"code": 1}, {"writes": ""}])
def test_a_training_that_fails_says_where_to_look(failure: dict[str, Any], settings: Settings, rasa_trains: Callable) -> None:
    rasa_trains(**failure)
    with pytest.raises(SystemExit, match="rasa data validate"):
        train.train(settings)
    assert not train.model_path(settings).exists()


def test_an_interrupted_training_leaves_nothing_that_counts_as_trained(settings: Settings, rasa_trains: Callable) -> None:
    rasa_trains(writes="half a mod", interrupted=True)
    with pytest.raises(KeyboardInterrupt):
        train.train(settings)
    assert not train.model_path(settings).exists()
    rasa_trains()
    assert train.train(settings).read_text("utf-8") == "a model"


def test_phrases_that_stand_twice_are_learnt_once_and_rasa_is_left_as_it_was(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    rasas = Message.fingerprint
    held = [
        {"text": "how long", "intent": "procedures"},
        {"text": "how long", "intent": "procedures"},
        {"text": "how long", "intent": "recovery"},
        {"text": "how long", "intent": "procedures", "metadata": {"intent": {"facet": "duration"}}},
        {"text": "how much", "intent": "procedures"},
    ]
    kept: list[Any] = []

    def trains(**_: Any) -> None:
        assert Message.fingerprint is not rasas
        kept.extend(example.data for example in TrainingData([Message(dict(one)) for one in held]).training_examples)
        raise KeyboardInterrupt

    monkeypatch.setattr(rasa.model_training, "train", trains)
    with pytest.raises(KeyboardInterrupt):
        train.train(settings)
    assert kept == [held[0], *held[2:]] and Message.fingerprint is rasas


def test_in_training_phrases_are_read_once_and_a_copy_s_text_is_its_own(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from rasa.shared.importers.rasa import RasaFileImporter
    from rasa.shared.nlu.training_data import loading

    phrases = tmp_path / "phrases.yml"
    phrases.write_text('version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - hello\n', "utf-8")
    files: list[str] = []
    load = loading.load_data
    monkeypatch.setattr(loading, "load_data", lambda path, language: files.append(path) or load(path, language))
    texts: list[str] = []

    def trains(**_: Any) -> None:
        for _ in range(2):
            (message,) = RasaFileImporter(training_data_paths=[str(phrases)]).get_nlu_data().merge().training_examples
            message.set("text", f"{message.get('text')}!")
            texts.append(message.get("text"))
        raise KeyboardInterrupt

    monkeypatch.setattr(rasa.model_training, "train", trains)
    with pytest.raises(KeyboardInterrupt):
        train.train(settings)
    assert texts == ["hello!", "hello!"] and files == [str(phrases)]
    assert "__deepcopy__" not in vars(Message)
    RasaFileImporter(training_data_paths=[str(phrases)]).get_nlu_data()
    assert len(files) == 2


@pytest.mark.parametrize(
    "text, told",
    [
        ('version: "3.1"\nnlu:\n- intent: greet\n  exmples: |\n    - hello\n', "phrases.yml:3"),
        ('version: "3.1"\nnlu:\n- intent: greet\n- examples: |\n  - hello\n', "line: 5"),
        ('version: "3.1"\nnlu: []\nnlu: []\n', "duplicate key"),
    ],
)
def test_a_mistake_in_the_phrases_is_told_with_its_line(
    text: str, told: str, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from rasa.shared.exceptions import YamlException
    from rasa.shared.importers.rasa import RasaFileImporter
    from rasa.shared.utils import io, validation

    rasas = io.read_yaml, validation.validate_yaml_schema
    phrases = tmp_path / "phrases.yml"
    phrases.write_text(text, "utf-8")

    def trains(**_: Any) -> None:
        RasaFileImporter(training_data_paths=[str(phrases)]).get_nlu_data()

    monkeypatch.setattr(rasa.model_training, "train", trains)
    with pytest.raises(YamlException) as refused:
        train.train(settings)
    assert told in str(refused.value) and (io.read_yaml, validation.validate_yaml_schema) == rasas
