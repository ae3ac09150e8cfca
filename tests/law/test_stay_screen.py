"""The driver's days of one planned trip."""

from datetime import date

import msgspec
import pytest

from otkel.facts.people import Driver, Occupation, Permit, RuidStatement, Stay
from otkel.facts.trip import Trip
from otkel.law.corpus import Rulebook, read_rulebook
from otkel.law.finding import Says, Stage, Weight, Who
from otkel.law.stay.screen import check

BOOK = read_rulebook()
NO, YES, UNDECIDED = Says.NO, Says.YES, Says.UNDECIDED
STOPS, WARNS, INFORMS = Weight.STOPS, Weight.WARNS, Weight.INFORMS
FILED = RuidStatement(filed_on=date(2026, 7, 1), haulage=True)
REPORTED = "Kazakh drivers were reported to be let through beyond the limit; no law says so."


def day(text):
    return date.fromisoformat(text) if text else None


def stay(entered, left=None, country="RU"):
    return Stay(country=country, entered_on=day(entered), left_on=day(left))


EIGHTY_EIGHT = (stay("2026-01-01", "2026-03-29"),)
NINETY = (stay("2026-01-01", "2026-03-31"),)


def screened(on, stays=(), route=("KZ", "RU"), days=None, wait=0, options=None, **driver):
    facts = {"citizenship": "KZ"} | driver
    trip = Trip(
        enters_on=day(on), route=route, stay_days=days, wait_days=wait, driver=Driver(stays=stays, **facts)
    )
    return {finding.id: finding for finding in check(trip, BOOK.on(day(on), None, options))}


def asked(*args, **facts):
    return screened(*args, **facts)["stay.ru.days"]


def told(finding):
    return [reason.text for reason in finding.reasons]


LEFT = "Under a limit of {limit} days {used} are used; {n} day is left."


def test_days_enough():
    finding = asked("2026-04-10", EIGHTY_EIGHT, days=2)
    assert (finding.says, finding.weight, finding.stage, finding.who) == (
        YES,
        INFORMS,
        Stage.ENTRY_CONTROL,
        Who.CARRIER,
    )
    assert finding.subject == "stay"
    assert finding.values == {
        "used": 88,
        "left": 2,
        "limit": 90,
        "must_leave_on": day("2026-04-11"),
        "planned_until_on": day("2026-04-11"),
    }
    assert told(finding) == [LEFT, "He must be out of Russia by {day}."]
    assert finding.reasons[0].values == {"n": 2, "limit": 90, "used": 88}
    assert finding.reasons[0].plural == "Under a limit of {limit} days {used} are used; {n} days are left."
    assert finding.reasons[1].values == {"day": day("2026-04-11")}
    assert (finding.cure.text, finding.cure.values) == (
        "Be out of Russia by {day}.",
        {"day": day("2026-04-11")},
    )
    assert finding.until == day("2026-04-11")
    assert [look.provision.id for look in finding.rests_on][:3] == [
        "stay.ru.year",
        "stay.ru.continuous",
        "stay.ru.count.entry",
    ]


def test_days_that_end_inside():
    finding = asked("2026-04-10", EIGHTY_EIGHT, days=3, citizenship="UZ")
    assert (finding.says, finding.weight, finding.until) == (NO, STOPS, day("2026-04-11"))
    assert told(finding) == [
        LEFT,
        "He must be out of Russia by {day}.",
        "The planned stay ends only on {day}.",
    ]
    assert finding.reasons[2].values == {"day": day("2026-04-12")}
    assert finding.cure.text == "Send another driver, or enter on or after {day}."
    assert finding.cure.values == {"day": day("2026-12-30")}


def test_waiting_uses_days():
    assert asked("2026-04-10", EIGHTY_EIGHT, days=1, wait=1).says is YES
    assert asked("2026-04-10", EIGHTY_EIGHT, days=1, wait=2).says is NO
    assert asked("2026-04-10", EIGHTY_EIGHT, wait=1).weight is WARNS
    assert asked("2026-04-10", EIGHTY_EIGHT, wait=2).weight is STOPS


