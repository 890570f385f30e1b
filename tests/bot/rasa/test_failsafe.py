"""A store that fails is for the log: nothing is raised, and nothing piles up in memory."""
import pytest
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.rasa.failsafe import FailSafeStore


class Broken(InMemoryTrackerStore):
    async def retrieve(self, sender_id):
        raise ConnectionError(f"no {sender_id}")

    async def save(self, tracker):
        raise ConnectionError(f"no {tracker.sender_id}")


async def test_a_failing_store_is_logged_and_keeps_nothing(caplog):
    store = FailSafeStore(Broken(Domain.empty()))
    assert await store.retrieve("ann") is None
    await store.save(DialogueStateTracker("ann", []))
    assert "a conversation could not be read" in caplog.text and "a turn could not be stored" in caplog.text
    assert store._fallback_tracker_store is None


async def test_a_working_store_is_used():
    store = FailSafeStore(InMemoryTrackerStore(Domain.empty()))
    await store.save(DialogueStateTracker("ann", []))
    assert store._tracker_store.store.keys() == {"ann"}


async def test_what_ends_the_process_is_not_hidden():
    class Exiting(InMemoryTrackerStore):
        async def retrieve(self, sender_id):
            raise SystemExit(1)

    with pytest.raises(SystemExit):
        await FailSafeStore(Exiting(Domain.empty())).retrieve("ann")
