"""Puts the two heads' chances together into one guess about a message."""
from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Mapping, Sequence

from bot.understanding.topics import facet_of, subject_of

KEPT = 8  # candidates kept of each list; the dialogue never looks further


@dataclass(frozen=True)
class Guess:
    """What a message probably asks. Chances run from 0 to 1; lists are best first."""

    intents: list[dict[str, Any]]  # {"name", "confidence"}: purposes and social intents
    topics: list[dict[str, Any]]  # {"id", "confidence"}
    facets: list[dict[str, Any]]  # {"name", "confidence"}: facets alone, whatever the subject
    subjects: list[str]  # the subjects named, in order

    def as_dict(self) -> dict[str, Any]:
        """Return plain lists and dictionaries, as they travel in Rasa's parse data (without the intents, which Rasa keeps itself)."""
        return {key: value for key, value in asdict(self).items() if key != "intents"}


def guess(
    facets: Mapping[str, float], topics: Mapping[str, float], subjects: Sequence[str], intents: Mapping[str, str]
) -> Guess:
    """Combine the chances of facets and topics.

    Args:
        facets: chance of each facet and each social intent, from the head that does not see the subject.
        topics: chance of each topic and each social intent, from the head that does.
        subjects: the subjects that the message names.
        intents: the intent of each label.
    """
    social = {name: (facets.get(name, 0.0) + chance) / 2 for name, chance in topics.items() if not subject_of(name)}
    mixed = {
        name: (facets.get(facet_of(name), 0.0) * _share(name, subjects, topics) + chance) / 2
        for name, chance in topics.items()
        if subject_of(name)
    }
    topical = max(0.0, 1.0 - sum(social.values()))
    total = sum(mixed.values()) or 1.0
    purposes: dict[str, float] = {}
    for name, chance in mixed.items():
        purposes[intents[name]] = purposes.get(intents[name], 0.0) + topical * chance / total
    # Whether a message asks about a topic at all comes before which purpose it has: seven purposes must not split the chance
    # that one social intent keeps whole.
    order = [purposes, social] if topical > max(social.values(), default=0.0) else [social, purposes]
    ranked = [item for group in order for item in _best(group)][:KEPT]
    return Guess(
        [{"name": name, "confidence": round(chance, 4)} for name, chance in ranked],
        [{"id": name, "confidence": round(chance, 4)} for name, chance in _best(mixed)],
        [{"name": name, "confidence": round(chance, 4)} for name, chance in _best(facets) if name not in social],
        list(subjects),
    )


def _share(topic: str, subjects: Sequence[str], topics: Mapping[str, float]) -> float:
    """How far the facet's chance counts for this topic: wholly for a subject that the message names, else by the other head."""
    if subjects:
        return 1.0 if subject_of(topic) in subjects else 0.0
    facet = facet_of(topic)
    same = sum(chance for name, chance in topics.items() if facet_of(name) == facet and subject_of(name))
    return topics[topic] / same if same else 0.0


def _best(chances: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(chances.items(), key=lambda item: item[1], reverse=True)[:KEPT]