def test_his_89th_day():
    finding = asked("2026-04-10", EIGHTY_EIGHT)
    assert (finding.says, finding.weight, finding.until) == (NO, WARNS, day("2026-04-11"))
    assert told(finding)[-1] == "The length of the planned stay is not known."
    assert finding.cure.text == "Be out of Russia by {day}."


@pytest.mark.parametrize(
    ("left", "says", "weight"), [("2026-03-20", YES, INFORMS), ("2026-03-21", NO, WARNS)]
)
def test_few_days_left(left, says, weight):
    finding = asked("2026-04-10", (stay("2026-01-01", left),))
    assert (finding.says, finding.weight) == (says, weight)


def test_no_day_left():
    finding = asked("2026-04-10", NINETY, days=4, citizenship="UZ")
    assert (finding.says, finding.weight, finding.until) == (NO, STOPS, None)
    assert finding.values["must_leave_on"] is None
    assert told(finding) == [LEFT]
    assert finding.cure.values == {"day": day("2027-01-01")}


def test_the_next_day_may_do():
    finding = asked("2026-12-31", NINETY, days=2, citizenship="GE")
    assert finding.cure.values == {"day": day("2027-01-01")}


def test_the_statement_is_not_known():
    finding = asked("2026-07-10", NINETY, days=4)
    assert (finding.says, finding.weight, finding.who) == (UNDECIDED, STOPS, Who.CARRIER)
    assert finding.values == {
        "used": 90,
        "must_leave_on_if_limit": {"90": None, "180": day("2026-10-07")},
    }
    assert [missing.text for missing in finding.missing] == [
        "whether and when the driver's ruID statement of international haulage was filed"
    ]
    assert told(finding) == [LEFT, LEFT]
    assert [reason.values["limit"] for reason in finding.reasons] == [90, 180]
    assert finding.cure.text == "Say what is missing; until then send another driver."


def test_what_fits_under_both_limits_is_decided():
    assert asked("2026-07-10", EIGHTY_EIGHT, days=2).says is YES
    assert asked("2026-07-10", (stay("2026-01-01", "2026-06-30"),), days=2).says is NO


def test_the_statement_gives_180_days():
    finding = asked("2026-07-10", NINETY, days=4, ruid=FILED)
    assert (finding.says, finding.values["left"], finding.values["limit"]) == (YES, 90, 180)
    assert asked("2026-07-10", NINETY, days=4, ruid_filed=False).says is NO
    late = RuidStatement(filed_on=date(2026, 7, 11), haulage=True)
    finding = asked("2026-07-10", NINETY, days=4, ruid=late)
    assert finding.says is NO
    assert told(finding)[-1] == "The ruID statement of {day} does not count yet."


def test_stays_not_known():
    finding = asked("2026-04-10", None, days=3)
    assert (finding.says, finding.weight, finding.values) == (UNDECIDED, STOPS, {})
    assert told(finding) == ["Without the stays the days used cannot be counted."]
    assert [missing.text for missing in finding.missing] == [
        "the driver's stays in Russia and Belarus, each with its days of entry and of leaving"
    ]
    assert finding.rests_on[0].provision.id == "stay.ru.year"
    assert asked("2026-04-10", None, citizenship=None).reasons[0].text == (
        "The citizenship is not known; the person is taken for a foreigner who needs no visa."
    )


def test_how_the_stays_were_taken_is_told():
    stays = (stay("2026-03-01"), stay("2026-03-05", "2026-03-06"))
    finding = asked("2026-04-10", stays, days=3, citizenship=None)
    assert told(finding)[2:] == [
        "The citizenship is not known; the person is taken for a foreigner who needs no visa.",
        "Stays overlap from {first} to {last}; each day is counted once.",
        "A stay in Russia has no day of leaving; it is counted up to the entry.",
    ]
    assert told(asked("2026-04-10", (stay("2026-03-01", None, "BY"),), days=3))[2:] == []


