"""Roadside checks inside Russia are told, and stop nobody."""

from datetime import date
from decimal import Decimal

from otkel.facts.trip import Trip
from otkel.facts.vehicles import Vehicle
from otkel.law import controls
from otkel.law.corpus import LawDay, read_rulebook
from otkel.law.finding import Finding, Says, Stage, Weight

DAY = date(2025, 11, 27)


def law(on: date = DAY, **options: str) -> LawDay:
    return read_rulebook().on(on, None, options)


def found(
    mass_t: str | None = "20", route: tuple[str, ...] = ("KZ", "RU"), day: LawDay | None = None
) -> list[Finding]:
    mass = None if mass_t is None else Decimal(mass_t)
    return list(
        controls.check(Trip(enters_on=DAY, route=route, vehicle=Vehicle(max_mass_t=mass)), day or law())
    )


def test_a_truck_may_be_checked_for_two_hours() -> None:
    (answer,) = found()
    assert (answer.id, answer.subject) == ("roadside.check", "controls")
    assert (answer.says, answer.weight, answer.stage) == (Says.YES, Weight.INFORMS, Stage.ROADSIDE_CHECK)
    assert answer.values == {
        "min_mass_t": Decimal("3.5"),
        "max_h": 2,
        "mean_min": 8,
        "selection": "risk_and_random",
    }
    assert answer.reasons[0].text.startswith("customs mobile groups may stop vehicles of {mass_t} t or more")
    assert answer.reasons[0].values == {"mass_t": Decimal("3.5"), "hours": 2}
    assert answer.reasons[1].text.startswith("customs says a check takes {minutes} minutes")
    assert answer.reasons[1].values == {"minutes": 8}
    assert len(answer.reasons) == 2
    assert answer.missing == ()
    assert [x.provision.id for x in answer.rests_on] == [
        "mobile.min_mass_t",
        "mobile.check.max_h",
        "mobile.check.prolong",
        "mobile.check.mean_min",
        "mobile.selection",
    ]


def test_the_mass_decides_at_three_and_a_half_tonnes() -> None:
    assert len(found("3.5")[0].reasons) == 2
    (light,) = found("3.49")
    assert light.says is Says.YES
    assert [x.text for x in light.reasons] == [
        "lighter vehicles are stopped by customs only together with traffic police"
    ]


def test_an_unknown_mass_is_undecided_and_harmless() -> None:
    (answer,) = found(None)
    assert (answer.says, answer.weight) == (Says.UNDECIDED, Weight.INFORMS)
    assert [x.text for x in answer.missing] == ["the maximum mass of the vehicle [t]"]
    assert len(answer.reasons) == 2


def test_the_limit_holds_since_7_november_2022() -> None:
    assert found(day=law(date(2022, 11, 6))) == []
    (answer,) = found(day=law(date(2022, 11, 7)))
    assert answer.values["max_h"] == 2


def test_the_mean_is_told_from_its_month() -> None:
    (before,) = found(day=law(date(2025, 8, 31)))
    assert len(before.reasons) == 1
    assert before.values["mean_min"] is None
    (then,) = found(day=law(date(2025, 9, 1)))
    assert then.values["mean_min"] == 8


def test_only_who_enters_russia_is_told() -> None:
    assert found(route=("RU", "KZ")) == []
    assert found(route=("KG", "KZ")) == []
    assert found(route=("RU", "KZ", "RU")) != []


def test_the_selection_hangs_on_a_switch() -> None:
    (answer,) = found(day=law(date(2026, 7, 1), mobile_selection="risk"))
    assert answer.values["selection"] == "risk"
    assert [x.switch for x in answer.switches] == ["mobile_selection"]


def test_how_trucks_are_chosen_is_told_from_the_day_of_the_order() -> None:
    (before,) = found(day=law(date(2025, 11, 26)))
    assert before.values["selection"] is None
