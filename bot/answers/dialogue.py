"""Decides what to say in a turn, from what the message seems to ask and what the conversation is about. Pure; knows no Rasa."""
from __future__ import annotations

from dataclasses import replace
from typing import Mapping, Optional, Sequence

from bot.answers.compose import CHOICES, Composer
from bot.answers.question import Memory, Question
from bot.answers.reply import Reply
from bot.understanding.labels import facet_of, subject_of

# Chances from which the assistant answers, and below which it says that it has no answer; it asks back between them.
# docs/decisions/0005-confidence.md says how they were chosen.
SURE = 0.5
LIKELY, AHEAD = 0.4, 4.0  # also enough for an answer: this chance, when it is so many times that of the next topic
UNSURE = 0.15
PLAIN = 0.8  # from this chance on a procedure counts as named, though in no words that we know ("hazards of verteb-plasty")
SECOND = 0.08  # from this chance on, of the second of two medicines or tests named, what they ask is about both
CLEAR = 0.75  # share of the chance of all alike topics that one needs, or the assistant asks which subject is meant

_PROCEDURE, _MEDICINE = "procedure", "medicine"
_COMPARED = {_MEDICINE, "test", "condition"}  # kinds of which any two may be compared; for procedures there are answers
# Kinds of subject that a conversation is about, the first before the next when a message names several. A body part is
# where something is, not what is talked about.
_TALKED_ABOUT = {kind: rank for rank, kind in enumerate((_PROCEDURE, "test", _MEDICINE, "condition", "living", "symptom"))}

_IN_GENERAL = frozenset({_PROCEDURE, "overview"})  # kinds: what is asked without a procedure's name may be asked of all of them
_SHARED = frozenset({"overview", "compare"})  # subjects whose answers hold for several others


