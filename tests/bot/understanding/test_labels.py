"""The parts of a topic's name."""
from __future__ import annotations

import pytest

from bot.understanding.labels import facet_of, subject_of


@pytest.mark.parametrize(
    "label, subject, facet",
    [("", "", ""), ("greet", "", "greet"), (".duration", "", "duration"), ("sacroplasty.duration", "sacroplasty", "duration")],
)
def test_a_label_is_a_subject_and_a_facet_or_one_of_the_two(label: str, subject: str, facet: str) -> None:
    assert (subject_of(label), facet_of(label)) == (subject, facet)
