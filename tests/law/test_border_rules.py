"""Rows of the dated rule table on registers, checks, goods, seals and barriers: value and first day."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from otkel.law.corpus import read_rulebook
from otkel.law.timeline import Confidence, Phase, State

ROWS: list[tuple[str, Any, date, date | None]] = [
    ("register.start", True, date(2025, 2, 5), None),
    ("register.driving", False, date(2025, 2, 5), None),
    ("register.bank.month", 30000, date(2025, 2, 5), None),
    ("ruid.voluntary", "recommended", date(2025, 6, 30), date(2026, 6, 30)),
    ("ruid.mandatory", "all", date(2026, 7, 1), None),
    ("ruid.lead.min_h", 72, date(2025, 6, 30), None),
    ("ruid.lead.max_d", 90, date(2025, 6, 30), None),
    ("ruid.lead.urgent_h", 4, date(2025, 6, 30), None),
    ("ruid.valid_d", 90, date(2025, 6, 30), None),
    ("mobile.min_mass_t", "3.5", date(2022, 11, 7), None),
    ("mobile.check.max_h", 2, date(2022, 11, 7), None),
    ("mobile.check.mean_min", 8, date(2025, 9, 1), None),
    ("seal.agreement", True, date(2023, 4, 3), None),
    ("seal.scope.states", 2, date(2023, 4, 3), None),
    ("seal.stage1", True, date(2026, 2, 11), None),
    ("seal.ru.fee.start", "13855", date(2026, 2, 11), None),
    ("seal.ru.fee.transit", "7805", date(2026, 2, 11), None),
    ("seal.ru.fee.end", "10845", date(2026, 2, 11), None),
    ("seal.kz.rail.fee.start", "70001", date(2025, 12, 18), None),
    ("seal.kz.rail.fee.passage", "28590", date(2025, 12, 18), None),
    ("seal.kz.rail.fee.end", "55905", date(2025, 12, 18), None),
    ("seal.event.route_km", 50, date(2023, 1, 1), None),
    ("seal.event.battery_pct", 15, date(2023, 1, 1), None),
    ("seal.event.silence_periods", 2, date(2023, 1, 1), None),
    ("seal.kg_kz.pilot_2020", None, date(2020, 12, 10), date(2021, 3, 10)),
    ("eec.terms.units", 7, date(2023, 3, 28), None),
    ("eec.terms.preliminary_conclusion", 15, date(2023, 3, 28), None),
    ("kz.exit.checked_pct", 99, date(2025, 9, 15), None),
    ("kz.106_goods", "licence_control", date(2023, 10, 19), None),
    ("kz.specific_goods.law", True, date(2022, 12, 28), None),
    ("kg.export_control.law", True, date(2003, 1, 23), None),
]


@pytest.mark.parametrize(("rule", "value", "first_on", "last_on"), ROWS)
def test_a_row_holds_from_its_first_day(rule: str, value: Any, first_on: date, last_on: date | None) -> None:
    book = read_rulebook()
    assert not book.on(first_on - timedelta(days=1)).look(rule).in_force
    held = book.on(first_on).look(rule)
    assert held.in_force
    assert value is None or held.value == value
    if last_on is None:
        assert book.on(date(2027, 12, 31)).look(rule).value == held.value
    else:
        assert book.on(last_on).look(rule).in_force
        assert not book.on(last_on + timedelta(days=1)).look(rule).in_force


@pytest.mark.parametrize(
    ("rule", "on"),
    [
        ("kz.export_orders", date(2025, 6, 1)),
        ("seal.stage1.sanctioned", date(2026, 2, 11)),
        ("seal.stage2", date(2026, 9, 1)),
        ("seal.stage3", date(2027, 9, 1)),
        ("seal.kz.road.fee", date(2026, 2, 11)),
        ("seal.ru.fee.day", date(2026, 2, 11)),
        ("seal.event.exchange_period", date(2026, 2, 11)),
        ("seal.event.report_h", date(2026, 2, 11)),
        ("seal.kg_kz.pilot_2025", date(2025, 12, 1)),
        ("seal.ru.import", date(2027, 3, 1)),
        ("eec.application", date(2026, 1, 1)),
        ("chpl.version", date(2024, 2, 22)),
    ],
)
def test_what_was_not_found_stays_not_known(rule: str, on: date) -> None:
    held = read_rulebook().on(on).look(rule)
    assert held.state is State.NOT_KNOWN
    assert held.reason is not None


def test_practice_and_plans_are_marked_as_such() -> None:
    book = read_rulebook()
    assert book.on(date(2026, 1, 1)).look("ruid.practice").phase is Phase.TOLERATED
    assert book.on(date(2026, 1, 1)).look("ruid.voluntary").phase is Phase.PILOT
    assert book.on(date(2025, 10, 1)).look("kz.exit.checked_pct").phase is Phase.TOLERATED
    assert {e.phase for e in book.get_provision("seal.ru.import").entries} == {Phase.ANNOUNCED}
    assert {e.phase for e in book.get_provision("ruid.draft").entries} == {Phase.ANNOUNCED}


def test_derived_values_are_marked_as_derived() -> None:
    book = read_rulebook()
    assert book.on(date(2026, 3, 1)).look("seal.stage1.goods").confidence is Confidence.D
    assert book.on(date(2026, 3, 1)).look("kz.high_risk_tiers").confidence is Confidence.D
    assert book.on(date(2026, 3, 1)).look("register.proofs").confidence is Confidence.D


def test_the_methodology_of_barriers_by_date() -> None:
    book = read_rulebook()
    days = [(2017, 11, 13), (2017, 11, 14), (2021, 2, 1), (2021, 2, 2), (2023, 3, 27), (2023, 3, 28)]
    rule = [book.on(date(*day)).look("eec.methodology").value for day in days]
    boards = [None, *(f"EEC Board Decision {n}" for n in (152, 152, 10, 10, 41))]
    assert rule == boards


def test_the_control_list_of_2008_ended() -> None:
    book = read_rulebook()
    assert book.on(date(2023, 7, 13)).look("kz.specific_goods.list_2008").in_force
    assert book.on(date(2023, 7, 14)).look("kz.specific_goods.list_2008").state is State.NOT_IN_FORCE


def test_the_106_goods_hang_on_their_switch() -> None:
    day = read_rulebook().on(date(2025, 1, 1), None, {"kz_106_goods": "ban"})
    assert day.look("kz.106_goods").value == "ban"


def test_amounts_are_exact() -> None:
    day = read_rulebook().on(date(2026, 3, 1))
    fees = [day.look(f"seal.ru.fee.{stage}").amount for stage in ("start", "transit", "end")]
    assert sum(fees) == Decimal(32505)
