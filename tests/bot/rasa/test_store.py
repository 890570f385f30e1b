"""The conversation store, on SQLite and on a real PostgreSQL: it reads only what it must, loses nothing, doubles nothing, forgets in time."""
import asyncio
import sqlite3
import time
from collections import OrderedDict

import pytest
import sqlalchemy as sa
from rasa.core.brokers.file import FileEventBroker
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore, SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import URL, make_url

from bot import database_engine
from bot.rasa import database
from bot.rasa import store as stores
from bot.rasa.locks import LocalLocks, TurnLocks, begun
from bot.rasa.store import CannotDelete, RecallingStore, delete, inner


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """Return the address of an empty database of each kind."""
    if request.param == "sqlite":
        return make_url(f"sqlite:///{tmp_path / 'conversations.db'}")
    return request.getfixturevalue("new_database")()


def _store(url, **options):
    store = RecallingStore(url, **options)
    store.domain = Domain.empty()
    return store


def _said(tracker):
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


async def _say(store, sender, *texts, timestamp=None):
    tracker = await store.retrieve(sender) or DialogueStateTracker(sender, store.domain.slots)
    for text in texts:
        tracker.update(UserUttered(text, timestamp=timestamp))
    await store.save(tracker)


def _save(store, sender, *texts, timestamp=None):
    asyncio.run(_say(store, sender, *texts, timestamp=timestamp))


def _read(store, sender):
    return asyncio.run(store.retrieve(sender))


def _rows(store):
    """Count what the store reads from the database from now on."""
    read = []
    original = store._read

    def counting(sender, kept):
        goes_on, rows = original(sender, kept)
        read.append(len(rows))
        return goes_on, rows

    store._read = counting
    return read


def test_what_was_saved_is_read_without_asking_for_its_events_again(url):
    store = _store(url)
    _save(store, "ann", "how long does it take")
    rows = _rows(store)
    assert _said(_read(store, "ann")) == ["how long does it take"] and rows == [0]


async def test_a_turn_that_holds_the_lock_reads_the_conversation_once(url):
    store, locks = _store(url), TurnLocks(LocalLocks())
    await _say(store, "ann", "first")
    rows = _rows(store)
    for _ in range(2):
        with begun("ann"):
            async with locks.lock("ann"):
                assert _said(await store.retrieve("ann")) == _said(await store.retrieve("ann")) == ["first"]
            await store.retrieve("ann")  # it no longer holds it
    assert rows == [0, 0] * 2


def test_what_another_worker_wrote_is_seen_and_only_that_is_read(url):
    one, other = _store(url), _store(url)
    _save(one, "ann", *(f"text {number}" for number in range(50)))
    _save(other, "ann", "second")
    rows = _rows(one)
    assert _said(_read(one, "ann"))[-2:] == ["text 49", "second"] and rows == [1]
    _save(one, "ann", "third")
    assert _said(_read(other, "ann"))[-3:] == ["text 49", "second", "third"]


def test_two_workers_that_write_to_one_conversation_at_once_lose_and_double_nothing(url):
    one, other = _store(url), _store(url)
    _save(one, "ann", "first")
    both = [_read(one, "ann"), _read(other, "ann")]
    for tracker, text in zip(both, ("from one", "from the other")):
        tracker.update(UserUttered(text))
    for store, tracker in zip((one, other), both):
        asyncio.run(store.save(tracker))
    for store in (one, other, _store(url)):
        assert _said(_read(store, "ann")) == ["first", "from one", "from the other"]


async def test_turns_of_one_conversation_at_once_in_one_worker_are_each_there_once(url):
    store, other = _store(url), _store(url)
    await _say(store, "ann", "first")
    await _say(other, "ann", "second")
    trackers = await asyncio.gather(*(store.retrieve("ann") for _ in range(8)))
    assert {tuple(_said(tracker)) for tracker in trackers} == {("first", "second")}
    await asyncio.gather(*(_say(store, f"patient {number}", "hello") for number in range(20)))
    assert [_said(await other.retrieve(f"patient {number}")) for number in range(20)] == [["hello"]] * 20


def test_a_turn_that_failed_before_it_was_saved_leaves_no_trace(url):
    store = _store(url)
    _save(store, "ann", "first")
    _read(store, "ann").update(UserUttered("lost in a failed turn"))
    assert _said(_read(store, "ann")) == ["first"]


