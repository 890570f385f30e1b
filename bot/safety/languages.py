"""Emergency words in other languages than English: `languages.yml`, read once, and found in a message without any model.

In: what the patient typed. Out: which flags it raises, in which language, and where. Only plain wordings are known; this is a
floor for people whom the English rules cannot read.
"""
from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Tuple

import yaml

from bot import quick_yaml
from bot.safety.normalize import clean

_FIELDS = {"name", "but", "denied_before", "denied_after", "flags", "must_fire", "must_not_fire"}
# Letters that clean() keeps apart though people type one for the other.
_SAME = str.maketrans({"đ": "d", "ى": "ي", "ة": "ه", "ł": "l"})
# One character as a reader counts them: clean() takes Korean syllables apart.
_CHARACTER = r"(?:[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?|[^\W\u1100-\u11ff])"
_NEAR = 120  # characters around a sign in which a denial may stand
_NEVER = r"(?!)"


class Found(NamedTuple):
    """An emergency word: its language and flag, where it stands in the message, and whether it is denied."""

    language: str
    flag: str
    start: int
    end: int
    denied: bool  # said only to take it back: "no tengo dolor en el pecho"


class LanguageError(ValueError):
    """The file is broken: where, what is wrong and what to do."""

    def __init__(self, where: str, wrong: str, remedy: str) -> None:
        super().__init__(f"{where}: {wrong}. Remedy: {remedy}")
        self.where, self.wrong, self.remedy = where, wrong, remedy


@dataclass(frozen=True)
class Example:
    """A message of the file, and the flag that it must raise (None: it raises nothing)."""

    language: str
    text: str
    flag: Optional[str]


class _Sign(NamedTuple):
    place: int  # in the file, which keeps the order of flags the same in each run
    flag: str
    pattern: "re.Pattern[str]"


@dataclass(frozen=True)
class _Language:
    """One block of the file. `by_first` finds signs by their first word, so that an English message costs next to nothing."""

    code: str
    spaces: bool
    before: "re.Pattern[str]"
    after: "re.Pattern[str]"
    by_first: Mapping[str, Sequence[_Sign]]
    others: Sequence[_Sign]


class Languages:
    """Every language of the file, compiled once. Use `Languages.load()`."""

    def __init__(self, languages: Sequence[_Language], examples: Sequence[Example]) -> None:
        self._languages = languages
        self.examples = examples

    @classmethod
    def load(cls, levels: Mapping[str, str], file: Path) -> "Languages":
        """Read the file; `levels` are the known flags and their levels, of which only emergencies may be named.

        Raises:
            LanguageError: the file is broken; the message names the place and the remedy.
        """
        try:
            data = quick_yaml.load(file.read_text("utf-8"))
        except (OSError, yaml.YAMLError) as error:
            raise LanguageError("file", f"cannot be read ({error})", "restore it, or check quotes and indents") from error
        if not isinstance(data, dict):
            raise LanguageError("file", "is not one block a language", "start each block with the language's code")
        for code, block in data.items():
            _check(code, block, levels)
        examples = [Example(code, one["say"], one["flag"]) for code, block in data.items() for one in block["must_fire"]]
        examples += [Example(code, text, None) for code, block in data.items() for text in block["must_not_fire"]]
        return cls([_language(code, block) for code, block in data.items()], examples)

    def find(self, text: str) -> List[Found]:
        """Return each emergency word of `text`, in the order of languages."""
        plain, places = clean(text)
        plain = plain.translate(_SAME)
        spaced = _line(plain, places, " ")
        found = list(self._find(spaced, (one for one in self._languages if one.spaces)))
        if not plain.isascii():
            found += self._find(_line(plain, places, ""), (one for one in self._languages if not one.spaces))
        return found

    def _find(self, line: "_Line", languages: Iterator[_Language]) -> Iterator[Found]:
        words = set(line.text.split())
        for language in languages:
            signs = {sign for word in words & language.by_first.keys() for sign in language.by_first[word]}
            for sign in sorted({*signs, *language.others}, key=lambda sign: sign.place):
                for match in sign.pattern.finditer(line.text):
                    before = line.text[max(0, match.start() - _NEAR) : match.start()]
                    after = line.text[match.end() : match.end() + _NEAR].lstrip(" ")
                    denied = bool(language.before.search(before) or language.after.match(after))
                    yield Found(language.code, sign.flag, line.places[match.start()], line.places[match.end() - 1] + 1, denied)


