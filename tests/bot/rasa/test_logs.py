"""Logs: whatever goes wrong, nothing of what a patient wrote is in them."""
from __future__ import annotations

import io
import json
import logging
import sys
from typing import Any, Callable, Iterator

import pytest
import structlog
from fakes import FAULTS, FakeAgent, door_to
from sanic import Sanic
from sanic.exceptions import NotFound, SanicException, ServiceUnavailable

from bot.rasa import logs, pages
from bot.settings import Settings

CANARY = "-".join(["zebra", "finch"])  # not as one text of this file: such texts may be logged
TEXTS = [f"My {CANARY} hurts", f"I can't feel when I pee since this morning, {CANARY}", f"I fell and have new back pain {CANARY}"]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], str]]:
    """Yield what reads the log, with everything logged that can be; puts logging back afterwards."""
    stream, root = io.StringIO(), logging.getLogger()
    before = root.handlers, root.level, {name: logging.getLogger(name).level for name in logs.OURS}, logging.raiseExceptions
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", stream)
        logs.configure("debug")
        yield stream.getvalue
    root.handlers, root.level, logging.raiseExceptions = before[0], before[1], before[3]
    for name, level in before[2].items():
        logging.getLogger(name).setLevel(level)
    structlog.reset_defaults()


class BrokenScreen:
    def screen(self, text: str, recent_turns: Any = ()) -> None:
        raise RuntimeError(f"no rule for {text}")


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("fault", FAULTS)
async def test_a_failing_turn_logs_nothing_of_the_message(fault: str, text: str, written: Callable[[], str]) -> None:
    await door_to(FAULTS[fault]()).turn(text, f"sender-{CANARY}", "rest")
    assert CANARY not in written()


async def test_a_failing_screen_logs_where_and_not_what(written: Callable[[], str]) -> None:
    await door_to(FAULTS["there is no agent"](), BrokenScreen()).turn(TEXTS[0], "a", "rest")
    log = written()
    assert "turn failed" in log and "RuntimeError at " in log and "test_logs.py" in log
    assert CANARY not in log


async def test_a_failing_agent_leaves_a_trace_to_follow(written: Callable[[], str]) -> None:
    await door_to(FAULTS["the agent raises"]()).turn(TEXTS[0], "a", "rest")
    log = written()
    assert "bot.rasa.door: turn failed in Rasa" in log and "ValueError at " in log and "fakes.py" in log


@pytest.mark.parametrize(
    "error, status, logged", [(ValueError, 500, True), (ServiceUnavailable, 503, True), (NotFound, 404, False), (SanicException, 500, True)]
)
async def test_a_request_that_fails_leaves_a_trace_and_one_that_is_refused_does_not(
    error: type[Exception], status: int, logged: bool, written: Callable[[], str]
) -> None:
    app = Sanic("fails", register=False, configure_logging=False)
    app.ctx.agent = door_to(FakeAgent())
    pages.add(app, Settings())
    try:
        raise error(TEXTS[0])
    except Exception as raised:
        answer = await app.error_handler.response(None, raised)
    log = written()
    assert answer.status == status and CANARY not in log + str(answer.body)
    assert ("ERROR bot.rasa.pages: a request failed" in log) == (f"{error.__name__} at " in log) == logged


def test_causes_are_named_without_their_messages(written: Callable[[], str]) -> None:
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as error:
            raise ValueError(f"no {CANARY}") from error
    except ValueError:
        logging.getLogger("bot.test").exception("failed")
    log = written()
    assert "ValueError at" in log and "KeyError at" in log and CANARY not in log


def test_an_exception_that_another_handler_wrote_out_keeps_its_message_from_ours(written: Callable[[], str]) -> None:
    """A formatter leaves its text on the record for the next one."""
    stream = logging.StreamHandler(open("/dev/null", "w", encoding="utf-8"))
    logging.getLogger().handlers.insert(0, stream)
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("bot.test").exception("failed")
    stream.stream.close()
    log = written()
    assert "ValueError at" in log and CANARY not in log


@pytest.mark.parametrize("name", ["rasa.core.processor", "sanic.error", "asyncio", "botocore.client", "actionslib"])
@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        ("Received user message %s", (CANARY,)),
        ("Received user message %(text)s", ({"text": CANARY},)),
        (f"Received user message '{CANARY}'", ()),
        (f'Received user message "{CANARY}"', ()),
        (f"Received user message {CANARY}", ()),
        (f"{CANARY} was received", ()),
        (CANARY.upper().lower(), (CANARY,)),
        (f"Received {{'text': '{CANARY}'}} %s", ("x",)),
        (ValueError(f"'{CANARY}'"), ()),
    ],
)
def test_other_libraries_keep_their_wording_and_lose_what_they_fill_in(
    name: str, message: Any, arguments: tuple, written: Callable[[], str]
) -> None:
    logging.getLogger(name).debug(message, *arguments)
    log = written()
    assert f"DEBUG {name}:" in log and CANARY not in log.replace(__file__, "")


