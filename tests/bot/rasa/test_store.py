"""The conversation store reads a conversation again only when it must, and never serves a stale or half-changed one."""
import asyncio
import sqlite3

import pytest
import sqlalchemy as sa
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore, SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import make_url

from bot.rasa import store as stores
from bot.rasa.store import CannotDelete, RecallingStore, delete


@pytest.fixture
def url(tmp_path):
    return make_url(f"sqlite:///{tmp_path / 'conversations.db'}")


def _store(url):
    store = RecallingStore(url)
    store.domain = Domain.empty()
    return store


def _said(tracker):
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


def _save(store, sender, *texts):
    async def work():
        tracker = await store.retrieve(sender) or DialogueStateTracker(sender, store.domain.slots)
        for text in texts:
            tracker.update(UserUttered(text))
        await store.save(tracker)

    asyncio.run(work())


def _read(store, sender):
    return asyncio.run(store.retrieve(sender))


def test_what_was_saved_is_read_without_asking_for_its_events_again(url, monkeypatch):
    store = _store(url)
    _save(store, "ann", "how long does it take")
    monkeypatch.setattr(SQLTrackerStore, "retrieve", lambda *_: pytest.fail("the events were read again"))
    assert _said(_read(store, "ann")) == ["how long does it take"]


def test_what_another_worker_wrote_is_seen(url):
    one, other = _store(url), _store(url)
    _save(one, "ann", "first")
    _save(other, "ann", "second")
    assert _said(_read(one, "ann")) == ["first", "second"]
    _save(one, "ann", "third")
    assert _said(_read(other, "ann")) == ["first", "second", "third"]


def test_a_turn_that_failed_before_it_was_saved_leaves_no_trace(url):
    store = _store(url)
    _save(store, "ann", "first")
    _read(store, "ann").update(UserUttered("lost in a failed turn"))
    assert _said(_read(store, "ann")) == ["first"]


def test_an_unknown_sender_has_no_conversation(url):
    assert _read(_store(url), "nobody") is None


def test_only_so_many_conversations_are_kept_in_memory(url, monkeypatch):
    monkeypatch.setattr(stores, "KEPT", 2)
    store = _store(url)
    for sender in ("ann", "bob", "cid"):
        _save(store, sender, f"{sender} here")
    assert list(store._kept) == ["bob", "cid"]
    assert _said(_read(store, "ann")) == ["ann here"]


def test_sqlite_appends_to_a_log(url):
    _save(_store(url), "ann", "first")
    with sqlite3.connect(url.database) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_second_store_reads_what_the_first_wrote_after_it_is_gone(url):
    store = _store(url)
    _save(store, "ann", "first")
    store.engine.dispose()
    assert _said(_read(_store(url), "ann")) == ["first"]
    assert sa.inspect(_store(url).engine).has_table("events")


def test_what_is_deleted_is_gone_for_all_workers_and_other_conversations_stay(url):
    one, other = _store(url), _store(url)
    for sender in ("ann", "bob"):
        _save(one, sender, f"{sender} here")
    assert _said(_read(other, "ann")) == ["ann here"]
    asyncio.run(delete(FailSafeTrackerStore(one), "ann"))
    assert _read(one, "ann") is None and _read(other, "ann") is None and _said(_read(one, "bob")) == ["bob here"]


def test_what_rasa_kept_in_memory_while_the_store_was_broken_is_deleted_too(url):
    wrapped = FailSafeTrackerStore(_store(url))
    _save(wrapped.fallback_tracker_store, "ann", "first")
    asyncio.run(delete(wrapped, "ann"))
    assert _read(wrapped.fallback_tracker_store, "ann") is None


def test_a_store_in_memory_deletes(url):
    store = InMemoryTrackerStore(Domain.empty())
    _save(store, "ann", "first")
    asyncio.run(delete(store, "ann"))
    asyncio.run(delete(store, "nobody"))
    assert _read(store, "ann") is None


def test_a_store_without_a_way_to_delete_says_so(url):
    with pytest.raises(CannotDelete):
        asyncio.run(delete(SQLTrackerStore(db=":memory:"), "ann"))
