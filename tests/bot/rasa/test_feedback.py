"""Opinions and reports over HTTP: counted without a word, kept only with consent, and a warning sign in them is answered."""
from __future__ import annotations

import json
import re
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any, Callable

import pytest
import requests

from bot.problems import Problem, Problems
from bot.settings import Settings

TOPIC = "sacroplasty.duration"
CANARY = "zebrafinch"


def post(live: Any, path: str, body: Any) -> requests.Response:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return requests.post(live.address + path, data=data, headers={"Content-Type": "application/json"}, timeout=60)


def counted(live: Any, counter: str, **labels: str) -> float:
    metrics = requests.get(f"{live.address}/metrics", timeout=30).text
    found = re.search(rf"^{counter}{{{','.join(f'{name}=.{value}.' for name, value in sorted(labels.items()))}}} (.+)$", metrics, re.MULTILINE)
    return float(found[1]) if found else 0.0


def kept(live: Any) -> list[Problem]:
    return Problems(Settings(database=f"sqlite:///{live.database}")).all()


class TestHelpful:
    def test_is_counted_by_topic_and_answer(self, live: Any) -> None:
        for helpful in (True, False, True):
            assert post(live, "/feedback", {"topics": [TOPIC, TOPIC], "helpful": helpful}).json() == {"counted": True}
        assert counted(live, "plainspine_feedback_total", topic=TOPIC, helpful="yes") == 2
        assert counted(live, "plainspine_feedback_total", topic=TOPIC, helpful="no") == 1

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            (b"{", "not_json"),
            (b"[]", "not_an_object"),
            (b"null", "not_an_object"),
            ({}, "no_topics"),
            ({"topics": [], "helpful": True}, "no_topics"),
            ({"topics": TOPIC, "helpful": True}, "no_topics"),
            ({"topics": [CANARY], "helpful": True}, "no_topics"),
            ({"topics": [[TOPIC]], "helpful": True}, "no_topics"),
            ({"topics": [TOPIC] * 5, "helpful": True}, "no_topics"),
            ({"topics": [TOPIC]}, "no_opinion"),
            ({"topics": [TOPIC], "helpful": "yes"}, "no_opinion"),
        ],
    )
    def test_what_is_malformed_is_refused_in_words(self, live: Any, body: Any, code: str) -> None:
        answer = post(live, "/feedback", body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, code) and len(answer.json()["error"]["message"]) > 10
        assert CANARY not in requests.get(f"{live.address}/metrics", timeout=30).text


class TestReport:
    def test_a_reason_is_kept_and_thanked_for(self, live: Any) -> None:
        answer = post(live, "/reports", {"reason": "unclear", "topic": TOPIC})
        assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
        assert "Your report is kept for the clinic." in answer.json()[0]["text"]
        assert answer.json()[-1]["custom"]["outcome"] == "smalltalk.report_thanks"
        found = kept(live)[0]
        assert (found.reason, found.topic, found.words) == ("unclear", TOPIC, None)

    def test_own_words_are_kept_tidy_when_the_person_agrees(self, live: Any) -> None:
        post(live, "/reports", {"reason": "other", "words": " It\u200b says\x07 nothing ", "consent": True})
        assert kept(live)[0].words == "It says nothing"
        assert counted(live, "plainspine_problem_reports_total", reason="other", words="yes") >= 1

    def test_identifiers_in_own_words_are_taken_out(self, live: Any) -> None:
        post(live, "/reports", {"reason": "other", "words": "Call me at 555-867-5309 about it", "consent": True})
        assert kept(live)[0].words == "Call me at [phone] about it"

    @pytest.mark.parametrize("consent", [None, False, "true", 1])
    def test_own_words_without_consent_are_refused_and_not_kept(self, live: Any, consent: Any) -> None:
        before = len(kept(live))
        answer = post(live, "/reports", {"reason": "other", "words": "private", "consent": consent})
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "no_consent")
        assert len(kept(live)) == before

    @pytest.mark.parametrize(
        ("words", "level"),
        [
            ("I can't feel when I pee since this morning", "emergency"),
            ("The page is slow. " * 100 + "I can't feel when I pee since this morning", "emergency"),
            ("I have a fever since the procedure", "urgent"),
            ("I am losing weight without trying and my back hurts", "physician"),
        ],
    )
    def test_a_warning_sign_in_own_words_is_answered(self, live: Any, words: str, level: str) -> None:
        answer = post(live, "/reports", {"reason": "other", "words": words, "consent": True})
        assert answer.status_code == 200 and answer.json()[-1]["custom"]["escalation"]["level"] == level
        assert "Thank you" not in answer.text and "buttons" not in answer.text

    @pytest.mark.parametrize(("words", "first"), [("I want to die", "Call or text 988"), ("I bought a rope to hang myself", "Call 911 now")])
    def test_a_plan_of_suicide_in_own_words_is_sent_to_the_emergency_line_first(self, live: Any, words: str, first: str) -> None:
        assert post(live, "/reports", {"reason": "other", "words": words, "consent": True}).json()[0]["text"].startswith(first)

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            (b"{", "not_json"),
            (b"7", "not_an_object"),
            ({}, "no_reason"),
            ({"reason": CANARY}, "no_reason"),
            ({"reason": ["wrong"]}, "no_reason"),
            ({"reason": "wrong", "topic": CANARY}, "no_topic"),
            ({"reason": "wrong", "topic": {}}, "no_topic"),
            ({"reason": "wrong", "words": 7, "consent": True}, "no_words"),
            ({"reason": "wrong", "words": "The page is slow. " * 100, "consent": True}, "words_too_long"),
        ],
    )
    def test_what_is_malformed_is_refused_in_words(self, live: Any, body: Any, code: str) -> None:
        answer = post(live, "/reports", body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, code) and len(answer.json()["error"]["message"]) > 10

    @pytest.mark.parametrize("words", ["", "   ", "\u200b", "😀", "\ud800"])
    def test_words_that_say_nothing_do_no_harm(self, live: Any, words: str) -> None:
        assert post(live, "/reports", {"reason": "wrong", "words": words, "consent": True}).status_code == 200

    def test_no_word_is_in_the_log_or_the_counters(self, live: Any) -> None:
        post(live, "/reports", {"reason": "other", "words": CANARY, "consent": True})
        assert CANARY not in live.errors.read_text("utf-8")
        assert CANARY not in requests.get(f"{live.address}/metrics", timeout=30).text


