"""A trip file: every mistake at once, each with what, where and what to do."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from otkel.errors import InputError
from otkel.facts.money import Money
from otkel.feeds.trip_file import read_trip

HEAD = "enters_on: 2026-12-01\nroute: [KG, KZ, RU]\n"
JSON_HEAD = '{"enters_on": "2026-12-01", "route": ["KG", "RU"], '


def plain(value):
    if isinstance(value, tuple):
        return ", ".join(str(plain(v)) for v in value)
    return getattr(value, "text", value)


def said(mistake):
    """Give what a mistake says, as English text."""
    return mistake.what.text.format(**{k: plain(v) for k, v in mistake.what.values.items()})


def do(mistake):
    return mistake.do.text.format(**{k: plain(v) for k, v in mistake.do.values.items()})


def read(text, name="trip.yaml"):
    return read_trip(text.encode(), name)


def mistakes(text, name="trip.yaml"):
    with pytest.raises(InputError) as caught:
        read(text, name)
    for mistake in caught.value.mistakes:
        assert mistake.where.file == name
        assert mistake.do.text
    return caught.value.mistakes


def only(text, name="trip.yaml"):
    (mistake,) = mistakes(text, name)
    return said(mistake), mistake.where.row, mistake.where.field, do(mistake)


def notices(text):
    return [(said(n), n.where.row, n.where.field) for n in read(text).notices]


def goods(line, head=HEAD):
    return f"{head}consignments:\n  - id: a\n    goods:\n      - {line}\n"


def test_the_smallest_trip_is_read():
    trip = read(HEAD).trip
    assert trip.enters_on == date(2026, 12, 1)
    assert trip.route == ("KG", "KZ", "RU")
    assert trip.driver.stays is None
    assert trip.driver.occupation == "driver"


def test_json_and_yaml_give_the_same_trip():
    data = {
        "enters_on": "2026-12-01",
        "route": ["KG", "RU"],
        "stay_days": 5,
        "driver": {"in_register": False},
    }
    from_json = read(json.dumps(data), "trip.json").trip
    from_yaml = read("enters_on: 2026-12-01\nroute: [KG, RU]\nstay_days: 5\ndriver: {in_register: no}\n").trip
    assert from_json == from_yaml
    assert from_json.driver.in_register is False


def test_an_unknown_key_is_answered_with_the_one_that_was_meant():
    assert only(HEAD + "crosing_point: syrym\n") == (
        "crosing_point is not a field that is known here",
        3,
        "crosing_point",
        "did you mean crossing_point?",
    )


def test_an_unknown_key_without_a_likeness_is_answered_with_the_known_ones():
    *_, cure = only(HEAD + "vehicle: {zzz: 1}\n")
    assert cure.startswith("leave it out, or use one of plate, country, vin")


def test_the_31st_of_june_is_told():
    assert only("enters_on: 2026-06-31\nroute: [KZ, RU]\n")[:3] == (
        "2026-06-31 is not a day: June has 30 days",
        1,
        "enters_on",
    )


def test_an_instant_without_a_zone_is_told_with_the_offset_to_add():
    assert only(HEAD + "enters_at: 2026-12-01T14:00\n") == (
        "2026-12-01T14:00 has no time zone",
        3,
        "enters_at",
        "add the offset of the place, for example 2026-12-01T14:00+05:00",
    )


def test_an_instant_with_its_zone_is_read():
    trip = read(HEAD + "enters_at: 2026-12-01T14:00+05:00\n").trip
    assert trip.enters_at == datetime(2026, 12, 1, 9, tzinfo=UTC)


def test_an_instant_on_another_day_than_the_entry_is_told():
    what, row, field, _ = only(HEAD + "enters_at: 2026-12-03T14:00+05:00\n")
    assert (row, field) == (3, "enters_at")
    assert "2026-12-03" in what
    assert "enters_on is 2026-12-01" in what


@pytest.mark.parametrize(
    ("crossing_point", "enters_at", "right"),
    [
        ("syrym", "2026-11-30T19:00Z", True),
        ("syrym", "2026-11-30T18:59Z", False),
        ("syrym", "2026-12-01T21:59+03:00", True),
        ("syrym", "2026-12-01T22:00+03:00", False),
        ("", "2026-12-01T23:59+03:00", True),
        ("", "2026-11-30T19:00Z", False),
    ],
)
def test_the_day_of_entry_is_that_of_the_crossing_point(crossing_point, enters_at, right):
    text = HEAD + f"crossing_point: {crossing_point}\nenters_at: {enters_at}\n"
    if right:
        assert read(text).trip.enters_at is not None
    else:
        assert "two different days" in only(text)[0]


@pytest.mark.parametrize(
    ("written", "stated"),
    [("", False), ("consignments:\n", False), ("consignments: []\n", True), (None, True)],
)
def test_a_load_left_out_is_not_an_empty_truck(written, stated):
    text = goods("code: 6204") if written is None else HEAD + written
    assert read(text).trip.load_stated is stated


def test_an_exit_before_its_entry_is_told_where_it_stands():
    text = (
        HEAD
        + "driver:\n  stays:\n    - country: RU\n      entered_on: 2026-03-10\n      left_on: 2026-03-01\n"
    )
    assert only(text)[:3] == (
        "the exit on 2026-03-01 lies before the entry on 2026-03-10",
        7,
        "driver.stays[0].left_on",
    )


def stays(*days):
    rows = "".join(
        f"    - {{country: {c}, entered_on: {a}" + (f", left_on: {b}" if b else "") + "}\n"
        for c, a, b in days
    )
    return f"{HEAD}driver:\n  stays:\n{rows}"


def test_stays_sharing_one_date_are_usual():
    assert notices(stays(("RU", "2026-01-01", "2026-01-05"), ("RU", "2026-01-05", "2026-01-09"))) == []


def test_stays_sharing_two_dates_are_noticed():
    assert notices(stays(("RU", "2026-01-01", "2026-01-06"), ("RU", "2026-01-05", "2026-01-09"))) == [
        (
            "two stays in RU share more than one day, from 2026-01-05; shared days are counted once",
            6,
            "driver.stays[1]",
        )
    ]


def test_stays_in_two_countries_at_once_are_noticed():
    ((what, row, _),) = notices(stays(("RU", "2026-01-01", "2026-01-06"), ("KZ", "2026-01-05", "2026-01-09")))
    assert what == "the stays in RU and in KZ share more than one day, from 2026-01-05"
    assert row == 6


def test_a_stay_without_exit_before_another_is_noticed():
    ((what, _, field),) = notices(stays(("RU", "2026-01-09", "2026-01-12"), ("RU", "2026-01-01", None)))
    assert what == "the stay in RU from 2026-01-01 has no exit, but another stay begins on 2026-01-09"
    assert field == "driver.stays[0]"


def test_a_stay_after_the_day_of_entry_is_noticed_as_planned():
    assert notices(stays(("RU", "2026-12-01", "2026-12-02"), ("RU", "2026-12-05", "2026-12-09"))) == [
        (
            "the stay from 2026-12-05 begins after the day of entry 2026-12-01; it is planned, not used",
            6,
            "driver.stays[1]",
        )
    ]


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ('"62046"', "goods code 62046 has 5 digits"),
        ('"6204623"', "goods code 6204623 has 7 digits"),
        ('"406"', "goods code 406 has 3 digits"),
        ("62O4", "goods code 62O4 has characters that are not digits"),
        ('"9904"', "goods code 9904 begins with a chapter that does not exist"),
    ],
)
def test_a_goods_code_that_cannot_be_one_is_told(code, what):
    assert only(goods(f"code: {code}"))[:3] == (what, 6, "consignments[0].goods[0].code")


def test_a_lost_zero_is_offered():
    *_, cure = only(goods("code: 40610"))
    assert cure == "if a leading zero was lost, write 040610; else write all 4, 6, 8 or 10 digits"


def test_a_code_keeps_its_zero_and_what_was_typed():
    line = read(goods("code: 0406 10")).trip.consignments[0].goods[0]
    assert (line.code, line.code_as_typed) == ("040610", "0406 10")


def test_full_width_digits_are_read_and_noticed():
    text = goods("code: ６２０４")
    assert read(text).trip.consignments[0].goods[0].code == "6204"
    assert notices(text) == [
        ("goods code ６２０４ has digits of another script; read as 6204", 6, "consignments[0].goods[0].code")
    ]


def test_full_width_digits_in_a_day_are_read_and_noticed():
    text = "enters_on: ２０２６-12-01\nroute: [KZ, RU]\n"
    assert read(text).trip.enters_on == date(2026, 12, 1)
    assert notices(text) == [
        ("２０２６-12-01 has digits of another script; read as 2026-12-01", 1, "enters_on")
    ]


def test_cyrillic_letters_in_a_latin_plate_are_noticed():
    assert notices(HEAD + "vehicle:\n  plate: 01KG123АВС\n  country: KG\n") == [
        (
            "number plate 01KG123АВС has Cyrillic letters that look Latin; it is compared as 01KG123ABC",
            4,
            "vehicle.plate",
        )
    ]


@pytest.mark.parametrize(
    ("country", "number", "what"),
    [
        ("RU", "7707083894", "INN 7707083894 has a wrong digit"),
        ("KZ", "040240001569", "IIN or BIN 040240001569 has a wrong digit"),
    ],
)
def test_a_wrong_check_digit_is_noticed_not_refused(country, number, what):
    text = HEAD + f"carrier:\n  country: {country}\n  tax_id: {number}\n"
    assert notices(text) == [(what, 5, "carrier.tax_id")]
    assert read(text).trip.carrier.tax_id == number


def test_a_currency_without_a_rate_is_noticed():
    assert notices(goods("{code: 6204, price: 100 KGS}")) == [
        ("there is no rate of exchange for KGS", 6, "consignments[0].goods[0].price")
    ]


def test_a_currency_with_a_rate_and_roubles_are_not_noticed():
    rates = "rates_rub: {KGS: 0.95}\n"
    assert notices(goods("{code: 6204, price: 100 KGS}") + rates) == []
    assert notices(goods("{code: 6204, price: 100 RUB}")) == []


@pytest.mark.parametrize("rate", ["0", "-1", "", "abc", "1000001"])
def test_a_rate_that_cannot_be_one_is_told(rate):
    _, row, field, _ = only(HEAD + f"rates_rub:\n  KGS: {rate}\n")
    assert (row, field) == (4, "rates_rub.KGS")


@pytest.mark.parametrize(
    "price",
    ["1 250 000,50 KGS", "{amount: 1250000.50, currency: KGS}", '{amount: "1 250 000.50", currency: сом}'],
)
def test_money_is_read_in_every_form(price):
    trip = read(goods(f"{{code: 6204, price: {price}}}" if "{" in price else f"price: {price}")).trip
    assert trip.consignments[0].goods[0].price == Money(Decimal("1250000.50"), "KGS")


@pytest.mark.parametrize(
    ("price", "what"),
    [
        ("-5 KGS", "-5 is less than zero"),
        ("{amount: -5, currency: KGS}", "-5 is less than zero"),
        ("1e30 KGS", "1e30 KGS is not an amount of money"),
        ("9999999999999 KGS", "9999999999999 is larger than any amount here can be"),
        ("1,250 KGS", "1,250 can be read as 1250 or as 1.250"),
        ("5 XXX", "XXX is not a currency"),
        ("5", "5 does not name one currency"),
        ("0.1234567 KGS", "0.1234567 has more than 6 decimal places"),
    ],
)
def test_money_that_cannot_be_right_is_told(price, what):
    assert only(goods(f"price: {price}"))[0] == what


def test_amounts_in_json_are_exact():
    text = JSON_HEAD + '"rates_rub": {"KGS": 0.1}, "vehicle": {"max_mass_t": 4e1}}'
    trip = read(text, "trip.json").trip
    assert trip.rates_rub == {"KGS": Decimal("0.1")}
    assert trip.vehicle.max_mass_t == Decimal(40)


def test_a_goods_code_as_a_number_in_json_is_told():
    text = JSON_HEAD + '\n"consignments": [{"id": "a", "goods": [\n{"code": 40610}]}]}'
    assert only(text, "trip.json") == (
        "goods code 40610 is written as a number; a zero at its beginning is lost",
        3,
        "consignments[0].goods[0].code",
        "put it in quotation marks, with all its zeros",
    )


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("yes", True),
        ("TRUE", True),
        ("да", True),
        ("иә", True),
        ("no", False),
        ("нет", False),
        ("жоқ", False),
        ("unknown", None),
        ("неизвестно", None),
        ("белгісіз", None),
        ("", None),
        ("null", None),
    ],
)
def test_yes_no_and_unknown_are_read_in_three_languages(word, value):
    assert read(HEAD + f"driver: {{in_register: {word}}}\n").trip.driver.in_register is value


def test_neither_yes_nor_no_is_told():
    assert only(HEAD + "driver: {in_register: perhaps}\n")[0] == "perhaps is neither yes nor no"


def test_a_wrong_word_is_answered_with_the_words_there_are():
    what, _, _, cure = only(goods("status: eau"))
    assert what == "eau is not one of the words for this field"
    assert cure == "did you mean eaeu? The words are eaeu, foreign, released"


@pytest.mark.parametrize(
    "route", ["KG>KZ>RU", "KG -> KZ -> RU", "KG, KZ, RU", "Кыргызстан; KAZ; Россия", "KG KZ RU"]
)
def test_a_route_is_read_from_one_text(route):
    assert read(f"enters_on: 2026-12-01\nroute: {route}\n").trip.route == ("KG", "KZ", "RU")


def test_a_country_that_is_none_is_told():
    assert only("enters_on: 2026-12-01\nroute: [KZ, Росия]\n") == (
        "Росия is not a country that is known here",
        2,
        "route[1]",
        "did you mean RU?",
    )


@pytest.mark.parametrize(
    ("route", "what"),
    [
        ("[RU]", "the route needs at least two countries"),
        ("[]", "the route needs at least two countries"),
        ("[KZ, KZ, RU]", "KZ stands twice in a row in the route"),
        ("", "route is missing"),
    ],
)
def test_a_route_that_leads_nowhere_is_told(route, what):
    assert only(f"enters_on: 2026-12-01\nroute: {route}\n")[0] == what


def test_a_missing_required_field_is_told():
    what, _, field, cure = only("route: [KZ, RU]\n")
    assert (what, field) == ("enters_on is missing", "enters_on")
    assert cure == "add enters_on; the template explains it: otkel check --template"


@pytest.mark.parametrize("name", ["syrym", "Маштаково / Сырым", "Сырым"])
def test_a_crossing_point_is_read_by_any_name(name):
    assert read(HEAD + f"crossing_point: {name}\n").trip.crossing_point == "syrym"


def test_an_unknown_crossing_point_is_told():
    assert only(HEAD + "crossing_point: Sirym\n") == (
        "Sirym is not a crossing point that is known",
        3,
        "crossing_point",
        "did you mean syrym? The list: otkel points",
    )


def test_a_crossing_point_off_the_route_is_told():
    what = only("enters_on: 2026-12-01\nroute: [KG, KZ]\ncrossing_point: syrym\n")[0]
    assert what == "Syrym lies between KZ and RU, but the route does not go there"


def test_papers_of_a_load_that_does_not_exist_are_told():
    text = (
        goods("code: 6204")
        + "documents:\n  - {kind: cmr, consignment: b}\nspot:\n  - {qr: yes, consignment: c}\n"
    )
    one, two = mistakes(text)
    assert (said(one), one.where.row, one.where.field) == (
        "there is no consignment with the id b",
        8,
        "documents[0].consignment",
    )
    assert do(one) == "write one of a, or leave this field out for the whole load"
    assert (said(two), two.where.field) == ("there is no consignment with the id c", "spot[0].consignment")


def test_two_loads_of_one_id_are_told():
    text = HEAD + "consignments:\n  - {id: a, goods: [{code: 6204}]}\n  - {id: a, goods: [{code: 6109}]}\n"
    assert only(text)[:3] == ("two consignments have the id a", 5, "consignments[1].id")


def test_a_paper_that_ends_before_it_begins_is_told():
    text = HEAD + "documents:\n  - {kind: cmr, issued_on: 2026-12-02, valid_until: 2026-12-01}\n"
    assert only(text)[2] == "documents[0].valid_until"


def test_every_mistake_is_told_at_once_in_the_order_of_lines():
    text = "enters_on: soon\nroute: [KZ, RU]\nstay_days: -3\nvehicle: {country: XX}\n" + (
        "documents:\n  - {kind: crm}\n  - {kind: cmr, consignment: z}\n"
    )
    found = mistakes(text)
    assert [m.where.row for m in found] == [1, 3, 4, 6, 7]
    assert [m.where.field for m in found] == [
        "enters_on",
        "stay_days",
        "vehicle.country",
        "documents[0].kind",
        "documents[1].consignment",
    ]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("stay_days: 0", "0 is too small"),
        ("stay_days: 4000", "4000 is too large"),
        ("stay_days: 1.5", "1.5 is not a whole number"),
        ("wait_days: -1", "-1 is less than zero"),
        ("vehicle: {max_mass_t: 501}", "501 is too large"),
        ("seal: {readings: [{battery_pct: 101}]}", "101 is too large"),
        ("vehicle: 5", "names with values must stand here, not 5"),
        ("documents: cmr", "documents must be a list"),
        ("driver: {name: [a]}", "one value must stand here"),
        ("id: " + "x" * 501, "the text has 501 characters; 500 are the most"),
    ],
)
def test_values_that_cannot_be_right_are_told(line, what):
    assert only(HEAD + line + "\n")[0] == what


def test_invisible_characters_are_left_out_and_noticed():
    text = HEAD + 'driver: {name: "Ива\u202eнов\u200b"}\n'
    assert read(text).trip.driver.name == "Иванов"
    assert notices(text) == [("Иванов has invisible characters; they were left out", 3, "driver.name")]


def test_control_characters_from_json_escapes_are_left_out():
    text = '{"enters_on": "2026-12-01", "route": ["KZ", "RU"], "id": "a\\u001b[31m\\u0000b"}'
    assert read(text, "t.json").trip.id == "a[31mb"


def test_a_key_full_of_control_characters_is_shown_without_them():
    what, _, field, _ = only(
        '{"enters_on": "2026-12-01", "route": ["KZ", "RU"], "\\u001b[31mx": 1}', "t.json"
    )
    assert "\x1b" not in what + field


def test_a_file_of_mistakes_is_cut_off():
    text = HEAD + "".join(f"k{i}: 1\n" for i in range(2000))
    assert len(mistakes(text)) == 500


def test_codes_of_papers_are_read_as_codes():
    trip = read(
        HEAD + "spot:\n  - {codes: 6204 62; 0406.10}\ndocuments:\n  - {kind: cmr, codes: ['6109']}\n"
    ).trip
    assert trip.spot[0].codes == ("620462", "040610")
    assert trip.documents[0].codes == ("6109",)


def test_a_known_empty_history_differs_from_an_unknown_one():
    assert read(HEAD + "driver: {stays: []}\n").trip.driver.stays == ()
    assert read(HEAD + "driver: {stays: unknown}\n").trip.driver.stays is None
    assert read(HEAD + "driver: {stays: }\n").trip.driver.stays is None


def test_a_consignment_without_goods_is_noticed():
    assert notices(HEAD + "consignments:\n  - {id: a, goods: []}\n")[0][0] == "consignment a has no goods"


def test_a_stay_in_a_member_of_the_schengen_area_is_one_in_the_area():
    text = HEAD + "driver: {stays: [{country: DE, entered_on: 2026-01-01}]}\n"
    assert read(text).trip.driver.stays[0].country == "EU"


def test_places_count_the_parts_that_could_not_be_read():
    text = HEAD + (
        "consignments:\n  - {goods: [{code: 6204}]}\n  - {id: a, goods: [{code: 6204}]}\n"
        "  - {id: a, goods: [{code: 6204}]}\n"
    )
    one, two = mistakes(text)
    assert (said(one), one.where.field) == ("id is missing", "consignments[0].id")
    assert (said(two), two.where.field, two.where.row) == (
        "two consignments have the id a",
        "consignments[2].id",
        6,
    )
