"""Socket.IO, with the events of Rasa's own connector, for pages that have a Socket.IO client already."""
from __future__ import annotations

import logging
from typing import Any, Awaitable, Callable, Optional

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.core.channels.socketio import SocketBlueprint
from sanic import Blueprint
from socketio import AsyncServer

from bot.answers.choices import offered
from bot.channels.keys import Keys
from bot.rasa.door import Asked
from bot.rasa.routes import asker
from bot.settings import Settings

# Without a logger of ours the library writes past bot/rasa/logs.py, and quotes what a client has sent.
_LOG = logging.getLogger("socketio")


class SocketChannel(InputChannel):
    """`session_request` and `user_uttered` come in, `session_confirm` and `bot_uttered` go out.

    A session is a token that this server issued: whoever sends another one gets a new conversation, never somebody else's. Pages that
    the settings do not list are refused.
    """

    def __init__(self, keys: Keys, settings: Settings) -> None:
        self._keys = keys
        self._settings = settings

    @classmethod
    def name(cls) -> str:
        return "socketio"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        # Without a list only the server's own page is let in; an empty list would let in every page.
        server = AsyncServer(
            async_mode="sanic", cors_allowed_origins=list(self._settings.cors) or None, async_handlers=False,
            max_http_buffer_size=self._settings.body_bytes, logger=_LOG, engineio_logger=_LOG,
        )  # fmt: skip

        @server.on("session_request")
        async def begin(socket: str, data: Any = None) -> None:
            asked = data.get("session_id") if isinstance(data, dict) else None
            await server.emit("session_confirm", await self._seat(server, socket, asked), room=socket)

        @server.on("user_uttered")
        async def hear(socket: str, data: Any = None) -> None:
            data = data if isinstance(data, dict) else {}
            token = (await server.get_session(socket)).get("token") or await self._seat(server, socket, data.get("session_id"))
            text = data.get("message")
            collected = CollectingOutputChannel()
            sender = f"{self.name()}-{self._keys.read(token)}"
            message = Asked(text if isinstance(text, str) else None, collected, sender, input_channel=self.name())
            message.address = asker(server.get_environ(socket)["sanic.request"], self._settings.proxies)
            await on_new_message(message)
            for message in _shown(collected.messages):
                await server.emit("bot_uttered", message, room=socket)

        return SocketBlueprint(server, "/socket.io", "socketio_webhook", __name__)

    async def _seat(self, server: AsyncServer, socket: str, asked: Optional[str]) -> str:
        """Give a connection its conversation: the one of the token `asked`, or a new one."""
        token = asked if asked is not None and self._keys.read(asked) else self._keys.issue()
        await server.save_session(socket, {"token": token})
        return token


def _shown(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the texts as Rasa's connector sends them, all choices under the last. The machine part stays here."""
    shown: list[dict[str, Any]] = [{"text": message["text"]} for message in messages if message.get("text")]
    choices = offered(messages)
    if shown and choices:
        shown[-1]["quick_replies"] = [{"content_type": "text", "title": title, "payload": payload} for title, payload in choices]
    return shown
