"""What holds across files: who may import what, what importing does, and that data, content and lock files belong together."""
from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Iterator

import pytest
import yaml

from bot import __version__
from bot.content.library import Library
from bot.settings import PROJECT

MODULES = sorted(path for folder in ("bot", "actions") for path in (PROJECT / folder).rglob("*.py"))
WITHOUT_PHRASES = {"choose"}  # a button's payload names this intent itself
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def name(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def imported(path: Path) -> set[str]:
    """Return the full names of all that a file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def read_yaml(path: str) -> Any:
    return yaml.load((PROJECT / path).read_text("utf-8"), LOADER)


def phrases() -> list[dict[str, Any]]:
    return [block for path in sorted(PROJECT.glob("data/nlu/*.yml")) for block in read_yaml(name(path))["nlu"]]


def bare(text: str) -> str:
    """Return the words of `text` without case and punctuation, or what has no words ("...") as it is: emoji and other scripts count."""
    said = "".join("" if sign in "'’‘`´" else " " if unicodedata.category(sign)[0] == "P" else sign for sign in text.casefold())
    return " ".join(said.split()) or text


def labels(kind: str) -> set[str]:
    """Return every `topic` or `facet` that training phrases are labelled with."""
    return {block["metadata"][kind] for block in phrases() if kind in block.get("metadata", {})}


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load(PROJECT / "content")


def tops(path: Path) -> set[str]:
    return {module.split(".")[0] for module in imported(path)}


def test_rasa_is_imported_only_in_its_own_folder() -> None:
    assert [name(path) for path in MODULES if "rasa" in tops(path) and not name(path).startswith("bot/rasa/")] == []


def test_rasa_s_action_library_is_imported_only_by_the_actions_and_what_runs_them() -> None:
    others = [name(path) for path in MODULES if "rasa_sdk" in tops(path) and not name(path).startswith("actions/")]
    assert others == ["bot/rasa/in_process_actions.py"]


def test_the_code_that_knows_no_rasa_does_not_lean_on_the_code_that_does() -> None:
    """Whoever starts something may: the command line, the measurements."""
    starters = {"bot/cli.py", "bot/evaluation/run.py", "bot/bench/run.py", "bot/bench/child.py", "bot/bench/sides.py"}
    leaning = {name(path) for path in MODULES if any(module.startswith("bot.rasa") for module in imported(path))}
    assert {path for path in leaning if not path.startswith("bot/rasa/")} <= starters


def test_nothing_imports_tensorflow() -> None:
    assert [name(path) for path in MODULES if tops(path) & {"tensorflow", "keras"}] == []


def test_only_the_adaptation_imports_pytorch() -> None:
    assert {name(path).rpartition("/")[0] for path in MODULES if "torch" in tops(path)} == {"bot/adapt"}


def test_the_environment_is_read_in_the_settings_and_the_command_line_alone() -> None:
    touching = {
        name(path) for path in MODULES for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, (ast.Attribute, ast.Name, ast.alias))
        and {getattr(node, "attr", ""), getattr(node, "id", ""), getattr(node, "name", "")} & {"environ", "environb", "getenv"}
    }  # fmt: skip
    assert touching == {"bot/settings.py", "bot/cli.py"}


def test_importing_opens_no_file_of_the_project_and_brings_no_rasa() -> None:
    """In a process of its own: the modules of this one are long imported."""
    modules = [name(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in MODULES]
    ours = [module for module in modules if not module.startswith(("bot.rasa", "bot.adapt", "actions")) and module != "bot.__main__"]
    code = """
import importlib, json, os, sys
project, modules = json.load(sys.stdin)
opened = []
def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes, os.PathLike)):
        path = os.path.abspath(os.fsdecode(arguments[0]))
        if path.startswith(project) and "/.venv" not in path and not path.endswith((".py", ".pyc")) and "__pycache__" not in path:
            opened.append(path)
sys.addaudithook(watch)
for module in modules:
    importlib.import_module(module)
