"""The types of the public API say what it takes and gives."""

from __future__ import annotations

import subprocess
import sys

from support import ROOT, TESTS


def test_mypy_accepts_right_uses_and_refuses_wrong_ones() -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--warn-unused-ignores", str(TESTS / "typing" / "api.py")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
