"""Reads one YAML file the way people expect it, and finds lines again when something is wrong."""
from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Callable, Optional, Sequence, Union

import yaml

Field = Sequence[Union[str, int]]
_TEXT = "tag:yaml.org,2002:str"
# What a bare word may mean. YAML 1.1 has more: it reads on, off, yes and no as truth values and 12:30 as a number, so
# `on: 2026-01-05` would lose its name.
_VALUES: dict[str, tuple[str, str, Callable[[str], Any]]] = {
    # tag: first characters, pattern, conversion
    "null": ("~n", r"~|null|", lambda _: None),
    "bool": ("tf", r"true|false", lambda word: word == "true"),
    "int": ("-+0123456789", r"[-+]?[0-9]+", int),
    "date": ("0123456789", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", date.fromisoformat),
}


class YamlProblem(Exception):
    """The file is not YAML that we accept."""

    def __init__(self, line: int, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.line, self.problem, self.remedy = line, problem, remedy


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


for _tag, (_first, _pattern, _) in _VALUES.items():
    _Loader.add_implicit_resolver(_tag, re.compile(rf"(?:{_pattern})$"), [*_first, ""])


def read(path: Path) -> Any:
    """Return what the file says.

    Raises:
        YamlProblem: it is empty, not UTF-8 or not YAML, or it gives a field twice.
    """
    return parse(_text(path))


def parse(text: str) -> Any:
    """Return what `text` says; raises as `read` does."""
    try:
        node = yaml.compose(text, Loader=_Loader)
        data = None if node is None else _plain(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlProblem(
            mark.line + 1 if mark else 1,
            f"this is not valid YAML ({error.problem or error.context})",
            "check the indentation, put text that holds ': ' or starts with a sign in quotes, and close every quote",
        ) from None
    except yaml.YAMLError as error:
        line = 1 + text.count("\n", 0, getattr(error, "position", 0))
        raise YamlProblem(line, f"this is not valid YAML ({error})", "remove the odd character") from None
    except RecursionError:
        raise YamlProblem(1, "a part of the file refers to itself", "write the text out in place of & and *") from None
    if data is None:
        raise YamlProblem(1, "the file is empty", "fill it in, or delete it")
    return data


def _plain(node: yaml.Node) -> Any:
    """Turn parsed YAML into plain values; a key given twice would silently win over the first, so it is refused."""
    if isinstance(node, yaml.ScalarNode):
        if node.tag == _TEXT:
            return node.value
        try:
            return _VALUES[node.tag][2](node.value)
        except (KeyError, ValueError):
            line = node.start_mark.line + 1
            raise YamlProblem(line, f"'{node.value}' is not a value we can read", "put it in quotes") from None
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child) for child in node.value]
    found: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise YamlProblem(line, "a field's name must be one word", "write the name, a colon, then the value")
        if key.value in found:
            raise YamlProblem(line, f"the field '{key.value}' is given twice", "keep one of the two")
        found[key.value] = _plain(value)
    return found


def line_of(path: Path, field: Field) -> int:
    """Return the line (from 1) where `field` stands, or the nearest enclosing field that exists.

    Reads the file again: lines are only wanted when something is wrong.
    """
    node = _tree(_text(path))
    line = 1
    for step in field:
        found = _child(node, step)
        if found is None:
            break
        line, node = found
    return line


@lru_cache(maxsize=8)
def _tree(text: str) -> Optional[yaml.Node]:
    return yaml.compose(text, Loader=_Loader)


def _child(node: Optional[yaml.Node], step: Union[str, int]) -> Optional[tuple[int, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return key.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark.line + 1, node.value[step]
    return None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise YamlProblem(1, f"the file is not UTF-8 ({error.reason})", "save it again as UTF-8") from None
