"""Over a limit: the patient hears why and when to try again, in words and in HTTP's terms, and a warning sign is answered all the same."""
from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any, Callable, Iterator

import pytest
import requests
from action_server import ActionServer
from fakes import FakeAgent, door_to
from rasa.core.channels.channel import CollectingOutputChannel

from bot.limits import Limits
from bot.rasa.door import Asked
from bot.safety.verdict import Screening
from bot.settings import Settings

EMERGENCY = "I can't feel when I pee since this morning"
URGENT = "I fell yesterday and now I have new back pain"
PHYSICIAN = "I have lost 10 pounds without trying"
QUESTION = "How long does sacroplasty take?"


def limited(**limits: int) -> tuple[Any, FakeAgent]:
    agent = FakeAgent()
    return door_to(agent, limits=Limits(replace(Settings(), **limits))), agent  # type: ignore[arg-type]


def custom(messages: list[dict[str, Any]]) -> dict[str, Any]:
    return messages[-1]["custom"]


def words(messages: list[dict[str, Any]]) -> str:
    return "\n".join(message["text"] for message in messages if "text" in message)


async def test_too_many_messages_are_not_answered_and_not_kept() -> None:
    door, agent = limited(conversation_turns_per_minute=1)
    assert custom(await door.turn(QUESTION, "a", "rest"))["kind"] == "answer"
    messages = await door.turn(QUESTION, "a", "rest")
    assert custom(messages)["outcome"] == "error.too_many"
    assert "Please wait one minute" in words(messages) and "call 911" in words(messages)
    assert len(agent.asked) == 1 and custom(await door.turn(QUESTION, "b", "rest"))["kind"] == "answer"


@pytest.mark.parametrize(("text", "level"), [(EMERGENCY, "emergency"), (URGENT, "urgent"), (PHYSICIAN, "physician")])
async def test_a_warning_sign_is_answered_over_the_limit(text: str, level: str) -> None:
    door, agent = limited(conversation_turns_per_minute=1)
    await door.turn(QUESTION, "a", "rest")
    found = custom(await door.turn(text, "a", "rest"))
    assert (found["kind"], found["escalation"]["level"]) == ("escalation", level)
    assert len(agent.asked) == 1 and "buttons" not in str(found)


async def test_a_sign_begun_before_the_limit_is_seen_over_it() -> None:
    door, _ = limited(conversation_turns_per_minute=1)
    await door.turn("I had a sacroplasty yesterday and I take blood thinners.", "a", "rest")
    found = custom(await door.turn("Now there is new numbness in my foot", "a", "rest"))
    assert found["escalation"] and found["escalation"]["level"] in ("urgent", "emergency")


class InDoubt:
    """A screen that is in doubt about every message."""

    def screen(self, text: str, recent_turns: Any = ()) -> Screening:
        return Screening(None, doubt=Screening("urgent", ("new_fracture",)))


async def test_in_doubt_over_the_limit_the_sign_counts() -> None:
    """Whether it is happening cannot be asked, as nothing is kept."""
    door = door_to(FakeAgent(), InDoubt(), limits=Limits(replace(Settings(), conversation_turns_per_minute=1)))
    assert custom(await door.turn(QUESTION, "a", "rest"))["kind"] == "clarify"
    assert custom(await door.turn(QUESTION, "a", "rest"))["escalation"]["level"] == "urgent"


async def test_who_says_over_the_limit_that_it_is_happening_is_sent_to_care() -> None:
    door = door_to(FakeAgent(), OnceInDoubt(), limits=Limits(replace(Settings(), conversation_turns_per_minute=1)))
    assert custom(await door.turn("my back went", "a", "rest"))["kind"] == "clarify"
    assert custom(await door.turn("yes", "a", "rest"))["escalation"]["level"] == "urgent"


class OnceInDoubt(InDoubt):
    def screen(self, text: str, recent_turns: Any = ()) -> Screening:
        return super().screen(text) if text == "my back went" else Screening(None)


async def test_the_address_of_a_message_is_counted_whatever_its_sender() -> None:
    door, agent = limited(address_turns_per_minute=2)
    for sender in "abc":
        message = Asked(QUESTION, CollectingOutputChannel(), sender, input_channel="rest")
        message.address = "203.0.113.9"
        messages = await door.handle_message(message)
    assert custom(messages)["outcome"] == "error.too_many" and len(agent.asked) == 2


