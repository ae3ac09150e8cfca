"""An eCMR becomes a trip; a trip becomes an eCMR that, read beside the trip file, gives the same trip."""

import json
from datetime import date
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otkel.app.cases import FOLDER
from otkel.errors import InputError
from otkel.facts.countries import CODES, find_country, name_of_country
from otkel.facts.documents import DocumentKind
from otkel.facts.money import Money
from otkel.feeds.additions import Additions
from otkel.feeds.documents import is_ecmr, read_ecmr
from otkel.feeds.ecmr import NAME, draft_of_ecmr
from otkel.feeds.ecmr_out import write_ecmr
from otkel.feeds.json_parts import as_element
from otkel.feeds.json_tree import read_json_tree
from otkel.feeds.parts import Account
from otkel.feeds.tree import Tree
from otkel.feeds.trip_file import read_additions, read_trip
from otkel.feeds.yaml_tree import read_yaml_tree
from tests.feeds.documents import HERE, listed_paths, unknown_paths
from tests.helpers import bases

NOTE = json.loads((HERE / "ecmr.json").read_text(encoding="utf-8"))
TRIPS = sorted(FOLDER.glob("*.yaml"))


def added(**facts):
    facts = {"enters_on": "2026-12-01", "route": ["KG", "KZ", "RU"]} | facts
    return Additions(tree=Tree(facts, dict.fromkeys(facts, 1)), file="more.yaml")


def read(note=NOTE, **facts):
    return read_ecmr(read_json_tree(json.dumps(note), "e.json"), "e.json", added(**facts))


def changed(**parts):
    note = json.loads(json.dumps(NOTE))
    note["specifiedConsignment"][0] |= parts
    return note


def left(document):
    return {one.path: one.value for one in document.left}


LOAD = "eCMR/specifiedConsignment[1]"


def test_the_note_becomes_a_trip():
    trip = read().trip
    assert (trip.vehicle.plate, trip.vehicle.country, trip.vehicle.trailer_plate) == (
        "01KG123ABC", "KG", "01KG456PA",
    )  # fmt: skip
    assert (trip.carrier.name, trip.carrier.country) == ("Sample Trans", "KG")
    first, second = trip.consignments
    assert (first.id, first.loaded_in, first.delivered_to) == ("A-1", "KG", "RU")
    assert (first.consignor.name, first.consignor.country) == ("Sample Atelier", "KG")
    assert (first.consignee.tax_id, first.consignee.country) == ("7707083893", "RU")
    trousers, buttons = first.goods
    assert (trousers.code, trousers.origin, trousers.gross_kg) == ("620462", "KG", Decimal("8200.5"))
    assert trousers.price == Money(Decimal(1250000), "KGS")
    assert trousers.description == "Trousers cotton"
    assert (buttons.gross_kg, buttons.price) == (Decimal(120), None)
    assert [goods.gross_kg for goods in second.goods] == [Decimal(900)]


def test_the_note_and_its_papers_are_papers():
    note, invoice = (one for one in read().trip.documents if one.kind in ("cmr", "invoice"))
    assert (note.number, note.issued_on, note.consignment) == ("E-77", date(2026, 11, 24), None)
    assert (invoice.number, invoice.consignment) == ("17/11", "A-1")
    assert (invoice.issued_on, invoice.valid_until) == (date(2026, 11, 23), date(2027, 1, 31))


def test_a_note_without_a_number_is_no_paper_yet():
    note = {**NOTE, "exchangedDocument": {"typeCode": {"content": "730"}}}
    assert DocumentKind.CMR not in [one.kind for one in read(note).trip.documents]


def test_what_has_no_place_or_no_known_code_is_listed():
    told = left(read())
    assert told[f"{LOAD}/includedConsignmentItem[1]/associatedReferencedDocument[2]/typeCode"] == "999"
    assert told[f"{LOAD}/includedConsignmentItem[2]/invoiceAmount"] == "4000"  # it has no currency
    assert told[f"{LOAD}/utilizedLogisticsTransportEquipment[1]/categoryCode"] == "CN"
    assert told[f"{LOAD}/utilizedLogisticsTransportEquipment[2]/affixedLogisticsSeal/id"] == "S-1"
    assert told[f"{LOAD}/consignor/postalTradeAddress/cityName"] == "Bishkek"
    assert told["eCMR/exchangedDocument/remarks"] == "sample"


