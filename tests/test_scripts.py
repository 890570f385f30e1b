"""scripts/setup, in a copy of what it reads, with a stand-in for the installer."""
from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.settings import PROJECT

READ = ("scripts/setup", "requirements", ".python-version", "bot/understanding/encoder_graph.py", "bot/understanding/adapter.npz")
# Makes environments whose Python does nothing but fail if asked to; fails itself at the step `FAILS`.
INSTALLER = """#!/usr/bin/env bash
case "$*" in *"$FAILS"*) exit 1 ;; esac
if [ "$1" = venv ]; then
  mkdir -p "${!#}/bin"
  printf '#!/bin/sh\\ncase "$*" in *"%s"*) exit 1 ;; esac\\n' "$FAILS" > "${!#}/bin/python"
  chmod +x "${!#}/bin/python"
fi
"""


@pytest.mark.parametrize("fails", ["--no-build-isolation", "encoder.txt", "bot encoder", "nothing"])
def test_setting_up_leaves_no_folder_behind_whatever_fails(fails: str, tmp_path: Path) -> None:
    project, temporary = tmp_path / "project", tmp_path / "temporary"
    temporary.mkdir()
    for name in READ:
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (PROJECT / name).is_dir() else shutil.copy
        copy(PROJECT / name, project / name)
    installer = project / ".venv-boot" / "bin" / "uv"
    installer.parent.mkdir(parents=True)
    installer.write_text(INSTALLER, "utf-8")
    installer.chmod(0o755)
    room = tmp_path / "df"
    room.write_text("#!/bin/sh\necho; echo disk 9000 0 9000\n", "utf-8")
    room.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "TMPDIR": str(temporary), "FAILS": fails}
    done = subprocess.run([project / "scripts" / "setup", "run"], env=environment, capture_output=True, text=True, timeout=60)
    assert (done.returncode == 0) == (fails == "nothing") == ("Set-up done." in done.stderr), done.stderr
    assert (project / ".venv" / ".stamp").is_file() == (fails == "nothing")
    assert list(temporary.iterdir()) == []
