"""What the server shows besides the channel: the sample clinic page, the widget, health and counters."""
from __future__ import annotations

import hashlib
import hmac
import logging
import re
from html import escape
from pathlib import Path
from string import Template
from typing import Optional

from prometheus_client import generate_latest
from sanic import Sanic, response
from sanic.exceptions import NotFound, SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import __version__, embed
from bot.address import is_listed
from bot.answers.compose import PICTURES
from bot.content.library import Library
from bot.rasa.routes import refused
from bot.settings import PROJECT, Settings

log = logging.getLogger(__name__)
PAGE = PROJECT / "widget" / "page"
_FILES = {
    "/": (PAGE / "index.html", "text/html; charset=utf-8"),
    "/page.css": (PAGE / "page.css", "text/css; charset=utf-8"),
    "/page.js": (PAGE / "page.js", "text/javascript; charset=utf-8"),
    "/embed.css": (PAGE / "embed.css", "text/css; charset=utf-8"),
}
_GALLERY = {
    "/gallery": (PAGE / "gallery.html", "text/html; charset=utf-8"),
    "/gallery/state": (PAGE / "gallery_state.html", "text/html; charset=utf-8"),
    "/gallery.css": (PAGE / "gallery.css", "text/css; charset=utf-8"),
    "/gallery.js": (PAGE / "gallery.js", "text/javascript; charset=utf-8"),
    "/gallery_state.js": (PAGE / "gallery_state.js", "text/javascript; charset=utf-8"),
    "/gallery.json": (PAGE / "gallery.json", "application/json"),
}
_POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
# The script holds no secret and is the same for everyone: any page may load and check it. What it may ask is another matter (CORS).
_SCRIPT = {"Access-Control-Allow-Origin": "*"}
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_THIS_MACHINE = ("127.0.0.0/8", "::1")
_NOT_YOURS = (
    "Counters are for operators. Send PLAINSPINE_OPERATOR_TOKEN's value as `Authorization: Bearer ...`, or, when none is set, ask "
    "from the server's own machine."
)
_BROWSERS_KEEP_TO_HTTPS = "max-age=31536000"  # a year


