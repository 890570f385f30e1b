"""Rasa component: mends a message's spelling, names its subjects as entities, and respells it, for the components after it."""
from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Optional, Type

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.io import dump_obj_as_json_to_file, read_json_file

from bot.resources import library
from bot.understanding import encoder
from bot.understanding.mend import Mender, frequent
from bot.understanding.respell import Counts, Respeller, count
from bot.understanding.subjects import Reading, SubjectIndex, vocabulary, words

SUBJECT = "subject"
READING = "reading"  # the key under which the next components find this one's Reading
RESPELT = "respelt"  # the key under which they find the message respelt, and its Reading then, if many words look misspelt
_CHANGES = 2  # words from which on that many are; one may be a word that we do not know
_FILE = "spelling.json"


class Respelt(NamedTuple):
    """A message as it would be written by somebody who spells well."""

    text: str
    reading: Reading


# As a featurizer, so that training, too, runs it before the featurizers that read what it leaves.
@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SubjectLookup(GraphComponent, EntityExtractorMixin):
    """Finds procedures, medicines, body parts, tests and conditions by the names in content/subjects.yml, misspellings included.

    Training only collects the words that spelling is mended toward, and counts those that a message is respelt with.
    """

    @classmethod
    def required_components(cls) -> List[Type]:
        return [Tokenizer]

    def __init__(self, storage: ModelStorage, resource: Resource, known: Optional[list[str]] = None, counts: Optional[Counts] = None) -> None:
        self._storage = storage
        self._resource = resource
        self._know(known or [], counts)

    def _know(self, known: list[str], counts: Optional[Counts]) -> None:
        names, english = vocabulary(library().subjects), encoder.english_words()
        self._index = SubjectIndex(library().subjects, Mender({*names, *known}, english).mend)
        self._respeller = Respeller(counts, names, english) if counts else None

    @classmethod
    def create(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> SubjectLookup:
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any
    ) -> SubjectLookup:
        with model_storage.read_from(resource) as folder:
            learned = read_json_file(folder / _FILE)
        return cls(model_storage, resource, learned["known"], Counts(**learned["counts"]))

    def train(self, training_data: TrainingData) -> Resource:
        phrases = [words(example.get(TEXT) or "") for example in training_data.intent_examples]
        known, counts = frequent(phrases, vocabulary(library().subjects), encoder.english_words()), count(phrases)
        self._know(known, counts)
        with self._storage.write_to(self._resource) as folder:
            dump_obj_as_json_to_file(folder / _FILE, {"known": known, "counts": counts._asdict()})
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            self._read(message)
            respelt = self._respeller.respell(message.get(TEXT) or "", _CHANGES) if self._respeller else None
            if respelt:
                message.set(RESPELT, Respelt(respelt, self._index.read(words(respelt))))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        # The phrases' own entity annotations stay as they are: only the reading is added.
        for message in training_data.training_examples:
            given = message.get(ENTITIES)
            self._read(message)
            message.set(ENTITIES, given)
        return training_data

    def _read(self, message: Message) -> None:
        tokens: list[Token] = message.get(TOKENS_NAMES[TEXT]) or []
        reading = self._index.read(token.text for token in tokens)
        message.set(READING, reading)
        found = self._entities(tokens, reading)
        message.set(ENTITIES, message.get(ENTITIES, []) + self.add_extractor_name(found), add_to_output=True)

    @staticmethod
    def _entities(tokens: list[Token], reading: Reading) -> list[dict[str, Any]]:
        return [
            {
                "entity": SUBJECT,
                "value": mention.subject,
                "start": tokens[mention.first].start,
                "end": tokens[mention.last].end,
            }
            for mention in reading.mentions
        ]
