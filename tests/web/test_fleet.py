"""A fleet from a workbook: answered as the command answers, bounded, and forgotten."""

import csv
import io
import re
import zipfile
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import otkel.app
from otkel.app.check import Asked, read_trip, screen_trip
from otkel.app.site.checking.answering import read_form
from otkel.app.site.checking.bars import find_bars
from otkel.app.site.checking.examples import get_example
from otkel.app.site.fleet import making
from otkel.app.site.fleet.calendar import list_days
from otkel.app.site.fleet.judging import judge_trips
from otkel.app.site.fleet.making import answer_fleet
from otkel.facts.people import Driver, Language
from otkel.feeds.fleet import FleetDriver, read_fleet
from otkel.feeds.fleet_template import fleet_template
from otkel.law.corpus import read_rulebook
from otkel.law.finding import in_order, sum_up
from otkel.law.screening import OF_DRIVER, SUBJECTS
from otkel.law.stay import answer_days, get_person
from otkel.web import routes_fleet
from tests.web.fleets import driver, fleet, trip, workbook
from tests.web.site import opened_site

ON = date(2026, 11, 29)
RIGHT = "2026-08-14-everything-right"
SHIPPED = sorted((Path(otkel.app.__file__).parent / "trips").glob("*.yaml"))


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(routes_fleet, "AT_ONCE", 100_000)
        with opened_site(tmp_path_factory.mktemp("fleet")) as (found, house):
            found.house = house
            yield found


def send(client, data, *, lang="en", name="fleet.xlsx", path="", **fields):
    hidden = dict(
        re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', client.get(f"/{lang}/fleet").text)
    )
    return client.post(
        f"/{lang}/fleet{path}", data={**hidden, **fields}, files={"file": (name, data, "application/zip")}
    )


def answered(data, rule="ru"):
    return answer_fleet(data, "fleet.xlsx", rule, ON, Language.EN)


@pytest.mark.parametrize("language", [0, 1, 2])
def test_the_template_can_be_sent_back_as_it_is(language):
    found = read_fleet(fleet_template(language, ON), "fleet.xlsx")
    assert found.mistakes == ()
    assert found.notices == ()
    assert [one.name for one in found.drivers] == ["Driver A", "Driver B", "Driver C"]
    assert (len(found.trips), found.trucks) == (2, 2)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda one: one.stem)
def test_no_part_but_that_of_the_driver_asks_who_drives(path):
    whole = read_trip(path).trip
    law = read_rulebook().on(whole.enters_on)
    nobody = msgspec.structs.replace(whole, driver=Driver(citizenship="UZ", entry_ban=True))
    for check in SUBJECTS:
        if check not in OF_DRIVER:
            assert list(check(whole, law)) == list(check(nobody, law))


def test_both_parts_together_are_what_the_command_answers():
    data = fleet_template(0, ON)
    found, answer = read_fleet(data, None), answered(data)
    assert len(answer.trips) == 2
    for each in answer.trips:
        for one, judged in zip(found.drivers, each.drivers, strict=True):
            driven = msgspec.structs.replace(each.trip, driver=one.person)
            whole = screen_trip(driven, Asked(), read_rulebook())
            standing = in_order([*each.own.standing, *judged.standing])
            assert sum_up(standing[:1]) == whole.answer


def test_the_days_are_those_of_the_command():
    found = read_fleet(fleet_template(0, ON), None)
    rows = list_days(found.drivers, "ru", ON, read_rulebook())
    for one, row in zip(found.drivers, rows, strict=True):
        assert len(row.weeks) == 13
        for week in row.weeks:
            law = read_rulebook().on(week.on)
            assert week.left == answer_days(one.person.stays, get_person(one.person), "ru", law).left
    assert [row.says for row in rows] == ["yes", "yes", "no"]


def test_who_can_is_told_with_the_first_reason_and_the_message(client):
    page = send(client, fleet_template(0, ON)).text
    rows = re.search(r'<table class="matrix">.*?</table>', page, re.DOTALL)[0]
    (third,) = re.findall(r'<tr><th scope="row">Driver C</th>.*?</tr>', rows, re.DOTALL)
    assert third.count("✗") == 2
    assert "days are left" in third
    assert "Driver: Driver C." in page
    assert 'href="mailto:?subject=' in page


def test_a_truck_lends_its_trips_what_they_leave_empty():
    data = fleet([driver("A")], trips=[trip("1", ON), trip("2", ON, plate="222BBB07")])
    first, second = (row.trip for row in read_fleet(data, None).trips)
    assert (first.vehicle.country, first.vehicle.road_debt) == ("KZ", False)
    assert (second.vehicle.country, second.vehicle.road_debt) == (None, None)


