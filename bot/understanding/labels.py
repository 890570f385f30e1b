"""The parts of a topic's name."""
from __future__ import annotations

from typing import Any, Mapping


def label_of(given: Mapping[str, Any], intent: str) -> str:
    """Return the label of a phrase in data/nlu: `sacroplasty.duration` for one of a topic, `.duration` for a follow-up, else its intent.

    `given` are the metadata that stand beside it there.
    """
    return given.get("topic") or (f".{given['facet']}" if "facet" in given else intent)


def facet_of(label: str) -> str:
    """Return the part of a label after its dot ("duration"), or the whole label when it has none ("greet")."""
    return label.rpartition(".")[2]


def subject_of(label: str) -> str:
    """Return the part of a label before its dot ("sacroplasty"), or an empty text."""
    return label.rpartition(".")[0]