class TestOverHttp:
    @pytest.fixture(scope="class")
    def server(self, model: Any, start_server: Callable[..., Any]) -> Any:
        return start_server(PLAINSPINE_ADDRESS_TURNS_PER_MINUTE="3", PLAINSPINE_PROXIES="127.0.0.1")

    def post(self, server: Any, text: str, forwarded: str) -> requests.Response:
        body = {"sender": f"limited-{time.monotonic_ns()}", "message": text}
        return requests.post(server.channel, json=body, headers={"X-Forwarded-For": forwarded}, timeout=60)

    def test_the_fourth_message_of_an_address_is_refused_and_of_another_is_not(self, server: Any) -> None:
        answers = [self.post(server, QUESTION, "198.51.100.7") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert int(answers[3].headers["Retry-After"]) > 0 and answers[3].json()[-1]["custom"]["outcome"] == "error.too_many"
        assert "call 911" in words(answers[3].json())
        made_up = self.post(server, QUESTION, "203.0.113.1, 198.51.100.7")
        assert made_up.status_code == 429 and self.post(server, QUESTION, "198.51.100.8").status_code == 200

    def test_an_emergency_is_an_ordinary_answer(self, server: Any) -> None:
        answers = [self.post(server, EMERGENCY, "198.51.100.9") for _ in range(5)]
        assert {answer.status_code for answer in answers} == {200}
        assert {answer.json()[-1]["custom"]["escalation"]["level"] for answer in answers} == {"emergency"}

    def test_conversations_are_shown_only_so_often(self, server: Any) -> None:
        def ask(method: str, name: str, address: str) -> requests.Response:
            return requests.request(method, f"{server.address}/conversations{name}", headers={"X-Forwarded-For": address}, timeout=60)

        answers = [ask("GET", "/c-1", "198.51.100.11") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [404, 404, 404, 429]
        refused = answers[-1]
        assert refused.json()["error"]["code"] == "too_many" and "911" in refused.json()["error"]["message"]
        assert int(refused.headers["Retry-After"]) > 0 and ask("GET", "/c-1", "198.51.100.12").status_code == 404
        # Whoever cannot begin one has none to erase, and to erase is a right.
        assert (ask("POST", "", "198.51.100.11").status_code, ask("DELETE", "/c-1", "198.51.100.11").status_code) == (201, 404)

    def test_a_refused_message_is_not_kept_for_showing_again(self, server: Any) -> None:
        begun = requests.post(f"{server.address}/conversations", timeout=60).json()
        opens = {"Authorization": f"Bearer {begun['secret']}", "X-Forwarded-For": "198.51.100.10"}
        body = {"sender": begun["id"], "message": QUESTION}
        statuses = [requests.post(server.channel, json=body, headers=opens, timeout=60).status_code for _ in range(4)]
        shown = requests.get(f"{server.address}/conversations/{begun['id']}", headers=opens, timeout=60).json()
        assert statuses == [200, 200, 200, 429] and len(shown["turns"]) == 3


class TestBusy:
    @pytest.fixture(scope="class")
    def actions(self) -> Iterator[ActionServer]:
        server = ActionServer()
        yield server
        server.close()

    @pytest.fixture(scope="class")
    def server(self, model: Any, start_server: Callable[..., Any], actions: ActionServer, tmp_path_factory: Any) -> Any:
        endpoints = actions.endpoints(tmp_path_factory.mktemp("endpoints"))
        return start_server("--endpoints", str(endpoints), PLAINSPINE_TURNS_AT_ONCE="2")

    def test_more_turns_than_it_carries_are_refused_and_an_emergency_is_not(self, server: Any, actions: ActionServer) -> None:
        actions.hold()
        with ThreadPoolExecutor(2) as pool:
            held: list[Future] = [pool.submit(server.say, QUESTION, f"held-{number}") for number in range(2)]
            try:
                wait_until(lambda: actions.asked >= 2)
                answer = requests.post(server.channel, json={"sender": "third", "message": QUESTION}, timeout=60)
                emergency = server.say(EMERGENCY, "fourth")
                counted = requests.get(f"{server.address}/metrics", timeout=60).text
            finally:
                actions.release()
        assert answer.status_code == 503 and int(answer.headers["Retry-After"]) > 0
        assert answer.json()[-1]["custom"]["outcome"] == "error.busy" and "call 911" in words(answer.json())
        assert custom(emergency)["escalation"]["level"] == "emergency"
        assert "plainspine_turns_going_on 2.0" in counted
        assert {future.result()[0]["text"] for future in held} == {"From the action server."}
        assert server.say(QUESTION, "third")[0]["text"] == "From the action server."


def wait_until(done: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
