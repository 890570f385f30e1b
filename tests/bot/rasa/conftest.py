"""What tests over real servers share."""
from __future__ import annotations

from dataclasses import replace
from typing import Any, Callable

import pytest

from bot.rasa.train import model_path
from bot.settings import Settings


@pytest.fixture(scope="session")
def no_models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the variables of a server whose models, Rasa's and the screen's learned part, are not models."""
    settings = replace(Settings.from_env(), models=tmp_path_factory.mktemp("models"))
    learned = settings.models / "learned.npz"
    for path in (model_path(settings), learned):
        path.write_bytes(b"this is no model")
    return {"PLAINSPINE_MODELS": str(settings.models), "PLAINSPINE_SCREEN": str(learned)}


@pytest.fixture(scope="session")
def broken(start_server: Callable[..., Any], no_models: dict[str, str]) -> Any:
    """Return a server without models that shows the gallery."""
    return start_server(PLAINSPINE_GALLERY="on", **no_models)
