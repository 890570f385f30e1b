"""Stands in for the messaging services: sends what they would send, signed as they sign it, and keeps what they would be sent."""
from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
import threading
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Optional
from urllib.parse import parse_qs, urlencode

import requests

PUBLIC_URL = "https://chat.clinic.example"
SECRET = "sender-secret-of-the-tests-0123456789"
SENT_BY_TELEGRAM = {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}, "text": "-"}
ANSWERS = {
    "sendMessage": {"ok": True, "result": SENT_BY_TELEGRAM},
    "Messages.json": {"sid": "SM0"},
    "messages": {"message_id": "m_0"},
    "chat.postMessage": {"ok": True},
    "callback": {},
}
_numbers = itertools.count(1)


@dataclass
class Sent:
    """One message as a patient would see it: its text, and the buttons' words with what they send."""

    text: str
    buttons: list[tuple[str, str]] = field(default_factory=list)
    raw: dict[str, Any] = field(default_factory=dict)


class Services:
    """One HTTP server in the place of all services' interfaces for sending."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, str], bytes]] = []
        self.trouble: list[tuple[int, bytes]] = []  # answers to give before any other, first to last
        self.slow = 0.0  # seconds that the next answer takes
        services = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # noqa: N802 - the library's name
                body = self.rfile.read(int(self.headers["content-length"]))
                seconds, services.slow = services.slow, 0.0
                time.sleep(seconds)
                if services.trouble:
                    status, answer = services.trouble.pop(0)
                else:
                    services.calls.append((self.path, dict(self.headers), body))
                    status, answer = 200, json.dumps(ANSWERS[self.path.partition("?")[0].rpartition("/")[2]]).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: Any) -> None:
                """Write nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def taken(self) -> list[tuple[str, dict[str, str], bytes]]:
        """Return the calls since the last time, and forget them."""
        calls, self.calls = self.calls, []
        return calls

    def close(self) -> None:
        self._server.shutdown()


class Service(ABC):
    """One service's way to deliver a patient's message and to be sent the reply."""

    path: str

    def __init__(self, server: Any, services: Services) -> None:
        self._url = f"{server.address}/webhooks/{self.path}/webhook"
        self._services = services

    def say(self, text: Optional[str], sender: str, number: str = "", pressed: bool = False) -> list[Sent]:
        """Deliver a message and return what was sent in reply. `number` is the message's id; `pressed` tells that a button was."""
        answer = self.deliver(text, sender, number, pressed)
        assert answer.status_code in (200, 204), answer.text
        return self.sent(sender)

    def deliver(
        self, text: Optional[str], sender: str, number: str = "", pressed: bool = False, forged: bool = False, patience: float = 60
    ) -> requests.Response:
        """Deliver a message; `forged`: with a signature of another secret. Hangs up after `patience` seconds, as services do."""
        number = f"{type(self).__name__}-{number or next(_numbers)}"
        body, headers = self.request(text, sender, number, pressed)
        signed = self.signed(body, "another secret" if forged else self.secret)
        return requests.post(self._url, body, headers={**headers, **signed}, timeout=patience)

    def post(self, body: bytes, headers: dict[str, str]) -> requests.Response:
        """Send any body, properly signed."""
        return requests.post(self._url, body, headers={**headers, **self.signed(body, self.secret)}, timeout=60)

    def bare(self, body: bytes, headers: dict[str, str]) -> requests.Response:
        """Send any body without a signature."""
        return requests.post(self._url, body, headers=headers, timeout=60)

    def sent(self, sender: str) -> list[Sent]:
        """Return what the service was asked to show `sender` since the last time."""
        return [self.shown(body, sender) for _, _, body in self._services.taken()]

    secret: str

    @abstractmethod
    def request(self, text: Optional[str], sender: str, number: str, pressed: bool) -> tuple[bytes, dict[str, str]]: ...

    @abstractmethod
    def signed(self, body: bytes, secret: str) -> dict[str, str]: ...

    @abstractmethod
    def shown(self, body: bytes, sender: str) -> Sent: ...


