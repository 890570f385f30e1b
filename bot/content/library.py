"""The content library: everything a patient can be told, read once, checked whole, and looked up by id."""
from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Iterable, Mapping, Optional, Sequence, Type, TypeVar

from bot.content import gsm7
from bot.content.clinic import SETTINGS, Clinic, settings
from bot.content.faults import ContentError
from bot.content.model import Answer, Escalation, Language, Message, Picture, Source, Subject
from bot.content.reader import Entry, Reader
from bot.content.yaml_file import Field

DEFAULTS = ("default_emergency", "default_urgent", "default_physician")
ANSWER_SHORT, ESCALATION_SHORT = 306, 160  # two joined text messages, and a single one
_MUST_NAME = {  # the numbers that a text in another language has to give
    "emergency": ("emergency_number",), "poison_help": ("poison_help",), "self_harm": ("crisis_line", "emergency_number"),
    "other_language": ("interpreter", "emergency_number"),
}  # fmt: skip
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_VIEW_BOX = re.compile(r'viewBox="0 0 (\d+) (\d+)"')
_T = TypeVar("_T")


@dataclass(frozen=True)
class Library:
    """All content of one folder. Build it with `load`, which lets nothing faulty through."""

    answers: Mapping[str, Answer]
    sources: Mapping[str, Source]
    messages: Mapping[str, Message]
    escalations: Mapping[str, Escalation]
    languages: Mapping[str, Language]
    subjects: Mapping[str, Subject]
    pictures: Mapping[str, Picture]
    drawings: Mapping[str, str]  # the SVG text of each picture
    clinic: Clinic
    hash: str

    @classmethod
    def load(cls, folder: Path) -> Library:
        """Read and check every content file below `folder`.

        Raises:
            ContentError: something is wrong; the message lists every fault with file, line, field and remedy.
        """
        reader = Reader(Path(folder).resolve())
        library = _read(reader)
        if reader.faults or library is None:
            raise ContentError(sorted(reader.faults))
        return library

    def served(self) -> Library:
        """Return the library as patients get it: without drafts when the clinic does not serve them. Escalations always stay."""
        if self.clinic.serve_drafts:
            return self
        signed = {name: answer for name, answer in self.answers.items() if answer.standing.status == "signed"}
        return replace(self, answers=signed)

    def picture_size(self, name: str) -> tuple[int, int]:
        """Return the width and height of a picture, so that a page can keep its place before it comes."""
        width, height = _VIEW_BOX.search(self.drawings[name]).groups()  # type: ignore[union-attr]
        return int(width), int(height)

    def escalation(self, flag: str, level: str, entry: Optional[str] = None) -> Escalation:
        """Return the words for `flag` at `level`: those of `entry`, else its own, when they are of that level, else the level's default."""
        named = (self.escalations.get(name) for name in (entry, flag) if name)
        return next((words for words in named if words and words.level == level), self.escalations[f"default_{level}"])

    def fill(self, text: str, **others: str) -> str:
        """Put the clinic's settings in the place of their placeholders; `others` are more values, such as a subject's title, or go
        before the clinic's own."""
        values = {**settings(self.clinic), **others}
        return _PLACEHOLDER.sub(lambda match: values[match.group(1)], text)


def _read(reader: Reader) -> Optional[Library]:
    folder = reader.folder
    sources = reader.many(folder / "sources.yml", Source)
    subjects = reader.many(folder / "subjects.yml", Subject)
    messages = reader.many(folder / "messages.yml", Message)
    escalations = reader.many(folder / "escalations.yml", Escalation)
    languages = _optional(reader, folder / "languages.yml", Language)
    clinic = reader.one(folder / "clinic.yml", Clinic)
    pictures, drawings = _pictures(reader)
    answers = _answers(reader)
    if clinic is None:
        return None
    library = Library(
        answers={answer.id: answer for _, answer in answers},
        sources=_entries(sources), messages=_entries(messages),
        escalations=_entries(escalations), languages=_entries(languages), subjects=_entries(subjects),
        pictures=_entries(pictures), drawings=drawings, clinic=clinic, hash=_hash(folder),
    )
    _Links(reader, library).check(answers, messages, escalations, languages)
    return library


