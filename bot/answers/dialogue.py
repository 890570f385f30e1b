"""Decides what to say in a turn, from what the message seems to ask and what the conversation is about. Pure; knows no Rasa."""
from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Mapping, Optional

from bot.answers.compose import CHOICES, Composer
from bot.answers.reply import Reply
from bot.understanding.topics import facet_of, subject_of

# Chances below which the assistant asks back, or says that it has no answer. docs/decisions/0005-confidence.md says how they
# were chosen.
SURE = 0.38
UNSURE = 0.18
CLOSE = 0.35  # rivals' share of the best chance from which the assistant asks which subject is meant


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


class Dialogue:
    """The rules of conversation over one content library."""

    def __init__(self, composer: Composer) -> None:
        self._compose = composer
        self._library = composer.library

    def ask(self, question: Question, memory: Memory) -> tuple[Reply, Memory]:
        """Answer a question about a topic, ask back, or say that there is no answer."""
        question = self._only_known(question)
        for attempt in (self._comparison, self._of_named_subject, self._of_remembered_subject, self._of_any_subject):
            found = attempt(question, memory)
            if found:
                return found
        return self.miss(memory)

    def choose(self, choice: Mapping[str, str], memory: Memory) -> tuple[Reply, Memory]:
        """Follow a button that the assistant issued: a topic, more on it, a subject or a message."""
        if choice.get("more") in self._library.answers:
            return self.more(replace(memory, topic=choice["more"]))
        if choice.get("topic") in self._library.answers:
            return self._answered(choice["topic"])
        if choice.get("subject") in self._library.subjects:
            return self._about(choice["subject"], memory)
        if choice.get("message") in self._library.messages:
            return self.say(choice["message"], memory)
        return self.miss(memory)

    def say(self, name: str, memory: Memory) -> tuple[Reply, Memory]:
        """Say a fixed message. A refusal to answer counts as a miss; a courtesy does not."""
        if name in DECLINING:
            return self._compose.message(name, "decline"), memory
        return self._compose.message(name), replace(memory, misses=0)

    def more(self, memory: Memory) -> tuple[Reply, Memory]:
        """Tell more on the last answer."""
        if not memory.topic:
            return self._compose.message("no_previous", "clarify"), memory
        if not self._library.answers[memory.topic].more:
            return self._compose.message("no_more"), memory
        return self._compose.part(memory.topic, "more"), memory

    def simpler(self, memory: Memory) -> tuple[Reply, Memory]:
        """Say the last answer in fewer words."""
        if not memory.topic:
            return self._compose.message("no_previous", "clarify"), memory
        return self._compose.part(memory.topic, "main_message", "simpler_intro"), memory

    def sources(self, memory: Memory) -> tuple[Reply, Memory]:
        """Say where the last answer comes from."""
        if not memory.topic:
            return self._compose.message("no_sources"), memory
        return self._compose.sources(memory.topic), memory

    def start_over(self) -> tuple[Reply, Memory]:
        """Forget the conversation so far."""
        return self._compose.message("start_over"), Memory()

    def miss(self, memory: Memory) -> tuple[Reply, Memory]:
        """Say that there is no reviewed answer; the second time in a row, offer a person."""
        name = "decline_again" if memory.misses else "decline"
        return self._compose.message(name, "decline", "decline.no_answer"), replace(memory, misses=memory.misses + 1)

    def _comparison(self, question: Question, memory: Memory) -> Optional[tuple[Reply, Memory]]:
        procedures = sorted(subject for subject in question.subjects if self._kind(subject) == "procedure")
        if len(procedures) < 2:
            return None
        topic = f"compare.{'_'.join(procedures) if len(procedures) == 2 else 'all'}"
        return self._answered(topic, remember=procedures[0]) if topic in self._library.answers else None

    def _of_named_subject(self, question: Question, memory: Memory) -> Optional[tuple[Reply, Memory]]:
        if not question.subjects:
            return None
        candidates = [(topic, chance) for topic, chance in question.topics if subject_of(topic) in question.subjects]
        if candidates and candidates[0][1] >= SURE:
            return self._answered(candidates[0][0])
        facet, chance = question.facets[0] if question.facets else ("", 0.0)
        subject = question.subjects[0]
        if chance >= SURE and f"{subject}.{facet}" not in self._library.answers:
            return self._nearest(subject, memory)
        if candidates and candidates[0][1] >= UNSURE:
            return self._which_topic([topic for topic, _ in candidates], memory)
        return self._about(subject, memory) if chance < SURE and len(question.subjects) == 1 else None

    def _of_remembered_subject(self, question: Question, memory: Memory) -> Optional[tuple[Reply, Memory]]:
        if question.subjects or not memory.subject or not question.facets:
            return None
        best, chance = question.topics[0] if question.topics else ("", 0.0)
        # A message that clearly asks about something else leaves the remembered subject.
        if chance >= SURE and self._kind(subject_of(best)) != self._kind(memory.subject):
            return None
        facet, chance = question.facets[0]
        topic = f"{memory.subject}.{facet}"
        return self._answered(topic) if chance >= SURE and topic in self._library.answers else None

    def _of_any_subject(self, question: Question, memory: Memory) -> Optional[tuple[Reply, Memory]]:
        if question.topics and question.topics[0][1] >= SURE and not self._of_which(question.topics):
            return self._answered(question.topics[0][0])
        facet, chance = question.facets[0] if question.facets else ("", 0.0)
        if chance >= SURE:
            having = [subject for subject in self._library.subjects.values() if f"{subject.id}.{facet}" in self._library.answers]
            choices = [(subject.title, f"{subject.id}.{facet}") for subject in having[:CHOICES]]
            if len(choices) == 1:
                return self._answered(choices[0][1])
            if choices:
                return self._compose.clarify("clarify_subject", choices), memory
        likely = [topic for topic, chance in question.topics if chance >= UNSURE]
        return self._which_topic(likely, memory) if likely else None

    def _of_which(self, topics: tuple[tuple[str, float], ...]) -> bool:
        """Tell whether the best topic's facet fits another subject of its kind nearly as well, so that only the patient knows."""
        best, chance = topics[0]
        rivals = [
            other
            for topic, other in topics[1:]
            if facet_of(topic) == facet_of(best) and self._kind(subject_of(topic)) == self._kind(subject_of(best))
        ]
        return sum(rivals) > chance * CLOSE

    def _which_topic(self, topics: list[str], memory: Memory) -> tuple[Reply, Memory]:
        choices = [(self._library.answers[topic].title, topic) for topic in topics[:CHOICES]]
        return self._compose.clarify("clarify_topic", choices), memory

    def _about(self, subject: str, memory: Memory) -> tuple[Reply, Memory]:
        """A subject was named and nothing asked about it: say what it is."""
        topics = self._of(subject)
        return self._answered(topics[0]) if topics else self.miss(memory)

    def _nearest(self, subject: str, memory: Memory) -> tuple[Reply, Memory]:
        """There is no answer for what was asked of this subject: say so, and give what there is."""
        topics = self._of(subject)
        if not topics:
            return self.miss(memory)
        title = self._library.subjects[subject].title
        reply = self._compose.answer(topics[:1], intro="no_answer_for_subject", subject=title)
        return reply, Memory(subject, topics[0])

    def _answered(self, topic: str, remember: str = "") -> tuple[Reply, Memory]:
        return self._compose.answer([topic]), Memory(remember or subject_of(topic), topic)

    def _of(self, subject: str) -> list[str]:
        topics = [topic for topic in self._library.answers if subject_of(topic) == subject]
        return sorted(topics, key=lambda topic: facet_of(topic) != "what")

    def _kind(self, subject: str) -> str:
        known = self._library.subjects.get(subject)
        return known.kind if known else ""

    def _only_known(self, question: Question) -> Question:
        """Drop what the model learnt but the library no longer answers."""
        topics = tuple((topic, chance) for topic, chance in question.topics if topic in self._library.answers)
        return replace(question, topics=topics)


DECLINING = frozenset({"personal_diagnosis", "personal_medicine", "admin", "off_topic", "abuse", "other_language"})
