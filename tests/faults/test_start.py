"""What is broken when the server starts. It either stops with words that say what to mend, or answers what it still can."""
from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import tarfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable

import pytest
from patient import EMERGENCY, QUESTION, is_safe, is_sent_to_care, outcome, words

from bot.rasa.train import model_path
from bot.settings import PROJECT, Settings


def refusal(**variables: str) -> str:
    """Return what a server that does not start says; it must say it in words, and with a code that tells the service manager."""
    command = [sys.executable, "-m", "bot", "serve"]
    done = subprocess.run(
        command, cwd=PROJECT, env={**os.environ, **variables}, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode not in (0, None) and done.returncode > 0
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Return a copy of the content that a test may break."""
    return Path(shutil.copytree(PROJECT / "content", tmp_path / "content"))


@pytest.mark.parametrize("file", ["clinic.yml", "messages.yml", "escalations.yml", "answers/sacroplasty/duration.yml"])
@pytest.mark.parametrize("damage", ["half of it is gone", "it is not text", "it is empty"])
def test_a_broken_content_file_stops_the_start_and_is_named(file: str, damage: str, content: Path) -> None:
    path = content / file
    whole = path.read_bytes()
    broken = {"half of it is gone": whole[: len(whole) // 2] + b"\n  : [", "it is not text": b"\xff\xfe\x00\x01", "it is empty": b""}
    path.write_bytes(broken[damage])
    assert path.name in refusal(PLAINSPINE_CONTENT=str(content), PORT="1")


def test_content_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    assert "nothing/clinic.yml: line 1: the file is missing" in refusal(PLAINSPINE_CONTENT=str(tmp_path / "nothing"))


def test_a_port_that_is_taken_stops_the_start_and_is_named(model: Path) -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        assert f"Port {port} of 127.0.0.1 cannot be used" in refusal(PORT=port)


def cut(whole: bytes) -> bytes:
    return whole[: len(whole) // 2]


def changed(whole: bytes) -> bytes:
    """Flip some bytes in the middle, as a failing disk does."""
    middle = len(whole) // 2
    return whole[:middle] + bytes(byte ^ 255 for byte in whole[middle : middle + 4096]) + whole[middle + 4096 :]


def without_components(whole: bytes) -> bytes:
    """Leave of an archive only its description."""
    kept = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(whole)) as old, tarfile.open(fileobj=kept, mode="w:gz") as new:
        for member in old:
            if member.name.endswith("metadata.json"):
                new.addfile(member, old.extractfile(member))
    return kept.getvalue()


@pytest.mark.parametrize("damage", [cut, changed, without_components], ids=lambda damage: damage.__name__)
def test_a_corrupt_model_leaves_warning_signs_answered(
    damage: Callable[[bytes], bytes], model: Path, start: Callable[..., Any], tmp_path: Path
) -> None:
    settings = replace(Settings.from_env(), models=tmp_path)
    model_path(settings).write_bytes(damage(model.read_bytes()))
    server = start(PLAINSPINE_MODELS=str(tmp_path))
    assert is_sent_to_care(server.say(EMERGENCY, "corrupt"))
    messages = server.say(QUESTION, "corrupt")
    assert outcome(messages) == "error.no_model" and is_safe(words(messages))
    assert "model could not be loaded" in server.errors.read_text("utf-8")
