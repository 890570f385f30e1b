"""What the growth measurements are made on: content that loads, a model that answers as before, conversations that are whole."""
from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from bot.bench import grown
from bot.bench.child import CannotMeasure
from bot.bench.sides import Ours
from bot.content.library import Library
from bot.rasa.train import model_path
from bot.settings import PROJECT, Settings
from bot.understanding.contexts import Message
from bot.understanding.heads import Head
from bot.understanding.subjects import Reading
from bot.understanding.topics import TopicModel


def test_grown_content_loads_and_holds_so_many_times_as_much(tmp_path: Path) -> None:
    grown.content(PROJECT / "content", tmp_path / "content", 3)
    shipped, more = Library.load(PROJECT / "content"), Library.load(tmp_path / "content")
    once = sum(name.split(".")[0] in ("compare", "overview") for name in shipped.answers)
    assert len(more.answers) == 3 * len(shipped.answers) - 2 * once > 2 * len(shipped.answers)
    names = ({name for subject in library.subjects.values() for name in subject.names} for library in (shipped, more))
    before, after = names
    assert before < after and len(after) > 2.9 * len(before)


def test_the_model_that_is_given_is_the_one_for_the_content_that_is_served(tmp_path: Path) -> None:
    grown.content(PROJECT / "content", tmp_path / "content", 2)
    Ours(tmp_path, PROJECT / "config.yml", {"PLAINSPINE_CONTENT": str(tmp_path / "content")})
    assert model_path(Settings(models=tmp_path / "models", content=tmp_path / "content")).is_symlink()


def test_a_grown_model_knows_more_topics_and_reads_as_before() -> None:
    chance = np.random.default_rng(1)
    facets = Head(["duration", "what", "greet"], chance.normal(size=(4, 3)), np.zeros(3))
    topics = Head(["greet", "mri.duration", "mri.what"], chance.normal(size=(5, 3)), np.zeros(3))
    known = TopicModel(facets, topics, ["mri"])
    intents = {"greet": "greet", "mri.duration": "tests", "mri.what": "tests"}
    held = grown._more_topics({"model": known, "intents": intents}, 4)
    assert len(held["model"].topics.classes) == 1 + 4 * 2 and held["intents"]["mri_4.what"] == "tests"
    message, meaning = Message("how long", Reading((), ())), chance.normal(size=(1, 4))
    before, after = (model.read(message, lambda texts: meaning).topics for model in (known, held["model"]))
    assert all(after[name] == pytest.approx(before[name]) for name in before)


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "template.db"
    with closing(sqlite3.connect(path)) as database:
        columns = "sender_id, type_name, timestamp, intent_name, action_name, data"
        database.execute(f"CREATE TABLE events (id INTEGER PRIMARY KEY, {columns})")
        rows = [("x", "session_started", 1.0, None, None, "{}"), ("x", "user", 2.0, "greet", None, '{"text": "hello"}')]
        database.executemany(f"INSERT INTO events ({columns}) VALUES (?,?,?,?,?,?)", rows)
        database.commit()
    return path


def test_each_stored_conversation_is_whole_and_in_order(template: Path, tmp_path: Path) -> None:
    grown.conversations(template, tmp_path / "many.db", 50)
    with closing(sqlite3.connect(tmp_path / "many.db")) as database:
        assert database.execute("SELECT count(DISTINCT sender_id), count(*) FROM events").fetchone() == (50, 100)
        rows = database.execute("SELECT type_name FROM events WHERE sender_id = 'stored-50' ORDER BY id").fetchall()
    assert rows == [("session_started",), ("user",)]


def test_more_conversations_than_the_disk_holds_cannot_be_measured(template: Path, tmp_path: Path) -> None:
    with pytest.raises(CannotMeasure, match="need"):
        grown.conversations(template, tmp_path / "many.db", 10**15)
