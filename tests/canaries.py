"""Canaries: words, names, numbers and addresses that stand out, and where a server that was told them has written them."""
from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import requests

WORD, SENDER, ADDRESS = "zebrafinch", "goldcrest", "198.51.100.77"
IDENTIFIERS = ("555-867-5309", "goshawk@mail.example", "078-05-1120", "4111 1111 1111 1111", "00871122", "3/14/1942")
TOLD = f"call {IDENTIFIERS[0]} or {IDENTIFIERS[1]}, {IDENTIFIERS[2]}, {IDENTIFIERS[3]}, MRN {IDENTIFIERS[4]}, born {IDENTIFIERS[5]}"
FROM = {
    "X-Forwarded-For": ADDRESS, "User-Agent": WORD, "Cookie": f"a={WORD}", "Origin": f"https://{WORD}.example",
    "Referer": f"https://x.example/?{WORD}",
}  # fmt: skip


def leaks(server: Any, *identifiers: str, conversation: str = SENDER) -> set[tuple[str, str]]:
    """Return (where, what) of all that `server` has written where it may not lie.

    Looked through are what it said, its files (its folder has its temporary ones, too) and, while it serves, its counters. The database
    alone may hold what was said and the conversation's name, and not even that may hold an address or `identifiers`.
    """
    files = {path for folder in {server.errors.parent, server.database.parent} for path in folder.rglob("*") if path.is_file()}
    written = {str(path): _read(path) for path in files}
    if server.process.poll() is None:
        written["/metrics"] = requests.get(f"{server.address}/metrics", timeout=120).content
    never = (ADDRESS, *IDENTIFIERS, *identifiers)
    elsewhere = (WORD, conversation, *never)
    return {
        (place, mark) for place, text in written.items()
        for mark in (never if place.startswith(str(server.database)) else elsewhere) if mark.encode() in text
    }  # fmt: skip


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:  # a journal of the database ends with its transaction
        return b""


def stored(database: Path) -> list[tuple[str, dict[str, Any]]]:
    """Return every row of every table, with the table's name."""
    if not database.is_file():
        return []
    with closing(sqlite3.connect(database)) as opened:
        opened.row_factory = sqlite3.Row
        tables = [row[0] for row in opened.execute("select name from sqlite_master where type = 'table'")]
        return [(table, dict(row)) for table in tables for row in opened.execute(f'select * from "{table}"')]


def tables_with(mark: str, database: Path) -> set[str]:
    """Return the names of the tables that hold `mark`."""
    return {table for table, row in stored(database) if mark in str(row)}
