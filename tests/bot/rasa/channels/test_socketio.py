"""Socket.IO with its own client: events, sessions that only this server issues, and pages that are let in."""
from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any, Callable, Optional

import aiohttp
import pytest
import requests
import socketio
from canaries import ADDRESS, FROM, TOLD, WORD, leaks, tables_with

QUESTION = "How long does sacroplasty take?"
SIGN = "I can't feel when I pee since this morning"
MARKED = f"{WORD} {TOLD}"
NO_EVENTS = [
    MARKED, f"4{MARKED}", f"7{MARKED}", f"{MARKED} " * 1500, f'42["{MARKED}"]', f'42/{WORD},["{MARKED}"]',
    f'42["user_uttered",{{"message":"{MARKED}"', f'42["user_uttered","{MARKED}","{MARKED}","{MARKED}"]',
    f'42["session_request",{{"session_id":"{MARKED}"}}]', f'451-["user_uttered",{{"_placeholder":true,"num":"{MARKED}"}}]',
]  # fmt: skip


@pytest.fixture(autouse=True)
def older_aiohttp(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client's library is written for a newer aiohttp than Rasa takes; in this one the timeout is a number."""
    monkeypatch.setattr(aiohttp, "ClientWSTimeout", lambda ws_close: ws_close, raising=False)


class Page:
    """What a page does: connect, ask for a session, write, collect."""

    def __init__(self, transport: str = "websocket") -> None:
        self.client = socketio.AsyncClient(reconnection=False)
        self.transport = transport
        self.said: list[dict[str, Any]] = []
        self.session: Optional[str] = None
        self.client.on("bot_uttered", self.said.append)

    async def open(self, server: Any, session: Any = None, origin: Optional[str] = None) -> Page:
        headers = {"X-Forwarded-For": ADDRESS, **({"Origin": origin} if origin else {})}
        await self.client.connect(server.address, headers=headers, transports=[self.transport])
        confirmed: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.client.on("session_confirm", confirmed.set_result)
        await self.client.emit("session_request", {"session_id": session})
        self.session = await asyncio.wait_for(confirmed, 30)
        return self

    async def say(self, message: Any, session: Any = None) -> list[dict[str, Any]]:
        """Return what was said after `message`: all that came within half a second of the first."""
        self.said.clear()
        await self.client.emit("user_uttered", {"message": message, "session_id": session or self.session})
        for _ in range(300):
            await asyncio.sleep(0.1)
            if self.said:
                break
        await asyncio.sleep(0.5)
        return list(self.said)

    async def close(self) -> None:
        """Leave at once: the client would wait for its last poll to end."""
        await self.client.eio.disconnect(abort=True)


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_a_question_is_answered_with_choices_and_without_the_machine_part(server: Any, transport: str) -> None:
    page = await Page(transport).open(server)
    said = await page.say(QUESTION)
    assert "about an hour" in " ".join(message["text"] for message in said)
    assert {key for message in said for key in message} == {"text", "quick_replies"}
    picked = await page.say(said[-1]["quick_replies"][0]["payload"])
    assert "10 minutes" in " ".join(message["text"] for message in picked)
    assert "Which" not in " ".join(message["text"] for message in await page.say("2"))
    await page.close()


async def test_an_emergency_is_told(server: Any) -> None:
    page = await Page().open(server)
    (said,) = await page.say("I can't feel when I pee since this morning")
    assert said["text"].startswith("Call 911") and "quick_replies" not in said
    await page.close()


async def test_a_session_goes_on_after_a_broken_connection(server: Any) -> None:
    page = await Page().open(server)
    await page.say(QUESTION)
    await page.close()
    back = await Page().open(server, page.session)
    assert back.session == page.session
    assert "10 minutes" in " ".join(message["text"] for message in await back.say("tell me more"))
    await back.close()


@pytest.mark.parametrize("session", ["made-up", "a" * 32 + "." + "b" * 32, "", 5, {"x": 1}, ["x"], "é.é"])
async def test_nobody_can_choose_a_session(server: Any, session: Any) -> None:
    page = await Page().open(server, session)
    assert isinstance(page.session, str) and page.session != session and len(page.session) == 65
    await page.close()


async def test_a_session_named_in_a_message_does_not_change_whose_it_is(server: Any) -> None:
    one, other = await Page().open(server), await Page().open(server)
    await one.say(QUESTION)
    said = await other.say("tell me more", session=one.session)
    assert "10 minutes" not in " ".join(message["text"] for message in said)
    await one.close()
    await other.close()


@pytest.mark.parametrize("message", [None, 5, {"x": 1}, "", "/restart", "🙂", "word " * 4000])
async def test_odd_input_gets_a_clear_answer(server: Any, message: Any) -> None:
    page = await Page().open(server)
    said = await page.say(message)
    assert said and all(len(part["text"]) > 10 for part in said)
    await page.close()


async def test_only_listed_pages_are_let_in(server: Any) -> None:
    page = await Page().open(server, origin="https://clinic.example")
    await page.close()
    for transport in ("websocket", "polling"):
        with pytest.raises(socketio.exceptions.ConnectionError):
            await Page(transport).open(server, origin="https://evil.example")


async def test_turns_are_counted_by_address_whatever_the_session(model: Any, start_server: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "credentials.yml").write_text("socketio: {}\n", "utf-8")
    server = start_server(
        "--credentials", str(tmp_path / "credentials.yml"), PLAINSPINE_ADDRESS_TURNS_PER_MINUTE="2", PLAINSPINE_SENDER_SECRET="s" * 32
    )
    answers = []
    for _ in range(3):
        page = await Page().open(server)
        answers.append(" ".join(message["text"] for message in await page.say(QUESTION)))
        await page.close()
    assert ["about an hour" in answer for answer in answers] == [True, True, False] and "911" in answers[2]


async def test_words_and_sessions_lie_in_the_transcript_alone(server: Any) -> None:
    page = await Page().open(server, session=WORD)
    for text in (f"{QUESTION} {MARKED}", f"{SIGN} {MARKED}"):
        assert await page.say(text)
    for data in (MARKED, [MARKED], {"message": {MARKED: MARKED}}, {"message": MARKED, "session_id": MARKED}):
        await page.client.emit("user_uttered", data)
    await page.close()
    assert leaks(server, conversation=page.session.partition(".")[0]) == set() and tables_with(WORD, server.database) == {"events"}


@pytest.mark.parametrize("body", NO_EVENTS, ids=range(len(NO_EVENTS)))
def test_words_of_what_is_no_event_are_written_nowhere(server: Any, body: str) -> None:
    place, told = f"{server.address}/socket.io/?EIO=4&transport=polling", {"X-Forwarded-For": ADDRESS}
    begun = requests.get(place, headers=told, timeout=60).text
    sid = json.loads(begun[1:])["sid"]
    for part in ("40", body):
        requests.post(f"{place}&sid={sid}", part.encode(), headers=told, timeout=60)
    assert leaks(server) == set()


@pytest.mark.parametrize(("parameter", "headers"), [("sid", {}), ("transport", {}), ("EIO", {}), ("j", {}), ("x", FROM)])
def test_words_of_a_connection_that_is_refused_are_written_nowhere(server: Any, parameter: str, headers: dict[str, str]) -> None:
    for method in ("GET", "POST", "OPTIONS"):
        asked = {"EIO": "4", "transport": "polling", parameter: WORD}
        requests.request(method, f"{server.address}/socket.io/", params=asked, headers=headers, timeout=60)
    assert leaks(server) == set()
