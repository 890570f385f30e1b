"""Faults in content files, worded for the person who has to mend them."""
from __future__ import annotations

from typing import NamedTuple, Sequence


class Fault(NamedTuple):
    """One thing wrong in one content file. `line` is 1 for the first line; `field` is a dotted path, or empty."""

    file: str
    line: int
    field: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.file}: line {self.line}"
        return f"{where}: {self.field}: {self.problem}. Remedy: {self.remedy}" if self.field else (
            f"{where}: {self.problem}. Remedy: {self.remedy}"
        )


class ContentError(Exception):
    """The content cannot be used; the message lists every fault, one a line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))
