"""Rasa component: sets the intent, and the topic and facet with their chances."""
from __future__ import annotations

from functools import partial
from typing import Any, Dict, List, Optional, Type

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message as Parsed
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.rasa.subject_lookup import READING, RESPELT, SubjectLookup
from bot.understanding import encoder
from bot.understanding.contexts import About, Message
from bot.understanding.guess import guess
from bot.understanding.labels import label_of
from bot.understanding.topics import TopicModel

ABOUT = "about"  # the key of the message's metadata that holds what the conversation is about: subject and last topic
GUESS = "topic"  # the key of the message's parse data under which actions find the guess


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(GraphComponent, IntentClassifier):
    """Classifies a message by purpose (the intent) and, finer, by facet and topic."""

    @classmethod
    def required_components(cls) -> List[Type]:
        return [SubjectLookup]

    def __init__(
        self,
        storage: ModelStorage,
        resource: Resource,
        model: Optional[TopicModel] = None,
        intents: Optional[dict[str, str]] = None,
    ) -> None:
        self._storage = storage
        self._resource = resource
        self._model = model
        self._intents = intents or {}

    @classmethod
    def create(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> TopicClassifier:
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any
    ) -> TopicClassifier:
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, **joblib.load(folder / "topics.joblib"))

    def train(self, training_data: TrainingData) -> Resource:
        examples = [example for example in training_data.intent_examples if example.get(READING) and example.get(TEXT)]
        phrases = [(_message(example), label_of(_given(example), example.get(INTENT))) for example in examples]
        self._intents = {label: example.get(INTENT) for (_, label), example in zip(phrases, examples)}
        self._model = TopicModel.fit(phrases, partial(encoder.shared().encode, many=True))
        with self._storage.write_to(self._resource) as folder:
            joblib.dump({"model": self._model, "intents": self._intents}, folder / "topics.joblib")
        return self._resource

    def process(self, messages: List[Parsed]) -> List[Parsed]:
        readable = [message for message in messages if message.get(READING)]
        if self._model is None or not readable:
            return messages
        for message in readable:
            reading = self._model.surer(_message(message), _meant(message), encoder.shared().encode)
            found = guess(reading.topics, reading.facets, reading.subjects, self._intents)
            message.set(INTENT, found.intents[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, found.intents, add_to_output=True)
            message.set(GUESS, found.as_dict(), add_to_output=True)
        return messages


def begin(training_data: TrainingData) -> None:
    """Begin to encode the phrases, on a core that has little to do until the model is fitted."""
    encoder.shared().begin([_message(example).written() for example in training_data.intent_examples if example.get(TEXT)])


def _given(example: Parsed) -> Dict[str, Any]:
    """Return the metadata that stand beside a phrase in data/nlu."""
    return (example.get("metadata") or {}).get("intent") or {}


def _meant(parsed: Parsed) -> Optional[Message]:
    """Return the message as it may have been meant, if many of its words look misspelt."""
    respelt = parsed.get(RESPELT)
    return _message(parsed)._replace(text=respelt.text, reading=respelt.reading) if respelt else None


def _message(parsed: Parsed) -> Message:
    """Return the message with what the conversation was about before it; the door sends that along (Rasa's NLU sees no slots)."""
    heard = (parsed.get("metadata") or {}).get(ABOUT)
    about = About(*heard) if heard else About.after(_given(parsed).get(ABOUT))
    return Message(parsed.get(TEXT) or "", parsed.get(READING), about)
