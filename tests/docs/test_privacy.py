"""The inventory of where a patient's words rest, held against the code and the settings."""
from __future__ import annotations

import asyncio
import json
import logging
import re
from pathlib import Path

import sqlalchemy as sa
import yaml
from prometheus_client import CollectorRegistry
from sqlalchemy.engine import make_url

from bot.channels.senders import Senders
from bot.metrics import Metrics
from bot.problems import Problems
from bot.rasa import logs, store
from bot.rasa.feedback import Feedback
from bot.report import FEW
from bot.safety import screen
from bot.settings import PROJECT, Settings
from bot.understanding import encoder

TEXT = (PROJECT / "docs" / "privacy.md").read_text("utf-8")


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table below `heading`, its own two first lines left out."""
    section = TEXT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_every_setting_is_judged() -> None:
    judged = [name for row in rows("Settings") for name in names(row[0])]
    assert sorted(judged) == sorted("PORT" if name == "port" else f"PLAINSPINE_{name.upper()}" for name in Settings().__dict__)


def test_every_metric_and_label_is_named() -> None:
    registry = CollectorRegistry()
    Metrics(("rest",), registry)
    Feedback(Problems(Settings(database="memory")), lambda: None, Settings(), registry)  # type: ignore[arg-type, return-value]
    collected = registry._collector_to_names.items()  # type: ignore[attr-defined]
    collectors = [(names[0], collector._labelnames) for collector, names in collected]
    assert sorted((names(row[0])[0], tuple(names(row[1]))) for row in rows("What is counted")) == sorted(collectors)


def test_every_field_of_a_log_record_is_named() -> None:
    record = logging.LogRecord("bot.x", logging.ERROR, "x", 1, "said", (), (ValueError, ValueError(), None))
    record.__dict__.update(dict.fromkeys(logs.FIELDS, "x"), text="x", sender="x")
    written = json.loads(logs._Json().format(record))
    assert sorted(written) == sorted(name for row in rows("What a log record holds") for name in names(row[0]))


def test_every_table_and_column_is_named(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'x.db'}"
    Problems(Settings(database=database)).all()
    Senders(database).told("x")
    conversations = store.RecallingStore(make_url(database))
    asyncio.run(conversations.expire(0))  # which makes the table
    found = sa.inspect(conversations.database.engine)
    columns = [(table, [column["name"] for column in found.get_columns(table)]) for table in found.get_table_names()]
    assert sorted((names(row[0])[0], names(row[1])) for row in rows("What the database holds")) == sorted(columns)


def test_every_kind_of_identifier_is_named() -> None:
    section = TEXT.partition("## What is taken out")[2].partition("\n## ")[0]
    rules = yaml.safe_load((PROJECT / "bot" / "redact.yml").read_text("utf-8"))
    assert re.findall(r"^- (.+)$", section, re.M) == [rule["name"] for rule in rules]


def test_every_place_says_how_long_who_and_how_erased() -> None:
    places = rows("Places")
    assert len(places) >= 6 and all(len(row) == 5 and all(row) for row in places)


def test_its_numbers_are_right() -> None:
    assert f"the {store.KEPT} latest conversations" in TEXT and f"the latest {encoder._REMEMBERED} messages" in TEXT
    assert f"the latest {screen._REMEMBERED} messages" in TEXT
    assert FEW == 5 and "no number below five" in TEXT


def test_the_files_it_names_are_there() -> None:
    paths = [path for path in names(TEXT) if re.fullmatch(r"[\w./]+/[\w.]+\.(?:py|yml)", path)]
    assert len(paths) >= 3 and [path for path in paths if not (PROJECT / path).is_file()] == []
