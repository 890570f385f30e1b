"""The command line: complete help at once, wrong use refused, wrong content named before anything starts."""
from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot import cli
from bot.settings import PROJECT

VERBS = {
    "serve": ["--endpoints", "--credentials"],
    "erase": ["--endpoints", "--older-than", "--conversation"],
    "chat": ["--sender"],
    "train": ["--force"],
    "ask": ["text"],
    "encoder": [],
    "adapt": ["--refine", "--average", "--head"],
    "content": ["check", "book", "sign"],
    "embed": ["server"],
    "problems": ["--erase"],
    "report": ["servers"],
    "eval": ["--stock", "--whole"],
    "load": ["--turns", "--clients"],
    "topology": ["--workers"],
    "bench": ["--cached", "--whole"],
    "growth": ["--quick"],
    "soak": ["--turns"],
}
HEAVY = {"rasa", "tensorflow", "onnxruntime", "sklearn", "numpy", "sanic", "sqlalchemy"}
# Runs one command line, then says on standard error which of the heavy modules it brought in.
PROBE = f"""
import sys
from bot.cli import main
try:
    main(sys.argv[1:])
finally:
    print("loaded:", *sorted({HEAVY!r} & sys.modules.keys()), file=sys.stderr)
"""


def bot(*arguments: str, code: str = "", **variables: str) -> subprocess.CompletedProcess:
    """Run a command line in a process of its own: as an operator would, or through `code`."""
    start = ["-c", code] if code else ["-m", "bot"]
    return subprocess.run(
        [sys.executable, *start, *arguments],
        cwd=PROJECT, env={**os.environ, "COLUMNS": "200", **variables}, capture_output=True, text=True, input="", timeout=120,
    )  # fmt: skip


def broken(tmp_path: Path) -> Path:
    """Return a copy of the shipped content with one misspelt field."""
    content = tmp_path / "content"
    shutil.copytree(PROJECT / "content", content)
    path = content / "answers" / "xray" / "what.yml"
    text = path.read_text("utf-8")
    path.write_text(re.sub(r"^version:", "verson:", text, flags=re.MULTILINE), "utf-8")
    return content


def fault(content: Path) -> str:
    """Return the lines that name the fault of `broken`."""
    name = "content/answers/xray/what.yml"
    lines = (content.parent / name).read_text("utf-8").splitlines()
    line = 1 + next(number for number, text in enumerate(lines) if text.startswith("verson:"))
    return (
        f"{name}: line 1: version: is missing. Remedy: add it\n"
        f"{name}: line {line}: verson: is not a field of this kind of file. Remedy: rename it to 'version'\n"
    )


