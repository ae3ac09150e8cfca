"""The two commands find out what the system lacks, and the tools that judge can say no."""

import os
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tools import mutation_score

ROOT = Path(__file__).parents[1]
SYSTEM = ROOT / "tools" / "system.sh"


@pytest.fixture
def machine(tmp_path):
    """Give a way to run system.sh on a made-up machine: who one is, and what its python can."""

    def run(user, *, ensurepip=True, old=False, apt=True):
        folder = tmp_path / "bin"
        folder.mkdir()
        there = tmp_path / "python3-venv"
        if ensurepip:
            there.touch()
        tell(folder / "id", f"echo {user}")
        tell(
            folder / "python3",
            f'case "$*" in *ensurepip*) [ -e {there} ];; *version_info*) exit {int(old)};; '
            "-V) echo Python 3.9.2;; esac",
        )
        if apt:
            tell(
                folder / "apt-get",
                f'echo "$@" >> {tmp_path}/asked; case "$*" in *python3-venv*) touch {there};; esac',
            )
        surroundings = {**os.environ, "PATH": f"{folder}:/bin"}
        done = subprocess.run(
            ["/bin/sh", str(SYSTEM), "python3"], env=surroundings, capture_output=True, text=True, check=False
        )
        asked = tmp_path / "asked"
        return done.returncode, done.stderr, asked.read_text(encoding="utf-8") if asked.exists() else ""

    return run


def tell(file, text):
    file.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    file.chmod(0o755)


def test_a_machine_with_everything_is_left_alone(machine):
    assert machine(1000) == (0, "", "")


def test_a_plain_user_is_told_the_one_command_that_is_missing(machine):
    status, said, asked = machine(1000, ensurepip=False)
    assert status == 1
    assert said.count("\n") == 1
    assert "sudo apt-get install -y python3-venv" in said
    assert asked == ""


def test_for_root_it_is_installed(machine):
    status, _, asked = machine(0, ensurepip=False)
    assert status == 0
    assert asked.splitlines()[0].startswith("update")
    assert asked.splitlines()[1].endswith("python3-venv")


def test_a_python_that_is_too_old_is_named(machine):
    status, said, _ = machine(0, old=True)
    assert status == 1
    assert "Python 3.9.2 is too old" in said


def test_make_alone_tells_what_there_is():
    done = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "make run " in done.stdout
    assert "make test " in done.stdout


def test_what_is_taken_in_must_pass_the_test():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "make --no-print-directory test" in script.read_text(encoding="utf-8")


def test_a_mutant_that_no_test_reaches_lowers_the_score():
    assert mutation_score.score_pct(Counter({"killed": 8, "timeout": 1, "survived": 0, "no tests": 1})) == 90
    assert mutation_score.score_pct(Counter({"killed": 1, "survived": 1, "odd": 2})) == 25


def test_a_low_score_is_refused(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(mutation_score, "MUTANTS", tmp_path)
    folder = tmp_path / mutation_score.LAW
    folder.mkdir(parents=True)
    (folder / "rule.py.meta").write_text('{"exit_code_by_key": {"a": 1, "b": 0}}', encoding="utf-8")
    assert mutation_score.main([]) == 1
    assert "50.0" in capsys.readouterr().out
    (folder / "rule.py.meta").write_text('{"exit_code_by_key": {"a": 1, "b": 36}}', encoding="utf-8")
    assert mutation_score.main([]) == 0
