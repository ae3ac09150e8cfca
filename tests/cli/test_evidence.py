"""`otkel evidence` from the shell."""

from __future__ import annotations

import json

import pytest

from otkel.cli.main import run
from tests.app.evidence.made_cases import tell

WHO = ("--applicant", "Union of Carriers", "--country", "RU")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OTKEL_LANG", "en")
    tell("sqlite:///otkel.db")
    return tmp_path


def test_both_files_are_written(folder, capsys):
    assert run(["evidence", *WHO, "--pdf", "e.pdf", "--csv", "e.csv"]) == 0
    assert "1 case may be given out" in capsys.readouterr().out
    assert (folder / "e.pdf").read_bytes().startswith(b"%PDF")
    assert b"\r\ncase," in (folder / "e.csv").read_bytes()


def test_as_json(capsys):
    assert run(["evidence", *WHO, "--csv", "e.csv", "--json", "--measure", "fined"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["cases"], told["simulated"], told["files"]) == (0, False, ["e.csv"])


@pytest.mark.parametrize(
    "tokens",
    [
        (*WHO,),
        (*WHO, "--csv", "no/folder/e.csv"),
        (*WHO, "--csv", "e.csv", "--since", "yesterday"),
        (*WHO, "--csv", "e.csv", "--changed", "2026-02-30", "--log", "x"),
        (*WHO, "--csv", "e.csv", "--changed", "2026-02-20", "--log", "absent.parquet"),
        (*WHO, "--csv", "e.csv", "--point", "nowhere-at-all"),
        (*WHO, "--csv", "e.csv", "--truck-day", "dear"),
        (*WHO, "--csv", "e.csv", "--db", "sqlite:///absent.db"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_written(tokens, folder, capsys):
    assert run(["evidence", *tokens]) == 2
    assert capsys.readouterr().err.strip()
    assert not (folder / "e.csv").exists()
