"""A table of stays: bad rows are told and left out, the rest is read, nobody is counted short in silence."""

from datetime import date

import pytest

from otkel.errors import InputError
from otkel.facts.people import Occupation, Permit, Stay
from otkel.feeds.stays import read_stays

HEAD = "driver,country,entered_on,left_on,citizenship,occupation,permit,contract_until,ruid_statement_on\n"


def read(text, head=HEAD):
    return read_stays((head + text).encode(), "s.csv")


def said(mistake):
    return mistake.what.text.format(**{k: getattr(v, "text", v) for k, v in mistake.what.values.items()})


def told(mistakes):
    return [(said(m), m.where.row, m.where.field) for m in mistakes]


def test_the_stays_of_many_drivers_are_read_in_their_order():
    drivers, mistakes = read(
        "B,RU,2026-01-03,2026-01-05\nA,РФ,03.02.2026,\nB,BLR,2026-01-05,2026-01-06\n",
        "driver,country,entered_on,left_on\n",
    )
    assert mistakes == ()
    assert list(drivers) == ["B", "A"]
    assert drivers["B"].stays == (
        Stay(country="RU", entered_on=date(2026, 1, 3), left_on=date(2026, 1, 5)),
        Stay(country="BY", entered_on=date(2026, 1, 5), left_on=date(2026, 1, 6)),
    )
    assert drivers["B"].rows == (2, 4)
    assert drivers["B"].person.stays == drivers["B"].stays
    assert drivers["A"].stays[0].left_on is None
    person = drivers["A"].person
    assert (person.name, person.citizenship, person.permit, person.ruid, person.ruid_filed) == ("A",) + (
        None,
    ) * 4
    assert person.occupation is None


def test_what_is_known_of_the_person_is_read():
    drivers, _ = read("A,RU,2026-01-03,,KZ,other,residence,2026-12-31,2026-01-01\n")
    person = drivers["A"].person
    assert person.citizenship == "KZ"
    assert person.occupation is Occupation.OTHER
    assert person.permit is Permit.RESIDENCE
    assert drivers["A"].stays[0].permit is Permit.RESIDENCE
    assert person.contract_until == date(2026, 12, 31)
    assert (person.ruid.filed_on, person.ruid_filed) == (date(2026, 1, 1), True)


@pytest.mark.parametrize("word", ["no", "none", "-", "нет", "жоқ", "NO"])
def test_words_for_none_say_that_there_certainly_is_none(word):
    drivers, mistakes = read(f"A,RU,2026-01-03,{word},KZ,,{word},{word},{word}\n")
    assert mistakes == ()
    person = drivers["A"].person
    assert person.permit is Permit.NONE
    assert (person.ruid, person.ruid_filed, person.contract_until) == (None, False, None)
    assert drivers["A"].stays[0].left_on is None


@pytest.mark.parametrize("word", ["", "unknown", "неизвестно"])
def test_an_empty_cell_is_not_known(word):
    person = read(f"A,RU,2026-01-03,,{word},{word},{word},{word},{word}\n")[0]["A"].person
    assert (person.citizenship, person.permit, person.ruid_filed) == (None, None, None)


def test_the_latest_entry_decides_what_is_known_of_the_person():
    rows = "A,RU,2026-03-01,,KZ,,,,no\nA,RU,2026-01-01,2026-01-05,KZ,,residence,,2025-12-30\n"
    person = read(rows)[0]["A"].person
    assert person.ruid_filed is False
    assert person.permit is Permit.RESIDENCE


@pytest.mark.parametrize(
    ("row", "what", "field"),
    [
        ("A,RU,2026-06-31,", "2026-06-31 is not a day: June has 30 days", "entered_on"),
        (
            "A,RU,2026-06-10,2026-06-09",
            "the exit on 2026-06-09 lies before the entry on 2026-06-10",
            "left_on",
        ),
        (
            "A,RU,01/02/2026,",
            "01/02/2026 can be read with the day first or with the month first",
            "entered_on",
        ),
        ("A,RU,,2026-01-01", "entered_on is missing", "entered_on"),
        ("A,,2026-01-01,", "country is missing", "country"),
        ("A,Mordor,2026-01-01,", "Mordor is not a country that is known here", "country"),
        (",RU,2026-01-01,", "the name of the driver is missing or too long", "driver"),
        ("A,RU,2026-01-01,,KZ,pilot", "pilot is not one of the words for this field", "occupation"),
        ("A,RU,2026-01-01,,,,,,,,x", "the row has 11 cells, the header has 9", None),
    ],
)
def test_a_bad_row_is_told_and_the_rest_is_read(row, what, field):
    drivers, mistakes = read(f"A,RU,2026-02-01,2026-02-02\n{row}\nB,RU,2026-01-01,\n")
    assert told(mistakes) == [(what, 3, field)]
    assert mistakes[0].where.file == "s.csv"
    assert mistakes[0].do.text
    assert [len(d.stays) for d in drivers.values()] == [1, 1]
    assert drivers["A"].unread_rows == ((3,) if row.startswith("A") else ())
    columns = (field,) if field else ("entered_on", "left_on")
    assert drivers["A"].unread_columns == (columns if row.startswith("A") else ())


