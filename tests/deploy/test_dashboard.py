"""The sample Grafana dashboard asks for metrics and labels that there are, and shows every metric of ours."""
from __future__ import annotations

import json
import re
from typing import Any

import pytest
from prometheus_client import CollectorRegistry, ProcessCollector

from bot.metrics import Metrics
from bot.settings import PROJECT

DASHBOARD = json.loads((PROJECT / "deploy" / "grafana-dashboard.json").read_text("utf-8"))
ASKED = [(panel["title"], target) for panel in DASHBOARD["panels"] for target in panel["targets"]]
FUNCTIONS = {"sum", "by", "rate", "increase", "topk", "histogram_quantile"}


@pytest.fixture(scope="module")
def metrics() -> dict[str, set[str]]:
    """Return the labels of every sample that a server shows; a scrape adds `instance`."""
    registry = CollectorRegistry()
    Metrics(("rest",), registry)
    shown = {
        name: {*collector._labelnames, "instance", *(["le"] if name.endswith("_bucket") else [])}  # type: ignore[attr-defined]
        for collector, names in registry._collector_to_names.items() for name in names
    }  # fmt: skip
    return {**shown, **{family.name: {"instance"} for family in ProcessCollector(registry=CollectorRegistry()).collect()}}


@pytest.mark.parametrize(("title", "target"), ASKED)
def test_a_panel_asks_for_what_there_is(title: str, target: dict[str, Any], metrics: dict[str, set[str]]) -> None:
    bare = re.sub(r"\[\w+\]|\"[^\"]*\"", "", target["expr"])
    labels = set(re.findall(r"by \((\w+)\)", bare)) | set(re.findall(r"{(\w+)!?=", bare))
    names = set(re.findall(r"[a-z_]{2,}", bare)) - FUNCTIONS - labels
    assert len(names) == 1 and names <= metrics.keys(), names
    known = metrics[names.pop()]
    assert labels <= known and set(re.findall(r"{{(\w+)}}", target["legendFormat"])) <= known


def test_every_metric_of_ours_is_shown() -> None:
    registry = CollectorRegistry()
    Metrics(("rest",), registry)
    asked = " ".join(target["expr"] for _, target in ASKED)
    assert [family.name for family in registry.collect() if not re.search(rf"\b{family.name}(_total|_bucket)?\b", asked)] == []


def test_panels_have_numbers_of_their_own_and_do_not_overlap() -> None:
    panels = DASHBOARD["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    cells = [
        (x, y) for place in (panel["gridPos"] for panel in panels)
        for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])
    ]  # fmt: skip
    assert len(set(cells)) == len(cells) and max(x for x, _ in cells) < 24
