"""CarGoRuqsat's registers: HTML, CSV and XLSX give the same visits, and what they come to."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import openpyxl
import pytest

from otkel.errors import InputError, Mistake
from otkel.facts.events.envelope import as_us
from otkel.facts.readings import Quantity
from otkel.feeds.cargoruqsat import COLUMNS, STATUSES, Status, Visit, read_visits
from otkel.feeds.cargoruqsat_readings import read_cargoruqsat
from tests.feeds.registers import HEAD, LINES, csv, page

RECEIVED = as_us(datetime(2025, 11, 19, 6, tzinfo=UTC))  # 11 o'clock at Syrym


def at(hour, minute=0, day=19):
    """Give an instant by the clock of Syrym, UTC+5."""
    return as_us(datetime(2025, 11, day, hour - 5, minute, tzinfo=UTC))


def visits(source, received_us=RECEIVED):
    return list(read_visits(source, name="register", received_us=received_us))


def sheet(lines=LINES, head=HEAD):
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in (head, *lines):
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()


def test_a_register_in_each_form_gives_the_same_visits():
    found = visits(csv())
    assert all(isinstance(one, Visit) for one in found)
    without_row = [[getattr(v, f) for f in v.__struct_fields__ if f != "row"] for v in found]
    for other in (page(), sheet()):
        assert [
            [getattr(v, f) for f in v.__struct_fields__ if f != "row"] for v in visits(other)
        ] == without_row


def test_what_a_line_says():
    inside, late, through, away, booked = visits(csv())
    assert (inside.point, inside.towards, inside.plate, inside.status) == (
        "syrym", "RU", "111AAA01", Status.IN_QUEUE,
    )  # fmt: skip
    assert (inside.slot_us, inside.entered_us, inside.left_us) == (at(10), at(9, 40), None)
    assert (late.status, late.entered_us) == (Status.LATE, at(9, 30))
    assert (through.status, through.entered_us, through.left_us) == (Status.CROSSED, at(6, 50), at(9, 20))
    assert (away.status, away.slot_us) == (Status.CHECK_FAILED, at(8))
    assert (booked.slot_us, booked.entered_us) == (at(10, day=20), None)


def test_the_registers_of_bookings_and_of_areas_in_kazakh_and_english():
    kk = csv([("Сырым", "111AAA01", "19.11.2025 10:00", "Кезекте")],
             ("Өткізу пункті", "Мемлекеттік нөмір", "Брондалған уақыт", "Мәртебесі"))  # fmt: skip
    en = csv([("Syrym", "111AAA01", "2025-11-19 10:00", "pass revoked")],
             ("Checkpoint", "Plate number", "Booked slot", "Status"))  # fmt: skip
    ((one,), (other,)) = visits(kk), visits(en)
    assert (one.slot_us, one.status) == (at(10), Status.IN_QUEUE)
    assert (other.slot_us, other.status) == (at(10), Status.REVOKED)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({0: "Неизвестный"}, "point"),
        ({2: "111***01"}, "plate"),
        ({2: ""}, "plate"),
        ({4: "Что-то новое"}, "status"),
        ({3: "скоро"}, "slot"),
        ({5: "31.02.2025 10:00"}, "entered"),
        ({5: "19.11.2026 10:00"}, "entered"),
        ({6: "19.11.2025 09:00"}, "left"),
    ],
)
def test_a_line_that_cannot_be_read_is_set_aside_without_its_plate(changes, field):
    line = [changes.get(at, cell) for at, cell in enumerate(LINES[0])]
    wrong, right = visits(csv([tuple(line), LINES[1]]))
    assert isinstance(right, Visit)
    assert isinstance(wrong, Mistake)
    assert (wrong.where.field, wrong.where.row) == (field, 2)
    assert "111" not in f"{wrong.what} {wrong.do}"


def test_a_point_on_another_border_is_set_aside():
    ((wrong,)) = visits(csv([("Верхний Ларс", *LINES[0][1:])]))
    assert wrong.where.field == "point"


@pytest.mark.parametrize(
    "data",
    [b"", b"<html><body><table><tr><td>1</td></tr></table></body></html>", page()[:900], b"\x00" * 2000],
)
def test_what_is_no_register_is_refused(data):
    with pytest.raises(InputError):
        visits(data)


def test_a_table_in_a_cell_and_many_tables():
    nested = page().replace("Сырым-1".encode(), b"<table><tr><td>x</td></tr></table>")
    assert [one.plate for one in visits(nested)] == [line[2] for line in LINES]
    with pytest.raises(InputError, match="tables"):
        visits(b"<html>" + b"<table>" * 300 + b"</html>")


def test_every_spelling_of_a_column_and_a_status_is_one():
    words = [word for column in COLUMNS for word in (column.name, *column.synonyms)]
    assert len(words) == len(set(words))
    assert set(STATUSES.values()) == set(Status)


def test_what_the_register_comes_to():
    found = {one.quantity: one for one in read_cargoruqsat(csv(), name="r", received_us=RECEIVED)}
    assert {one: found[one].value for one in found} == {
        Quantity.VEHICLES_WAITING: 2.0,  # one in time, one late
        Quantity.PASSED_PER_H: 1.0,  # 9:20, and it is 9:40; who failed the check has not passed
        Quantity.PHYSICAL_WAIT: 150.0,
    }
    assert {one.observed_us for one in found.values()} == {at(9, 40)}
    assert {(one.point, one.towards, one.said_by) for one in found.values()} == {
        ("syrym", "RU", "cgr.qoldau.kz")
    }


def test_yesterdays_register_read_today_gives_the_same_readings():
    def told(received_us):
        return [
            (one.quantity, one.value, one.observed_us)
            for one in read_cargoruqsat(csv(), name="r", received_us=received_us)
        ]

    assert told(RECEIVED) == told(RECEIVED + 86_400_000_000)


def test_a_register_of_bookings_tells_nothing_of_waits():
    assert list(read_cargoruqsat(csv(LINES[4:]), name="r", received_us=RECEIVED)) == []


def test_a_register_of_who_is_inside_does_not_say_that_nobody_passed():
    (one,) = read_cargoruqsat(csv(LINES[:2]), name="r", received_us=RECEIVED)
    assert one.quantity is Quantity.VEHICLES_WAITING
