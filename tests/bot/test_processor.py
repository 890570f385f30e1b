"""OpenBLAS hears which processor this is, and nothing that the processor could not do."""
from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot import processor

NEW = "fpu sse2 fma avx2 avx512f avx512dq avx512cd avx512bw avx512vl avx512_bf16"


def _said(monkeypatch: pytest.MonkeyPatch, path: Path, before: str = "") -> str:
    monkeypatch.setenv("OPENBLAS_CORETYPE", before)
    if not before:
        monkeypatch.delenv("OPENBLAS_CORETYPE")
    processor.name_it(path)
    return os.environ.get("OPENBLAS_CORETYPE", "")


@pytest.mark.parametrize(
    "flags, kind",
    [
        (NEW, "SkylakeX"),
        (NEW.replace("avx512vl ", ""), "Haswell"),
        ("fpu sse2 fma avx2", "Haswell"),
        ("fpu sse2 avx2", ""),
        ("fpu sse2", ""),
    ],
)
def test_the_best_that_the_processor_can_do_is_named(flags: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    described = tmp_path / "cpuinfo"
    described.write_text(f"processor\t: 0\nflags\t\t: {flags}\n\nprocessor\t: 1\nflags\t\t: {flags}\n")
    assert _said(monkeypatch, described) == kind


def test_what_an_operator_set_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cpuinfo").write_text(f"flags : {NEW}\n")
    assert _said(monkeypatch, tmp_path / "cpuinfo", before="Zen") == "Zen"


@pytest.mark.parametrize("text", [None, "", "Features : neon asimd\n"])
def test_where_nothing_is_known_nothing_is_said(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if text is not None:
        (tmp_path / "cpuinfo").write_text(text)
    assert _said(monkeypatch, tmp_path / "cpuinfo") == ""
