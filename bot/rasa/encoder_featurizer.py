"""Rasa component: the sentence encoder as a dense featurizer."""
from __future__ import annotations

import os
from typing import Any, Dict, List, Type

import numpy as np
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
_MASKED = np.float32(2**0.5)  # how much the masked reading weighs beside the written one, chosen on left-out training phrases


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoderFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds the meaning of the whole message, with its subjects masked ("how long does the procedure take") and as it was written: 768 numbers."""

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
        self._add_features(messages, threads=1)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self._add_features(training_data.training_examples, threads=os.cpu_count() or 1)
        return training_data

    def _add_features(self, messages: List[Message], threads: int) -> None:
        readable = [message for message in messages if message.get(READING) and message.get(TEXT)]
        # The written one is what the screen has encoded already.
        forms = [(message.get(READING).generic(), encoder.written(message.get(TEXT))) for message in readable]
        texts = sorted({text for pair in forms for text in pair})
        meaning = dict(zip(texts, encoder.shared().encode(texts, threads)))
        for message, (masked, written) in zip(readable, forms):
            vector = np.concatenate([_MASKED * meaning[masked], meaning[written]])
            message.add_features(Features(vector[None, :], FEATURE_TYPE_SENTENCE, TEXT, ALIAS))
