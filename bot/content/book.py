"""The book: every text as patients read it, on one page, for the clinician who reads and signs it."""
from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import Any, Iterator, Union

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.content import readability
from bot.content.glossary import Glossary
from bot.content.library import Library
from bot.content.model import Answer, Escalation
from bot.safety.verdict import rank

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Page:
    """One text with its reading grade (explained words do not count against it) and what became of its signature."""

    entry: Union[Answer, Escalation]
    grade: float
    state: str  # signed, changed (since it was signed) or draft


def write(folder: Path, target: Path) -> int:
    """Write the book of the content in `folder` to `target`, one HTML file that needs no other. Returns how many texts it holds.

    Raises:
        ContentError: the content cannot be loaded.
    """
    library, glossary = Library.load(folder), Glossary.load(folder)
    answers = [_page(library, glossary, answer, answer.answer) for answer in library.answers.values()]
    alarms = [_page(library, glossary, entry, entry.text) for entry in library.escalations.values()]
    pages = Environment(
        loader=FileSystemLoader(_DATA), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    pages.filters["blocks"] = lambda text: list(_blocks(library.fill(text)))
    html = pages.get_template("book.html").render(
        library=library,
        clinic=library.clinic,
        subjects=_by_subject(library, answers),
        alarms=sorted(alarms, key=lambda page: (rank(page.entry.level), page.entry.id)),
        unsigned=[page for page in (*alarms, *answers) if page.state != "signed"],
        median=median(page.grade for page in answers),
        highest=max(page.grade for page in answers),
        fill=library.fill,
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(html, "utf-8")
    return len(answers) + len(alarms)


def _page(library: Library, glossary: Glossary, entry: Union[Answer, Escalation], text: str) -> Page:
    filled = library.fill(text)
    grade = readability.grade(filled, [use.form for use in glossary.uses(filled) if use.explained])
    state = "signed" if entry.standing.status == "signed" else "changed" if entry.review.status == "signed" else "draft"
    return Page(entry, grade, state)


def _by_subject(library: Library, pages: list[Page]) -> list[tuple[str, list[Page]]]:
    order = list(library.subjects)
    ranked = sorted(pages, key=lambda page: (order.index(page.entry.subject), not page.entry.id.endswith(".what"), page.entry.id))
    return [(library.subjects[name].title, list(group)) for name, group in groupby(ranked, key=lambda page: page.entry.subject)]


def _blocks(text: str) -> Iterator[dict[str, Any]]:
    """Yield paragraphs and lists, as the chat shows them."""
    for block in text.split("\n\n"):
        lines = block.split("\n")
        items = [line.strip()[2:] for line in lines if line.strip().startswith("- ")]
        lead = " ".join(line for line in lines if not line.strip().startswith("- "))
        if lead:
            yield {"text": lead, "items": []}
        if items:
            yield {"text": "", "items": items}
