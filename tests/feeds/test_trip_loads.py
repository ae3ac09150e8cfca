"""A table with several rows a trip: a row a consignment, or a line of goods of one."""

import os
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from otkel.feeds.trip_loads import MOST_ROWS
from otkel.feeds.trips import read_trips

HEAD = "id;consignment;enters_on;route;plate;consignee;goods_codes;gross_kg;documents"
FIRST = "T1;A;2026-12-01;KG>KZ>RU;01 KG 118 AAC;Ivanov;6109 10;900;cmr=17"


def read(*rows, head=HEAD):
    return list(read_trips("\n".join([head, *rows, ""]).encode(), "f.csv"))


def places(row):
    return [(one.where.row, one.where.field) for one in row.mistakes]


def test_a_row_a_consignment():
    (one,) = read(FIRST, "T1;B;;;;Petrov;6204 62;450;cmr=18")
    assert one.mistakes == ()
    loads = one.trip.consignments
    assert [(load.id, load.consignee.name, [g.code for g in load.goods]) for load in loads] == [
        ("A", "Ivanov", ["610910"]),
        ("B", "Petrov", ["620462"]),
    ]
    assert [(paper.number, paper.consignment) for paper in one.trip.documents] == [("17", "A"), ("18", "B")]
    assert one.trip.vehicle.plate is not None


def test_rows_of_one_consignment_are_its_goods():
    (one,) = read(FIRST, "T1;A;;;;;6204 62;450;")
    (load,) = one.trip.consignments
    assert [goods.code for goods in load.goods] == ["610910", "620462"]
    assert load.consignee.name == "Ivanov"


def test_the_next_trip_begins_with_another_id():
    first, second = read(FIRST, FIRST.replace("T1;A", "T2;A"))
    assert (first.row, second.row) == (2, 3)
    assert first.trip.id == "T1"
    assert second.trip.id == "T2"


def test_rows_without_an_id_are_trips_of_their_own():
    assert len(read(FIRST.replace("T1", ""), FIRST.replace("T1", ""))) == 2


def test_what_contradicts_is_told_with_its_row_and_column_and_the_next_trip_is_read():
    bad, good = read(
        FIRST, "T1;B;2026-12-02;;77 AB 12;Petrov;6204 62;450;", "T2;A;2026-12-01;KG>KZ>RU;;Ivanov;6109;1;"
    )
    assert bad.trip is None
    assert set(places(bad)) == {(3, "enters_on"), (3, "plate")}
    assert good.trip.id == "T2"


def test_two_consignees_of_one_consignment_are_told():
    (bad,) = read(FIRST, "T1;A;;;;Petrov;6204 62;450;")
    assert places(bad) == [(3, "consignee")]


def test_a_mistake_in_a_later_row_is_told_in_its_row():
    (bad,) = read(FIRST, "T1;B;;;;Petrov;what;450;")
    assert bad.trip is None
    assert {row for row, _ in places(bad)} == {3}


def test_a_trip_whose_rows_stand_apart_is_not_answered_at_all():
    rows = read(FIRST, FIRST.replace("T1", "T2"), "T1;B;2026-12-01;KG>KZ>RU;;Petrov;6204 62;450;")
    assert [one.trip is None for one in rows] == [True, False, True]
    assert [places(one) for one in (rows[0], rows[2])] == [[(2, "id")], [(4, "id")]]


def test_rows_apart_are_known_of_a_file_and_of_a_pipe_too(tmp_path):
    text = "\n".join([HEAD, FIRST, FIRST.replace("T1", "T2"), FIRST, ""]).encode()
    (tmp_path / "f.csv").write_bytes(text)
    read_end, write_end = os.pipe()
    os.write(write_end, text)
    os.close(write_end)
    for source in (tmp_path / "f.csv", f"/dev/fd/{read_end}"):
        assert [one.trip is None for one in read_trips(source)] == [True, False, True]
    os.close(read_end)


def test_a_trip_with_too_many_rows_is_not_answered_in_part():
    (one,) = read(FIRST, *["T1;A;;;;;6204 62;1;"] * MOST_ROWS)
    assert one.trip is None
    assert places(one) == [(MOST_ROWS + 2, "id")]


def test_a_trip_one_of_whose_rows_cannot_be_read_is_not_answered():
    spoilt, open_mark = "T1;B;;;;Petrov;6204 62;450;cmr=18;x;y", 'T1;B;;;;"Pet"rov";6204 62;450;'
    for broken in (spoilt, open_mark):
        (bad, good) = read(FIRST, broken, "T1;C;;;;Smith;6109;1;", FIRST.replace("T1", "T2"))
        assert (bad.trip, good.trip.id) == (None, "T2")
        assert [one.where.row for one in bad.mistakes] == [3]
    bad, good = read(FIRST, spoilt, FIRST.replace("T1", "T2"))  # it says itself that it is of the trip
    assert (bad.trip, good.trip.id) == (None, "T2")


def test_a_row_of_which_nothing_is_known_is_told_beside_the_trips_around_it():
    first, broken, second = read(FIRST, 'T1;B;;;;"Pet"rov";6204 62;450;', FIRST.replace("T1", "T2"))
    assert (first.trip.id, broken.trip, second.trip.id) == ("T1", None, "T2")
    assert [one.where.row for one in broken.mistakes] == [3]
    assert [one.where.row for one in (*first.notices, *second.notices)] == [3, 3]


def test_marks_count_in_ids_and_days_and_not_in_plates():
    assert len(read(FIRST.replace("T1", "1-11"), FIRST.replace("T1", "11-1"))) == 2
    (bad,) = read(FIRST.replace("2026-12-01", "1.12.2026"), "T1;B;11.2.2026;;;Petrov;6204 62;450;")
    assert places(bad) == [(3, "enters_on")]
    (good,) = read(FIRST, "t1;B;;;01kg-118-aac;Petrov;6204 62;450;")
    assert good.mistakes == ()


def test_without_the_column_each_row_is_a_trip():
    head = "id;enters_on;route;goods_codes"
    assert len(read("T1;2026-12-01;KG>KZ>RU;6109", "T1;2026-12-01;KG>KZ>RU;6109", head=head)) == 2


def test_the_order_of_consignments_changes_no_consignment():
    rows = [FIRST, FIRST.replace("T1;A", "T1;B").replace("=17", "=18"), FIRST.replace("T1;A", "T1;C")]
    found = {
        frozenset((load.id, load.consignee.name) for load in read(*order)[0].trip.consignments)
        for order in permutations(rows)
    }
    assert len(found) == 1


@given(st.lists(st.text(alphabet="T12;A\"' \t,=№0", max_size=40), max_size=8))
def test_no_table_stops_the_reading(rows):
    lines = [one.replace("\n", " ") for one in rows]
    for one in read(FIRST, *lines):
        assert (one.trip is None) == bool(one.mistakes)
