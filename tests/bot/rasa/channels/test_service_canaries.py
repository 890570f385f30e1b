"""Canaries through every service: what a person wrote and who they are is in no log, no counter and no table but the transcript."""
from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest
import requests

WORD, PERSON = "zebrafinch", "5558675309"
NEVER = (PERSON, "555-867-5309", "198.51.100.77")
TEXTS = [
    f"How long does sacroplasty take? {WORD}. Call 555-867-5309",
    f"I can't feel when I pee since this morning {WORD}. Call 555-867-5309",
    f"/{WORD}{{}}", f"{WORD} " * 200, "STOP", "HELP",
]  # fmt: skip


@pytest.mark.parametrize("trouble", [False, True])
def test_words_and_senders(service: Any, services: Any, server: Any, trouble: bool) -> None:
    for text in TEXTS[:2] if trouble else TEXTS:  # a reply that is not taken is sent again after pauses
        services.trouble = [(503, WORD.encode()), (400, WORD.encode())] if trouble else []
        service.deliver(text, PERSON)
    services.trouble = []
    service.deliver(TEXTS[0], PERSON, forged=True)
    service.bare(f'{{"message": "{WORD}"'.encode(), {"Content-Type": "application/json", "X-Forwarded-For": "198.51.100.77"})
    known_by = [str(name(PERSON)).lstrip("+") for name in (getattr(service, "phone", None), getattr(service, "chat", None)) if name]
    written = server.errors.read_text("utf-8", "surrogateescape") + requests.get(f"{server.address}/metrics", timeout=60).text
    assert "outcome=" in written and [found for found in (WORD, *known_by, *NEVER) if found in written] == []
    with closing(sqlite3.connect(server.database)) as database:
        tables = [row[0] for row in database.execute("select name from sqlite_master where type = 'table'")]
        rows = [(table, row) for table in tables for row in database.execute(f'select * from "{table}"')]
    assert {table for table, row in rows for found in (*known_by, *NEVER) if found in str(row)} == set()
    assert {table for table, row in rows if WORD in str(row)} == {"events"}