print(json.dumps([opened, sorted({"rasa", "rasa_sdk", "tensorflow", "onnxruntime"} & sys.modules.keys())]))
"""
    given = json.dumps([f"{PROJECT}/", ours])
    run = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, input=given, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr
    assert len(ours) > 30 and json.loads(run.stdout.splitlines()[-1]) == [[], []]


def test_the_project_has_one_version() -> None:
    assert f'\nversion = "{__version__}"\n' in (PROJECT / "pyproject.toml").read_text("utf-8")


def test_files_stay_short() -> None:
    assert [name(path) for path in MODULES if len(path.read_text("utf-8").splitlines()) >= 300] == []
    assert len((PROJECT / "domain.yml").read_text("utf-8").splitlines()) < 150


def test_every_intent_has_phrases_and_every_phrase_an_intent() -> None:
    intents = set(read_yaml("domain.yml")["intents"])
    assert {block["intent"] for block in phrases()} == intents - WITHOUT_PHRASES
    assert WITHOUT_PHRASES <= intents


def test_every_topic_label_is_an_answer(library: Library) -> None:
    assert labels("topic") - set(library.answers) == set()


def test_every_answer_can_be_asked_for(library: Library) -> None:
    assert set(library.answers) - labels("topic") == set()


def test_a_topic_s_phrases_have_the_intent_of_its_answer(library: Library) -> None:
    wrong = {
        (block["metadata"]["topic"], block["intent"]) for block in phrases()
        if "topic" in block.get("metadata", {}) and library.answers[block["metadata"]["topic"]].intent != block["intent"]
    }  # fmt: skip
    assert wrong == set()


def test_every_facet_label_is_some_answer_s(library: Library) -> None:
    assert labels("facet") - {topic.split(".")[1] for topic in library.answers} == set()


def test_no_phrase_stands_twice_in_one_context_be_it_under_one_label_or_two() -> None:
    told = Counter(
        (bare(line.strip().removeprefix("- ")), block.get("metadata", {}).get("about"))
        for block in phrases() for line in block["examples"].splitlines()
    )  # fmt: skip
    assert len(told) > 10_000 and [phrase for phrase, count in told.items() if count > 1] == []


def test_no_message_of_the_screen_s_corpus_stands_twice_after_the_same_turns() -> None:
    rows = [json.loads(row) for path in PROJECT.glob("data/red_flags/*.jsonl") for row in path.read_text("utf-8").splitlines()]
    told = Counter((bare(row["text"]), *map(bare, row["before"])) for row in rows)
    assert len(told) > 10_000 and [message for message, count in told.items() if count > 1] == []


@pytest.mark.parametrize(
    "one, other, same",
    [
        ("I can't pee!", "i cant  pee", True),
        ("No - pain", "no pain", True),
        ("...", "?", False),
        ("😊", "😢", False),
        ("Больно", "боль", False),
        ("दर्द", "दरद", False),
    ],
)
def test_texts_are_the_same_but_for_case_and_punctuation(one: str, other: str, same: bool) -> None:
    assert (bare(one) == bare(other)) == same


def test_the_actions_of_the_domain_are_those_that_there_are() -> None:
    written = {
        node.value.value for path in (PROJECT / "actions").glob("*.py")
        for function in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(function, ast.FunctionDef) and function.name == "name"
        for node in ast.walk(function) if isinstance(node, ast.Return) and isinstance(node.value, ast.Constant)
    }  # fmt: skip
    assert written == set(read_yaml("domain.yml")["actions"])


def requirements(text: str) -> list[str]:
    """Return each requirement of a lock file with its continuation lines, comments left out."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return " ".join(lines).replace("\\", " ").split("==")[1:]


