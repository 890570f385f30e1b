"""Limits: who sends too much is refused for a while, and counting costs little memory."""
from __future__ import annotations

from dataclasses import replace

import pytest

from bot import limits
from bot.limits import BUSY, TOO_MANY, Limits, Rate
from bot.settings import Settings

SETTINGS = replace(Settings(), conversation_turns_per_minute=3, address_turns_per_minute=5, turns_at_once=2)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def refusals(limit: Limits, *turns: tuple[str, str]) -> list[object]:
    found: list[object] = []
    for sender, address in turns:
        with limit.turn(sender, address) as refused:
            found.append(refused)
    return found


def test_a_conversation_may_not_have_more_than_its_share(clock: Clock) -> None:
    assert refusals(Limits(SETTINGS, clock), *[("a", "x")] * 4, ("b", "x")) == [None, None, None, TOO_MANY, None]


def test_an_address_may_not_have_more_than_its_share_by_changing_names(clock: Clock) -> None:
    found = refusals(Limits(SETTINGS, clock), *[(str(number), "x") for number in range(6)], ("6", "y"))
    assert found == [None] * 5 + [TOO_MANY, None]


def test_a_conversation_without_an_address_is_counted_alone(clock: Clock) -> None:
    limit = Limits(SETTINGS, clock)
    assert refusals(limit, *[(str(number), None) for number in range(20)]) == [None] * 20  # type: ignore[misc]


def test_waiting_helps(clock: Clock) -> None:
    limit = Limits(SETTINGS, clock)
    assert refusals(limit, *[("a", "x")] * 4)[-1] == TOO_MANY
    clock.now += 19
    assert refusals(limit, ("a", "x")) == [TOO_MANY]
    clock.now += 2
    assert refusals(limit, ("a", "x"), ("a", "x")) == [None, TOO_MANY]


def test_a_long_silence_saves_no_turns_up(clock: Clock) -> None:
    limit = Limits(SETTINGS, clock)
    clock.now += 86_400
    assert refusals(limit, *[("a", "x")] * 4) == [None, None, None, TOO_MANY]


def test_more_turns_at_once_than_the_server_carries_are_refused_until_one_ends(clock: Clock) -> None:
    limit = Limits(SETTINGS, clock)
    with limit.turn("a", None) as first, limit.turn("b", None) as second:
        assert first is None and second is None and limit.going_on == 2
        assert refusals(limit, ("c", "x")) == [BUSY]
    assert limit.going_on == 0 and refusals(limit, ("c", "x")) == [None]


def test_a_turn_that_fails_gives_its_place_back(clock: Clock) -> None:
    limit = Limits(SETTINGS, clock)
    with pytest.raises(RuntimeError), limit.turn("a", None):
        raise RuntimeError
    assert limit.going_on == 0


def test_memory_stays_bounded_and_who_just_wrote_is_still_counted(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "KEPT", 100)
    rate = Rate(1, clock)
    assert rate.take("busy")
    for number in range(1000):
        rate.take(str(number))
        assert not rate.take("busy")
    assert len(rate._left) <= 100
