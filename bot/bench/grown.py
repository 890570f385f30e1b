"""Makes what the growth measurements need: more content, a model that knows as many more topics, more stored conversations."""
from __future__ import annotations

import io
import json
import re
import shutil
import sqlite3
import tarfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import joblib
import numpy as np

from bot import quick_yaml
from bot.bench.child import CannotMeasure
from bot.understanding.heads import Head
from bot.understanding.topics import TopicModel

_TOPICS = "topics.joblib"  # the file in Rasa's archive that holds our model
_NEVER = -1000.0  # a score under which no class is ever picked
_ONCE = frozenset({"compare", "overview"})  # subjects of which there can be one alone
_ID = re.compile(r"^id: .*$", re.MULTILINE)


def content(source: Path, target: Path, times: int) -> None:
    """Write the content of `source` into `target`, with `times` as many subjects and answers; the added ones have other names."""
    shutil.copytree(source, target)
    subjects = quick_yaml.load((source / "subjects.yml").read_text("utf-8"))
    added = [_named_anew(subject, number) for number in range(2, times + 1) for subject in subjects if subject["id"] not in _ONCE]
    (target / "subjects.yml").write_text(json.dumps([*subjects, *added]), "utf-8")
    for path in sorted(path for path in (source / "answers").glob("*/*.yml") if path.parent.name not in _ONCE):
        answer = path.read_text("utf-8")
        for number in range(2, times + 1):
            copy = target / "answers" / _copied(path.parent.name, number) / path.name
            copy.parent.mkdir(exist_ok=True)
            copy.write_text(_ID.sub(f"id: {copy.parent.name}.{path.stem}", answer, count=1), "utf-8")


def model(source: Path, target: Path, times: int) -> None:
    """Write the model at `source` to `target`, with `times` as many topics.

    The added topics weigh as much as those they are copied from and are never picked: a turn costs what it would with that many,
    and is answered as before. Training for so many would take hours.
    """
    with tarfile.open(source) as old, tarfile.open(target, "w:gz") as new:
        for member in old.getmembers():
            data = old.extractfile(member).read() if member.isfile() else b""  # type: ignore[union-attr]
            if member.name.endswith(_TOPICS):
                held = joblib.load(io.BytesIO(data))
                written = io.BytesIO()
                joblib.dump(_more_topics(held, times), written)
                data = written.getvalue()
                member.size = len(data)
            new.addfile(member, io.BytesIO(data) if member.isfile() else None)


def conversations(template: Path, target: Path, count: int) -> None:
    """Write a database with `count` stored conversations, each as long as all that `template` holds.

    Raises:
        CannotMeasure: there is no room for it.
    """
    with closing(sqlite3.connect(template)) as source, closing(sqlite3.connect(target)) as database:
        source.backup(database)  # with what lies in the log beside the file
        whole = database.execute("SELECT sum(length(data)) FROM events").fetchone()[0] * count
        if whole * 2 > shutil.disk_usage(target.parent).free:
            raise CannotMeasure(f"{count:,} stored conversations need {whole / 1e9:.1f} GB and as much again beside them.")
        columns = "type_name, timestamp, intent_name, action_name, data"
        database.execute("PRAGMA synchronous=OFF")
        database.execute(f"CREATE TEMP TABLE once AS SELECT {columns} FROM events ORDER BY id")
        database.execute("DELETE FROM events")
        database.execute(
            "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?) "
            f"INSERT INTO events (sender_id, {columns}) SELECT 'stored-' || n, {columns} FROM numbers, once",
            (count,),
        )
        database.commit()


def _more_topics(held: dict[str, Any], times: int) -> dict[str, Any]:
    known: TopicModel = held["model"]
    topics = [name for name in known.topics.classes if "." in name]
    place = [known.topics.classes.index(name) for name in topics]
    classes, weights, bias = list(known.topics.classes), [known.topics.weights], [known.topics.bias]
    intents = dict(held["intents"])
    for number in range(2, times + 1):
        names = [f"{_copied(subject, number)}.{facet}" for subject, facet in (name.split(".") for name in topics)]
        classes += names
        weights.append(known.topics.weights[:, place])
        bias.append(np.full(len(names), _NEVER, dtype=known.topics.bias.dtype))
        intents.update({name: intents[old] for name, old in zip(names, topics)})
    head = Head(classes, np.concatenate(weights, axis=1), np.concatenate(bias))
    return {"model": replace(known, topics=head), "intents": intents}


def _named_anew(subject: dict[str, Any], number: int) -> dict[str, Any]:
    names = [" ".join(f"{word}q{'q' * number}" for word in name.split()) for name in subject.get("names", [])]
    return {"id": _copied(subject["id"], number), "kind": subject["kind"], "title": f"{subject['title']} {number}", "names": names}


def _copied(subject: str, number: int) -> str:
    return f"{subject}_{number}"

