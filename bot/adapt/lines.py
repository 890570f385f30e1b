"""What the adaptation learns from: the red-flag corpus and the training phrases, in one form."""
from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

from bot.content.library import Library
from bot.safety import corpus
from bot.safety.learned import joined
from bot.settings import Settings
from bot.understanding import encoder
from bot.understanding.labels import facet_of
from bot.understanding.mend import Mender
from bot.understanding.subjects import SubjectIndex, vocabulary, words

_FREQUENT = 3  # as the pipeline's subject lookup


class Line(NamedTuple):
    """A text in the forms in which the encoder may meet it, and what it is for each task (None: not of that task)."""

    forms: tuple[str, ...]
    sign: str | None = None
    topic: str | None = None
    facet: str | None = None


def read(settings: Settings) -> list[Line]:
    """Return the lines of both tasks, in the order of their files."""
    signs = [Line((joined(line.text, line.before),), sign=line.label) for line in corpus.read()]
    return signs + _phrases(settings.content, corpus.DATA / "nlu")


def _phrases(content: Path, folder: Path) -> list[Line]:
    phrases = [
        (text, (block.get("metadata") or {}).get("topic") or _facet(block) or block["intent"])
        for block in corpus.blocks(folder)
        if block["intent"] != "choose"
        for text in corpus.examples(block)
    ]
    counts = Counter(word for text, _ in phrases for word in set(words(text)))
    known = {word for word, count in counts.items() if count >= _FREQUENT and word.isalpha()}
    subjects = Library.load(content).subjects
    index = SubjectIndex(subjects, Mender({*vocabulary(subjects), *known}, encoder.english_words()).mend)
    lines = []
    for text, label in phrases:
        reading = index.read(words(text))
        lines.append(Line((reading.generic(), encoder.written(text)), topic=label, facet=facet_of(label)))
    return [line for line in lines if all(line.forms)]


def _facet(block: dict) -> str | None:
    facet = (block.get("metadata") or {}).get("facet")
    return f".{facet}" if facet else None