def test_tolerance():
    practice = {"kz_driver_tolerance": "practice"}
    by_law = asked("2026-04-10", NINETY, days=4)
    assert (by_law.says, by_law.weight, told(by_law)[-1]) == (NO, STOPS, REPORTED)
    passed = asked("2026-04-10", NINETY, days=4, options=practice)
    assert (passed.says, passed.weight, told(passed)[-1]) == (NO, WARNS, REPORTED)
    assert passed.switches[-1].switch == "kz_driver_tolerance"
    for facts in ({"citizenship": "KG"}, {"occupation": Occupation.OTHER}):
        other = asked("2026-04-10", NINETY, days=4, options=practice, **facts)
        assert (other.weight, REPORTED in told(other)) == (STOPS, False)
    later = asked("2026-07-01", NINETY, days=4, options=practice, ruid_filed=False)
    assert (later.weight, REPORTED in told(later)) == (STOPS, False)
    assert REPORTED not in told(asked("2026-04-10", days=4))


def test_not_bound():
    finding = asked("2026-04-10", None, citizenship="BY", days=200)
    assert (finding.says, finding.weight, finding.cure, finding.until) == (YES, INFORMS, None, None)
    assert told(finding) == ["Citizens of Belarus are outside the limit of stay."]
    assert finding.values == {"must_leave_on": None, "planned_until_on": day("2026-10-26")}
    unclear = asked("2026-04-10", (), citizenship="UZ", permit=Permit.VISA)
    assert (unclear.says, unclear.weight, unclear.missing) == (UNDECIDED, STOPS, ())
    assert unclear.cure.text == "Send another driver."


def test_contract():
    contract = {"citizenship": "KG", "contract_until": day("2026-04-12")}
    within = asked("2026-04-10", None, days=3, **contract)
    assert (within.says, within.weight, within.until, within.cure) == (YES, INFORMS, day("2026-04-12"), None)
    beyond = asked("2026-04-10", None, days=4, **contract)
    assert (beyond.says, beyond.weight, beyond.until, beyond.who) == (
        NO,
        STOPS,
        day("2026-04-12"),
        Who.CARRIER,
    )
    assert beyond.cure.text == "Prolong the work contract, or send another driver."


def test_a_stay_without_a_break_that_is_too_long():
    found = screened("2025-12-01", days=91, citizenship="UZ")
    finding = found["stay.ru.uninterrupted"]
    assert (finding.says, finding.weight, finding.until) == (NO, STOPS, day("2026-02-28"))
    assert finding.values == {"over_from_on": day("2026-03-01")}
    assert told(finding) == ["The stay without a break is too long from {day}."]
    assert finding.cure.text == "Send another driver."
    assert found["stay.ru.days"].says is NO
    assert "stay.ru.uninterrupted" not in screened("2025-12-01", days=90, citizenship="UZ")


def test_going_on_from_belarus_is_no_break():
    route, before = ("BY", "RU"), (stay("2025-12-01", "2025-12-31", "BY"),)
    found = screened("2026-01-01", before, route, days=60, citizenship="UZ")
    assert found["stay.ru.uninterrupted"].values == {"over_from_on": day("2026-03-01")}
    apart = screened(
        "2026-01-01", before, route, days=60, citizenship="UZ", options={"belarus_days": "apart"}
    )
    assert "stay.ru.uninterrupted" not in apart


def test_coming_back_on_the_day_of_leaving_is_a_break():
    found = screened("2026-01-01", (stay("2025-12-01", "2026-01-01"),), days=60, citizenship="UZ")
    assert found["stay.ru.days"].says is YES
    assert "stay.ru.uninterrupted" not in found


