"""Tells whether a request comes from the messaging service that it claims to come from.

Each service signs what it sends with a secret that only it and the clinic know. Sources: Twilio, "Webhooks security" (HMAC-SHA1 of the
address and the sorted parameters); Telegram Bot API, `setWebhook` (the secret token comes back in a header); Meta, "Webhooks: validate
payloads" (HMAC-SHA256 of the body); Slack, "Verifying requests from Slack" (HMAC-SHA256 of time and body, five minutes at most).
"""
from __future__ import annotations

import hashlib
import hmac
from typing import Mapping

from slack_sdk.signature import SignatureVerifier
from twilio.request_validator import RequestValidator


def from_twilio(token: str, url: str, form: Mapping[str, str], signature: str) -> bool:
    """Check X-Twilio-Signature. `url` is the address that Twilio was given, `form` holds every parameter, empty ones included."""
    return signature.isascii() and RequestValidator(token).validate(url, dict(form), signature)


def is_secret(secret: str, header: str) -> bool:
    """Check a secret that is sent as it is: X-Telegram-Bot-Api-Secret-Token, a verify token, a bearer token."""
    return header.isascii() and hmac.compare_digest(secret.encode(), header.encode())


def from_messenger(secret: str, body: bytes, signature: str) -> bool:
    """Check X-Hub-Signature-256."""
    wanted = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return signature.isascii() and hmac.compare_digest(wanted, signature)


def from_slack(secret: str, body: bytes, time: str, signature: str) -> bool:
    """Check X-Slack-Signature and that X-Slack-Request-Timestamp (`time`, in seconds) is no more than five minutes away."""
    try:
        return signature.isascii() and SignatureVerifier(secret).is_valid(body, time, signature)
    except (ValueError, OverflowError):  # a time that is no number, or a body that is no text
        return False
