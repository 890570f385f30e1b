"""Rasa's endpoints file: what it names is used, what is wrong with it is said before anything starts."""
from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

import pytest
from rasa.core.brokers.file import FileEventBroker
from rasa.core.tracker_store import InMemoryTrackerStore, RedisTrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.utils.endpoints import EndpointConfig

from bot.rasa import endpoints
from bot.rasa.locks import LocalLocks, SharedLocks
from bot.rasa.store import RecallingStore
from bot.settings import Settings

STORES = """
tracker_store:
  type: SQL
  dialect: postgresql
  url: ${TEST_HOST}
  port: 5433
  db: talks
  username: plain
  password: ${TEST_PASSWORD}
lock_store:
  type: redis
  url: locks.example
  port: 6380
  key_prefix: plainspine
"""


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], str]:
    def write(text: str) -> str:
        path = tmp_path / "endpoints.yml"
        path.write_text(text, "utf-8")
        return str(path)

    return write


def test_stores_come_from_the_file_and_secrets_from_the_environment(written: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_HOST", "data.example")
    monkeypatch.setenv("TEST_PASSWORD", "p@ss:w/rd")
    found = endpoints.read(written(STORES))
    store, locks = endpoints.tracker_store(found, Settings()), endpoints.lock_store(found, Settings()).locks
    assert isinstance(store, RecallingStore) and isinstance(locks, SharedLocks)
    url = store.database.engine.url
    assert (url.drivername, url.host, url.port, url.database, url.username, url.password) == (
        "postgresql", "data.example", 5433, "talks", "plain", "p@ss:w/rd"
    )  # fmt: skip
    assert locks.key_prefix == "plainspine:lock:" and locks.red.connection_pool.connection_kwargs["port"] == 6380


def test_without_a_file_the_settings_name_the_database_and_locks_are_in_memory(tmp_path: Path) -> None:
    found, settings = endpoints.read(None), Settings(database=f"sqlite:///{tmp_path / 'x.db'}")
    store = endpoints.tracker_store(found, settings)
    assert isinstance(store, RecallingStore) and store.database.engine.url.database == str(tmp_path / "x.db")
    assert isinstance(endpoints.lock_store(found, settings).locks, LocalLocks)
    assert isinstance(endpoints.tracker_store(found, Settings(database="memory")), InMemoryTrackerStore)


def test_another_of_rasa_s_stores_is_rasa_s_own(written: Any) -> None:
    found = endpoints.read(written("tracker_store: {type: redis, url: data.example}"))
    assert isinstance(endpoints.tracker_store(found, Settings()), RedisTrackerStore)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (STORES.replace("TEST_HOST", "TEST_NOT_SET"), "TEST_NOT_SET"),
        ("tracker_store: {type: SQL, url: x, login_db: postgres}", "'login_db' in tracker_store"),
        ("tracker_store: [", "cannot be used"),
        ("- a list", "cannot be used"),
        ("tracker_store: SQL", "cannot be used"),
        ("", "names nothing"),
        ("tracker-store: {type: SQL, url: x}", "names tracker-store"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_what_is_wrong(written: Any, text: str, complaint: str) -> None:
    path = written(text)
    with pytest.raises(SystemExit) as stopped:
        endpoints.read(path)
    assert path in str(stopped.value) and complaint in str(stopped.value)


def test_a_file_that_is_not_there_does_not_pass_for_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="There is no endpoints file"):
        endpoints.read(str(tmp_path / "endpoint.yml"))


async def test_an_event_broker_is_connected_and_reaches_the_store(tmp_path: Path) -> None:
    named = EndpointConfig(type="file", path=str(tmp_path / "events.log"))
    found = AvailableEndpoints(event_broker=named)
    await endpoints.connect_broker(found)
    assert isinstance(found.event_broker, FileEventBroker)
    assert endpoints.tracker_store(found, Settings()).event_broker is found.event_broker


async def test_without_its_event_broker_the_assistant_serves_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    found = AvailableEndpoints(event_broker=EndpointConfig(type="sql", dialect="sqlite", db="/nowhere/at/all/events.db"))
    await endpoints.connect_broker(found)
    assert found.event_broker is None and "events are not sent" in caplog.text
