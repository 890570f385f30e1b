"""A real server over HTTP: what it answers, what it refuses, and that no two patients share anything."""
from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from bot import __version__
from bot.content.library import Library
from bot.rasa.train import model_path
from bot.settings import Settings

QUESTION = "How long does sacroplasty take?"
EMERGENCY = "I can't feel when I pee since this morning"
CANARY = "zebrafinch"
JSON = {"Content-Type": "application/json"}


def words(messages: list[dict[str, Any]]) -> str:
    return "\n".join(message["text"] for message in messages if "text" in message)


class TestMustShow:
    def test_how_long_sacroplasty_takes_with_its_source(self, live: Any) -> None:
        messages = live.say(QUESTION, "must-1")
        card = messages[-1]["custom"]["answers"][0]
        assert "about an hour" in words(messages) and card["id"] == "sacroplasty.duration"
        assert "UPSTATE" in [source["id"] for source in card["sources"]]

    def test_vertebroplasty_beside_kyphoplasty(self, live: Any) -> None:
        custom = live.say("what is the difference between vertebroplasty and kyphoplasty", "must-2")[-1]["custom"]
        assert custom["outcome"] == "answered.compare.kyphoplasty_vertebroplasty"
        assert {"Vertebroplasty", "Kyphoplasty"} <= set(custom["answers"][0]["table"][0])

    def test_an_emergency_is_one_text_and_nothing_else(self, live: Any) -> None:
        messages = live.say(EMERGENCY, "must-3")
        assert [sorted(message) for message in messages] == [["recipient_id", "text"], ["custom", "recipient_id"]]
        custom = messages[-1]["custom"]
        assert (custom["kind"], custom["escalation"]["level"]) == ("escalation", "emergency")
        assert custom["escalation"]["call"][0] == {"label": "911", "tel": "911"}
        assert custom["answers"] == custom["suggestions"] == []

    def test_a_denied_sign_is_no_emergency(self, live: Any) -> None:
        custom = live.say("no numbness, I can pee fine, how long is recovery?", "must-4")[-1]["custom"]
        assert custom["escalation"] is None and custom["kind"] in ("answer", "clarify")


