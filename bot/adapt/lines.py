"""What the adaptation learns from: the red-flag corpus and the training phrases, in one form."""
from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from bot.adapt.conversations import conversations
from bot.content.library import Library
from bot.safety import corpus
from bot.safety.learned import joined
from bot.safety.screen import Screener
from bot.settings import Settings
from bot.understanding import encoder
from bot.understanding.contexts import About, Message
from bot.understanding.labels import facet_of, label_of
from bot.understanding.mend import Mender, frequent
from bot.understanding.subjects import SubjectIndex, vocabulary, words

_TOLD = 6  # words from which an ordinary question is also learnt as no sign; shorter ones are known well enough
_EACH = 4  # answers after which each follow-up is learnt


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
    """Return each phrase by itself and in conversations; a follow-up has another topic in each of these."""
    blocks = [block for block in corpus.blocks(folder) if block["intent"] != "choose"]
    subjects, english = Library.load(content).subjects, encoder.english_words()
    names = vocabulary(subjects)
    known = frequent((words(text) for block in blocks for text in corpus.examples(block)), names, english)
    index = SubjectIndex(subjects, Mender({*names, *known}, english).mend)
    screener = Screener.load()
    phrases, innocent = [], set()
    for block in blocks:
        given = block.get("metadata") or {}
        label = label_of(given, block["intent"])
        for text in corpus.examples(block):
            phrases.append((Message(text, index.read(words(text)), About.after(given.get("about"))), label))
            if corpus.innocent(block) and (corpus.talk(block) or text.count(" ") >= _TOLD):
                innocent.add(text)
    told: dict[tuple[str, str], list[str]] = {}
    for message, label in conversations(phrases, _EACH):
        if message.about != About():
            told.setdefault((message.text, label), []).append(message.written())
    lines = []
    for message, label in phrases:
        none = message.text in innocent and screener.screen(message.text).level is None
        forms = (message.written(), *told.pop((message.text, label), ()))
        lines.append(Line(forms, corpus.NONE if none else None, label, facet_of(label)))
    lines += [Line((text,), None, label, facet_of(label)) for (_, label), texts in told.items() for text in texts]
    return [line for line in lines if all(line.forms)]
