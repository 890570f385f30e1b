"""The rule policy sees the last turn alone, whatever came before it."""
from __future__ import annotations

import pytest
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.rasa.policies import recent

LISTEN, ANSWER = ActionExecuted(ACTION_LISTEN_NAME), ActionExecuted("action_answer")
START = [ActionExecuted("action_session_start"), SessionStarted()]


def turn(text: str) -> list[Event]:
    return [LISTEN, UserUttered(text), ANSWER, BotUttered(f"about {text}")]


@pytest.mark.parametrize(
    "before",
    [
        [],
        turn("first"),
        [*START, *turn("first"), *turn("second")],
        [*turn("first"), *START],
        [LISTEN, UserUttered("it failed")],
    ],
)
def test_the_last_turn_is_all_that_is_seen(before: list[Event]) -> None:
    domain = Domain.empty()
    tracker = DialogueStateTracker.from_events("a", [*before, LISTEN, UserUttered("last")], domain.slots)
    seen = recent(tracker, domain)
    assert [event.text for event in seen.events if isinstance(event, UserUttered)] == ["last"]
    assert isinstance(seen.events[-2], ActionExecuted) and seen.latest_message is not None and seen.latest_message.text == "last"
    assert seen.sender_id == "a"
