"""The verdict of the screen, and how the English rules and the emergency words of other languages come to one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import List, NamedTuple, Optional, Sequence, Set, Tuple

from bot.language import language
from bot.safety.languages import Found

LEVELS = ("emergency", "urgent", "physician")  # of the policy, the highest first
_EMERGENCY, _ENGLISH = LEVELS[0], "en"


def rank(level: Optional[str]) -> int:
    """Return the place of a level among LEVELS, 0 for the highest; no level comes after all of them."""
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)


class Span(NamedTuple):
    """Where in the message a flag was seen."""

    flag: str
    start: int
    end: int


@dataclass(frozen=True)
class Screening:
    """The verdict: the highest level, every flag (worst first), and where each was seen.

    `language` is set when emergency words of another language were seen: its code in `languages.yml`, or `en` when the emergency
    was said in English as well. `doubt` is set when there is no verdict but perhaps a sign: the verdict if it is one. `certain` is
    set when a rule saw what the learned part knows less of, such as a count of tablets. `entry` names the words of
    content/escalations.yml that answer the worst flag where these are not its own: those for a plan of suicide.
    """

    level: Optional[str]
    flags: Tuple[str, ...] = ()
    spans: Tuple[Span, ...] = ()
    language: Optional[str] = None
    doubt: Optional[Screening] = None
    certain: bool = False
    entry: Optional[str] = None


def joined(english: Screening, found: Sequence[Found], text: str) -> Screening:
    """Join the verdict of the English rules with the emergency words of other languages that `found` lists for `text`.

    The English rules know a few words of Spanish; where they saw nothing else, the language itself decides, its denials too.
    An emergency that is said in English as well stays English, unless the whole message is in the other language.
    """
    if not found:
        return english
    own = [span for span in english.spans if not any(one.start < span.end and span.start < one.end for one in found)]
    english = english if own else Screening(None)
    standing = [one for one in found if not one.denied]
    if not standing:
        return english
    alarmed = english.level == _EMERGENCY
    flags = list(dict.fromkeys([*(english.flags if alarmed else ()), *(one.flag for one in standing), *english.flags]))
    spans = outermost({*english.spans, *(Span(one.flag, one.start, one.end) for one in standing)})
    ordered = tuple(sorted(spans, key=lambda span: (flags.index(span.flag), span)))
    spoken = language(text) or _ENGLISH if alarmed else _language(standing, text)
    return Screening(_EMERGENCY, tuple(flags), ordered, spoken, entry=english.entry if alarmed else None)


def _language(found: Sequence[Found], text: str) -> str:
    """The language with most emergency words; neighbors share some, so the rest of the message decides between equals."""
    said = Counter(one.language for one in found)
    most = [code for code, count in said.items() if count == max(said.values())]
    spoken = language(text)
    return spoken if spoken in most else most[0]


def outermost(spans: Set[Span]) -> List[Span]:
    """Leave out a span that lies inside another of the same flag."""
    return [
        span
        for span in spans
        if not any(o != span and o.flag == span.flag and o.start <= span.start and span.end <= o.end for o in spans)
    ]
