"""Trains the model, once for each state of what it is made from."""
from __future__ import annotations

import gc
import hashlib
import os
import sys
import time
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Iterable, Iterator

from bot.rasa import logs
from bot.settings import PROJECT, Settings

_SUBJECTS = "content/subjects.yml"  # lies in the settings' content folder, and has this name wherever that is
# What the model is made from: training data and configuration, subjects' names, and the code of our components.
_INGREDIENTS = (
    "config.yml",
    "domain.yml",
    _SUBJECTS,
    "requirements/base.txt",
    "data/**/*.yml",
    "bot/understanding/*.py",
    "bot/understanding/adapter.npz",
    "bot/rasa/subject_lookup.py",
    "bot/rasa/topic_classifier.py",
    "bot/rasa/policies.py",
)

_LET_ENCODE = 0.0005  # seconds for which Python keeps the thread that encodes waiting; at its own 5 ms that one gets half as far


def model_path(settings: Settings) -> Path:
    """Return where the model for the present ingredients lies, or will lie."""
    digest = hashlib.sha256()
    for pattern in _INGREDIENTS:
        for name, path in _files(pattern, settings):
            digest.update(name.encode() + b"\0" + path.read_bytes())
    return settings.models / f"plainspine-{digest.hexdigest()[:12]}.tar.gz"


def _files(pattern: str, settings: Settings) -> list[tuple[str, Path]]:
    """Return the name and the place of each file that an ingredient stands for."""
    if pattern == _SUBJECTS:
        return [(_SUBJECTS, settings.content / "subjects.yml")]
    return [(path.relative_to(PROJECT).as_posix(), path) for path in sorted(PROJECT.glob(pattern))]


def train(settings: Settings, force: bool = False) -> Path:
    """Train Rasa's model unless it is there already, and return its path.

    Raises:
        SystemExit: Rasa could not train; its own messages say why.
    """
    target = model_path(settings)
    if target.is_file() and not force:
        return target
    print("Training the model (a minute or two) ...", file=sys.stderr, flush=True)
    started = time.perf_counter()
    from rasa.model_training import train as rasa_train

    logs.configure()
    # Only a whole file gets the name that counts as trained: training may be interrupted, or run twice at once.
    unfinished = settings.models / f"unfinished-{os.getpid()}.tar.gz"
    with _spared():
        result = rasa_train(
            domain=str(PROJECT / "domain.yml"),
            config=str(PROJECT / "config.yml"),
            training_files=[str(PROJECT / "data")],
            output=str(settings.models),
            fixed_model_name=unfinished.name.removesuffix(".tar.gz"),
            force_training=True,
        )
    if result.code or not unfinished.is_file():
        raise SystemExit("Training failed. Rasa's messages above say why; `rasa data validate` checks the training data.")
    unfinished.replace(target)
    print(f"Trained in {time.perf_counter() - started:.0f} s: {target.name}", file=sys.stderr)
    return target


@contextmanager
def _spared() -> Iterator[None]:
    """Spare what Rasa does over and over to the same phrases, and begin to encode them as soon as they are read.

    It reads their files twice, and each once more, slowly, to be able to name the line of a mistake; here only when there is one. It
    copies each phrase, and all that is in it, whenever two sets of phrases become one; here a copy shares what is in the phrase, which no
    component changes in place. And it finds those that stand twice by hashing the hashes of all their parts, for each set that it makes;
    here one hash of the whole does, for which the order of its parts counts, the same for all that are read from files. And Python looks
    through all phrases again and again for what could be thrown away; here not until the end.
    """
    from rasa.shared.exceptions import YamlException
    from rasa.shared.importers import utils
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData
    from rasa.shared.utils import io, validation

    from bot.rasa import topic_classifier
    from bot.understanding import encoder

    compared, read = Message.fingerprint, utils.training_data_from_paths
    checked, parsed = validation.validate_yaml_schema, io.read_yaml

    @lru_cache(maxsize=1)
    def once(paths: tuple[str, ...], language: str) -> TrainingData:
        phrases = read(paths, language)
        topic_classifier.begin(phrases)
        return phrases

    def fingerprint(self: Message) -> str:
        return hashlib.md5(repr((self.data, self.features)).encode()).hexdigest()

    def copied(self: Message, memo: dict) -> Message:
        return Message(self.data, set(self.output_properties), self.time, list(self.features))

    def from_paths(paths: Iterable[str], language: str) -> TrainingData:
        return once(tuple(paths), language)

    def check(content: str, *schema: str) -> None:
        try:
            io.read_yaml = lambda text, reader_type="safe": parsed(text)  # type: ignore[misc]
            checked(content, *schema)
        except YamlException:
            io.read_yaml = parsed
            checked(content, *schema)
        finally:
            io.read_yaml = parsed

    waits, collects = sys.getswitchinterval(), gc.isenabled()
    try:
        sys.setswitchinterval(_LET_ENCODE)
        gc.disable()
        Message.fingerprint, Message.__deepcopy__ = fingerprint, copied  # type: ignore[method-assign, attr-defined]
        utils.training_data_from_paths, validation.validate_yaml_schema = from_paths, check
        yield
    finally:
        sys.setswitchinterval(waits)
        if collects:
            gc.enable()
        Message.fingerprint, utils.training_data_from_paths = compared, read  # type: ignore[method-assign]
        validation.validate_yaml_schema = checked
        if hasattr(Message, "__deepcopy__"):
            del Message.__deepcopy__
        if once.cache_info().currsize:  # else Rasa has failed before anything was begun
            encoder.shared().drop()
