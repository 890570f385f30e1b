"""The REST channel at Rasa's address and with Rasa's body, that refuses what is malformed and trusts nothing else in it."""
from __future__ import annotations

from typing import Any, Awaitable, Callable, Optional, Sequence

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.rasa.door import Asked, Keep
from bot.rasa.routes import NOT_STORED, REFUSED, asker, refused
from bot.rasa.sessions import Sessions, no_conversation

LONGEST_SENDER = 128  # characters


class RestChannel(InputChannel):
    """`POST /webhooks/rest/webhook` with {"sender", "message"}; other keys, `metadata` and `input_channel` included, are ignored.

    A conversation that the server has named (bot/rasa/sessions.py) needs its secret, and is kept for showing it again.
    """

    def __init__(self, sessions: Sessions, proxies: Sequence[str] = ()) -> None:
        """`proxies` are the addresses and networks whose X-Forwarded-For is believed."""
        self._sessions = sessions
        self._proxies = proxies

    @classmethod
    def name(cls) -> str:
        return "rest"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        rest = Blueprint("rest_webhook")

        @rest.route("/", methods=["GET"])
        async def alive(request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @rest.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            body = parsed(request)
            wrong = fault(body)
            if wrong:
                return refused(400, *wrong)
            text, sender = body["message"], body["sender"]
            if self._sessions.refuses(request, sender):
                return no_conversation()

            async def answer(keep: Optional[Keep] = None) -> list[dict[str, Any]]:
                collected = CollectingOutputChannel()
                message = Asked(text, collected, sender, input_channel=self.name())
                message.address, message.keep = asker(request, self._proxies), keep
                await on_new_message(message)
                return collected.messages

            messages = await self._sessions.turn(request, sender, text, answer)
            # A turn over a limit, too, has the usual list as its body: its words are for the patient.
            status, wait = REFUSED.get(messages[-1]["custom"]["outcome"], (200, 0))
            headers = {**NOT_STORED, **({"Retry-After": str(wait)} if wait else {})}
            return response.json(messages, status=status, headers=headers)

        @rest.route("/webhook", methods=["OPTIONS"])
        async def preflight(request: Request) -> HTTPResponse:
            return response.empty()  # a browser asks before it posts from another page; the headers say if it may

        return rest


class NotJson:
    """Stands for a body that is no JSON."""


def parsed(request: Request) -> Any:
    """Return the body of `request` as JSON, or `NotJson`, which `fault` refuses."""
    try:
        return request.json
    except Exception:  # Sanic raises its own class for some malformed bodies and lets the decoder's through for others
        return NotJson


def fault(body: Any) -> Optional[tuple[str, str]]:
    """Return (code, what is wrong) of a body that cannot be a message, or None."""
    if body is NotJson:
        return "not_json", 'The body must be JSON, such as {"sender": "a-random-id", "message": "How long does it take?"}.'
    if not isinstance(body, dict):
        return "not_an_object", 'The body must be a JSON object with the keys "sender" and "message".'
    sender, message = body.get("sender"), body.get("message")
    if not isinstance(sender, str) or not sender.strip():
        return "no_sender", '"sender" must be a text that names this conversation alone, such as a random UUID.'
    if len(sender) > LONGEST_SENDER:
        return "sender_too_long", f'"sender" must have at most {LONGEST_SENDER} characters.'
    if not sender.isprintable():  # half a character, or a zero byte: a database cannot keep conversations under such a name
        return "sender_unreadable", '"sender" must have no control characters and no halves of characters.'
    if not isinstance(message, str):
        return "no_message", '"message" must be a text.'
    return None
