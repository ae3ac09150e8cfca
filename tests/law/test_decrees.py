"""The windows of the emergency decrees and each of their conditions."""

from datetime import date, timedelta

import pytest

from otkel.facts.documents import Document, DocumentKind
from otkel.facts.people import Party, PartyKind
from otkel.facts.trip import Consignment, Goods, GoodsStatus, Marking, Procedure, Trip
from otkel.law import decrees
from otkel.law.corpus import read_rulebook
from otkel.law.finding import Says, Stage, Weight, Who

RECEIVER = Party(country="RU", kind=PartyKind.LEGAL_ENTITY, name="ООО Ромашка")
NOTICE = Document(kind=DocumentKind.RECEIVER_NOTICE)
STATUS = Document(kind=DocumentKind.EAEU_STATUS)
SHIRT = Goods(code="6109100000", status=GoodsStatus.EAEU)
INSIDE = date(2025, 11, 20)


def trip(
    on=INSIDE, *, goods=(SHIRT,), route=("KG", "KZ", "RU"), consignee=RECEIVER, papers=(NOTICE,), **fields
):
    load = Consignment(id="c1", goods=goods, consignee=consignee, **fields)
    return Trip(enters_on=on, route=route, consignments=(load,), documents=papers)


def ask(a_trip, **options):
    return list(decrees.check(a_trip, read_rulebook().on(a_trip.enters_on, options=options)))


def says(findings):
    return {f.id: (f.says, f.weight) for f in findings}


ALL_MET = {
    "decree778.receiver": (Says.YES, Weight.INFORMS),
    "decree778.notice": (Says.YES, Weight.INFORMS),
    "decree778.goods": (Says.YES, Weight.INFORMS),
    "decree778.relief": (Says.YES, Weight.INFORMS),
    "decree778.declare": (Says.YES, Weight.INFORMS),
}
MET_261 = {"decree261.relief": (Says.YES, Weight.INFORMS), "decree261.declare": (Says.YES, Weight.INFORMS)}


@pytest.mark.parametrize(
    ("on", "options", "expected"),
    [
        (date(2025, 10, 23), {}, {}),
        (date(2025, 10, 24), {}, ALL_MET),
        (date(2025, 10, 24), {"decree_778_start": "november_1"}, {}),
        (date(2025, 10, 31), {"decree_778_start": "november_1"}, {}),
        (date(2025, 11, 1), {"decree_778_start": "november_1"}, ALL_MET),
        (date(2025, 12, 10), {}, ALL_MET),
        (date(2025, 12, 10), {"decree_778_start": "november_1"}, ALL_MET),
        (date(2025, 12, 11), {}, ALL_MET),
        (date(2025, 12, 25), {}, ALL_MET),
        (date(2025, 12, 26), {}, {}),
        (date(2026, 1, 28), {}, {}),
        (date(2026, 4, 19), {}, {}),
        (date(2026, 4, 20), {}, MET_261),
        (date(2026, 5, 31), {}, MET_261),
        (date(2026, 6, 1), {}, {}),
    ],
)
def test_the_windows(on, options, expected):
    assert says(ask(trip(on), **options)) == expected


def test_the_start_is_a_switch_and_says_so():
    (choice,) = {c for f in ask(trip()) for c in f.switches}
    assert (choice.switch, choice.option, choice.is_default) == ("decree_778_start", "october_24", True)


@pytest.mark.parametrize(
    ("on", "last"), [(INSIDE, date(2025, 12, 10)), (date(2025, 12, 20), date(2025, 12, 25))]
)
def test_what_is_told_when_the_decree_helps(on, last):
    found = {f.id: f for f in ask(trip(on))}
    relief, declare = found["decree778.relief"], found["decree778.declare"]
    assert (relief.until, relief.stage, relief.who) == (last, Stage.ENTRY_CONTROL, None)
    assert relief.reasons[0].values == {"consignments": ("c1",), "last_day": last}
    assert (declare.until, declare.stage, declare.who) == (date(2025, 12, 27), Stage.AFTER, Who.CONSIGNEE)
    assert declare.reasons[0].values == {"consignments": ("c1",), "day": date(2025, 12, 27)}
    assert [x.provision.id for x in declare.rests_on] == ["decree778.duties", "decree778.declare_by"]
    assert relief.values == declare.values == {"consignments": ["c1"]}
    assert {f.subject for f in found.values()} == {"decrees"}


