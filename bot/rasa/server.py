"""The server: channels, sample clinic page, widget, health and counters, in one process."""
from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys
from pathlib import Path
from typing import Optional, Sequence

from rasa.core.channels import channel as channels
from rasa.core.channels.channel import InputChannel
from rasa.core.utils import AvailableEndpoints
from sanic import Sanic

from bot import resources
from bot.channels.senders import Senders
from bot.metrics import Metrics
from bot.problems import Problems
from bot.rasa import logs, pages, retention
from bot.rasa.channels.credentials import channels as read_channels
from bot.rasa.connection import Connection
from bot.rasa.endpoints import connect_broker, read
from bot.rasa.feedback import Feedback
from bot.rasa.reload import Reloader
from bot.rasa.rest import RestChannel
from bot.rasa.sessions import Sessions
from bot.settings import Settings
from bot.tickets import KeyUnusable, Tickets, key

log = logging.getLogger(__name__)


def create_app(
    settings: Settings,
    model: Path,
    senders: Senders,
    endpoints: Optional[AvailableEndpoints] = None,
    more: Sequence[InputChannel] = (),
) -> Sanic:
    """Return the server's application, with `more` channels beside REST, whose `senders` are forgotten in time.

    The model is loaded when it starts; without one, warning signs are still answered.

    SIGHUP has it load content and model anew, SIGTERM has it finish the turns that are going on and end.

    Raises:
        ContentError: a content file is wrong.
        SafetyDataError: a rule file of the safety screen is wrong.
        KeyUnusable: the key that makes conversations' secrets cannot be used.
    """
    tickets = Tickets(key(settings))
    app = Sanic("plainspine", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = settings.body_bytes
    app.config.ACCESS_LOG = False
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.config.REQUEST_TIMEOUT = settings.request_seconds
    app.config.RESPONSE_TIMEOUT = settings.request_seconds + 2 * settings.turn_seconds + 1  # a body may be slow, and then the turn
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 2 * settings.turn_seconds + 1  # no turn takes longer

    def current() -> resources.Resources:
        return app.ctx.agent.resources

    sessions = Sessions(tickets, current, settings)
    inputs = [RestChannel(sessions, settings.proxies), *more]
    metrics = Metrics(tuple(channel.name() for channel in inputs))
    reloader = Reloader(app, settings, endpoints, metrics)
    reloader.serve(resources.Resources.of_process())  # where Rasa's channels look for whom to ask
    channels.register(inputs, app, route="/webhooks/")
    app.blueprint(sessions.blueprint())
    problems = Problems(settings)
    app.blueprint(Feedback(problems, current, settings).blueprint())
    pages.add(app, settings)
    expiring = {"reports of problems": problems.expire, "names of senders": senders.expire}

    @app.listener("before_server_start")
    async def start(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        if endpoints:
            await connect_broker(endpoints)
        reloader.load(model)
        app.add_task(retention.keep_erasing(lambda: app.ctx.agent.tracker_store, settings, expiring), name="keep erasing")
        loop.add_signal_handler(signal.SIGHUP, lambda: app.add_task(reloader.reload()))

    return app


def serve(settings: Settings, model: Path, endpoints: Optional[str] = None, credentials: Optional[str] = None) -> None:
    """Serve until stopped. `endpoints` is the path of Rasa's file of other stores and so on, `credentials` that of more channels.

    Raises:
        CredentialsError: the file `credentials` cannot be used.
        SystemExit: the file `endpoints` or the port cannot be used; the message says why.
    """
    logs.configure(settings.log_level, settings.log_format)
    senders = Senders(settings.database)  # without channels, too: a clinic may have turned them off
    more = read_channels(Path(credentials), settings, senders) if credentials else []
    try:
        app = create_app(settings, model, senders, read(endpoints), more)
    except KeyUnusable as error:
        sys.exit(str(error))
    if resources.library().clinic.sample:
        log.warning("content/clinic.yml holds the sample clinic: its phone numbers reach nobody. Replace it before patients come.")
    log.info("Plainspine is at http://%s:%s", settings.host, settings.port)
    app.run(sock=_bound(settings), access_log=False, debug=False, protocol=Connection)


def _bound(settings: Settings) -> socket.socket:
    """Return the server's socket, which does not listen yet. Sanic would end as if all went well when the port is taken."""
    bound = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((settings.host, settings.port))
    except OSError as error:
        sys.exit(
            f"Port {settings.port} of {settings.host} cannot be used: {error.strerror}. "
            "Stop what uses it, perhaps another Plainspine, or set PORT and PLAINSPINE_HOST to others."
        )
    return bound
