"""Rasa component: sets the intent, and the topic and facet with their chances, from the features of the components before it."""
from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple, Type

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.rasa.encoder_featurizer import ALIAS
from bot.rasa.subject_lookup import READING
from bot.understanding.guess import guess
from bot.understanding.subjects import Reading
from bot.understanding.topics import About, TopicModel
from bot.understanding.topics import Message as Heard

ABOUT = "about"  # the key of the message's metadata that holds what the conversation is about: subject and last topic
GUESS = "topic"  # the key of the message's parse data under which actions find the guess


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(GraphComponent, IntentClassifier):
    """Classifies a message by purpose (the intent) and, finer, by facet and topic."""

    @classmethod
    def required_components(cls) -> List[Type]:
        return [Featurizer]

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
        labels = [_label(example) for example in examples]
        self._intents = {label: example.get(INTENT) for label, example in zip(labels, examples)}
        self._model = TopicModel.fit(*_features(examples), labels)
        with self._storage.write_to(self._resource) as folder:
            joblib.dump({"model": self._model, "intents": self._intents}, folder / "topics.joblib")
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        readable = [message for message in messages if message.get(READING)]
        if self._model is None or not readable:
            return messages
        meanings, readings = _features(readable)
        heard = [Heard(reading, _about(message)) for reading, message in zip(readings, readable)]
        for message, reading, (chances, facets) in zip(readable, readings, self._model.read(meanings, heard)):
            found = guess(chances, facets, reading.subjects, self._intents)
            message.set(INTENT, found.intents[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, found.intents, add_to_output=True)
            message.set(GUESS, found.as_dict(), add_to_output=True)
        return messages


def _label(example: Message) -> str:
    """Return `sacroplasty.duration` for a phrase of a topic, `.duration` for a follow-up, else the intent (see data/nlu)."""
    given = (example.get("metadata") or {}).get("intent") or {}
    return given.get("topic") or (f".{given['facet']}" if "facet" in given else example.get(INTENT))


def _about(message: Message) -> About:
    """Return what the conversation was about before this message; the door sends it along (Rasa's NLU sees no slots)."""
    return About(*((message.get("metadata") or {}).get(ABOUT) or ()))


def _features(messages: List[Message]) -> Tuple[np.ndarray, List[Reading]]:
    meanings = [message.get_dense_features(TEXT, [ALIAS])[1].features[0] for message in messages]
    return np.array(meanings), [message.get(READING) for message in messages]
