"""A consignment note of the customs' album becomes a trip, and what has no place in a trip is listed."""

from datetime import date
from decimal import Decimal

import pytest

from otkel.errors import InputError
from otkel.facts.documents import DocumentKind
from otkel.feeds.additions import Additions
from otkel.feeds.cmr import draft_of_cmr
from otkel.feeds.documents import read_xml_document
from otkel.feeds.paper_names import kind_of_paper
from otkel.feeds.parts import Account
from otkel.feeds.tree import Tree
from otkel.feeds.trip_file import read_trip
from otkel.feeds.xml_tree import read_xml
from tests.feeds.documents import HERE, listed_paths, unknown_paths

NOTE = (HERE / "cmr.xml").read_text(encoding="utf-8")
ROUTE = ["KG", "KZ", "RU"]


def added(**facts):
    facts = {"enters_on": "2026-12-01", "route": ROUTE} | facts
    return Additions(tree=Tree(facts, dict.fromkeys(facts, 1)), file="more.yaml")


def read(text=NOTE, **facts):
    return read_xml_document(text.encode(), "cmr.xml", added(**facts))


def left(document):
    return {one.path: one.value for one in document.left}


def test_the_note_becomes_a_trip():
    trip = read().trip
    assert (trip.vehicle.plate, trip.vehicle.trailer_plate) == ("01KG123ABC", "01 KG 456 PA")
    assert (trip.carrier.name, trip.carrier.country) == ("ОсОО Образец-Транс", "KG")
    (load,) = trip.consignments
    assert (load.id, load.loaded_in, load.delivered_to) == ("KG-55012", "KG", "RU")
    assert (load.consignor.country, load.consignor.tax_id) == ("KG", "01234567890123")
    assert (load.consignee.country, load.consignee.tax_id) == ("RU", "7707083893")
    first, second = load.goods
    assert (first.code, first.gross_kg) == ("6204623100", Decimal("8200.5"))
    assert first.description == "Брюки женские из хлопка"
    assert (second.description, second.gross_kg) == ("Пуговицы", 120)


def test_the_note_is_itself_a_paper_and_names_others():
    note, invoice = read().trip.documents
    assert (note.kind, note.number, note.issued_on) == (DocumentKind.CMR, "KG-55012", date(2026, 11, 24))
    assert (note.plate, note.consignee) == ("01KG123ABC", "ООО Пример")
    assert (invoice.kind, invoice.number) == (DocumentKind.INVOICE, "17/11")
    assert invoice.issued_on == date(2026, 11, 23)
    assert {note.consignment, invoice.consignment} == {"KG-55012"}


def test_what_the_note_does_not_tell_stays_unknown():
    trip = read().trip
    assert (trip.driver.citizenship, trip.driver.stays) == (None, None)
    assert (trip.vehicle.country, trip.crossing_point, trip.seal.fitted) == (None, None, None)
    for goods in trip.consignments[0].goods:
        assert (goods.status, goods.origin, goods.price) == (None, None, None)


def test_nothing_is_lost_unseen():
    told = left(read())
    assert told["CMR/GoodsCost"] == "1250000.00"  # it has no currency
    assert told["CMR/EnclosedDocument[2]/PrDocumentName"] == "Письмо"
    assert told["CMR/EnclosedDocument[1]/ModeCode"] == "04021"
    assert told["CMR/CMRGoods[1]/GoodsPackingInfo/PakingQuantity"] == "410"
    account = Account(read_xml(NOTE.encode(), None))
    draft_of_cmr([account.root])
    texts = NOTE.count("</") - sum(NOTE.count(f"</{name}") for name in GROUPS)
    assert len(account.taken) + len(list(account.left())) == texts


GROUPS = (
    "cmr:CMR>", "cmr:RegistrationDocument", "cmr:Consignor", "cmr:Consignee", "cmr:Carrier",
    "cmr:DeliveryPlace", "cmr:EnclosedDocument", "cmr:CMRGoods>", "cmr:GoodsPackingInfo", "cmr:DeliveryTerms",
    "cmr:CMRTransport", "cmr:TakingCargo", "cmr:CMRGoodsWeight", "cat_ru:Address",
    "catTrans_ru:PostalAddress", "catTrans_ru:TakingCargoPlace>", "cat_ru:KGOrganizationFeatures",
    "cat_ru:RFOrganizationFeatures",
)  # fmt: skip


