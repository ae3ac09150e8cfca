"""The sessions in the README and the guides are real: run, they print what stands there."""

import re
import subprocess
import sys

import pytest

from tools import readme


@pytest.mark.parametrize("page", readme.pages(), ids=lambda page: page.name)
def test_a_session_prints_what_stands_there(page):
    text = page.read_text(encoding="utf-8")
    assert readme.renewed(text) == text


def test_the_readme_checks_a_truck():
    session = readme.SESSION.search((readme.ROOT / "README.md").read_text(encoding="utf-8"))[1]
    assert "$ otkel check " in session
    assert "→" in session, "a cure is shown"


def test_the_readme_simulates_a_border_in_a_dozen_lines():
    program, _, told = readme.PROGRAM.search((readme.ROOT / "README.md").read_text(encoding="utf-8")).groups()
    assert "otkel.simulate(" in program
    assert program.count("\n") <= 12
    assert "95 % interval" in told


@pytest.mark.parametrize("page", ["sim.md", "autumn-2025.md"])
def test_the_programs_of_the_guides_to_the_twin_run(page):
    text = (readme.ROOT / "docs" / "guide" / page).read_text(encoding="utf-8")
    for program in re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        subprocess.run([sys.executable, "-W", "error", "-c", program], check=True, capture_output=True)


def test_a_program_that_prints_something_else_is_seen():
    page = "```python\nprint(6 * 7)\n```\n\nIt prints:\n\n```text\n41\n```\n"
    assert readme.renewed(page) == page.replace("41", "42")


def test_a_session_that_prints_something_else_is_seen():
    page = "before\n```console\n$ echo one\nanother\n$ echo a \\\n  b\n```\nafter\n"
    assert readme.renewed(page) == "before\n```console\n$ echo one\none\n$ echo a \\\n  b\na b\n```\nafter\n"
