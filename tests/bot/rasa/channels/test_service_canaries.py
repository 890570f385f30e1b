"""Canaries through every service: what a person wrote and who they are is in no log, no counter and no table but the transcript."""
from __future__ import annotations

from typing import Any

import pytest
from canaries import FROM, TOLD, WORD, leaks, tables_with

PERSON = "5558675309"
TEXTS = [
    f"How long does sacroplasty take? {WORD}. {TOLD}",
    f"I can't feel when I pee since this morning {WORD}. {TOLD}",
    f"/{WORD}{{}}", f"{WORD} " * 200, "STOP", "HELP",
]  # fmt: skip
JSON = {"Content-Type": "application/json", **FROM}
NO_MESSAGES = [f'{{"message": "{WORD} {TOLD}"'.encode(), f'["{WORD} {TOLD}"]'.encode(), f"{WORD} {TOLD} ".encode() * 1500]


@pytest.mark.parametrize("trouble", [False, True])
def test_words_and_senders(service: Any, services: Any, server: Any, trouble: bool) -> None:
    for text in TEXTS[:2] if trouble else TEXTS:  # a reply that is not taken is sent again after pauses
        services.trouble = [(503, WORD.encode()), (400, WORD.encode())] if trouble else []
        service.deliver(text, PERSON)
    services.trouble = []
    service.deliver(TEXTS[0], PERSON, forged=True)
    for body in NO_MESSAGES:
        assert not any(WORD in answer.text for answer in (service.post(body, JSON), service.bare(body, JSON)))
    known_by = [str(name(PERSON)).lstrip("+") for name in (getattr(service, "phone", None), getattr(service, "chat", None)) if name]
    assert "outcome=" in server.errors.read_text("utf-8", "surrogateescape") and leaks(server, PERSON, *known_by) == set()
    assert tables_with(WORD, server.database) == {"events"}
