"""Conversations that the server names: who may open them, what they show, and that an ended one is gone."""
from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace
from typing import Any, Optional

import pytest
import requests

from bot.rasa.sessions import Sessions
from bot.settings import Settings
from bot.tickets import Tickets

QUESTION = "How long does sacroplasty take?"
EMERGENCY = "I can't feel when I pee since this morning"
PHYSICIAN = "My back has hurt for two months and does not get better. How long does sacroplasty take?"
CANARY = "goldcrest"
PAGE = "https://clinic.example"


class Patient:
    """Somebody who holds the ticket of one conversation."""

    def __init__(self, live: Any) -> None:
        begun = requests.post(f"{live.address}/conversations", timeout=30)
        assert begun.status_code == 201 and begun.headers["Cache-Control"] == "no-store"
        self.live, self.terms = live, begun.json()
        self.id, self.secret = self.terms.pop("id"), self.terms.pop("secret")
        self.address = f"{live.address}/conversations/{self.id}"

    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}

    def say(self, message: str) -> list[dict[str, Any]]:
        body = {"sender": self.id, "message": message}
        answer = requests.post(self.live.channel, json=body, headers=self.bearer(), timeout=120)
        assert answer.status_code == 200, answer.text
        return [{key: value for key, value in message.items() if key != "recipient_id"} for message in answer.json()]

    def ask_and_leave(self, message: str) -> None:
        """Send `message` and hang up before it is answered."""
        with pytest.raises(requests.ReadTimeout):
            body = {"sender": self.id, "message": message}
            requests.post(self.live.channel, json=body, headers=self.bearer(), timeout=(30, 0.001))

    def see(self, method: str = "GET", headers: Optional[dict[str, str]] = None) -> requests.Response:
        return requests.request(method, self.address, headers=self.bearer() if headers is None else headers, timeout=120)


@pytest.fixture
def patient(live: Any) -> Patient:
    return Patient(live)


def refused(answer: requests.Response) -> None:
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "no_conversation")
    assert answer.headers["Cache-Control"] == "no-store"


class TestHistory:
    def test_shows_each_turn_as_it_was_said(self, patient: Patient) -> None:
        said = [QUESTION, PHYSICIAN, "and does it hurt, and what are the risks?", "😀", "Привет, как дела?", EMERGENCY, QUESTION]
        turns = [{"said": text, "messages": patient.say(text)} for text in said]
        shown = patient.see()
        assert shown.status_code == 200 and shown.headers["Cache-Control"] == "no-store"
        assert shown.json()["turns"] == turns
        levels = [turn["messages"][-1]["custom"]["escalation"] for turn in turns]
        assert [level and level["level"] for level in levels] == [None, "physician", None, None, None, "emergency", None]

    def test_a_pressed_button_is_shown_by_its_words(self, patient: Patient) -> None:
        button = patient.say(QUESTION)[-1]["custom"]["suggestions"][0]
        patient.say(button["payload"])
        assert [turn["said"] for turn in patient.see().json()["turns"]] == [QUESTION, button["title"]]

    def test_a_typed_payload_that_nobody_offered_stays_what_was_typed(self, patient: Patient) -> None:
        patient.say('/choose{"topic":"sacroplasty.what"}')
        assert [turn["said"] for turn in patient.see().json()["turns"]] == ['/choose{"topic":"sacroplasty.what"}']

    def test_tells_how_long_it_has_been_quiet_and_what_holds(self, patient: Patient) -> None:
        patient.say(QUESTION)
        shown = patient.see().json()
        assert sorted(shown) == ["idle_minutes", "quiet_seconds", "report_days", "turns"]
        assert 0 <= shown["quiet_seconds"] < 60 and patient.terms == {"idle_minutes": 15, "report_days": 90}

    def test_identifiers_are_taken_out_before_anything_is_kept(self, patient: Patient) -> None:
        patient.say("Call me at 555-867-5309. How long does sacroplasty take?")
        (turn,) = patient.see().json()["turns"]
        assert turn["said"] == "Call me at [phone]. How long does sacroplasty take?"
        files = [patient.live.database, patient.live.database.with_name(f"{patient.live.database.name}-wal")]
        assert not any(b"867-5309" in path.read_bytes() for path in files)

    def test_a_long_letter_is_kept_to_the_limit(self, patient: Patient) -> None:
        patient.say("word " * 5_000)
        (turn,) = patient.see().json()["turns"]
        assert len(turn["said"]) == 1_000

    def test_the_question_of_somebody_who_left_is_answered_all_the_same(self, patient: Patient) -> None:
        patient.ask_and_leave(QUESTION)
        (turn,) = patient.see().json()["turns"]
        assert turn["said"] == QUESTION and turn["messages"][-1]["custom"]["outcome"] == "answered.sacroplasty.duration"