def test_a_long_stay_of_a_driver_is_warned_of():
    found = screened("2026-07-10", days=91, ruid=FILED)
    finding = found["stay.ru.uninterrupted"]
    assert (finding.says, finding.weight, finding.until) == (NO, WARNS, day("2026-10-07"))
    assert told(finding) == [
        "The stay without a break is too long from {day}.",
        "No source says whether the limit of an uninterrupted stay binds drivers.",
    ]
    assert (finding.cure.text, finding.cure.values) == (
        "Leave Russia before {day}.",
        {"day": day("2026-10-08")},
    )
    assert found["stay.ru.days"].says is YES
    assert "stay.ru.uninterrupted" not in screened("2026-07-10", days=90, ruid=FILED)


def test_registration():
    finding = screened("2026-04-10", citizenship="UZ")["stay.registration"]
    assert (finding.says, finding.weight, finding.stage, finding.who) == (
        YES,
        INFORMS,
        Stage.AFTER,
        Who.DRIVER,
    )
    assert (finding.values, finding.until) == ({"days": 15}, day("2026-04-24"))
    assert told(finding) == ["A citizen of Uzbekistan must be registered within {n} days of entry."]
    assert finding.reasons[0].values == {"n": 15}
    assert finding.cure.text == "Register in Russia by {day}, unless you leave before."
    assert finding.cure.values == {"day": day("2026-04-24")}
    assert "stay.registration" not in screened("2026-04-10", citizenship="KG")
    assert "stay.registration" in screened("2022-01-01", citizenship="UZ")
    assert "stay.registration" not in screened("2021-12-31", citizenship="UZ")


def test_belarus():
    added = screened("2026-04-10", route=("KZ", "RU", "BY"))["stay.by"]
    assert (added.says, added.weight, added.values, added.who) == (YES, INFORMS, {"added": True}, Who.CARRIER)
    assert (told(added), added.stage) == (
        ["Days in Belarus are added to days in Russia."],
        Stage.BEFORE_DEPARTURE,
    )
    assert [choice.switch for choice in added.switches] == ["belarus_days"]
    apart = screened("2026-04-10", route=("BY", "RU"), options={"belarus_days": "apart"})["stay.by"]
    assert (told(apart), apart.values) == (
        ["Days in Belarus are not added to days in Russia."],
        {"added": False},
    )
    assert "stay.by" not in screened("2026-04-10")


def test_kazakhstan_on_the_way():
    long = (stay("2026-03-10", None, "KZ"),)
    man = {"citizenship": "UZ", "occupation": Occupation.OTHER, "permit": Permit.RESIDENCE}
    over = screened("2026-04-10", long, ("UZ", "KZ", "RU"), **man)["stay.kz.days"]
    assert (over.says, over.weight, over.stage, over.who) == (NO, STOPS, Stage.EXIT_CONTROL, Who.CARRIER)
    assert over.values == {"used": 32, "left": 0, "limit": 90, "must_leave_on": day("2026-04-08")}
    assert (over.until, over.cure.text, over.missing) == (day("2026-04-08"), "Send another driver.", ())
    within = screened("2026-04-08", long, ("UZ", "KZ", "RU"), **man)["stay.kz.days"]
    assert (within.says, within.weight, within.cure) == (YES, INFORMS, None)
    unknown = screened("2026-04-10", None, ("UZ", "KZ", "RU"), **man)["stay.kz.days"]
    assert (unknown.says, unknown.weight) == (UNDECIDED, STOPS)
    assert [missing.text for missing in unknown.missing] == [
        "the driver's stays in Kazakhstan, each with its days of entry and of leaving"
    ]
    maybe = screened("2026-04-10", long, ("UZ", "KZ", "RU"), citizenship="UZ", occupation=None)[
        "stay.kz.days"
    ]
    assert (maybe.says, maybe.weight) == (UNDECIDED, STOPS)
    assert [missing.text for missing in maybe.missing] == ["the driver's occupation"]
    driver = screened("2026-04-10", None, ("UZ", "KZ", "RU"), citizenship="UZ")["stay.kz.days"]
    assert (driver.says, driver.weight) == (YES, INFORMS)
    assert told(driver) == [
        "Kazakhstan does not apply its limit of stay to drivers of international transport."
    ]
    assert "stay.kz.days" not in screened("2026-04-10", None)
    assert "stay.kz.days" not in screened("2026-04-10", None, ("BY", "RU"), citizenship="UZ")


