"""The lint of patient texts: health-literacy and safety wording, sources, and overdue reviews. `check` is the way in.

Limits: grade at most 8 (5 for emergency and urgent texts), sentences of at most 20 words (15 there), paragraphs of at
most 3 sentences (CDC Clear Communication Index; NIH and AMA advice on reading level). An explanation in brackets does
not count toward the length of the sentence around it, except in those texts.
"""
from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Iterator, Mapping, NamedTuple, Optional, Union

from bot.content import readability, yaml_file
from bot.content.faults import ContentError
from bot.content.glossary import Glossary
from bot.content.library import Library
from bot.content.model import Answer, Escalation, Language
from bot.safety.rules import read_rules

_STYLE = Path(__file__).parent / "data" / "style.yml"
_STRICT_LEVELS = ("emergency", "urgent")
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_NUMBER = re.compile(r"\d(?:[\d,]*\d)?(?:\.\d+)?")
_NUMBER_WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split()
_SOURCE_ID = re.compile(r"RF-[A-Za-z0-9]+")
_PHONES = {"911", "988"}
REVIEW_MONTHS = {"procedures": 12, "medications": 12}  # 36 for the other answers; warning texts and languages as procedures
WARN_DAYS = 60


class Finding(NamedTuple):
    """One place to mend. `level` is fault or warning; only faults make the check fail."""

    file: str
    line: int
    rule: str
    message: str
    remedy: str
    level: str = "fault"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.level}: {self.rule}: {self.message}. Remedy: {self.remedy}."


class Passage(NamedTuple):
    """A text that a patient can see, and the limits that hold for it."""

    path: Path
    field: tuple[Union[str, int], ...]
    kind: str
    text: str
    context: str = ""  # what the reader has just seen: its explanations still hold
    grade: float = 8.0
    sentence: int = 20


def check(folder: Path, today: Optional[date] = None) -> list[Finding]:
    """Return everything to mend in the content of `folder`, in the order of files and lines.

    Args:
        folder: the content folder.
        today: the day that reviews are measured against; the current one unless given.
    """
    folder = Path(folder).resolve()
    try:
        library, glossary = Library.load(folder), Glossary.load(folder)
    except ContentError as error:
        return [Finding(f.file, f.line, "load", f"{f.field}: {f.problem}" if f.field else f.problem, f.remedy)
                for f in error.faults]
    lint = _Lint(folder, library, glossary)
    findings = [finding for passage in lint.passages() for finding in lint.passage(passage)]
    findings += lint.numbers()
    findings += lint.unused_sources()
    findings += lint.reviews(today or date.today())
    return sorted(set(findings))