class TestWhoMayOpen:
    @pytest.mark.parametrize("method", ["GET", "DELETE"])
    @pytest.mark.parametrize("header", ["", "Bearer", "Bearer 0", "Basic Og==", f"Bearer {'0' * 64}", "Bearer \xff"])
    def test_a_wrong_secret_is_told_nothing(self, patient: Patient, method: str, header: str) -> None:
        patient.say(QUESTION)
        refused(patient.see(method, {"Authorization": header}))
        assert patient.see().status_code == 200

    @pytest.mark.parametrize("method", ["GET", "DELETE"])
    def test_the_secret_of_another_conversation_is_no_help(self, patient: Patient, live: Any, method: str) -> None:
        patient.say(QUESTION)
        refused(patient.see(method, Patient(live).bearer()))

    def test_nobody_continues_a_conversation_by_its_id(self, patient: Patient) -> None:
        patient.say(QUESTION)
        refused(requests.post(patient.live.channel, json={"sender": patient.id, "message": "where does that come from?"}, timeout=30))
        assert len(patient.see().json()["turns"]) == 1

    @pytest.mark.parametrize("id", ["default", "c-0", "%00", "..%2f..%2fetc", pytest.param("a" * 5_000, id="long"), "😀"])
    def test_an_id_that_was_never_issued_is_not_found(self, patient: Patient, id: str) -> None:
        answer = requests.get(f"{patient.live.address}/conversations/{id}", headers=patient.bearer(), timeout=30)
        assert answer.status_code == 404 and answer.json()["error"]["message"]

    def test_a_conversation_without_a_word_is_not_found(self, patient: Patient) -> None:
        refused(patient.see())

    def test_other_ways_are_refused_in_words(self, patient: Patient) -> None:
        for method in ("PUT", "PATCH", "POST"):
            answer = patient.see(method)
            assert answer.status_code in (404, 405) and answer.json()["error"]["message"]

    def test_names_of_one_s_own_need_no_secret_and_are_not_shown(self, live: Any) -> None:
        assert live.say(QUESTION, "a-script-of-mine")
        answer = requests.get(f"{live.address}/conversations/a-script-of-mine", timeout=30)
        refused(answer)


class TestEnding:
    def test_an_ended_conversation_is_gone_from_the_database_files(self, patient: Patient) -> None:
        patient.say(f"{CANARY} and how long does sacroplasty take?")
        files = [patient.live.database, patient.live.database.with_name(f"{patient.live.database.name}-wal")]
        assert any(CANARY.encode() in path.read_bytes() for path in files)
        ended = patient.see("DELETE")
        assert (ended.status_code, ended.content) == (204, b"")
        assert not any(CANARY.encode() in path.read_bytes() for path in files)
        refused(patient.see())

    def test_ending_twice_is_no_fault(self, patient: Patient) -> None:
        patient.say(QUESTION)
        assert [patient.see("DELETE").status_code for _ in range(2)] == [204, 204]

    def test_a_question_under_way_leaves_nothing_behind(self, patient: Patient) -> None:
        patient.ask_and_leave(QUESTION)
        assert patient.see("DELETE").status_code == 204
        refused(patient.see())

    def test_the_assistant_has_forgotten_it_too(self, patient: Patient) -> None:
        patient.say(QUESTION)
        patient.see("DELETE")
        assert patient.say("where does that come from?")[-1]["custom"]["answers"] == []


class TestOtherOrigins:
    @pytest.mark.parametrize("path", ["/conversations", f"/conversations/c-{'0' * 32}", "/webhooks/rest/webhook"])
    def test_a_listed_page_may_ask_with_a_secret(self, live: Any, path: str) -> None:
        asked = {"Origin": PAGE, "Access-Control-Request-Method": "DELETE", "Access-Control-Request-Headers": "authorization"}
        answer = requests.options(live.address + path, headers=asked, timeout=30)
        assert answer.status_code in (200, 204) and answer.headers["Access-Control-Allow-Origin"] == PAGE
        assert "authorization" in answer.headers["Access-Control-Allow-Headers"]
        assert {"GET", "POST", "DELETE"} <= set(answer.headers["Access-Control-Allow-Methods"].split(", "))

    def test_any_other_page_may_not(self, live: Any) -> None:
        answer = requests.options(f"{live.address}/conversations", headers={"Origin": "https://other.example"}, timeout=30)
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_without_a_store_a_conversation_is_begun_and_the_rest_is_said_in_words(broken: Any) -> None:
    patient = Patient(broken)
    assert patient.say(EMERGENCY)[-1]["custom"]["escalation"]["level"] == "emergency"
    for method in ("GET", "DELETE"):
        answer = patient.see(method)
        assert answer.status_code == 503 and "911" in answer.json()["error"]["message"]


def test_nothing_of_it_is_in_the_log(patient: Patient) -> None:
    patient.say(f"{CANARY} hurts")
    patient.see()
    requests.post(patient.live.channel, data=json.dumps({"sender": patient.id, "message": CANARY}), timeout=30)
    log = patient.live.errors.read_text("utf-8")
    assert CANARY not in log and patient.secret not in log


async def test_of_a_turn_that_is_over_nothing_stays_in_memory() -> None:
    tickets = Tickets("k" * 64)
    sessions, name = Sessions(tickets, lambda: None, Settings()), tickets.issue().id  # type: ignore[arg-type, return-value]
    request = SimpleNamespace(app=SimpleNamespace(ctx=SimpleNamespace(agent=SimpleNamespace(agent=None))))

    async def answer(keep: Any) -> list[dict[str, Any]]:
        return [{"custom": {"outcome": "answered.a.b"}}]

    await asyncio.gather(*(sessions.turn(request, name, "hello", answer) for _ in range(3)))  # type: ignore[arg-type]
    await asyncio.sleep(0)
    assert sessions._under_way == {}