class TestMalformed:
    @pytest.mark.parametrize(
        ("body", "status", "code"),
        [
            (b"", 400, "not_an_object"),
            (b"{", 400, "not_json"),
            (b'{"sender": "a", "message": "x"', 400, "not_json"),
            (b"\xff\xfe\x00", 400, "not_json"),
            (b"[" * 50_000, 400, "not_json"),
            (b"null", 400, "not_an_object"),
            (b"[]", 400, "not_an_object"),
            (b'"x"', 400, "not_an_object"),
            (b"7", 400, "not_an_object"),
            (b"{}", 400, "no_sender"),
            (b'{"message": "hello"}', 400, "no_sender"),
            (b'{"sender": " ", "message": "hello"}', 400, "no_sender"),
            (b'{"sender": 7, "message": "hello"}', 400, "no_sender"),
            (json.dumps({"sender": "a" * 129, "message": "hello"}).encode(), 400, "sender_too_long"),
            (json.dumps({"sender": "\ud800", "message": "hello"}).encode(), 400, "sender_unreadable"),
            (json.dumps({"sender": "a\x00", "message": "hello"}).encode(), 400, "sender_unreadable"),
            (json.dumps({"sender": "a\nb", "message": "hello"}).encode(), 400, "sender_unreadable"),
            (b'{"sender": "a"}', 400, "no_message"),
            (b'{"sender": "a", "message": null}', 400, "no_message"),
            (b'{"sender": "a", "message": 7}', 400, "no_message"),
            (b'{"sender": "a", "message": ["hello"]}', 400, "no_message"),
            (b'{"sender": "a", "message": {"text": "hello"}}', 400, "no_message"),
            (b"a" * 1_000_000, 413, "too_large"),
        ],
    )
    def test_a_malformed_body_is_refused_in_words(self, live: Any, body: bytes, status: int, code: str) -> None:
        answer = requests.post(live.channel, data=body, headers=JSON, timeout=30)
        refused(answer, status, code)

    @pytest.mark.parametrize(
        ("method", "path", "status", "code"),
        [
            ("GET", "/webhooks/rest/webhook", 405, "wrong_method"),
            ("DELETE", "/webhooks/rest/webhook", 405, "wrong_method"),
            ("POST", "/health", 405, "wrong_method"),
            ("GET", "/nothing", 404, "not_found"),
            ("GET", "/../../etc/passwd", 404, "not_found"),
            ("GET", "/conversations/a/tracker", 404, "not_found"),
            ("POST", "/model/parse", 404, "not_found"),
            ("GET", "/webhooks/rest/stream", 404, "not_found"),
            *(("GET", path, 404, "not_found") for path in ("/status", "/version", "/domain", "/model")),
            ("GET", "/pictures/no_such.svg", 404, "not_found"),
            ("GET", "/pictures/..%2fclinic.yml", 404, "not_found"),
        ],
    )
    def test_what_is_not_there_is_refused_in_words(self, live: Any, method: str, path: str, status: int, code: str) -> None:
        refused(requests.request(method, live.address + path, timeout=30), status, code)

    @pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", None])
    def test_json_of_another_content_type_is_read(self, live: Any, kind: Any) -> None:
        body = json.dumps({"sender": "kind", "message": QUESTION}).encode()
        answer = requests.post(live.channel, data=body, headers={"Content-Type": kind}, timeout=60)
        assert answer.status_code == 200 and "about an hour" in words(answer.json())

    @pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data", "application/xml"])
    def test_a_form_is_refused(self, live: Any, kind: str) -> None:
        form = b"sender=a&message=hello"
        refused(requests.post(live.channel, data=form, headers={"Content-Type": kind}, timeout=30), 400, "not_json")

    @pytest.mark.parametrize("message", ["", "😀", "\x00", "\ud800", "a" * 90_000, "/restart", "'; DROP TABLE events; --"])
    def test_odd_text_gets_a_sentence(self, live: Any, message: str) -> None:
        body = json.dumps({"sender": f"odd-{len(message)}-{message[:1]!a}", "message": message})
        answer = requests.post(live.channel, data=body, headers=JSON, timeout=60)
        assert answer.status_code == 200 and "custom" in answer.json()[-1] and words(answer.json())

    @pytest.mark.parametrize("sender", ["😀", "../../x", "$(id)", "'; DROP TABLE events; --", "a" * 128])
    def test_an_odd_sender_gets_the_emergency_answer(self, live: Any, sender: str) -> None:
        answer = requests.post(live.channel, data=json.dumps({"sender": sender, "message": EMERGENCY}), headers=JSON, timeout=60)
        assert answer.status_code == 200 and answer.json()[-1]["custom"]["escalation"]["level"] == "emergency"


def refused(answer: requests.Response, status: int, code: str) -> None:
    """Check that `answer` is a refusal that a person can read and that shows nothing of the inside."""
    assert answer.status_code == status and answer.headers["Content-Type"].startswith("application/json")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    error = answer.json()["error"]
    assert error["code"] == code and len(error["message"]) > 20
    assert not any(inside in answer.text for inside in ("Traceback", "Error(", ".py", "sanic", "Exception"))