def add(app: Sanic, settings: Settings) -> None:
    """Add the pages' routes, the response headers and the error answers to `app`."""
    files = {**_FILES, **_GALLERY} if settings.gallery == "on" else _FILES
    for address, (path, kind) in files.items():
        _add(app, address, path.name, kind, path.read_bytes())

    built = embed.script()
    kind = "text/javascript; charset=utf-8"
    _add(app, "/widget.js", "widget.js", kind, built.data, {**_SCRIPT, "Cache-Control": "public, max-age=300, must-revalidate"})
    _add(app, built.path, "widget.hash.js", kind, built.data, {**_SCRIPT, "Cache-Control": "public, max-age=31536000, immutable"})
    framed = {"Content-Security-Policy": " ".join((_POLICY, *settings.cors))}

    @app.route("/embed")
    async def framed_chat(request: Request) -> HTTPResponse:
        return _cached(request, "text/html; charset=utf-8", _filled(PAGE / "embed.html", _library(app)), framed)

    @app.route(PICTURES + "<name:[a-z0-9_]+\\.svg>")
    async def picture(request: Request, name: str) -> HTTPResponse:
        drawing = _library(app).drawings.get(name.removesuffix(".svg"))
        if drawing is None:
            raise NotFound()
        return _cached(request, "image/svg+xml", drawing.encode())

    @app.route("/config.json")
    async def config(request: Request) -> HTTPResponse:
        clinic = _library(app).clinic
        return response.json(
            {
                "clinic_name": clinic.name,
                "phone": clinic.phone.dict(),
                "emergency": clinic.emergency.dict(),
                "hours": clinic.hours,
                "language_help": clinic.language_help,
                "sample": clinic.sample,
                "script": {"path": built.path, "integrity": built.integrity},
            }
        )

    @app.route("/health/live")
    async def live(request: Request) -> HTTPResponse:
        return response.json({"live": True})

    @app.route("/health/ready", name="ready")
    @app.route("/health")
    async def health(request: Request) -> HTTPResponse:
        ready = app.ctx.agent.is_ready()
        serves = {"version": __version__, "content": _library(app).hash, "model": app.ctx.agent.model}
        return response.json({"live": True, "ready": ready, **serves}, status=200 if ready else 503)

    @app.route("/metrics")
    async def metrics(request: Request) -> HTTPResponse:
        if not _is_operator(request, settings.operator_token):
            return refused(403, "not_yours", _NOT_YOURS)
        return response.raw(generate_latest(), content_type="text/plain; version=0.0.4")

    @app.middleware("response")
    async def add_headers(request: Request, answer: HTTPResponse) -> None:
        for name, value in _HEADERS.items():
            answer.headers.setdefault(name, value)
        if request.headers.get("x-forwarded-proto") == "https" and is_listed(request.ip, settings.proxies):
            answer.headers["Strict-Transport-Security"] = _BROWSERS_KEEP_TO_HTTPS
        origin = request.headers.get("origin")
        if origin in settings.cors:
            answer.headers.setdefault("Access-Control-Allow-Origin", origin)
            answer.headers["Access-Control-Allow-Headers"] = "authorization, content-type"
            answer.headers["Access-Control-Allow-Methods"] = "GET, POST, DELETE"
            answer.headers["Access-Control-Expose-Headers"] = "Retry-After"
            answer.headers["Vary"] = "Origin"

    @app.exception(Exception)
    async def say_sorry(request: Request, error: Exception) -> HTTPResponse:
        status = getattr(error, "status_code", 500) if isinstance(error, SanicException) else 500
        if status >= 500:  # Sanic logs nothing of an error that has a handler
            log.exception("a request failed", exc_info=error)
        code = {404: "not_found", 405: "wrong_method", 413: "too_large"}.get(status, "failed")
        text = app.ctx.agent.resources.composer.message("too_large" if status == 413 else "error").texts[0]
        return refused(status, code, text)


def _filled(page: Path, library: Library) -> bytes:
    """Return a page with the clinic's own name and numbers in it."""
    clinic = library.clinic
    values = {
        "clinic_name": clinic.name,
        "phone": clinic.phone.display,
        "phone_tel": clinic.phone.tel,
        "emergency": clinic.emergency.display,
        "emergency_tel": clinic.emergency.tel,
    }
    return Template(page.read_text("utf-8")).substitute({name: escape(value) for name, value in values.items()}).encode()


def _library(app: Sanic) -> Library:
    return app.ctx.agent.resources.library


def _is_operator(request: Request, token: str) -> bool:
    """Tell whether the counters may be shown: to who has the token; when there is none, to this machine, unless it is a proxy."""
    if token:
        given = request.headers.get("authorization", "").encode(errors="surrogateescape")
        return hmac.compare_digest(given, f"Bearer {token}".encode())
    return is_listed(request.ip, _THIS_MACHINE) and not request.headers.keys() & {"forwarded", "x-forwarded-for"}


def _add(app: Sanic, address: str, name: str, kind: str, data: bytes, more: Optional[dict[str, str]] = None) -> None:
    """Show `data` at `address`, with the headers `more`."""

    @app.route(address, name=re.sub(r"\W", "_", name))
    async def show(request: Request) -> HTTPResponse:
        return _cached(request, kind, data, more)


def _cached(request: Request, kind: str, data: bytes, more: Optional[dict[str, str]] = None) -> HTTPResponse:
    """Answer with `data` and the headers `more`, or tell a browser that has it already so."""
    tag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache", **(more or {})}
    if request.headers.get("if-none-match") == tag:
        return response.empty(304, headers)
    return response.raw(data, content_type=kind, headers=headers)