def test_a_value_that_cannot_be_read_is_set_aside_with_its_reason():
    document = read()
    (aside,) = [one for one in document.left if one.why is not None]
    assert (aside.path, aside.value) == ("CMR/CMRGoods[2]/GoodsNomenclatureCode", "96062")
    assert aside.line == 59
    assert "digits" in aside.why.text
    assert document.trip.consignments[0].goods[1].code is None
    assert document.trip.documents[0].codes == ("6204623100",)


def test_a_note_alone_lacks_the_day_and_says_how_to_add_it():
    with pytest.raises(InputError) as caught:
        read_xml_document(NOTE.encode(), "cmr.xml")
    (mistake,) = caught.value.mistakes
    assert mistake.where.field == "enters_on"
    assert "--with" in mistake.do.text


def test_the_day_asked_for_stands_in_for_the_day_of_entry():
    document = read_xml_document(NOTE.encode(), "cmr.xml", Additions(enters_on=date(2026, 12, 3)))
    assert (document.trip.enters_on, document.trip.route) == (date(2026, 12, 3), ("KG", "RU"))
    assert document.notices[0].where.field == "enters_on"


def test_additions_without_a_name_hold_for_every_load_and_line():
    trip = read(consignments=[{"procedure": "mutual_trade", "goods": [{"status": "eaeu"}]}]).trip
    assert trip.consignments[0].procedure == "mutual_trade"
    assert [goods.status for goods in trip.consignments[0].goods] == ["eaeu", "eaeu"]


def test_additions_with_a_name_hold_for_that_one():
    line = {"code": "6204623100", "origin": "KG"}
    trip = read(consignments=[{"id": "KG-55012", "goods": [line]}]).trip
    assert [goods.origin for goods in trip.consignments[0].goods] == ["KG", None]


def test_additions_win_and_what_they_replace_is_noticed():
    document = read(vehicle={"plate": "01KG999ABC"}, documents=[{"kind": "snt"}])
    assert document.trip.vehicle.plate == "01KG999ABC"
    assert [paper.kind for paper in document.trip.documents] == ["cmr", "invoice", "snt"]
    (notice,) = [one for one in document.notices if "additions say" in one.what.text]
    assert notice.what.values == {"old": "01KG123ABC", "new": "01KG999ABC"}
    assert notice.where.field == "CMR/CMRTransport/PrimeMoverStateSignID"


def test_states_between_are_added_without_a_word_and_another_end_is_noticed():
    assert not [one for one in read().notices if "additions" in one.what.text]
    assert not [one for one in read(route="KG, KZ, RU").notices if "additions" in one.what.text]
    document = read(route=["KG", "KZ", "BY"])
    (notice,) = [one for one in document.notices if "additions" in one.what.text]
    assert notice.what.values == {"old": "KG – RU", "new": "KG – KZ – BY"}
    assert document.trip.consignments[0].delivered_to == "RU"


def test_a_mistake_in_the_additions_names_their_file():
    with pytest.raises(InputError) as caught:
        read(crossing_point="nowhere at all")
    (mistake,) = caught.value.mistakes
    assert (mistake.where.file, mistake.where.row) == ("more.yaml", 1)


@pytest.mark.parametrize("version", ["5.10.0", "5.27.0"])
def test_other_versions_of_the_namespaces_are_the_same_form(version):
    assert read(NOTE.replace("5.23.0", version)).trip == read().trip
    assert read(NOTE.replace("cmr:", "x:").replace("xmlns:cmr", "xmlns:x")).trip == read().trip


@pytest.mark.parametrize("declared", ["windows-1251", "UTF-8"])
def test_letters_of_windows_1251_are_read_whether_declared_or_not(declared):
    text = NOTE.replace("UTF-8", declared)
    document = read_xml_document(text.encode("windows-1251"), "cmr.xml", added())
    assert document.trip == read().trip


def test_utf_16_with_its_mark_is_read():
    document = read_xml_document(NOTE.encode("utf-16"), "cmr.xml", added())
    assert document.trip == read().trip


def several(*notes):
    return "<Envelope>" + "".join(note.partition("?>")[2] for note in notes) + "</Envelope>"


def test_several_notes_of_one_truck_are_several_loads():
    second = NOTE.replace("KG-55012", "KG-55013").replace("01KG123ABC", "01 kg 123 abc")
    trip = read(several(NOTE, second)).trip
    assert [load.id for load in trip.consignments] == ["KG-55012", "KG-55013"]
    assert [paper.consignment for paper in trip.documents] == ["KG-55012"] * 2 + ["KG-55013"] * 2


def test_notes_of_one_number_are_kept_apart():
    assert [load.id for load in read(several(NOTE, NOTE)).trip.consignments] == ["KG-55012", "2"]


