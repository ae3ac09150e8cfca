"""A table of trips: one row a trip; a bad row is told and the next is read."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from otkel.errors import InputError
from otkel.facts.money import Money
from otkel.facts.trip import Trip
from otkel.feeds.fields import fields_of
from otkel.feeds.trip_columns import TRIP_COLUMNS
from otkel.feeds.trip_file import read_trip
from otkel.feeds.trips import read_trips


def plain(value):
    return getattr(value, "text", value)


def said(mistake):
    return mistake.what.text.format(**{k: plain(v) for k, v in mistake.what.values.items()})


def read(text):
    return list(read_trips(text.encode(), "f.csv"))


def row(**cells):
    """Read one row of a table with these columns, which are added to a day and a route."""
    cells = {"enters_on": "2026-12-01", "route": "KG>KZ>RU", **cells}
    (only,) = read(";".join(cells) + "\n" + ";".join(f'"{cell}"' for cell in cells.values()) + "\n")
    return only


def trip(**cells):
    read_row = row(**cells)
    assert read_row.mistakes == ()
    return read_row.trip


def told(**cells):
    read_row = row(**cells)
    assert read_row.trip is None
    for mistake in read_row.mistakes:
        assert mistake.do.text
        assert (mistake.where.file, mistake.where.row) == ("f.csv", 2)
    return [(said(m), m.where.field) for m in read_row.mistakes]


def test_a_row_gives_the_trip_that_a_file_gives():
    given = trip(
        id="17",
        crossing_point="syrym",
        plate="01KG123ABC",
        vehicle_country="KG",
        driver_citizenship="KGZ",
        in_register="нет",
        ruid_filed_on="2026-11-20",
        goods_codes="6204 62; 6109",
        goods_status="eaeu",
        price="1 250 000; 5",
        currency="KGS",
        rates_rub="KGS 0.95; USD=92,5",
        documents="cmr; invoice=17-A, contract",
        spot_qr="yes",
        spot_payment="250000 RUB",
        consignor="Швея",
        consignee_country="RU",
    )
    text = """
id: "17"
enters_on: 2026-12-01
route: [KG, KZ, RU]
crossing_point: syrym
vehicle: {plate: 01KG123ABC, country: KG}
driver: {citizenship: KG, in_register: no, ruid: {filed_on: 2026-11-20}}
consignments:
  - id: "1"
    consignor: {name: Швея}
    consignee: {country: RU}
    goods:
      - {code: 6204 62, status: eaeu, price: 1250000 KGS}
      - {code: 6109, status: eaeu, price: 5 KGS}
