"""Medical words: which a text uses, and which of them it explains."""
from __future__ import annotations

import re
from pathlib import Path
from typing import List, Mapping, NamedTuple

from pydantic import BaseModel

from bot.content.faults import ContentError
from bot.content.model import Text
from bot.content.reader import Reader

# What makes a word explained, around its first use: brackets after it or around it; "called X"; "X is a ..."
_AFTER = re.compile(
    r"[^.()!?\n]{0,25}\(|,? (?:is|are|means|mean) (?:an?|the|when|what|how|where)?\b|"
    r", (?:an?|the|or|which|where)\b|: ",
    re.I,
)
_BEFORE = re.compile(r"(?:\([^()]*|\b(?:call(?:ed)?(?: it| this| them)?|named|known as|or) (?:an? |the )?)$", re.I)
# A sentence that opens with the word and says at once what it does.
_OPENS = re.compile(r"(?:^|[.!?:]\s+|\n\s*(?:- )?)(?:An? |The )?$", re.I)
_DOES = re.compile(r"(?: [a-z]+){0,2} (?:puts?|shows?|treats?|uses?|fills?|steadies)\b", re.I)


class Term(BaseModel):
    """A medical word, a plain gloss, and other forms of it."""

    term: Text
    gloss: Text
    forms: List[Text] = []

    class Config:
        extra = "forbid"

    @property
    def id(self) -> str:
        """Terms are told apart by the word itself."""
        return self.term


class Use(NamedTuple):
    """A glossary term in a text: the form used, where, and whether it is explained there."""

    term: Term
    form: str
    start: int
    explained: bool


class Glossary:
    """The terms of content/glossary.yml, looked up longest first."""

    def __init__(self, terms: Mapping[str, Term]) -> None:
        self._terms = {form.lower(): term for term in terms.values() for form in (term.term, *term.forms)}
        forms = sorted(self._terms, key=len, reverse=True)
        self._pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, forms))})\b", re.IGNORECASE) if forms else None

    @classmethod
    def load(cls, folder: Path) -> Glossary:
        """Read `folder`/glossary.yml.

        Raises:
            ContentError: the file is missing or faulty.
        """
        reader = Reader(Path(folder).resolve())
        terms = reader.many(reader.folder / "glossary.yml", Term)
        if reader.faults:
            raise ContentError(reader.faults)
        return cls({name: term for name, (_, term) in terms.items()})

    def uses(self, text: str) -> list[Use]:
        """Return each term that `text` uses, once, at its first use."""
        found: dict[str, Use] = {}
        for match in self._pattern.finditer(text) if self._pattern else ():
            term = self._terms[match.group().lower()]
            if term.term not in found:
                found[term.term] = Use(term, match.group(), match.start(), _explained(text, match, term))
        return list(found.values())


def _explained(text: str, match: re.Match[str], term: Term) -> bool:
    before, after = text[: match.start()], text[match.end() :]
    return bool(
        term.gloss.lower() in text.lower()
        or _AFTER.match(after)
        or _BEFORE.search(before)
        or (_OPENS.search(before) and _DOES.match(after))
        or (before.endswith(", ") and after.startswith(","))
    )
