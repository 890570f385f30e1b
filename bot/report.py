"""What patients asked, from the counters of running servers alone: no texts, no senders, and no small numbers."""
from __future__ import annotations

import urllib.error
import urllib.request
from collections import Counter
from datetime import datetime, timezone
from typing import Sequence

from prometheus_client.parser import text_string_to_metric_families

FEW = 5  # below it a number is not told: it could point at one person
_SECONDS = 10
_SECTIONS = (  # the heading, the counter, its label, what to leave out
    ("Turns by kind", "turns", "kind", ""),
    ("Turns by channel", "turns", "channel", ""),
    ("Turns with a warning sign, by level", "turns", "level", "none"),
    ("Warning signs", "escalations", "flag", ""),
    ("Answers by topic", "answers", "topic", ""),
    ("No answer, by reason", "declines", "reason", ""),
    ("Failed or refused, by reason", "errors", "reason", ""),
)


class CannotReport(Exception):
    """The counters of a server cannot be read; the message says which and what to do."""


def report(servers: Sequence[str], token: str = "") -> str:
    """Return the report on all `servers` (addresses such as http://127.0.0.1:5005) together; each counts since its own start.

    Raises:
        CannotReport: one of them does not show its counters.
    """
    return shown([_read(server.rstrip("/"), token) for server in servers])


def shown(texts: Sequence[str]) -> str:
    """Return the report on servers' counters, given as each shows them at /metrics."""
    samples = [sample for text in texts for family in text_string_to_metric_families(text) for sample in family.samples]
    started = min((sample.value for sample in samples if sample.name == "process_start_time_seconds"), default=None)
    since = f"{datetime.fromtimestamp(started, timezone.utc):%Y-%m-%d %H:%M} UTC" if started else "the start"
    turns = sum(int(sample.value) for sample in samples if sample.name == "plainspine_turns_total")
    parts = [f"Since {since}, on {len(texts)} server{'s' * (len(texts) > 1)}: {_told(turns)} turns"]
    for heading, name, label, without in _SECTIONS:
        counts: Counter[str] = Counter()
        for sample in samples:
            if sample.name == f"plainspine_{name}_total" and sample.value and sample.labels[label] != without:
                counts[sample.labels[label]] += int(sample.value)
        # Small numbers by name: their order would tell them.
        ordered = sorted(counts.items(), key=lambda item: (-item[1] if item[1] >= FEW else 0, item[0]))
        lines = [f"  {_told(count):>8}  {value}" for value, count in ordered]
        parts.append("\n".join([heading, *(lines or ["      none"])]))
    return "\n\n".join(parts)


def _told(count: int) -> str:
    return f"{count:,}" if count >= FEW or count == 0 else f"under {FEW}"


def _read(server: str, token: str) -> str:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        with urllib.request.urlopen(urllib.request.Request(f"{server}/metrics", headers=headers), timeout=_SECONDS) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError as error:
        why = "set PLAINSPINE_OPERATOR_TOKEN to the server's own" if error.code == 403 else "is it Plainspine?"
        raise CannotReport(f"{server} answers {error.code}: {why}") from None
    except (OSError, ValueError) as error:
        raise CannotReport(f"{server} cannot be reached ({error}). Start it, or name another: http://127.0.0.1:5005") from None