@pytest.mark.parametrize(
    ("country", "kind", "expected"),
    [
        ("RU", PartyKind.LEGAL_ENTITY, Says.YES),
        ("RU", PartyKind.ENTREPRENEUR, Says.NO),
        ("RU", PartyKind.PERSON, Says.NO),
        ("BY", PartyKind.LEGAL_ENTITY, Says.NO),
        ("BY", None, Says.NO),
        (None, PartyKind.PERSON, Says.NO),
        ("RU", None, Says.UNDECIDED),
        (None, PartyKind.LEGAL_ENTITY, Says.UNDECIDED),
        (None, None, Says.UNDECIDED),
    ],
)
def test_the_receiver_is_a_russian_legal_entity(country, kind, expected):
    found = {f.id: f for f in ask(trip(consignee=Party(country=country, kind=kind)))}
    receiver = found["decree778.receiver"]
    assert receiver.says is expected
    assert receiver.who is Who.CONSIGNOR
    assert receiver.weight is (Weight.INFORMS if expected is Says.YES else Weight.STOPS)
    assert receiver.until == (None if expected is Says.YES else INSIDE)
    assert (receiver.cure is not None) == (expected is Says.NO)
    assert [m.text for m in receiver.missing] == (
        ["whether the consignee of {consignment} is a Russian legal entity"]
        if expected is Says.UNDECIDED
        else []
    )
    assert ("decree778.relief" in found) == (expected is Says.YES)


@pytest.mark.parametrize(
    "papers",
    [
        (),
        (Document(kind=DocumentKind.RECEIVER_NOTICE, consignment="c2"),),
        (Document(kind=DocumentKind.RECEIVER_NOTICE, consignee="ООО Лютик"),),
        (Document(kind=DocumentKind.RECEIVER_NOTICE, valid_until=INSIDE - timedelta(days=1)),),
        (Document(kind=DocumentKind.CMR),),
    ],
)
def test_the_carrier_holds_the_receivers_notice(papers):
    found = {f.id: f for f in ask(trip(papers=papers))}
    notice = found["decree778.notice"]
    assert (notice.says, notice.weight, notice.who) == (Says.NO, Weight.STOPS, Who.CONSIGNEE)
    assert notice.stage is Stage.ENTRY_CONTROL
    assert notice.until == INSIDE
    assert notice.values == {"consignment": "c1"}
    assert (
        notice.cure.text == "Send the carrier a signed notice that you will declare the goods; he carries it."
    )
    assert [x.provision.id for x in notice.rests_on] == ["decree778.window", "decree778.notice"]
    assert "decree778.relief" not in found


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("0101210000", Says.NO),
        ("0702", Says.NO),
        ("0901110009", Says.NO),
        ("1512", Says.NO),
        ("2208", Says.NO),
        ("2402", Says.NO),
        ("3004", Says.NO),
        ("3604", Says.NO),
        ("9303", Says.NO),
        ("0603", Says.YES),
        ("2501", Says.YES),
        ("6109", Says.YES),
        (None, Says.UNDECIDED),
    ],
)
def test_goods_left_out(code, expected):
    found = {f.id: f for f in ask(trip(goods=(SHIRT, Goods(code=code, status=GoodsStatus.EAEU))))}
    assert found["decree778.goods"].says is expected
    assert ("decree778.relief" in found) == (expected is Says.YES)


def test_one_excluded_line_decides_even_beside_an_unknown_one():
    goods = (Goods(status=GoodsStatus.EAEU), Goods(code="0702", status=GoodsStatus.EAEU))
    found = {f.id: f for f in ask(trip(goods=goods))}
    assert found["decree778.goods"].says is Says.NO
    assert found["decree778.goods"].who is Who.CONSIGNOR


@pytest.mark.parametrize(
    "changes",
    [
        {"route": ("BY", "RU")},
        {"route": ("UZ", "KZ", "RU")},
        {"route": ("KZ", "CN")},
        {"loaded_in": "AM"},
        {"delivered_to": "KZ"},
        {"procedure": Procedure.CUSTOMS_TRANSIT},
        {"procedure": Procedure.PERSONAL},
        {"papers": (STATUS,)},
        {"goods": (Goods(code="6109", status=GoodsStatus.RELEASED),)},
    ],
)
def test_where_the_decree_does_not_speak(changes):
    assert ask(trip(**changes)) == []


def test_the_way_to_russia_must_cross_the_kazakh_section():
    assert ask(trip(route=("KZ", "BY", "RU"))) == []
    assert says(ask(trip(route=("KZ", "RU")))) == ALL_MET


