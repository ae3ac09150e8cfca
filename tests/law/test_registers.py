"""The Register of Controlled Persons, entry bans, the ruID application, and exit blocks."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otkel.facts.people import Driver, Occupation, Permit, RuidStatement
from otkel.facts.trip import Trip
from otkel.facts.vehicles import Vehicle
from otkel.law import registers, ruid
from otkel.law.corpus import LawDay, read_rulebook
from otkel.law.finding import Finding, Says, Stage, Weight, Who, is_curable

DAY = date(2026, 7, 15)
BEFORE_START, START = date(2025, 2, 4), date(2025, 2, 5)


def law(on: date = DAY, known_at: date | None = None, **options: str) -> LawDay:
    return read_rulebook().on(on, known_at, options)


def trip(on: date = DAY, route: tuple[str, ...] = ("KZ", "RU"), **facts: Any) -> Trip:
    return Trip(enters_on=on, route=route, driver=Driver(citizenship="KZ", **facts))


def found(of: Trip, day: LawDay | None = None) -> dict[str, Finding]:
    return {x.id: x for x in registers.check(of, day or law())}


def ids(finding: Finding) -> tuple[str, ...]:
    return tuple(x.provision.id for x in finding.rests_on)


# --- the register -----------------------------------------------------------------------------


def test_a_listed_driver_may_not_drive_and_another_must_be_sent() -> None:
    answer = found(trip(in_register=True))["register.controlled"]
    assert (answer.says, answer.weight, answer.who) == (Says.NO, Weight.STOPS, Who.CARRIER)
    assert answer.subject == "registers"
    assert answer.stage is Stage.ENTRY_CONTROL
    assert is_curable(answer)
    assert answer.cure is not None
    assert answer.cure.text.startswith("send another driver; let this one find out the ground of the entry")
    assert answer.values["may_drive"] is False
    assert answer.values["bank_month_rub"] == 30000
    assert answer.values["ways_out"] == ["expulsion", "own departure", "the status is put in order"]
    assert answer.values["appeal"][-1] == "court"
    assert answer.values["proofs"] == [
        "record of a breakdown",
        "proof of force majeure",
        "proof of waiting in line at the border",
    ]
    assert len(answer.values) == 5
    assert [x.text.split()[0] for x in answer.reasons] == ["the", "inside", "the", "proofs"]
    assert "may not drive" in answer.reasons[0].text
    assert "corrected or appealed" in answer.reasons[2].text
    assert ids(answer) == (
        "register.start",
        "register.driving",
        "register.bank.month",
        "register.leaving_duty",
        "register.grounds",
        "register.exit",
        "register.appeal",
        "register.proofs",
        "control.outcome.driver",
    )


def test_a_driver_not_looked_up_is_undecided_and_only_warns() -> None:
    answer = found(trip())["register.controlled"]
    assert (answer.says, answer.weight, answer.who) == (Says.UNDECIDED, Weight.WARNS, Who.CARRIER)
    assert answer.subject == "registers"
    assert answer.stage is Stage.ENTRY_CONTROL
    assert [x.text for x in answer.missing] == [
        "whether the driver is in the public register of controlled persons"
    ]
    assert answer.cure is not None
    assert answer.cure.text == (
        "look him up in the public register of the Interior Ministry before departure, by name and document"
    )
    assert "published" in answer.reasons[1].text
    assert ids(answer) == ("register.start", "register.informed")


def test_a_driver_not_listed_passes() -> None:
    answer = found(trip(in_register=False))["register.controlled"]
    assert (answer.says, answer.weight, answer.who) == (Says.YES, Weight.INFORMS, None)
    assert answer.missing == ()
    assert [x.text for x in answer.reasons] == [
        "the driver is not in Russia's Register of Controlled Persons, as stated"
    ]


def test_the_register_works_since_5_february_2025() -> None:
    assert "register.controlled" not in found(trip(BEFORE_START, in_register=True), law(BEFORE_START))
    assert found(trip(START, in_register=True), law(START))["register.controlled"].says is Says.NO


def test_nothing_is_asked_before_the_register_was_published() -> None:
    early = law(START, known_at=date(2024, 12, 25))
    assert "register.controlled" not in found(trip(START, in_register=True), early)
    later = law(START, known_at=date(2024, 12, 26))
    assert (
        found(trip(START, in_register=True), later)["register.controlled"].values["bank_month_rub"] == 30000
    )


def test_a_russian_driver_is_in_no_register() -> None:
    of = Trip(
        enters_on=DAY, route=("KZ", "RU"), driver=Driver(citizenship="RU", in_register=True, entry_ban=True)
    )
    assert found(of) == {}


def test_the_registers_are_asked_only_on_the_way_through_russia() -> None:
    assert found(trip(route=("KG", "KZ"), in_register=True)) == {}
    assert "register.controlled" in found(trip(route=("RU", "KZ"), in_register=True))


@pytest.mark.parametrize(
    ("ban", "says", "weight", "who"),
    [
        (True, Says.NO, Weight.STOPS, Who.CARRIER),
        (False, Says.YES, Weight.INFORMS, None),
        (None, Says.UNDECIDED, Weight.INFORMS, None),
    ],
)
def test_an_entry_ban_stops(ban: bool | None, says: Says, weight: Weight, who: Who | None) -> None:
    answer = found(trip(entry_ban=ban))["register.entry_ban"]
    assert (answer.says, answer.weight, answer.who) == (says, weight, who)
    assert (answer.subject, answer.stage) == ("registers", Stage.ENTRY_CONTROL)
    assert [x.text for x in answer.missing] == (
        ["whether there is an entry ban on the driver"] if ban is None else []
    )
    assert (answer.cure.text if answer.cure else None) == ("send another driver" if ban else None)
    assert ids(answer) == ("register.grounds", "control.outcome.driver")
    assert {True: "bans", False: "no entry ban", None: "not known"}[ban] in answer.reasons[0].text


# --- exit blocks ------------------------------------------------------------------------------


def leaving(on: date = date(2026, 9, 1), route: tuple[str, ...] = ("RU", "KZ"), **vehicle: Any) -> Trip:
    driver = Driver(citizenship="KZ", unpaid_fines=vehicle.pop("driver_fines", None))
    return Trip(enters_on=on, route=route, vehicle=Vehicle(**vehicle), driver=driver)


def blocks(of: Trip) -> dict[str, Finding]:
    return {k: v for k, v in found(of, law(of.enters_on)).items() if k.startswith("exit.")}


@pytest.mark.parametrize("rule", ["exit.ru.fines", "exit.ru.road_debt"])
@pytest.mark.parametrize(
    ("owed", "says", "weight", "who"),
    [
        (True, Says.NO, Weight.STOPS, Who.CARRIER),
        (False, Says.YES, Weight.INFORMS, None),
        (None, Says.UNDECIDED, Weight.WARNS, Who.CARRIER),
    ],
)
def test_what_is_owed_blocks_the_exit(
    rule: str, owed: bool | None, says: Says, weight: Weight, who: Who | None
) -> None:
    answer = blocks(leaving(unpaid_fines=owed, road_debt=owed))[rule]
    assert (answer.says, answer.weight, answer.who) == (says, weight, who)
    assert (answer.subject, answer.stage, ids(answer)) == ("registers", Stage.EXIT_CONTROL, (rule,))
    assert (answer.cure.text.split()[0] if answer.cure else None) == ("pay" if owed else None)
    assert len(answer.missing) == (1 if owed is None else 0)
    assert all(x.text.startswith("whether there are unpaid Russian") for x in answer.missing)
    assert {True: "may not leave", False: "are stated", None: "not known"}[owed] in answer.reasons[0].text


def test_a_fine_of_the_driver_counts_with_those_of_the_truck() -> None:
    assert blocks(leaving(driver_fines=True))["exit.ru.fines"].says is Says.NO
    assert blocks(leaving(driver_fines=True, unpaid_fines=False))["exit.ru.fines"].says is Says.NO
    assert blocks(leaving(driver_fines=False))["exit.ru.fines"].says is Says.UNDECIDED
    assert blocks(leaving(driver_fines=False, unpaid_fines=False))["exit.ru.fines"].says is Says.YES


def test_the_blocks_begin_on_their_days() -> None:
    assert set(blocks(leaving(date(2021, 6, 6), unpaid_fines=True))) == set()
    assert set(blocks(leaving(date(2021, 6, 7), unpaid_fines=True))) == {"exit.ru.fines"}
    assert set(blocks(leaving(date(2026, 8, 31), road_debt=True))) == {"exit.ru.fines"}
    assert set(blocks(leaving(date(2026, 9, 1), road_debt=True))) == {"exit.ru.fines", "exit.ru.road_debt"}


def test_the_blocks_are_asked_only_of_foreign_trucks_that_leave_russia() -> None:
    assert blocks(leaving(route=("KZ", "RU"))) == {}
    assert blocks(leaving(route=("KZ", "RU"), unpaid_fines=False, road_debt=False)) == {}
    assert blocks(leaving(country="RU", unpaid_fines=True)) == {}
    assert set(blocks(leaving(country="KZ", route=("KZ", "RU", "KZ")))) == {
        "exit.ru.fines",
        "exit.ru.road_debt",
    }
    assert set(blocks(leaving(country=None))) == {"exit.ru.fines", "exit.ru.road_debt"}


def test_a_truck_that_goes_in_with_debts_is_warned_that_it_could_not_come_out() -> None:
    warned = blocks(leaving(route=("KZ", "RU"), unpaid_fines=True, road_debt=True))
    assert {k: (f.says, f.weight, f.stage, f.who) for k, f in warned.items()} == {
        "exit.ru.fines": (Says.NO, Weight.WARNS, Stage.AFTER, Who.CARRIER),
        "exit.ru.road_debt": (Says.NO, Weight.WARNS, Stage.AFTER, Who.CARRIER),
    }


# --- ruID: who must file ----------------------------------------------------------------------


def statement_of(of: Trip, day: LawDay | None = None) -> Finding:
    return found(of, day)["ruid.statement"]


@pytest.mark.parametrize(
    ("on", "weight", "duty"),
    [
        (date(2025, 6, 30), Weight.WARNS, ("ruid.voluntary", "ruid.practice")),
        (date(2026, 6, 30), Weight.WARNS, ("ruid.voluntary", "ruid.practice")),
        (date(2026, 7, 1), Weight.STOPS, ("ruid.mandatory", "ruid.effect")),
    ],
)
def test_no_application_warns_while_voluntary_and_stops_from_1_july_2026(
    on: date, weight: Weight, duty: tuple[str, str]
) -> None:
    answer = statement_of(trip(on, ruid_filed=False), law(on))
    assert (answer.says, answer.weight, answer.who) == (Says.NO, weight, Who.DRIVER)
    assert (answer.subject, answer.stage) == ("registers", Stage.ENTRY_CONTROL)
    assert ids(answer) == (*duty, "ruid.lead.min_h", "ruid.lead.max_d")
    assert answer.until == on - timedelta(days=4)
    assert answer.cure is not None
    assert answer.cure.values == {"hours": 72, "days": 90}
    assert answer.cure.text.startswith("file the application in the ruID app at least {hours} hours")
    assert answer.reasons[0].text == "no ruID application to enter Russia was filed"
    assert ("voluntary" in answer.reasons[1].text) is (weight is Weight.WARNS)
    assert ("every visa-free foreigner" in answer.reasons[1].text) is (weight is Weight.STOPS)
    assert answer.missing == ()
    assert answer.values == {}


def test_nothing_is_asked_before_30_june_2025() -> None:
    assert "ruid.statement" not in found(trip(date(2025, 6, 29), ruid_filed=False), law(date(2025, 6, 29)))


def test_by_the_narrow_reading_a_driver_is_only_warned() -> None:
    answer = statement_of(trip(ruid_filed=False), law(ruid_scope="work_study"))
    assert (answer.says, answer.weight) == (Says.NO, Weight.WARNS)
    assert "work or study" in answer.reasons[1].text
    assert [(x.switch, x.option, x.is_default) for x in answer.switches] == [
        ("ruid_scope", "work_study", False)
    ]


def test_the_switch_is_named_also_at_its_default() -> None:
    answer = statement_of(trip(ruid_filed=False))
    assert [(x.switch, x.option, x.is_default) for x in answer.switches] == [("ruid_scope", "all", True)]


def test_what_was_only_announced_warns() -> None:
    answer = statement_of(trip(ruid_filed=False), law(known_at=date(2026, 6, 1)))
    assert (answer.says, answer.weight) == (Says.NO, Weight.WARNS)
    assert "announced" in answer.reasons[1].text
    assert "ruid.statement" not in found(trip(ruid_filed=False), law(known_at=date(2026, 1, 21)))


def test_before_publication_the_voluntary_application_is_not_known() -> None:
    on = date(2025, 7, 15)
    assert "ruid.statement" not in found(trip(on), law(on, known_at=date(2024, 11, 6)))
    assert statement_of(trip(on), law(on, known_at=date(2024, 11, 7))).weight is Weight.WARNS


@pytest.mark.parametrize("permit", [Permit.VISA, Permit.TEMPORARY_RESIDENCE, Permit.RESIDENCE])
@pytest.mark.parametrize("citizenship", ["KZ", "UZ", "CN", None])
def test_holders_of_a_visa_or_residence_permit_are_exempt(permit: Permit, citizenship: str | None) -> None:
    of = Trip(
        enters_on=DAY,
        route=("KZ", "RU"),
        driver=Driver(citizenship=citizenship, permit=permit, ruid_filed=False),
    )
    answer = statement_of(of)
    assert (answer.says, answer.weight, answer.who) == (Says.YES, Weight.INFORMS, None)
    assert len(answer.reasons) == 1
    assert "Belarus" in answer.reasons[0].text
    assert ids(answer)[-1] == "ruid.exempt"
    assert "ruid.lead" not in found(of)


def test_citizens_of_belarus_are_exempt() -> None:
    of = Trip(enters_on=DAY, route=("BY", "RU"), driver=Driver(citizenship="BY"))
    assert statement_of(of).says is Says.YES


@pytest.mark.parametrize("permit", [Permit.NONE, Permit.PATENT, None])
def test_a_patent_does_not_exempt(permit: Permit | None) -> None:
    of = Trip(
        enters_on=DAY, route=("KZ", "RU"), driver=Driver(citizenship="UZ", permit=permit, ruid_filed=False)
    )
    assert statement_of(of).says is Says.NO


def test_unknown_citizenship_is_undecided() -> None:
    of = Trip(enters_on=DAY, route=("KZ", "RU"), driver=Driver(ruid_filed=False))
    answer = statement_of(of)
    assert (answer.says, answer.weight, answer.who) == (Says.UNDECIDED, Weight.STOPS, Who.DRIVER)
    assert [x.text for x in answer.missing] == ["the driver's citizenship"]
    assert answer.reasons[0].text == "the driver's citizenship decides whether a ruID application is asked"
    assert len(answer.reasons) == 2


def test_who_needs_a_visa_or_is_russian_is_not_asked() -> None:
    for citizenship in ("RU", "CN", "TR"):
        of = Trip(enters_on=DAY, route=("KZ", "RU"), driver=Driver(citizenship=citizenship, ruid_filed=False))
        assert "ruid.statement" not in found(of)


def test_only_who_enters_russia_is_asked() -> None:
    assert "ruid.statement" not in found(trip(route=("RU", "KZ"), ruid_filed=False))
    assert "ruid.statement" in found(trip(route=("RU", "KZ", "RU"), ruid_filed=False))


def test_the_occupation_does_not_matter_under_the_wide_reading() -> None:
    assert statement_of(trip(occupation=Occupation.OTHER, ruid_filed=False)).weight is Weight.STOPS


# --- ruID: the code and the lead --------------------------------------------------------------


@pytest.mark.parametrize("filed", [None, True])
def test_not_known_whether_filed_is_undecided(filed: bool | None) -> None:
    answer = statement_of(trip(ruid_filed=filed))
    assert (answer.says, answer.weight, answer.until) == (Says.UNDECIDED, Weight.STOPS, date(2026, 7, 11))
    assert answer.missing[0].text.startswith("whether and when the ruID application was filed")
    assert answer.reasons[0].text.startswith("it is not known whether a ruID application")
    assert answer.cure is None
    assert "ruid.lead" not in found(trip(ruid_filed=filed))
    assert ids(answer)[2:] == ("ruid.lead.min_h", "ruid.lead.max_d")


def test_the_qr_code_decides() -> None:
    filed_on = DAY - timedelta(days=10)
    missing = statement_of(trip(ruid=RuidStatement(filed_on=filed_on)))
    assert (missing.says, missing.weight) == (Says.UNDECIDED, Weight.STOPS)
    assert [x.text for x in missing.missing] == ["whether the driver has the QR code of his ruID application"]
    assert "has come" in missing.reasons[0].text
    refused = statement_of(trip(ruid=RuidStatement(filed_on=filed_on, qr=False)))
    assert (refused.says, refused.weight, refused.who) == (Says.NO, Weight.STOPS, Who.DRIVER)
    assert refused.cure is not None
    assert refused.cure.text.startswith("wait for the QR code")
    assert "no QR code" in refused.reasons[0].text
    held = statement_of(trip(ruid=RuidStatement(filed_on=filed_on, qr=True)))
    assert (held.says, held.weight, held.who, held.cure) == (Says.YES, Weight.INFORMS, None, None)
    assert [x.text for x in held.reasons] == [
        "the driver has the QR code of his ruID application; it does not guarantee entry"
    ]
    for answer in (missing, refused, held):
        assert ids(answer) == ("ruid.mandatory", "ruid.effect", "ruid.lead.min_h", "ruid.lead.max_d")


def test_an_urgent_case_is_told_with_its_own_lead() -> None:
    answer = statement_of(trip(ruid=RuidStatement(filed_on=DAY, qr=True, urgent=True)))
    assert "ruid.lead.urgent_h" in ids(answer)
    lead = found(trip(ruid=RuidStatement(filed_on=DAY, qr=True, urgent=True)))["ruid.lead"]
    assert ids(lead) == (
        "ruid.mandatory",
        "ruid.effect",
        "ruid.lead.urgent_h",
        "ruid.valid_d",
        "ruid.lead.max_d",
    )


def lead_of(days: int, *, urgent: bool = False, on: date = DAY) -> Finding:
    filed = RuidStatement(filed_on=on - timedelta(days=days), qr=True, urgent=urgent)
    return found(trip(on, ruid=filed), law(on))["ruid.lead"]


@pytest.mark.parametrize(
    ("days", "says"),
    [
        (91, Says.NO),
        (90, Says.YES),
        (4, Says.YES),
        (3, Says.UNDECIDED),
        (2, Says.NO),
        (0, Says.NO),
        (-1, Says.NO),
    ],
)
def test_the_lead_by_dates_alone(days: int, says: Says) -> None:
    answer = lead_of(days)
    assert answer.says is says
    assert answer.weight is (Weight.INFORMS if says is Says.YES else Weight.STOPS)
    assert answer.values["lead_h"] == 72
    assert answer.values["filed_on"] == DAY - timedelta(days=days)
    assert answer.values["valid_until_on"] == DAY - timedelta(days=days) + timedelta(days=90)
    assert [x.text for x in answer.missing] == (
        ["the hour of filing and the hour of entry"] if says is Says.UNDECIDED else []
    )
    assert ids(answer) == (
        "ruid.mandatory",
        "ruid.effect",
        "ruid.lead.min_h",
        "ruid.valid_d",
        "ruid.lead.max_d",
    )


@pytest.mark.parametrize(
    ("days", "says"), [(2, Says.YES), (1, Says.UNDECIDED), (0, Says.UNDECIDED), (-1, Says.NO)]
)
def test_the_urgent_lead_by_dates_alone(days: int, says: Says) -> None:
    answer = lead_of(days, urgent=True)
    assert answer.says is says
    assert answer.values["lead_h"] == 4


def test_a_late_application_is_cured_by_entering_later() -> None:
    answer = lead_of(2)
    assert answer.reasons[0].values == {"hours": 72}
    assert answer.reasons[0].text == "the application was filed later than {hours} hours before entry"
    assert answer.cure is not None
    assert answer.cure.text == "enter Russia not earlier than {day}"
    assert answer.cure.values == {"day": date(2026, 7, 17)}
    assert (answer.who, answer.until) == (Who.DRIVER, None)


def test_an_old_application_is_filed_anew() -> None:
    answer = lead_of(91)
    assert answer.reasons[0].values == {"day": date(2026, 4, 15), "days": 90}
    assert answer.reasons[0].text == "the application of {day} is older than {days} days on entry"
    assert lead_of(91, urgent=True).until == date(2026, 7, 13)
    assert answer.cure is not None
    assert answer.cure.text == "file a new application in the ruID app"
    assert answer.until == date(2026, 7, 11)


def test_the_answers_in_words() -> None:
    assert lead_of(4).reasons[0].text == "the ruID application was filed in time for the planned entry"
    assert "by the dates alone it is open" in lead_of(3).reasons[0].text


def test_while_voluntary_a_late_application_only_warns() -> None:
    assert lead_of(2, on=date(2026, 6, 30)).weight is Weight.WARNS


ENTERS_AT = datetime(2026, 7, 15, 12, 0, tzinfo=UTC)


def lead_at(hours: float, *, urgent: bool = False) -> Finding:
    filed = RuidStatement(filed_at=ENTERS_AT - timedelta(hours=hours), qr=True, urgent=urgent)
    of = Trip(
        enters_on=DAY, enters_at=ENTERS_AT, route=("KZ", "RU"), driver=Driver(citizenship="KZ", ruid=filed)
    )
    return found(of)["ruid.lead"]


@pytest.mark.parametrize(("hours", "says"), [(72, Says.YES), (71.9, Says.NO), (73, Says.YES)])
def test_hours_decide_where_they_are_known(hours: float, says: Says) -> None:
    assert lead_at(hours).says is says


@pytest.mark.parametrize(("hours", "says"), [(4, Says.YES), (3.9, Says.NO), (5, Says.YES)])
def test_hours_decide_in_urgent_cases(hours: float, says: Says) -> None:
    assert lead_at(hours, urgent=True).says is says


def test_with_hours_the_earliest_entry_is_an_instant() -> None:
    answer = lead_at(70)
    assert answer.cure is not None
    assert answer.cure.values == {"day": ENTERS_AT + timedelta(hours=2)}


def test_with_hours_the_last_filing_is_an_instant() -> None:
    of = Trip(
        enters_on=DAY,
        enters_at=ENTERS_AT,
        route=("KZ", "RU"),
        driver=Driver(citizenship="KZ", ruid_filed=False),
    )
    assert statement_of(of).until == datetime(2026, 7, 12, 12, 0, tzinfo=UTC)


def test_an_instant_of_filing_without_one_of_entry_is_taken_as_its_date() -> None:
    filed = RuidStatement(filed_at=datetime(2026, 7, 12, 1, 0, tzinfo=UTC), qr=True)
    assert found(trip(ruid=filed))["ruid.lead"].says is Says.UNDECIDED
    of = Trip(
        enters_on=DAY,
        enters_at=ENTERS_AT,
        route=("KZ", "RU"),
        driver=Driver(citizenship="KZ", ruid=RuidStatement(filed_on=date(2026, 7, 12), qr=True)),
    )
    assert found(of)["ruid.lead"].says is Says.UNDECIDED


def test_an_application_without_its_day_is_undecided() -> None:
    answer = found(trip(ruid=RuidStatement(qr=True)))["ruid.lead"]
    assert (answer.says, answer.weight) == (Says.UNDECIDED, Weight.STOPS)
    assert [x.text for x in answer.missing] == ["the day on which the ruID application was filed"]
    assert answer.reasons[0].text == "the day of the ruID application is not known"
    assert ids(answer)[2:] == ("ruid.lead.min_h", "ruid.valid_d", "ruid.lead.max_d")
    assert answer.values == {}


@settings(max_examples=80, deadline=None)
@given(
    days=st.integers(-2, 95),
    filed_minute=st.integers(0, 1439),
    entry_minute=st.integers(0, 1439),
    urgent=st.booleans(),
)
def test_dates_agree_with_hours(days: int, filed_minute: int, entry_minute: int, urgent: bool) -> None:
    """Dates alone never contradict what the hours would have said."""
    midnight = datetime(2026, 7, 15, tzinfo=UTC)
    filed_at = midnight - timedelta(days=days) + timedelta(minutes=filed_minute)
    enters_at = midnight + timedelta(minutes=entry_minute)

    def ask(statement: RuidStatement) -> Says:
        of = Trip(
            enters_on=DAY,
            enters_at=enters_at,
            route=("KZ", "RU"),
            driver=Driver(citizenship="KZ", ruid=statement),
        )
        return {x.id: x for x in ruid.check(of, law())}["ruid.lead"].says

    by_dates = ask(RuidStatement(filed_on=filed_at.date(), qr=True, urgent=urgent))
    by_hours = ask(RuidStatement(filed_at=filed_at, qr=True, urgent=urgent))
    assert by_hours is not Says.UNDECIDED
    assert by_dates in (by_hours, Says.UNDECIDED)