class _Lint:
    def __init__(self, folder: Path, library: Library, glossary: Glossary) -> None:
        self.folder, self.library, self.glossary = folder, library, glossary
        self.style = yaml_file.read(_STYLE)

    def passages(self) -> Iterator[Passage]:
        """Yield every text that a patient can see."""
        for answer in self.library.answers.values():
            path = self._path(answer)
            for field in ("title", "main_message", "answer", "more", "short", "next", "certainty"):
                context = "" if field in ("answer", "short") else answer.answer
                yield Passage(path, (field,), "answers", getattr(answer, field) or "", context)
            for row, cells in enumerate(answer.table or ()):
                yield from (Passage(path, ("table", row), "answers", cell, answer.answer) for cell in cells)
        for place, entry in enumerate(self.library.escalations.values()):
            limits = (5.0, 15) if entry.level in _STRICT_LEVELS else (8.0, 20)
            for field in ("heading", "text", "short"):
                yield Passage(
                    self.folder / "escalations.yml", (place, field), "escalations", getattr(entry, field), "", *limits
                )
        for place, message in enumerate(self.library.messages.values()):
            path = self.folder / "messages.yml"
            yield Passage(path, (place, "text"), "messages", message.text)
            yield Passage(path, (place, "short"), "messages", message.short)
            for number, button in enumerate(message.buttons):
                yield Passage(path, (place, "buttons", number), "messages", button.title, message.text)
        for field in ("hours", "language_help"):
            yield Passage(self.folder / "clinic.yml", (field,), "messages", getattr(self.library.clinic, field))

    def passage(self, passage: Passage) -> Iterator[Finding]:
        """Yield what is wrong with one text."""
        yield from self._wording(passage)
        yield from self._lengths(passage)
        yield from self._terms(passage)

    def _wording(self, passage: Passage) -> Iterator[Finding]:
        for style in self.style:
            if style.get("only", passage.kind) != passage.kind:
                continue
            for paragraph in passage.text.split("\n\n"):
                match = re.search("".join(style["pattern"]), paragraph, re.IGNORECASE)
                unless = "".join(style.get("unless", ()))
                if match and not (unless and re.search(unless, paragraph, re.IGNORECASE)):
                    message = f'{style["message"]}: "{match.group().strip()[:60]}"'
                    yield self._finding(passage, style["rule"], message, style["remedy"], match.group())

    def _lengths(self, passage: Passage) -> Iterator[Finding]:
        explained = [use.form for use in self.glossary.uses(passage.text) if use.explained]
        explained += [use.form for use in self.glossary.uses(passage.context) if use.explained]
        masked = readability.grade(passage.text, explained)
        if masked > passage.grade and passage.field[-1] in ("answer", "more", "short", "text"):
            message = f"grade {masked} (raw {readability.grade(passage.text)}), at most {passage.grade:g}"
            yield self._finding(passage, "grade", message, "use shorter words and sentences; keep the sense")
        plain = _BRACKETS.sub("", passage.text) if passage.sentence > 15 else passage.text
        for sentence in readability.sentences(plain):
            count = len(readability.words(sentence))
            if count > passage.sentence:
                message = f'a sentence of {count} words, at most {passage.sentence}: "{sentence[:50]}..."'
                yield self._finding(passage, "sentence", message, "make two sentences of it", sentence)
        for paragraph in passage.text.split("\n\n"):
            count = len(readability.sentences(paragraph))
            if count > 3 and "- " not in paragraph and passage.field[-1] in ("answer", "more"):
                message = f'a paragraph of {count} sentences, at most 3: "{paragraph[:50]}..."'
                remedy = "put a blank line where a new thought starts"
                yield self._finding(passage, "paragraph", message, remedy, paragraph)

    def _terms(self, passage: Passage) -> Iterator[Finding]:
        """A medical word is explained where it is first used; text messages and single lines only get a warning."""
        if passage.field[-1] not in ("answer", "more", "short", "text"):
            return
        told = {use.term.term for use in self.glossary.uses(passage.context)}
        for use in self.glossary.uses(passage.text):
            if not use.explained and use.term.term not in told:
                message = f'"{use.form}" is not explained in {passage.field[-1]}'
                remedy = f'put a few plain words in brackets behind it, such as "({use.term.gloss})"'
                level = "warning" if passage.field[-1] == "short" else "fault"
                yield self._finding(passage, "unexplained", message, remedy, passage.text[use.start :], level)

    def numbers(self) -> Iterator[Finding]:
        """A number needs a fact that states it, and so a source."""
        for answer in self.library.answers.values():
            claims = " ".join(fact.claim for fact in answer.facts)
            stated = _numbers(claims) | _spelled(claims) | _PHONES
            stated |= {str(100 - int(number)) for number in stated if number.isdigit()}  # the others of 100
            for field in ("main_message", "answer", "more", "short"):
                text = getattr(answer, field) or ""
                for number in sorted(_numbers(text) - stated):
                    yield self._finding(
                        Passage(self._path(answer), (field,), "answers", text), "number-without-source",
                        f"the number {number} stands in no fact of this file",
                        "add the fact with its source, or take the number out", number,
                    )

    def unused_sources(self) -> Iterator[Finding]:
        """A source that nothing cites may be a slip in an id."""
        used = {name for answer in self.library.answers.values() for fact in answer.facts for name in fact.sources}
        used |= {name for entry in self.library.escalations.values() for name in entry.sources}
        used |= {name for language in self.library.languages.values() for name in language.sources}
        used |= {name for flag in read_rules().flags.values() for source in flag.sources for name in _SOURCE_ID.findall(source)}
        for place, name in enumerate(self.library.sources):
            if name not in used:
                passage = Passage(self.folder / "sources.yml", (place, "id"), "sources", "")
                message = f"no answer, escalation or flag cites {name}"
                yield self._finding(passage, "unused-source", message, "cite it, or remove it", level="warning")

    def reviews(self, today: date) -> Iterator[Finding]:
        """A signed text is read again in time: an answer every 36 months; one on procedures or medicines, and all else, every 12."""
        for passage, entry, months in self._signable():
            review = entry.review
            if review.status == "draft":
                continue
            if entry.standing.status == "draft":
                message = f"changed since {review.by} signed it on {review.on}, so it counts as a draft"
                yield self._finding(passage, "signature-void", message, "have it read and signed again", level="warning")
            if (review.due - review.on).days > months * 31:
                message = f"the next review is more than {months} months after the last"
                yield self._finding(passage, "review-too-far", message, "set an earlier date in due")
            if review.due < today:
                message = f"the review was due on {review.due}"
                remedy = "have it reviewed again, or set it back to draft"
                yield self._finding(passage, "review-overdue", message, remedy)
            elif review.due - today <= timedelta(days=WARN_DAYS):
                message = f"the review is due on {review.due}"
                yield self._finding(passage, "review-due", message, "have it reviewed again", level="warning")

    def _signable(self) -> Iterator[tuple[Passage, Union[Answer, Escalation, Language], int]]:
        """Yield every text that can be signed, where its review stands, and after how many months it is read again."""
        for answer in self.library.answers.values():
            yield Passage(self._path(answer), ("review",), "answers", ""), answer, REVIEW_MONTHS.get(answer.intent, 36)
        listed: dict[str, Mapping[str, Union[Escalation, Language]]] = {
            "escalations": self.library.escalations, "languages": self.library.languages,
        }  # fmt: skip
        for kind, entries in listed.items():
            for place, entry in enumerate(entries.values()):
                yield Passage(self.folder / f"{kind}.yml", (place, "review"), kind, ""), entry, REVIEW_MONTHS["procedures"]

    def _path(self, answer: Answer) -> Path:
        return self.folder / "answers" / f"{answer.id.replace('.', '/')}.yml"

    def _finding(
        self, passage: Passage, rule: str, message: str, remedy: str, snippet: str = "", level: str = "fault"
    ) -> Finding:
        line = _line(passage.path, passage.field, snippet)
        return Finding(passage.path.relative_to(self.folder.parent).as_posix(), line, rule, message, remedy, level)


def _numbers(text: str) -> set[str]:
    """Return the numbers that a text writes in digits, without thousands commas."""
    return {number.replace(",", "") for number in _NUMBER.findall(text)}


def _spelled(text: str) -> set[str]:
    """Return, in digits, the numbers up to twelve that a text writes as words."""
    return {str(_NUMBER_WORDS.index(word)) for word in re.findall(r"[a-z]+", text.lower()) if word in _NUMBER_WORDS}


def _line(path: Path, field: tuple[Union[str, int], ...], snippet: str) -> int:
    """Return the line of `field`, or the line inside it where `snippet` begins."""
    first = yaml_file.line_of(path, field)
    start = " ".join(snippet.split()[:2])
    lines = path.read_text(encoding="utf-8").splitlines()
    for number in range(first, min(first + 60, len(lines)) + 1) if start else ():
        if start in lines[number - 1]:
            return number
    return first
