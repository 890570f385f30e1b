"""SIGHUP: the server takes new content or a new model without losing a turn, and keeps what it has when the new is broken."""
from __future__ import annotations

import shutil
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest
import requests
from action_server import ActionServer
from test_limited import wait_until

from bot.rasa.train import model_path
from bot.settings import PROJECT, Settings

QUESTION = "How long does sacroplasty take?"
EMERGENCY = "I can't feel when I pee since this morning"
NEW_NAME = "A New Name"


class Site:
    """A server that reads content and model from a folder of its own."""

    def __init__(self, folder: Path, model: Path, start: Callable[..., Any], *arguments: str, **variables: str) -> None:
        self.content = folder / "content"
        shutil.copytree(PROJECT / "content", self.content)
        self.model = model_path(replace(Settings(), models=folder))
        shutil.copy(model, self.model)
        self.server = start(*arguments, PLAINSPINE_CONTENT=str(self.content), PLAINSPINE_MODELS=str(folder), **variables)

    def health(self) -> dict[str, Any]:
        return requests.get(f"{self.server.address}/health", timeout=60).json()

    def counted(self, result: str) -> float:
        text = requests.get(f"{self.server.address}/metrics", timeout=60).text
        return float(text.partition(f'plainspine_reloads_total{{result="{result}"}} ')[2].split("\n")[0])

    def reload(self, result: str) -> None:
        """Have the server load anew, and wait until it has counted `result` once more."""
        before = self.counted(result)
        self.server.process.send_signal(signal.SIGHUP)
        wait_until(lambda: self.counted(result) > before)

    def rename_clinic(self) -> None:
        file = self.content / "clinic.yml"
        text = file.read_text("utf-8")
        file.write_text(text.replace("Sample Spine Clinic (replace me)", NEW_NAME), "utf-8")

    def name(self) -> str:
        return requests.get(f"{self.server.address}/config.json", timeout=60).json()["clinic_name"]

    def log(self) -> str:
        return self.server.errors.read_text("utf-8")


@pytest.fixture
def site(model: Path, start_server: Callable[..., Any], tmp_path: Path) -> Site:
    return Site(tmp_path, model, start_server)


def test_new_words_are_served_and_no_turn_is_lost(site: Site) -> None:
    before, ended, outcomes = site.health(), threading.Event(), []

    def chat(number: int) -> None:
        with requests.Session() as session:
            while not ended.is_set():
                body = {"sender": f"through-{number}", "message": QUESTION}
                answer = session.post(site.server.channel, json=body, timeout=60)
                outcomes.append((answer.status_code, answer.json()[-1]["custom"]["outcome"]))

    site.server.say(QUESTION, "remembers")
    site.rename_clinic()
    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(chat, number) for number in range(4)]
        try:
            site.reload("done")
            site.reload("done")
        finally:
            ended.set()
        for future in running:
            future.result()
    assert set(outcomes) <= {(200, "answered.sacroplasty.duration"), (429, "error.too_many")}
    assert (200, "answered.sacroplasty.duration") in outcomes
    after = site.health()
    assert after["content"] != before["content"] and after["model"] == before["model"] and after["ready"] is True
    assert site.name() == NEW_NAME and f'content="{after["content"]}"' in metrics(site) and before["content"] not in metrics(site)
    assert site.server.say("where does that come from?", "remembers")[-1]["custom"]["outcome"] == "answered.sacroplasty.duration"


def metrics(site: Site) -> str:
    return requests.get(f"{site.server.address}/metrics", timeout=60).text


def test_broken_content_is_not_taken_and_the_log_says_what_is_wrong(site: Site) -> None:
    before = site.health()
    (site.content / "clinic.yml").write_text("name: [", "utf-8")
    site.reload("failed")
    assert site.health() == before and site.server.say(QUESTION, "a")[-1]["custom"]["kind"] == "answer"
    assert "content could not be loaded anew" in site.log() and "clinic.yml" in site.log()
    assert "What served before goes on serving." in site.log()
    shutil.copy(PROJECT / "content" / "clinic.yml", site.content)
    site.rename_clinic()
    site.reload("done")
    assert site.name() == NEW_NAME


@pytest.mark.parametrize(("harm", "says"), [("cut", "content and model could not be loaded anew"), ("gone", "no model is trained")])
def test_a_broken_model_is_not_taken(site: Site, harm: str, says: str) -> None:
    before = site.health()
    if harm == "gone":
        site.model.unlink()
    else:
        site.model.write_bytes(site.model.read_bytes()[:1000])
    site.reload("failed")
    assert site.health() == before and says in site.log()
    said = [site.server.say(text, "a")[-1]["custom"]["outcome"] for text in (QUESTION, "where does that come from?", "and the risks?")]
    assert said == ["answered.sacroplasty.duration"] * 2 + ["answered.sacroplasty.risks"]


def test_a_server_that_began_without_a_model_gets_one(start_server: Callable[..., Any], model: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.tar.gz"
    broken.write_bytes(b"this is no model")
    site = Site(tmp_path / "site", broken, start_server)
    assert site.health()["ready"] is False and site.health()["model"] is None
    shutil.copy(model, site.model)
    site.reload("done")
    assert site.health()["ready"] is True
    assert site.server.say(QUESTION, "a")[-1]["custom"]["outcome"] == "answered.sacroplasty.duration"


class TestATurnThatIsGoingOn:
    @pytest.fixture
    def actions(self) -> Iterator[ActionServer]:
        server = ActionServer()
        yield server
        server.close()

    @pytest.fixture
    def site(self, model: Path, start_server: Callable[..., Any], actions: ActionServer, tmp_path: Path) -> Site:
        return Site(tmp_path, model, start_server, "--endpoints", str(actions.endpoints(tmp_path)))

    def test_it_ends_with_what_it_began_with(self, site: Site, actions: ActionServer) -> None:
        actions.hold()
        with ThreadPoolExecutor(1) as pool:
            held = pool.submit(site.server.say, QUESTION, "held")
            try:
                wait_until(lambda: actions.asked == 1)
                site.rename_clinic()
                site.reload("done")
                assert site.name() == NEW_NAME
            finally:
                actions.release()
        assert held.result()[0]["text"] == "From the action server."

    @pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
    def test_the_server_ends_after_it_and_takes_no_new_one(self, site: Site, actions: ActionServer, end: signal.Signals) -> None:
        actions.hold()
        with ThreadPoolExecutor(5) as pool:
            held = [pool.submit(site.server.say, QUESTION, f"held-{number}") for number in range(5)]
            try:
                wait_until(lambda: actions.asked == 5)
                site.server.process.send_signal(end)
                wait_until(lambda: refuses(site))
                assert site.server.process.poll() is None
            finally:
                actions.release()
        assert {future.result()[0]["text"] for future in held} == {"From the action server."}
        assert site.server.process.wait(60) == 0


def refuses(site: Site) -> bool:
    try:
        requests.get(f"{site.server.address}/health/live", timeout=60)
    except requests.ConnectionError:
        return True
    return False
