"""Logging that never holds what a patient wrote: allow-listed fields, and exceptions without their messages."""
from __future__ import annotations

import ast
import json
import logging
import re
import sys
import time
import traceback
from functools import lru_cache
from pathlib import Path
from typing import Any

import structlog

OURS = ("bot", "actions")
FIELDS = ("code", "outcome", "channel", "milliseconds")  # what a record may say besides its wording
_EVENT = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_]+)+")  # the name that Rasa gives to a structured record
_FRAMES, _CAUSES = 6, 4  # of a failure's trace
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def configure(level: str = "info", format: str = "text") -> None:
    """Send our own records at `level`, and other libraries' warnings, to standard error.

    At "debug" other libraries' records come at every level, too. With `format` "json" each record is one line of JSON.
    """
    ours = getattr(logging, level.upper())
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if format == "json" else _Text(_FORMAT))
    handler.addFilter(_own_wording)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(ours if ours == logging.DEBUG else max(ours, logging.WARNING))
    for name in OURS:
        logging.getLogger(name).setLevel(ours)
    logging.raiseExceptions = False  # or Python shows a record that it could not write, whole
    # Rasa writes the patient's text into these records' fields.
    structlog.configure(
        processors=[_only_listed],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """Format without the exception's text that another handler may have left on the record."""
        record.exc_text = None
        fields = "".join(f" {name}={value}" for name, value in _fields(record).items())
        line, *trace = super().format(record).split("\n")
        return "\n".join([line + fields, *trace])

    def formatException(self, exception: Any) -> str:  # noqa: N802 - the library's name
        return "\n".join(f"  {cause}" for cause in _causes(exception[1]))

    def formatStack(self, stack: str) -> str:  # noqa: N802 - the library's name
        return ""  # it shows lines of code with what stands in them


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """Return one line: "time" (UTC), "level", "logger", "event", the listed fields, and "trace" of a failure."""
        created = self.formatTime(record, "%Y-%m-%dT%H:%M:%S")
        shown = {
            "time": f"{created}.{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **_fields(record),
        }
        if record.exc_info:
            shown["trace"] = _causes(record.exc_info[1])
        return json.dumps(shown, ensure_ascii=False)

    converter = staticmethod(time.gmtime)  # type: ignore[assignment]


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    return {name: record.__dict__[name] for name in FIELDS if name in record.__dict__}


def _causes(error: Any) -> list[str]:
    """Say of a failure and its causes what class each was and where it broke; an exception's message may quote the patient."""
    causes: list[str] = []
    while error is not None and len(causes) < _CAUSES:
        frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
        places = "; ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
        causes.append(f"{type(error).__name__} at {places}")
        error = error.__cause__
    return causes


class _Listed(str):
    """The wording of a structured record, which holds listed fields alone."""


def _own_wording(record: logging.LogRecord) -> bool:
    """Leave of another library's record what stands in that library's code; what it filled in may quote the patient."""
    if record.name.partition(".")[0] not in OURS and not isinstance(record.msg, _Listed):
        said = str(record.msg)
        own = (part for part in _written(record.pathname) if said.startswith(part))
        record.msg, record.args = max(own, key=len, default=""), ()
        for name in FIELDS:
            record.__dict__.pop(name, None)
    return True


@lru_cache(maxsize=256)
def _written(path: str) -> frozenset[str]:
    """Return every text in a file of Python; of one with something filled in, the parts that are written out."""
    try:
        tree = ast.parse(Path(path).read_text("utf-8"))
    except (OSError, SyntaxError, ValueError):
        return frozenset()
    return frozenset(node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))


def _only_listed(logger: Any, name: str, event: dict[str, Any]) -> str:
    said = str(event.get("event", ""))
    return _Listed(" ".join([said if _EVENT.fullmatch(said) else "", *(f"{key}={event[key]}" for key in FIELDS if key in event)]))