class Twilio(Service):
    path, secret, kind = "twilio", "twilio-token", ""
    extra: dict[str, str] = {}

    def request(self, text: Optional[str], sender: str, number: str, pressed: bool) -> tuple[bytes, dict[str, str]]:
        form = {
            "MessageSid": f"SM{number}", "From": self.kind + self.phone(sender), "To": self.kind + "+15555550100", "Body": text or "",
            "NumMedia": "1" if text is None else "0", "FromCity": "", "ToZip": "", **self.extra,
        }  # fmt: skip
        return urlencode(form).encode(), {"Content-Type": "application/x-www-form-urlencoded"}

    @staticmethod
    def phone(sender: str) -> str:
        """Return a made-up phone number, the same for the same sender."""
        return f"+1555{int(hashlib.sha256(sender.encode()).hexdigest(), 16) % 10**7:07}"

    def signed(self, body: bytes, secret: str) -> dict[str, str]:
        form = parse_qs(body.decode(), keep_blank_values=True)
        text = f"{PUBLIC_URL}/webhooks/twilio/webhook" + "".join(name + form[name][0] for name in sorted(form))
        mac = hmac.new(secret.encode(), text.encode(), hashlib.sha1).digest()
        return {"X-Twilio-Signature": base64.b64encode(mac).decode()}

    def shown(self, body: bytes, sender: str) -> Sent:
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        assert set(form) == {"To", "From", "Body"}
        assert (form["To"], form["From"]) == (self.kind + self.phone(sender), self.kind + "+15555550100")
        assert len(form["Body"]) <= 1600
        return Sent(form["Body"], raw=form)


class WhatsApp(Twilio):
    kind = "whatsapp:"


class Telegram(Service):
    path, secret = "telegram", "telegram-secret"

    def request(self, text: Optional[str], sender: str, number: str, pressed: bool) -> tuple[bytes, dict[str, str]]:
        message = {"message_id": 7, "date": 0, "chat": {"id": self.chat(sender), "type": "private"}}
        words: dict[str, Any] = {"photo": [{"file_id": "f"}]} if text is None else {"text": text}
        pressing = {"callback_query": {"id": "99", "message": {**message, "text": "-"}, "data": text}}
        update = {"update_id": int(hashlib.sha256(number.encode()).hexdigest()[:8], 16), **(pressing if pressed else {"message": {**message, **words}})}
        return json.dumps(update).encode(), {"Content-Type": "application/json"}

    @staticmethod
    def chat(sender: str) -> int:
        return int(hashlib.sha256(sender.encode()).hexdigest()[:8], 16)

    def signed(self, body: bytes, secret: str) -> dict[str, str]:
        return {"X-Telegram-Bot-Api-Secret-Token": secret}

    def shown(self, body: bytes, sender: str) -> Sent:
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        assert form["chat_id"] == str(self.chat(sender)) and 0 < len(form["text"]) <= 4096 and "parse_mode" not in form
        rows = json.loads(form.get("reply_markup", '{"inline_keyboard": []}'))["inline_keyboard"]
        assert all(len(row) == 1 and len(row[0]["callback_data"].encode()) <= 64 for row in rows)
        return Sent(form["text"], [(row[0]["text"], row[0]["callback_data"]) for row in rows], form)


