"""Logging that never holds what a patient wrote: allow-listed fields, and exceptions without their messages."""
from __future__ import annotations

import logging
import sys
import traceback
from typing import Any

import structlog

OURS = ("bot", "actions")
_FRAMES, _CAUSES = 6, 4  # of a failure's trace
_KEPT = ("code", "outcome", "channel", "milliseconds")


def configure(level: int = logging.INFO) -> None:
    """Send our own records at `level`, and other libraries' warnings, to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(_without_arguments)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    logging.raiseExceptions = False  # or Python shows a record that it could not write, whole
    # Rasa writes the patient's text into these records' fields.
    structlog.configure(
        processors=[_only_kept],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


class _Formatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """Format without the exception's text that another handler may have left on the record."""
        record.exc_text = None
        return super().format(record)

    def formatException(self, exception: Any) -> str:  # noqa: N802 - the library's name
        """Say what class it was and where it broke, causes included; an exception's message may quote the patient."""
        lines, error = [], exception[1]
        while error is not None and len(lines) < _CAUSES:
            frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
            places = "; ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
            lines.append(f"  {type(error).__name__} at {places}")
            error = error.__cause__
        return "\n".join(lines)


def _without_arguments(record: logging.LogRecord) -> bool:
    """Other libraries' records keep their fixed wording and lose what they would fill in: it may quote the patient."""
    if record.name.partition(".")[0] not in OURS:
        record.msg, record.args = str(record.msg).split("{")[0][:120] if record.args else _cut(str(record.msg)), ()
    return True


def _cut(message: str) -> str:
    """Rasa formats some messages before logging them; quoted parts are what was filled in."""
    return message.split("'")[0].split('"')[0][:120]


def _only_kept(logger: Any, name: str, event: dict[str, Any]) -> str:
    return " ".join([str(event.get("event", "")), *(f"{key}={event[key]}" for key in _KEPT if key in event)])