def test_a_conversation_that_was_read_while_a_turn_went_on_is_not_doubled_by_its_end(url):
    store = _store(url)
    _save(store, "ann", "yesterday")
    tracker = _read(store, "ann")
    tracker.update(SessionStarted())
    asyncio.run(store.save(tracker))
    tracker.update(UserUttered("today"))  # the turn is under way, and somebody looks
    assert _said(_read(store, "ann")) == []
    asyncio.run(store.save(tracker))
    assert _said(_read(_store(url), "ann")) == ["today"]
    assert _said(asyncio.run(store.retrieve_full_tracker("ann"))) == ["yesterday", "today"]


def test_a_session_is_told_from_the_one_before_by_order_and_not_by_clocks(url):
    """Another machine's clock may be late."""
    store = _store(url)
    tracker = DialogueStateTracker("ann", store.domain.slots)
    now = time.time()
    for event in (UserUttered("old", timestamp=now), SessionStarted(timestamp=now + 60), UserUttered("new", timestamp=now + 1)):
        tracker.update(event)
    asyncio.run(store.save(tracker))
    assert _said(_read(_store(url), "ann")) == ["new"]


def test_of_a_long_conversation_only_the_latest_part_is_read_and_the_rest_stays(url, monkeypatch):
    monkeypatch.setattr(stores, "LATEST", 10)
    monkeypatch.setattr(stores, "SPARE", 4)
    store = _store(url)
    for number in range(25):
        _save(store, "ann", f"text {number}")
        assert min(number + 1, 10) <= len(_read(store, "ann").events) <= 14
    assert _said(_read(_store(url), "ann")) == [f"text {number}" for number in range(15, 25)]
    assert _said(asyncio.run(store.retrieve_full_tracker("ann"))) == [f"text {number}" for number in range(25)]


def test_an_unknown_sender_has_no_conversation(url):
    assert _read(_store(url), "nobody") is None
    assert asyncio.run(_store(url).retrieve_full_tracker("nobody")) is None


def test_only_so_many_conversations_are_kept_in_memory(url, monkeypatch):
    monkeypatch.setattr(stores, "KEPT", 2)
    store = _store(url)
    for sender in ("ann", "bob", "cid"):
        _save(store, sender, f"{sender} here")
    assert list(store._kept) == ["bob", "cid"]
    assert _said(_read(store, "ann")) == ["ann here"]


def test_with_another_domain_conversations_are_read_anew(url):
    store = _store(url)
    _save(store, "ann", "first")
    store.domain = Domain.empty()
    rows = _rows(store)
    assert _said(_read(store, "ann")) == ["first"] and rows == [1]


@pytest.mark.parametrize("text", ["", "\U0001f9b4" * 3, "'; DROP TABLE events; --", "x" * 20_000, '{"a": "\\u0000"}', "\u202e\u200b"])
def test_any_text_and_any_sender_come_back_as_they_were(url, text):
    store, sender = _store(url), f"sender {text[:50]}"
    _save(store, sender, text)
    assert _said(_read(_store(url), sender)) == [text]