class TestManyPatients:
    def test_a_hundred_messages_at_once_are_all_answered(self, live: Any) -> None:
        with ThreadPoolExecutor(100) as pool:
            turns = list(pool.map(lambda number: live.say(QUESTION, f"crowd-{number}"), range(100)))
        assert {turn[-1]["custom"]["outcome"] for turn in turns} == {"answered.sacroplasty.duration"}
        assert [{message["recipient_id"] for message in turn} for turn in turns] == [{f"crowd-{n}"} for n in range(100)]

    def test_messages_of_one_patient_at_once_are_all_answered(self, live: Any) -> None:
        with ThreadPoolExecutor(10) as pool:
            turns = list(pool.map(lambda _: live.say(QUESTION, "impatient"), range(10)))
        assert {turn[-1]["custom"]["outcome"] for turn in turns} == {"answered.sacroplasty.duration"}

    def test_two_patients_share_nothing(self, live: Any) -> None:
        first = live.say(QUESTION, "alone-1")
        button = first[-1]["custom"]["suggestions"][0]
        assert live.say(button["payload"], "alone-2")[-1]["custom"]["outcome"] != "answered.sacroplasty.duration"
        assert live.say("where does that come from?", "alone-2")[-1]["custom"]["answers"] == []
        assert live.say(button["payload"], "alone-1")[-1]["custom"]["outcome"] == "answered.sacroplasty.duration"

    def test_what_a_body_claims_besides_sender_and_message_is_ignored(self, live: Any) -> None:
        claims = {"input_channel": "cmdline", "metadata": {"about": "kyphoplasty"}, "stream": True}
        question = {"message": "how long does it take?"}
        told, asked = ({**more, **question, "sender": f"claims-{len(more)}"} for more in (claims, {}))
        outcomes = [requests.post(live.channel, json=body, timeout=60).json()[-1]["custom"]["outcome"] for body in (told, asked)]
        assert outcomes[0] == outcomes[1]


