"""Rasa component: the sentence encoder as a dense featurizer."""
from __future__ import annotations

from typing import Any, Dict, List, Type

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.rasa.subject_lookup import READING, SubjectLookup
from bot.understanding import encoder

ALIAS = "sentence_encoder"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoderFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds the meaning of the whole message, its subjects masked ("how long does the procedure take"), as 384 numbers."""

    @classmethod
    def required_components(cls) -> List[Type]:
        return [SubjectLookup]

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(ALIAS, config)

    @classmethod
    def validate_config(cls, config: Dict[str, Any]) -> None:
        """There is nothing to configure."""

    @classmethod
    def create(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> SentenceEncoderFeaturizer:
        return cls(config)

    def process(self, messages: List[Message]) -> List[Message]:
        readable = [message for message in messages if message.get(READING)]
        vectors = encoder.shared().encode([message.get(READING).generic() for message in readable])
        for message, vector in zip(readable, vectors):
            message.add_features(Features(vector[None, :], FEATURE_TYPE_SENTENCE, TEXT, ALIAS))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data
