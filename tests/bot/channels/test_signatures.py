"""Signatures: the services' own published examples hold, and any change to what was signed does not."""
from __future__ import annotations

import time

import pytest

from bot.channels import signatures

# The example of Twilio's documentation and libraries.
TWILIO = ("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", "RSOYDt4T1cUTdK1PDd93/VVr8B8=")
CALL = {"CallSid": "CA1234567890ABCDE", "Caller": "+14158675309", "Digits": "1234", "From": "+14158675309", "To": "+18005551212"}

# The example of Slack's "Verifying requests from Slack".
SLACK = ("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503")
COMMAND = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar"
    b"&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands"
    b"%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)

# The same scheme's example in GitHub's "Validating webhook deliveries"; Meta publishes none.
HUB = ("It's a Secret to Everybody", b"Hello, World!", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")


def test_twilio_s_example() -> None:
    token, url, signature = TWILIO
    assert signatures.from_twilio(token, url, CALL, signature)
    assert not signatures.from_twilio("12346", url, CALL, signature)
    assert not signatures.from_twilio(token, url + "1", CALL, signature)
    assert not signatures.from_twilio(token, url, {**CALL, "Body": ""}, signature)
    assert not signatures.from_twilio(token, url, CALL, "")


def test_slack_s_example(monkeypatch: pytest.MonkeyPatch) -> None:
    secret, at, signature = SLACK
    monkeypatch.setattr("slack_sdk.signature.time", lambda: float(at) + 60)
    assert signatures.from_slack(secret, COMMAND, at, signature)
    assert not signatures.from_slack(secret, COMMAND + b"1", at, signature)
    assert not signatures.from_slack(secret, COMMAND, str(int(at) + 1), signature)
    monkeypatch.setattr("slack_sdk.signature.time", lambda: float(at) + 301)
    assert not signatures.from_slack(secret, COMMAND, at, signature)


@pytest.mark.parametrize("at", ["", "soon", "1e400", "nan", "\x00"])
def test_a_time_that_is_none_is_refused(at: str) -> None:
    assert not signatures.from_slack(SLACK[0], COMMAND, at, SLACK[2])


@pytest.mark.parametrize("signature", ["é", "\udcff", "🙂"])
def test_a_signature_that_is_no_ascii_is_refused(signature: str) -> None:
    now = str(int(time.time()))
    assert not signatures.from_twilio(TWILIO[0], TWILIO[1], CALL, signature)
    assert not signatures.from_slack(SLACK[0], COMMAND, now, signature)
    assert not signatures.from_messenger(HUB[0], HUB[1], signature)
    assert not signatures.is_secret("a-secret", signature)


def test_messenger_s_scheme() -> None:
    secret, body, signature = HUB
    assert signatures.from_messenger(secret, body, signature)
    assert not signatures.from_messenger(secret, body + b" ", signature)
    assert not signatures.from_messenger(secret, body, signature.removeprefix("sha256="))


def test_a_plain_secret() -> None:
    assert signatures.is_secret("a-secret", "a-secret")
    assert [given for given in ("", "a-secre", "a-secret ", "A-SECRET") if signatures.is_secret("a-secret", given)] == []
