"""The shapes of the content files. An unknown, missing or malformed field is an error that names the field.

Lengths and required fields follow the health-literacy rules: one main message, an answer of at most 120 words, one
action, what is known and what is not, a source for each fact, and a named review (CDC Clear Communication Index; NIH
and URAC rules for health content).
"""
from __future__ import annotations

import hashlib
import re
from datetime import date
from typing import Any, List, Literal, Optional, Tuple

from pydantic import BaseModel, ConstrainedStr, HttpUrl, conlist, root_validator, validator

Level = Literal["emergency", "urgent", "physician"]
Intent = Literal["symptoms", "procedures", "medications", "recovery", "conditions", "tests", "living_well"]
SPOKEN_LEVEL = {"emergency": "Emergency", "urgent": "Call today", "physician": "See your physician"}
_LIST_ITEM = re.compile(r"\s*- ")


class Text(ConstrainedStr):
    """Text that is not empty. Numbers must be quoted, or YAML would drop a leading + or 0."""

    strict = True
    strip_whitespace = True
    min_length = 1


class Id(Text):
    regex = re.compile(r"^[a-z0-9_]+$")


class Word(Text):
    regex = re.compile(r"^[a-z0-9]+$")


class TopicId(Text):
    regex = re.compile(r"^[a-z0-9_]+\.[a-z0-9_]+$")


class ButtonTitle(Text):
    max_length = 20


class Heading(Text):
    max_length = 60


def one_line(text: str) -> str:
    """Put a text that was wrapped in its file on one line."""
    return " ".join(text.split())


def unwrap(text: str) -> str:
    """Join lines that were only wrapped in the file; keep blank lines between paragraphs, and list items apart."""
    paragraphs = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines: list[str] = []
        for line in block.splitlines():
            if lines and not _LIST_ITEM.match(line):
                lines[-1] += " " + line.strip()
            else:
                lines.append(line.strip())
        paragraphs.append("\n".join(lines))
    return "\n\n".join(paragraphs)


class Strict(BaseModel):
    class Config:
        extra = "forbid"
        allow_mutation = False


class Review(Strict):
    """Who signed this text, and until when; `hash` tells which words were signed. A draft names nobody."""

    status: Literal["draft", "signed"]
    by: Optional[Text]
    credential: Optional[Text]
    on: Optional[date]
    due: Optional[date]
    hash: Optional[Text]

    @root_validator(skip_on_failure=True)
    def _signed_is_complete(cls, values: dict[str, Any]) -> dict[str, Any]:
        named = [name for name in ("by", "credential", "on", "due", "hash") if values.get(name) is not None]
        if values["status"] == "signed" and len(named) < 5:
            raise ValueError("a signed review needs by, credential, on, due and hash: let `content sign` write it")
        if values["status"] == "draft" and named:
            raise ValueError(f"a draft has no reviewer yet, but this one gives {', '.join(named)}")
        if values["status"] == "signed" and values["due"] <= values["on"]:
            raise ValueError("the next review (due) must come after this one (on)")
        return values


MACHINE = "machine"  # who translated a text that no translator has read
DRAFT = Review(status="draft")


class _Signable(Strict):
    """A text that a clinician signs. A later change of any word voids the signature."""

    review: Review = DRAFT

    def words_hash(self) -> str:
        """Return what stands for the words as they are now: all fields but the review itself and who wrote them."""
        words = self.json(exclude={"review", "author", "conflicts", "version"}, sort_keys=True)
        return hashlib.sha256(words.encode()).hexdigest()[:16]

    @property
    def standing(self) -> Review:
        """The review as far as it still holds: a draft once the words are others than those signed."""
        return self.review if self.review.hash == self.words_hash() else DRAFT


class Fact(Strict):
    """One statement of an answer, and where it comes from."""

    claim: Text
    sources: conlist(Text, min_items=1)  # type: ignore[valid-type]