def _optional(reader: Reader, path: Path, kind: Type[Entry]) -> dict[str, tuple[int, Entry]]:
    """Read a list that a library may do without."""
    return reader.many(path, kind) if path.is_file() else {}


def _pictures(reader: Reader) -> tuple[dict[str, tuple[int, Picture]], dict[str, str]]:
    """Read the list of pictures and their drawings."""
    listed = reader.folder / "pictures" / "pictures.yml"
    pictures = _optional(reader, listed, Picture)
    drawings = {}
    for name, (place, _) in pictures.items():
        drawing = listed.with_name(f"{name}.svg")
        if not drawing.is_file():
            reader.fault(listed, (place, "id"), f"there is no {drawing.name} beside this file", "draw it, or correct the id")
            continue
        drawings[name] = drawing.read_text("utf-8")
        if not _VIEW_BOX.search(drawings[name]) or "<script" in drawings[name]:
            remedy = 'give it a viewBox="0 0 <width> <height>" in whole numbers, and no script'
            reader.fault(listed, (place, "id"), f"{drawing.name} is not a plain drawing", remedy)
    return pictures, drawings


def _entries(placed: Mapping[str, tuple[int, _T]]) -> dict[str, _T]:
    return {name: entry for name, (_, entry) in placed.items()}


def _answers(reader: Reader) -> list[tuple[Path, Answer]]:
    root = reader.folder / "answers"
    found: list[tuple[Path, Answer]] = []
    seen: set[str] = set()
    paths = sorted(path for path in root.rglob("*") if path.is_file()) if root.is_dir() else []
    if not paths:
        reader.fault(root, (), "there are no answer files", "put them back: answers/<subject>/<facet>.yml", line=1)
    for path in paths:
        parts = path.relative_to(root).with_suffix("").parts
        if path.suffix != ".yml" or len(parts) != 2:
            reader.fault(path, (), "is not where an answer belongs", "name it answers/<subject>/<facet>.yml", line=1)
            continue
        answer = reader.one(path, Answer)
        if answer is None:
            reader.spoilt.add(".".join(parts))
            continue
        if answer.id != ".".join(parts):
            reader.fault(
                path, ("id",), f"'{answer.id}' is not the file's place", f"write {'.'.join(parts)}, or move the file"
            )
        if answer.id in seen:
            reader.fault(path, ("id",), f"the id '{answer.id}' is given twice", "rename or remove one of the two")
        seen.add(answer.id)
        found.append((path, answer))
    return found


def _hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.yml")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