class Messenger(Service):
    path, secret = "facebook", "messenger-secret"

    def request(self, text: Optional[str], sender: str, number: str, pressed: bool) -> tuple[bytes, dict[str, str]]:
        words: dict[str, Any] = {"mid": f"m_{number}", "text": text}
        if pressed:
            words = {**words, "text": "a title", "quick_reply": {"payload": text}}
        if text is None:
            words = {"mid": f"m_{number}", "attachments": [{"type": "image", "payload": {"url": "https://cdn.example/x.png"}}]}
        event = {"sender": {"id": sender}, "recipient": {"id": "page"}, "timestamp": 1, "message": words}
        return json.dumps({"object": "page", "entry": [{"messaging": [event]}]}).encode(), {"Content-Type": "application/json"}

    def signed(self, body: bytes, secret: str) -> dict[str, str]:
        return {"X-Hub-Signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}

    def shown(self, body: bytes, sender: str) -> Sent:
        sent = json.loads(body)
        message = sent["message"]
        assert sent["recipient"] == {"id": sender} and sent["messaging_type"] == "RESPONSE"
        assert set(message) <= {"text", "quick_replies"} and 0 < len(message["text"]) <= 2000
        replies = message.get("quick_replies", [])
        assert len(replies) <= 13 and all(len(reply["title"]) <= 20 for reply in replies)
        assert all(reply["content_type"] == "text" and len(reply["payload"]) <= 1000 for reply in replies)
        return Sent(message["text"], [(reply["title"], reply["payload"]) for reply in replies], sent)


class Slack(Service):
    path, secret = "slack", "slack-secret"

    def request(self, text: Optional[str], sender: str, number: str, pressed: bool) -> tuple[bytes, dict[str, str]]:
        if pressed:
            action = {"type": "button", "value": text, "action_ts": number}
            payload = {"type": "block_actions", "user": {"id": "U1"}, "channel": {"id": f"D{sender}"}, "actions": [action]}
            return urlencode({"payload": json.dumps(payload)}).encode(), {"Content-Type": "application/x-www-form-urlencoded"}
        event = {"type": "message", "channel": f"D{sender}", "channel_type": "im", "user": "U1", "text": text or ""}
        if text is None:
            event["subtype"] = "file_share"
        body = {"type": "event_callback", "event_id": f"Ev{number}", "event": event}
        return json.dumps(body).encode(), {"Content-Type": "application/json"}

    def signed(self, body: bytes, secret: str, at: Optional[float] = None) -> dict[str, str]:
        stamp = str(int(at if at is not None else time.time()))
        mac = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={mac}"}

    def shown(self, body: bytes, sender: str) -> Sent:
        sent = json.loads(body)
        text, *more = sent["blocks"]
        assert sent["channel"] == f"D{sender}" and text["type"] == "section" and text["text"]["type"] == "plain_text"
        assert 0 < len(text["text"]["text"]) <= 3000 and [block["type"] for block in more] in ([], ["actions"])
        buttons = more[0]["elements"] if more else []
        assert len(buttons) <= 25 and all(len(button["text"]["text"]) <= 75 and len(button["value"]) <= 2000 for button in buttons)
        return Sent(text["text"]["text"], [(button["text"]["text"], button["value"]) for button in buttons], sent)


class Callback(Service):
    path, secret = "callback", "callback-token"

    def request(self, text: Optional[str], sender: str, number: str, pressed: bool) -> tuple[bytes, dict[str, str]]:
        return json.dumps({"sender": sender, "message": text, "message_id": number}).encode(), {"Content-Type": "application/json"}

    def signed(self, body: bytes, secret: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {secret}"}

    def sent(self, sender: str) -> list[Sent]:
        calls = self._services.taken()
        assert all(headers["Authorization"] == f"Bearer {self.secret}" for _, headers, _ in calls)
        return [self.shown(body, sender) for _, _, body in calls if b'"custom"' not in body]

    def shown(self, body: bytes, sender: str) -> Sent:
        message = json.loads(body)
        assert message.pop("recipient_id") == sender
        return Sent(message["text"], [(button["title"], button["payload"]) for button in message.get("buttons", ())], message)


ALL = {"sms": Twilio, "whatsapp": WhatsApp, "telegram": Telegram, "messenger": Messenger, "slack": Slack, "callback": Callback}