def test_tonnes_become_kg_and_another_unit_is_left():
    item = NOTE["specifiedConsignment"][0]["includedConsignmentItem"][0]
    note = changed(includedConsignmentItem=[item | {"grossWeight": [{"content": "8.2", "unitCode": "TNE"}]}])
    assert read(note).trip.consignments[0].goods[0].gross_kg == Decimal(8200)
    note = changed(includedConsignmentItem=[item | {"grossWeight": [{"content": "9", "unitCode": "LBR"}]}])
    document = read(note)
    assert document.trip.consignments[0].goods[0].gross_kg is None
    assert left(document)[f"{LOAD}/includedConsignmentItem/grossWeight/@unitCode"] == "LBR"


@pytest.mark.parametrize(
    "said", ["2026-11-24T23:30:00+06:00", {"content": "20261124", "format": "102"}, {"content": "2026-11-24"}]
)
def test_a_day_is_read_as_it_is_written(said):
    note = {**NOTE, "exchangedDocument": {"id": {"content": "E-77"}, "issueDateTime": said}}
    assert read(note).trip.documents[0].issued_on == date(2026, 11, 24)


def test_a_code_that_is_a_number_may_have_lost_a_zero_and_is_set_aside():
    item = {"natureIdCargo": [{"statisticalClassificationCode": {"content": 702000000}}]}
    document = read(changed(includedConsignmentItem=[item]))
    assert document.trip.consignments[0].goods[0].code is None
    (aside,) = [one for one in document.left if one.why is not None]
    assert aside.value == "702000000"


def test_loads_on_two_trucks_are_refused():
    other = {"usedLogisticsTransportMeans": {"id": [{"content": "01KG999ABC"}]}}
    with pytest.raises(InputError) as caught:
        read(changed(mainCarriageLogisticsTransportMovement=[other]))
    assert "more than one truck" in caught.value.mistakes[0].what.text


def test_every_path_that_is_read_is_in_the_published_form():
    account = Account(as_element(NAME, read_json_tree(json.dumps(NOTE), None)))
    draft_of_ecmr([account.root])
    asked = {path.removeprefix("eCMR/") for path in account.asked}
    assert "specifiedConsignment/includedConsignmentItem/originTradeCountry/id" in asked
    assert not unknown_paths(asked, listed_paths("uncefact_ecmr_d23b_paths.csv"))


def paths_of(data, path=""):
    """Give the paths of a note as the list of the form has them: a value with its supplements is one."""
    if isinstance(data, list):
        return {one for part in data for one in paths_of(part, path)}
    if not isinstance(data, dict) or "content" in data:
        return {path}
    return {one for name, part in data.items() for one in paths_of(part, f"{path}/{name}".lstrip("/"))}


@pytest.mark.parametrize("path", TRIPS, ids=[path.stem for path in TRIPS])
def test_every_path_that_is_written_is_in_the_published_form(path):
    trip = read_trip(path).trip
    written = paths_of(json.loads(write_ecmr(trip)))
    assert len(written) > 10 * len(trip.consignments)
    assert not written - listed_paths("uncefact_ecmr_d23b_paths.csv")


def with_ends(trip):
    """Give a trip with what it leaves to its route written out: where each load begins and ends."""
    loads = tuple(
        msgspec.structs.replace(
            load,
            loaded_in=load.loaded_in or trip.route[0],
            delivered_to=load.delivered_to or trip.route[-1],
        )
        for load in trip.consignments
    )
    return msgspec.structs.replace(trip, consignments=loads)


@pytest.mark.parametrize("path", TRIPS, ids=[path.stem for path in TRIPS])
def test_a_trip_written_and_read_back_beside_its_file_is_the_same(path):
    trip = read_trip(path).trip
    back = read_trip(write_ecmr(trip), "back.json", read_additions(path))
    assert back.document == "ecmr"
    assert back.trip == with_ends(trip)
    assert not [one for one in back.notices if "additions say" in one.what.text]
    assert back.left == ()


def test_what_the_form_carries_is_read_back_without_the_file():
    trip = read().trip
    again = read_trip(write_ecmr(trip), "back.json", added())
    assert again.trip == trip
    assert again.left == ()


