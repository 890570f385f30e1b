"""Turns a content file into typed entries, or into faults with the line, the field and what to do."""
from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Any, Optional, Type, TypeVar

from pydantic import BaseModel, ValidationError

from bot.content import yaml_file
from bot.content.faults import Fault
from bot.content.yaml_file import Field

Entry = TypeVar("Entry", bound=BaseModel)
_REMEDIES = {
    "value_error.missing": "add it",
    "type_error.none.not_allowed": "fill it in",
    "type_error.str": "put the text in quotes",
    "value_error.any_str.min_length": "write the text",
    "value_error.any_str.max_length": "shorten it",
    "value_error.list.min_items": "add at least one",
    "value_error.list.max_items": "remove the least useful",
    "value_error.str.regex": "use lower-case letters, digits and underscores",
    "type_error.list": "write it as a list, in square brackets or with '- '",
    "type_error.dict": "write it as fields with values",
    "value_error.date": "write a date as 2026-01-31",
    "value_error.url.scheme": "start it with https://",
}


class Reader:
    """Reads content files below `folder` and collects every fault on the way."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault] = []
        self.spoilt: set[str] = set()  # ids of faulty entries, and names of files that could not be read

    def name(self, path: Path) -> str:
        """Return the path as people write it: content/answers/x/y.yml."""
        return path.relative_to(self.folder.parent).as_posix()

    def fault(self, path: Path, field: Field, problem: str, remedy: str, line: Optional[int] = None) -> None:
        """Note a fault; the line is looked up unless given."""
        line = yaml_file.line_of(path, field) if line is None else line
        shown = ".".join(str(step + 1) if isinstance(step, int) else step for step in field)
        self.faults.append(Fault(self.name(path), line, shown, problem, remedy))

    def one(self, path: Path, kind: Type[Entry]) -> Optional[Entry]:
        """Read a file that holds one entry; None when it is faulty."""
        data = self._read(path)
        return None if data is None else self._entry(path, (), data, kind)

    def many(self, path: Path, kind: Type[Entry]) -> dict[str, tuple[int, Entry]]:
        """Read a file that holds a list of entries with ids; return each with its place in the list."""
        data = self._read(path)
        if data is not None and not isinstance(data, list):
            self.fault(path, (), "must be a list of entries", "start each entry with '- id: ...'", line=1)
            self.spoilt.add(path.name)
        entries: dict[str, tuple[int, Entry]] = {}
        for place, item in enumerate(data if isinstance(data, list) else ()):
            entry = self._entry(path, (place,), item, kind)
            if entry is None:
                continue
            if entry.id in entries:  # type: ignore[attr-defined]
                problem = f"the id '{entry.id}' is given twice"  # type: ignore[attr-defined]
                self.fault(path, (place, "id"), problem, "rename or remove one of the two")
            entries[entry.id] = (place, entry)  # type: ignore[attr-defined]
        return entries

    def _read(self, path: Path) -> Any:
        if not path.is_file():
            self.fault(path, (), "the file is missing", "put it back, or copy the one that the project ships", line=1)
            self.spoilt.add(path.name)
            return None
        try:
            return yaml_file.read(path)
        except yaml_file.YamlProblem as problem:
            self.fault(path, (), str(problem), problem.remedy, line=problem.line)
            self.spoilt.add(path.name)
            return None

    def _entry(self, path: Path, at: tuple[int, ...], data: Any, kind: Type[Entry]) -> Optional[Entry]:
        if not isinstance(data, dict):
            self.fault(path, at, "must be a set of fields with values", f"give the fields of a {kind.__name__.lower()}")
            return None
        try:
            return kind.parse_obj(data)
        except ValidationError as error:
            self.spoilt.add(str(data.get("id")))
            for item in error.errors():
                field = (*at, *(step for step in item["loc"] if step != "__root__"))
                self.fault(path, field, *_worded(item, kind))
            return None


def _worded(item: dict[str, Any], kind: Type[BaseModel]) -> tuple[str, str]:
    """Return what is wrong and what to do, in words that need no knowledge of Python."""
    sort, context = item["type"], item.get("ctx", {})
    if sort == "value_error.missing":
        return "is missing", _REMEDIES[sort]
    if sort == "value_error.extra":
        near = get_close_matches(str(item["loc"][-1]), kind.__fields__, n=1)
        return "is not a field of this kind of file", f"rename it to '{near[0]}'" if near else "remove it"
    if sort == "value_error.const":
        return f"'{context['given']}' is not allowed", f"use one of: {', '.join(map(str, context['permitted']))}"
    if sort == "value_error.any_str.max_length":
        return f"is longer than {context['limit_value']} characters", _REMEDIES[sort]
    if sort == "value_error.str.regex":
        return "has characters that an id may not have", _REMEDIES[sort]
    return item["msg"], _REMEDIES.get(sort, "correct this field")
