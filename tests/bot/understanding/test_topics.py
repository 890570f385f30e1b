"""The topic model on a small made-up language: three facets, three subjects, follow-ups, a comparison and a greeting."""
from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Optional, Sequence

import numpy as np
import pytest

from bot.understanding import topics
from bot.understanding.contexts import About, Message
from bot.understanding.labels import facet_of, subject_of
from bot.understanding.subjects import SubjectIndex
from bot.understanding.topics import TopicModel

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
    together: Optional[tuple[tuple[str, ...], tuple[str, ...]]] = None


INDEX = SubjectIndex({name: Subject(name, kind, (name,)) for name, kind in KINDS.items()})


def message(text: str, about: Optional[str] = None, topic: Optional[str] = None) -> Message:
    return Message(text, INDEX.read(text.split()), About(about, topic))


def _phrases() -> list[tuple[Message, str]]:
    """Return messages, each with its label."""
    subjects = (*PROCEDURES, "mri")
    topics = [(message(text.format(one)), f"{one}.{facet}") for facet, texts in ASKED.items() for one in subjects for text in texts]
    follow_ups = [(message(text), f".{facet}") for facet, texts in FOLLOW_UPS.items() for text in texts]
    after = [
        (message(text, one, last), f"{one}.{facet}")
        for facet, texts in FOLLOW_UPS.items() for text in texts for one in subjects for last in (None, f"{one}.what")
    ]  # fmt: skip
    after += [
        (message(text.format(one), last), f"{one}.{facet}")
        for facet, texts in ASKED.items() for text in texts for one in subjects for last in subjects
    ]  # fmt: skip
    other = [(message(text.format(*PROCEDURES)), label) for label, texts in OTHER.items() for text in texts]
    other += [(message(f"{text} kyphoplasty", "sacroplasty", "sacroplasty.what"), BOTH) for text in ("or", "against")]
    return topics + follow_ups + after + other


PHRASES = _phrases() * 100  # so many that the few steps of a fit, made for thousands of phrases, suffice
WIDTH = 64


@lru_cache(maxsize=None)
def meaning(word: str) -> np.ndarray:
    return np.random.default_rng(list(word.encode())).normal(size=WIDTH).astype(np.float32)


def encode(texts: Sequence[str]) -> np.ndarray:
    """Stand in for the sentence encoder: the sum of a text's words."""
    sums = [sum((meaning(word) for word in text.split()), np.zeros(WIDTH, dtype=np.float32)) for text in texts]
    return np.array([total / max(float(np.linalg.norm(total)), 1e-9) for total in sums], dtype=np.float32)


def fit() -> TopicModel:
    return TopicModel.fit(PHRASES, encode)


@pytest.fixture(scope="module")
def model() -> TopicModel:
    return fit()


def chances(model: TopicModel, text: str, about: Optional[str] = None, topic: Optional[str] = None) -> dict[str, float]:
    return model.read(message(text, about, topic), encode).topics


def best(model: TopicModel, text: str, about: Optional[str] = None, topic: Optional[str] = None) -> str:
    found = chances(model, text, about, topic)
    return max(found, key=found.__getitem__)


def test_a_follow_up_is_no_topic_of_its_own(model: TopicModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topics, "_FAINTEST", 0.0)
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


def test_a_comparison_may_name_one_subject_when_the_other_was_talked_about(model: TopicModel) -> None:
    opened, after = (chances(model, "versus kyphoplasty", about) for about in (None, "sacroplasty"))
    assert after[BOTH] > opened[BOTH]


def test_a_follow_up_that_opens_a_conversation_leaves_the_subject_open(model: TopicModel) -> None:
    found = chances(model, "how long")
    durations = [chance for topic, chance in found.items() if facet_of(topic) == "duration"]
    others = [chance for topic, chance in found.items() if subject_of(topic) and facet_of(topic) != "duration"]
    assert min(durations) > max(others) and max(durations) < 0.6 * sum(durations)


def test_what_was_just_answered_counts_for_less_beside_the_others(model: TopicModel, monkeypatch: pytest.MonkeyPatch) -> None:
    just_answered = ("and how long", "mri", "mri.duration")
    found = chances(model, *just_answered)
    monkeypatch.setattr(topics, "_AGAIN", 1.0)
    whole = chances(model, *just_answered)
    odds, before = (each["mri.duration"] / each["mri.risks"] for each in (found, whole))
    assert odds == pytest.approx(0.2 * before) and sum(found.values()) == pytest.approx(1, abs=1e-4)


def test_what_has_almost_no_chance_is_left_out(model: TopicModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topics, "_FAINTEST", 0.0)
    whole = chances(model, "what is mri")
    monkeypatch.setattr(topics, "_FAINTEST", 0.01)
    assert chances(model, "what is mri") == {name: chance for name, chance in whole.items() if chance >= 0.01} != whole


def test_chances_of_topics_and_of_facets_each_add_up_to_one(model: TopicModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topics, "_FAINTEST", 0.0)
    texts = ["how long", "what is mri", "zzz unknown", ""]
    for text in texts:
        found, facets, _ = model.read(message(text), encode)
        assert sum(found.values()) == pytest.approx(1) and sum(facets.values()) == pytest.approx(1, abs=1e-5)
        assert set(facets) == {facet_of(label) for _, label in PHRASES}


SURE, UNSURE = "how long does kyphoplasty take", "how long"


@pytest.mark.parametrize(
    "typed, meant, believed",
    [
        (UNSURE, SURE, SURE),
        (SURE, UNSURE, SURE),
        ("zzz", UNSURE, "zzz"),  # surer than nothing is not sure
    ],
)
def test_a_message_respelt_is_believed_where_it_is_sure_and_the_surer_one(
    typed: str, meant: str, believed: str, model: TopicModel
) -> None:
    alone = {text: model.read(message(text), encode) for text in (typed, meant, believed)}
    assert model.read(message(UNSURE), encode).best < 0.6 < model.read(message(SURE), encode).best
    assert model.surer(message(typed), message(meant), encode) == alone[believed]


def test_that_a_message_is_sure_to_be_no_question_does_not_count_where_only_the_respelt_one_names_a_subject(model: TopicModel) -> None:
    greeting, meant = message("hello good morning"), message("how long does kyphoplasty take")
    assert model.read(greeting, encode).best > model.read(meant, encode).best > 0.6
    assert model.surer(greeting, meant, encode) == model.read(meant, encode)
    assert model.surer(greeting, meant._replace(reading=greeting.reading), encode) == model.read(greeting, encode)


def test_a_message_that_is_not_respelt_is_read_as_it_is(model: TopicModel) -> None:
    assert model.surer(message("how long", "mri"), None, encode) == model.read(message("how long", "mri"), encode)


def test_phrases_it_learnt_from_are_nearly_all_understood(model: TopicModel) -> None:
    wrong = [said for said, label in _phrases() if subject_of(label) and best(model, said.text, *said.about) != label]
    assert wrong == []


def test_the_same_phrases_give_the_same_chances(model: TopicModel) -> None:
    for text in ("how long", "dangers of mri"):
        assert chances(fit(), text, "mri") == chances(model, text, "mri")
