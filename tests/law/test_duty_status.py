"""The duty behind a line of goods: asked, never guessed."""

from datetime import date
from decimal import Decimal

import pytest

from otkel.facts.documents import Document, DocumentKind
from otkel.facts.trip import Consignment, Duty, Goods, GoodsStatus, Procedure, Trip
from otkel.law import tax
from otkel.law.corpus import read_rulebook
from otkel.law.finding import Answer, Says, Stage, Weight, Who, sum_up
from otkel.phrases import phrase

DAY = date(2026, 3, 2)
LAW = read_rulebook().on(DAY)
LINE = phrase("goods line {number} of {consignment}", number=1, consignment="A")
UNDECIDED_STOPS = (Says.UNDECIDED, Weight.STOPS, Who.CONSIGNOR)
CLEAR = (Says.YES, Weight.INFORMS, None)


def ask(*lines, procedure=Procedure.MUTUAL_TRADE, documents=(), route=("KZ", "RU"), **facts):
    lot = Consignment(id="A", goods=lines, procedure=procedure, **facts)
    trip = Trip(enters_on=DAY, route=route, consignments=(lot,), documents=documents)
    return [f for f in tax.check(trip, LAW) if f.id == "goods.duty_status"]


def released(duty, documents=(), **facts):
    (finding,) = ask(
        Goods(status=GoodsStatus.RELEASED, released_in="KZ", duty=duty, **facts), documents=documents
    )
    return finding


def short(finding):
    return finding.says, finding.weight, finding.who


def test_union_goods_move_freely():
    (finding,) = ask(Goods(code="0102", status=GoodsStatus.EAEU))
    assert short(finding) == CLEAR
    assert (finding.subject, finding.stage) == ("tax", Stage.EXIT_CONTROL)
    assert finding.values == {"consignments": ("A",)}
    assert finding.reasons == (phrase("Union goods move freely: {consignments}.", consignments=("A",)),)
    assert [x.provision.id for x in finding.rests_on] == ["wto.kz.reduced", "wto.kz.proof"]


def test_what_moves_freely_is_told_once_by_its_reasons():
    union, foreign = Goods(status=GoodsStatus.EAEU), Goods(status=GoodsStatus.FOREIGN)
    full = Goods(status=GoodsStatus.RELEASED, duty=Duty.FULL)
    transit = Procedure.CUSTOMS_TRANSIT
    lots = (
        Consignment(id="A", goods=(union, full, union)),
        Consignment(id="B", goods=(foreign, foreign), procedure=transit),
        Consignment(id="C", goods=(Goods(), union), procedure=transit),
        Consignment(id="D", goods=(full,)),
    )
    paper = Document(kind=DocumentKind.DUTY_RELEASE, consignment="A")
    trip = Trip(enters_on=DAY, route=("KZ", "RU"), consignments=lots, documents=(paper,))
    asked = [f for f in tax.check(trip, LAW) if f.id == "goods.duty_status"]
    assert [(f.says, f.values) for f in asked] == [
        (Says.UNDECIDED, {"consignment": "C", "line": 1, "code": None}),
        (Says.UNDECIDED, {"consignment": "D", "line": 1, "code": None}),
        (Says.YES, {"consignments": ("A", "C", "B")}),
    ]
    assert asked[2].reasons == (
        phrase("Union goods move freely: {consignments}.", consignments=("A", "C")),
        phrase("Foreign goods under customs transit: {consignments}.", consignments=("B",)),
        phrase(
            "Released at the full common tariff, and a paper shows it: {consignments}.", consignments=("A",)
        ),
    )
    assert [x.provision.id for x in asked[0].rests_on] == ["wto.kz.reduced", "wto.kz.proof"]


def test_an_unknown_status_is_asked():
    (finding,) = ask(Goods(duty=Duty.FULL))
    assert short(finding) == UNDECIDED_STOPS
    assert (finding.subject, finding.stage) == ("tax", Stage.EXIT_CONTROL)
    assert finding.missing == (
        phrase("the customs status of {line}: Union, foreign, or released", line=LINE),
    )
    assert finding.reasons == (
        phrase("Without its customs status it is open whether it may move freely: {line}.", line=LINE),
    )


@pytest.mark.parametrize(
    ("procedure", "expected"),
    [
        (Procedure.CUSTOMS_TRANSIT, CLEAR),
        (Procedure.MUTUAL_TRADE, (Says.NO, Weight.STOPS, Who.CONSIGNOR)),
        (Procedure.OWN_GOODS, (Says.NO, Weight.STOPS, Who.CONSIGNOR)),
        (Procedure.EXPORT, (Says.NO, Weight.STOPS, Who.CONSIGNOR)),
        (None, UNDECIDED_STOPS),
    ],
)
def test_foreign_goods_need_transit_or_release(procedure, expected):
    (finding,) = ask(Goods(status=GoodsStatus.FOREIGN), procedure=procedure)
    assert short(finding) == expected


def test_foreign_goods_in_mutual_trade_can_be_declared_or_sent_under_transit():
    (finding,) = ask(Goods(status=GoodsStatus.FOREIGN))
    assert sum_up([finding]) is Answer.FIX
    assert finding.cure == phrase(
        "Declare the goods and pay the full duty, or move them under customs transit: {line}.", line=LINE
    )
    assert finding.reasons == (
        phrase("Foreign goods need customs transit, or release with the full duty paid: {line}.", line=LINE),
    )