def trips():
    """Give trips of all that the form carries: names, countries, goods, weights, prices, papers."""
    base = read().trip
    text = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)
    number = st.decimals(0, 10**6, places=2).filter(lambda value: value > 0)
    goods = st.builds(
        msgspec.structs.replace,
        st.just(base.consignments[0].goods[0]),
        description=st.none() | text,
        origin=st.none() | st.sampled_from(sorted(CODES)),
        gross_kg=st.none() | number,
        price=st.none() | st.builds(Money, number, st.sampled_from(["KGS", "RUB", "USD"])),
    )
    return st.builds(
        lambda lines, name, plate, country: msgspec.structs.replace(
            base,
            vehicle=msgspec.structs.replace(base.vehicle, plate=plate, country=country),
            consignments=(
                msgspec.structs.replace(
                    base.consignments[0],
                    goods=tuple(lines),
                    consignor=msgspec.structs.replace(base.consignments[0].consignor, name=name),
                ),
                base.consignments[1],
            ),
        ),
        st.lists(goods, min_size=1, max_size=4),
        text,
        text,
        st.none() | st.sampled_from(sorted(CODES)),
    )


@settings(max_examples=60, deadline=None)
@given(trips())
def test_any_trip_of_what_the_form_carries_is_read_back_equal(trip):
    assert read_trip(write_ecmr(trip), "back.json", added()).trip == trip


@pytest.mark.parametrize("code", sorted(CODES))
def test_the_name_of_a_country_is_read_back(code):
    assert find_country(name_of_country(code)) == code


def test_an_empty_truck_gives_a_note_without_loads():
    trip = read_trip(b"enters_on: 2026-12-01\nroute: [KZ, RU]\nconsignments: []\n", "t.yaml").trip
    assert json.loads(write_ecmr(trip)) == {
        "exchangedDocument": {"typeCode": {"content": "730"}}, "specifiedConsignment": [],
    }  # fmt: skip


def test_nothing_of_the_driver_or_of_money_to_the_state_is_written():
    text = write_ecmr(read_trip(TRIPS[-1]).trip).decode()
    for word in ("driver", "stays", "Обеспечен", "1160303", "ruid", "fines"):
        assert word not in text


@pytest.mark.parametrize(
    "text",
    [
        '{"specifiedConsignment": "https://example.org/1"}',
        '{"specifiedConsignment": [null, 1, true, "x", [[{}]]]}',
        '{"exchangedDocument": [], "specifiedConsignment": {}}',
        '{"specifiedConsignment": [{"id": [{"content": null}], "grossWeight": [{"content": {}}]}]}',
        '{"specifiedConsignment": [{"grossWeight": [{"content": "1e999999", "unitCode": "TNE"}]}]}',
        '{"specifiedConsignment": [{"grossWeight": [{"content": "NaN", "unitCode": "TNE"}]}]}',
    ],
)
def test_a_note_of_the_wrong_shape_gives_an_answer_or_a_sentence(text):
    try:
        read_trip(text.encode(), "e.json", added())
    except InputError as error:
        told = [one.do.text for one in error.mistakes]
    else:
        told = ["answered"]
    assert all(told)


JSONISH = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["id", "content", "unitCode", "currencyId", "name", "consignor", "includedConsignmentItem",
             "invoiceAmount", "grossWeight", "natureIdCargo", "statisticalClassificationCode",
             "issueDateTime", "associatedReferencedDocument", "typeCode", "format",
             "postalTradeAddress", "countryName"]
        ),
        inner, max_size=5,
    ),
    max_leaves=25,
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(JSONISH, JSONISH)
def test_any_json_under_the_names_of_the_form_gives_an_answer_or_a_sentence(document, loads):
    text = json.dumps({"exchangedDocument": document, "specifiedConsignment": loads})
    try:
        trip = read_trip(text.encode(), "e.json", added()).trip
    except InputError as error:
        assert error.mistakes  # noqa: PT017 a sentence is as good as an answer here
    else:
        assert trip.route == ("KG", "KZ", "RU")


def test_a_trip_in_json_is_no_ecmr():
    assert not is_ecmr(read_json_tree('{"enters_on": "2026-12-01"}', None))
    assert read_trip(b'{"enters_on": "2026-12-01", "route": ["KZ", "RU"]}', "t.json").document is None


def test_the_base_trips_are_carried_too():
    for name, data in bases().items():
        text = json.dumps(data)
        tree = read_yaml_tree(text, None)
        trip = read_trip(text.encode(), "base.json").trip
        back = read_trip(write_ecmr(trip), "back.json", Additions(tree=tree, file="base.json"))
        assert back.trip == with_ends(trip), name
