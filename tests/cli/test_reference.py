"""The reference of commands is made from the operations, and is up to date."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

TOOL = Path(__file__).parents[2] / "tools" / "commands.py"


def test_the_reference_is_up_to_date() -> None:
    ran = subprocess.run(
        [sys.executable, str(TOOL), "--check"], capture_output=True, encoding="utf-8", check=False
    )
    assert (ran.returncode, ran.stdout) == (0, "")