class TestPages:
    @pytest.mark.parametrize("path", ["/health", "/health/ready"])
    def test_health_is_ready_and_says_what_serves(self, live: Any, model: Path, path: str) -> None:
        answer = requests.get(live.address + path, timeout=30)
        assert answer.status_code == 200
        assert answer.json() == {
            "live": True,
            "ready": True,
            "version": __version__,
            "content": Library.load(Settings.from_env().content).hash,
            "model": model.name.removesuffix(".tar.gz"),
        }

    def test_metrics_are_in_the_usual_format(self, live: Any) -> None:
        answer = requests.get(f"{live.address}/metrics", timeout=30)
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4") and "# TYPE " in answer.text

    def test_a_turn_is_counted_by_outcome(self, live: Any) -> None:
        def counted() -> list[float]:
            text = requests.get(f"{live.address}/metrics", timeout=30).text
            return [float((re.search(rf"^{re.escape(sample)} (\S+)$", text, re.M) or [0, 0])[1]) for sample in samples]

        samples = [
            'plainspine_turns_total{channel="rest",kind="answer",level="none"}',
            'plainspine_answers_total{topic="sacroplasty.duration"}',
            'plainspine_turns_total{channel="rest",kind="escalation",level="emergency"}',
            'plainspine_escalations_total{flag="cauda_equina",level="emergency"}',
            'plainspine_declines_total{reason="empty"}',
            "plainspine_turn_seconds_count",
        ]
        before = counted()
        for message in (QUESTION, EMERGENCY, ""):
            live.say(message, "counted")
        assert [after - start for after, start in zip(counted(), before)] == [1, 1, 1, 1, 1, 3]

    @pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
    def test_metrics_are_not_for_who_asks_through_a_proxy(self, live: Any, header: str) -> None:
        answer = requests.get(f"{live.address}/metrics", headers={header: "127.0.0.1"}, timeout=30)
        refused(answer, 403, "not_yours")

    def test_no_proxy_is_believed_that_is_not_listed(self, live: Any) -> None:
        headers = requests.get(live.address, headers={"X-Forwarded-Proto": "https"}, timeout=30).headers
        assert "Strict-Transport-Security" not in headers

    @pytest.mark.parametrize(
        ("path", "kind", "inside"),
        [
            ("/", "text/html", "<plainspine-chat"),
            ("/page.css", "text/css", "{"),
            ("/page.js", "text/javascript", "config.json"),
            ("/widget.js", "text/javascript", "plainspine-chat"),
        ],
    )
    def test_page_and_widget_are_served_and_cached_by_content(self, live: Any, path: str, kind: str, inside: str) -> None:
        answer = requests.get(live.address + path, timeout=30)
        assert answer.status_code == 200 and answer.headers["Content-Type"].startswith(kind) and inside in answer.text
        again = requests.get(live.address + path, headers={"If-None-Match": answer.headers["ETag"]}, timeout=30)
        assert again.status_code == 304 and again.content == b""

    def test_the_script_may_be_loaded_and_checked_by_any_page(self, live: Any) -> None:
        script = requests.get(f"{live.address}/config.json", timeout=30).json()["script"]
        for path, kept in (("/widget.js", "public, max-age=300, must-revalidate"), (script["path"], "public, max-age=31536000, immutable")):
            for origin in (None, "https://clinic.example", "https://other.example"):
                answer = requests.get(live.address + path, headers={"Origin": origin}, timeout=30)
                assert answer.headers["Access-Control-Allow-Origin"] == "*" and answer.headers["Cache-Control"] == kept
                assert not answer.headers["ETag"].startswith("W/")
                assert script["integrity"] == "sha384-" + base64.b64encode(hashlib.sha384(answer.content).digest()).decode()

    def test_a_script_of_another_hash_is_not_there(self, live: Any) -> None:
        refused(requests.get(f"{live.address}/widget.{'0' * 16}.js", timeout=30), 404, "not_found")

    def test_only_the_chat_alone_may_be_framed_and_by_listed_pages_only(self, live: Any) -> None:
        policies = {path: requests.get(live.address + path, timeout=30).headers["Content-Security-Policy"] for path in ("/embed", "/", "/health")}
        ancestors = {path: policy.partition("frame-ancestors ")[2] for path, policy in policies.items()}
        assert ancestors == {"/embed": "'self' https://clinic.example", "/": "'self'", "/health": "'self'"}

    def test_the_chat_alone_holds_the_clinics_numbers(self, live: Any) -> None:
        page = requests.get(f"{live.address}/embed", timeout=30).text
        assert '<plainspine-chat alone phone="(555) 555-0142" emergency="911">' in page and 'href="tel:+15555550142"' in page and "$" not in page

    @pytest.mark.parametrize("path", ["/gallery", "/gallery/state", "/gallery.css", "/gallery.js", "/gallery_state.js", "/gallery.json"])
    def test_the_gallery_is_shown_only_on_request(self, live: Any, broken: Any, path: str) -> None:
        assert requests.get(live.address + path, timeout=30).status_code == 404
        assert requests.get(broken.address + path, timeout=30).status_code == 200

    def test_config_holds_the_clinics_numbers(self, live: Any) -> None:
        config = requests.get(f"{live.address}/config.json", timeout=30).json()
        assert sorted(config) == ["clinic_name", "emergency", "hours", "language_help", "phone", "sample", "script"]
        assert config["emergency"] == {"display": "911", "tel": "911"} and config["sample"] is True

    @pytest.mark.parametrize("path", ["/", "/widget.js", "/config.json", "/health", "/nothing", "/webhooks/rest/"])
    def test_every_answer_carries_the_security_headers(self, live: Any, path: str) -> None:
        headers = requests.get(live.address + path, timeout=30).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin" and "camera=()" in headers["Permissions-Policy"]

    def test_answers_to_patients_are_not_stored_on_the_way(self, live: Any) -> None:
        answer = requests.post(live.channel, json={"sender": "stored", "message": "hello"}, timeout=60)
        assert answer.headers["Cache-Control"] == "no-store"


class TestBehindAProxy:
    @pytest.fixture(scope="class")
    def guarded(self, model: Path, start_server: Callable[..., Any]) -> Any:
        return start_server(PLAINSPINE_OPERATOR_TOKEN=CANARY, PLAINSPINE_PROXIES="127.0.0.1")

    @pytest.mark.parametrize("given", [None, "", "Bearer ", "Bearer wrong", CANARY, f"Basic {CANARY}", "Bearer \xff"])
    def test_counters_are_shown_with_the_token_alone(self, guarded: Any, given: Any) -> None:
        headers = {} if given is None else {"Authorization": given.encode("latin-1")}
        answer = requests.get(f"{guarded.address}/metrics?token={CANARY}", headers=headers, timeout=30)
        refused(answer, 403, "not_yours")
        shown = requests.get(f"{guarded.address}/metrics", headers={"Authorization": f"Bearer {CANARY}"}, timeout=30)
        assert shown.status_code == 200 and CANARY not in shown.text + guarded.errors.read_text("utf-8")

    def test_browsers_that_came_over_https_keep_to_it(self, guarded: Any) -> None:
        headers = [requests.get(guarded.address, headers={"X-Forwarded-Proto": kind}, timeout=30).headers for kind in ("https", "http")]
        assert headers[0]["Strict-Transport-Security"] == "max-age=31536000" and "Strict-Transport-Security" not in headers[1]


