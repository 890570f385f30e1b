"""What a server counts: outcomes and times, never a word that was said nor who said it. Every label comes from a closed list."""
from __future__ import annotations

from typing import Any, Callable, Mapping, Optional

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram

from bot.answers.reply import KINDS
from bot.safety import verdict

LEVELS = ("none", *reversed(verdict.LEVELS))
OTHER = "other"  # what a label says when its value is on no list
_SECONDS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0)


class Metrics:
    """The counters of one server, in Prometheus' terms."""

    def __init__(self, channels: tuple[str, ...], registry: CollectorRegistry = REGISTRY) -> None:
        """`channels` are the names that the label `channel` may have besides "other"."""

        def counter(name: str, help: str, labels: tuple[str, ...]) -> Counter:
            return Counter(f"plainspine_{name}", help, labels, registry=registry)

        self._channels = channels
        self._turns = counter("turns", "Turns that were answered", ("kind", "level", "channel"))
        self._topics = counter("answers", "Answers given, by topic", ("topic",))
        self._declines = counter("declines", "Turns without an answer, by reason", ("reason",))
        self._flags = counter("escalations", "Warning signs seen, by flag and by the turn's level", ("level", "flag"))
        self._errors = counter("errors", "Turns that failed or were refused, by reason", ("reason",))
        self._refused = counter("refused_turns", "Turns over a limit, screened all the same", ("reason",))
        self._reloads = counter("reloads", "Times that content and model were to be loaded anew, by result", ("result",))
        self._seconds = Histogram("plainspine_turn_seconds", "From message to reply", buckets=_SECONDS, registry=registry)
        self._going_on = Gauge("plainspine_turns_going_on", "Turns that are not answered yet", registry=registry)
        self._ready = Gauge("plainspine_ready", "1 when questions are answered, 0 when warning signs alone", registry=registry)
        self._info = Gauge("plainspine_build_info", "What serves, always 1", ("version", "content", "model"), registry=registry)
        for kind in KINDS:
            self._turns.labels(kind, "none", channels[0] if channels else OTHER)
        for result in ("done", "failed"):
            self._reloads.labels(result)

    def watch(self, going_on: Callable[[], int], ready: Callable[[], bool]) -> None:
        """Show what these functions return whenever the counters are read."""
        self._going_on.set_function(going_on)
        self._ready.set_function(lambda: float(ready()))

    def serves(self, version: str, content: str, model: str) -> None:
        """Say which content and model answer from now on."""
        self._info.clear()
        self._info.labels(version, content, model).set(1)

    def reloaded(self, done: bool) -> None:
        """Count an attempt to load content and model anew."""
        self._reloads.labels("done" if done else "failed").inc()

    def turn(self, custom: Mapping[str, Any], channel: str, seconds: float, refused: Optional[str]) -> None:
        """Count one turn by its `custom` object (the wire format's), all of which comes from the content's own lists."""
        escalation = custom["escalation"]
        level = escalation["level"] if escalation else "none"
        known = channel if channel in self._channels else OTHER
        self._turns.labels(custom["kind"], level, known).inc()
        self._seconds.observe(seconds)
        for card in custom["answers"]:
            self._topics.labels(card["id"]).inc()
        for flag in escalation["flags"] if escalation else ():
            self._flags.labels(level, flag).inc()
        if custom["kind"] == "decline":
            self._declines.labels(custom["outcome"].partition(".")[2]).inc()
        if custom["kind"] == "error":
            self._errors.labels(custom["outcome"].partition(".")[2]).inc()
        if refused:
            self._refused.labels(refused).inc()