def test_a_driver_of_bad_rows_only_is_still_there():
    drivers, mistakes = read("A,RU,soon,\n")
    assert drivers["A"].stays == ()
    assert drivers["A"].unread_rows == (2,)
    assert len(mistakes) == 1


def test_a_driver_of_one_row_with_too_many_cells_is_still_there():
    drivers, mistakes = read("A,RU,2026-01-01,,,,,,,,x\n")
    assert (drivers["A"].stays, drivers["A"].unread_rows, len(mistakes)) == ((), (2,), 1)
    assert read(",RU,2026-01-01,,,,,,,,x\n")[0] == {}


def test_a_table_without_rows_is_refused():
    with pytest.raises(InputError) as caught:
        read("")
    assert told(caught.value.mistakes) == [("the table has no rows", None, None)]


def test_a_misspelt_column_is_a_mistake():
    drivers, mistakes = read("A,RU,2026-01-01,,KG\n", "driver,country,entered_on,left_on,citizenshp\n")
    assert [m.where.field for m in mistakes] == ["citizenshp"]
    assert drivers["A"].notices == ()


def test_all_mistakes_of_a_row_are_told():
    _, mistakes = read("A,XX,soon,later\n")
    assert [m.where.field for m in mistakes] == ["country", "entered_on", "left_on"]


def test_conflicting_citizenships_of_one_driver_are_told():
    drivers, mistakes = read("A,RU,2026-01-01,2026-01-02,KZ\nA,RU,2026-02-01,,KG\n")
    assert told(mistakes) == [("A has another citizenship here than in row 2", 3, "citizenship")]
    assert drivers["A"].person.citizenship is None
    assert len(drivers["A"].stays) == 2


def test_conflicting_occupations_are_noticed():
    drivers, mistakes = read("A,RU,2026-01-01,2026-01-02,,other\nA,RU,2026-02-01,,,driver\n")
    assert mistakes == ()
    assert told(drivers["A"].notices) == [("A has another occupation here than in row 2", 3, "occupation")]
    assert drivers["A"].person.occupation is Occupation.DRIVER


def test_overlapping_stays_are_noticed_in_their_row():
    drivers, _ = read("A,RU,2026-01-01,2026-01-10\nB,RU,2026-01-05,\nA,RU,2026-01-08,2026-01-12\n")
    assert told(drivers["A"].notices) == [
        (
            "two stays in RU share more than one day, from 2026-01-08; shared days are counted once",
            4,
            "entered_on",
        )
    ]
    assert drivers["B"].notices == ()


def test_one_shared_day_is_usual():
    drivers, _ = read("A,RU,2026-01-01,2026-01-10\nA,RU,2026-01-10,2026-01-12\n")
    assert drivers["A"].notices == ()


def test_two_spellings_of_one_name_are_noticed_for_both():
    drivers, _ = read("Иванов И,RU,2026-01-01,2026-01-10\nИВАНОВ  И,RU,2026-02-10,2026-02-12\n")
    for driver in drivers.values():
        assert told(driver.notices) == [("Иванов И and ИВАНОВ И may be one driver", 3, "driver")]


def test_full_width_digits_are_noticed():
    drivers, _ = read("A,RU,２０２６-01-01,\n")
    assert told(drivers["A"].notices) == [
        ("２０２６-01-01 has digits of another script; read as 2026-01-01", 2, "entered_on")
    ]


def test_a_russian_table_in_windows_1251_is_read_and_noticed():
    text = "Водитель;Страна;Дата въезда;Дата выезда;Гражданство\nИванов;Россия;03.01.2026;;Казахстан\n"
    drivers, mistakes = read_stays(text.encode("cp1251"), "s.csv")
    assert mistakes == ()
    assert drivers["Иванов"].person.citizenship == "KZ"
    assert [n.what.text for n in drivers["Иванов"].notices] == [
        "the file is not UTF-8; it was read as windows-1251"
    ]


def test_a_kazakh_table_is_read():
    text = "Жүргізуші;Ел;Кірген күні;Шыққан күні;Азаматтығы\nӘлиев;Ресей;2026-01-03;2026-01-05;Қазақстан\n"
    assert read_stays(text.encode(), "s.csv")[0]["Әлиев"].stays[0].left_on == date(2026, 1, 5)


def test_a_path_is_read_with_its_name(tmp_path):
    path = tmp_path / "stays.csv"
    path.write_text(HEAD + "A,RU,soon,\n", encoding="utf-8")
    assert read_stays(path)[1][0].where.file == "stays.csv"


def test_stays_in_members_of_the_schengen_area_are_stays_in_the_area():
    drivers, _ = read("A,Польша,2026-01-01,2026-01-04\nA,DE,2026-01-04,2026-01-09\nA,EU,2026-02-01,\n")
    assert [stay.country for stay in drivers["A"].stays] == ["EU", "EU", "EU"]
    assert drivers["A"].notices == ()
