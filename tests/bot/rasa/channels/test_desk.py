"""The desk: one reply a delivery, one after the other for each person, whatever fails on the way."""
from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any, Awaitable, Callable, Optional

import pytest
import sqlalchemy as sa
from rasa.core.channels.channel import UserMessage

from bot import resources
from bot.channels.keys import Keys
from bot.channels.senders import Senders
from bot.rasa.channels import desk as desks
from bot.rasa.channels.desk import Desk, Inbound, NotSent

PHONE = "+15555550123"
KEYS = Keys("k" * 32)
SECONDS = 5  # for which the database is waited for
COMPOSE = resources.composer()


class Outlet:
    """A channel that keeps what it is to send; `trouble` holds what to raise first."""

    by_text = True

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.trouble: list[Optional[Exception]] = []

    def name(self) -> str:
        return "twilio"

    def render(self, messages: list[dict[str, Any]], inbound: Inbound) -> list[str]:
        return [message["text"] for message in messages if "text" in message]

    async def send(self, part: str, inbound: Inbound) -> None:
        assert inbound.sender == PHONE
        error = self.trouble.pop(0) if self.trouble else None
        if error:
            raise error
        self.sent.append(part)


class Assistant:
    """Answers with what was asked, in two parts after the notice; keeps who asked."""

    def __init__(self, level: Optional[str] = None) -> None:
        self.asked: list[UserMessage] = []
        self.level = level

    async def __call__(self, message: UserMessage) -> None:
        self.asked.append(message)
        await asyncio.sleep(0.01)
        channel, sender = message.output_channel, message.sender_id
        escalation = {"level": self.level} if self.level else None
        await channel.send_text_message(sender, f"{message.text}, first part")
        await channel.send_text_message(sender, f"{message.text}, second part")
        await channel.send_custom_json(sender, {"escalation": escalation, "short": []})


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "PAUSES", (0.0, 0.0))


@pytest.fixture
def outlet() -> Outlet:
    return Outlet()


@pytest.fixture
def make() -> Callable[..., Desk]:
    """Return a function that makes a desk of one worker; the notice was given already."""

    def make(database: str = "memory") -> Desk:
        senders = Senders(database)
        senders.tell(KEYS.name("twilio", PHONE))
        return Desk(senders, KEYS, SECONDS)

    return make


def broken(folder: Path) -> Desk:
    return Desk(Senders(f"sqlite:///{folder / 'no' / 'such' / 'folder.db'}"), KEYS, SECONDS)


def said(number: str, text: str = "") -> Inbound:
    return Inbound(number, PHONE, text or number)


def both(text: str) -> list[str]:
    return [f"{text}, first part", f"{text}, second part"]


async def test_the_assistant_never_sees_the_phone_number(make: Any, outlet: Outlet) -> None:
    assistant = Assistant()
    await make().serve(outlet, said("one"), assistant, COMPOSE)
    assert "5555550123" not in repr(vars(assistant.asked[0])) and assistant.asked[0].sender_id == KEYS.name("twilio", PHONE)


async def test_deliveries_at_the_same_time_are_answered_once_and_one_after_the_other(make: Any, outlet: Outlet) -> None:
    desk, assistant = make(), Assistant()
    await asyncio.gather(*(desk.serve(outlet, said(number), assistant, COMPOSE) for number in ("one", "two", "one", "one", "two")))
    assert outlet.sent == both("one") + both("two") and len(assistant.asked) == 2


