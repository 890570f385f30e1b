"""Turns chances into the few candidates that the rest of the assistant looks at."""
from __future__ import annotations

from dataclasses import dataclass
from heapq import nlargest
from operator import itemgetter
from typing import Any, Mapping, Sequence

from bot.understanding.labels import subject_of

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
        return {"topics": self.topics, "facets": self.facets, "subjects": self.subjects}


def guess(
    chances: Mapping[str, float], facets: Mapping[str, float], subjects: Sequence[str], intents: Mapping[str, str]
) -> Guess:
    """Pick the best candidates.

    Args:
        chances: chance of each topic and each social intent.
        facets: chance of each facet (and social intent) whatever the subject.
        subjects: the subjects that the message names.
        intents: the intent of each label.
    """
    topics = {name: chance for name, chance in chances.items() if subject_of(name)}
    social = {name: chance for name, chance in chances.items() if name not in topics}
    purposes: dict[str, float] = {}
    for name, chance in topics.items():
        purposes[intents[name]] = purposes.get(intents[name], 0.0) + chance
    # Whether a message asks about a topic at all comes before which purpose it has: seven purposes must not split the chance
    # that one social intent keeps whole.
    order = [purposes, social] if sum(topics.values()) > max(social.values(), default=0.0) else [social, purposes]
    ranked = [item for group in order for item in _best(group)][:KEPT]
    return Guess(
        [{"name": name, "confidence": round(chance, 4)} for name, chance in ranked],
        [{"id": name, "confidence": round(chance, 4)} for name, chance in _best(topics)],
        [{"name": name, "confidence": round(chance, 4)} for name, chance in _best(facets) if name not in social],
        list(subjects),
    )


def _best(chances: Mapping[str, float]) -> list[tuple[str, float]]:
    return nlargest(KEPT, chances.items(), key=itemgetter(1))
