"""The two sides of the comparison: how each is trained and served, and when its answer is the right one."""
from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Mapping, Optional, Protocol

from bot.bench import child, stock
from bot.bench.child import Messages, Served
from bot.rasa.train import model_path
from bot.settings import PROJECT, Settings

START_SECONDS = 300
TRAINING_SECONDS = 1800
# Asked until one is answered rightly: training phrases whose labels neither side mixes up.
PROBES = {
    "what is an mri": "mri.what",
    "how to prevent falls": "falls.prevent",
    "what are opioids": "opioids.what",
}

# The settings under which nobody is refused: stock Rasa refuses nobody, and all load comes from one address.
UNLIMITED = {
    "PLAINSPINE_ADDRESS_TURNS_PER_MINUTE": "10000000",
    "PLAINSPINE_CONVERSATION_TURNS_PER_MINUTE": "10000000",
}


class Side(Protocol):
    """What is measured: one assistant that can be trained and served."""

    name: str

    def serve(self) -> AbstractContextManager[Served]:
        """Start the server; yield it once it has given a right answer."""


class Ours:
    """Plainspine as `make run` serves it: conversations in SQLite, actions in the process."""

    name = "Plainspine"

    def __init__(
        self, work: Path, model: Optional[Path] = None, more: Optional[Mapping[str, str]] = None, any_answer: bool = False
    ) -> None:
        """Keep models and conversations in `work`. Serve `model` if it is given, with `more` environment variables.

        It counts as ready with `any_answer`, if it may know none of the probes.
        """
        self._any_answer = any_answer
        self._models, self._database, self._more = work / "models", work / "bench.db", more or {}
        if model:
            self._models.mkdir()
            content = Path(self._more.get("PLAINSPINE_CONTENT", Settings.from_env().content))
            model_path(Settings(models=self._models, content=content)).symlink_to(model.resolve())

    def train(self, project: Path = PROJECT) -> Path:
        """Train what lies in `project` into a folder of the bench, without Rasa's own cache, and return the model."""
        cache = {"RASA_CACHE_DIRECTORY": str(self._models.parent / "rasa-cache")}
        command = [sys.executable, "-m", "bot", "train", "--force"]
        child.run("our training", command, TRAINING_SECONDS, project, {**self._settings(), **cache})
        return next(self._models.glob("*.tar.gz"))

    def serve(self) -> AbstractContextManager[Served]:
        return child.serve(
            self.name,
            lambda port: [sys.executable, "-m", "bot", "serve"],
            PROJECT,
            lambda port: {**self._settings(), "PORT": str(port)},
            lambda probe, messages: bool(messages) and (self._any_answer or is_right(probe, messages)),
            tuple(PROBES),
            START_SECONDS,
        )

    def _settings(self) -> dict[str, str]:
        return {
            "PLAINSPINE_MODELS": str(self._models),
            "PLAINSPINE_DATABASE": f"sqlite:///{self._database}",
            **UNLIMITED,
            **self._more,
        }


class Stock:
    """The stock project as `rasa run` serves it: conversations in memory, canned responses."""

    name = "stock Rasa"

    def __init__(self, folder: Path, model: Path, any_answer: bool = False) -> None:
        """Serve the `model` of the project in `folder`, which counts as ready with a right answer or with `any_answer`."""
        self._folder, self._model, self._any_answer = folder, model, any_answer

    def serve(self) -> AbstractContextManager[Served]:
        return child.serve(
            self.name,
            lambda port: [stock.PYTHON, "-m", "rasa", "run", "-i", child.HOST, "-p", str(port), "-m", self._model]
            + ["--credentials", "credentials.yml", "--endpoints", "endpoints.yml"],
            self._folder,
            lambda port: {},
            lambda probe, messages: bool(messages) and (self._any_answer or messages[0].get("text") == _canned(probe)),
            tuple(PROBES),
            START_SECONDS,
        )


def is_right(probe: str, messages: Messages) -> bool:
    """Tell whether `messages` are our answer to one of the probes."""
    return bool(messages) and (messages[-1].get("custom") or {}).get("outcome") == f"answered.{PROBES[probe]}"


def kind(messages: Messages) -> str:
    """Return what sort of reply of ours this is ("answer", "escalation", ...), or "" when it is no reply of ours."""
    return (messages[-1].get("custom") or {}).get("kind", "") if messages else ""


def _canned(probe: str) -> str:
    return stock.response_to(stock.intent_of(PROBES[probe]))