@pytest.mark.parametrize(
    ("goods", "papers", "needs"),
    [
        ((SHIRT,), (), True),
        ((SHIRT,), (STATUS,), False),
        ((Goods(code="6109"),), (), True),
        ((Goods(code="6109", status=GoodsStatus.EAEU, marking=Marking.MISSING),), (STATUS,), True),
        ((Goods(code="6109", status=GoodsStatus.EAEU, marking=Marking.APPLIED),), (STATUS,), False),
        ((SHIRT,), (Document(kind=DocumentKind.EAEU_STATUS, consignee="B"),), True),
    ],
)
def test_who_needs_relief(goods, papers, needs):
    a_trip = trip(goods=goods, papers=papers)
    assert decrees.needs_relief(a_trip.consignments[0], a_trip) is needs


def test_a_wrong_proof_is_no_proof():
    stale = Document(kind=DocumentKind.EAEU_STATUS, valid_until=INSIDE - timedelta(days=1))
    a_trip = trip(papers=(stale,))
    assert decrees.needs_relief(a_trip.consignments[0], a_trip) is True


def test_decree_261_names_the_codes_of_the_declaration():
    on = date(2026, 5, 15)
    relief, declare = ask(trip(on, papers=(), consignee=Party()))
    assert (relief.until, relief.stage) == (date(2026, 5, 31), Stage.ENTRY_CONTROL)
    assert [x.provision.id for x in relief.rests_on] == ["decree261.window", "decree261.origin"]
    assert declare.values == {"consignments": ["c1"], "box7": "НВТ", "box44": "09999"}
    assert (declare.who, declare.stage, declare.until) == (Who.CONSIGNEE, Stage.AFTER, None)


@pytest.mark.parametrize(
    ("route", "helps"), [(("AM", "RU"), True), (("BY", "RU"), True), (("UZ", "RU"), False)]
)
def test_decree_261_is_for_goods_of_the_union(route, helps):
    assert bool(ask(trip(date(2026, 5, 15), route=route))) is helps


def test_relief_gathers_what_is_missing():
    a_trip = trip(goods=(Goods(status=GoodsStatus.EAEU),), consignee=Party())
    found = decrees.relief(a_trip.consignments[0], a_trip, read_rulebook().on(INSIDE))
    assert found.granted is None
    assert [m.text for m in found.missing] == [
        "whether the consignee of {consignment} is a Russian legal entity",
        "the goods code of every line of {consignment}",
    ]
    assert [x.provision.id for x in found.rests_on] == [
        "decree778.window",
        "decree778.origin",
        "decree778.receiver",
        "decree778.notice",
        "decree778.excluded",
    ]


def test_a_condition_not_met_outweighs_one_not_known():
    a_trip = trip(goods=(Goods(status=GoodsStatus.EAEU),), papers=())
    assert decrees.relief(a_trip.consignments[0], a_trip, read_rulebook().on(INSIDE)).granted is False


def test_known_only_from_the_day_of_the_decree():
    law = read_rulebook().on(INSIDE, known_at=date(2025, 10, 23))
    assert list(decrees.check(trip(), law)) == []


def test_consignments_that_meet_the_decree_are_told_of_together():
    loads = tuple(
        Consignment(id=name, goods=(SHIRT,), consignee=consignee)
        for name, consignee in (("a", RECEIVER), ("b", Party()), ("c", RECEIVER), ("d", Party(country="BY")))
    )
    a_trip = Trip(enters_on=INSIDE, route=("KG", "KZ", "RU"), consignments=loads, documents=(NOTICE,))
    found = ask(a_trip)
    assert [(f.id, f.says, f.values) for f in found] == [
        ("decree778.receiver", Says.YES, {"consignments": ["a", "c"]}),
        ("decree778.receiver", Says.UNDECIDED, {"consignment": "b"}),
        ("decree778.receiver", Says.NO, {"consignment": "d"}),
        ("decree778.notice", Says.YES, {"consignments": ["a", "b", "c", "d"]}),
        ("decree778.goods", Says.YES, {"consignments": ["a", "b", "c", "d"]}),
        ("decree778.relief", Says.YES, {"consignments": ["a", "c"]}),
        ("decree778.declare", Says.YES, {"consignments": ["a", "c"]}),
    ]
    assert found[0].reasons[0].values == {"consignments": ("a", "c")}
    assert found[1].reasons[0].values == {"consignments": ("b",)}
    assert found[1].missing[0].values == {"consignment": "b"}


def test_relief_tells_of_each_condition():
    a_trip = trip(goods=(Goods(status=GoodsStatus.EAEU),), papers=())
    found = decrees.relief(a_trip.consignments[0], a_trip, read_rulebook().on(INSIDE))
    assert found.met == (True, False, None)


def test_no_decree_no_words():
    law = read_rulebook().on(date(2026, 8, 3))
    assert decrees.relief(trip().consignments[0], trip(), law) is None
