"""Feeds from the shell: taken in, told, shown; also in Russian, and where there is nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from otkel.app.settings import read_settings
from otkel.cli.main import run


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("otkel.app.settings.os.environ", {})
    read_settings.cache_clear()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ask(capsys: pytest.CaptureFixture[str], *tokens: str) -> tuple[int, str, str]:
    status = run(["feed", *tokens])
    told = capsys.readouterr()
    return status, told.out, told.err


def test_a_table_goes_from_the_template_into_the_ledger(capsys: pytest.CaptureFixture[str]) -> None:
    _, table, _ = ask(capsys, "template")
    Path("t.csv").write_text(table)
    assert ask(capsys, "read", "template", "t.csv", "t.csv") == (
        0, "7 new, 0 there already, 0 set aside: t.csv.\n0 new, 7 there already, 0 set aside: t.csv.\n", "",
    )  # fmt: skip
    status, told, _ = ask(capsys, "show", "syrym", "--days", "100000")
    assert status == 0
    assert "wait that was seen, truck → RU: 180 min" in told
    assert "wait that was promised, truck → RU: 240 min" in told
    found = json.loads(ask(capsys, "show", "syrym", "--days", "100000", "--json")[1])
    assert len(found["readings"]) == len(found["ranges"]) == 7


def test_what_was_set_aside_is_told_without_its_content(capsys: pytest.CaptureFixture[str]) -> None:
    head = "point,quantity,value,observed_at,said_by\n"
    Path("b.csv").write_text(head + "syrym,physical_wait,777ABC02,2026-06-30T10:00Z,me\n")
    assert ask(capsys, "read", "template", "b.csv", "--json")[0] == 0
    status, told, _ = ask(capsys, "rejects")
    assert status == 0
    assert "1 × value, first in row 2: The figure cannot be read." in told.replace("\n    ", " ")
    both = told + ask(capsys, "rejects", "--json")[1]
    assert "777" not in both


@pytest.mark.parametrize(
    "tokens",
    [("read", "nothing", "t.csv"), ("read", "template", "absent.csv"), ("rejects",), ("show", "syrym")],
)
def test_what_cannot_be_is_told_with_what_to_do(
    tokens: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    status, told, wrong = ask(capsys, *tokens)
    assert (status, told) == (2, "")
    assert wrong.strip()


def test_kinds_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    status, told, _ = ask(capsys, "kinds")
    assert status == 0
    assert "template" in told
    assert {kind["name"] for kind in json.loads(ask(capsys, "kinds", "--json")[1])} >= {"template"}
