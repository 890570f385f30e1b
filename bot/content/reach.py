"""Checks answers against training phrases: each answer can be asked for, and each label has an answer."""
from __future__ import annotations

from pathlib import Path
from typing import Iterator

from bot import quick_yaml
from bot.content.check import Finding
from bot.content.faults import ContentError
from bot.content.library import Library

FEWEST = 15  # phrases of its own below which an answer is hard to reach


def unreached(folder: Path, phrases: Path) -> list[Finding]:
    """Return a fault for each answer with too few phrases or none, and for each label without an answer.

    Args:
        folder: the content folder; when it cannot be loaded there is nothing to compare, and `check` says why.
        phrases: the folder of Rasa's training data (data/nlu).
    """
    try:
        answers = Library.load(folder).answers
    except ContentError:
        return []
    counts: dict[str, int] = {}
    findings = []
    for name, line, topic, count in _labels(phrases):
        counts[topic] = counts.get(topic, 0) + count
        if topic not in answers:
            remedy = f"write content/answers/{topic.replace('.', '/')}.yml, or correct the topic"
            findings.append(Finding(f"data/nlu/{name}", line, "label-without-answer", f"no answer has the id {topic}", remedy))
    for topic in answers:
        file, count = f"content/answers/{topic.replace('.', '/')}.yml", counts.get(topic, 0)
        if count == 0:
            remedy = "add phrases with `topic: <id>` in their metadata to data/nlu"
            findings.append(Finding(file, 1, "unreachable", "no training phrase asks for this answer", remedy))
        elif count < FEWEST:
            message = f"only {count} training phrases ask for this answer, at least {FEWEST} are wanted"
            findings.append(Finding(file, 1, "few-phrases", message, "add phrases to data/nlu"))
    return findings


def _labels(folder: Path) -> Iterator[tuple[str, int, str, int]]:
    """Yield (file, line, topic, number of phrases) of each block of phrases that names a topic."""
    for path in sorted(folder.glob("*.yml")):
        text = path.read_text("utf-8")
        lines = text.splitlines()
        at = 0
        for block in quick_yaml.load(text)["nlu"]:
            topic = (block.get("metadata") or {}).get("topic")
            if topic:
                at = next(number for number in range(at, len(lines)) if lines[number].split() == ["topic:", topic]) + 1
                yield path.name, at, topic, sum(line.startswith("- ") for line in block["examples"].splitlines())
