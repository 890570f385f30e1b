"""The parts of a topic's name."""
from __future__ import annotations


def facet_of(label: str) -> str:
    """Return the part of a label after its dot ("duration"), or the whole label when it has none ("greet")."""
    return label.rpartition(".")[2]


def subject_of(label: str) -> str:
    """Return the part of a label before its dot ("sacroplasty"), or an empty text."""
    return label.rpartition(".")[0]
