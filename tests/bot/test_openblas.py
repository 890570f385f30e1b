"""OpenBLAS hears which processor this is, and nothing that the processor could not do."""
from __future__ import annotations

import os
from pathlib import Path
from typing import Optional

import pytest

from bot import cli, openblas

NEW = "fpu sse2 fma avx2 avx512f avx512dq avx512cd avx512bw avx512vl avx512_bf16"


@pytest.mark.parametrize(
    "flags, kind",
    [
        (NEW, "SkylakeX"),
        (NEW.replace("avx512vl ", ""), "Haswell"),
        ("fpu sse2 fma avx2", "Haswell"),
        ("fpu sse2 avx2", None),
        ("fpu sse2", None),
    ],
)
def test_the_best_that_the_processor_can_do_is_named(flags: str, kind: Optional[str], tmp_path: Path) -> None:
    described = tmp_path / "cpuinfo"
    described.write_text(f"processor\t: 0\nflags\t\t: {flags}\n\nprocessor\t: 1\nflags\t\t: {flags}\n")
    assert openblas.core_type(described) == kind


@pytest.mark.parametrize("text", [None, "", "Features : neon asimd\n"])
def test_where_nothing_is_known_nothing_is_named(text: Optional[str], tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / "cpuinfo").write_text(text)
    assert openblas.core_type(tmp_path / "cpuinfo") is None


@pytest.mark.parametrize("given, kind, told", [(None, "Haswell", "Haswell"), (None, None, None), ("Zen", "Haswell", "Zen")])
def test_the_command_line_tells_openblas_unless_the_operator_did(
    given: Optional[str], kind: Optional[str], told: Optional[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENBLAS_CORETYPE", given or "")
    if given is None:
        monkeypatch.delenv("OPENBLAS_CORETYPE")
    monkeypatch.setattr(openblas, "core_type", lambda: kind)
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    assert os.environ.get("OPENBLAS_CORETYPE") == told
