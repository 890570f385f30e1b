"""From chances to the few candidates that matter."""
from __future__ import annotations

import pytest

from bot.understanding.guess import KEPT, guess

INTENTS = {"a.x": "procedures", "a.y": "recovery", "b.x": "procedures", "greet": "greet", "thanks": "thanks"}


def names(items: list[dict]) -> list[str]:
    return [item.get("name") or item["id"] for item in items]


def test_topics_and_social_intents_are_kept_apart_best_first() -> None:
    found = guess({"a.x": 0.2, "greet": 0.1, "b.x": 0.3, "a.y": 0.4}, {"x": 0.6, "greet": 0.3, "y": 0.1}, ["a"], INTENTS)
    assert found.topics == [{"id": "a.y", "confidence": 0.4}, {"id": "b.x", "confidence": 0.3}, {"id": "a.x", "confidence": 0.2}]
    assert found.facets == [{"name": "x", "confidence": 0.6}, {"name": "y", "confidence": 0.1}]
    assert found.subjects == ["a"]


def test_a_purpose_is_as_likely_as_its_topics_together() -> None:
    found = guess({"a.x": 0.3, "b.x": 0.3, "a.y": 0.35, "greet": 0.05}, {}, [], INTENTS)
    assert found.intents[0] == {"name": "procedures", "confidence": 0.6}
    assert names(found.intents) == ["procedures", "recovery", "greet"]


@pytest.mark.parametrize(
    "chances, first",
    [
        ({"a.x": 0.25, "a.y": 0.25, "greet": 0.4, "thanks": 0.1}, "procedures"),  # topics together beat the best social intent
        ({"a.x": 0.2, "a.y": 0.15, "greet": 0.4, "thanks": 0.25}, "greet"),
        ({"greet": 1.0}, "greet"),
        ({"a.x": 1.0}, "procedures"),
    ],
)
def test_asking_about_a_topic_at_all_comes_before_which_purpose(chances: dict[str, float], first: str) -> None:
    assert guess(chances, {}, [], INTENTS).intents[0]["name"] == first


def test_only_the_best_are_kept() -> None:
    chances = {f"s{number}.x": number / 100 for number in range(20)}
    found = guess(chances, {f"f{number}": number / 100 for number in range(20)}, [], {name: name for name in chances})
    assert len(found.topics) == len(found.facets) == len(found.intents) == KEPT
    assert found.topics[0] == {"id": "s19.x", "confidence": 0.19}


def test_what_travels_in_the_parse_data_are_plain_lists_without_the_intents() -> None:
    found = guess({"a.x": 0.987654}, {"x": 1.0}, ("a",), INTENTS)
    assert found.as_dict() == {
        "topics": [{"id": "a.x", "confidence": 0.9877}],
        "facets": [{"name": "x", "confidence": 1.0}],
        "subjects": ["a"],
    }
