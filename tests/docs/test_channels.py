"""docs/channels.md names what there is: addresses, variables, files; and its commands work."""
from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import requests

from bot import resources
from bot.cli import parser
from bot.settings import PROJECT, Settings

PAGE = (PROJECT / "docs" / "channels.md").read_text("utf-8")
SAMPLE = (PROJECT / "deploy" / "credentials.yml").read_text("utf-8")
TOKEN = "a-token-of-the-tests"


@pytest.fixture(scope="module")
def served(model: Path, start_server: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return a server with the sample file as it is, and made-up values in the environment."""
    values = {name: "123456:letters" for name in re.findall(r"\$\{(\w+)\}", SAMPLE)}
    values |= {"CALLBACK_URL": "http://127.0.0.1:9/replies", "CALLBACK_TOKEN": TOKEN}
    secrets = {"PLAINSPINE_SENDER_SECRET": "s" * 32, "PLAINSPINE_PUBLIC_URL": "https://chat.clinic.example"}
    return start_server("--credentials", str(PROJECT / "deploy" / "credentials.yml"), **values, **secrets)


def test_every_variable_of_the_sample_is_explained_and_every_one_explained_exists() -> None:
    services = r"\b(?:TWILIO|TELEGRAM|FACEBOOK|SLACK|CALLBACK)_\w+"
    assert set(re.findall(services, PAGE)) == set(re.findall(services, SAMPLE))
    assert set(re.findall(r"\bPLAINSPINE_\w+", PAGE)) <= {f"PLAINSPINE_{name.upper()}" for name in Settings().__dict__}


def test_every_address_is_there_and_takes_nothing_unsigned(served: Any) -> None:
    addresses = set(re.findall(r"/webhooks/(\w+)/webhook", PAGE))
    assert addresses == set(re.findall(r"^(\w+):", SAMPLE, re.M)) - {"socketio"} | {"rest"}
    answers = {name: requests.post(f"{served.address}/webhooks/{name}/webhook", data=b"{}", timeout=60).status_code for name in addresses}
    assert answers == {name: 400 if name == "rest" else 403 for name in addresses}


def test_every_file_and_message_named_is_there() -> None:
    named = {code.rstrip("/") for code in re.findall(r"`((?:bot|tests|content|deploy|docs)/[\w./]+)`", PAGE)} | {"docs/openapi.yml"}
    assert [path for path in named if not (PROJECT / path).exists()] == []
    assert set(re.findall(r"`(texts_\w+)`", PAGE)) <= set(resources.library().messages)


def test_the_command_is_understood() -> None:
    command = next(line.strip() for line in PAGE.splitlines() if "-m bot serve" in line)
    assert parser().parse_args(shlex.split(command)[3:]).credentials == "credentials.yml"


def test_the_curl_of_the_callback_is_taken_with_the_token_alone(served: Any) -> None:
    block = next(block for block in re.findall(r"(?:^ {7}.+\n)+", PAGE, re.M) if "callback/webhook" in block)
    words = shlex.split(block.replace("\\\n", " "))
    address, body = words[1].replace("http://127.0.0.1:5005", served.address), words[words.index("-d") + 1]
    name, _, value = words[words.index("-H") + 1].partition(": ")
    assert json.loads(body)["message_id"]
    assert requests.post(address, body, headers={name: value}, timeout=60).status_code == 403
    taken = requests.post(address, body, headers={name: value.replace("$CALLBACK_TOKEN", TOKEN)}, timeout=60)
    assert (taken.status_code, taken.json()["error"]["code"]) == (503, "not_sent")  # nobody listens at the made-up address
