"""Real processes: what is loaded, what a pipe gets, what an environment changes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from otkel.app.cases import FOLDER

RIGHT = str(FOLDER / "2026-08-14-everything-right.yaml")
HEAVY = (
    "numpy", "numba", "polars", "openpyxl", "litestar", "starlette", "typst", "segno",
    "apsw", "psycopg", "cryptography",
)  # fmt: skip


def otkel(*tokens: str, **environment: str) -> subprocess.CompletedProcess[str]:
    given = {k: v for k, v in os.environ.items() if k not in ("LANG", "OTKEL_LANG", "OTKEL_DEBUG")}
    return subprocess.run(
        [sys.executable, "-m", "otkel", *tokens],
        capture_output=True,
        encoding="utf-8",
        env={**given, "PYTHONUTF8": "1", **environment},
        check=False,
    )


def test_python_dash_m() -> None:
    ran = otkel("check", RIGHT)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("MAY GO")


def test_the_language_of_the_surroundings() -> None:
    assert "14 августа 2026" in otkel("check", RIGHT, LANG="ru_RU.UTF-8").stdout


def test_one_answer_loads_nothing_heavy() -> None:
    code = (
        "import sys, json\n"
        "from otkel.cli.main import run\n"
        f"status = run(['check', {RIGHT!r}])\n"
        "sys.stderr.write(json.dumps([status, sorted(sys.modules)]))\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    status, modules = json.loads(ran.stderr)
    assert status == 0
    assert not [name for name in modules if name.split(".")[0] in HEAVY]


@pytest.mark.skipif(sys.platform == "win32", reason="a shell's pipe")
def test_a_reader_that_goes_away_is_no_error() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "otkel", "law", "on", "2026-06-05"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 0


def test_a_narrow_letter_set_does_not_break_the_answer() -> None:
    ran = otkel("check", RIGHT, PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert ran.returncode == 0
    assert "MAY GO" in ran.stdout


def test_a_trace_where_it_is_asked_for(tmp_path: Path) -> None:
    code = "import otkel.cli.check as c; c.check_trip = lambda *a: 1 / 0\n"
    code += f"from otkel.cli.main import run; run(['check', {RIGHT!r}])"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "OTKEL_DEBUG": "1"},
        check=False,
    )
    assert "ZeroDivisionError" in ran.stderr
    assert "Traceback" in ran.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
@pytest.mark.parametrize("tokens", [("check", RIGHT), ("check", RIGHT, "--json"), ("law", "list")])
def test_an_output_that_takes_no_more(tokens: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "otkel", *tokens, "--lang", "en"],
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    assert ran.returncode == 2
    assert ran.stderr.startswith("The answer cannot be written out (")
    assert len(ran.stderr.splitlines()) == 1
