"""What people think of an answer: "was this helpful" is counted, and a problem can be reported to the clinic.

    POST /feedback {"topics": ["sacroplasty.duration"], "helpful": true}      counts, nothing else
    POST /reports  {"reason": "wrong", "topic": "sacroplasty.duration",       keeps reason, topic and time,
                    "words": "...", "consent": true}                          and words only with consent

Own words may describe a warning sign, so they are screened like any message, and the answer to a report is a list of messages as on
the REST channel. Both are limited by address, as turns are; over the limit nothing is counted or kept.
"""
from __future__ import annotations

import asyncio
import logging
from typing import Any, Callable, Optional

from prometheus_client import REGISTRY, CollectorRegistry, Counter
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import intake
from bot.answers.reply import Reply
from bot.language import language
from bot.limits import TOO_MANY, Rate
from bot.problems import REASONS, Problems
from bot.rasa.rest import NotJson, parsed
from bot.rasa.routes import NOT_STORED, REFUSED, is_over, refused
from bot.rasa.screening import screened
from bot.rasa.threads import Threads
from bot.redact import redact
from bot.resources import Resources
from bot.settings import Settings

log = logging.getLogger(__name__)

MOST_TOPICS = 4  # that one message answers
KEPT_AT_ONCE = 4  # reports
_Fault = Optional[tuple[str, str]]


class Feedback:
    """The routes, and what they count."""

    def __init__(
        self, problems: Problems, current: Callable[[], Resources], settings: Settings, registry: CollectorRegistry = REGISTRY
    ) -> None:
        """`current` returns the content and the screen that serve now."""
        self._problems = problems
        self._current = current
        self._settings = settings
        self._threads = Threads("reports", KEPT_AT_ONCE)
        self._addresses = Rate(settings.address_turns_per_minute)
        self._opinions = Counter("plainspine_feedback", "Answers that people found helpful or not", ("topic", "helpful"), registry=registry)
        self._reports = Counter("plainspine_problem_reports", "Problems that people reported", ("reason", "words"), registry=registry)

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        routes = Blueprint("feedback")

        @routes.route("/feedback", methods=["OPTIONS"], name="preflight_feedback")
        @routes.route("/reports", methods=["OPTIONS"], name="preflight_reports")
        async def preflight(request: Request) -> HTTPResponse:
            return response.empty()  # the headers say if a page elsewhere may ask

        @routes.route("/feedback", methods=["POST"])
        async def count(request: Request) -> HTTPResponse:
            body = parsed(request)
            fault = self._opinion_fault(body)
            if fault:
                return refused(400, *fault)
            if is_over(self._addresses, request, self._settings.proxies):
                return self._too_many()
            for topic in dict.fromkeys(body["topics"]):
                self._opinions.labels(topic, "yes" if body["helpful"] else "no").inc()
            return response.json({"counted": True}, headers=NOT_STORED)

        @routes.route("/reports", methods=["POST"])
        async def report(request: Request) -> HTTPResponse:
            body = parsed(request)
            fault = self._report_fault(body)
            if fault:
                return refused(400, *fault)
            return await self._taken(body, is_over(self._addresses, request, self._settings.proxies))

        return routes

    def _too_many(self) -> HTTPResponse:
        reply = self._current().composer.message(TOO_MANY, "error", f"error.{TOO_MANY}")
        status, wait = REFUSED[f"error.{TOO_MANY}"]
        return response.json(reply.messages(), status, {**NOT_STORED, "Retry-After": str(wait)})

    async def _taken(self, body: dict[str, Any], over: bool) -> HTTPResponse:
        given = body.get("words") or ""
        words = redact(intake.tidy(given)) or None
        warning = await self._warning(given)
        if over:
            return response.json(warning.messages(), headers=NOT_STORED) if warning else self._too_many()
        if words and len(words) > self._settings.message_characters:
            if warning:
                return response.json(warning.messages(), headers=NOT_STORED)
            most = self._settings.message_characters
            return refused(400, "words_too_long", f'"words" must have at most {most} characters.')
        try:
            keeping = self._threads.run(self._problems.add, body["reason"], body.get("topic"), words)
            await asyncio.wait_for(keeping, self._settings.turn_seconds / 2)
        except Exception:  # whatever the database's library raises, or it takes too long
            log.exception("report could not be kept")
            reply = warning or self._current().composer.message("error", "error", "error.internal")
            return response.json(reply.messages(), 200 if warning else 503, NOT_STORED)
        self._reports.labels(body["reason"], "yes" if words else "no").inc()
        return response.json((warning or self._current().composer.message("report_thanks")).messages(), headers=NOT_STORED)

    async def _warning(self, words: str) -> Optional[Reply]:
        """Return where to go for care, if `words` describe a warning sign, or perhaps do: here nobody can be asked."""
        screening = await screened(self._current().screener, words) if words else None
        sign = screening and (screening if screening.level else screening.doubt)
        if not sign:
            return None
        compose = self._current().composer
        if sign.level == "emergency":
            return compose.emergency_in(sign.language or language(intake.tidy(words)), sign.flags, sign.entry)
        return compose.escalation(sign.level, sign.flags)

    def _opinion_fault(self, body: Any) -> _Fault:
        if not isinstance(body, dict):
            return _no_object(body)
        topics = body.get("topics")
        if not isinstance(topics, list) or not 0 < len(topics) <= MOST_TOPICS or not all(map(self._is_topic, topics)):
            return "no_topics", f'"topics" must list 1 to {MOST_TOPICS} topics, such as "sacroplasty.duration".'
        if not isinstance(body.get("helpful"), bool):
            return "no_opinion", '"helpful" must be true or false.'
        return None

    def _report_fault(self, body: Any) -> _Fault:
        if not isinstance(body, dict):
            return _no_object(body)
        if body.get("reason") not in REASONS:
            return "no_reason", f'"reason" must be one of: {", ".join(REASONS)}.'
        if body.get("topic") is not None and not self._is_topic(body["topic"]):
            return "no_topic", '"topic" must be a topic, such as "sacroplasty.duration", or null.'
        words = body.get("words")
        if words is not None and not isinstance(words, str):
            return "no_words", '"words" must be a text, or null.'
        if words and body.get("consent") is not True:
            return "no_consent", '"words" are kept only when the person has agreed: send "consent": true, or no words.'
        return None

    def _is_topic(self, topic: Any) -> bool:
        return isinstance(topic, str) and topic in self._current().library.answers


def _no_object(body: Any) -> tuple[str, str]:
    if body is NotJson:
        return "not_json", "The body must be JSON."
    return "not_an_object", "The body must be a JSON object."