def test_where_goods_are_not_settled_no_driver_is_offered(client):
    data = fleet([driver("A"), driver("B")], trips=[trip("1", ON, empty=None), trip("2", ON)])
    unsettled, settled = answered(data).trips
    assert not unsettled.is_open
    assert len(settled.drivers) == 2
    assert "No driver is compared while this stands" in send(client, data).text


@pytest.mark.parametrize("path", SHIPPED, ids=lambda one: one.stem)
def test_a_shipped_trip_is_barred_as_where_one_asks_what_if(path):
    whole = read_trip(path).trip
    nobody = (FleetDriver("A", Driver(citizenship="KZ", in_register=False, entry_ban=False, stays=())),)
    (judged,) = judge_trips(nobody, [(2, whole)], read_rulebook())
    driven = msgspec.structs.replace(whole, driver=nobody[0].person)
    barred = {one.text for one in find_bars(driven, Asked())}
    assert barred == {one.text for one in judged.bars}
    assert len(judged.drivers) == (0 if judged.bars else 1)


def test_a_row_of_stays_that_cannot_be_read_leaves_its_driver_undecided():
    stays = [("A", "RU", date(2026, 10, 1), date(2026, 10, 4)), ("A", "RU", "some day", None)]
    answer = answered(fleet([driver("A")], stays, trips=[trip("1", ON)]))
    assert [one.says for one in answer.days] == ["undecided"]
    assert answer.trips[0].drivers[0].says == "undecided"
    assert [one.where.row for one in answer.mistakes] == [3]


def test_a_driver_of_whom_no_stay_is_known_is_undecided():
    answer = answered(fleet([driver("A")], trips=[trip("1", ON)]))
    assert answer.days[0].weeks[0].left is None
    assert answer.days[0].says == "undecided"


def test_a_table_of_trips_alone_is_a_fleet_too(client):
    text = (
        "id,enters_on,route,driver,driver_citizenship,driver_stays,empty\n1,2026-11-29,KZ RU,A,KZ,none,yes\n"
    )
    answer = answer_fleet(text.encode(), "trips.csv", "ru", ON, Language.EN)
    assert (answer.names, len(answer.trips)) == (("A",), 1)
    assert send(client, text.encode(), name="trips.csv").status_code == 200


def test_a_sheet_is_known_by_its_columns_and_a_strange_one_is_named():
    data = workbook(
        Sheet1=[("водитель", "страна", "въезд", "выезд"), ("A", "RU", date(2026, 10, 1), date(2026, 10, 3))],
        Notes=[("remember",), ("milk",)],
    )
    found = read_fleet(data, None)
    assert [one.name for one in found.drivers] == ["A"]
    assert [one.what.values["title"] for one in found.notices] == ["Notes"]


def test_the_table_has_a_row_a_driver_and_trip_and_no_cell_is_a_formula(client):
    data = fleet([driver("+1+1"), driver("B")], trips=[trip("@x", ON), trip("2", ON)])
    answer = send(client, data, path="/table")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 1 + 2 * 2
    assert [rows[1][0], rows[1][5]] == ["'@x", "'+1+1"]


def test_what_is_written_in_cells_is_never_markup(client):
    data = fleet([driver('<img src=x onerror="1">')], trips=[trip("<b>1</b>", ON)])
    page = send(client, data, name="<script>.xlsx").text
    assert "<img" not in page
    assert "<b>1" not in page
    assert "<script>" not in page


def test_nothing_is_stored(client):
    store, folder = client.house.ledger.store, Path(client.house.db.removeprefix("sqlite:///")).parent
    before = store.head(), sorted(one.name for one in folder.rglob("*"))
    for path in ("", "/table", "/pdf"):
        answer = send(client, fleet_template(0, ON), path=path)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert (store.head(), sorted(one.name for one in folder.rglob("*"))) == before
    answer = client.get("/en/fleet/example")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_form_template_and_example_are_there_in_each_language(client, language):
    assert client.get(f"/{language}/fleet").status_code == 200
    assert client.get(f"/{language}/fleet/example").status_code == 200
    template = client.get(f"/{language}/fleet/template")
    assert "attachment" in template.headers["content-disposition"]
    assert send(client, template.content, lang=language).status_code == 200


def test_five_hundred_drivers_and_trips_are_counted_and_not_drawn_one_by_one(client):
    drivers = [driver(f"Driver {n}") for n in range(500)]
    stays = [(f"Driver {n}", "RU", date(2026, 9, 1), date(2026, 9, 1 + n % 28)) for n in range(500)]
    trips = [trip(str(n), ON + timedelta(days=n % 3)) for n in range(500)]
    answer = send(client, fleet(drivers, stays, trips=trips))
    assert answer.status_code == 200
    assert '<table class="matrix">' not in answer.text
    assert answer.text.count('<td class="number">500</td>') == 500
    assert len(answer.content) < 3_000_000


