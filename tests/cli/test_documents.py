"""`otkel check` takes a document as it is, with what the document does not tell beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from otkel.cli.main import run
from tests.feeds.documents import HERE

CMR = str(HERE / "cmr.xml")
MORE = "enters_on: 2026-12-01\nroute: [KG, KZ, RU]\ncrossing_point: syrym\ndriver: {citizenship: KG}\n"


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("otkel.app.settings.os.environ", {})


@pytest.fixture
def more(tmp_path: Path) -> str:
    path = tmp_path / "more.yaml"
    path.write_text(MORE, encoding="utf-8")
    return str(path)


def test_a_note_with_additions_is_answered(more: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", CMR, "--with", more]) == 1
    out = capsys.readouterr().out
    assert "01KG123ABC · 1 December 2026" in out
    title = out.index("Not taken over from the document")
    assert (
        title < out.index("CMR/CMRGoods[2]/GoodsNomenclatureCode: 96062 (goods code") < out.index("GoodsCost")
    )
    assert "more: --json lists them" in out


def test_the_json_lists_all_that_was_left(more: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(["check", CMR, "--with", more, "--json"])
    document = json.loads(capsys.readouterr().out)["document"]
    assert document["kind"] == "cmr"
    assert len(document["left"]) == document["left_count"] > 12
    assert {"path": "CMR/GoodsCost", "value": "1250000.00", "line": 8, "why": None} in document["left"]


def test_the_list_of_kinds_names_the_documents(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["feed", "kinds"]) == 0
    out = capsys.readouterr().out
    for name in ("cmr  (XML)", "preliminary  (XML)", "ecmr  (JSON)"):
        assert name in out
    run(["feed", "kinds", "--json"])
    kinds = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in kinds if one.get("taken_by")] == ["cmr", "preliminary", "ecmr"]


def test_a_note_alone_tells_what_it_lacks(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", CMR]) == 2
    assert "cmr.xml, enters_on: enters_on is missing." in capsys.readouterr().err


def test_the_day_asked_for_is_enough_for_a_first_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", CMR, "--on", "2026-12-01"]) == 1
    assert "The day of entry is taken from the day asked for" in capsys.readouterr().out.replace(
        "\n     ", " "
    )


def test_a_note_of_the_customs_becomes_an_ecmr_that_is_read_again(
    more: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "e.json"
    assert run(["check", CMR, "--with", more, "--ecmr", str(out)]) == 1
    first = capsys.readouterr().out
    assert json.loads(out.read_text(encoding="utf-8"))["exchangedDocument"]["id"] == {"content": "KG-55012"}
    assert run(["check", str(out), "--with", more]) == 1
    again = capsys.readouterr().out
    assert (
        again.splitlines()[0]
        == first.splitlines()[0]
        == "NOT YET: PUT IT RIGHT   01KG123ABC · 1 December 2026"
    )


def test_a_trip_and_a_table_take_no_additions(
    more: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", more, "--with", more]) == 2
    assert "additions are for a document" in capsys.readouterr().err
    table = tmp_path / "trips.csv"
    table.write_text("enters_on,route\n2026-12-01,KZ RU\n", encoding="utf-8")
    assert run(["check", str(table), "--with", more, "--out", str(tmp_path / "out.csv")]) == 2
    assert "--with and --ecmr are for one truck" in capsys.readouterr().err
