"""What a turn of the dialogue starts from: the message as understood, and what the conversation carries along."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping, Optional


@dataclass(frozen=True)
class Memory:
    """What a conversation carries from turn to turn."""

    subject: Optional[str] = None  # what is being talked about
    topic: Optional[str] = None  # the last answer given
    misses: int = 0  # turns in a row that got no answer


@dataclass(frozen=True)
class Question:
    """One message as understood: chances of topics and facets (best first), and the subjects it names."""

    topics: tuple[tuple[str, float], ...] = ()
    facets: tuple[tuple[str, float], ...] = ()
    subjects: tuple[str, ...] = ()

    @classmethod
    def from_guess(cls, guess: Mapping[str, Any]) -> Question:
        """Read the guess as it travels in Rasa's parse data; an absent guess asks nothing."""
        return cls(
            tuple((item["id"], item["confidence"]) for item in guess.get("topics", ())),
            tuple((item["name"], item["confidence"]) for item in guess.get("facets", ())),
            tuple(guess.get("subjects", ())),
        )