@pytest.mark.parametrize("path", ["/feedback", "/reports"])
def test_a_listed_page_may_send_them(live: Any, path: str) -> None:
    asked = {"Origin": "https://clinic.example", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    assert requests.options(live.address + path, headers=asked, timeout=30).headers["Access-Control-Allow-Origin"] == asked["Origin"]
    other = requests.options(live.address + path, headers={"Origin": "https://other.example"}, timeout=30)
    assert "Access-Control-Allow-Origin" not in other.headers


class TestTooMany:
    @pytest.fixture(scope="class")
    def strict(self, start_server: Callable[..., Any], no_models: dict[str, str]) -> Any:
        """Return a server that takes two requests a minute of one address."""
        return start_server(PLAINSPINE_ADDRESS_TURNS_PER_MINUTE="2", **no_models)

    def test_over_the_limit_nothing_is_kept_and_a_warning_sign_is_still_answered(self, strict: Any) -> None:
        for _ in range(2):
            assert post(strict, "/reports", {"reason": "wrong"}).status_code == 200
        for path, body in (("/reports", {"reason": "wrong"}), ("/feedback", {"topics": [TOPIC], "helpful": True})):
            answer = post(strict, path, body)
            assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0 and "911" in answer.json()[0]["text"]
        answer = post(strict, "/reports", {"reason": "other", "words": "I can't feel when I pee since this morning", "consent": True})
        assert answer.status_code == 200 and answer.json()[-1]["custom"]["escalation"]["level"] == "emergency"
        assert len(kept(strict)) == 2


def test_while_a_report_waits_for_the_database_everybody_else_is_answered(
    start_server: Callable[..., Any], no_models: dict[str, str]
) -> None:
    server = start_server(**no_models)
    assert post(server, "/reports", {"reason": "wrong"}).status_code == 200
    with closing(sqlite3.connect(server.database, isolation_level=None)) as other, ThreadPoolExecutor() as pool:
        other.execute("BEGIN EXCLUSIVE")
        report = pool.submit(post, server, "/reports", {"reason": "broken"})
        waits = []
        while not report.done():
            started = time.monotonic()
            assert requests.get(f"{server.address}/health/live", timeout=30).status_code == 200
            waits.append(time.monotonic() - started)
        other.execute("ROLLBACK")
    assert report.result().status_code == 503 and "911" in report.result().json()[0]["text"]
    assert len(waits) > 5 and max(waits) < 0.5
    assert post(server, "/reports", {"reason": "unclear"}).status_code == 200
    assert [problem.reason for problem in kept(server)] == ["unclear", "wrong"]