def test_the_queries_of_a_turn_are_answered_by_an_index_alone(url):
    """Whatever is stored besides, and however long the conversation is."""
    store = _store(url)
    _save(store, "ann", "first")
    asked = []
    sa.event.listen(store.database.engine, "before_cursor_execute", lambda *event: asked.append((event[2], event[3])))
    _read(_other(store), "ann")
    _read(store, "ann")
    _save(store, "ann", "second")
    selects = [(text, values) for text, values in asked if text.startswith("SELECT") and "sender_id" in text]
    assert len(selects) >= 4
    with store.database.engine.connect() as connection:
        if store.database.engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET enable_seqscan = off; SET enable_bitmapscan = off")  # a table of two rows needs no index
            explained = ["\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {t}", v)) for t, v in selects]
            assert all("Seq Scan" not in plan and "Sort" not in plan for plan in explained), explained
        else:
            explained = ["\n".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {t}", v)) for t, v in selects]
            assert all("SCAN" not in plan and "TEMP B-TREE" not in plan for plan in explained), explained
    assert all("plainspine_last" in plan or "plainspine_session" in plan for plan in explained), explained


def _other(store):
    other = RecallingStore(store.database.engine.url)
    other.database, other.domain = store.database, store.domain
    return other


def test_the_table_and_its_indexes_make_themselves_also_when_workers_start_together(url):
    made = [_store(url) for _ in range(1 if url.drivername == "sqlite" else 6)]

    async def together():
        return await asyncio.gather(*(store.retrieve("nobody") for store in made))

    assert set(asyncio.run(together())) == {None}
    found = {index["name"] for index in sa.inspect(made[0].database.engine).get_indexes("events")}
    assert {"plainspine_last", "plainspine_session", "plainspine_age"} <= found


def test_a_database_that_rasa_made_is_taken_over(url):
    with sa.create_engine(url).begin() as connection:
        database.EVENTS.create(connection)
    _save(_store(url), "ann", "first")
    assert _said(_read(_store(url), "ann")) == ["first"]


def test_a_database_that_comes_up_later_is_used_then(tmp_path, new_database):
    store = _store(URL.create("sqlite", database=str(tmp_path / "missing" / "x.db")))
    with pytest.raises(sa.exc.OperationalError):
        _read(store, "ann")
    (tmp_path / "missing").mkdir()
    _save(store, "ann", "first")
    assert _said(_read(store, "ann")) == ["first"]


def test_connections_that_the_database_has_closed_are_replaced(new_database):
    store = _store(new_database())
    _save(store, "ann", "first")

    def close() -> None:
        with sa.create_engine(store.database.engine.url).connect() as connection:
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            assert connection.execute(sa.text(others)).rowcount >= 1

    close()
    tracker = _read(store, "ann")
    tracker.update(UserUttered("second"))
    close()
    asyncio.run(store.save(tracker))
    assert _said(_read(_other(store), "ann")) == ["first", "second"]


async def test_a_database_that_hangs_keeps_nobody_else(new_database, monkeypatch):
    monkeypatch.setattr(database_engine, "STATEMENT_SECONDS", 1)
    store = _store(new_database())
    await _say(store, "ann", "first")
    with sa.create_engine(store.database.engine.url).connect() as holder:
        holder.execute(sa.text("LOCK TABLE events IN ACCESS EXCLUSIVE MODE"))
        hanging = asyncio.ensure_future(store.retrieve("ann"))
        started = time.monotonic()
        await asyncio.sleep(0.05)
        assert time.monotonic() - started < 0.9 and not hanging.done()
        with pytest.raises(sa.exc.OperationalError):
            await hanging
    assert _said(await store.retrieve("ann")) == ["first"]


class TestForgetting:
    def test_what_is_deleted_is_gone_for_all_workers_and_other_conversations_stay(self, url):
        one, other = _store(url), _store(url)
        for sender in ("ann", "bob"):
            _save(one, sender, f"{sender} here")
        assert _said(_read(other, "ann")) == ["ann here"]
        asyncio.run(delete(FailSafeTrackerStore(one), "ann"))
        assert asyncio.run(one.delete("nobody")) == 0
        assert _read(one, "ann") is None and _read(other, "ann") is None and _said(_read(one, "bob")) == ["bob here"]

    def test_what_rasa_kept_in_memory_while_the_store_was_broken_is_deleted_too(self, url):
        wrapped = FailSafeTrackerStore(_store(url))
        _save(wrapped.fallback_tracker_store, "ann", "first")
        asyncio.run(delete(wrapped, "ann"))
        assert _read(wrapped.fallback_tracker_store, "ann") is None

    def test_a_store_in_memory_deletes(self):
        store = InMemoryTrackerStore(Domain.empty())
        _save(store, "ann", "first")
        asyncio.run(delete(store, "ann"))
        asyncio.run(delete(store, "nobody"))
        assert _read(store, "ann") is None

    def test_a_store_without_a_way_to_delete_says_so(self):
        with pytest.raises(CannotDelete):
            asyncio.run(delete(SQLTrackerStore(db=":memory:"), "ann"))

    def test_who_comes_back_after_that_begins_anew(self, url):
        one, other = _store(url), _store(url)
        _save(one, "ann", "first")
        _read(other, "ann")
        asyncio.run(one.delete("ann"))
        _save(one, "ann", "again")
        assert _said(_read(other, "ann")) == ["again"]

    def test_what_is_too_old_goes_and_conversations_that_go_on_keep_the_rest(self, url, monkeypatch):
        monkeypatch.setattr(stores, "ERASED_AT_ONCE", 2)
        store, other, now = _store(url), _store(url), time.time()
        _save(store, "ann", *("old",) * 5, timestamp=now - 100)
        _save(store, "bob", "old", timestamp=now - 100)
        _save(store, "bob", "new", timestamp=now)
        assert asyncio.run(store.expire(now - 50)) == 6 and asyncio.run(store.expire(now - 50)) == 0
        for each in (store, other):
            assert _read(each, "ann") is None and _said(_read(each, "bob")) == ["new"]

    def test_old_text_is_forgotten_in_the_memory_of_the_other_workers_too(self, url):
        store, other, now = _store(url), _store(url), time.time()
        _save(store, "ann", "old", timestamp=now - 100)
        _save(store, "ann", "new", timestamp=now)
        _read(other, "ann")
        asyncio.run(store.expire(now - 50))
        asyncio.run(other.expire(now - 50))
        assert other._kept == OrderedDict() and _said(_read(other, "ann")) == ["new"]

    def test_what_sqlite_erased_is_not_left_in_its_files(self, tmp_path):
        store = _store(make_url(f"sqlite:///{tmp_path / 'conversations.db'}"))
        _save(store, "ann", "a secret that must go")
        files = list(tmp_path.iterdir())
        assert any(b"a secret that must go" in file.read_bytes() for file in files)
        asyncio.run(store.delete("ann"))
        assert not any(b"a secret that must go" in file.read_bytes() for file in files if file.exists())


class TestEventBroker:
    def test_it_is_told_each_event_once_after_it_is_stored(self, url, tmp_path):
        store = _store(url, event_broker=FileEventBroker(str(tmp_path / "events.log")))
        _save(store, "ann", "first")
        _save(store, "ann", "second", "third")
        lines = (tmp_path / "events.log").read_text("utf-8").splitlines()
        assert [text for text in ("first", "second", "third") for line in lines if f'"text": "{text}"' in line] == ["first", "second", "third"]

    def test_one_that_fails_costs_nobody_a_turn(self, url, caplog):
        class Broken:
            def publish(self, event):
                raise ConnectionError("gone")

        store = _store(url, event_broker=Broken())
        _save(store, "ann", "first")
        assert _said(_read(store, "ann")) == ["first"] and "event broker" in caplog.text


def test_sqlite_appends_to_a_log(tmp_path):
    url = make_url(f"sqlite:///{tmp_path / 'conversations.db'}")
    _save(_store(url), "ann", "first")
    with sqlite3.connect(url.database) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_what_is_stored_outlives_the_process_that_stored_it(url):
    store = _store(url)
    _save(store, "ann", "first")
    store.database.engine.dispose()
    assert _said(_read(_store(url), "ann")) == ["first"]


def test_the_store_is_found_below_rasa_s_wrapping(url):
    store = _store(url)
    assert inner(FailSafeTrackerStore(store)) is store and inner(store) is store


def test_a_tracker_from_elsewhere_is_written_whole(url):
    store = _store(url)
    tracker = DialogueStateTracker.from_events("ann", [ActionExecuted("action_listen"), UserUttered("hello")])
    asyncio.run(store.save(tracker))
    assert len(_read(_store(url), "ann").events) == 2


def test_a_copy_of_sqlite_that_is_made_while_it_serves_is_whole(tmp_path):
    """As docs/how-to/run-on-several-machines.md says."""
    store = _store(make_url(f"sqlite:///{tmp_path / 'plainspine.db'}"))
    _save(store, "ann", "first")
    sqlite3.connect(tmp_path / "plainspine.db").execute(f"VACUUM INTO '{tmp_path / 'copy.db'}'")
    _save(store, "ann", "second")
    restored = _store(make_url(f"sqlite:///{tmp_path / 'copy.db'}"))
    _save(restored, "ann", "another")
    assert _said(_read(restored, "ann")) == ["first", "another"]


def test_a_file_that_another_program_holds_is_waited_for_no_longer_than_a_moment(tmp_path):
    with _store(make_url(f"sqlite:///{tmp_path / 'held.db'}")).database.engine.connect() as connection:
        assert connection.execute(sa.text("PRAGMA busy_timeout")).scalar() == database_engine.HELD_SECONDS * 1000