async def test_a_delivery_that_comes_again_after_a_restart_or_at_another_worker_is_not_answered_again(
    make: Any, outlet: Outlet, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    await make(url).serve(outlet, said("one"), Assistant(), COMPOSE)
    again = Assistant()
    await make(url).serve(outlet, said("one"), again, COMPOSE)
    assert again.asked == [] and outlet.sent == both("one")


async def test_memory_is_bounded(make: Any, outlet: Outlet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "REMEMBERED", 3)
    desk, assistant = make(), Assistant()
    for number in "abcdefg":
        await desk.serve(outlet, said(number), assistant, COMPOSE)
    assert len(desk._deliveries) == 3 and len(desk._locks) == 0
    await desk.serve(outlet, said("a"), assistant, COMPOSE)
    assert len(assistant.asked) == 7  # the database still knows it


async def test_sending_goes_on_where_it_stopped(make: Any, outlet: Outlet) -> None:
    desk, assistant = make(), Assistant()
    outlet.trouble = [None, *[NotSent(again=True)] * 3]
    with pytest.raises(NotSent):
        await desk.serve(outlet, said("one"), assistant, COMPOSE)
    assert outlet.sent == both("one")[:1]
    await desk.serve(outlet, said("one"), assistant, COMPOSE)
    assert outlet.sent == both("one") and len(assistant.asked) == 1


async def test_a_short_trouble_is_waited_out(make: Any, outlet: Outlet) -> None:
    outlet.trouble = [NotSent(again=True)] * 2
    await make().serve(outlet, said("one"), Assistant(), COMPOSE)
    assert outlet.sent == both("one")


async def test_after_a_refusal_no_later_part_is_sent(make: Any, outlet: Outlet) -> None:
    desk, assistant = make(), Assistant()
    outlet.trouble = [NotSent(again=False)]
    await desk.serve(outlet, said("one"), assistant, COMPOSE)
    await desk.serve(outlet, said("one"), assistant, COMPOSE)
    assert outlet.sent == [] and len(assistant.asked) == 1


async def test_an_error_of_ours_while_sending_leaves_the_reply_to_be_sent(make: Any, outlet: Outlet) -> None:
    desk, assistant = make(), Assistant()
    outlet.trouble = [KeyError("surprise")]
    with pytest.raises(KeyError):
        await desk.serve(outlet, said("one"), assistant, COMPOSE)
    await desk.serve(outlet, said("one"), assistant, COMPOSE)
    assert outlet.sent == both("one")


async def test_without_the_database_a_question_is_answered_after_the_notice(outlet: Outlet, tmp_path: Path) -> None:
    await broken(tmp_path).serve(outlet, said("one"), Assistant(), COMPOSE)
    assert outlet.sent == [COMPOSE.message("notice").texts[0], *both("one")]


async def test_without_the_database_an_emergency_is_told_alone(outlet: Outlet, tmp_path: Path) -> None:
    await broken(tmp_path).serve(outlet, said("one"), Assistant("emergency"), COMPOSE)
    assert outlet.sent == both("one")


async def test_a_stop_that_could_not_be_kept_is_not_confirmed(outlet: Outlet, tmp_path: Path) -> None:
    await broken(tmp_path).serve(outlet, said("one", "STOP"), Assistant(), COMPOSE)
    assert outlet.sent == [COMPOSE.message("error").texts[0]]


@pytest.mark.parametrize(("level", "answered"), [("emergency", True), ("urgent", False), ("physician", False), (None, False)])
async def test_who_wants_no_texts_is_written_to_in_an_emergency_alone(
    make: Any, outlet: Outlet, level: Optional[str], answered: bool
) -> None:
    desk = make()
    await desk.serve(outlet, said("one", "STOP"), Assistant(), COMPOSE)
    outlet.sent.clear()
    await desk.serve(outlet, said("two"), Assistant(level), COMPOSE)
    assert outlet.sent == (both("two") if answered else [])


async def test_a_wish_is_a_message_like_any_other_where_people_do_not_text(make: Any, outlet: Outlet) -> None:
    outlet.by_text = False
    await make().serve(outlet, said("one", "STOP"), Assistant(), COMPOSE)
    assert outlet.sent == both("STOP")


async def test_the_notice_waits_until_a_warning_sign_is_dealt_with(outlet: Outlet) -> None:
    desk = Desk(Senders("memory"), KEYS, SECONDS)
    await desk.serve(outlet, said("one"), Assistant("urgent"), COMPOSE)
    await desk.serve(outlet, said("two"), Assistant(), COMPOSE)
    await desk.serve(outlet, said("three"), Assistant(), COMPOSE)
    assert outlet.sent == [*both("one"), COMPOSE.message("notice").texts[0], *both("two"), *both("three")]


async def longest_pause(work: Awaitable[None]) -> float:
    """Return for how long at most nobody else would have been answered while `work` went on."""
    doing, longest, before = asyncio.ensure_future(work), 0.0, time.monotonic()
    while not doing.done():
        await asyncio.sleep(0.01)
        longest, before = max(longest, time.monotonic() - before), time.monotonic()
    await doing
    return longest


async def test_a_database_file_that_another_program_holds_keeps_nobody_else_waiting(make: Any, outlet: Outlet, tmp_path: Path) -> None:
    desk = make(f"sqlite:///{tmp_path / 'kept.db'}")
    with closing(sqlite3.connect(tmp_path / "kept.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert await longest_pause(desk.serve(outlet, said("one"), Assistant(), COMPOSE)) < 0.5
    assert outlet.sent[-2:] == both("one")


async def test_a_database_that_hangs_keeps_nobody_else_waiting(
    make: Any, outlet: Outlet, new_database: Callable[[], sa.engine.URL]
) -> None:
    url = new_database()
    desk = make(url.render_as_string(hide_password=False))
    with sa.create_engine(url).connect() as holder:
        holder.execute(sa.text("LOCK TABLE channel_stopped, channel_told, channel_answered IN ACCESS EXCLUSIVE MODE"))
        assert await longest_pause(desk.serve(outlet, said("one"), Assistant("emergency"), COMPOSE)) < 0.5
    assert outlet.sent == both("one")


class Hanging(Senders):
    """A database that has been reached and does not answer: no limit of its own ends that."""

    def __init__(self) -> None:
        super().__init__("memory")
        self.over = threading.Event()

    def _hang(self, name: str) -> bool:
        self.over.wait()
        return False

    stopped = stop = start = told = tell = answered = answer = _hang  # type: ignore[assignment]


@pytest.mark.parametrize(
    ("text", "level", "sent"),
    [
        ("one", None, [COMPOSE.message("notice").texts[0], *both("one")]),
        ("one", "emergency", both("one")),
        ("STOP", None, [COMPOSE.message("error").texts[0]]),
    ],
)
async def test_a_database_that_does_not_answer_is_given_up_in_time(
    outlet: Outlet, text: str, level: Optional[str], sent: list[str]
) -> None:
    senders = Hanging()
    try:
        await asyncio.wait_for(Desk(senders, KEYS, 0.1).serve(outlet, said("one", text), Assistant(level), COMPOSE), 5)
        assert outlet.sent == sent
    finally:
        senders.over.set()
