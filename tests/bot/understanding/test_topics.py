"""The topic model on a small made-up language: three facets, three subjects, follow-ups, a comparison and a greeting."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Sequence

import numpy as np
import pytest

from bot.understanding.labels import facet_of, subject_of
from bot.understanding.subjects import Reading, SubjectIndex
from bot.understanding.topics import About, Message, TopicModel

PROCEDURES = ("sacroplasty", "kyphoplasty")
BOTH = "compare.kyphoplasty_sacroplasty"
KINDS = {"sacroplasty": "procedure", "kyphoplasty": "procedure", "mri": "test", "sacrum": "body"}
ASKED = {
    "duration": ["how long does {} take", "how long is {}", "how many minutes does {} take", "time needed for {}"],
    "risks": ["is {} dangerous", "what can go wrong with {}", "dangers of {}", "can {} go wrong"],
    "what": ["what is {}", "explain {} please", "tell me about {}", "what does {} mean"],
}
FOLLOW_UPS = {
    "duration": ["how long", "and how long does it take", "how many minutes"],
    "risks": ["is it dangerous", "and the dangers", "what can go wrong"],
}
OTHER = {
    "greet": ["hello", "hello there", "good morning", "good evening"],
    BOTH: ["{0} or {1}", "{0} versus {1}", "difference of {0} and {1}", "{1} against {0}"],
}


@dataclass(frozen=True)
class Subject:
    id: str
    kind: str
    names: tuple[str, ...]
    misspellings: tuple[str, ...] = ()


INDEX = SubjectIndex({name: Subject(name, kind, (name,)) for name, kind in KINDS.items()})


def _phrases() -> list[tuple[str, str]]:
    """Return (text, label)."""
    topics = [
        (text.format(subject), f"{subject}.{facet}")
        for facet, texts in ASKED.items() for subject in (*PROCEDURES, "mri") for text in texts
    ]  # fmt: skip
    follow_ups = [(text, f".{facet}") for facet, texts in FOLLOW_UPS.items() for text in texts]
    return topics + follow_ups + [(text.format(*PROCEDURES), label) for label, texts in OTHER.items() for text in texts]


PHRASES = _phrases()
WORDS = sorted({word for text, _ in PHRASES for word in INDEX.read(text.split()).masked()})
MEANING = dict(zip(WORDS, np.random.default_rng(3).normal(size=(len(WORDS), 24)).astype(np.float32)))


def features(texts: Sequence[str]) -> tuple[np.ndarray, list[Reading]]:
    readings = [INDEX.read(text.split()) for text in texts]
    sums = [sum((MEANING[word] for word in reading.masked() if word in MEANING), np.zeros(24)) for reading in readings]
    return np.array([total / max(float(np.linalg.norm(total)), 1e-9) for total in sums], dtype=np.float32), readings


def fit() -> TopicModel:
    return TopicModel.fit(*features([text for text, _ in PHRASES]), [label for _, label in PHRASES])


@pytest.fixture(scope="module")
def model() -> TopicModel:
    return fit()


def chances(model: TopicModel, text: str, about: Optional[str] = None, topic: Optional[str] = None) -> dict[str, float]:
    meanings, readings = features([text])
    return model.read(meanings, [Message(readings[0], About(about, topic))])[0][0]


def best(model: TopicModel, text: str, about: Optional[str] = None, topic: Optional[str] = None) -> str:
    found = chances(model, text, about, topic)
    return max(found, key=found.__getitem__)


def test_a_follow_up_is_no_topic_of_its_own(model: TopicModel) -> None:
    assert set(chances(model, "how long")) == {label for _, label in PHRASES if not label.startswith(".")}


@pytest.mark.parametrize("about", [None, "sacroplasty", "kyphoplasty", "mri", "unheard_of"])
@pytest.mark.parametrize(
    "text, topic",
    [
        ("how many minutes is kyphoplasty", "kyphoplasty.duration"),
        ("dangers with sacroplasty", "sacroplasty.risks"),
        ("please explain mri", "mri.what"),
        ("hello good morning", "greet"),
        ("sacroplasty versus kyphoplasty", BOTH),
    ],
)
def test_what_a_message_names_outweighs_what_was_talked_about(model: TopicModel, text: str, topic: str, about: str) -> None:
    assert best(model, text, about) == topic


@pytest.mark.parametrize("about", ["sacroplasty", "kyphoplasty", "mri"])
@pytest.mark.parametrize(
    "text, facet", [("and how long", "duration"), ("is it dangerous", "risks"), ("how long for my sacrum", "duration")]
)
def test_a_follow_up_is_about_what_was_talked_about(model: TopicModel, text: str, facet: str, about: str) -> None:
    assert best(model, text, about) == f"{about}.{facet}"


def test_another_subject_named_after_an_answer_is_more_likely_asked_the_same_about(model: TopicModel) -> None:
    opened, after = (chances(model, "kyphoplasty please", *before) for before in ((), ("sacroplasty", "sacroplasty.risks")))
    assert after["kyphoplasty.risks"] > opened["kyphoplasty.risks"]


def test_a_comparison_may_name_one_subject_when_the_other_was_talked_about(model: TopicModel) -> None:
    opened, after = (chances(model, "versus kyphoplasty", about) for about in (None, "sacroplasty"))
    assert after[BOTH] > opened[BOTH]


def test_a_follow_up_that_opens_a_conversation_leaves_the_subject_open(model: TopicModel) -> None:
    found = chances(model, "how long")
    durations = [chance for topic, chance in found.items() if facet_of(topic) == "duration"]
    others = [chance for topic, chance in found.items() if subject_of(topic) and facet_of(topic) != "duration"]
    assert min(durations) > max(others) and max(durations) < 0.6 * sum(durations)


def test_chances_of_topics_and_of_facets_each_add_up_to_one(model: TopicModel) -> None:
    texts = ["how long", "what is mri", "zzz unknown", ""]
    meanings, readings = features(texts)
    for topics, facets in model.read(meanings, [Message(reading) for reading in readings]):
        assert sum(topics.values()) == pytest.approx(1) and sum(facets.values()) == pytest.approx(1, abs=1e-5)
        assert set(facets) == {facet_of(label) for _, label in PHRASES}


def test_messages_read_together_are_read_as_each_alone(model: TopicModel) -> None:
    texts = ["how long", "what is mri", "hello"]
    meanings, readings = features(texts)
    together = model.read(meanings, [Message(reading, About("mri")) for reading in readings])
    for text, (topics, _) in zip(texts, together):
        assert topics == pytest.approx(chances(model, text, "mri"), abs=1e-6)


def test_phrases_it_learnt_from_are_nearly_all_understood(model: TopicModel) -> None:
    wrong = [text for text, label in PHRASES if subject_of(label) and best(model, text) != label]
    assert wrong == []


def test_the_same_phrases_give_the_same_chances(model: TopicModel) -> None:
    for text in ("how long", "dangers of mri"):
        assert chances(fit(), text, "mri") == chances(model, text, "mri")
