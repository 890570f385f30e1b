"""Metrics: what is counted of a turn, under labels that nobody outside can add to."""
from __future__ import annotations

from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from bot.metrics import Metrics


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def metrics(registry: CollectorRegistry) -> Metrics:
    return Metrics(("rest", "terminal"), registry)


def custom(kind: str, outcome: str, topics: tuple[str, ...] = (), level: str = "", flags: tuple[str, ...] = ()) -> dict[str, Any]:
    escalation = {"level": level, "flags": list(flags)} if level else None
    return {"kind": kind, "outcome": outcome, "answers": [{"id": topic} for topic in topics], "escalation": escalation}


def changed(registry: CollectorRegistry) -> dict[str, dict[str, str]]:
    """Return the labels of each counter that is not zero."""
    samples = [sample for metric in registry.collect() for sample in metric.samples]
    return {sample.name: sample.labels for sample in samples if sample.value and sample.name.endswith("_total")}


@pytest.mark.parametrize(
    ("turn", "channel", "refused", "counted"),
    [
        (
            custom("answer", "answered.mri.what", ("mri.what",)), "rest", None,
            {"turns": {"kind": "answer", "level": "none", "channel": "rest"}, "answers": {"topic": "mri.what"}},
        ),
        (
            custom("escalation", "escalated.emergency", (), "emergency", ("stroke",)), "terminal", None,
            {
                "turns": {"kind": "escalation", "level": "emergency", "channel": "terminal"},
                "escalations": {"level": "emergency", "flag": "stroke"},
            },
        ),
        (
            custom("decline", "decline.no_words"), "+1 555 555 0100", None,
            {"turns": {"kind": "decline", "level": "none", "channel": "other"}, "declines": {"reason": "no_words"}},
        ),
        (
            custom("error", "error.busy"), "rest", "busy",
            {
                "turns": {"kind": "error", "level": "none", "channel": "rest"},
                "errors": {"reason": "busy"}, "refused_turns": {"reason": "busy"},
            },
        ),
    ],
)  # fmt: skip
def test_a_turn(
    metrics: Metrics, registry: CollectorRegistry, turn: dict, channel: str, refused: Any, counted: dict[str, dict[str, str]]
) -> None:
    metrics.turn(turn, channel, 0.02, refused)
    assert changed(registry) == {f"plainspine_{name}_total": labels for name, labels in counted.items()}
    assert registry.get_sample_value("plainspine_turn_seconds_sum") == 0.02


def test_every_answer_of_a_turn_and_every_flag_count(metrics: Metrics, registry: CollectorRegistry) -> None:
    metrics.turn(custom("escalation", "escalated.physician", ("a.b", "a.c"), "physician", ("x", "y")), "rest", 0.1, None)
    assert [registry.get_sample_value("plainspine_answers_total", {"topic": topic}) for topic in ("a.b", "a.c")] == [1, 1]
    for flag in "xy":
        assert registry.get_sample_value("plainspine_escalations_total", {"level": "physician", "flag": flag}) == 1


def test_of_what_serves_only_the_present_is_shown(metrics: Metrics, registry: CollectorRegistry) -> None:
    metrics.serves("1", "old", "old")
    metrics.serves("1", "new", "model")
    shown = [sample.labels for metric in registry.collect() for sample in metric.samples if sample.name == "plainspine_build_info"]
    assert shown == [{"version": "1", "content": "new", "model": "model"}]


def test_what_is_watched_is_read_each_time(metrics: Metrics, registry: CollectorRegistry) -> None:
    state = {"going_on": 3, "ready": False}
    metrics.watch(lambda: state["going_on"], lambda: bool(state["ready"]))
    assert registry.get_sample_value("plainspine_turns_going_on") == 3 and registry.get_sample_value("plainspine_ready") == 0
    state.update(going_on=0, ready=True)
    assert registry.get_sample_value("plainspine_turns_going_on") == 0 and registry.get_sample_value("plainspine_ready") == 1


def test_results_of_reloading_are_there_before_the_first(metrics: Metrics, registry: CollectorRegistry) -> None:
    assert [registry.get_sample_value("plainspine_reloads_total", {"result": result}) for result in ("done", "failed")] == [0, 0]
    metrics.reloaded(True)
    assert registry.get_sample_value("plainspine_reloads_total", {"result": "done"}) == 1
