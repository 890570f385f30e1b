"""Two questions in one message: each is asked by itself, so that both are answered."""
from __future__ import annotations

from typing import NamedTuple, Optional

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from bot import intake
from bot.rasa.topic_classifier import ABOUT, GUESS
from bot.understanding.labels import subject_of
from bot.understanding.contexts import About

CLEAR = 0.6  # chance from which a part is clearly about its topic; a message that is split wrongly gets two half answers


class Pair(NamedTuple):
    """Two questions, and what the conversation is about between them."""

    first: str
    second: str
    about: About


async def pair(agent: Agent, text: str, about: About) -> Optional[Pair]:
    """Return the two questions of `text` if it asks two that are clearly about different topics, else None."""
    parts = intake.questions(text)
    if len(parts) != 2:
        return None
    first = await _topic(agent, parts[0], about)
    between = About(subject_of(first), first) if first else about
    second = await _topic(agent, parts[1], between)
    return Pair(parts[0], parts[1], between) if first and second and first != second else None


async def _topic(agent: Agent, text: str, about: About) -> Optional[str]:
    parsed = await agent.processor.parse_message(UserMessage(text, metadata={ABOUT: about}))  # type: ignore[union-attr]
    topics = (parsed.get(GUESS) or {}).get("topics") or [{"id": None, "confidence": 0.0}]
    return topics[0]["id"] if topics[0]["confidence"] >= CLEAR else None
