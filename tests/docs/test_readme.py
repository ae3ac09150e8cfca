"""The session in the README is real: its commands are run and must print what stands there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def sessions():
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))):
        for number, match in enumerate(CONSOLE.finditer(page.read_text(encoding="utf-8"))):
            yield pytest.param(match[1], id=f"{page.relative_to(ROOT)} {number + 1}")


def steps(session):
    """Give (command, what it printed) of a session; a line that ends in a backslash goes on."""
    for part in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]:
        command, _, printed = re.sub(r"\\\n", "\0", part).partition("\n")
        yield command.replace("\0", "\\\n"), printed


@pytest.mark.parametrize("session", list(sessions()))
def test_a_session_prints_what_stands_there(session, tmp_path):
    surroundings = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "OTKEL_LANG": "en",
        "LC_ALL": "C.UTF-8",
        "ROOT": str(ROOT),
    }
    (tmp_path / "src").symlink_to(ROOT / "src")
    for command, printed in steps(session):
        found = subprocess.run(
            ["bash", "-c", command],
            cwd=tmp_path,
            env=surroundings,
            capture_output=True,
            text=True,
            check=False,
        )
        assert found.stdout + found.stderr == printed, command


def test_the_readme_has_a_session():
    assert "$ otkel check" in CONSOLE.search((ROOT / "README.md").read_text(encoding="utf-8"))[1]
