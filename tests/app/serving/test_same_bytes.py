"""The shell prints the same with a decider and without: in words, in JSON, and in colours."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from otkel.app.cases import FOLDER
from otkel.app.serving import client
from otkel.cli.main import run
from tests.app.serving.processes import ROOT, running
from tests.cli.queue_post import POLICY

TRIP = str(FOLDER / "2026-08-14-everything-right.yaml")
TRUCK = ("--plate", "660 CTA 07", "--country", "KZ", "--towards", "RU", "--passage", "77")
# A day at the post: what is recorded, refused, nothing, wrong, and said in three languages.
DAY = (
    ("arrive", *TRUCK, "--at", "2025-11-28 08:05"),
    ("arrive", *TRUCK, "--at", "2025-11-28 08:06", "--lang", "ru"),
    ("arrive", "--plate", "X1 Y2", "--towards", "RU", "--passage", "78", "--trip", TRIP, "--for-carrier",
     "--at", "2025-11-28 08:07"),
    ("arrive", "--plate", "X1 Y3", "--towards", "RU", "--passage", "79", "--trip", "right.yaml",
     "--lang", "kk", "--at", "2025-11-28 08:08"),
    ("arrive", "--plate", "X1 Y4", "--towards", "RU", "--trip", "none.yaml", "--at", "2025-11-28 08:08"),
    ("arrive", "--plate", "X1 Y4", "--towards", "RU", "--trip", "wrong.yaml", "--at", "2025-11-28 08:08"),
    ("book", "--plate", "A1", "--towards", "RU", "--passage", "80", "--class", "booked", "--slot",
     "2025-11-29 14:00", "--carrier", "A firm", "--at", "2025-11-28 08:09"),
    ("book", "--plate", "B2", "--towards", "RU", "--passage", "81", "--class", "booked", "--slot",
     "2025-11-29 14:00", "--at", "2025-11-28 08:10", "--json"),
    ("exception", "--passage", "78", "--until", "2025-11-28 20:00", "--ground", "breakdown", "--evidence",
     "paper.txt", "--at", "2025-11-28 08:10"),
    ("call", "--towards", "RU", "--at", "2025-11-28 08:11", "--by", "desk-1"),
    ("call", "--towards", "RU", "--trucks", "many", "--at", "2025-11-28 08:11"),
    ("start", "--plate", "660cta07", "--stage", "exit_control", "--at", "2025-11-28 08:12", "--json"),
    ("clear", "--passage", "77", "--stage", "exit_control", "--at", "2025-11-28 08:30", "--json"),
    ("clear", "--plate", "nobody 1", "--stage", "exit_control", "--at", "2025-11-28 08:31"),
    ("tick", "--at", "2025-11-28 08:32"),
    ("tick", "--at", "2100-01-01 08:32"),
    ("tick", "--at", "2025-01-01 08:32"),
    ("close", "--reason", "snow", "--at", "2025-11-28 08:40", "--key", "a key"),
    ("close", "--reason", "snow", "--at", "2025-11-28 08:40", "--key", "a key"),
    ("reopen", "--at", "2025-11-28 08:41", "--key", "a key"),
    ("open", "--policy", "policy.yaml", "--at", "2025-11-28 09:00"),
    ("open", "--policy", "wrong.yaml", "--at", "2025-11-28 09:00"),
    ("ticket", "--passage", "1234", "--at", "2025-11-28 09:01"),
    ("ticket", "--passage", "1234", "--json", "--at", "2025-11-28 09:01"),
    ("certificate", "--passage", "77", "--signer", "A. Head", "--out", "page.pdf",
     "--at", "2025-11-28 09:02"),
    ("certificate", "--passage", "77", "--signer", "A. Head", "--out", "page.txt",
     "--at", "2025-11-28 09:02"),
    ("certificate", "--passage", "1234", "--signer", "A. Head", "--out", "none.pdf", "--lang", "ru",
     "--at", "2025-11-28 09:02"),
    ("certificate", "--plate", "nobody 1", "--signer", "A. Head", "--out", "none.pdf", "--json",
     "--at", "2025-11-28 09:02"),
    ("status", "--at", "2025-11-28 09:02"),
    ("line",),
)  # fmt: skip
_RECORDED_AT = re.compile(r'("recorded_at": ")[^"]*')


def at_a_post(folder: Path) -> str:
    folder.mkdir()
    (folder / "policy.yaml").write_text(POLICY, "utf-8")
    (folder / "right.yaml").write_bytes(Path(TRIP).read_bytes())
    (folder / "wrong.yaml").write_text("trip: [", "utf-8")
    (folder / "paper.txt").write_text("a paper", "utf-8")
    db = f"sqlite:///{folder}/queue.db"
    assert run(["queue", "open", "syrym", "--policy", str(folder / "policy.yaml"), "--db", db,
                "--at", "2025-11-28 08:00"]) == 0  # fmt: skip
    assert run(["ledger", "head", "--db", db]) == 0
    return db


def day(db: str, capsys: pytest.CaptureFixture[str]) -> list[tuple[tuple[str, ...], int, str, str]]:
    capsys.readouterr()
    told = []
    for verb, *tokens in DAY:
        status = run(["queue", verb, "syrym", "--db", db, *tokens])
        said = capsys.readouterr()
        told.append(((verb, *tokens), status, _RECORDED_AT.sub(r"\1", said.out), said.err))
    return told


def test_a_day_is_told_in_the_same_bytes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone, served = at_a_post(tmp_path / "alone"), at_a_post(tmp_path / "served")
    monkeypatch.chdir(tmp_path / "alone")
    expected = day(alone, capsys)
    answered = []

    def hand_over(*asked: object) -> object:
        told = client.hand_over(*asked)  # type: ignore[arg-type]
        answered.append(told)
        return told

    monkeypatch.setattr("otkel.cli.queue_run.hand_over", hand_over)
    monkeypatch.chdir(tmp_path / "served")
    with running(served):
        told = day(served, capsys)
    for one, other in zip(expected, told, strict=True):
        assert one == other
    assert {status for _, status, *_ in told} == {0, 1, 2}
    wrong_here = sum(
        status == 2 and "many" in tokens for tokens, status, *_ in told
    )  # told before it is handed
    assert wrong_here == 1
    assert len(answered) == len(DAY) - 2 - wrong_here  # two only look
    assert None not in answered
    for folder in ("alone", "served"):
        assert (tmp_path / folder / "page.pdf").read_bytes().startswith(b"%PDF")
        assert run(["ledger", "verify", "--db", f"sqlite:///{tmp_path}/{folder}/queue.db"]) == 0
        assert not (tmp_path / folder / "none.pdf").exists()


def on_a_terminal(db: str, *tokens: str) -> bytes:
    """Give what a shell prints on a terminal."""
    here, there = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1", "TERM": "xterm-256color"}
    environment = {**environment, "COLUMNS": "70", "LANG": "C"}
    with subprocess.Popen(
        [sys.executable, "-m", "otkel", "queue", *tokens, "--db", db],
        stdin=there, stdout=there, stderr=there, env=environment, cwd=ROOT,
    ) as process:  # fmt: skip
        os.close(there)
        said = b""
        while True:
            try:
                part = os.read(here, 4096)
            except OSError:
                break
            said += part
        process.wait(60)
    os.close(here)
    return said


def test_on_a_terminal_the_colours_and_the_width_are_the_same(tmp_path: Path) -> None:
    alone, served = at_a_post(tmp_path / "alone"), at_a_post(tmp_path / "served")
    arriving = ("arrive", "syrym", *TRUCK, "--at", "2025-11-28 08:05")
    refused = ("clear", "syrym", "--plate", "nobody 1", "--stage", "exit_control", "--at", "2025-11-28 08:31")
    expected = [on_a_terminal(alone, *one) for one in (arriving, refused)]
    with running(served):
        told = [on_a_terminal(served, *one) for one in (arriving, refused)]
    assert told == expected
    assert b"\x1b[1;31mREFUSED" in told[1]
    assert max(len(line) for line in told[1].splitlines()[1:]) < 90  # with the codes of its colours
