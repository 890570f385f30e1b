"""Shows for one message what the screen, the model and the dialogue decided, and why."""
from __future__ import annotations

import asyncio
from typing import Any, Sequence

from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import INTENT_RANKING_KEY, TEXT

from bot import chat, resources
from bot.answers.dialogue import AHEAD, CLEAR, LIKELY, SURE, UNSURE, Dialogue
from bot.answers.question import Memory, Question
from bot.rasa import local, logs
from bot.rasa.door import Door
from bot.rasa.subject_lookup import READING
from bot.rasa.topic_classifier import GUESS
from bot.settings import Settings
from bot.understanding.subjects import words

SENDER = "ask"
KEPT = 5  # candidates shown of each list
RULES = {
    "comparison": "several procedures are named, and one answer compares them",
    "side_by_side": "two of a kind are named: the answer that compares them is given, or what each of them is",
    "which_subject": "several subjects fit: the answer for all of them is given, or the question is which one is meant",
    "sure": "the best topic is sure",
    "nearest": "what is asked is clear, and the subject named has no answer to it: what there is for it is given",
    "carried": "another subject is clear, and nothing else: what was answered last is answered for it",
    "named_alone": "one subject is named, and the best topic is what it is",
    "far_ahead": "the best topic is likely, and no other comes near it",
    "unsure": "the best topic is unsure: the likeliest are offered, or the subjects when what is asked of them is clear",
    "miss": "nothing fits",
}


def run(settings: Settings, text: str) -> None:
    """Print the decision about `text` as the first message of a conversation."""
    logs.configure("error")
    parsed, messages = asyncio.run(_both(local.door(settings), text))
    print(show(resources.screener().explain(text), parsed, messages, resources.dialogue()))


async def _both(door: Door, text: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    return await door.parse(text, SENDER), await door.turn(text, SENDER, "terminal")


def show(screened: str, parsed: dict[str, Any], messages: Sequence[dict[str, Any]], dialogue: Dialogue) -> str:
    """Return the three decisions as plain text: what the screen says of itself, Rasa's parse data, the turn's messages."""
    parts = {"Screen": screened, "Understanding": understood(parsed), "Reply": replied(parsed, messages, dialogue)}
    return "\n\n".join(f"{title}\n{_indented(text)}" for title, text in parts.items())


def understood(parsed: dict[str, Any]) -> str:
    """Return what the model made of the whole message: spelling, subjects, intent, facet, and topics with their chances."""
    question = Question.from_guess(parsed.get(GUESS) or {})
    intents = [(intent["name"], intent["confidence"]) for intent in parsed.get(INTENT_RANKING_KEY, ())]
    lines = [
        f"spelling mended: {', '.join(_mended(parsed)) or 'nothing'}",
        f"subjects named: {', '.join(question.subjects) or 'none'}",
        f"intents: {_ranked(intents)}",
        f"facets, whatever the subject: {_ranked(question.facets)}",
        "topics:" if question.topics else "topics: none",
        *(f"  {chance:.2f} {topic}" for topic, chance in question.topics[:KEPT]),
        f"the best is {_standing(question)}: from {SURE:g} it is the answer, from {UNSURE:g} it is offered, below it is not;",
        f"from {LIKELY:g} it is, too, with {AHEAD:g} times the chance of the next;",
        f"with less than {CLEAR:g} of the chance of all topics alike, the question is which subject is meant",
    ]
    return "\n".join(lines)


def replied(parsed: dict[str, Any], messages: Sequence[dict[str, Any]], dialogue: Dialogue) -> str:
    """Return the turn's outcome, why, and the titles of its answers, then what the patient reads."""
    custom = messages[-1]["custom"]
    lines = [f"outcome: {custom['outcome']} ({custom['kind']})", *_why(parsed, custom, dialogue)]
    lines += [f"answer: {answer['title']} ({answer['id']})" for answer in custom["answers"]]
    lines += ["the message was asked as two questions, each by itself"] if len(custom["answers"]) > 1 else []
    return "\n".join([*lines, "", chat.show(messages)])


def _why(parsed: dict[str, Any], custom: dict[str, Any], dialogue: Dialogue) -> list[str]:
    """Name the dialogue's rule, unless something else decided: the screen, the intent, or a message read as two questions."""
    question = Question.from_guess(parsed.get(GUESS) or {})
    memory = dialogue.heard(question, Memory())
    if len(custom["answers"]) > 1 or dialogue.ask(question, memory)[0].outcome != custom["outcome"]:
        return []
    return [f"because: {RULES[dialogue.rule(question, memory)]}"]


def _standing(question: Question) -> str:
    if not question.topics:
        return "missing"
    chance = question.topics[0][1]
    return "sure" if chance >= SURE else "unsure" if chance >= UNSURE else "too unlikely"


def _mended(parsed: dict[str, Any]) -> list[str]:
    read = parsed[READING].words if READING in parsed else ()
    typed = [" ".join(words(token.text)) for token in parsed.get(TOKENS_NAMES[TEXT], ())]
    return [f"{before} to {after}" for before, after in zip(typed, read) if before != after]


def _ranked(items: Sequence[tuple[str, float]]) -> str:
    return ", ".join(f"{name} {chance:.2f}" for name, chance in items[:KEPT]) or "none"


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" if line else "" for line in text.splitlines())
