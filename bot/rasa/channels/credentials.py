"""Reads the credentials file: which channels are on, and with what secrets. Nothing but the REST channel is on without it."""
from __future__ import annotations

from pathlib import Path
from typing import Any, Callable, Mapping

import rasa.shared.utils.io
from aiogram.utils.exceptions import ValidationError
from rasa.core.channels.channel import InputChannel
from rasa.shared.exceptions import RasaException

from bot.channels.keys import SHORTEST, Keys
from bot.channels.senders import Senders
from bot.rasa.channels.callback import CallbackChannel
from bot.rasa.channels.desk import Desk
from bot.rasa.channels.messenger import MessengerChannel
from bot.rasa.channels.slack import SlackChannel
from bot.rasa.channels.socketio import SocketChannel
from bot.rasa.channels.telegram import TelegramChannel
from bot.rasa.channels.twilio import TwilioChannel
from bot.settings import Settings

_SAMPLE = "deploy/credentials.yml"


class CredentialsError(ValueError):
    """The credentials file cannot be used; the message says what to do."""


def channels(path: Path, settings: Settings, senders: Senders) -> list[InputChannel]:
    """Return the channels that the file at `path` turns on. `senders` is what is kept of who writes through them.

    Raises:
        CredentialsError: the file cannot be read, names an unknown channel, or a value is missing, unknown or unusable.
    """
    wanted = {name: values for name, values in _read(path).items() if name != "rest"}  # which is always on
    return _Maker(settings, senders).made(wanted) if wanted else []


class _Maker:
    """Makes the channels, which share one desk."""

    def __init__(self, settings: Settings, senders: Senders) -> None:
        try:
            self._keys = Keys(settings.sender_secret)
        except ValueError as error:
            remedy = f"Set it to {SHORTEST} random characters or more, and keep it: openssl rand -hex 32"
            raise CredentialsError(f"PLAINSPINE_SENDER_SECRET: {error}. {remedy}") from None
        self._settings = settings
        self._desk = Desk(senders, self._keys, settings.turn_seconds / 2)

    def made(self, wanted: Mapping[str, Any]) -> list[InputChannel]:
        makers = {
            "twilio": (self._twilio, ("account_sid", "auth_token")),
            "telegram": (self._with(TelegramChannel), ("access_token", "secret_token")),
            "facebook": (self._with(MessengerChannel), ("verify", "secret", "page_access_token")),
            "slack": (self._with(SlackChannel), ("slack_token", "slack_signing_secret")),
            "callback": (self._with(CallbackChannel), ("url", "token")),
            "socketio": (lambda: SocketChannel(self._keys, self._settings), ()),
        }
        unknown = sorted(set(wanted) - set(makers))
        if unknown:
            raise CredentialsError(f"There is no channel {', '.join(map(repr, unknown))}. There are: rest, {', '.join(makers)}.")
        return [_make(name, *makers[name], wanted[name]) for name in wanted]

    def _with(self, kind: Callable[..., InputChannel]) -> Callable[..., InputChannel]:
        return lambda **values: kind(self._desk, **values)

    def _twilio(self, **values: str) -> InputChannel:
        if not self._settings.public_url:
            problem = "PLAINSPINE_PUBLIC_URL is not set, and Twilio's signature cannot be checked without it."
            raise CredentialsError(f"{problem} Set it to the address of this server as Twilio calls it: https://chat.clinic.example")
        return TwilioChannel(self._desk, f"{self._settings.public_url.rstrip('/')}/webhooks/twilio/webhook", **values)


def _make(name: str, maker: Callable[..., InputChannel], needed: tuple[str, ...], given: Any) -> InputChannel:
    if not isinstance(given or {}, dict):
        raise CredentialsError(f"{name}: it must hold lines of the form 'key: value'. {_SAMPLE} shows the form.")
    values = {str(key).replace("-", "_"): value for key, value in (given or {}).items()}  # Rasa writes page-access-token
    missing = [key for key in needed if not isinstance(values.get(key), str) or not values[key].strip()]
    if missing:
        raise CredentialsError(f"{name}: {', '.join(missing)} must be given, as a text. {_SAMPLE} shows the form.")
    unknown = sorted(set(values) - set(needed) - ({"api_url"} if needed else set()))
    if unknown:
        raise CredentialsError(f"{name}: {', '.join(unknown)} is not used here: take it out. {_SAMPLE} shows the form.")
    try:
        return maker(**{key: str(value).strip() for key, value in values.items()})
    except ValueError as error:
        raise CredentialsError(f"{name}: {error}") from None
    except ValidationError:
        raise CredentialsError(f"{name}: access_token is not a token of Telegram's. Copy it from @BotFather: 123456:letters") from None


def _read(path: Path) -> Mapping[str, Any]:
    try:
        found = rasa.shared.utils.io.read_config_file(path)
    except (RasaException, OSError) as error:
        raise CredentialsError(f"{path} cannot be used: {error}") from None
    if not found:
        raise CredentialsError(f"{path} turns on no channel. {_SAMPLE} shows the form.")
    return found
