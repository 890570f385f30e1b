"""Python runs this file by itself when its folder is on the path: it moves the clock of a server by as many seconds as a file says."""
import os
import time
from pathlib import Path

_true, _file = time.time, Path(os.environ.get("MOVED_CLOCK", ""))


def _moved() -> float:
    try:
        return _true() + float(_file.read_text("utf-8"))
    except (OSError, ValueError):
        return _true()


time.time = _moved
