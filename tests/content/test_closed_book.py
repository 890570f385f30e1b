"""Closed book: whatever is asked, a patient is told only what stands in the content library."""
from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from closed_book import manifest

from bot import resources
from bot.answers.choices import offered
from bot.answers.compose import Composer
from bot.answers.question import Memory, Question
from bot.answers.reply import Reply

LIBRARY = resources.library()
WRITTEN = manifest(LIBRARY)


def unknown(messages: list[dict[str, Any]]) -> list[str]:
    """Return what in a turn stands in no content file: paragraphs, listed sources, titles, labels, headings, cells."""
    custom = messages[-1]["custom"]
    parts = [part for message in messages[:-1] for part in message["text"].split("\n\n")]
    parts += [part for text in custom["short"] for part in text.split("\n\n")]
    parts += [title for title, _ in offered(messages)]
    parts += [part for card in custom["answers"] for part in (card["title"], card["certainty"])]
    parts += [source["label"] for card in custom["answers"] for source in card["sources"]]
    parts += [cell for card in custom["answers"] for row in card["table"] or () for cell in row if cell]
    parts += [custom["escalation"]["heading"]] if custom["escalation"] else []
    return [part for part in parts if part not in WRITTEN and not _lists_sources(part)]


def _lists_sources(part: str) -> bool:
    return all(line.startswith("- ") and line[2:] in WRITTEN for line in part.split("\n"))


def test_a_sentence_of_nobodys_is_noticed() -> None:
    reply = Reply("answer", "answered.x", ("Take two pills.", "- Nobody, 2020"))
    assert unknown(reply.messages()) == ["Take two pills.", "- Nobody, 2020"]


def test_every_played_conversation_says_only_what_is_written(played: dict[Path, list[Any]]) -> None:
    found = {turn.file: parts for turns in played.values() for turn in turns if (parts := unknown(turn.messages))}
    assert found == {} and sum(map(len, played.values())) > 60


@pytest.mark.parametrize("topic", sorted(LIBRARY.answers))
def test_the_button_of_a_topic_leads_to_written_words(topic: str) -> None:
    dialogue = resources.dialogue()
    reply, memory = dialogue.choose({"topic": topic}, Memory())
    assert reply.outcome == f"answered.{topic}"
    further = (dialogue.more(memory), dialogue.simpler(memory), dialogue.sources(memory))
    for said in (reply, *(other for other, _ in further)):
        assert unknown(said.messages()) == []


@pytest.mark.parametrize("subject", sorted(LIBRARY.subjects))
def test_the_button_of_a_subject_leads_to_written_words(subject: str) -> None:
    dialogue = resources.dialogue()
    nearest = Question(facets=(("no_such_facet", 1.0),), subjects=(subject,))
    for reply, _ in (dialogue.choose({"subject": subject}, Memory()), dialogue.ask(nearest, Memory())):
        assert unknown(reply.messages()) == []


@pytest.mark.parametrize("name", sorted(name for name, entry in LIBRARY.messages.items() if "{subject}" not in entry.text))
def test_every_fixed_message_is_said_as_written(name: str) -> None:
    reply, _ = resources.dialogue().say(name, Memory())
    assert unknown(reply.messages()) == []


@pytest.mark.parametrize(("flag", "level"), sorted((name, entry.level) for name, entry in LIBRARY.escalations.items()))
def test_every_escalation_is_said_as_written(flag: str, level: str) -> None:
    reply = resources.composer().escalation(level, [flag], held_back=True)
    assert unknown(reply.messages()) == []


@pytest.mark.parametrize("code", sorted(LIBRARY.languages))
def test_every_text_in_another_language_is_said_as_written(code: str) -> None:
    compose = resources.composer()
    emergencies = [compose.emergency_in(code, flags) for flags in (["stroke"], ["self_harm"], ["overdose"], ["self_harm", "overdose"])]
    for reply in (*emergencies, compose.other_language(code)):
        assert unknown(reply.messages()) == []


@pytest.mark.parametrize("line", [LIBRARY.clinic.after_hours, None])
def test_what_an_urgent_text_says_when_the_clinic_is_closed_is_written(line: Any) -> None:
    library = replace(LIBRARY, clinic=LIBRARY.clinic.copy(update={"after_hours": line}))
    night = datetime(2026, 12, 1, 5, tzinfo=timezone.utc)
    reply = Composer(library, now=lambda: night).escalation("urgent", ["clot"])
    assert len(reply.texts) == (2 if line else 1) and unknown(reply.messages()) == []
