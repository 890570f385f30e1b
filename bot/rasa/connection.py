"""One client's connection: nothing that a client sends, however slowly, may keep the server from others."""
from __future__ import annotations

import asyncio
from typing import Any, Optional

from sanic.exceptions import InvalidUsage, SanicException
from sanic.http import Http, Stage
from sanic.server.protocols.websocket_protocol import WebSocketProtocol


class Connection(WebSocketProtocol):
    """Sanic's connection, made safe against slow, half-closed and lying clients."""

    __slots__ = ("_ended",)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._ended = False  # the client has closed its half
        self._http = None  # Sanic sets it once the connection's task runs, which may be after the first bytes

    def data_received(self, data: bytes) -> None:
        """Take `data` in. Sanic would give a request new time with each byte, and slow clients could keep all others out."""
        began = self._time
        going_on = self._http is not None and self._http.stage is not Stage.IDLE
        super().data_received(data)
        if going_on:
            self._time = began

    def eof_received(self) -> Optional[bool]:
        """Keep the connection open for the answer, as a client may close its own half once it has asked."""
        if self.websocket is not None:
            return super().eof_received()
        if not self.recv_buffer and (self._http is None or self._http.stage is Stage.IDLE):
            return None  # nothing was asked
        self._ended = True
        self._data_received.set()  # whoever waits for more learns that there is none
        return True

    async def receive_more(self) -> None:
        """Wait for more of a request; one that ended too early is refused."""
        if self._ended:
            self._http.exception = InvalidUsage("Bad Request")
            raise asyncio.CancelledError  # as Sanic ends what takes too long
        await super().receive_more()

    def _setup_connection(self) -> None:
        super()._setup_connection()
        self._http = _Requests(self)


class _Requests(Http):
    """Sanic's reading of requests. A length below 0 would send it round in circles for ever, and the whole server with it."""

    async def http1_request_header(self) -> None:
        """Read a request's head; whatever is wrong with it ends the connection. Raises SanicException for such a head."""
        try:
            await super().http1_request_header()
            if self.request_bytes_left < 0:
                raise ValueError("a length below 0")
        except Exception as error:
            self.request_body, self.keep_alive = None, False
            if isinstance(error, SanicException):
                raise
            raise InvalidUsage("Bad Request") from error
