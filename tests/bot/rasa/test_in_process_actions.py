"""Actions inside the server's process: one that fails or hangs spoils its own turn and nobody else's."""
from __future__ import annotations

import asyncio
import os
import threading
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Iterator

import pytest
from rasa_sdk.executor import ActionNotFoundException

from actions.actions import ActionSay
from bot import resources
from bot.rasa import local
from bot.rasa.door import Door
from bot.rasa.in_process_actions import AT_ONCE, InProcessActions
from bot.settings import Settings

TRACKER = {"sender_id": "a", "slots": {}, "latest_message": {}, "events": [], "paused": False, "latest_input_channel": "rest",
           "followup_action": None, "active_loop": {}, "latest_action_name": None}  # fmt: skip


def call(name: str) -> dict[str, Any]:
    return {"next_action": name, "tracker": TRACKER, "domain": {}}


@pytest.fixture
def endpoint() -> Iterator[Any]:
    """Yield the endpoint with an action that answers, one that raises and one that hangs until the test is over."""
    released = threading.Event()
    endpoint = InProcessActions()
    endpoint.hanging = threading.Event()  # type: ignore[attr-defined]

    def answer(dispatcher: Any, tracker: Any, domain: Any) -> list:
        dispatcher.utter_message(text="Here.")
        return []

    def fail(dispatcher: Any, tracker: Any, domain: Any) -> list:
        raise RuntimeError("broken")

    def hang(dispatcher: Any, tracker: Any, domain: Any) -> list:
        endpoint.hanging.set()  # type: ignore[attr-defined]
        released.wait()
        return []

    def tell(dispatcher: Any, tracker: Any, domain: Any) -> list:
        dispatcher.utter_message(text=str(resources.composer()))
        return []

    for function in (answer, fail, hang, tell):
        endpoint._executor.register_function(function.__name__, function)
    yield endpoint
    released.set()


async def test_an_action_that_does_not_exist_is_an_error(endpoint: Any) -> None:
    with pytest.raises(ActionNotFoundException):
        await endpoint.request(json=call("nothing"))


async def test_an_action_that_raises_is_an_error_and_the_next_one_runs(endpoint: Any) -> None:
    with pytest.raises(RuntimeError, match="broken"):
        await endpoint.request(json=call("fail"))
    assert (await endpoint.request(json=call("answer")))["responses"][0]["text"] == "Here."


async def test_others_are_answered_while_an_action_hangs(endpoint: Any) -> None:
    hanging = asyncio.create_task(endpoint.request(json=call("hang")))
    await asyncio.to_thread(endpoint.hanging.wait)
    assert (await endpoint.request(json=call("answer")))["responses"][0]["text"] == "Here."
    assert not hanging.done()
    hanging.cancel()


async def test_as_many_that_hang_as_there_are_threads_for_all_else_keep_neither_that_nor_other_actions(endpoint: Any) -> None:
    asyncio_s_own = min(32, (os.cpu_count() or 1) + 4)
    hanging = [asyncio.create_task(endpoint.request(json=call("hang"))) for _ in range(min(asyncio_s_own, AT_ONCE - 1))]
    await asyncio.sleep(0.1)
    assert await asyncio.wait_for(asyncio.to_thread(int), 1) == 0  # what locks and conversations are asked in
    answer = await asyncio.wait_for(endpoint.request(json=call("answer")), 1)
    assert answer["responses"][0]["text"] == "Here."
    for each in hanging:
        each.cancel()


async def test_an_action_speaks_from_the_content_that_its_turn_began_with(endpoint: Any) -> None:
    with resources.use(SimpleNamespace(composer="that of the turn")):  # type: ignore[arg-type]
        answer = await endpoint.request(json=call("tell"))
    assert answer["responses"][0]["text"] == "that of the turn"


async def test_every_action_of_the_domain_is_there(endpoint: Any) -> None:
    named = Path(__file__).parents[3].joinpath("domain.yml").read_text("utf-8").split("\nactions:\n")[1].split("\n\n")[0]
    assert {line.strip("- ") for line in named.splitlines()} <= set(endpoint._executor.actions)


@pytest.fixture(scope="module")
def hasty(model: Path, settings: Settings) -> Door:
    """Return the real assistant, which gives a turn four seconds."""
    return local.door(replace(settings, turn_seconds=4.0), model)


async def test_a_patient_whose_action_raises_hears_so_and_others_get_answers(
    hasty: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any) -> None:
        raise RuntimeError("broken")

    await hasty.turn("hello", "warm", "rest")  # the first turn of a process takes longest
    monkeypatch.setattr(ActionSay, "decide", fail)
    failed = await hasty.turn("hello", "failing", "rest")
    answered = await hasty.turn("How long does sacroplasty take?", "other", "rest")
    assert failed[-1]["custom"]["outcome"] == "error.internal"
    assert answered[-1]["custom"]["outcome"] == "answered.sacroplasty.duration"


async def test_a_patient_whose_action_hangs_hears_so_and_others_get_answers(
    hasty: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered, released = threading.Event(), threading.Event()

    def hang(*args: Any) -> None:
        entered.set()
        released.wait()
        raise RuntimeError("released")

    monkeypatch.setattr(ActionSay, "decide", hang)
    try:
        hanging = asyncio.create_task(hasty.turn("hello", "hanging", "rest"))
        await asyncio.to_thread(entered.wait)
        answered = await hasty.turn("How long does sacroplasty take?", "another", "rest")
        assert answered[-1]["custom"]["outcome"] == "answered.sacroplasty.duration"
        assert (await hanging)[-1]["custom"]["outcome"] == "error.timeout"
        again = await hasty.turn("How long does sacroplasty take?", "hanging", "rest")
        assert again[-1]["custom"]["outcome"] == "answered.sacroplasty.duration"
    finally:
        released.set()
