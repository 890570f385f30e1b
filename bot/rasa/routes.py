"""What all routes of the server share: errors in one shape, and the address that a request is counted by."""
from __future__ import annotations

from typing import Optional, Sequence

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.address import asking

NOT_STORED = {"Cache-Control": "no-store"}


def refused(status: int, code: str, message: str) -> HTTPResponse:
    """Return an error in the shape that all of the server's errors have."""
    return response.json({"error": {"code": code, "message": message}}, status, NOT_STORED)


def asker(request: Request, proxies: Sequence[str]) -> Optional[str]:
    """Return the address of whoever sent `request`, as `bot.address.asking` reads it; None if it is not known."""
    return asking(request.ip, request.headers.getall("x-forwarded-for", []), proxies)
