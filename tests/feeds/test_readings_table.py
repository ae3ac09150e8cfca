"""A table of readings: what stands in it is read, what cannot be is told without its content."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otkel.errors import InputError, Mistake
from otkel.facts.readings import Quantity, Reading, Reliability, Seen
from otkel.feeds.readings_table import read_readings, template

NOW_US = round(datetime(2026, 7, 1, tzinfo=UTC).timestamp() * 1e6)
HEAD = "point,towards,vehicles,quantity,value,most,unit,observed_at,said_by,reliability"
ROW = {
    "point": "syrym", "towards": "RU", "vehicles": "", "quantity": "physical_wait", "value": "180",
    "most": "", "unit": "", "observed_at": "2026-06-30T14:00+05:00", "said_by": "dispatcher",
    "reliability": "C",
}  # fmt: skip


def read(*rows, head=HEAD):
    lines = [head, *(",".join({**ROW, **row}[name] for name in ROW) for row in rows)]
    return list(read_readings("\n".join(lines).encode(), name="t.csv", received_us=NOW_US))


def one(**row):
    (found,) = read(row)
    return found


def test_the_template_is_read_as_it_stands():
    found = list(read_readings(template().encode(), name="t.csv", received_us=NOW_US))
    assert {part.quantity for part in found} == set(Quantity)


def test_a_row_is_a_reading():
    assert one() == Reading(
        point="syrym", towards="RU", vehicles="truck", quantity=Quantity.PHYSICAL_WAIT, value=180.0,
        observed_us=round(datetime(2026, 6, 30, 9, tzinfo=UTC).timestamp() * 1e6), received_us=NOW_US,
        source="template", said_by="dispatcher", reliability=Reliability.WITNESS, raw="180",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "unit", "quantity", "wanted"),
    [
        ("3", "h", "physical_wait", 180.0), ("2", "дн", "promised_wait", 2880.0),
        ("5", "мин", "physical_wait", 5.0), ("1 200", "", "vehicles waiting", 1200.0),
        ("700", "m", "queue_length", 0.7), ("7.5", "км", "queue_length", 7.5),
        ("0", "", "free_slots", 0.0),
    ],
)  # fmt: skip
def test_units_are_those_of_the_quantity(value, unit, quantity, wanted):
    assert one(value=value, unit=unit, quantity=quantity).value == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("word", "seen"),
    [("unknown", Seen.UNKNOWN), ("-", Seen.UNKNOWN), ("закрыт", Seen.CLOSED), ("Closed", Seen.CLOSED)],
)
def test_unknown_and_closed_are_no_zero(word, seen):
    found = one(value=word)
    assert (found.seen, found.value) == (seen, None)


def test_a_range_is_kept_as_one():
    found = one(value="3", most="5", unit="h")
    assert (found.value, found.most) == (180.0, 300.0)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("point", "nowhere"), ("towards", "FR"), ("towards", "x"), ("quantity", "speed"), ("value", "many"),
        ("value", "-3"), ("value", ""), ("value", "1e9"), ("most", "12"), ("unit", "kg"), ("unit", "km"),
        ("observed_at", "yesterday"), ("observed_at", "2026-06-30 14:00"),
        ("observed_at", "2029-06-30T14:00Z"),
        ("said_by", ""), ("reliability", "Z"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_and_its_content_is_not(field, text):
    found, good = read({field: text}, {})
    assert isinstance(found, Mistake)
    assert isinstance(good, Reading)
    assert (found.where.row, found.where.field) == (2, field)
    said = found.what.text.format(**found.what.values) + found.do.text.format(**found.do.values)
    assert not text or text not in said.split() or text in ("km",)


def test_one_bad_row_in_many_spoils_only_itself():
    found = read(*({} if row != 500 else {"value": "?x"} for row in range(2_000)))
    assert [number for number, part in enumerate(found) if isinstance(part, Mistake)] == [500]
    assert len(found) == 2_000


def test_a_table_without_rows_is_told():
    assert [type(part) for part in read()] == [Mistake]


def test_a_table_of_something_else_is_refused():
    with pytest.raises(InputError):
        read(head="a,b,c")


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*ROW]), max_size=3), st.text(max_size=30))
def test_no_cell_breaks_the_reading(fields, text):
    text = text.replace('"', "").replace(",", " ").replace("\r", " ").replace("\n", " ").replace("\0", "")
    try:
        found = read(dict.fromkeys(fields, text))
    except InputError:
        return
    assert all(isinstance(part, Reading | Mistake) for part in found)
