"""Signing: who reviewed which words, written into the file that holds them."""
from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Sequence, Union

from bot.content import yaml_file
from bot.content.check import REVIEW_MONTHS
from bot.content.library import Library
from bot.content.model import MACHINE, Answer, Escalation, Language, Review

_Entry = Union[Answer, Escalation, Language]
MONTHS = 36  # until the next review, where check.REVIEW_MONTHS has nothing shorter


def sign(folder: Path, ids: Sequence[str], by: str, credential: str, on: date) -> list[str]:
    """Record that `by` read and approves the entries `ids`, answers, escalations or languages, as they are now.

    Args:
        folder: the content folder.
        ids: topics (`sacroplasty.what`), flags (`stroke`), languages (`es`), or subjects, which stand for all their answers.
        by: the reviewer's name, as patients will see it.
        credential: what entitles them, such as `MD`.
        on: the day of the review.

    Returns:
        The ids signed, in order.

    Raises:
        ContentError: the content cannot be loaded.
        ValueError: there is no such id, the name or the credential is empty, or no translator has read the text; nothing is
            written then.
    """
    if not by.strip() or not credential.strip():
        raise ValueError("A signature needs a name (--by) and a credential (--credential).")
    library = Library.load(folder)
    chosen = [entry for name in ids for entry in _entries(library, name)]
    for entry in chosen:
        if isinstance(entry, Language) and entry.translation == MACHINE:
            raise ValueError(f"'{entry.id}' was translated by a machine. Name the translator in languages.yml, then sign.")
    for entry in chosen:
        months = REVIEW_MONTHS.get(entry.intent, MONTHS) if isinstance(entry, Answer) else REVIEW_MONTHS["procedures"]
        review = Review(
            status="signed", by=by.strip(), credential=credential.strip(), on=on, due=_later(on, months), hash=entry.words_hash()
        )
        _write(folder, entry, library, review)
    return [entry.id for entry in chosen]


def _entries(library: Library, name: str) -> list[_Entry]:
    found: list[_Entry] = [
        answer for answer in library.answers.values() if name in (answer.id, answer.subject)
    ] or [entry for entry in (*library.escalations.values(), *library.languages.values()) if entry.id == name]
    if not found:
        raise ValueError(f"No answer, subject, escalation or language is named '{name}'. `content check` names the files there are.")
    return found


def _later(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    return date(day.year + year, month + 1, min(day.day, 28))


def _write(folder: Path, entry: _Entry, library: Library, review: Review) -> None:
    if isinstance(entry, Answer):
        path, first, indent = folder / "answers" / f"{entry.id.replace('.', '/')}.yml", 1, ""
    else:
        listed = library.languages if isinstance(entry, Language) else library.escalations
        path, indent = folder / ("languages.yml" if isinstance(entry, Language) else "escalations.yml"), "  "
        first = yaml_file.line_of(path, (list(listed).index(entry.id), "id"))
    lines = path.read_text("utf-8").splitlines()
    last = next((at for at in range(first, len(lines)) if indent and lines[at].startswith("- ")), len(lines))
    while last > first and (not lines[last - 1].strip() or lines[last - 1].startswith("#")):
        last -= 1  # blank lines and comments between two entries
    kept = _without_review(lines[first - 1 : last], indent)
    lines[first - 1 : last] = [*kept, f"{indent}review: {_inline(review)}"]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _without_review(lines: Sequence[str], indent: str) -> list[str]:
    kept, within = [], False
    for line in lines:
        within = line.startswith(f"{indent}review:") or (within and line.startswith(f"{indent} "))
        if not within:
            kept.append(line)
    return kept


def _inline(review: Review) -> str:
    values = {"by": _quoted(review.by), "credential": _quoted(review.credential), "on": review.on, "due": review.due}
    named = ", ".join(f"{key}: {value}" for key, value in values.items())
    return f'{{status: signed, {named}, hash: "{review.hash}"}}'


def _quoted(text: object) -> str:
    return '"' + str(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
