"""The lines for a clinic's page: the right file, its hash, and nothing that a clinic's name could break out of."""
from __future__ import annotations

import base64
import hashlib
import re

import pytest

from bot import embed, resources
from bot.embed import Script

CLINIC = resources.library().clinic
SERVER = "https://chat.clinic.example"


def test_path_and_hash_are_those_of_the_bytes() -> None:
    built = Script(b"alert(1)")
    assert built.integrity == "sha384-" + base64.b64encode(hashlib.sha384(b"alert(1)").digest()).decode()
    assert re.fullmatch(r"/widget\.[0-9a-f]{16}\.js", built.path) and Script(b"alert(2)").path != built.path


@pytest.mark.parametrize(
    ("address", "found"),
    [
        (SERVER, SERVER),
        (f" {SERVER}/widget.js?x#y ", SERVER),
        ("http://127.0.0.1:5005/", "http://127.0.0.1:5005"),
    ],
)
def test_an_address_is_taken_down_to_its_origin(address: str, found: str) -> None:
    assert embed.origin(address) == found


@pytest.mark.parametrize("address", ["", "chat.clinic.example", "/widget.js", "javascript:alert(1)", "https://", "ftp://x.example", "😀"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="is not the address of a server, such as https://chat.clinic.example"):
        embed.origin(address)


def test_each_way_names_the_server_and_the_numbers() -> None:
    lines = embed.lines(SERVER, CLINIC, embed.script())
    assert sorted(lines) == ["frame", "newest", "script"]
    for text in lines.values():
        assert SERVER in text and CLINIC.phone.display in text and CLINIC.emergency.display in text
    assert f'integrity="{embed.script().integrity}" crossorigin="anonymous"' in lines["script"]


def test_a_clinic_s_name_stays_a_name() -> None:
    odd = CLINIC.copy(update={"name": '"><script>alert(1)</script>'})
    assert "<script>alert" not in embed.lines(SERVER, odd, embed.script())["frame"]