rates_rub: {KGS: 0.95, USD: 92.5}
documents: [{kind: cmr}, {kind: invoice, number: 17-A}, {kind: contract}]
spot: [{qr: yes, payment: {amount: 250000 RUB}}]
"""
    assert given == read_trip(text.encode(), "t.yaml").trip


def test_empty_cells_are_left_out():
    given = trip(driver_occupation="", goods_codes="", spot_qr="", documents="")
    assert given == trip()
    assert given.consignments == given.spot == given.documents == ()


def test_a_bad_row_is_told_and_every_row_is_answered():
    rows = read("enters_on,route\n2026-12-01,KZ>RU\n2026-06-31,KZ>RU\n,\na,b,c\n2026-12-02,KZ>RU\n")
    assert [(r.row, r.trip is None) for r in rows] == [(2, False), (3, True), (5, True), (6, False)]
    assert said(rows[1].mistakes[0]) == "2026-06-31 is not a day: June has 30 days"
    assert said(rows[2].mistakes[0]) == "the row has 3 cells, the header has 2"


def test_rows_are_read_one_after_another():
    rows = read_trips(b"enters_on,route\n" + b"2026-12-01,KZ>RU\n" * 1000, "f.csv")
    assert isinstance(iter(rows), Iterator)
    assert next(iter(rows)).row == 2
    assert rows.about_rows == 1001


def test_what_was_noticed_about_the_table_stands_with_the_table():
    table = read_trips(b"enters_on,route,zzz,plat\nsoon,KZ>RU,x,y\n2026-12-01,KZ>RU,x,y\n", "f.csv")
    assert [said(n) for n in table.notices] == ["column zzz is not known and was not read"]
    assert [m.where.field for m in table.mistakes] == ["plat"]
    assert [r.notices for r in table] == [(), ()]


@pytest.mark.parametrize(
    ("cells", "stated"),
    [
        ({}, False),
        ({"empty": ""}, False),
        ({"empty": "no"}, False),
        ({"empty": "да"}, True),
        ({"empty": "no", "goods_codes": "6204"}, True),
        ({"goods": "trousers"}, True),
    ],
)
def test_without_goods_only_the_column_empty_says_that_there_is_no_load(cells, stated):
    assert trip(**cells).load_stated is stated


def test_a_truck_that_is_empty_has_no_consignment():
    assert trip(empty="yes", consignee_country="RU").consignments == ()


def test_a_truck_that_is_empty_and_carries_goods_is_told():
    assert told(empty="yes", goods_codes="6204") == [
        ("the row says that the truck is empty, and states goods in ('goods_codes',)", "empty")
    ]
    assert told(empty="perhaps") == [("perhaps is neither yes nor no", "empty")]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            {"driver_citizenship": "Mordor"},
            [("Mordor is not a country that is known here", "driver_citizenship")],
        ),
        ({"goods_codes": "6204; 62046"}, [("goods code 62046 has 5 digits", "goods_codes")]),
        ({"goods_codes": "6204", "price": "5"}, [("currency is missing", "currency")]),
        ({"price": "5"}, [("currency is missing", "currency")]),
        ({"goods_codes": "6204", "price": "-5", "currency": "KGS"}, [("-5 is less than zero", "price")]),
        (
            {"goods_codes": "6204;6109", "price": "5", "currency": "KGS"},
            [("number of values in price: 1; number of goods codes: 2", "price")],
        ),
        (
            {"goods_codes": "6204;6109", "goods_status": "eaeu;eaeu;eaeu"},
            [("number of values in goods_status: 3; number of goods codes: 2", "goods_status")],
        ),
        (
            {"goods_codes": "6204;6109", "gross_kg": "5"},
            [("number of values in gross_kg: 1; number of goods codes: 2", "gross_kg")],
        ),
        ({"driver_stays": "RU from May"}, [("RU from May is not a stay", "driver_stays")]),
        (
            {"driver_stays": "RU 2026-03-10..2026-03-01"},
            [("the exit on 2026-03-01 lies before the entry on 2026-03-10", "driver_stays")],
        ),
        (
            {"driver_stays": "RU 2026-06-31.."},
            [("2026-06-31 is not a day: June has 30 days", "driver_stays")],
        ),
        ({"rates_rub": "KGS"}, [("KGS is not a rate of exchange", "rates_rub")]),
        ({"rates_rub": "XXX 5"}, [("XXX is not a currency", "rates_rub")]),
        ({"documents": "crm"}, [("crm is not one of the words for this field", "documents")]),
        ({"spot_payment": "5"}, [("5 does not name one currency", "spot_payment")]),
        ({"enters_at": "2026-12-01 14:00"}, [("2026-12-01 14:00 has no time zone", "enters_at")]),
        (
            {"enters_on": "soon", "route": "KZ", "spot_qr": "perhaps"},
            [
                ("soon is not a day", "enters_on"),
                ("perhaps is neither yes nor no", "spot_qr"),
                ("the route needs at least two countries", "route"),
            ],
        ),
        ({"enters_on": ""}, [("enters_on is missing", "enters_on")]),
    ],
)
def test_what_is_wrong_in_a_row_is_told_with_its_column(cells, expected):
    assert told(**cells) == expected


@pytest.mark.parametrize(
    "text",
    [
        "RU 2026-01-03..2026-02-10; BY 2026-05-01",
        "Россия 03.01.2026–10.02.2026; Беларусь 01.05.2026",
        "RU 2026-01-03 - 2026-02-10;BLR 2026-05-01..",
        "RU: 2026-01-03 2026-02-10; BY: 2026-05-01",
    ],
)
def test_stays_are_read_from_one_cell(text):
    one, two = trip(driver_stays=text).driver.stays
    assert (one.country, one.entered_on, one.left_on) == ("RU", date(2026, 1, 3), date(2026, 2, 10))
    assert (two.country, two.entered_on, two.left_on) == ("BY", date(2026, 5, 1), None)


@pytest.mark.parametrize(("word", "stays"), [("none", ()), ("нет", ()), ("unknown", None), ("", None)])
def test_no_stays_differ_from_unknown_ones(word, stays):
    assert trip(driver_stays=word).driver.stays == stays


def test_one_word_holds_for_all_goods():
    goods = (
        trip(goods_codes="6204, 6109", goods_status="eaeu", goods="trousers; shirts").consignments[0].goods
    )
    assert [line.code for line in goods] == ["6204", "6109"]
    assert {line.status for line in goods} == {"eaeu"}
    assert {line.description for line in goods} == {"trousers; shirts"}


def test_a_price_may_name_its_own_currency():
    (line,) = trip(goods_codes="6204", price="100 сом", rates_rub="KGS 0.9").consignments[0].goods
    assert line.price == Money(Decimal(100), "KGS")


def test_goods_without_a_code_are_one_line():
    (line,) = trip(goods="trousers").consignments[0].goods
    assert (line.code, line.description) == (None, "trousers")


def test_notices_stand_with_their_column():
    cells = {"plate": "01KG123АВС", "vehicle_country": "KG"}
    read_row = row(**cells, consignee_tax_id="7707083894", consignee_country="RU")
    assert [(n.where.row, n.where.field) for n in read_row.notices] == [
        (2, "plate"),
        (2, "consignee_tax_id"),
        (2, "goods_codes"),
    ]
    assert said(read_row.notices[2]) == "consignment 1 has no goods"


def test_columns_in_russian_are_read():
    (only,) = read("Въезд;Маршрут;Госномер;Водитель;Гражданство;Код ТН ВЭД\n2026-12-01;KG>RU;A;B;KG;6204\n")
    assert only.trip.driver.citizenship == "KG"
    assert only.trip.consignments[0].goods[0].code == "6204"


def test_a_table_without_a_route_is_told():
    with pytest.raises(InputError) as caught:
        read_trips(b"enters_on,plate\n", "f.csv")
    assert caught.value.mistakes[0].where.field == "route"


def test_every_column_names_a_field_and_no_name_twice():
    for column in TRIP_COLUMNS:
        struct = Trip
        *way, last = column.path.replace("[]", "").split(".")
        for step in way:
            struct = fields_of(struct)[step].struct
        assert last in fields_of(struct), column
    names = [n.casefold() for c in TRIP_COLUMNS for n in (c.name, *c.synonyms)]
    assert len(names) == len(set(names))
