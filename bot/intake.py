"""What a message is made of before anyone reads its meaning: tidy text, a typed choice, words or none."""
from __future__ import annotations

import re
import unicodedata
from typing import Collection, Iterable, Optional, Sequence

_SPACES = ("Cc", "Zl", "Zp")  # Unicode's categories: control characters, ends of lines and paragraphs
_DROPPED = ("Cf", "Cs", "Co", "Cn")  # zero-width and direction characters, halves of characters, private and unassigned ones
_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")
_ASKS = r"(?:how|what|when|where|why|who|which|does|do|did|is|are|can|could|will|would|should|may)"
_BETWEEN_QUESTIONS = re.compile(rf"\?+\s*(?:and\s+|also\s+)*|,?\s+(?:and|also)(?:\s+also)?\s+(?={_ASKS}\b)", re.IGNORECASE)
_QUESTION = re.compile(rf"(?:\w+\W+)?{_ASKS}\b", re.IGNORECASE)
_YES = re.compile(r"(?:yes|yea|yeah|yep|yup|ya|si|sí|it is|i am|she is|he is|they are)\b", re.IGNORECASE)
_NO = re.compile(r"(?:no|nope|nah|not|it is not|it isn't|it isnt)\b", re.IGNORECASE)
_BRIEF = 4  # words
# Of such names only, with quoted attributes or nothing more: people put words of their own between angle brackets, too.
_TAG = re.compile(
    r"</?(?:a|b|i|u|p|s|br|hr|em|li|ol|td|th|tr|ul|h[1-6]|div|img|pre|svg|body|font|form|html|span|code|table|style|input|strong|script|button|iframe)"
    r'(?:\s+[a-z-]+="[^"<>]*")*\s*/?>',
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")


def tidy(text: str) -> str:
    """Drop what cannot be read (control, zero-width and direction characters), compose accents, and close up white space."""
    text = "".join(" " if unicodedata.category(character) in _SPACES else character for character in text)
    text = "".join(character for character in text if unicodedata.category(character) not in _DROPPED)
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def has_words(text: str) -> bool:
    """Tell whether there is a letter in any script: a bare number is no question, unless it picks a choice."""
    return bool(_LETTER.search(text))


def mostly_latin(text: str) -> bool:
    """Tell whether at least half of the letters are of the Latin script."""
    letters = [character for character in text if character.isalpha()]
    latin = [character for character in letters if unicodedata.name(character, "").startswith("LATIN")]
    return len(latin) * 2 >= len(letters)


def refusal(text: str, longest: int) -> Optional[str]:
    """Return the id of the message that says why a tidy `text` gets no answer: empty, no_words, too_long (over `longest` characters)
    or other_language; None for one that may get one."""
    if not text:
        return "empty"
    if not has_words(text):
        return "no_words"
    if len(text) > longest:
        return "too_long"
    return None if mostly_latin(text) else "other_language"


def question(text: str) -> str:
    """Return what `text` asks: without tags, and without leading slashes, so that "/restart" is read as the word and never as a command."""
    return " ".join(untagged(text).split()).lstrip("/ ")


def untagged(text: str) -> str:
    """Return `text` with a space for each tag of HTML. No word is lost: what patients put between angle brackets is no tag."""
    return _TAG.sub(" ", text)


def sentences(text: str) -> list[re.Match[str]]:
    """Return the sentences of `text`, each with its place and the marks at its end."""
    return list(_SENTENCE.finditer(text))


def besides(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return the sentences of `text` that none of `spans` (start, end) touches, or all of it when that leaves no words."""
    spans = list(spans)
    rest = [match[0] for match in sentences(text) if not any(start < match.end() and match.start() < end for start, end in spans)]
    joined = " ".join(sentence.strip() for sentence in rest)
    return joined if has_words(joined) else text


def questions(text: str) -> list[str]:
    """Return the questions of `text`, in order, when every clause of it is one ("does it hurt and how long does it take?"); else none."""
    clauses = [clause.strip(" ,") for clause in _BETWEEN_QUESTIONS.split(text)]
    asked = [clause for clause in clauses if _QUESTION.match(clause) and len(clause.split()) > 2]
    return asked if len(asked) == len([clause for clause in clauses if clause]) else []


def yes_or_no(text: str) -> Optional[bool]:
    """Return what a brief reply to a question says ("yeah it is", "no not now"), or None when it says neither or says more."""
    if len(text.split()) > _BRIEF:
        return None
    return False if _NO.match(text) else True if _YES.match(text) else None


def chosen(text: str, offered: Sequence[tuple[str, str]], issued: Collection[str]) -> Optional[str]:
    """Return the payload that `text` picks: one of those `issued`, or of the (title, payload) last `offered` by number or title."""
    wanted = text.strip()
    if wanted in issued:
        return wanted
    for number, (title, payload) in enumerate(offered, start=1):
        if wanted.rstrip(".)") == str(number) or wanted.casefold() == title.casefold():
            return payload
    return None
