"""Two servers with a real PostgreSQL and Redis: conversations keep their order and memory whichever server a turn reaches."""
from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest
import redis as redis_client
import sqlalchemy as sa
from rasa.shared.core.events import UserUttered

from bot.bench.load import CONVERSATION, Done, check, run
from bot.bench.topology import Topology, nginx, topology
from bot.rasa.store import RecallingStore


@pytest.fixture(scope="module")
def two(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Topology]:
    with topology(tmp_path_factory.mktemp("topology"), 2) as made:
        yield made


def outcome(messages: Any) -> str:
    return messages[-1]["custom"]["outcome"]


def said(two: Topology, sender: str) -> list[str]:
    tracker = asyncio.run(RecallingStore(sa.engine.make_url(two.database)).retrieve_full_tracker(sender))
    return [event.text for event in tracker.events if isinstance(event, UserUttered)] if tracker else []


def test_a_question_to_one_server_is_understood_with_what_the_other_was_told(two: Topology) -> None:
    one, other = two.workers
    assert outcome(one.ask("memory", "what is a sacroplasty")) == "answered.sacroplasty.what"
    assert outcome(other.ask("memory", "how long does it take")) == "answered.sacroplasty.duration"
    assert outcome(one.ask("memory", "and what are the risks")) == "answered.sacroplasty.risks"
    assert said(two, "memory") == ["what is a sacroplasty", "how long does it take", "and what are the risks"]


def test_a_choice_offered_by_one_server_is_made_at_the_other(two: Topology) -> None:
    one, other = two.workers
    suggested = one.ask("choice", "what is a sacroplasty")[-1]["custom"]["suggestions"]
    payload = next(each["payload"] for each in suggested if "sacroplasty." in each["payload"])
    assert outcome(other.ask("choice", payload)).startswith("answered.sacroplasty.")
    assert not outcome(other.ask("another", payload)).startswith("answered.")  # it was not offered there


def test_an_emergency_at_one_server_is_not_forgotten_at_the_other(two: Topology) -> None:
    one, other = two.workers
    assert one.ask("alarm", "I can't feel when I pee since this morning")[-1]["custom"]["escalation"]["level"] == "emergency"
    again = other.ask("alarm", "what is a sacroplasty")
    assert "emergency" in again[0]["text"] and outcome(again) == "answered.sacroplasty.what"


def test_many_conversations_at_once_that_change_servers_keep_every_turn_once_and_in_order(two: Topology) -> None:
    done = run(two.workers, turns=20 * len(CONVERSATION), clients=8)
    assert done.turns == 20 * len(CONVERSATION) and 0 < done.cores < (os.cpu_count() or 1) + 0.1
    assert done.moved > (done.turns - len(done.senders)) / 5  # the first turn of each moves from nowhere
    assert check(two.database, done) == []
    for sender in done.senders[:3]:
        assert said(two, sender) == list(CONVERSATION)


def test_the_check_leaves_no_connection_to_the_database_open(new_database: Callable[[], sa.engine.URL]) -> None:
    database = new_database()
    engine = sa.create_engine(database, isolation_level="AUTOCOMMIT")
    count = sa.text("SELECT count(*) FROM pg_stat_activity WHERE datname = :name AND pid <> pg_backend_pid()")
    with engine.connect() as connection:
        connection.execute(sa.text("CREATE TABLE events (id integer, sender_id text, type_name text, data text)"))
        gc.disable()  # which would close what is left open, some time
        try:
            assert len(check(database.render_as_string(hide_password=False), Done(["a"], 1.0, 1.0, 0))) == 1
            deadline = time.monotonic() + 5  # the database needs a moment to end what was closed
            while connection.execute(count, {"name": database.database}).scalar() and time.monotonic() < deadline:
                time.sleep(0.05)
            assert connection.execute(count, {"name": database.database}).scalar() == 0
        finally:
            gc.enable()
    engine.dispose()