def test_the_carrier_of_another_note_is_listed():
    second = NOTE.replace("Образец-Транс", "Другой-Транс")
    document = read(several(NOTE, second))
    assert document.trip.carrier.name == "ОсОО Образец-Транс"
    assert left(document)["Envelope/CMR[2]/Carrier/OrganizationName"] == "ОсОО Другой-Транс"


def test_notes_of_two_trucks_are_refused_with_the_place():
    second = NOTE.replace("01KG123ABC", "01KG124ABC")
    with pytest.raises(InputError) as caught:
        read(several(NOTE, second))
    (mistake,) = caught.value.mistakes
    assert mistake.where.field == "Envelope/CMR[2]/CMRTransport/PrimeMoverStateSignID"
    assert mistake.where.file == "cmr.xml"


def test_loads_of_different_ends_give_no_route():
    second = NOTE.replace("<cat_ru:CountryCode>RU<", "<cat_ru:CountryCode>BY<")
    with pytest.raises(InputError) as caught:
        read_xml_document(several(NOTE, second).encode(), "x", Additions(enters_on=date(2026, 12, 1)))
    assert [one.where.field for one in caught.value.mistakes] == ["route"]


def test_a_country_of_zeros_is_no_country():
    document = read(NOTE.replace("<cat_ru:CountryCode>KG<", "<cat_ru:CountryCode>00<"))
    assert document.trip.consignments[0].loaded_in is None
    assert left(document)["CMR/TakingCargo/TakingCargoPlace/CountryCode"] == "00"


def test_a_number_of_another_state_is_left():
    document = read(NOTE.replace("KGINN", "KGOKPO"))
    assert document.trip.consignments[0].consignor.tax_id is None
    assert "CMR/Consignor/KGOrganizationFeatures/KGOKPO" in left(document)


def test_the_only_line_weighs_what_the_whole_does():
    begin, end = (
        NOTE.index("  <cmr:CMRGoods>", NOTE.index("Пуговицы") - 100),
        NOTE.index("  <cmr:DeliveryTerms"),
    )
    text = NOTE[:begin] + NOTE[end:]
    text = text.replace("<cmr:GrossWeightQuantity>8200.500</cmr:GrossWeightQuantity>", "")
    assert [goods.gross_kg for goods in read(text).trip.consignments[0].goods] == [Decimal("8320.5")]


def test_a_note_without_goods_is_of_a_load_that_is_not_known():
    (load,) = read(
        "<CMR><RegistrationDocument><RegID>7</RegID></RegistrationDocument></CMR>"
    ).trip.consignments
    assert load.goods[0].code is None


def test_a_trip_file_takes_no_additions(tmp_path):
    with pytest.raises(InputError) as caught:
        read_trip(b"enters_on: 2026-12-01\nroute: [KG, KZ, RU]\n", "trip.yaml", added())
    assert "document" in caught.value.mistakes[0].what.text


def test_a_document_is_known_by_its_content():
    read_as = read_trip(NOTE.encode(), "anything.yaml", added())
    assert (read_as.document, read_as.trip) == ("cmr", read().trip)


def test_another_document_is_refused_by_its_name():
    with pytest.raises(InputError) as caught:
        read_trip(b"<html><body>x</body></html>", "page.xml")
    assert caught.value.mistakes[0].what.values == {"name": "html"}


def test_every_path_that_is_read_is_in_the_published_form():
    account = Account(read_xml(NOTE.encode(), None))
    draft_of_cmr([account.root])
    listed = listed_paths("fts_album_5_23_0_fields.csv", "CMR")
    assert account.asked > {"CMR/CMRGoods/GoodsNomenclatureCode"}
    assert not unknown_paths(account.asked, listed)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Инвойс к контракту", "invoice"),
        ("СЧЕТ-ФАКТУРА (ИНВОЙС)", "invoice"),
        ("Контракт", "contract"),
        ("Дополнение к договору", None),
        ("Сертификат о происхождении товара СТ-1", "certificate_of_origin"),
        ("Декларация о соответствии", "conformity"),
        ("Декларация на товары", "goods_declaration"),
        ("Упаковочный лист", "packing_list"),
        ("Инвойс, упаковочный лист", None),  # two papers under one name tell neither
        ("CMR", "cmr"),
        ("Фитосанитарный сертификат", "phytosanitary"),
        ("Договорённость", None),
        ("Письмо", None),
    ],
)
def test_a_paper_is_known_by_its_name(name, kind):
    assert kind_of_paper(name) == kind
