"""What all routes of the server share: errors in one shape, and limits by the address that a request came from."""
from __future__ import annotations

from typing import Optional, Sequence

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.address import asking
from bot.limits import BUSY, TOO_MANY, Rate

NOT_STORED = {"Cache-Control": "no-store"}
# What is over a limit by its outcome: the status, and in how many seconds to try again. Such a turn is not kept.
REFUSED = {f"error.{TOO_MANY}": (429, 15), f"error.{BUSY}": (503, 5)}


def refused(status: int, code: str, message: str) -> HTTPResponse:
    """Return an error in the shape that all of the server's errors have."""
    return response.json({"error": {"code": code, "message": message}}, status, NOT_STORED)


def asker(request: Request, proxies: Sequence[str]) -> Optional[str]:
    """Return the address of whoever sent `request`, as `bot.address.asking` reads it; None if it is not known."""
    return asking(request.ip, request.headers.getall("x-forwarded-for", []), proxies)


def is_over(rate: Rate, request: Request, proxies: Sequence[str]) -> bool:
    """Count `request`, and tell whether its address has sent too many. One whose address is not known is not counted."""
    address = asker(request, proxies)
    return address is not None and not rate.take(address)
