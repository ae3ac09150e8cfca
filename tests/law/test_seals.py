"""Navigation seals: who needs one, what it costs, what its readings show, and the plan for imports."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otkel.facts.trip import Consignment, Goods, Procedure, Trip
from otkel.facts.vehicles import Seal, SealReading
from otkel.law import seals
from otkel.law.corpus import LawDay, read_rulebook
from otkel.law.finding import Finding, Says, Stage, Weight, Who, is_curable
from otkel.law.seals import situations
from otkel.phrases import phrase

DAY = date(2026, 2, 11)
TRANSIT, EXPORT, TRADE = Procedure.CUSTOMS_TRANSIT, Procedure.EXPORT, Procedure.MUTUAL_TRADE


def law(on: date = DAY, known_at: date | None = None, **options: str) -> LawDay:
    return read_rulebook().on(on, known_at, options)


def load(
    code: str | None = "2203000100",
    procedure: Procedure | None = TRADE,
    route: tuple[str, ...] = ("KZ", "RU"),
    **seal: Any,
) -> Trip:
    consignment = Consignment(id="A", goods=(Goods(code=code),), procedure=procedure)
    return Trip(enters_on=DAY, route=route, consignments=(consignment,), seal=Seal(**seal))


def found(of: Trip, day: LawDay | None = None) -> dict[str, Finding]:
    return {x.id: x for x in seals.check(of, day or law())}


def ids(finding: Finding) -> tuple[str, ...]:
    return tuple(x.provision.id for x in finding.rests_on)


STAGE1 = ("seal.agreement", "seal.stage1", "seal.scope.states", "seal.stage1.goods")


RU_OPERATOR = "Centre for Development of Digital Platforms (ЦРЦП)"
KZ_OPERATOR = "LLP Institute of Space Engineering and Technology"
KG_OPERATOR = "State Customs Infrastructure OJSC"


# --- who must carry a seal --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fitted", "says", "weight", "who"),
    [
        (True, Says.YES, Weight.INFORMS, None),
        (False, Says.NO, Weight.STOPS, Who.CONSIGNOR),
        (None, Says.UNDECIDED, Weight.STOPS, Who.CONSIGNOR),
    ],
)
def test_a_load_of_stage_1_must_be_sealed(
    fitted: bool | None, says: Says, weight: Weight, who: Who | None
) -> None:
    answer = found(load(fitted=fitted))["seal.required"]
    assert (answer.says, answer.weight, answer.who) == (says, weight, who)
    assert (answer.subject, answer.stage) == ("seals", Stage.BEFORE_DEPARTURE)
    assert answer.values == {
        "groups": ("alcohol",),
        "fitted": fitted,
        "operators": (RU_OPERATOR, KZ_OPERATOR),
    }
    assert ids(answer) == (*STAGE1, "seal.provider", "seal.ru.operator", "seal.kz.operator")
    assert [x.text for x in answer.missing] == (
        ["whether a navigation seal is fitted"] if fitted is None else []
    )
    assert is_curable(answer) is (fitted is False)
    assert (answer.cure.text.split(" from ")[0] if answer.cure else None) == (
        "order the seal" if fitted is False else None
    )
    assert [x.text for x in answer.reasons] == [
        "a navigation seal is fitted"
        if fitted
        else "the load must carry a navigation seal on its way through two or more member states"
    ]


def test_the_operators_on_the_way_are_named() -> None:
    answer = found(load(route=("KG", "KZ", "RU")))["seal.required"]
    assert answer.values["operators"] == (RU_OPERATOR, KZ_OPERATOR, KG_OPERATOR)
    assert found(load(route=("AM", "BY")))["seal.required"].values["operators"] == ()


def test_tracking_is_mandatory_from_11_february_2026() -> None:
    assert found(load(fitted=False), law(date(2026, 2, 10))) == {}
    assert found(load(fitted=False))["seal.required"].says is Says.NO
    assert found(load(fitted=False), law(known_at=date(2025, 9, 22))) == {}
    assert found(load(fitted=False), law(known_at=date(2025, 9, 23)))["seal.required"].says is Says.NO


ALL = {TRANSIT, EXPORT, TRADE}


@pytest.mark.parametrize(
    ("code", "group", "procedures"),
    [
        ("2203000100", "alcohol", ALL),
        ("2208209900", "alcohol", ALL),
        ("220421", "alcohol", ALL),
        ("2401", "tobacco", ALL),
        ("2402209000", "tobacco", ALL),
        ("24039910", "tobacco", ALL),
        ("2404120000", "nicotine", {EXPORT}),
        ("2939790000", "nicotine", {EXPORT}),
        ("2939800000", "nicotine", {EXPORT}),
        ("6109100000", "clothing", {TRANSIT}),
        ("610910000", "clothing", {TRANSIT}),
        ("6203", "clothing", {TRANSIT}),
        ("6403990000", "footwear", {TRANSIT}),
        ("841810", "appliances", {TRANSIT}),
        ("8422110000", "appliances", {TRANSIT}),
        ("8450111100", "appliances", {TRANSIT}),
        ("8516500000", "appliances", {TRANSIT}),
        ("2202", None, set()),
        ("2209", None, set()),
        ("2939710000", None, set()),
        ("6001", None, set()),
        ("6301", None, set()),
        ("8542310000", None, set()),
    ],
)
def test_the_groups_of_stage_1_by_procedure(code: str, group: str | None, procedures: set[Procedure]) -> None:
    for procedure in ALL:
        answer = found(load(code, procedure, fitted=False))["seal.required"]
        if procedure in procedures:
            assert (answer.says, answer.values["groups"]) == (Says.NO, (group,))
        else:
            assert (answer.says, answer.weight) == (Says.YES, Weight.INFORMS)
            assert answer.reasons[0].text.startswith("the load is not among the coded goods")
            assert (answer.values, ids(answer)) == ({}, STAGE1)


@pytest.mark.parametrize("procedure", [Procedure.OWN_GOODS, Procedure.PERSONAL])
def test_own_and_personal_goods_are_not_tracked(procedure: Procedure) -> None:
    assert "seal.required" not in found(load(procedure=procedure, fitted=False))


@pytest.mark.parametrize(
    ("route", "is_tracked"),
    [
        (("KZ", "RU"), True),
        (("RU", "KZ"), True),
        (("CN", "KZ", "RU"), True),
        (("KG", "KZ", "RU", "BY"), True),
        (("CN", "KZ"), False),
        (("UZ", "KZ", "UZ"), False),
        (("RU", "CN", "RU"), False),
    ],
)
def test_two_member_states_make_a_tracked_carriage(route: tuple[str, ...], is_tracked: bool) -> None:
    assert ("seal.required" in found(load(route=route, fitted=False))) is is_tracked


def test_the_way_of_the_consignment_counts_not_the_route_of_the_truck() -> None:
    goods = (Goods(code="2203000100"),)
    inside = Consignment(id="A", goods=goods, procedure=TRADE, delivered_to="KZ")
    assert found(Trip(enters_on=DAY, route=("CN", "KZ", "RU"), consignments=(inside,))).keys() == set()


# --- what is not known ------------------------------------------------------------------------


def test_without_the_procedure_it_is_undecided() -> None:
    answer = found(load(procedure=None))["seal.required"]
    assert (answer.says, answer.weight, answer.who) == (Says.UNDECIDED, Weight.STOPS, Who.CONSIGNOR)
    assert [(x.text, x.values) for x in answer.missing] == [
        ("the customs procedure of consignment {consignment}", {"consignment": "A"})
    ]
    assert answer.reasons[0].text == "the load may have to carry a navigation seal"
    assert ids(answer) == STAGE1
    sealed = found(load(procedure=None, fitted=True))["seal.required"]
    assert (sealed.says, sealed.weight, ids(sealed)) == (Says.YES, Weight.INFORMS, STAGE1)
    assert sealed.reasons[0].text == "a navigation seal is fitted"
    assert found(load("8542310000", procedure=None))["seal.required"].says is Says.YES


def test_without_the_code_it_is_undecided() -> None:
    answer = found(load(None))["seal.required"]
    assert answer.says is Says.UNDECIDED
    assert [(x.text, x.values) for x in answer.missing] == [
        ("the goods code in consignment {consignment}", {"consignment": "A"})
    ]


@pytest.mark.parametrize("code", ["2939", "293979", "29397900", "293980000"])
def test_a_short_code_over_a_listed_one_is_undecided(code: str) -> None:
    answer = found(load(code, EXPORT, fitted=False))["seal.required"]
    assert answer.says is Says.UNDECIDED
    assert [(x.text, x.values) for x in answer.missing] == [
        ("all ten digits of goods code {code}", {"code": code})
    ]
    assert found(load(code, TRADE, fitted=False))["seal.required"].says is Says.YES


def test_a_code_that_may_have_lost_a_zero_is_read_both_ways() -> None:
    assert found(load("220300010", fitted=False))["seal.required"].says is Says.NO
    assert found(load("640399000", TRANSIT, fitted=False))["seal.required"].says is Says.NO


def test_each_missing_fact_is_told_once_and_a_sure_group_decides() -> None:
    consignments = (
        Consignment(id="A", goods=(Goods(), Goods(), Goods(code="6109")), procedure=None),
        Consignment(id="B", goods=(Goods(code="2939"), Goods(code="2939")), procedure=EXPORT),
    )
    of = Trip(enters_on=DAY, route=("KZ", "RU"), consignments=consignments)
    assert [tuple(x.values.values()) for x in found(of)["seal.required"].missing] == [
        ("A",),
        ("A",),
        ("2939",),
    ]
    sure = Consignment(
        id="C",
        goods=(Goods(code="8542"), Goods(code="2404"), Goods(code="2203"), Goods(code="2404")),
        procedure=EXPORT,
    )
    of = Trip(enters_on=DAY, route=("KZ", "RU"), consignments=(*consignments, sure), seal=Seal(fitted=False))
    answer = found(of)["seal.required"]
    assert (answer.says, answer.values["groups"]) == (Says.NO, ("nicotine", "alcohol"))


def test_the_list_of_sanctioned_goods_is_told_as_missing() -> None:
    answer = found(load("8542310000"))["seal.sanctioned"]
    assert (answer.says, answer.weight, answer.stage) == (
        Says.UNDECIDED,
        Weight.INFORMS,
        Stage.BEFORE_DEPARTURE,
    )
    assert "not coded" in answer.reasons[0].text
    assert [x.text for x in answer.missing] == [
        "whether the goods are on the list of sanctioned goods that need a seal"
    ]
    assert ids(answer) == ("seal.stage1", "seal.stage1.sanctioned")
    assert "seal.sanctioned" not in found(load())
    assert "seal.sanctioned" not in found(load(procedure=None))


# --- activation -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("activated", "says", "weight", "who"),
    [
        (True, Says.YES, Weight.INFORMS, None),
        (False, Says.NO, Weight.STOPS, Who.CONSIGNOR),
        (None, Says.UNDECIDED, Weight.WARNS, Who.CONSIGNOR),
    ],
)
def test_a_fitted_seal_must_be_activated(
    activated: bool | None, says: Says, weight: Weight, who: Who | None
) -> None:
    answer = found(load(fitted=True, activated=activated))["seal.activated"]
    assert (answer.says, answer.weight, answer.who) == (says, weight, who)
    assert (answer.subject, answer.stage, ids(answer)) == ("seals", Stage.BEFORE_DEPARTURE, ("seal.stage1",))
    assert [x.text for x in answer.missing] == (
        ["whether the navigation seal is activated"] if activated is None else []
    )
    assert (answer.cure.text if answer.cure else None) == (
        "have the operator activate the seal before departure" if activated is False else None
    )
    assert {True: "is activated", False: "not activated", None: "not known"}[activated] in answer.reasons[
        0
    ].text


@pytest.mark.parametrize("fitted", [False, None])
def test_activation_is_asked_only_of_a_fitted_seal(fitted: bool | None) -> None:
    assert "seal.activated" not in found(load(fitted=fitted, activated=False))


# --- the fee ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("route", "stages", "total", "others"),
    [
        (("KZ", "RU"), ("end",), "10845", ["KZ"]),
        (("CN", "KZ", "RU"), ("end",), "10845", ["KZ"]),
        (("RU", "KZ"), ("start",), "13855", ["KZ"]),
        (("KG", "KZ", "RU", "BY"), ("transit",), "7805", ["KG", "KZ", "BY"]),
        (("RU", "KZ", "RU"), ("start", "end"), "24700", ["KZ"]),
        (("KZ", "RU", "KZ"), ("transit",), "7805", ["KZ"]),
    ],
)
def test_the_fee_adds_the_russian_stages(
    route: tuple[str, ...], stages: tuple[str, ...], total: str, others: list[str]
) -> None:
    answer = found(load(route=route))["seal.fee"]
    assert (answer.says, answer.weight, answer.subject) == (Says.YES, Weight.INFORMS, "seals")
    assert answer.stage is Stage.BEFORE_DEPARTURE
    assert answer.values == {"stages": stages, "russia_rub": Decimal(total)}
    assert isinstance(answer.values["russia_rub"], Decimal)
    assert answer.reasons[0].values == {"total": Decimal(total)}
    assert answer.reasons[0].text.startswith("the seal service costs {total} RUB in Russia")
    assert [(x.text, x.values) for x in answer.missing] == [
        ("the road tariff of navigation seals in {country}", {"country": x}) for x in others
    ]
    assert ids(answer) == (
        *(f"seal.ru.fee.{stage}" for stage in stages),
        "seal.ru.fee.basis",
        "seal.ru.fee.day",
        "seal.kz.road.fee",
    )
    assert [(x.switch, x.option) for x in answer.switches] == [("seal_price", "per_stage")]


def test_by_the_reading_of_a_daily_price_the_fee_is_undecided() -> None:
    answer = found(load(), law(seal_price="per_stage_and_day"))["seal.fee"]
    assert (answer.says, answer.weight) == (Says.UNDECIDED, Weight.INFORMS)
    assert [x.text for x in answer.missing] == [
        "the road tariff of navigation seals in {country}",
        "the tariff for a day of monitoring in Russia",
    ]
    assert answer.values["russia_rub"] == Decimal(10845)


def test_no_fee_where_russia_is_not_crossed_or_the_tariff_was_not_published() -> None:
    assert "seal.required" in found(load(route=("KG", "KZ")))
    assert "seal.fee" not in found(load(route=("KG", "KZ")))
    assert "seal.fee" not in found(load(), law(known_at=date(2026, 2, 10)))
    assert "seal.fee" not in found(load("8542310000"))
    assert "seal.fee" not in found(load(procedure=None))


# --- readings ---------------------------------------------------------------------------------


def codes(*readings: SealReading, day: LawDay | None = None, **seal: Any) -> list[tuple[str, str]]:
    shown = situations(Seal(readings=readings, **seal), day or law())
    return [(code, rule.provision.id) for code, rule in shown]


ROUTE, BATTERY = ("03", "seal.event.route_km"), ("05", "seal.event.battery_pct")
SILENCE = ("06", "seal.event.silence_periods")


@pytest.mark.parametrize(("km", "shown"), [("50", []), ("50.01", [ROUTE]), ("0", []), ("51", [ROUTE])])
def test_more_than_50_km_off_the_route_is_03(km: str, shown: list[tuple[str, str]]) -> None:
    assert codes(SealReading(off_route_km=Decimal(km))) == shown


@pytest.mark.parametrize(("km", "shown"), [("20", []), ("20.1", [ROUTE])])
def test_another_distance_may_be_set(km: str, shown: list[tuple[str, str]]) -> None:
    assert codes(SealReading(off_route_km=Decimal(km)), route_tolerance_km=Decimal(20)) == shown
    assert codes(SealReading(off_route_km=Decimal(60)), route_tolerance_km=Decimal(70)) == []


@pytest.mark.parametrize(("pct", "shown"), [("15", []), ("14.9", [BATTERY]), ("0", [BATTERY]), ("30", [])])
def test_a_battery_below_15_per_cent_is_05(pct: str, shown: list[tuple[str, str]]) -> None:
    assert codes(SealReading(battery_pct=Decimal(pct))) == shown


@pytest.mark.parametrize(("missed", "shown"), [(0, []), (1, []), (2, [SILENCE]), (3, [SILENCE])])
def test_two_exchange_periods_without_data_are_06(missed: int, shown: list[tuple[str, str]]) -> None:
    assert codes(SealReading(missed_periods=missed)) == shown


def test_a_reported_code_is_taken_as_it_is() -> None:
    for code in ("01", "02", "03", "04", "05", "06", "07", "08"):
        assert codes(SealReading(code=code)) == [(code, "seal.event.codes")]
    assert codes(SealReading()) == []


def test_situations_are_told_once_and_in_the_order_of_the_table() -> None:
    low, far = (
        SealReading(battery_pct=Decimal(3), code="07"),
        SealReading(off_route_km=Decimal(80), code="01"),
    )
    assert [x for x, _ in codes(low, far, low)] == ["01", "03", "05", "07"]


def test_before_the_table_no_situation_is_told() -> None:
    assert codes(SealReading(code="01"), day=law(date(2022, 12, 31))) == []
    assert codes(SealReading(code="01"), day=law(date(2023, 1, 1))) == [("01", "seal.event.codes")]


@settings(max_examples=80, deadline=None)
@given(
    km=st.none() | st.decimals(0, 200, places=1),
    pct=st.none() | st.decimals(0, 100, places=1),
    missed=st.none() | st.integers(0, 5),
)
def test_exactly_the_crossed_thresholds_are_told(
    km: Decimal | None, pct: Decimal | None, missed: int | None
) -> None:
    """Each threshold of the table, on both sides, whatever the other readings say."""
    reading = SealReading(off_route_km=km, battery_pct=pct, missed_periods=missed)
    expected = {
        "03": km is not None and km > 50,
        "05": pct is not None and pct < 15,
        "06": missed is not None and missed >= 2,
    }
    assert [x for x, _ in codes(reading)] == [code for code, crossed in expected.items() if crossed]


def test_a_situation_warns_the_driver() -> None:
    of = load(fitted=True, activated=True, readings=(SealReading(battery_pct=Decimal(9)),))
    answer = found(of)["seal.situation"]
    assert (answer.says, answer.weight, answer.who) == (Says.NO, Weight.WARNS, Who.DRIVER)
    assert (answer.subject, answer.stage) == ("seals", Stage.ROADSIDE_CHECK)
    assert answer.values == {"code": "05"}
    assert answer.reasons[0].text == "the battery of the navigation seal is low"
    assert answer.cure is not None
    assert answer.cure.text == "stop where it is safe and report to the operator of the seal"
    assert [x.text for x in answer.missing] == [
        "within how many hours it must be reported, and whether the truck must stop"
    ]
    assert ids(answer) == ("seal.event.battery_pct", "seal.event.report_h")


@pytest.mark.parametrize(
    ("code", "situation"),
    [
        ("01", "sealing element broken"),
        ("02", "housing of the electronic unit broken"),
        ("03", "road route left"),
        ("04", "seal out of order"),
        ("05", "battery low"),
        ("06", "no technological messages"),
        ("07", "unauthorised acts"),
    ],
)
def test_every_reported_code_has_its_words(code: str, situation: str) -> None:
    for typed in (code, code[1]):  # a code that lost its zero is the same
        answer = found(load(readings=(SealReading(code=typed),)))["seal.situation"]
        assert answer.reasons[0].text == "the seal reports situation {code}: {situation}"
        assert answer.reasons[0].values == {"code": code, "situation": phrase(situation)}


def test_a_code_outside_the_table_is_told_as_such() -> None:
    answer = found(load(readings=(SealReading(code="08"),)))["seal.situation"]
    assert "not in the table" in answer.reasons[0].text
    assert answer.reasons[0].values == {"code": "08"}


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        (SealReading(off_route_km=Decimal(51)), "left its route by more"),
        (SealReading(battery_pct=Decimal(14)), "battery of the navigation seal is low"),
        (SealReading(missed_periods=2), "silent for too many"),
    ],
)
def test_what_the_readings_show_is_told_as_seen(reading: SealReading, words: str) -> None:
    answer = found(load(readings=(reading,)))["seal.situation"]
    assert words in answer.reasons[0].text


def test_readings_without_a_situation_say_so() -> None:
    answer = found(load(readings=(SealReading(battery_pct=Decimal(80)),)))["seal.situation"]
    assert (answer.says, answer.weight, answer.who) == (Says.YES, Weight.INFORMS, None)
    assert (answer.subject, answer.stage, answer.cure) == ("seals", Stage.ROADSIDE_CHECK, None)
    assert answer.reasons[0].text == "the readings of the seal show no abnormal situation"
    assert ids(answer) == ("seal.event.codes", "seal.event.exchange_period")
    assert "seal.situation" not in found(load())


# --- the plan for imports ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "says"),
    [
        (date(2026, 3, 5), None),
        (date(2026, 3, 6), Says.YES),
        (date(2027, 2, 28), Says.YES),
        (date(2027, 3, 1), Says.UNDECIDED),
    ],
)
def test_seals_on_imports_are_told_from_their_announcement(on: date, says: Says | None) -> None:
    answer = found(load("8542310000"), law(on)).get("seal.ru.import")
    assert (answer.says if answer else None) is says
    if answer:
        assert (answer.weight, answer.subject, answer.who) == (Weight.INFORMS, "seals", None)
        assert answer.values == {"planned_on": date(2027, 3, 1)}
        assert answer.reasons[0].values == {"day": date(2027, 3, 1)}
        assert answer.reasons[0].text.startswith("Russia plans navigation seals on imports from {day}")
        assert ids(answer) == ("seal.ru.import",)


def test_the_plan_is_told_only_to_loaded_trucks_into_russia() -> None:
    day = law(date(2026, 7, 1))
    assert "seal.ru.import" in found(load(route=("CN", "RU")), day)
    assert "seal.ru.import" not in found(load(route=("RU", "KZ")), day)
    assert "seal.ru.import" not in found(Trip(enters_on=DAY, route=("KZ", "RU")), day)
    assert "seal.ru.import" not in found(load(), law(date(2026, 7, 1), known_at=date(2026, 3, 5)))
