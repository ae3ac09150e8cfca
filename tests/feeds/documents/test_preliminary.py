"""Preliminary information of the customs' album becomes a trip with its loads."""

from datetime import date
from decimal import Decimal

import pytest

from otkel.errors import InputError
from otkel.feeds.additions import Additions
from otkel.feeds.documents import read_xml_document
from otkel.feeds.parts import Account
from otkel.feeds.preliminary import draft_of_preliminary
from otkel.feeds.xml_tree import read_xml
from tests.feeds.documents import HERE, listed_paths, unknown_paths

FORM = (HERE / "preliminary.xml").read_text(encoding="windows-1251")
DAY = Additions(enters_on=date(2026, 12, 1))


def read(text=FORM):
    return read_xml_document(text.encode("windows-1251"), "p.xml", DAY)


def test_the_form_becomes_a_trip():
    trip = read().trip
    assert (trip.route, trip.crossing_point) == (("CN", "KZ", "RU"), "syrym")
    vehicle = trip.vehicle
    assert (vehicle.plate, vehicle.trailer_plate, vehicle.vin) == ("123ABC07", "12ABC07", "XTC65115083030491")
    assert (vehicle.country, trip.carrier.name, trip.carrier.country) == ("KZ", "ТОО Образец", "KZ")
    first, second = trip.consignments
    assert (first.id, first.loaded_in, first.consignee.tax_id) == ("1", "CN", "7707083893")
    (laptops,) = first.goods
    assert (laptops.code, laptops.gross_kg, laptops.origin) == ("8471300000", Decimal("540.5"), None)
    assert (second.id, second.goods[0].code) == ("2", "950300")
    assert [(one.kind, one.number) for one in trip.documents] == [
        ("preliminary_information", "000000017"), ("cmr", "77"),
    ]  # fmt: skip


def test_what_is_not_in_the_list_of_fields_is_left_and_told():
    told = {one.path: one.value for one in read().left}
    load = "AutoPreliminary/MainConsignmentDetails/ConsignmentDetails[1]"
    assert told[f"{load}/GoodsItem/OriginCountryDetails/CountryCode"] == "CN"


def test_a_third_vehicle_is_left_and_told():
    third = "<p:PIATTransportMeansItemDetails><p:TransportMeansRegId>X1</p:TransportMeansRegId>"
    text = FORM.replace(
        "<p:ContainerIndicator>", f"{third}</p:PIATTransportMeansItemDetails><p:ContainerIndicator>"
    )
    document = read(text)
    assert document.trip.vehicle.plate == "123ABC07"
    assert "X1" in [one.value for one in document.left]


def test_a_point_that_is_not_known_is_set_aside():
    document = read(FORM.replace("Маштаково", "Нигде"))
    assert document.trip.crossing_point is None
    assert [one.value for one in document.left if one.why is not None] == ["Нигде"]


def test_without_an_itinerary_the_loads_tell_the_ends_if_all_agree():
    text = FORM.replace("ItineraryPointDetails", "Other").replace("Маштаково", "")
    with pytest.raises(InputError) as caught:
        read(text)
    assert [one.where.field for one in caught.value.mistakes] == ["route"]


def test_every_path_that_is_read_is_in_the_published_form():
    account = Account(read_xml(FORM.encode("windows-1251"), None))
    draft_of_preliminary([account.root])
    listed = listed_paths("fts_album_5_23_0_fields.csv", "AutoPreliminary")
    assert len(account.asked) > 20
    assert not unknown_paths(account.asked, listed)
