"""Tells NumPy's OpenBLAS which processor this is.

The OpenBLAS in the NumPy that Rasa allows knows no processor made since 2022. It takes such a one for one of 2004, at a quarter of the
speed and less, which is most of the time in which the topics are learnt.
"""
from __future__ import annotations

import os
from pathlib import Path

_KINDS = (  # what a processor can do, and OpenBLAS's name for the oldest that can; the best first
    ({"avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl", "fma"}, "SkylakeX"),
    ({"avx2", "fma"}, "Haswell"),
)


def name_it(described: Path = Path("/proc/cpuinfo")) -> None:
    """Set OPENBLAS_CORETYPE for this process and those that it starts, unless it is set or nothing is known. Call it before NumPy is imported."""
    try:
        lines = described.read_text("utf-8").splitlines()
    except OSError:
        return  # no Linux: OpenBLAS is left to find out by itself
    flags = next((set(line.partition(":")[2].split()) for line in lines if line.startswith("flags")), set())
    for needed, kind in _KINDS:
        if needed <= flags:
            os.environ.setdefault("OPENBLAS_CORETYPE", kind)
            return
