from datetime import date

from otkel.facts.trip import Consignment, Goods, Trip
from otkel.law.corpus import read_rulebook
from otkel.law.finding import Says, Stage, Weight, Who
from otkel.law.load import check
from otkel.phrases import phrase

LAW = read_rulebook().on(date(2026, 8, 10))


def found(**facts):
    return list(check(Trip(enters_on=LAW.on, route=("KZ", "RU"), **facts), LAW))


def consignment(name, *goods):
    return Consignment(id=name, goods=goods)


def test_an_empty_truck_that_is_said_to_be_empty_is_fine():
    assert found() == []


def test_a_load_with_goods_is_fine():
    assert found(consignments=(consignment("A", Goods()),)) == []


def test_a_truck_of_which_nobody_said_what_it_carries_is_undecided():
    (only,) = found(load_stated=False)
    assert (only.id, only.subject, only.says, only.weight) == (
        "goods.load", "documents", Says.UNDECIDED, Weight.STOPS,
    )  # fmt: skip
    assert (only.stage, only.who, only.cure, only.rests_on) == (
        Stage.BEFORE_DEPARTURE, Who.CONSIGNOR, None, (),
    )  # fmt: skip
    assert only.missing == (phrase("what the truck carries, or that it is empty"),)
    assert only.values == {"consignments": ()}
    assert only.reasons == (
        phrase("Papers, tax, seal and controls hang on the load, and the load is not stated."),
    )


def test_consignments_without_goods_are_undecided_and_named():
    (only,) = found(consignments=(consignment("A"), consignment("B", Goods()), consignment("C")))
    assert only.missing == (phrase("the goods of {consignments}", consignments=("A", "C")),)
    assert only.values == {"consignments": ("A", "C")}
