"""What a conversation holds for its next turn, when it is so long that only its latest part is read."""
from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import make_url

from bot.rasa import conversation
from bot.rasa import store as stores
from bot.rasa.failsafe import FailSafeStore
from bot.rasa.store import RecallingStore

OLD, BEFORE = '/choose{"topic":"mri.what"}', '/choose{"topic":"ct.what"}'


@pytest.fixture
async def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return what is asked for conversations, with a session of which the first turn is no longer read, and one before it."""
    monkeypatch.setattr(stores, "LATEST", 6)
    store = FailSafeStore(RecallingStore(make_url(f"sqlite:///{tmp_path / 'x.db'}")))
    store.domain = Domain.empty()
    tracker = DialogueStateTracker("ann", [])
    for event in (SessionStarted(), UserUttered("yesterday"), _offering(BEFORE), SessionStarted(), UserUttered("hello"), _offering(OLD)):
        tracker.update(event)
    for number in range(10):
        tracker.update(UserUttered(f"text {number}"))
    await store.save(tracker)
    return SimpleNamespace(tracker_store=FailSafeStore(RecallingStore(make_url(f"sqlite:///{tmp_path / 'x.db'}"))))


def _offering(payload: str) -> BotUttered:
    return BotUttered("Which?", {"buttons": [{"title": "A button", "payload": payload}]})


async def test_a_button_of_long_ago_is_still_known_when_it_is_pressed(agent: Any) -> None:
    assert OLD not in (await conversation.past(agent, "ann")).issued
    assert OLD in (await conversation.past(agent, "ann", OLD)).issued


async def test_neither_a_button_of_the_session_before_nor_a_made_up_one_is_known(agent: Any) -> None:
    assert (await conversation.past(agent, "ann", BEFORE)).issued == {OLD}
    assert "/restart" not in (await conversation.past(agent, "ann", "/restart")).issued


async def test_the_last_texts_are_seen(agent: Any) -> None:
    assert (await conversation.past(agent, "ann")).texts == tuple(f"text {number}" for number in range(4, 10))
