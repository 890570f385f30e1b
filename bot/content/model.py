"""The shapes of the content files. An unknown, missing or malformed field is an error that names the field.

Lengths and required fields follow the health-literacy rules: one main message, an answer of at most 120 words, one
action, what is known and what is not, a source for each fact, and a named review (CDC Clear Communication Index; NIH
and URAC rules for health content).
"""
from __future__ import annotations

import re
from datetime import date
from typing import Any, List, Literal, Optional

from pydantic import BaseModel, ConstrainedStr, HttpUrl, conlist, root_validator, validator

from bot.content import gsm7

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


class _Strict(BaseModel):
    class Config:
        extra = "forbid"
        allow_mutation = False


class Review(_Strict):
    """Who signed this text, and until when. A draft names nobody."""

    status: Literal["draft", "signed"]
    by: Optional[Text]
    credential: Optional[Text]
    on: Optional[date]
    due: Optional[date]

    @root_validator(skip_on_failure=True)
    def _signed_is_complete(cls, values: dict[str, Any]) -> dict[str, Any]:
        named = [name for name in ("by", "credential", "on", "due") if values.get(name) is not None]
        if values["status"] == "signed" and len(named) < 4:
            raise ValueError("a signed review needs by, credential, on and due")
        if values["status"] == "draft" and named:
            raise ValueError(f"a draft has no reviewer yet, but this one gives {', '.join(named)}")
        if values["status"] == "signed" and values["due"] <= values["on"]:
            raise ValueError("the next review (due) must come after this one (on)")
        return values


class Fact(_Strict):
    """One statement of an answer, and where it comes from."""

    claim: Text
    sources: conlist(Text, min_items=1)  # type: ignore[valid-type]


class Answer(_Strict):
    """What is said about one topic: content/answers/<subject>/<facet>.yml."""

    id: TopicId
    intent: Intent
    title: Heading
    main_message: Text
    answer: Text
    more: Optional[Text]
    table: Optional[List[List[str]]]
    short: Text
    next: Text
    certainty: Text
    facts: conlist(Fact, min_items=1)  # type: ignore[valid-type]
    related: conlist(TopicId, max_items=3) = []  # type: ignore[valid-type]
    author: Text
    conflicts: Text
    version: int
    review: Review

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


class Source(_Strict):
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


class MessageButton(_Strict):
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


class Message(_Strict):
    """A fixed sentence around the answers: greeting, menu, decline, error."""

    id: Id
    text: Text
    short: Text
    buttons: conlist(MessageButton, max_items=6) = []  # type: ignore[valid-type]

    _unwrap = validator("text", allow_reuse=True)(unwrap)
    _one_line = validator("short", allow_reuse=True)(one_line)


class Escalation(_Strict):
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


class Phone(_Strict):
    """`display` is what a patient reads, `tel` what a phone dials."""

    display: Text
    tel: Text

    @validator("display")
    def _plain(cls, display: str) -> str:
        if gsm7.foreign(display):
            raise ValueError("use plain digits, spaces, brackets and hyphens")
        return display

    @validator("tel")
    def _can_be_dialled(cls, tel: str) -> str:
        if not re.fullmatch(r"\+?[0-9]{3,15}", tel):
            raise ValueError("must be digits only, with + and the country code in front of a full number")
        return tel


class Clinic(_Strict):
    """The clinic's own settings: content/clinic.yml."""

    sample: bool
    name: Text
    phone: Phone
    emergency: Phone
    poison_help: Phone
    crisis_line: Phone
    eldercare: Phone
    hours: Text
    timezone: Text
    language_help: Text
    address: Optional[Text]
    website: Optional[HttpUrl]

    _one_line = validator("name", "hours", "language_help", "address", allow_reuse=True)(
        lambda text: text and one_line(text)
    )


class Subject(_Strict):
    """What a question is about, and the words patients use for it."""

    id: Id
    kind: Literal["procedure", "condition", "symptom", "test", "medicine", "body", "living", "compare", "overview"]
    title: Heading
    names: List[Text]
    misspellings: List[Text] = []
