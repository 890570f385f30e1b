"""The stock project: what `rasa init` would train, on our phrases. It is what the bench and the evaluation compare with."""
from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple, Optional

import yaml

from bot import quick_yaml
from bot.bench import sample
from bot.bench.child import CannotMeasure, run
from bot.settings import PROJECT

PYTHON = PROJECT / ".venv-stock" / "bin" / "python"
FALLBACK = "nlu_fallback"  # the intent that Rasa's FallbackClassifier sets; it has no phrases
EPOCHS = 100  # what `rasa init` trains its neural components for
TRAINING_SECONDS = 24 * 3600  # on two cores 100 epochs over our phrases take twelve hours and more
_CONFIG = Path(__file__).with_name("stock_config.yml")
_LOCK = PROJECT / "requirements" / "stock.txt"


class Trained(NamedTuple):
    """A stock model, and how long its training took when it was made."""

    model: Path
    seconds: float


def intent_of(label: str) -> str:
    """Return the stock intent for one of our labels: `sacroplasty_duration`, `facet_duration` (for `.duration`), or `greet`."""
    return f"facet{label.replace('.', '_')}" if label.startswith(".") else label.replace(".", "_")


def response_to(intent: str) -> str:
    """Return the canned response to an intent; it names the intent, so that an answer shows what was understood."""
    return f"Canned answer to {intent}."


def files(epochs: int = EPOCHS, one_in: int = 1) -> dict[str, str]:
    """Return the stock project's files by name: our phrases with one intent a label, one rule and one canned response an intent,
    and our stories in terms of these.

    Fewer `epochs` than stock make a model of the same size and speed that is quick to train and understands less. With `one_in` it
    learns from one of so many phrases.
    """
    phrases: dict[str, str] = {}
    purposes: dict[str, list[str]] = {}
    for block in sample.blocks(one_in):
        label = sample.label_in(block)
        phrases[label] = phrases.get(label, "") + block["examples"]
        known = purposes.setdefault(block["intent"], [])
        if label not in known:
            known.append(label)
    intents = [*(intent_of(label) for label in phrases), FALLBACK]
    domain = {
        "version": "3.1",
        "intents": intents,
        "responses": {f"utter_{intent}": [{"text": response_to(intent)}] for intent in intents},
        "session_config": {"session_expiration_time": 60, "carry_over_slots_to_new_session": False},
    }
    nlu = [{"intent": intent_of(label), "examples": examples} for label, examples in phrases.items()]
    rules = [{"rule": f"say {intent}", "steps": _turn(intent)} for intent in intents]
    told = [story for path in sorted(PROJECT.glob("data/stories/*.yml")) for story in _read(path)["stories"]]
    stories = [{"story": story["story"], "steps": _steps(story, purposes)} for story in told]
    return {
        "config.yml": _yaml(_config(epochs)),
        "domain.yml": _yaml(domain),
        "credentials.yml": _yaml({"rest": None}),
        "endpoints.yml": _yaml({}),
        "data/nlu.yml": _yaml({"version": "3.1", "nlu": nlu}),
        "data/rules.yml": _yaml({"version": "3.1", "rules": rules}),
        "data/stories.yml": _yaml({"version": "3.1", "stories": stories}),
    }


def project_folder(cache: Path, epochs: int = EPOCHS, one_in: int = 1) -> Path:
    """Return where the stock project for the present data lies, or will lie, below `cache`."""
    digest = hashlib.sha256(_LOCK.read_bytes())
    for name, text in sorted(files(epochs, one_in).items()):
        digest.update(f"{name}\0{text}\0".encode())
    return cache / f"stock-{digest.hexdigest()[:12]}"


def write_project(folder: Path, epochs: int = EPOCHS, one_in: int = 1) -> None:
    """Write the stock project into `folder`. A model there stays."""
    for name, text in files(epochs, one_in).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def cached(folder: Path) -> Optional[Trained]:
    """Return the model that an earlier run trained in `folder`, if there is one."""
    model, record = folder / "models" / "stock.tar.gz", folder / "trained.json"
    if not (model.is_file() and record.is_file()):
        return None
    return Trained(model, json.loads(record.read_text("utf-8"))["seconds"])


def train(folder: Path, fresh: bool = False, limit: float = TRAINING_SECONDS) -> Trained:
    """Train the project in `folder` unless its model is there; `fresh` trains even so, without Rasa's own cache.

    Raises:
        CannotMeasure: the stock environment is missing, or Rasa could not train, or not within `limit` seconds.
    """
    known = cached(folder)
    if known and not fresh:
        return known
    if not PYTHON.is_file():
        raise CannotMeasure("The stock environment is missing. Run `make stock`.")
    work = Path(tempfile.mkdtemp(prefix="stock-training-"))
    try:
        command = [PYTHON, "-m", "rasa", "train", "--force", "--skip-validation", "--out", work, "--fixed-model-name", "stock"]
        started = time.perf_counter()
        run("stock training", command, limit, folder, {"RASA_CACHE_DIRECTORY": str(work / "cache")})
        seconds = time.perf_counter() - started
        model = folder / "models" / "stock.tar.gz"
        model.parent.mkdir(exist_ok=True)
        shutil.move(work / "stock.tar.gz", model)
    finally:
        shutil.rmtree(work)
    (folder / "trained.json").write_text(json.dumps({"seconds": round(seconds, 1)}), "utf-8")
    return Trained(model, seconds)


def _config(epochs: int) -> dict[str, Any]:
    config = _read(_CONFIG)
    for part in config["pipeline"] + config["policies"]:
        if "epochs" in part:
            part["epochs"] = epochs
    return config


def _turn(intent: str) -> list[dict[str, str]]:
    return [{"intent": intent}, {"action": f"utter_{intent}"}]


def _steps(story: dict[str, Any], purposes: dict[str, list[str]]) -> list[dict[str, str]]:
    """Say a story in stock intents: a purpose's first turn asks for its first topic, its next turns are follow-ups.

    Turns without phrases (a button's payload) have no stock intent and are left out.
    """
    steps, met = [], set()
    for intent in [step["intent"] for step in story["steps"] if "intent" in step]:
        labels = purposes.get(intent, [])
        first = [label for label in labels if not label.startswith(".")]
        follow = [label for label in labels if label.startswith(".")]
        wanted = (follow or first) if intent in met else first
        met.add(intent)
        if wanted:
            steps += _turn(intent_of(wanted[0]))
    return steps


def _read(path: Path) -> Any:
    return quick_yaml.load(path.read_text("utf-8"))


def _yaml(data: Any) -> str:
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1000)