class _Links:
    """Checks what one file says about another: ids, placeholders, and lengths once the settings are filled in."""

    def __init__(self, reader: Reader, library: Library) -> None:
        self.reader, self.library = reader, library
        self.longest = max((subject.title for subject in library.subjects.values()), key=len, default="")

    def check(
        self,
        answers: Sequence[tuple[Path, Answer]],
        messages: Mapping[str, tuple[int, Message]],
        escalations: Mapping[str, tuple[int, Escalation]],
        languages: Mapping[str, tuple[int, Language]],
    ) -> None:
        """Note every broken link among the entries read."""
        for path, answer in answers:
            self._answer(path, answer)
        for place, message in messages.values():
            self._message(self.reader.folder / "messages.yml", place, message)
        path = self.reader.folder / "escalations.yml"
        for place, escalation in escalations.values():
            self._escalation(path, place, escalation)
        for place, language in languages.values():
            self._language(self.reader.folder / "languages.yml", place, language)
        for default in DEFAULTS:
            if default not in self.library.escalations and not {default, path.name} & self.reader.spoilt:
                remedy = "add an entry with this id; flags without words of their own need it"
                self.reader.fault(path, (), f"has no '{default}'", remedy, line=1)

    def _answer(self, path: Path, answer: Answer) -> None:
        self._known(path, ("id",), [answer.subject], self.library.subjects, "subject", "subjects.yml")
        self._known(path, ("related",), answer.related, self.library.answers, "topic", "answers/")
        self._known(path, ("picture",), [answer.picture], self.library.pictures, "picture", "pictures.yml")
        for number, fact in enumerate(answer.facts):
            self._known(
                path, ("facts", number, "sources"), fact.sources, self.library.sources, "source", "sources.yml"
            )
        for field in ("title", "main_message", "answer", "more", "next", "certainty"):
            self._placeholders(path, (field,), getattr(answer, field) or "")
        for row, cells in enumerate(answer.table or ()):
            self._placeholders(path, ("table", row), " ".join(cells))
        self._short(path, ("short",), answer.short, ANSWER_SHORT)

    def _message(self, path: Path, place: int, message: Message) -> None:
        self._placeholders(path, (place, "text"), message.text, ("subject",))
        self._short(path, (place, "short"), message.short, ANSWER_SHORT, ("subject",))
        for number, button in enumerate(message.buttons):
            at = (place, "buttons", number)
            self._known(path, (*at, "topic"), [button.topic], self.library.answers, "topic", "answers/")
            self._known(path, (*at, "subject"), [button.subject], self.library.subjects, "subject", "subjects.yml")
            self._known(path, (*at, "message"), [button.message], self.library.messages, "message", "messages.yml")
            self._placeholders(path, (*at, "title"), button.title)

    def _escalation(self, path: Path, place: int, escalation: Escalation) -> None:
        self._known(path, (place, "sources"), escalation.sources, self.library.sources, "source", "sources.yml")
        self._placeholders(path, (place, "heading"), escalation.heading)
        self._placeholders(path, (place, "text"), escalation.text)
        self._short(path, (place, "short"), escalation.short, ESCALATION_SHORT)
        night = self.library.clinic.after_hours
        if night and escalation.level == "urgent":  # said in place of the day's number while the clinic is closed
            self._short(path, (place, "short"), escalation.short.replace("{clinic_phone}", night.display), ESCALATION_SHORT)

    def _language(self, path: Path, place: int, language: Language) -> None:
        self._known(path, (place, "sources"), language.sources, self.library.sources, "source", "sources.yml")
        for field, numbers in _MUST_NAME.items():
            text = getattr(language, field)
            self._placeholders(path, (place, field), text)
            for number in numbers:
                if f"{{{number}}}" not in text:
                    self.reader.fault(path, (place, field), f"does not give {{{number}}}", "say which number to call")

    def _known(
        self, path: Path, field: Field, ids: Iterable[Optional[str]], known: Mapping[str, object], kind: str, file: str
    ) -> None:
        """Note the ids that nothing has; what points to a faulty entry or file is left for when that is mended."""
        spoilt = self.reader.spoilt
        for name in ids:
            if name is not None and name not in known and name not in spoilt and file not in spoilt:
                self.reader.fault(path, field, f"the {kind} '{name}' does not exist", f"use an id of {file}, or add it")

    def _placeholders(self, path: Path, field: Field, text: str, more: tuple[str, ...] = ()) -> bool:
        """Note what is not a placeholder we fill; return whether all is well."""
        allowed = {*SETTINGS, *more}
        wrong = [name for name in _PLACEHOLDER.findall(text) if name not in allowed]
        if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
            wrong.append("a brace without its partner")
        for name in wrong:
            remedy = "use " + ", ".join(f"{{{setting}}}" for setting in (*SETTINGS, *more))
            self.reader.fault(path, field, f"'{name}' is not a placeholder that can be filled in", remedy)
        return not wrong

    def _short(self, path: Path, field: Field, text: str, limit: int, more: tuple[str, ...] = ()) -> None:
        if not self._placeholders(path, field, text, more):
            return
        filled = self.library.fill(text, subject=self.longest)
        foreign = gsm7.foreign(filled)
        if foreign:
            remedy = "use straight quotes, plain hyphens and letters of the GSM-7 alphabet"
            self.reader.fault(path, field, f"text messages cannot carry {' '.join(map(repr, foreign))}", remedy)
        elif gsm7.length(filled) > limit:
            problem = f"is {gsm7.length(filled)} characters with the settings filled in, but at most {limit} fit"
            self.reader.fault(path, field, problem, "shorten it")
