"""Reads and writes a conversation in Rasa's tracker store."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Awaitable, Optional, TypeVar

from rasa.core.agent import Agent
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.answers.choices import offered
from bot.answers.reply import Reply
from bot.redact import redact
from bot.safety.verdict import Screening
from bot.understanding.contexts import About

_T = TypeVar("_T")
TURNS = 6  # how many of the last messages the safety screen sees
CAREFUL = 2  # turns after an emergency in which it is not forgotten
EMERGENCY = "emergency"
ESCALATE, DOUBT, REFUSE = "escalate", "doubt", "refuse"  # the intents under which the door's own turns are stored


@dataclass(frozen=True)
class Past:
    """What a conversation holds that the next turn needs."""

    texts: tuple[str, ...] = ()  # the patient's last messages, oldest first
    offered: tuple[tuple[str, str], ...] = ()  # the (title, payload) of each choice that the last turn offered
    issued: frozenset[str] = frozenset()  # every payload issued in the session
    about: About = About()  # what is being talked about
    held_back: Optional[str] = None  # the last message, when an escalation or a doubt held its answer back
    doubt: Optional[Screening] = None  # the sign of which the assistant has just asked whether it is happening
    alarmed: bool = False  # an emergency was seen in the last turns


async def past(agent: Optional[Agent], sender: str, text: str = "") -> Past:
    """Return what is known of `sender`'s current session before its next message, `text`; nothing if there is none."""
    tracker = await agent.tracker_store.retrieve(sender) if agent else None
    events = _session(list(tracker.events)) if tracker else []
    said = [event for event in events if isinstance(event, UserUttered) and event.text]
    stored = said[-1].intent_name if said else None
    held_back = said[-1].text if stored in (ESCALATE, DOUBT) else None
    turns = _replies(events)
    choices = [offered(turn) for turn in turns]
    issued = frozenset(payload for turn in choices for _, payload in turn)
    if agent and tracker and text.strip().startswith("/") and text.strip() not in issued:
        issued |= await _long_issued(agent, sender)
    alarmed = any(_level(turn) == EMERGENCY for turn in turns[-CAREFUL:])
    texts = tuple(event.text for event in said[-TURNS:])
    return Past(texts, tuple(choices[-1]), issued, _about(events), held_back, _doubt(said), alarmed)


async def _long_issued(agent: Agent, sender: str) -> frozenset[str]:
    """Return every payload issued in the session; the tracker of a long one holds its latest turns alone."""
    tracker = await agent.tracker_store.retrieve_full_tracker(sender)
    turns = _replies(_session(list(tracker.events))) if tracker else []
    return frozenset(payload for turn in turns for _, payload in offered(turn))


async def remember(
    agent: Optional[Agent], text: str, reply: Reply, sender: str, channel: str, doubt: Optional[Screening] = None
) -> None:
    """Store a turn that the door answered itself, with the sign of which the reply asks whether it is happening, if it does."""
    if agent is None or agent.processor is None:
        return
    async with agent.lock_store.lock(sender):
        tracker = await agent.processor.fetch_tracker_and_update_session(sender)
        name = DOUBT if doubt else ESCALATE if reply.kind == "escalation" else REFUSE
        # What is stored of the text is redacted, and would not be screened to the same.
        metadata = {DOUBT: {"level": doubt.level, "flags": doubt.flags}} if doubt else None
        said = UserUttered(text, {"name": name, "confidence": 1.0}, input_channel=channel, metadata=metadata)
        tracker.update(said, agent.domain)
        for message in reply.messages():
            data = {key: value for key, value in message.items() if key != "text"}
            tracker.update(BotUttered(message.get("text"), data), agent.domain)
        tracker.update(ActionExecuted(ACTION_LISTEN_NAME), agent.domain)
        await agent.tracker_store.save(tracker)


async def going_on(work: Awaitable[_T]) -> _T:
    """Return what `work` returns. Rasa's SQL store ends the process at some faults of one conversation; others go on here."""
    try:
        return await work
    except SystemExit as error:
        raise RuntimeError("Rasa wanted to end the process") from error


def redact_latest(tracker: DialogueStateTracker) -> None:
    """Take obvious identifiers out of the patient's latest message, the only one of a conversation that has not been stored yet."""
    latest = tracker.latest_message
    if latest is not None and latest.text:
        latest.text = redact(latest.text)
        latest.parse_data["text"] = latest.text


def _session(events: list[Event]) -> list[Event]:
    starts = [index for index, event in enumerate(events) if isinstance(event, SessionStarted)]
    return events[starts[-1] :] if starts else events


def _replies(events: list[Event]) -> list[list[dict[str, Any]]]:
    """Return what the assistant said in each turn besides its texts, oldest first."""
    turns: list[list[dict[str, Any]]] = [[]]
    for event in events:
        if isinstance(event, UserUttered):
            turns.append([])
        elif isinstance(event, BotUttered):
            turns[-1].append(event.data)
    return turns


def _level(turn: list[dict[str, Any]]) -> Optional[str]:
    """Return the level of the escalation of a turn, if there was one."""
    escalations = [(data.get("custom") or {}).get("escalation") for data in turn]
    return next((escalation["level"] for escalation in escalations if escalation), None)


def _doubt(said: list[UserUttered]) -> Optional[Screening]:
    """Return what the last message left in doubt."""
    doubt = said[-1].metadata.get(DOUBT) if said else None
    return Screening(doubt["level"], tuple(doubt["flags"])) if doubt else None


def _about(events: list[Event]) -> About:
    slots = {event.key: event.value for event in events if isinstance(event, SlotSet)}
    return About(slots.get("subject"), slots.get("topic"))
