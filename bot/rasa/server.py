"""The server: REST channel, sample clinic page, widget, health and counters, in one process."""
from __future__ import annotations

import logging
from pathlib import Path
from typing import Optional

from rasa.core.channels import channel as channels
from rasa.core.utils import AvailableEndpoints
from sanic import Sanic

from bot import resources
from bot.rasa import agent, logs, pages, retention
from bot.rasa.door import Door
from bot.rasa.endpoints import connect_broker, read
from bot.rasa.rest import RestChannel
from bot.settings import Settings

log = logging.getLogger(__name__)


def create_app(settings: Settings, model: Path, endpoints: Optional[AvailableEndpoints] = None) -> Sanic:
    """Return the server's application. The model is loaded when it starts; without one, warning signs are still answered.

    Raises:
        ContentError: a content file is wrong.
        SafetyDataError: a rule file of the safety screen is wrong.
    """
    library, screener = resources.library(), resources.screener()
    app = Sanic("plainspine", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = settings.body_bytes
    app.config.ACCESS_LOG = False
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.ctx.agent = None  # where Rasa's channels look for whom to ask
    channels.register([RestChannel()], app, route="/webhooks/")
    pages.add(app, library, settings)

    @app.listener("before_server_start")
    async def load(app: Sanic, loop: object) -> None:
        loaded = None
        if endpoints:
            await connect_broker(endpoints)
        try:
            loaded = agent.load(model, settings, endpoints)
        except Exception:  # a clinic's page must still say where to go
            log.exception("model could not be loaded: questions get the error sentence, warning signs are still answered")
        app.ctx.agent = Door(loaded, resources.composer(), screener, settings)
        app.add_task(retention.keep_erasing(lambda: app.ctx.agent.tracker_store, settings))

    return app


def serve(settings: Settings, model: Path, endpoints: Optional[str] = None) -> None:
    """Serve until stopped. `endpoints` is the path of Rasa's file of other stores, an action server or an event broker.

    Raises:
        SystemExit: that file cannot be used; the message says what to do.
    """
    logs.configure()
    app = create_app(settings, model, read(endpoints))
    if resources.library().clinic.sample:
        log.warning("content/clinic.yml holds the sample clinic: its phone numbers reach nobody. Replace it before patients come.")
    log.info("Plainspine is at http://%s:%s", settings.host, settings.port)
    app.run(host=settings.host, port=settings.port, access_log=False, debug=False)