def test_other_libraries_fixed_wording_is_kept(written: Callable[[], str]) -> None:
    logging.getLogger("rasa.core").warning("The model is older than " "the %s", CANARY)
    logging.getLogger("rasa.core").warning(f"Waited {len(CANARY)} seconds")
    assert "WARNING rasa.core: The model is older than the %s\n" in written() and "rasa.core: Waited \n" in written()


def test_our_own_records_are_kept_whole(written: Callable[[], str]) -> None:
    logging.getLogger("bot.rasa.server").info("Plainspine is at http://%s:%s", "127.0.0.1", 5005)
    assert "INFO bot.rasa.server: Plainspine is at http://127.0.0.1:5005" in written()


@pytest.mark.parametrize("field", ["text", "message", "parse_data_text", "prediction_events", "sender_id"])
def test_structured_records_keep_only_listed_fields(field: str, written: Callable[[], str]) -> None:
    structlog.get_logger("rasa.core").warning("processor.message.parse", code="x1", **{field: CANARY})
    log = written()
    assert "WARNING rasa.core: processor.message.parse code=x1" in log and CANARY not in log


def test_a_structured_record_without_a_name_says_nothing(written: Callable[[], str]) -> None:
    structlog.get_logger("rasa.core").warning(f"could not parse {CANARY}", code="x1")
    assert "WARNING rasa.core:  code=x1" in written() and CANARY not in written()


def test_the_stack_of_a_record_is_not_shown(written: Callable[[], str]) -> None:
    logging.getLogger("rasa.core").warning("here", stack_info=True)
    assert "here" in written() and "test_logs" not in written()


def test_a_record_tells_its_listed_fields_and_no_others(written: Callable[[], str]) -> None:
    logging.getLogger("bot.test").info("turn", extra={"outcome": "decline.empty", "milliseconds": 4, "text": CANARY})
    assert "INFO bot.test: turn outcome=decline.empty milliseconds=4\n" in written() and CANARY not in written()


def test_another_library_s_fields_are_not_told(written: Callable[[], str]) -> None:
    logging.getLogger("other").warning("turn", extra={"outcome": CANARY})
    assert "WARNING other: turn\n" in written()


def again(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    """Configure logging otherwise than the fixture does, to the same place."""
    monkeypatch.setattr(sys, "stderr", logging.getLogger().handlers[0].stream)  # type: ignore[attr-defined]
    logs.configure(*arguments)


def test_as_json_each_record_is_one_line(written: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    again(monkeypatch, "debug", "json")
    logging.getLogger("bot.test").info("two\nlines", extra={"outcome": "decline.empty", "milliseconds": 4, "text": CANARY})
    logging.getLogger("rasa.core").debug("Received %s", CANARY)
    structlog.get_logger("rasa.core").warning("processor.message.parse", code="x1", text=CANARY)
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("bot.test").exception("failed")
    log = written()
    turn, received, parsed, failed = map(json.loads, log.splitlines())
    assert {**turn, "time": ""} == {
        "time": "", "level": "info", "logger": "bot.test", "event": "two\nlines", "outcome": "decline.empty", "milliseconds": 4
    }  # fmt: skip
    assert (received["event"], parsed["event"]) == ("Received %s", "processor.message.parse code=x1")
    assert failed["trace"][0].startswith("ValueError at ") and "test_logs.py" in failed["trace"][0]
    assert CANARY not in log and failed["time"].endswith("Z")


@pytest.mark.parametrize(
    ("level", "ours", "others"), [("debug", 3, 3), ("info", 2, 1), ("warning", 1, 1), ("error", 0, 0)]
)
def test_a_level_is_for_our_records_and_others_come_from_warnings_up(
    level: str, ours: int, others: int, written: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    again(monkeypatch, level)
    for name in ("bot.test", "other"):
        for say in ("debug", "info", "warning"):
            getattr(logging.getLogger(name), say)("said")
    assert (written().count("bot.test: "), written().count("other: ")) == (ours, others)


def test_a_record_that_cannot_be_written_is_not_shown_either(
    written: Callable[[], str], capsys: pytest.CaptureFixture
) -> None:
    """Python's own complaint about a record that does not fit its wording quotes the record."""
    ours = logging.getLogger().handlers[0]
    ours.handle(logging.LogRecord("bot.test", logging.WARNING, "file", 1, "took %d seconds", (CANARY,), None))
    assert CANARY not in written() + "".join(capsys.readouterr())