class TestOtherOrigins:
    def test_a_listed_page_may_ask(self, live: Any) -> None:
        headers = preflight(live, "https://clinic.example")
        assert headers["Access-Control-Allow-Origin"] == "https://clinic.example"
        assert "content-type" in headers["Access-Control-Allow-Headers"].lower() and headers["Vary"] == "Origin"

    @pytest.mark.parametrize("origin", ["https://other.example", "https://clinic.example.evil", "http://clinic.example", "null"])
    def test_any_other_page_may_not(self, live: Any, origin: str) -> None:
        assert "Access-Control-Allow-Origin" not in preflight(live, origin)

    def test_a_listed_page_reads_the_answer(self, live: Any) -> None:
        headers = {"Origin": "https://clinic.example"}
        answer = requests.post(live.channel, json={"sender": "origin", "message": "hello"}, headers=headers, timeout=60)
        assert answer.headers["Access-Control-Allow-Origin"] == "https://clinic.example"


def preflight(live: Any, origin: str) -> Any:
    """Return the headers of the answer to what a browser asks before it posts from another page."""
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    answer = requests.options(live.channel, headers=asked, timeout=30)
    assert answer.status_code in (200, 204)
    return answer.headers


class TestWithoutModel:
    def test_health_says_so(self, broken: Any) -> None:
        answer = requests.get(f"{broken.address}/health", timeout=30)
        assert answer.status_code == 503 and answer.json()["live"] is True and answer.json()["ready"] is False
        assert requests.get(f"{broken.address}/health/ready", timeout=30).status_code == 503
        assert requests.get(f"{broken.address}/health/live", timeout=30).status_code == 200

    def test_an_emergency_still_escalates(self, broken: Any) -> None:
        messages = broken.say(EMERGENCY, "broken-1")
        assert len(messages) == 2 and messages[-1]["custom"]["escalation"]["level"] == "emergency"

    def test_a_question_gets_the_error_sentence(self, broken: Any) -> None:
        messages = broken.say(QUESTION, "broken-2")
        assert messages[-1]["custom"]["outcome"] == "error.no_model"
        assert "Something went wrong on our side." in words(messages) and "911" in words(messages)

    def test_the_page_still_shows_the_clinics_number(self, broken: Any) -> None:
        assert "(555) 555-0142" in requests.get(broken.address, timeout=30).text


class TestWhatIsKept:
    @pytest.mark.parametrize(
        "message",
        [f"my {CANARY} hurts", f"{EMERGENCY} {CANARY}", f"{CANARY} " * 300, f"/{CANARY}", f"{CANARY} Сколько длится " * 3],
    )
    def test_no_log_holds_what_a_patient_wrote(self, live: Any, broken: Any, message: str) -> None:
        for server in (live, broken):
            server.say(message, f"sender-{CANARY}")
            requests.post(server.channel, data=json.dumps({"sender": 1, "message": message}) + "}", headers=JSON, timeout=30)
            log = server.errors.read_text("utf-8")
            assert "Plainspine is at" in log and CANARY not in log

    def test_the_broken_model_is_in_the_log(self, broken: Any) -> None:
        assert "model could not be loaded" in broken.errors.read_text("utf-8")

    def test_conversations_lie_in_the_named_database(self, live: Any) -> None:
        live.say("hello", "kept-here")
        with sqlite3.connect(live.database) as database:
            senders = {row[0] for row in database.execute("select distinct sender_id from events")}
        assert "kept-here" in senders

    def test_what_is_kept_is_for_the_operator_alone(self, live: Any) -> None:
        assert Path(live.database).stat().st_uid == os.getuid()
