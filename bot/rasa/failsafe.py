"""Answers go on while the conversation store cannot be used; the log says so."""
from __future__ import annotations

import logging
from typing import Optional

from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.trackers import DialogueStateTracker

log = logging.getLogger(__name__)


class FailSafeStore(FailSafeTrackerStore):
    """Rasa's guard around a store, which would keep in memory, for ever and for nobody, what could not be stored."""

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """Return what the store does, or None when it fails: the conversation is then answered as if it began now."""
        try:
            return await self._tracker_store.retrieve(sender_id)
        except Exception:  # stores' errors have no common class
            log.exception("the conversation store failed: a conversation could not be read")
            return None

    async def retrieve_full_tracker(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """Return what the store does, or None when it fails."""
        try:
            return await self._tracker_store.retrieve_full_tracker(sender_id)
        except Exception:
            log.exception("the conversation store failed: a whole conversation could not be read")
            return None

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the turn, or leave it unstored."""
        try:
            await self._tracker_store.save(tracker)
        except Exception:
            log.exception("the conversation store failed: a turn could not be stored")