@pytest.mark.parametrize(
    "arguments, complaint",
    [
        ([], "required: <verb>"),
        (["sevre"], "invalid choice: 'sevre'"),
        (["serve", "--port", "80"], "unrecognized arguments: --port 80"),
        (["serve", "--endpoints"], "--endpoints: expected one argument"),
        (["ask"], "required: text"),
        (["erase", "--older-than", "3", "--conversation", "x"], "not allowed with argument"),
        (["content"], "required: <task>"),
        (["content", "mend"], "invalid choice: 'mend'"),
        (["soak", "--turns", "many"], "invalid int value: 'many'"),
        (["bench", "--cached", "--whole"], "not allowed with argument"),
    ],
)
def test_a_wrong_command_line_exits_with_2_and_says_why(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.parser().parse_args(arguments)
    screen = capsys.readouterr()
    assert stop.value.code == 2 and complaint in screen.err and screen.out == ""


def test_a_wrong_verb_exits_with_2_in_a_real_process() -> None:
    run = bot("sevre")
    assert run.returncode == 2 and run.stdout == ""
    assert run.stderr.startswith("usage: python -m bot [-h] <verb> ...") and "Traceback" not in run.stderr


def test_a_wrong_setting_stops_the_start_with_its_message_alone() -> None:
    run = bot("content", "check", PORT="http")
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr == "PORT is 'http', but it must be a whole number from 1 to 65535.\n"


@pytest.mark.parametrize(
    "arguments", [["serve"], ["chat"], ["train"], ["ask", "hello"], ["eval"], ["bench"]], ids=lambda given: given[0]
)
def test_broken_content_stops_the_start_with_file_field_and_remedy_and_nothing_else(arguments: list[str], tmp_path: Path) -> None:
    content = broken(tmp_path)
    run = bot(*arguments, PLAINSPINE_CONTENT=str(content))
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr == f"The content cannot be used:\n{fault(content)}"


def test_broken_content_is_found_before_anything_slow_is_loaded(tmp_path: Path) -> None:
    run = bot("serve", code=PROBE, PLAINSPINE_CONTENT=str(broken(tmp_path)))
    assert "loaded: rasa" not in run.stderr and "tensorflow" not in run.stderr and "onnxruntime" not in run.stderr


def test_checking_broken_content_lists_its_faults_and_fails(tmp_path: Path) -> None:
    content = broken(tmp_path)
    run = bot("content", "check", PLAINSPINE_CONTENT=str(content))
    assert (run.returncode, run.stderr) == (1, "")
    listed = re.sub(r": line (\d+): (.*)", r":\1: fault: load: \2.", fault(content))
    assert run.stdout == f"{listed}2 faults, 0 warnings\n"


def test_a_missing_encoder_names_the_remedy_alone(tmp_path: Path) -> None:
    run = bot("encoder", PLAINSPINE_ENCODER=str(tmp_path / "nowhere"), PLAINSPINE_CACHE=str(tmp_path / "cache"))
    missing = tmp_path / "nowhere" / "model.safetensors"
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr == f"{missing} is missing. Run `make setup` again, or point PLAINSPINE_ENCODER to a copy.\n"


def verbs() -> dict[str, argparse.ArgumentParser]:
    (choices,) = (action for action in cli.parser()._actions if isinstance(action, argparse._SubParsersAction))
    return choices.choices


def test_every_verb_and_each_of_its_options_is_tested_here() -> None:
    options = {
        verb: [
            name for action in parser._actions if action.dest != "help"
            for name in action.choices or action.option_strings or [action.dest]
        ]
        for verb, parser in verbs().items()
    }
    assert options == VERBS


def test_every_option_says_what_it_is_for() -> None:
    silent = [f"{verb} {action.dest}" for verb, parser in verbs().items() for action in parser._actions if not action.help]
    assert silent == []


def test_the_help_lists_every_verb_with_what_it_does_and_loads_nothing() -> None:
    run = bot("--help", code=PROBE)
    assert run.returncode == 0 and run.stderr == "loaded:\n"
    for verb, parser in verbs().items():
        assert re.search(rf"^ +{verb} +{re.escape(parser.description)}$", run.stdout, re.MULTILINE), verb


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_a_verb_is_complete_and_loads_nothing(verb: str) -> None:
    run = bot(verb, "--help", code=PROBE)
    assert run.returncode == 0 and run.stderr == "loaded:\n"
    assert run.stdout.startswith(f"usage: python -m bot {verb} ") and verbs()[verb].description in run.stdout
    assert [option for option in VERBS[verb] if option not in run.stdout.split("\n\n", 1)[1]] == []


def test_every_command_that_the_project_mentions_is_one_that_there_is() -> None:
    files = [PROJECT / "Makefile", PROJECT / "README.md", *(PROJECT / "scripts").iterdir(), *(PROJECT / "docs").rglob("*.md")]
    written = [line for path in files for line in re.findall(r"-m bot ([a-z]+(?: --?[a-z]+(?:-[a-z]+)*| check| book| sign)*)", path.read_text("utf-8"))]
    assert len(written) >= 6
    for line in written:
        verb, *options = line.split()
        assert verb in VERBS and set(options) <= set(VERBS[verb]), line


def test_rasa_reports_no_usage_whatever_the_environment_says() -> None:
    code = "import os, bot.cli; bot.cli._content_check = lambda *_: print(os.environ['RASA_TELEMETRY_ENABLED']); bot.cli.main()"
    assert bot("content", "check", code=code, RASA_TELEMETRY_ENABLED="true").stdout == "false\n"
