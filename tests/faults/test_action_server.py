"""The action server, where a deployment has one, hangs, is gone, or talks nonsense."""
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest
from action_server import ActionServer
from patient import EMERGENCY, QUESTION, is_safe, is_sent_to_care, outcome, words

AT_ONCE = 12


@pytest.fixture(scope="module")
def actions() -> Iterator[ActionServer]:
    server = ActionServer()
    yield server
    server.close()


@pytest.fixture(scope="module")
def server(actions: ActionServer, start_server: Callable[..., Any], model: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder: Path = tmp_path_factory.mktemp("endpoints")
    return start_server("--endpoints", str(actions.endpoints(folder)), PLAINSPINE_TURN_SECONDS="3")


def test_an_action_server_that_hangs_keeps_no_sign_from_being_answered(server: Any, actions: ActionServer) -> None:
    actions.hold()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = pool.map(lambda number: server.say(QUESTION, f"goldcrest-hung-{number}"), range(AT_ONCE))
        assert all(is_sent_to_care(server.say(EMERGENCY, f"goldcrest-beside-{number}")) for number in range(AT_ONCE))
        replies = list(waiting)
    assert {outcome(messages) for messages in replies} == {"error.timeout"} and all(is_safe(words(messages)) for messages in replies)
    assert is_sent_to_care(server.say(EMERGENCY, "goldcrest-hung-0"))
    actions.release()
    assert "From the action server." in words(server.say(QUESTION, "goldcrest-hung-0"))


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, "nonsense"), (200, "[]"), (200, '{"events": 7}'), (200, '{"events": [], "responses": []}'), (500, ""), (404, "{}")],
)
def test_an_action_server_that_talks_nonsense(status: int, body: str, server: Any, actions: ActionServer) -> None:
    right = actions.status, actions.body
    actions.status, actions.body = status, body
    try:
        messages = server.say(QUESTION, f"goldcrest-nonsense-{status}-{body}")
        assert outcome(messages).startswith("error.") and is_safe(words(messages))
        assert is_sent_to_care(server.say(EMERGENCY, f"goldcrest-nonsense-{status}-{body}"))
    finally:
        actions.status, actions.body = right


def test_an_action_server_that_is_gone(server: Any, actions: ActionServer) -> None:
    """The last one: it does not come back."""
    actions.close()
    messages = server.say(QUESTION, "goldcrest-gone")
    assert outcome(messages).startswith("error.") and is_safe(words(messages))
    assert is_sent_to_care(server.say(EMERGENCY, "goldcrest-gone"))
