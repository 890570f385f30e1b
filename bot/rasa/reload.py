"""Loads content and model while the server answers. What is broken never takes the place of what serves."""
from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Optional

from rasa.core.agent import Agent
from rasa.core.utils import AvailableEndpoints
from sanic import Sanic

from bot import __version__
from bot.content.faults import ContentError
from bot.limits import Limits
from bot.metrics import Metrics
from bot.rasa import agent, train
from bot.rasa.door import Door
from bot.resources import Resources, use
from bot.safety.rules import SafetyDataError
from bot.settings import Settings

log = logging.getLogger(__name__)
_GOES_ON = "What served before goes on serving."


class Reloader:
    """Puts a door before the server's channels, and another in its place when content or model are to change.

    A turn ends with the door it began with. Conversations, their locks, limits and counters go on.
    """

    def __init__(self, app: Sanic, settings: Settings, endpoints: Optional[AvailableEndpoints], metrics: Metrics) -> None:
        self._app = app
        self._settings = settings
        self._endpoints = endpoints
        self._metrics = metrics
        self._limits = Limits(settings)
        self._stores: Optional[agent.Stores] = None
        self._one_at_a_time = asyncio.Lock()
        metrics.watch(lambda: self._limits.going_on, lambda: app.ctx.agent.is_ready())

    def serve(self, resources: Resources, loaded: Optional[Agent] = None) -> None:
        """Answer from `resources` and the `loaded` model from now on."""
        self._app.ctx.agent = Door(loaded, resources, self._settings, self._limits, self._metrics)
        self._metrics.serves(__version__, resources.library.hash, self._app.ctx.agent.model or "none")

    def load(self, model: Path) -> None:
        """Load the model when the server starts. Without one, a clinic's page must still say where to go."""
        resources = self._app.ctx.agent.resources
        try:
            self.serve(resources, self._agent(model, resources))
        except Exception:  # Rasa's and the database's errors have no common class
            log.exception("model could not be loaded: questions get the error sentence, warning signs are still answered")

    async def reload(self) -> None:
        """Read content and screen, load the model that is trained for them, and serve them; tell in the log what came of it."""
        async with self._one_at_a_time:
            done = False
            try:
                resources, loaded = await asyncio.to_thread(self._fresh)
                self.serve(resources, loaded)
                done = True
                log.info("content %s and model %s serve now", resources.library.hash, self._app.ctx.agent.model)
            except _NotTrained:
                log.error("no model is trained for the present data: run `python -m bot train`, then try again. %s", _GOES_ON)
            except (ContentError, SafetyDataError) as error:  # their words are about files of ours
                log.error("content could not be loaded anew:\n%s\n%s", error, _GOES_ON)
            except Exception:
                log.exception("content and model could not be loaded anew. %s", _GOES_ON)
            self._metrics.reloaded(done)

    def _fresh(self) -> tuple[Resources, Agent]:
        resources, model = Resources.load(self._settings), train.model_path(self._settings)
        if not model.is_file():
            raise _NotTrained
        return resources, self._agent(model, resources)

    def _agent(self, model: Path, resources: Resources) -> Agent:
        self._stores = self._stores or agent.stores(self._settings, self._endpoints)
        with use(resources):
            return agent.load(model, self._settings, self._endpoints, self._stores)


class _NotTrained(Exception):
    """There is no model for the present data. Training takes minutes and a processor, so that it is the operator's."""