def test_a_turn_that_is_missing_doubled_or_out_of_order_would_be_found(two: Topology) -> None:
    done = run(two.workers, turns=3 * len(CONVERSATION), clients=3)
    engine = sa.create_engine(two.database)
    with engine.begin() as connection:
        rows = [
            connection.execute(
                sa.text("SELECT id FROM events WHERE sender_id = :s AND type_name = 'user' ORDER BY id"), {"s": sender}
            ).scalars().all() for sender in done.senders
        ]  # fmt: skip
        columns = "sender_id, type_name, timestamp, intent_name, action_name, data"
        connection.execute(sa.text("DELETE FROM events WHERE id = :id"), {"id": rows[0][1]})
        connection.execute(sa.text(f"INSERT INTO events ({columns}) SELECT {columns} FROM events WHERE id = :id"), {"id": rows[1][0]})
        swap = "UPDATE events SET data = (SELECT data FROM events WHERE id = :other) WHERE id = :id"
        connection.execute(sa.text(swap), {"id": rows[2][0], "other": rows[2][1]})
    assert len(check(two.database, done)) == 3


def test_one_conversation_written_to_through_both_servers_at_once_loses_and_doubles_nothing(two: Topology) -> None:
    texts = [f"what is a sacroplasty {number}" for number in range(10)]
    with ThreadPoolExecutor(10) as pool:
        replies = list(pool.map(lambda n: two.workers[n % 2].ask("crowd", texts[n]), range(10)))
    assert all(not outcome(reply).startswith("error") for reply in replies)
    assert sorted(said(two, "crowd")) == sorted(texts)


def test_no_lock_is_left_when_all_turns_are_done(two: Topology) -> None:
    two.workers[0].ask("locked", "hello")
    with redis_client.StrictRedis(port=two.redis_port, password=two.redis_password, db=1) as locks:
        assert locks.keys("*") == []


def test_a_backup_restores_the_conversations(two: Topology, tmp_path: Path) -> None:
    """With the database's own tools, as docs/how-to/run-on-several-machines.md says."""
    from pgserver._commands import POSTGRES_BIN_PATH

    two.workers[0].ask("kept safe", "what is a sacroplasty")
    copy = tmp_path / "conversations.dump"
    with copy.open("wb") as out:
        subprocess.run([POSTGRES_BIN_PATH / "pg_dump", "--format=custom", two.database], stdout=out, check=True, timeout=60)
    engine = sa.create_engine(two.database, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text("CREATE DATABASE restored"))
    restored = two.database.replace("/postgres?", "/restored?")
    subprocess.run([POSTGRES_BIN_PATH / "pg_restore", "--no-owner", "--dbname", restored, copy], check=True, timeout=60)
    store = RecallingStore(sa.engine.make_url(restored))
    tracker = asyncio.run(store.retrieve("kept safe"))
    assert tracker is not None and tracker.latest_message is not None and tracker.latest_message.text == "what is a sacroplasty"
    tracker.update(UserUttered("and after that"))
    asyncio.run(store.save(tracker))  # numbers of new events go on where the old ones ended


def test_behind_nginx_both_servers_answer_and_the_counters_are_not_shown(two: Topology, tmp_path: Path) -> None:
    import requests

    with nginx(tmp_path, two.workers) as port:
        address = f"http://127.0.0.1:{port}"
        for text, expected in (("what is a sacroplasty", "what"), ("how long does it take", "duration"), ("and the risks", "risks")):
            body = {"sender": "fronted", "message": text}
            reply = requests.post(f"{address}/webhooks/rest/webhook", json=body, timeout=60).json()
            assert outcome(reply) == f"answered.sacroplasty.{expected}"
        assert requests.get(f"{address}/health/ready", timeout=10).status_code == 200
        assert requests.get(f"{address}/metrics", timeout=10).status_code == 404
        assert requests.post(f"{address}/webhooks/rest/webhook", data=b"x" * 200_000, timeout=10).status_code == 413
