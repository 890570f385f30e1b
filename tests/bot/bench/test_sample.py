"""The part of our phrases that both sides of a comparison learn from."""
from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.bench import sample
from bot.settings import PROJECT

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def block(topic: str, phrases: list[str], **metadata: str) -> dict[str, Any]:
    return {"intent": "tests", "metadata": {"topic": topic, **metadata}, "examples": "".join(f"- {phrase}\n" for phrase in phrases)}


def phrases(blocks: list[dict[str, Any]]) -> set[str]:
    return {line for block in blocks for line in block["examples"].splitlines()}


MANY = [f"what is an mri, said in way {number}" for number in range(1000)]


def test_about_one_in_so_many_is_kept() -> None:
    assert 70 < sample.count(sample.part([block("mri.what", MANY)], 10)) < 130
    assert sample.part([block("mri.what", MANY)], 1) == [block("mri.what", MANY)]


def test_the_same_are_kept_wherever_they_stand() -> None:
    together = sample.part([block("mri.what", MANY)], 10)
    apart = sample.part([block("mri.what", MANY[500:][::-1]), block("mri.what", MANY[:500])], 10)
    assert phrases(together) == phrases(apart)


def test_each_label_keeps_one_and_a_block_without_any_is_left_out() -> None:
    few = [block("mri.what", MANY), block("mri.what", ["and that"], about="ct.what"), block("ct.what", ["what is a ct", "ct?"])]
    kept = sample.part(few, 10**9)
    assert [(each["metadata"]["topic"], sample.count([each])) for each in kept] == [("mri.what", 1), ("ct.what", 1)]


def test_a_follow_up_keeps_what_it_follows() -> None:
    kept = sample.part([block("mri.what", MANY, about="ct.what")], 10)
    assert [each["metadata"] for each in kept] == [{"topic": "mri.what", "about": "ct.what"}]


def test_a_tenth_of_ours_has_every_label_and_follow_ups() -> None:
    whole, tenth = sample.blocks(), sample.blocks(10)
    assert {sample.label_in(each) for each in tenth} == {sample.label_in(each) for each in whole}
    assert 0.08 < sample.count(tenth) / sample.count(whole) < 0.12
    assert any("about" in each.get("metadata", {}) for each in tenth)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    sample.write_project(folder, 10)
    return folder


def test_the_project_holds_the_sample_alone_and_all_else_that_a_model_is_made_from(project: Path) -> None:
    nlu = [yaml.load(path.read_text("utf-8"), LOADER)["nlu"] for path in (project / "data" / "nlu").iterdir()]
    assert nlu == [sample.blocks(10)]
    for name in ("config.yml", "domain.yml", "data/rules/rules.yml", "bot/understanding/adapter.npz", "requirements/base.txt"):
        assert (project / name).read_bytes() == (PROJECT / name).read_bytes()