def test_foreign_goods_of_unknown_procedure_ask_for_it():
    (finding,) = ask(Goods(status=GoodsStatus.FOREIGN), procedure=None)
    assert finding.missing == (phrase("the procedure of {line}: customs transit or another", line=LINE),)
    assert finding.reasons[0].text.startswith("Foreign goods need customs transit")


def test_foreign_goods_under_transit_say_so():
    (finding,) = ask(Goods(status=GoodsStatus.FOREIGN), procedure=Procedure.CUSTOMS_TRANSIT)
    assert finding.reasons == (
        phrase("Foreign goods under customs transit: {consignments}.", consignments=("A",)),
    )


def test_goods_released_at_the_lower_wto_rate_stop_and_have_no_way_round():
    finding = released(Duty.REDUCED_WTO)
    assert short(finding) == (Says.NO, Weight.STOPS, Who.AUTHORITY)
    assert finding.cure is None
    assert sum_up([finding]) is Answer.NO
    assert finding.reasons == (
        phrase("Released at Kazakhstan's lower WTO rate, so it must stay in Kazakhstan: {line}.", line=LINE),
    )


def test_goods_whose_duty_is_not_paid_stop_until_it_is():
    finding = released(Duty.NOT_PAID)
    assert short(finding) == (Says.NO, Weight.STOPS, Who.CONSIGNOR)
    assert sum_up([finding]) is Answer.FIX
    assert finding.cure == phrase(
        "Pay the duty at the full common tariff and have it released: {line}.", line=LINE
    )
    assert finding.reasons == (phrase("Its duty is not paid: {line}.", line=LINE),)


def test_goods_released_at_an_unknown_tariff_are_asked():
    finding = released(None)
    assert short(finding) == UNDECIDED_STOPS
    assert finding.missing == (
        phrase("at which tariff {line} was released: the full common tariff or a lower WTO rate", line=LINE),
    )
    assert finding.reasons == (
        phrase("Without its duty it is open whether it may leave the state of release: {line}.", line=LINE),
    )


def test_full_duty_without_a_paper_is_a_warning_for_the_proof_is_not_known():
    finding = released(Duty.FULL, customs_value=None, duty_rate_pct=Decimal(5))
    assert short(finding) == (Says.UNDECIDED, Weight.WARNS, Who.CONSIGNOR)
    assert sum_up([finding]) is Answer.GO_WITH_CARE
    assert finding.reasons == (
        phrase("Released at the full common tariff, but no paper shows it: {line}.", line=LINE),
        phrase("Which paper proves payment at the full tariff was not found."),
    )
    assert finding.missing == (phrase("a paper that shows the full duty paid for {line}", line=LINE),)
    assert finding.cure == phrase(
        "Carry the declaration of release with proof of payment: {line}.", line=LINE
    )


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (Document(kind=DocumentKind.FULL_TARIFF_PROOF), CLEAR),
        (Document(kind=DocumentKind.DUTY_RELEASE), CLEAR),
        (Document(kind=DocumentKind.DUTY_RELEASE, consignment="A"), CLEAR),
        (
            Document(kind=DocumentKind.DUTY_RELEASE, consignment="B"),
            (Says.UNDECIDED, Weight.WARNS, Who.CONSIGNOR),
        ),
        (Document(kind=DocumentKind.INVOICE), (Says.UNDECIDED, Weight.WARNS, Who.CONSIGNOR)),
    ],
)
def test_full_duty_with_a_paper_for_the_load_is_clear(document, expected):
    finding = released(Duty.FULL, documents=(Document(kind=DocumentKind.CMR), document))
    assert short(finding) == expected


def test_full_duty_with_a_paper_says_so():
    finding = released(Duty.FULL, documents=(Document(kind=DocumentKind.DUTY_RELEASE),))
    assert finding.reasons == (
        phrase(
            "Released at the full common tariff, and a paper shows it: {consignments}.", consignments=("A",)
        ),
    )
    assert finding.missing == ()


def test_a_paper_does_not_heal_the_lower_rate():
    finding = released(Duty.REDUCED_WTO, documents=(Document(kind=DocumentKind.DUTY_RELEASE),))
    assert finding.says is Says.NO


def test_every_line_is_asked_and_numbered_from_one():
    found = ask(Goods(status=GoodsStatus.EAEU), Goods(code="8542"), Goods())
    assert [f.values for f in found] == [
        {"consignment": "A", "line": 2, "code": "8542"},
        {"consignment": "A", "line": 3, "code": None},
        {"consignments": ("A",)},
    ]
    assert [f.says for f in found] == [Says.UNDECIDED, Says.UNDECIDED, Says.YES]


@pytest.mark.parametrize(
    ("route", "asked"),
    [(("KZ", "RU"), 1), (("KG", "KZ", "RU", "BY"), 1), (("RU", "KZ"), 0), (("KG", "KZ"), 0)],
)
def test_it_is_asked_wherever_russia_is_entered(route, asked):
    assert len(ask(Goods(), route=route)) == asked


def test_it_is_asked_of_goods_that_only_pass_through_russia_but_not_of_personal_ones():
    assert len(ask(Goods(), delivered_to="BY")) == 1
    assert ask(Goods(), procedure=Procedure.PERSONAL) == []
