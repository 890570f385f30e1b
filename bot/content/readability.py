"""How hard a text is to read: the Flesch-Kincaid grade, measured so that formatting and known names do not distort it.

The grade is a screen, not proof that a text is understood (Kincaid and others, 1975; CDC Clear Communication Index).
Syllables are counted by textstat, which is pinned: later releases download a dictionary at run time. Where it
miscounts, data/syllables.yml overrules it. Sentences are counted here, since textstat leaves out those of one or two
words.
"""
from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Iterable

from bot.content import yaml_file

MASK = "doctor"  # stands for a medical name that the text itself explains: as long as an everyday word
_SYLLABLES = Path(__file__).parent / "data" / "syllables.yml"
_PHONE = re.compile(r"(?<![\w.])\+?\(?\d(?:[\d()\s-]{5,})\d(?![\w])")
_PLACEHOLDER = re.compile(r"\{\w+\}")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')]*\s+|\n+")
_ABBREVIATION = re.compile(r"\b(Dr|Mr|Mrs|Ms|St|vs|e\.g|i\.e|a\.m|p\.m)\.(?=\s+\S)", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z0-9]+(?:['.,-][A-Za-z0-9]+)*")


def normalise(text: str) -> str:
    """Return `text` as it is read aloud: no bullets, phone numbers or placeholders; list items end with a stop."""
    text = _PHONE.sub(" ", _PLACEHOLDER.sub(" ", text.replace("’", "'")))
    lines = []
    for line in text.splitlines():
        line = re.sub(r"^\s*- ", "", line).strip()
        lines.append(line if not line or line[-1] in ".!?:" else f"{line}.")
    return "\n".join(lines)


def sentences(text: str) -> list[str]:
    """Split a text into sentences; a list item or a paragraph also ends one."""
    text = _ABBREVIATION.sub(lambda match: match.group(1).replace(".", ""), normalise(text))
    return [part.strip() for part in _SENTENCE_END.split(text) if _WORD.search(part)]


def words(text: str) -> list[str]:
    """Return the words of a text; a hyphenated word is one."""
    return _WORD.findall(text)


def syllables(word: str) -> int:
    """Return how many syllables `word` has when spoken; a number counts as one."""
    known = _overrides()
    return sum(known.get(part) or _counted(part) for part in re.split(r"[-.,]", word.lower().split("'")[0]) if part)


def grade(text: str, mask: Iterable[str] = ()) -> float:
    """Return the Flesch-Kincaid grade of `text`, to one decimal.

    Args:
        text: what the patient reads, placeholders and all.
        mask: medical names that the text explains, each counted as an everyday word of two syllables. Without it the
            grade is raw.
    """
    for name in sorted(mask, key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(name)}\b", MASK, text, flags=re.IGNORECASE)
    spoken = sentences(text)
    heard = [word for sentence in spoken for word in words(sentence)]
    if not heard:
        return 0.0
    per_word = sum(map(syllables, heard)) / len(heard)
    return round(0.39 * len(heard) / len(spoken) + 11.8 * per_word - 15.59, 1)


@lru_cache(maxsize=1)
def _overrides() -> dict[str, int]:
    return yaml_file.read(_SYLLABLES)


@lru_cache(maxsize=None)
def _counted(word: str) -> int:
    import textstat  # half a second to import, and only the lint needs it

    return max(1, textstat.syllable_count(word))