@pytest.mark.parametrize(
    ("bound", "drivers", "trips"), [("MOST_DRIVERS", 4, 1), ("MOST_TRIPS", 1, 4), ("MOST_PAIRS", 2, 3)]
)
def test_a_fleet_that_is_too_large_is_refused_with_what_to_do(client, monkeypatch, bound, drivers, trips):
    monkeypatch.setattr(making, bound, 3)
    data = fleet(
        [driver(f"D{n}") for n in range(drivers)],
        trips=[trip(str(n), ON + timedelta(days=n)) for n in range(trips)],
    )
    answer = send(client, data)
    assert answer.status_code == 400
    assert "too many at once" in answer.text


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 80_000_000)
    return out.getvalue()


def entities():
    out, good = io.BytesIO(), zipfile.ZipFile(io.BytesIO(fleet()))
    with zipfile.ZipFile(out, "w") as archive:
        for name in good.namelist():
            text = good.read(name)
            if name.endswith("sheet1.xml"):
                text = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
            archive.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\x00" * 5_000, b"PK\x03\x04", b"PK\x03\x04" + b"\xff" * 3_000, fleet()[:-200],
        fleet()[:2_000] + b"\x00" * 400 + fleet()[2_400:], bomb(), entities(), workbook(drivers=[()]),
        workbook(drivers=[("driver",)]), workbook(nothing=[("a", "b"), (1, 2)]), b"a;b;c\n1;2;3\n",
        b"driver\n" + b"x\n" * 30_000, b"%PDF-1.7", "водитель\n".encode("utf-16"),
    ],
)  # fmt: skip
def test_what_is_no_fleet_is_refused_with_what_to_do(client, data):
    for path in ("", "/table", "/pdf"):
        answer = send(client, data, path=path)
        assert answer.status_code == 400
        assert '<div class="note bad" role="alert">' in answer.text


def test_a_file_that_is_too_large_is_refused(client):
    assert send(client, b"x" * 9_000_000).status_code in (400, 413)


def test_a_form_without_its_file_is_refused(client):
    for fields in ({"rule": "ru"}, {"file": "text", "rule": "xx"}):
        answer = client.post("/en/fleet", data=fields)
        assert answer.status_code in (400, 403)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_workbook_of_anything_is_answered_or_refused(client, data):
    cell = st.one_of(
        st.none(), st.text(max_size=12).map(lambda one: re.sub(r"[\x00-\x1f\ufffe\uffff]", "", one)),
        st.integers(-(10**12), 10**12), st.floats(allow_nan=False), st.booleans(), st.dates(),
        st.sampled_from(["KZ RU", "no", "none", "syrym", "2026-11-29", "unknown", "RU 2026-01-01"]),
    )  # fmt: skip
    rows = st.lists(st.lists(cell, max_size=11), max_size=4)
    made = fleet(*(data.draw(rows) for _ in range(4)))
    for one in made, made[: data.draw(st.integers(0, len(made)))]:
        assert send(client, one).status_code in (200, 400)


def test_an_address_that_sends_too_many_is_told_to_wait(tmp_path, monkeypatch):
    monkeypatch.setattr(routes_fleet, "AT_ONCE", 1)
    with opened_site(tmp_path) as (client, _):
        data = fleet([driver("A")])
        assert [send(client, data).status_code for _ in range(2)] == [200, 429]


@pytest.mark.parametrize(
    "changes",
    [
        {"consignments.0.goods.0.code": ""},
        {"consignments.0.goods.0.status": ""},
        {"consignments.0.goods.0.status": "foreign"},
        {"spot.0.plate": "999 ZZZ 99"},
        {"documents.0.plate": "999 ZZZ 99"},
        {name: "" for name in get_example(RIGHT) if name.startswith("consignments.")},
        {name: "" for name in get_example(RIGHT) if name.startswith("consignments.0.goods.")},
    ],
)
def test_what_bars_a_what_if_bars_the_comparing_of_drivers_too(changes):
    right = get_example(RIGHT)
    trip = read_form({name: value for name, value in {**right, **changes}.items() if value}).trip
    bars = find_bars(trip, Asked())
    (judged,) = judge_trips([], [(2, trip)], read_rulebook())
    assert bars
    assert {one.text for one in bars} == {one.text for one in judged.bars}
    (open_one,) = judge_trips([], [(2, read_form(right).trip)], read_rulebook())
    assert open_one.bars == ()