class Answer(_Signable):
    """What is said about one topic: content/answers/<subject>/<facet>.yml."""

    id: TopicId
    intent: Intent
    title: Heading
    main_message: Text
    answer: Text
    more: Optional[Text]
    table: Optional[List[List[str]]]
    picture: Optional[Id]
    short: Text
    next: Text
    certainty: Text
    facts: conlist(Fact, min_items=1)  # type: ignore[valid-type]
    related: conlist(TopicId, max_items=3) = []  # type: ignore[valid-type]
    author: Text
    conflicts: Text
    version: int

    _one_line = validator("title", "main_message", "short", "next", "certainty", allow_reuse=True)(one_line)

    @property
    def subject(self) -> str:
        """The first half of the id: `sacroplasty` of `sacroplasty.duration`."""
        return self.id.split(".")[0]

    @validator("answer", "more")
    def _short_enough(cls, text: Optional[str], field: Any) -> Optional[str]:
        if text is None:
            return None
        words, limit = len(text.split()), 120 if field.name == "answer" else 150
        if words > limit:
            raise ValueError(f"{words} words, but at most {limit} are read")
        return unwrap(text)

    @validator("table")
    def _rectangular(cls, table: Optional[List[List[str]]], values: dict[str, Any]) -> Optional[List[List[str]]]:
        if table is None:
            return None
        if not values.get("id", "compare.").startswith("compare."):
            raise ValueError("only compare topics have a table")
        if len(table) < 2 or len({len(row) for row in table}) != 1:
            raise ValueError("needs a row of heads and more rows, all of the same length")
        return [[one_line(cell) for cell in row] for row in table]

    @validator("version")
    def _counts_from_one(cls, version: int) -> int:
        if version < 1:
            raise ValueError("versions count from 1")
        return version


class Source(Strict):
    """A document that facts rest on; `label` is what a patient sees, `url` its canonical page when known."""

    id: Text
    label: Text
    title: Text
    publisher: Text
    year: Optional[int]
    url: Optional[HttpUrl]
    kind: Literal[
        "guideline", "review", "trial", "cohort", "case_report", "patient_page", "regulator", "payer", "other"
    ]


class Picture(Strict):
    """A drawing, content/pictures/<id>.svg. `alt` says what it shows to those who cannot see it."""

    id: Id
    alt: Text
    caption: Text

    _one_line = validator("alt", "caption", allow_reuse=True)(one_line)


class MessageButton(Strict):
    """A choice under a message; it opens exactly one message, topic or subject."""

    title: ButtonTitle
    message: Optional[Id]
    topic: Optional[TopicId]
    subject: Optional[Id]

    @root_validator(skip_on_failure=True)
    def _one_target(cls, values: dict[str, Any]) -> dict[str, Any]:
        if sum(values.get(name) is not None for name in ("message", "topic", "subject")) != 1:
            raise ValueError("a button opens exactly one of message, topic or subject")
        return values


class Message(Strict):
    """A fixed sentence around the answers: greeting, menu, decline, error."""

    id: Id
    text: Text
    short: Text
    buttons: conlist(MessageButton, max_items=6) = []  # type: ignore[valid-type]

    _unwrap = validator("text", allow_reuse=True)(unwrap)
    _one_line = validator("short", allow_reuse=True)(one_line)


class Escalation(_Signable):
    """What is said for one flag of the safety screen. `call` lists whom to call, first to last."""

    id: Id
    level: Level
    heading: Heading
    text: Text
    short: Text
    call: conlist(  # type: ignore[valid-type]
        Literal["emergency", "clinic", "crisis_line", "poison_help", "eldercare"], min_items=1, unique_items=True
    )
    sources: List[Text]

    _unwrap = validator("text", allow_reuse=True)(unwrap)
    _one_line = validator("short", allow_reuse=True)(one_line)

    @validator("level")
    def _default_of_its_level(cls, level: str, values: dict[str, Any]) -> str:
        name = values.get("id", "")
        if name.startswith("default_") and name != f"default_{level}":
            raise ValueError(f"the entry '{name}' cannot have the level {level}")
        return level

    @validator("heading")
    def _level_first(cls, heading: str, values: dict[str, Any]) -> str:
        spoken = SPOKEN_LEVEL.get(values.get("level", ""), "")
        if not heading.startswith(spoken):
            raise ValueError(f"must start with '{spoken}', so that a listener hears the level first")
        return heading


class Language(_Signable):
    """What is said to people who write in another language; the id is its code in bot/safety/languages.yml.

    `translation` is MACHINE, or the name of the translator who has read the texts.
    """

    id: Id
    name: Text
    heading: Text
    emergency: Text
    poison_help: Text
    self_harm: Text
    other_language: Text
    translation: Text
    sources: conlist(Text, min_items=1)  # type: ignore[valid-type]

    _one_line = validator("emergency", "poison_help", "self_harm", "other_language", allow_reuse=True)(one_line)

    @root_validator(skip_on_failure=True)
    def _read_before_signed(cls, values: dict[str, Any]) -> dict[str, Any]:
        if values["review"].status == "signed" and values["translation"] == MACHINE:
            raise ValueError("nobody can sign what only a machine has translated: name the translator in translation")
        return values


class Subject(Strict):
    """What a question is about, and the words patients use for it."""

    id: Id
    kind: Literal["procedure", "condition", "symptom", "test", "medicine", "body", "living", "compare", "overview"]
    title: Heading
    names: List[Text]
    misspellings: List[Text] = []
    together: Optional[Tuple[List[Word], List[Word]]] = None  # a word of each, near each other, name the subject, too
