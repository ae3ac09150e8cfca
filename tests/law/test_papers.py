"""A paper against its load: days, plate, parties, goods codes."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otkel.facts.documents import Document, DocumentKind
from otkel.facts.goods_codes import matching_digits
from otkel.facts.people import Party
from otkel.facts.trip import Consignment, Goods, GoodsStatus, Procedure, Trip
from otkel.facts.vehicles import Vehicle
from otkel.law import comparing, papers
from otkel.law.comparing import compare

ENTRY = date(2026, 8, 3)
LOAD = Consignment(
    id="c1",
    goods=(Goods(code="6109100000"), Goods(code="070200")),
    consignor=Party(name="ОсОО «Айгүл»"),
    consignee=Party(name="ООО «Ромашка»"),
)
TRIP = Trip(
    enters_on=ENTRY,
    route=("KZ", "RU"),
    vehicle=Vehicle(plate="123ABC02", trailer_plate="45XYZ02"),
    consignments=(LOAD,),
)


def paper(kind=DocumentKind.CONFORMITY, **stated):
    return Document(kind=kind, **stated)


def wrong(document, load=LOAD, trip=TRIP):
    return [(p.text, p.values) for p in compare(document, load, trip).wrong]


def missing(document, load=LOAD, trip=TRIP):
    return [(p.text, p.values) for p in compare(document, load, trip).missing]


def test_a_paper_that_states_nothing_is_right():
    assert compare(paper(), LOAD, TRIP) == comparing.Comparison()


@pytest.mark.parametrize(("valid_until", "expired"), [(date(2026, 8, 2), True), (ENTRY, False)])
def test_a_paper_is_good_on_its_last_day(valid_until, expired):
    named = {"paper": papers.NAMES[DocumentKind.CONFORMITY], "valid_until": valid_until, "enters_on": ENTRY}
    text = "Out of date: {paper} expired on {valid_until}; the crossing is on {enters_on}."
    assert wrong(paper(valid_until=valid_until)) == ([(text, named)] if expired else [])


@pytest.mark.parametrize(("issued_on", "late"), [(date(2026, 8, 4), True), (ENTRY, False)])
def test_a_paper_may_be_issued_on_the_day_of_crossing(issued_on, late):
    named = {"paper": papers.NAMES[DocumentKind.CONFORMITY], "issued_on": issued_on, "enters_on": ENTRY}
    text = "Too late: {paper} is issued on {issued_on}; the crossing is on {enters_on}."
    assert wrong(paper(issued_on=issued_on)) == ([(text, named)] if late else [])


@pytest.mark.parametrize("plate", ["123 АВС 02", "45 xyz 02", "123ABC02/45XYZ02"])
def test_a_plate_may_be_the_trucks_the_trailers_or_both(plate):
    assert compare(paper(plate=plate), LOAD, TRIP) == comparing.Comparison()


def test_another_plate_is_told_with_both():
    named = {"paper": papers.NAMES[DocumentKind.CONFORMITY], "named": "999", "stated": "123ABC02"}
    assert wrong(paper(plate="999")) == [
        ("Wrong plate: {paper} names {named}; the truck is {stated}.", named)
    ]
    assert missing(paper(plate="999")) == []


def test_without_the_trucks_plate_a_plate_cannot_be_compared():
    unknown = Trip(enters_on=ENTRY, route=("KZ", "RU"), vehicle=Vehicle(trailer_plate="45XYZ02"))
    assert missing(paper(plate="999"), trip=unknown) == [("the plate of the truck", {})]
    assert wrong(paper(plate="999"), trip=unknown) == []
    assert papers.same_plate("45XYZ02", unknown) is True


@pytest.mark.parametrize(
    "name",
    [
        "ООО «Ромашка»",
        'ооо  "ромашка"',
        " ООО Ромашка",
        "OOO Ромашка",  # Latin capitals
        "Общество с ограниченной ответственностью «Ромашка»",
    ],
)
def test_spelling_of_a_firm_does_not_matter(name):
    assert compare(paper(consignee=name), LOAD, TRIP) == comparing.Comparison()


@pytest.mark.parametrize(
    ("written_out", "short"),
    [
        ("Общество с ограниченной ответственностью «Алма»", "ООО Алма"),
        ("Товарищество с ограниченной ответственностью «Алма»", "ТОО Алма"),
        ("«Алма» жауапкершілігі шектеулі серіктестігі", "Алма ЖШС"),
        ("Акционерное общество «Алма»", "АО Алма"),
        ("Индивидуальный предприниматель Алма", "ИП Алма"),
    ],
)
def test_a_legal_form_may_be_written_out(written_out, short):
    assert papers.is_same_name(written_out, short)
    assert papers.is_same_name(short, written_out)


def test_another_legal_form_is_another_firm():
    assert not papers.is_same_name("ООО Алма", "АО Алма")
    assert not papers.is_same_name("ООО Алма", "ООО Алмаз")


def test_another_consignee_or_consignor_is_told_with_both():
    name = papers.NAMES[DocumentKind.CONFORMITY]
    assert wrong(paper(consignee="ООО Лютик")) == [
        (
            "Wrong consignee: {paper} names {named}; the load goes to {stated}.",
            {"paper": name, "named": "ООО Лютик", "stated": "ООО «Ромашка»"},
        )
    ]
    assert wrong(paper(consignor="ООО Лютик")) == [
        (
            "Wrong consignor: {paper} names {named}; the load comes from {stated}.",
            {"paper": name, "named": "ООО Лютик", "stated": "ОсОО «Айгүл»"},
        )
    ]
    assert wrong(paper(consignor="осоо айгүл")) == []


def test_parties_of_the_load_that_are_not_known_are_asked():
    bare = Consignment(id="c1", goods=LOAD.goods)
    assert missing(paper(consignee="A", consignor="B"), bare) == [
        ("the name of the consignee of {consignment}", {"consignment": "c1"}),
        ("the name of the consignor of {consignment}", {"consignment": "c1"}),
    ]
    assert wrong(paper(consignee="A", consignor="B"), bare) == []


@pytest.mark.parametrize("codes", [("6109",), ("61 09.10",), ("6109100000", "0702")])
def test_codes_match_on_the_shorter(codes):
    assert compare(paper(codes=codes), LOAD, TRIP) == comparing.Comparison()


def test_a_code_that_is_not_in_the_load():
    assert wrong(paper(codes=("6109", "6203"), kind=DocumentKind.CONFORMITY)) == [
        (
            "Wrong goods code: {paper} names {named}; the load has {stated}.",
            {
                "paper": papers.NAMES[DocumentKind.CONFORMITY],
                "named": ("6203",),
                "stated": ("6109100000", "070200"),
            },
        )
    ]


def test_a_code_that_cannot_be_read_is_in_no_load():
    assert papers.foreign_codes(("61",), LOAD.goods) == ()
    assert papers.foreign_codes(("shirts",), LOAD.goods) == ("shirts",)


@pytest.mark.parametrize("kind", sorted(comparing.WHOLE))
def test_papers_for_the_whole_load_name_every_line(kind):
    assert wrong(paper(kind, codes=("6109",))) == [
        (
            "Goods left out: {paper} names {named}; the load also has {stated}.",
            {"paper": papers.NAMES[kind], "named": ("6109",), "stated": ("070200",)},
        )
    ]
    assert wrong(paper(kind, codes=("6109", "0702"))) == []


def test_a_line_without_a_code_leaves_a_strange_code_open():
    load = Consignment(id="c1", goods=(Goods(code="6109"), Goods()))
    one = paper(codes=("8542",), consignment="c1")
    assert missing(one, load) == [("the goods code of every line of {consignment}", {"consignment": "c1"})]
    assert wrong(one, load) == []
    assert (
        compare(paper(DocumentKind.CMR, codes=("6109",), consignment="c1"), load, TRIP)
        == comparing.Comparison()
    )


def test_a_paper_for_the_whole_load_may_name_codes_of_other_consignments():
    other = Consignment(id="c2", goods=(Goods(code="8708"),))
    trip = Trip(enters_on=ENTRY, route=("KZ", "RU"), consignments=(LOAD, other))
    assert wrong(paper(codes=("8708",)), LOAD, trip) == []
    assert len(wrong(paper(codes=("8708",), consignment="c1"), LOAD, trip)) == 1
    assert len(wrong(paper(DocumentKind.CMR, codes=("8708",)), LOAD, trip)) == 1


def test_countries_come_from_the_consignment_else_from_the_route():
    own = Consignment(id="x", goods=(), loaded_in="KG", delivered_to="BY")
    assert (papers.loaded_in(LOAD, TRIP), papers.delivered_to(LOAD, TRIP)) == ("KZ", "RU")
    assert (papers.loaded_in(own, TRIP), papers.delivered_to(own, TRIP)) == ("KG", "BY")


@pytest.mark.parametrize(
    ("procedure", "status", "expected"),
    [
        (None, None, True),
        (None, GoodsStatus.RELEASED, True),
        (None, GoodsStatus.FOREIGN, False),
        (Procedure.MUTUAL_TRADE, GoodsStatus.FOREIGN, True),
        (Procedure.OWN_GOODS, None, True),
        (Procedure.CUSTOMS_TRANSIT, GoodsStatus.EAEU, False),
        (Procedure.PERSONAL, None, False),
        (Procedure.EXPORT, None, False),
    ],
)
def test_what_moves_as_union_goods(procedure, status, expected):
    assert (
        papers.is_union_trade(Consignment(id="x", goods=(Goods(status=status),), procedure=procedure))
        is expected
    )


def test_a_paper_covers_its_own_consignment_or_all():
    assert papers.covers(paper(), LOAD)
    assert papers.covers(paper(consignment="c1"), LOAD)
    assert not papers.covers(paper(consignment="c2"), LOAD)


def test_every_kind_of_paper_has_a_name():
    assert set(papers.NAMES) == set(DocumentKind)
    assert len({name.text for name in papers.NAMES.values()}) == len(DocumentKind)


def test_a_list_is_matched_by_chapter_or_heading():
    assert papers.is_listed("2710124500", ["2710"])
    assert not papers.is_listed("2711124500", ["2710", "24"])
    assert papers.is_listed("240220", ["2710", "24"])


@pytest.mark.parametrize(
    ("entries", "code", "covered"),
    [
        (["0702"], "0702000000", True),
        (["0702"], "0701000000", False),
        (["070200"], "0702", True),
        (["070200"], "0703", False),
        (["070200"], "0702001", True),
        (["0702"], "702000000", True),
        (["07"], "702000000", True),
        (["07"], "70200000", False),
        (["70"], "702000000", True),
        ([], "0702", False),
    ],
)
def test_codes_cover_what_agrees_on_the_shorter(entries, code, covered):
    assert papers.Codes(entries).cover(code) is covered


@given(
    st.lists(st.from_regex(r"[01]{2,6}", fullmatch=True), max_size=3),
    st.from_regex(r"[01]{4,10}", fullmatch=True),
)
@settings(max_examples=100)
def test_codes_cover_what_matches_on_some_digits(entries, code):
    assert papers.Codes(entries).cover(code) is any(matching_digits(entry, code) for entry in entries)
