"""Reads the safety rules: `flags/*.yml`, `assertion.yml`, `spelling.yml`, `languages.yml`, and checks every field.

In: a folder. Out: `Rules`. Any fault raises `SafetyDataError` with the file, the field and what to do, so that a server
never starts with half its rules.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import AbstractSet, Any, Dict, List, Optional, Tuple

import yaml

from bot import quick_yaml
from bot.safety.assertion import lists_needed
from bot.safety.languages import LanguageError, Languages
from bot.safety.normalize import Spelling
from bot.safety.verdict import LEVELS

HERE = Path(__file__).parent

Turns = Tuple[str, ...]


class SafetyDataError(ValueError):
    """A rule file is broken: which file, which field, what is wrong, what to do."""

    def __init__(self, file: Path, where: str, wrong: str, remedy: str) -> None:
        super().__init__(f"{file.name}: {where}: {wrong}. Remedy: {remedy}")


@dataclass(frozen=True)
class Sign:
    """One way a flag shows itself: patterns, what else must be known, what cancels it, and its level."""

    flag: str
    what: str
    say: List[str]
    level: str
    guarded: bool
    needs: List[str] = field(default_factory=list)
    unless: List[str] = field(default_factory=list)
    even_asked: bool = False
    certain: bool = False
    entry: Optional[str] = None


@dataclass(frozen=True)
class Flag:
    """One flag file."""

    id: str
    level: str
    meaning: str
    sources: List[str]
    signs: List[Sign]
    must_fire: List[Turns]
    must_not_fire: List[Turns]


@dataclass(frozen=True)
class Combination:
    """So many of these together raise the level."""

    of: List[str]
    at_least: int
    level: str

    def holds(self, seen: AbstractSet[str]) -> bool:
        """Tell whether enough of its parts are among the flags and contexts that were seen."""
        return sum(part in seen for part in self.of) >= self.at_least


@dataclass(frozen=True)
class Rules:
    """All rule data, checked and read."""

    flags: Dict[str, Flag]
    contexts: Dict[str, List[str]]
    combinations: List[Combination]
    lists: Dict[str, List[str]]
    spelling: Spelling
    corrections: Dict[str, List[str]]
    english: frozenset
    languages: Languages


def read_rules(folder: Path = HERE) -> Rules:
    """Read every rule file under `folder`."""
    flags_folder = folder / "flags"
    contexts_file, words_file = flags_folder / "_contexts.yml", flags_folder / "_words.yml"
    contexts = {name: _say(contexts_file, name, block) for name, block in _mapping(contexts_file).items()}
    flags: Dict[str, Flag] = {}
    for file in sorted(flags_folder.glob("[a-z]*.yml")):
        flags[file.stem] = _flag(file, contexts)
    if not flags:
        raise SafetyDataError(flags_folder, "folder", "holds no flag file", "restore bot/safety/flags")
    lists = {name: _words(words_file, name, entries) for name, entries in _mapping(words_file).items()}
    lists.update(_assertion_lists(folder / "assertion.yml"))
    spelling, corrections = _spelling(folder / "spelling.yml")
    return Rules(
        flags=flags,
        contexts=contexts,
        combinations=_combinations(flags_folder / "_combine.yml", {*flags, *contexts}),
        lists=lists,
        spelling=spelling,
        corrections=corrections,
        english=frozenset(_text(folder / "english.txt").split()),
        languages=_languages(folder / "languages.yml", flags),
    )


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise SafetyDataError(file, "file", f"cannot be read ({error.strerror})", "restore the file") from error


def _mapping(file: Path) -> Dict[str, Any]:
    try:
        data = quick_yaml.load(_text(file))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}" if mark else "file"
        raise SafetyDataError(file, line, "is not YAML", "check quotes, colons and indents near that line") from error
    if not isinstance(data, dict):
        raise SafetyDataError(file, "file", "is not a mapping of fields", "write `field: value` lines")
    return data


def _words(file: Path, where: str, entries: Any) -> List[str]:
    if not isinstance(entries, list) or not entries:
        raise SafetyDataError(file, where, "must be a list with at least one entry", "write one `- entry` a line")
    for entry in entries:
        if not isinstance(entry, str) or not entry.strip():
            raise SafetyDataError(file, where, f"{entry!r} is not text", "put it between double quotes")
    return list(entries)


def _say(file: Path, where: str, block: Any) -> List[str]:
    if not isinstance(block, dict) or set(block) != {"meaning", "say"}:
        raise SafetyDataError(file, where, "must have `meaning` and `say`, and nothing else", "see flags/README.md")
    return _words(file, f"{where}.say", block["say"])


def _assertion_lists(file: Path) -> Dict[str, List[str]]:
    data = _mapping(file)
    missing = [name for name in lists_needed() if name not in data]
    if missing:
        raise SafetyDataError(file, missing[0], "is missing", "add the list")
    return {f"assertion.{name}": _words(file, name, entries) for name, entries in data.items()}


_FLAG_FIELDS = {"id", "level", "meaning", "sources", "signs", "must_fire", "must_not_fire"}
_SIGN_FIELDS = {"what", "say"}


def _flag(file: Path, contexts: Dict[str, List[str]]) -> Flag:
    data = _mapping(file)
    for name in sorted(_FLAG_FIELDS - set(data)):
        raise SafetyDataError(file, name, "is missing", "add the field; see flags/README.md")
    for name in sorted(set(data) - _FLAG_FIELDS - {"guarded"}):
        raise SafetyDataError(file, name, "is not a field of a flag", "correct its name or remove it")
    if data["id"] != file.stem:
        raise SafetyDataError(file, "id", f"{data['id']!r} is not the file's name", f"write id: {file.stem}")
    _level(file, "level", data["level"])
    if not isinstance(data["meaning"], str):
        raise SafetyDataError(file, "meaning", "is not text", "write one plain sentence")
    if not isinstance(data["signs"], list) or not data["signs"]:
        raise SafetyDataError(file, "signs", "must be a list with at least one sign", "see flags/README.md")
    signs = [_sign(file, number, block, data, contexts) for number, block in enumerate(data["signs"], 1)]
    return Flag(
        id=data["id"],
        level=data["level"],
        meaning=data["meaning"],
        sources=_words(file, "sources", data["sources"]),
        signs=signs,
        must_fire=_examples(file, "must_fire", data["must_fire"]),
        must_not_fire=_examples(file, "must_not_fire", data["must_not_fire"]),
    )


def _sign(file: Path, number: int, block: Any, flag: Dict[str, Any], contexts: Dict[str, List[str]]) -> Sign:
    where = f"signs[{number}]"
    if not isinstance(block, dict) or not _SIGN_FIELDS <= set(block):
        raise SafetyDataError(file, where, "must have `what` and `say`", "see flags/README.md")
    for name in sorted(set(block) - _SIGN_FIELDS - {"needs", "unless", "level", "even_asked", "certain", "entry"}):
        raise SafetyDataError(file, f"{where}.{name}", "is not a field of a sign", "correct its name or remove it")
    needs = _words(file, f"{where}.needs", block["needs"]) if "needs" in block else []
    for name in (choice for need in needs for choice in need.split("/")):
        if name not in contexts:
            raise SafetyDataError(file, f"{where}.needs", f"unknown context {name!r}", "add it to _contexts.yml")
    level, entry = block.get("level", flag["level"]), block.get("entry")
    if entry is not None and not isinstance(entry, str):
        raise SafetyDataError(file, f"{where}.entry", f"{entry!r} is not a name", "write an id of content/escalations.yml")
    return Sign(
        flag=flag["id"],
        what=str(block["what"]),
        say=_words(file, f"{where}.say", block["say"]),
        level=_level(file, f"{where}.level", level),
        guarded=bool(flag.get("guarded", False)),
        needs=needs,
        unless=_words(file, f"{where}.unless", block["unless"]) if "unless" in block else [],
        even_asked=bool(block.get("even_asked", False)),
        certain=bool(block.get("certain", False)),
        entry=entry,
    )


def _languages(file: Path, flags: Dict[str, Flag]) -> Languages:
    try:
        return Languages.load({name: flag.level for name, flag in flags.items()}, file)
    except LanguageError as error:
        raise SafetyDataError(file, error.where, error.wrong, error.remedy) from error


def _level(file: Path, where: str, level: Any) -> str:
    if level not in LEVELS:
        raise SafetyDataError(file, where, f"{level!r} is not a level", "write emergency, urgent or physician")
    return str(level)


def _examples(file: Path, where: str, entries: Any) -> List[Turns]:
    """Each example is one message, or a list of turns of which the last is the message."""
    if not isinstance(entries, list) or not entries:
        raise SafetyDataError(file, where, "must be a list with at least one example", "write one `- message` a line")
    examples = [tuple(entry) if isinstance(entry, list) else (entry,) for entry in entries]
    for turns in examples:
        if not turns or not all(isinstance(turn, str) for turn in turns):
            raise SafetyDataError(file, where, f"{turns!r} is not text", "put the message between double quotes")
    return examples


def _combinations(file: Path, known: set) -> List[Combination]:
    combinations: List[Combination] = []
    for name, block in _mapping(file).items():
        if not isinstance(block, dict) or set(block) != {"meaning", "of", "at_least", "level"}:
            raise SafetyDataError(file, name, "must have meaning, of, at_least and level", "see flags/README.md")
        of = _words(file, f"{name}.of", block["of"])
        for part in of:
            if part not in known:
                raise SafetyDataError(file, f"{name}.of", f"unknown flag or context {part!r}", "correct its name")
        if not isinstance(block["at_least"], int):
            raise SafetyDataError(file, f"{name}.at_least", "is not a number", "write a whole number")
        combinations.append(Combination(of, block["at_least"], _level(file, f"{name}.level", block["level"])))
    return combinations


def _spelling(file: Path) -> Tuple[Spelling, Dict[str, List[str]]]:
    data = _mapping(file)
    wanted = ["corrections", "is_after", "no_stop_after", "not_a_mark_after", "not_a_mark_before", "short_forms", "spoken_marks"]
    for name in wanted:
        if name not in data:
            raise SafetyDataError(file, name, "is missing", "add the field")
    spelling = Spelling(
        short_forms={str(k): str(v).split() for k, v in data["short_forms"].items()},
        is_after=set(data["is_after"]),
        no_stop_after=set(data["no_stop_after"]),
        spoken_marks={tuple(str(k).split()): str(v) for k, v in data["spoken_marks"].items()},
        not_a_mark_after=set(data["not_a_mark_after"]),
        not_a_mark_before=set(data["not_a_mark_before"]),
    )
    return spelling, {str(k): str(v).split() for k, v in data["corrections"].items()}