@pytest.mark.parametrize("lock", ["base", "boot", "stock", "test"])
def test_a_lock_file_has_a_hash_for_each_requirement_and_names_no_host(lock: str) -> None:
    text = (PROJECT / "requirements" / f"{lock}.txt").read_text("utf-8")
    pinned = requirements(text)
    assert pinned and [item.split()[0] for item in pinned if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", item)] == []
    starts = [line for line in text.splitlines() if re.match(r"[A-Za-z0-9]", line)]
    assert [line for line in starts if not re.match(r"[\w.\[\],-]+==\S+", line)] == [] and len(starts) == len(pinned)
    assert "://" not in text and not re.search(r"^\s*-[^-]|^--(?!hash)", text, re.MULTILINE)


def test_the_widget_s_lock_file_has_a_hash_for_each_package_and_names_no_host() -> None:
    text = (PROJECT / "widget" / "package-lock.json").read_text("utf-8")
    packages = {place: package for place, package in json.loads(text)["packages"].items() if place}
    bare = [place for place, package in packages.items() if not package.get("integrity", "").startswith("sha512-")]
    assert packages and bare == []
    assert "://" not in text and '"resolved"' not in text


# Written so that the patterns do not find themselves here.
FOREIGN = {
    "a path of one machine": r"(?<![\w.<-])/(?:home|root|Users|work|mnt|workspace)/\w|\b[A-Z]:\\\w",
    "a host of a package registry": r"py[p]i\.(?:org|python)|pythonhoste[d]\.org|registry\.np[m]js|registry\.yarn[p]kg|"
    r"npmjs\.co[m]|crates\.i[o]|rubygems\.or[g]|conda\.anacond[a]|\bjfro[g]\b|\bartifactor[y]\b|\bnexu[s]/repository",
}


def kept_files() -> Iterator[Path]:
    """Yield every file of the project but those that .gitignore names; works in a copy without Git, too."""
    ignored = [line.rstrip("/") for line in (PROJECT / ".gitignore").read_text("utf-8").split()] + [".git"]
    folders = [PROJECT]
    while folders:
        for path in sorted(folders.pop().iterdir()):
            if not any(fnmatch(path.name, pattern) for pattern in ignored):
                if path.is_dir():
                    folders.append(path)
                else:
                    yield path


@pytest.mark.parametrize("what", FOREIGN)
def test_no_file_names(what: str) -> None:
    pattern = re.compile(FOREIGN[what])
    found = []
    for path in kept_files():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # a picture
        found += [f"{name(path)}: {match.group()}" for match in pattern.finditer(text)]
    assert found == []


@pytest.mark.parametrize(
    "what, text",
    [
        ("a path of one machine", "/".join(["see ", "home", "ann", "x.py"])),
        ("a path of one machine", "/".join(['"', "work", "main"])),
        ("a path of one machine", "C:" + "\\" + "Users"),
        ("a host of a package registry", "https://" + "files." + "pythonhosted" + ".org/x"),
        ("a host of a package registry", ".".join(["registry", "npmjs", "org"])),
        ("a host of a package registry", ".".join(["pypi", "org"])),
    ],
)
def test_such_names_would_be_found(what: str, text: str) -> None:
    assert re.search(FOREIGN[what], text)


@pytest.mark.parametrize(
    "text", ["a homework/exercise page", "docs/work/day.md", "./root/x", "work/life", "https://x.example/home/page"]
)
def test_ordinary_words_are_not_taken_for_paths(text: str) -> None:
    assert not any(re.search(pattern, text) for pattern in FOREIGN.values())


def test_the_rules_give_each_step_of_the_stories() -> None:
    """No policy learns the stories: a step that no rule gives would be declined."""

    def steps(told: dict[str, Any]) -> list[tuple[str, str]]:
        said = [next(iter(step.values())) for step in told["steps"]]
        return list(zip(said[::2], said[1::2]))

    given = {step for rule in read_yaml("data/rules/rules.yml")["rules"] for step in steps(rule)}
    wanted = {step for story in read_yaml("data/stories/conversations.yml")["stories"] for step in steps(story)}
    assert wanted and wanted <= given
