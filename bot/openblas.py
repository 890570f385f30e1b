"""Which processor NumPy's OpenBLAS should take this one for.

The OpenBLAS in the NumPy and SciPy that Rasa allows does not know some processors made since (Emerald Rapids). It takes such a one for
one of 2004, at a third of the speed and less, on which the topics are learnt twice as long.
"""
from __future__ import annotations

from pathlib import Path
from typing import Optional

_KINDS = (  # what a processor can do, and OpenBLAS's name for the oldest that can; the best first
    ({"avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl", "fma"}, "SkylakeX"),
    ({"avx2", "fma"}, "Haswell"),
)


def core_type(described: Path = Path("/proc/cpuinfo")) -> Optional[str]:
    """Return a name for OPENBLAS_CORETYPE, or None where OpenBLAS is better left to find out by itself (no Linux, an older or other processor)."""
    try:
        lines = described.read_text("utf-8").splitlines()
    except OSError:
        return None
    flags = next((set(line.partition(":")[2].split()) for line in lines if line.startswith("flags")), set())
    return next((kind for needed, kind in _KINDS if needed <= flags), None)