class Dialogue:
    """The rules of conversation over one content library."""

    def __init__(self, composer: Composer) -> None:
        self._compose = composer
        self._library = composer.library

    def heard(self, question: Question, memory: Memory) -> Memory:
        """Remember the subject that a message names, whatever becomes of the message itself."""
        ranked = sorted(question.subjects, key=lambda subject: _TALKED_ABOUT.get(self._kind(subject), len(_TALKED_ABOUT)))
        if ranked and self._kind(ranked[0]) in _TALKED_ABOUT:
            return replace(memory, subject=ranked[0])
        return memory

    def ask(self, question: Question, memory: Memory) -> tuple[Reply, Memory]:
        """Answer a question about a topic, ask back, or say that there is no answer."""
        return self._decided(question, memory)[1]

    def rule(self, question: Question, memory: Memory) -> str:
        """Return the name of the rule by which `ask` decides, for those who want to see why; `miss` when none has an answer."""
        return self._decided(question, memory)[0]

    def same(self, question: Question, memory: Memory) -> tuple[Reply, Memory]:
        """Answer for another subject what was just answered for one ("and the balloon one?"); ask which when none is named."""
        if memory.topic not in self._library.answers:
            return self.ask(question, memory)
        last, facet = subject_of(memory.topic), facet_of(memory.topic)
        named = [subject for subject in question.subjects if subject != last]
        alike = named or [subject for subject in self._library.subjects if self._kind(subject) == self._kind(last) and subject != last]
        topics = [f"{subject}.{facet}" for subject in alike if f"{subject}.{facet}" in self._library.answers]
        if len(topics) == 1 or (named and topics):
            return self._answered(topics[0], memory)
        if topics:
            return self._which(topics, memory)
        return self._lacking(named[0], memory) if named else self.ask(question, memory)

    def choose(self, choice: Mapping[str, str], memory: Memory) -> tuple[Reply, Memory]:
        """Follow a button that the assistant issued: a topic, more on it, a subject or a message."""
        if choice.get("more") in self._library.answers:
            return self.more(replace(memory, topic=choice["more"]))
        if choice.get("topic") in self._library.answers:
            return self._answered(choice["topic"], memory)
        if choice.get("subject") in self._library.subjects:
            return self._about(choice["subject"], memory)
        if choice.get("message") in self._library.messages:
            return self.say(choice["message"], memory)
        return self.miss(memory)

    def say(self, name: str, memory: Memory) -> tuple[Reply, Memory]:
        """Say a fixed message. A refusal and what frustrated count as misses; after one a person is offered in place of an apology."""
        if name == FRUSTRATED:
            said = "decline_again" if memory.misses else name
            return self._compose.message(said, outcome=f"smalltalk.{name}"), replace(memory, misses=memory.misses + 1)
        if name in DECLINING:
            return self._compose.message(name, "decline"), replace(memory, misses=memory.misses + 1)
        return self._compose.message(name), replace(memory, misses=0)

    def told(self, question: Question, memory: Memory) -> tuple[Reply, Memory]:
        """Ask what somebody who only told how things are would like to know; with the answers on the subject that they named."""
        memory = replace(memory, misses=0)
        first = f"{memory.subject}.what" if memory.subject in question.subjects else None
        if first not in self._library.answers:
            return self._compose.message("told", "clarify"), memory
        topics = [first, *self._library.answers[first].related][:CHOICES]
        return self._compose.clarify("told", [(self._library.answers[topic].title, topic) for topic in topics]), memory

    def personal_medicine(self, question: Question, memory: Memory) -> tuple[Reply, Memory]:
        """Refuse to say what to take; of a medicine that they named, say what holds in general, and offer the answers on it."""
        named = next((subject for subject in question.subjects if self._kind(subject) == _MEDICINE), None)
        asked = [topic for topic, chance in question.topics if subject_of(topic) == named and chance >= UNSURE]
        topics = [topic for topic in dict.fromkeys([*asked, f"{named}.what"]) if topic in self._library.answers]
        if named is None or not topics:
            return self.say("personal_medicine", memory)
        return self._compose.in_general("personal_medicine", topics[:CHOICES]), Memory(named, topics[0], memory.misses + 1)

    def more(self, memory: Memory) -> tuple[Reply, Memory]:
        """Tell more on the last answer."""
        if memory.topic not in self._library.answers:
            return self._compose.message("no_previous", "clarify"), memory
        if not self._library.answers[memory.topic].more:
            return self._compose.message("no_more"), memory
        return self._compose.part(memory.topic, "more"), replace(memory, misses=0)

    def simpler(self, memory: Memory) -> tuple[Reply, Memory]:
        """Say the last answer in fewer words."""
        if memory.topic not in self._library.answers:
            return self._compose.message("no_previous", "clarify"), memory
        return self._compose.part(memory.topic, "main_message", "simpler_intro"), replace(memory, misses=0)

    def sources(self, memory: Memory) -> tuple[Reply, Memory]:
        """Say where the last answer comes from."""
        if memory.topic not in self._library.answers:
            return self._compose.message("no_sources"), memory
        return self._compose.sources(memory.topic), replace(memory, misses=0)

    def start_over(self) -> tuple[Reply, Memory]:
        """Forget the conversation so far."""
        return self._compose.message("start_over"), Memory()

    def miss(self, memory: Memory) -> tuple[Reply, Memory]:
        """Say that there is no reviewed answer; the second time in a row, offer a person."""
        name = "decline_again" if memory.misses else "decline"
        return self._compose.message(name, "decline", "decline.no_answer"), replace(memory, misses=memory.misses + 1)

    def _decided(self, question: Question, memory: Memory) -> tuple[str, tuple[Reply, Memory]]:
        question = self._only_known(question)
        for name, attempt in ATTEMPTS.items():
            found = attempt(self, question, memory)
            if found:
                return name, found
        return "miss", self.miss(memory)

    def _comparison(self, question: Question, memory: Memory) -> Optional[tuple[Reply, Memory]]:
        procedures = sorted(subject for subject in question.subjects if self._kind(subject) == _PROCEDURE)
        if len(procedures) < 2:
            return None
        topic = f"compare.{'_'.join(procedures) if len(procedures) == 2 else 'all'}"
        return self._answered(topic, replace(memory, subject=procedures[0])) if topic in self._library.answers else None

    def _side_by_side(self, question: Question, memory: Memory) -> Optional[tuple[Reply, Memory]]:
        """Two of a kind are named, and what each is comes first and second: an answer that compares them is given, or one on each."""
        likeliest = [topic for topic, chance in question.topics[:2] if chance >= SECOND]
        names = [subject_of(topic) for topic in likeliest if facet_of(topic) == "what"]
        kinds = {self._kind(name) for name in names}
        named = len(names) == 2 and set(names) <= set(question.subjects)
        if not named or len(kinds) > 1 or not kinds <= _COMPARED or sum(chance for _, chance in question.topics[:2]) < SURE:
            return None
        both = f"compare.{'_'.join(sorted(names))}"
        if both in self._library.answers:
            return self._answered(both, memory)
        return self._compose.answer(likeliest, intro="side_by_side"), Memory(names[1], likeliest[1])  # "tell me more" is on the last one

    def _which_subject(self, question: Question, memory: Memory) -> Optional[tuple[Reply, Memory]]:
        """Only the patient knows which subject is meant: none is known, or others of its kind fit nearly as well.

        Where there is an answer for all of them, it is given; its related topics lead on. Else the assistant asks which.
        """
        if not question.topics or subject_of(question.topics[0][0]) in question.subjects:
            return None
        best, chance = question.topics[0]
        kind, facet = self._kind(subject_of(best)), facet_of(best)
        kinds = {kind}
        if kind in _IN_GENERAL and not question.subjects:
            kind, kinds = _PROCEDURE, _IN_GENERAL
        together = sum(other for topic, other in question.topics if facet_of(topic) == facet and self._kind(subject_of(topic)) in kinds)
        alike = [name for name, subject in self._library.subjects.items() if subject.kind == kind and f"{name}.{facet}" in self._library.answers]
        unknown = kind == _PROCEDURE and chance < PLAIN and self._unheard(question, memory)
        if together < SURE or len(alike) < 2 or (chance >= together * CLEAR and not unknown):
            return None
        overview = f"overview.{facet}"
        if overview in self._library.answers:
            return self._answered(overview, memory)
        chances = {subject_of(topic): other for topic, other in question.topics if facet_of(topic) == facet}
        likeliest = sorted(alike, key=lambda name: chances.get(name, 0.0), reverse=True)
        return self._which([f"{name}.{facet}" for name in likeliest], memory)

    def _which(self, topics: Sequence[str], memory: Memory) -> tuple[Reply, Memory]:
        """Ask which subject is meant, of those that `topics` are on."""
        choices = [(self._library.subjects[subject_of(topic)].title, topic) for topic in topics[:CHOICES]]
        return self._compose.clarify("clarify_subject", choices), memory

    def _sure(self, question: Question, memory: Memory) -> Optional[tuple[Reply, Memory]]:
        if question.topics and question.topics[0][1] >= SURE:
            return self._answered(question.topics[0][0], memory)
        return None

    def _nearest(self, question: Question, memory: Memory) -> Optional[tuple[Reply, Memory]]:
        """What was asked is clear, and there is no answer to it for the subject named: say so, and give what there is."""
        if len(question.subjects) != 1 or not question.facets or question.facets[0][1] < SURE:
            return None
        subject, topics = question.subjects[0], self._of(question.subjects[0])
        if not topics or f"{subject}.{question.facets[0][0]}" in self._library.answers:
            return None
        overview = f"overview.{question.facets[0][0]}"
        if self._kind(subject) == _PROCEDURE and overview in self._library.answers:
            return self._answered(overview, memory)
        return self._lacking(subject, memory)

    def _lacking(self, subject: str, memory: Memory) -> tuple[Reply, Memory]:
        """Say that there is no answer to this about `subject`, and give what there is."""
        topics = self._of(subject)
        if not topics:
            return self.miss(memory)
        title = self._library.subjects[subject].title
        return self._compose.answer(topics[:1], intro="no_answer_for_subject", subject=title), Memory(subject, topics[0])

    def _named_alone(self, question: Question, memory: Memory) -> Optional[tuple[Reply, Memory]]:
        """A message that names one subject and most likely asks what it is: that answer leads on to the others."""
        if len(question.subjects) != 1 or not question.topics or question.topics[0][1] < UNSURE:
            return None
        topic = f"{question.subjects[0]}.what"
        return self._answered(topic, memory) if question.topics[0][0] == topic else None

    def _carried(self, question: Question, memory: Memory) -> Optional[tuple[Reply, Memory]]:
        """A message that is sure in nothing but another subject asks of that what was just answered ("no, the sacrum one").

        That is likelier than a topic that is only far ahead, so it comes first.
        """
        if memory.topic not in self._library.answers or len(question.subjects) != 1:
            return None
        subject, topic = question.subjects[0], f"{question.subjects[0]}.{facet_of(memory.topic)}"
        other = subject != subject_of(memory.topic) and self._kind(subject) in _TALKED_ABOUT
        return self._answered(topic, memory) if other and topic in self._library.answers else None

    def _far_ahead(self, question: Question, memory: Memory) -> Optional[tuple[Reply, Memory]]:
        """One topic is not sure, and yet no other comes near it.

        Which procedure is meant cannot be told like that; and what was just answered is not given again on a guess.
        """
        (topic, chance), (_, next_chance) = (*question.topics, ("", 0.0), ("", 0.0))[:2]
        guessed = self._kind(subject_of(topic)) == _PROCEDURE and self._unheard(question, memory)
        if chance < max(LIKELY, AHEAD * next_chance) or guessed or topic == memory.topic:
            return None
        return self._answered(topic, memory)

    def _unsure(self, question: Question, memory: Memory) -> Optional[tuple[Reply, Memory]]:
        """Ask which of the likeliest topics is meant, or which subject when what is asked is clear."""
        clear = [name for name, chance in question.facets if chance >= SURE]
        alike = [topic for topic, _ in question.topics if facet_of(topic) in clear]
        if len(alike) > 1 and alike[:2] == [topic for topic, _ in question.topics[:2]] and not question.subjects:
            return self._which(alike, memory)
        if not question.topics or question.topics[0][1] < UNSURE:
            return None
        choices = [(self._library.answers[topic].title, topic) for topic, chance in question.topics if chance >= UNSURE / 2]
        return self._compose.clarify("clarify_topic", choices[:CHOICES]), memory

    def _about(self, subject: str, memory: Memory) -> tuple[Reply, Memory]:
        """A subject was named and nothing asked about it: say what it is."""
        topics = self._of(subject)
        return self._answered(topics[0], memory) if topics else self.miss(memory)

    def _answered(self, topic: str, memory: Memory) -> tuple[Reply, Memory]:
        """Answer; what holds for several subjects leaves the one that is being talked about as it is."""
        subject = subject_of(topic)
        return self._compose.answer([topic]), Memory(memory.subject if subject in _SHARED else subject, topic)

    def _of(self, subject: str) -> list[str]:
        topics = [topic for topic in self._library.answers if subject_of(topic) == subject]
        return sorted(topics, key=lambda topic: facet_of(topic) != "what")

    @staticmethod
    def _unheard(question: Question, memory: Memory) -> bool:
        """Tell whether no subject was named, neither now nor before."""
        return not question.subjects and memory.subject is None

    def _kind(self, subject: str) -> str:
        known = self._library.subjects.get(subject)
        return known.kind if known else ""

    def _only_known(self, question: Question) -> Question:
        """Drop what the model learnt but the library no longer answers."""
        topics = tuple((topic, chance) for topic, chance in question.topics if topic in self._library.answers)
        return replace(question, topics=topics)


# The rules by which a question is answered, by name: the first that has something to say decides.
ATTEMPTS = {
    "comparison": Dialogue._comparison,
    "side_by_side": Dialogue._side_by_side,
    "which_subject": Dialogue._which_subject,
    "sure": Dialogue._sure,
    "nearest": Dialogue._nearest,
    "carried": Dialogue._carried,
    "named_alone": Dialogue._named_alone,
    "far_ahead": Dialogue._far_ahead,
    "unsure": Dialogue._unsure,
}
FRUSTRATED = "frustrated"
DECLINING = frozenset({"personal_diagnosis", "personal_medicine", "admin", "off_topic", "abuse", "other_language"})