@pytest.mark.parametrize("route", [("RU", "KZ"), ("KZ", "UZ"), ("RU",), ("RU", "RU")])
def test_other_ways_are_not_asked(route):
    assert screened("2026-04-10", None, route) == {}


def test_stays_before_every_window_are_not_told_of():
    """An overlap is told where its days may count: back to two days before this year, at the least."""
    old = (stay("2025-12-20", "2025-12-29"), stay("2025-12-22", "2025-12-24"))
    assert told(asked("2026-12-31", old, days=2))[2:] == []
    near = (stay("2025-12-20", "2025-12-30"), stay("2025-12-22", "2025-12-30"))
    assert told(asked("2026-12-31", near, days=2))[2:] == [
        "Stays overlap from {first} to {last}; each day is counted once."
    ]


def test_a_stay_that_still_runs_is_told_of_only_where_it_counts():
    running = Stay(country="RU", entered_on=day("2026-04-08"), permit=Permit.RESIDENCE)
    assert told(asked("2026-04-10", (running,), days=2))[2:] == []


@pytest.mark.parametrize("exempt", [{"citizenship": "UZ"}, {"citizenship": "KG"}])
def test_days_in_kazakhstan_of_a_driver_are_those_of_180(exempt):
    stays = (
        stay("2025-10-01", "2025-10-13", "KZ"),  # one day before the window
        stay("2025-10-10", "2025-10-15", "KZ"),  # its first day is the 13th
        stay("2026-04-09", "2026-04-20", "KZ"),  # two days, the rest is planned
        stay("2026-04-12", "2026-04-13", "KZ"),
    )
    finding = screened("2026-04-10", stays, ("KG", "KZ", "RU"), **exempt)["stay.kz.days"]
    assert finding.values == {"used": 5, "left": None, "limit": None, "must_leave_on": None}
    assert (finding.says, finding.weight, finding.stage) == (YES, INFORMS, Stage.EXIT_CONTROL)
    assert (finding.subject, finding.who, finding.until) == ("stay", Who.CARRIER, None)
    assert told(finding) == [
        "Kazakhstan does not apply its limit of stay to drivers of international transport."
    ]
    assert [look.provision.id for look in finding.rests_on] == ["stay.kz.driver.exempt"]


def test_without_a_window_no_days_are_told():
    provisions = dict(BOOK.provisions)
    provisions["stay.kz.window"] = msgspec.structs.replace(provisions["stay.kz.window"], entries=())
    law = Rulebook(provisions, BOOK.sources, BOOK.switches).on(day("2026-04-10"))
    driver = Driver(citizenship="KG", stays=(stay("2026-04-09", "2026-04-10", "KZ"),))
    trip = Trip(enters_on=law.on, route=("KZ", "RU"), driver=driver)
    (finding,) = [finding for finding in check(trip, law) if finding.id == "stay.kz.days"]
    assert finding.values["used"] is None


def test_a_stay_that_fits_is_not_too_long():
    """Where the day of leaving does not count, one may leave on the day after the 90th."""
    options = {"ru_exit_day": "not_counted"}
    found = screened("2025-09-01", days=91, citizenship="UZ", options=options)
    assert found["stay.ru.days"].says is YES
    assert "stay.ru.uninterrupted" not in found
    found = screened("2025-09-01", days=92, citizenship="UZ", options=options)
    assert found["stay.ru.uninterrupted"].values == {"over_from_on": day("2025-11-30")}