class _Line(NamedTuple):
    """A message as words alone, "|" where a comma or stop was, and each character's place in the original."""

    text: str
    places: List[int]


def _line(plain: str, places: Sequence[int], gap: str) -> _Line:
    characters: List[str] = []
    kept: List[int] = []
    for character, place in zip(f" {plain} ", [0, *places, places[-1] if places else 0]):
        add = character if character.isalnum() else gap if character in " '-_" else f"{gap}|{gap}"
        if not (add == " " and characters[-1:] == [" "]):
            characters += add
            kept += [place] * len(add)
    return _Line("".join(characters), kept)


def _check(code: str, block: Any, levels: Mapping[str, str]) -> None:
    if not isinstance(block, dict) or set(block) - {"spaces"} != _FIELDS:
        raise LanguageError(code, "has not the fields of a language", f"give {', '.join(sorted(_FIELDS))}")
    for flag in (*block["flags"], *(one["flag"] for one in block["must_fire"])):
        if levels.get(flag) != "emergency":
            raise LanguageError(f"{code}.flags.{flag}", "is no emergency flag", "use the name of a file in flags/")
    lists = {"denied_before": block["denied_before"], "denied_after": block["denied_after"], **block["flags"]}
    for name, entries in lists.items():
        for entry in entries if isinstance(entries, list) else [None]:
            if not isinstance(entry, str) or not entry.strip():
                raise LanguageError(f"{code}.{name}", f"{entry!r} is not text", "write one `- words` a line, in quotes")


def _language(code: str, block: Dict[str, Any]) -> _Language:
    spaces = block.get("spaces", True)
    denials = [said for entry in block["denied_before"] if len(entry.split()) == 1 for said in entry.split("/")]
    write = _Writer(spaces, [said for said in denials if "_" not in said])
    deny = _Writer(spaces, block["but"].split("/"))
    by_first: Dict[str, List[_Sign]] = {}
    others: List[_Sign] = []
    said = [(flag, entry) for flag, entries in block["flags"].items() for entry in entries]
    for place, (flag, entry) in enumerate(said):
        sign = _Sign(place, flag, re.compile(write.edge(write.pattern(entry))))
        firsts = {write.plain(choice).split(" ")[0] for choice in entry.split()[0].split("/")}
        if not spaces or any(first.endswith("*") for first in firsts):
            others.append(sign)
            continue
        for first in firsts:
            by_first.setdefault(first, []).append(sign)
    before = [rf"{deny.open}{deny.pattern(entry, ends=True)}$" for entry in block["denied_before"]]
    after = [rf"{deny.pattern(entry)}{deny.close}" for entry in block["denied_after"]]
    reach_back, reach_on = re.compile("|".join(before) or _NEVER), re.compile("|".join(after) or _NEVER)
    return _Language(code, spaces, reach_back, reach_on, by_first, others)


class _Writer:
    """Writes the file's wordings as regular expressions; no gap of theirs holds a word of `barred`."""

    def __init__(self, spaces: bool, barred: Sequence[str]) -> None:
        self.spaces = spaces
        self.open, self.close, self.between = (r"(?<!\w)", r"(?!\w)", " ") if spaces else ("", "", "")
        words = "|".join(self._said(word) for word in barred)
        self._bar = rf"(?!(?:{words}){self.close})" if words else ""

    def edge(self, pattern: str) -> str:
        """Let the pattern begin and end with whole words, where a language has spaces between them."""
        return f"{self.open}{pattern}{self.close}"

    def plain(self, said: str) -> str:
        """Return one choice without accents, its words apart."""
        return clean(said)[0].translate(_SAME).replace("_", self.between)

    def pattern(self, entry: str, ends: bool = False) -> str:
        """Return the expression for `entry`; with `ends`, each word brings the space behind it."""
        written, after = "", ""
        for item in entry.split():
            gap = re.fullmatch(r"\.\.(\d+)", item)
            if gap:
                written += after + self._gap(int(gap[1]))
                after = ""
            else:
                written += after + f"(?:{'|'.join(self._said(said) for said in item.split('/'))})"
                after = self.between
        return written + (after if ends else "")

    def _gap(self, most: int) -> str:
        if self.spaces:
            return rf"(?:{self._bar}\w+ ){{0,{most}}}"
        return rf"(?:{self._bar}{_CHARACTER}){{0,{most}}}"

    def _said(self, said: str) -> str:
        return re.escape(self.plain(said)).replace(r"\*", r"\w*")
