"""Incidents from a table: each row once, and what cannot be read without its content."""

from __future__ import annotations

import json

import pytest

from otkel.app.feeds import list_rejects
from otkel.app.incident_list import list_incidents
from otkel.app.incident_table import COLUMNS, read_table_of_incidents
from otkel.cli.main import run as shell
from otkel.errors import InputError
from otkel.facts.events.choices import Consent, Measure

HEAD = "Пункт пропуска;Мера;Страна;Начало;Конец;Госномер;Водитель;Слова;Согласие\n"
ROWS = (
    "Сырым;held;RU;19.11.2025 08:00;19.11.2025 17:00;777ABC02;Иван Иванов;Ждите, сказали.;case, words\n"
    "Сырым;turned_back;RU;2025-11-20 08:00;;;Пётр;;case\n"
    "Жайсан;ordered_out;RU;2025-11-21 08:00;;111AAA01;;;\n"
)


@pytest.fixture
def db(tmp_path):
    return f"sqlite:///{tmp_path}/otkel.db"


def read(db, text):
    run = read_table_of_incidents(db, text.encode(), name="cases.csv")
    return run.taken, run.repeated, run.rejected


def test_each_row_is_told_once(db):
    assert read(db, HEAD + ROWS) == (3, 0, 0)
    assert read(db, HEAD + ROWS) == (0, 3, 0)  # also the one that names no truck
    held, back = list_incidents(db)
    assert (held.body.measure, held.consent) == (Measure.HELD, (Consent.CASE, Consent.WORDS))
    assert held.personal == {"text": "Ждите, сказали."}
    assert (back.body.measure, back.truck) == (Measure.TURNED_BACK, None)
    assert [one.point for one in list_incidents(db, own=True)] == ["syrym", "syrym", "zhaisan"]


def test_who_names_no_truck_and_tells_otherwise_is_another(db):
    row = "Сырым;turned_back;RU;2025-11-20 08:00;;;{};;case\n"
    assert read(db, HEAD + row.format("Пётр") + row.format("Павел")) == (2, 0, 0)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("Нигде;held;RU;2025-11-19 08:00;;;;;", "point"),
        ("Сырым;Иванов;RU;2025-11-19 08:00;;;;;", "measure"),
        ("Сырым;held;RU;Иванов;;;;;", "from"),
        ("Сырым;held;RU;2025-11-19 08:00;2025-11-18 08:00;;;;", "until"),
        ("Сырым;held;RU;2099-11-19 08:00;;;;;", "from"),
        ("Сырым;held;RU;2025-11-19 08:00;;?;;;", "plate"),
        ("Сырым;held;RU;2025-11-19 08:00;;;;;Иванов", "consent"),
        ("Сырым;;RU;2025-11-19 08:00;;;;;", None),
        ("Сырым;held;RU;2025-11-19 08:00;;777ABC02;;;;Иванов", None),
    ],
)
def test_a_row_that_cannot_be_read_is_set_aside_without_its_content(db, row, field):
    assert read(db, HEAD + row + "\n" + ROWS) == (3, 0, 1)
    ((run, (aside,)),) = list_rejects(db)
    assert (run.kind, aside.row, aside.field) == ("incidents", 2, field)
    assert "Иванов" not in f"{aside.reason} {aside.advice}"


def test_a_row_told_otherwise_is_set_aside(db):
    read(db, HEAD + ROWS)
    assert read(db, HEAD + ROWS.replace("19.11.2025 17:00", "19.11.2025 18:00")) == (0, 2, 1)


def test_a_table_of_something_else_makes_no_ledger(db, tmp_path):
    with pytest.raises(InputError):
        read(db, "a;b\n1;2\n")
    assert not list(tmp_path.iterdir())


def test_spellings_of_columns_are_apart():
    words = [word for column in COLUMNS for word in (column.name, *column.synonyms)]
    assert len(words) == len(set(words))


def test_from_the_shell(db, tmp_path, capsys):
    (tmp_path / "cases.csv").write_text(HEAD + ROWS, "utf-8")
    assert shell(["incident", "read", str(tmp_path / "cases.csv"), "--db", db]) == 0
    assert capsys.readouterr().out == "3 new, 0 there already, 0 set aside: cases.csv.\n"
    assert shell(["incident", "read", str(tmp_path / "cases.csv"), "--db", db, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["repeated"] == 3
