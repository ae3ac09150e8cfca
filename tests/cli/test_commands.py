"""Every verb in process: what is printed, and with which exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pypdf
import pytest
import yaml

from otkel.app.cases import FOLDER
from otkel.cli.main import run

RIGHT = str(FOLDER / "2026-08-14-everything-right.yaml")
WITHOUT_QR = str(FOLDER / "2026-06-10-truck-without-qr.yaml")
STAYS = "driver,country,entered_on,left_on,citizenship\nA,RU,2026-05-01,2026-05-10,KG\n"

Told = tuple[int, str, str]


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("otkel.app.settings.os.environ", {})


def ask(capsys: pytest.CaptureFixture[str], *tokens: str) -> Told:
    status = run(tokens)
    told = capsys.readouterr()
    return status, told.out, told.err


def test_a_truck_that_may_go(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = ask(capsys, "check", RIGHT)
    assert (status, err) == (0, "")
    assert out.startswith("MAY GO   01 KG 402 ADB · 14 August 2026\n")
    assert "No obstacle was found in what is coded." in out
    assert "Not checked" in out
    assert max(map(len, out.splitlines())) <= 80
    assert "\x1b" not in out
    assert not any(line != line.rstrip() for line in out.splitlines())


def test_a_truck_that_may_not_go_yet(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = ask(capsys, "check", WITHOUT_QR)
    assert status == 1
    assert out.startswith("NOT YET: PUT IT RIGHT")
    stops, warns = out.index("✗  stops · SPOT"), out.index("warning")
    assert stops < out.index("→") < warns
    assert "Who acts: consignee" in out
    assert "spot.dopp_qr.required (C2)" in out or "spot." in out


def test_json_is_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = ask(capsys, "check", WITHOUT_QR, "--json")
    answer = json.loads(out)
    assert status == 1
    assert (answer["answer"], answer["on"], answer["known_at"]) == ("fix", "2026-06-10", None)
    assert answer["findings"][0]["answer"] == "no"
    assert answer["findings"][0]["message"]


def test_another_day_and_another_knowledge(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = ask(capsys, "check", WITHOUT_QR, "--json", "--on", "2026-05-31", "--known-at", "2026-05-30")
    answer = json.loads(out)
    assert (answer["on"], answer["known_at"]) == ("2026-05-31", "2026-05-30")
    assert not any(f["id"] == "spot.notice" and f["answer"] == "no" for f in answer["findings"])


def test_a_switch_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--json", "--switch", "spot_payment_start=june", "--switch", "mobile_selection=random")
    _, out, _ = ask(capsys, "check", WITHOUT_QR, *options)
    taken = {s["switch"]: s["option"] for f in json.loads(out)["findings"] for s in f["switches"]}
    assert taken["mobile_selection"] == "random"


def test_the_page_is_written_beside_the_answer(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    status, out, _ = ask(capsys, "check", WITHOUT_QR, "--pdf", str(tmp_path / "a.pdf"))
    assert status == 1
    assert out.startswith("NOT YET")
    assert len(pypdf.PdfReader(tmp_path / "a.pdf").pages) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["a.pdf"]


def test_languages(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = ask(capsys, "check", RIGHT, "--lang", "ru")
    assert "14 августа 2026" in out
    _, out, _ = ask(capsys, "check", RIGHT, "--lang=kk")
    assert "14 тамыз" in out


def test_the_template_is_a_trip(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    status, out, _ = ask(capsys, "check", "--template")
    assert status == 0
    assert yaml.safe_load(out)["route"]
    (tmp_path / "trip.yaml").write_text(out, "utf-8")
    assert ask(capsys, "check", str(tmp_path / "trip.yaml"))[0] in (0, 1)


@pytest.mark.parametrize(("language", "lines"), [("en", 0), ("ru", 1), ("kk", 1)])
def test_the_template_is_in_english_and_says_so(
    capsys: pytest.CaptureFixture[str], language: str, lines: int
) -> None:
    status, out, err = ask(capsys, "check", "--template", "--lang", language)
    assert (status, len(err.splitlines())) == (0, lines)
    assert out.startswith("# A trip for Otkel")


def test_a_fleet_with_a_misspelt_column_tells_it_first(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "in.csv").write_text("enters_on,route,in_registr,zzz\nsoon,KZ;RU,no,x\n", "utf-8")
    status, _, err = ask(capsys, "check", str(tmp_path / "in.csv"), "--out", str(tmp_path / "out.csv"))
    first, _, last = err.splitlines()
    assert status == 2
    assert "did you mean in_register? Rename the column to in_register, or remove it" in first
    assert last.startswith("in.csv, row 1, zzz: ")


def test_the_schema_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = ask(capsys, "check", "--schema")
    assert status == 0
    assert json.loads(out)["title"] == "Trip"


def test_a_fleet(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    head = "id,enters_on,route,plate\n"
    rows = "a,2026-06-10,KZ;RU,660 CTA 07\nb,2026-06-31,KZ;RU,660 CTA 07\n"
    (tmp_path / "in.csv").write_text(head + rows, "utf-8")
    out_file = tmp_path / "out.csv"
    status, out, err = ask(capsys, "check", str(tmp_path / "in.csv"), "--out", str(out_file))
    assert status == 2
    assert out.startswith("2 rows: error 1")
    assert err.startswith("in.csv, row 3, enters_on: ")
    assert len(out_file.read_text("utf-8").splitlines()) == 3


@pytest.mark.parametrize(
    ("tokens", "told"),
    [
        (("check",), "No trip is named"),
        (("check", "nowhere.yaml"), "nowhere.yaml: There is no such file"),
        (("check", RIGHT, "--on", "2026-06-31"), "--on: 2026-06-31 is not a day"),
        (("check", RIGHT, "--known-at", "soon"), "--known-at: soon"),
        (("check", RIGHT, "--switch", "ru_exit_day"), "--switch: "),
        (("check", RIGHT, "--switch", "ru_exit_dy=counted"), "Did you mean ru_exit_day?"),
        (("check", RIGHT, "--lang", "kz"), "Take one of: en, ru, kk."),
        (("check", RIGHT, "--out", "x.csv"), "--out is for a table"),
        (("check", "fleet.csv"), "need a file to go to"),
        (("check", "fleet.csv", "--out", "x.txt"), "need a file to go to"),
        (("check", "fleet.csv", "--out", "x.csv", "--json"), "are for one trip"),
        (("check", RIGHT, "--pdf", "/no/such/folder/a.pdf"), "cannot be written"),
        (("check", RIGHT, "--pdf", RIGHT), "ends in .pdf"),
        (("check", RIGHT, "--on", ""), "--on: "),
        (("check", RIGHT, "--jsn"), "--json"),
        (("chek", RIGHT), "check"),
        (("days", "nowhere.csv", "--rule", "ru", "--on", "2026-06-05"), "There is no such file"),
        (("days", "x.csv", "--rule", "usa", "--on", "2026-06-05"), "Take one of: ru, kz, schengen."),
        (("days", "x.csv", "--on", "2026-06-05"), "--rule"),
        (("days", "x.csv", "--rule", "ru", "--on", "2026-06-05", "--plan", "0"), "--plan: 0 days"),
        (("days", "x.csv", "--rule", "ru", "--on", "2026-06-05", "--plan", "x"), "--plan"),
        (("law", "show", "stay.ru.yer"), "Did you mean stay.ru.year"),
        (("law", "on", "2026-02-30"), "2026-02-30"),
        (("law", "list", "--subject", "stya"), "Did you mean stay?"),
        (("law", "changes"), "--since"),
        (("law", "changes", "--since", "2026-06-02", "--until", "2026-06-01"), "--until: The last day"),
        (("check", RIGHT, "--pdf", "."), "Write: --pdf answer.pdf."),
        (("check", RIGHT, "--pdf", "page"), "Write: --pdf page.pdf."),
        (("points", "--border", "KZ-RO"), "KZ-RU"),
    ],
)
def test_bad_input_is_told_and_gives_two(
    capsys: pytest.CaptureFixture[str], tokens: tuple[str, ...], told: str
) -> None:
    status, out, err = ask(capsys, *tokens)
    assert status == 2
    assert told in err
    assert "Traceback" not in err
    assert out == ""


def test_every_mistake_of_a_file_is_listed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text("enters_on: 2026-06-31\nroute: [KZ, RU]\nvehicel: {}\n", "utf-8")
    status, _, err = ask(capsys, "check", str(tmp_path / "t.yaml"))
    assert status == 2
    assert len(err.splitlines()) == 2
    assert all(line.startswith("t.yaml, row ") for line in err.splitlines())
    assert "vehicle" in err


def test_days_for_a_person_and_for_a_machine(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text(STAYS, "utf-8")
    asked = ("days", str(tmp_path / "s.csv"), "--rule", "ru", "--on", "2026-06-05")
    status, out, _ = ask(capsys, *asked)
    assert status == 0
    assert "✓  A  May stay; must be out by the end of" in out
    assert "used 10; left 80; limit 90" in out
    status, out, _ = ask(capsys, *asked, "--json", "--plan", "5", "--wait", "3")
    (driver,) = json.loads(out)
    assert (driver["driver"], driver["used"], driver["left"], driver["limit"]) == ("A", 10, 80, 90)
    assert driver["wait"]["days"] == 3


def test_days_over_the_limit_give_one(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text(STAYS + "A,RU,2026-01-01,2026-03-31,KG\n", "utf-8")
    status, out, _ = ask(capsys, "days", str(tmp_path / "s.csv"), "--rule", "ru", "--on", "2026-06-05")
    assert status == 1
    assert "✗  A  Over the limit from" in out


def test_the_law(capsys: pytest.CaptureFixture[str]) -> None:
    assert "stay.ru.year  C2" in ask(capsys, "law", "list")[1]
    assert "Federal Law 115-FZ" in ask(capsys, "law", "show", "stay.ru.year")[1]
    assert "stay.ru.year  90 days (mandatory, C2)" in ask(capsys, "law", "on", "2026-06-05")[1]
    assert "2025-01-01  begins" in ask(capsys, "law", "changes", "--since", "2025-01-01")[1]
    assert "● ru_exit_day=counted" in ask(capsys, "law", "switches")[1]
    nothing = ask(capsys, "law", "changes", "--since", "1999-01-01", "--until", "1999-01-02")
    assert nothing[0] in (0, 2)


@pytest.mark.parametrize(
    "tokens",
    [
        ("law", "list"),
        ("law", "list", "--subject", "stay"),
        ("law", "show", "stay.ru.year"),
        ("law", "on", "2026-06-05"),
        ("law", "changes", "--since", "2026-01-01", "--until", "2026-12-31"),
        ("law", "switches"),
        ("points",),
        ("points", "--border", "KZ-RU"),
        ("cases",),
    ],
)
@pytest.mark.parametrize("language", ["en", "kk"])
def test_json_of_every_other_verb(
    capsys: pytest.CaptureFixture[str], tokens: tuple[str, ...], language: str
) -> None:
    status, out, err = ask(capsys, *tokens, "--json", "--lang", language)
    assert (status, err) == (0, "")
    assert json.loads(out)


def test_the_shipped_trips_are_told_and_answered(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = ask(capsys, "cases")
    assert status == 0
    assert "A garment load from Bishkek" in out
    assert "MAY GO   01 KG 402 ADB" in out


def test_an_error_of_our_own_is_told_without_a_trace(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("otkel.cli.check.check_trip", broken)
    status, out, err = ask(capsys, "check", RIGHT)
    assert (status, out) == (70, "")
    assert "ZeroDivisionError" in err
    assert "OTKEL_DEBUG=1" in err
    assert "Traceback" not in err


def test_help_names_every_verb(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = ask(capsys, "--help")
    assert status == 0
    for verb in ("check", "days", "law", "points", "cases"):
        assert verb in out
    assert "--known-at" in ask(capsys, "check", "--help")[1]
    assert ask(capsys, "--version")[1].startswith("otkel ")
