"""Incidents from the shell, also in Russian, and where something is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from otkel.app.settings import read_settings
from otkel.cli.main import run

HELD = (
    "tell", "syrym", "--measure", "held", "--country", "RU", "--from", "2025-11-19 08:00",
    "--until", "2025-11-19 17:00", "--place", "m-5.km-1204", "--plate", "777ABC02",
    "--name", "Ivan Ivanov", "--words", "Nobody said for what.", "--paper", "denied",
)  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("otkel.app.settings.os.environ", {})
    read_settings.cache_clear()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ask(capsys: pytest.CaptureFixture[str], *tokens: str) -> tuple[int, str, str]:
    status = run(["incident", *tokens])
    told = capsys.readouterr()
    return status, told.out, told.err


def test_an_incident_is_told_allowed_and_listed(capsys: pytest.CaptureFixture[str]) -> None:
    status, told, _ = ask(capsys, *HELD)
    assert status == 0
    assert told.startswith("Incident 1 is recorded.")
    assert "no incident that may be given out" in ask(capsys, "list")[1]
    assert ask(capsys, "consent", "1", "--allow", "case", "--allow", "words")[0] == 0
    shown = ask(capsys, "list", "--point", "Syrym")[1]
    assert "held, RU, since 19 November 2025" in shown
    assert "text: Nobody said for what." in shown
    assert "Ivan" not in shown
    assert "777" not in shown
    (one,) = json.loads(ask(capsys, "list", "--json")[1])
    assert (one["measure"], one["from_at"], one["until_at"]) == (
        "held", "2025-11-19T03:00:00Z", "2025-11-19T12:00:00Z",
    )  # fmt: skip
    assert "Ivan Ivanov" in ask(capsys, "list", "--all")[1]


def test_told_again_is_told_so(capsys: pytest.CaptureFixture[str]) -> None:
    ask(capsys, *HELD)
    assert ask(capsys, *HELD)[1].startswith("This was told before, as incident 1.")


@pytest.mark.parametrize(
    "tokens",
    [
        ("list",),
        ("consent", "1"),
        ("tell", "nowhere", *HELD[2:]),
        (*HELD[:-1], "perhaps"),
        ("tell", "syrym", "--measure", "held", "--country", "RU"),
        (*HELD, "--key", "\0"),
    ],
)
def test_what_is_wrong_is_told_with_what_to_do(
    tokens: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    status, told, wrong = ask(capsys, *tokens)
    assert (status, told) == (2, "")
    assert wrong.strip()
