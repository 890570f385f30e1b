"""docs/openapi.yml says what a running server does, no less and no more."""
from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from jsonschema import Draft202012Validator, FormatChecker

from bot.answers.reply import KINDS
from bot.settings import PROJECT

DESCRIPTION = yaml.safe_load((PROJECT / "docs" / "openapi.yml").read_text("utf-8"))
SAY = DESCRIPTION["paths"]["/webhooks/rest/webhook"]["post"]
JSON = {"Content-Type": "application/json"}
CONVERSATION = [  # every kind of turn, and what each optional part is for
    "does it hurt", "How long does sacroplasty take?", "Tell me more", "sources", "hello", "asdf qwer", "", "🙂",
    "what is the difference between vertebroplasty and kyphoplasty", "what is vertebroplasty?", "/restart",
    "I have been losing weight without trying and my back hurts. How long does kyphoplasty take?", "¿Cuánto dura la sacroplastia?",
    "My calf is swollen, red and warm", "I can't feel when I pee since this morning", "no puedo sentir las piernas", "thank you",
    "word " * 4000,
]  # fmt: skip
BODIES = [
    {"sender": "a", "message": "hello"}, {"sender": "a b", "message": ""}, {"sender": "é🙂", "message": "x", "metadata": {}},
    {"sender": "a" * 128, "message": "x"}, {"sender": "a" * 129, "message": "x"}, {"sender": "", "message": "x"},
    {"sender": "  ", "message": "x"}, {"sender": "a\nb", "message": "x"}, {"sender": "a\x00", "message": "x"}, {"sender": 5, "message": "x"},
    {"sender": "a"}, {"message": "x"}, {"sender": "a", "message": None}, {"sender": "a", "message": ["x"]}, {}, [], "x", None,
]  # fmt: skip


def faults(schema: dict[str, Any], value: Any) -> list[str]:
    """Return what of `value` does not fit a schema of the description."""
    whole = {**schema, "components": DESCRIPTION["components"]}  # where its references point
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(whole, format_checker=FormatChecker()).iter_errors(value)]


def described(operation: dict[str, Any], status: int) -> dict[str, Any]:
    responses = operation["responses"]
    return responses.get(str(status), responses.get("default"))["content"]["application/json"]["schema"]


@pytest.fixture(scope="module")
def turns(live: Any) -> list[list[dict[str, Any]]]:
    return [live.say(message, "described") for message in CONVERSATION]


def test_every_turn_is_as_described(turns: list[Any]) -> None:
    assert [fault for turn in turns for fault in faults(described(SAY, 200), turn)] == []
    assert all("custom" in turn[-1] and not any("custom" in message for message in turn[:-1]) for turn in turns)


def test_the_turns_leave_nothing_that_is_described_untried(turns: list[Any]) -> None:
    customs = [turn[-1]["custom"] for turn in turns]
    assert {custom["kind"] for custom in customs} == set(KINDS) - {"error"}
    assert {(custom["escalation"] or {}).get("level") for custom in customs} == {None, "emergency", "urgent", "physician"}
    cards = [card for custom in customs for card in custom["answers"]]
    assert any(card["table"] for card in cards) and any(card["picture"] for card in cards) and any(card["more"] for card in cards)
    assert any((custom["escalation"] or {}).get("lang") for custom in customs)
    assert any(message.get("buttons") for turn in turns for message in turn)


@pytest.mark.parametrize("body", BODIES, ids=lambda body: json.dumps(body)[:40])
def test_the_server_takes_what_the_description_takes_and_nothing_else(live: Any, body: Any) -> None:
    answer = requests.post(live.channel, data=json.dumps(body), headers=JSON, timeout=60)
    taken = not faults(SAY["requestBody"]["content"]["application/json"]["schema"], body)
    assert answer.status_code == (200 if taken else 400)
    assert faults(described(SAY, answer.status_code), answer.json()) == []


def test_what_is_too_large_is_refused_as_described(live: Any) -> None:
    answer = requests.post(live.channel, data=b"a" * 1_000_000, headers=JSON, timeout=60)
    assert answer.status_code == 413 and faults(described(SAY, 413), answer.json()) == []


def test_a_turn_over_the_limit_is_as_described(start_server: Any, model: Path) -> None:
    server = start_server(PLAINSPINE_CONVERSATION_TURNS_PER_MINUTE="1")
    server.say("hello", "limit")
    answer = requests.post(server.channel, json={"sender": "limit", "message": "hello"}, timeout=60)
    assert answer.status_code == 429 and faults(described(SAY, 429), answer.json()) == []
    assert faults(SAY["responses"]["429"]["headers"]["Retry-After"]["schema"], int(answer.headers["Retry-After"])) == []
    assert server.say("I can't feel when I pee since this morning", "limit")[-1]["custom"]["escalation"]["level"] == "emergency"


def test_a_conversation_without_its_secret_is_refused_as_described(live: Any) -> None:
    begun = requests.post(f"{live.address}/conversations", timeout=60).json()["id"]
    answer = requests.post(live.channel, json={"sender": begun, "message": "hello"}, timeout=60)
    assert answer.status_code == 404 and faults(described(SAY, 404), answer.json()) == []


def test_a_conversation_is_begun_shown_and_ended_as_described(live: Any) -> None:
    one, all_ = DESCRIPTION["paths"]["/conversations/{id}"], DESCRIPTION["paths"]["/conversations"]
    begun = requests.post(f"{live.address}/conversations", timeout=60)
    assert begun.status_code == 201 and faults(described(all_["post"], 201), begun.json()) == []
    address, bearer = f"{live.address}/conversations/{begun.json()['id']}", {"Authorization": f"Bearer {begun.json()['secret']}"}
    empty = requests.get(address, headers=bearer, timeout=60)
    assert empty.status_code == 404 and faults(described(one["get"], 404), empty.json()) == []
    said = {"sender": begun.json()["id"], "message": "How long does sacroplasty take?"}
    assert requests.post(live.channel, json=said, headers=bearer, timeout=60).status_code == 200
    shown = requests.get(address, headers=bearer, timeout=60)
    assert shown.status_code == 200 and faults(described(one["get"], 200), shown.json()) == []
    assert [turn["said"] for turn in shown.json()["turns"]] == [said["message"]]
    ended = requests.delete(address, headers=bearer, timeout=60)
    assert ended.status_code == 204 and "204" in one["delete"]["responses"]
    gone = requests.delete(address, timeout=60)
    assert gone.status_code == 404 and faults(described(one["delete"], 404), gone.json()) == []


def test_the_example_is_answered(live: Any) -> None:
    example = SAY["requestBody"]["content"]["application/json"]["example"]
    assert live.say(**example)[-1]["custom"]["outcome"] == "answered.sacroplasty.duration"


def test_the_channel_tells_that_it_is_there(live: Any) -> None:
    answer = requests.get(f"{live.address}/webhooks/rest/", timeout=30)
    assert faults(described(DESCRIPTION["paths"]["/webhooks/rest/"]["get"], answer.status_code), answer.json()) == []


def test_the_kinds_are_those_that_there_are() -> None:
    assert tuple(DESCRIPTION["components"]["schemas"]["Outcome"]["properties"]["custom"]["properties"]["kind"]["enum"]) == KINDS


def test_every_schema_is_one_and_every_reference_leads_somewhere() -> None:
    schemas = DESCRIPTION["components"]["schemas"]
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    named = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(DESCRIPTION)))
    assert named == set(schemas)
