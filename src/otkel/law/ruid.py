"""The ruID application: an electronic notice that a visa-free foreigner files before entering Russia."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import msgspec

from otkel.facts.people import RuidStatement
from otkel.facts.places import VISA_FREE_TO_RUSSIA
from otkel.facts.trip import Trip
from otkel.law.corpus import LawDay
from otkel.law.finding import (
    DRIVER,
    ENTRY_CONTROL,
    INFORMS,
    NO,
    STOPS,
    UNDECIDED,
    WARNS,
    YES,
    Finding,
    Says,
    Weight,
)
from otkel.law.timeline import Lookup, State
from otkel.phrases import Phrase, phrase


class _Duty(msgspec.Struct, frozen=True):
    """How hard the application is asked on the day, why, and where that is read."""

    weight: Weight
    why: Phrase
    rests_on: tuple[Lookup, ...]


class _Day(NamedTuple):
    """What the law of one day asks, and what is told where nothing of the trip is counted.

    `lead` and `has_qr` are asked by whether the case is urgent.
    """

    duty: _Duty
    free_citizenships: frozenset[str]
    free_permits: frozenset[str]
    lead: dict[bool, Lookup]
    free: Finding
    no_citizenship: Finding
    has_qr: dict[bool, Finding]


def check(trip: Trip, law: LawDay) -> Iterator[Finding]:
    """Ask a visa-free driver who enters Russia for his application, its QR code, and its lead time.

    A permit that exempts must be stated; a driver without one is taken as not exempt.
    """
    driver = trip.driver
    day = law.remember("ruid", _read)
    if day is None or "RU" not in trip.route[1:]:
        return
    if driver.citizenship in day.free_citizenships or driver.permit in day.free_permits:
        yield day.free
    elif driver.citizenship is None:
        yield day.no_citizenship
    elif driver.citizenship in VISA_FREE_TO_RUSSIA:
        if driver.ruid is None:
            yield _without_statement(trip, law, day)
        else:
            yield _statement(driver.ruid, law, day)
            yield _lead(trip, driver.ruid, law, day)


def _read(law: LawDay) -> _Day | None:
    duty = _find_duty(law)
    if duty is None:
        return None
    exempt, longest = law.look("ruid.exempt"), law.look("ruid.lead.max_d")
    lead = {True: law.look("ruid.lead.urgent_h"), False: law.look("ruid.lead.min_h")}
    return _Day(
        duty=duty,
        free_citizenships=frozenset(exempt.value["citizenships"]),
        free_permits=frozenset(exempt.value["permits"]),
        lead=lead,
        free=_finding("ruid.statement", duty, YES, _EXEMPT, (exempt,)),
        no_citizenship=_finding("ruid.statement", duty, UNDECIDED, _NO_CITIZENSHIP, missing=_CITIZENSHIP),
        has_qr={
            urgent: _finding("ruid.statement", duty, YES, _HAS_QR, (lead[urgent], longest))
            for urgent in (True, False)
        },
    )


def _find_duty(law: LawDay) -> _Duty | None:
    mandatory = law.look("ruid.mandatory")
    if mandatory.state is not State.NOT_IN_FORCE:
        # Under the reading "work or study" a driver in haulage is asked for no more than care.
        weight = STOPS if mandatory.value == "all" else WARNS
        return _Duty(weight, _WHY[mandatory.value], (mandatory, law.look("ruid.effect")))
    voluntary = law.look("ruid.voluntary")
    if voluntary.in_force:
        return _Duty(WARNS, _WHY[voluntary.value], (voluntary, law.look("ruid.practice")))
    return None


def _without_statement(trip: Trip, law: LawDay, day: _Day) -> Finding:
    """Ask for an application that was not filed, or of which that is not known."""
    lead, longest = day.lead[False], law.look("ruid.lead.max_d")
    rests_on, file_by = (lead, longest), _last_filing(trip, lead.number)
    if trip.driver.ruid_filed is False:
        cure = phrase(
            "file the application in the ruID app at least {hours} hours before entry, not earlier than {days} days before it, and take the QR code along",  # noqa: E501
            hours=lead.number,
            days=longest.number,
        )
        return _finding("ruid.statement", day.duty, NO, _NOT_FILED, rests_on, cure=cure, until=file_by)
    return _finding(
        "ruid.statement", day.duty, UNDECIDED, _FILED_NOT_KNOWN, rests_on, missing=_WHETHER, until=file_by
    )


def _statement(statement: RuidStatement, law: LawDay, day: _Day) -> Finding:
    """Answer whether the driver holds the QR code of his application."""
    if statement.qr:
        return day.has_qr[statement.urgent]
    rests_on = (day.lead[statement.urgent], law.look("ruid.lead.max_d"))
    if statement.qr is None:
        return _finding("ruid.statement", day.duty, UNDECIDED, _QR_NOT_KNOWN, rests_on, missing=_QR_WHETHER)
    return _finding("ruid.statement", day.duty, NO, _NO_QR, rests_on, cure=_GET_QR)


def _lead(trip: Trip, statement: RuidStatement, law: LawDay, day: _Day) -> Finding:
    """Answer whether the application was filed neither too late nor too early for the planned entry."""
    duty, lead = day.duty, day.lead[statement.urgent]
    valid, earliest = law.look("ruid.valid_d"), law.look("ruid.lead.max_d")
    rests_on = (lead, valid, earliest)
    filed_on = statement.filed_on or (statement.filed_at and statement.filed_at.date())
    if filed_on is None:
        return _finding("ruid.lead", duty, UNDECIDED, _DAY_NOT_KNOWN, rests_on, missing=_FILED_ON)
    most_d = min(valid.number, earliest.number)
    values = {
        "filed_on": filed_on,
        "lead_h": lead.number,
        "valid_until_on": filed_on + timedelta(days=most_d),
    }
    if (trip.enters_on - filed_on).days > most_d:
        reason = phrase(
            "the application of {day} is older than {days} days on entry", day=filed_on, days=most_d
        )
        until = _last_filing(trip, lead.number)
        return _finding("ruid.lead", duty, NO, reason, rests_on, values, cure=_FILE_AGAIN, until=until)
    in_time = _is_in_time(trip, statement, filed_on, lead.number)
    if in_time:
        return _finding("ruid.lead", duty, YES, _IN_TIME, rests_on, values)
    if in_time is None:
        return _finding("ruid.lead", duty, UNDECIDED, _HOURS_DECIDE, rests_on, values, missing=_HOURS)
    reason = phrase("the application was filed later than {hours} hours before entry", hours=lead.number)
    enters_from = (
        statement.filed_at + timedelta(hours=lead.number)
        if statement.filed_at
        else filed_on + timedelta(days=_sure_days(lead.number))
    )
    cure = phrase("enter Russia not earlier than {day}", day=enters_from)
    return _finding("ruid.lead", duty, NO, reason, rests_on, values, cure=cure)


def _is_in_time(trip: Trip, statement: RuidStatement, filed_on: date, lead_h: int) -> bool | None:
    """Whether the lead was kept; None where two civil dates alone leave it open."""
    if statement.filed_at and trip.enters_at:
        return trip.enters_at - statement.filed_at >= timedelta(hours=lead_h)
    days = (trip.enters_on - filed_on).days
    if days >= _sure_days(lead_h):
        return True
    # Two instants on dates `days` apart lie less than `days + 1` whole days from each other.
    return False if 24 * (days + 1) <= lead_h else None


def _sure_days(lead_h: int) -> int:
    """Give the least number of dates apart [day] at which a lead [h] is surely kept."""
    return -(-lead_h // 24) + 1


def _last_filing(trip: Trip, lead_h: int) -> date | datetime:
    """Give the last instant to file, or, where the hour of entry is not known, the last sure day."""
    if trip.enters_at:
        return trip.enters_at - timedelta(hours=lead_h)
    return trip.enters_on - timedelta(days=_sure_days(lead_h))


def _finding(
    finding_id: str,
    duty: _Duty,
    says: Says,
    reason: Phrase,
    rests_on: tuple[Lookup, ...] = (),
    values: dict[str, Any] | None = None,
    *,
    missing: Phrase | None = None,
    cure: Phrase | None = None,
    until: date | datetime | None = None,
) -> Finding:
    stands = says is YES
    return Finding(
        id=finding_id,
        subject="registers",
        says=says,
        weight=INFORMS if stands else duty.weight,
        stage=ENTRY_CONTROL,
        reasons=(reason,) if stands else (reason, duty.why),
        rests_on=duty.rests_on + rests_on,
        values=values or {},
        missing=(missing,) if missing else (),
        cure=cure,
        who=None if stands else DRIVER,
        until=until,
    )


_WHY = {
    "all": phrase("every visa-free foreigner must file it; without the QR code entry may be refused"),
    "work_study": phrase(
        "by the reading taken only those who enter for work or study must file it; others may still be turned back"  # noqa: E501
    ),
    "recommended": phrase(
        "the application is voluntary on this day, but drivers without the QR code were reported turned back"
    ),
    None: phrase("a duty to file it was announced for this day; its adoption is not confirmed"),
}
_EXEMPT = phrase(
    "no ruID application is asked of citizens of Belarus and of holders of a visa or a residence permit"
)
_NO_CITIZENSHIP = phrase("the driver's citizenship decides whether a ruID application is asked")
_CITIZENSHIP = phrase("the driver's citizenship")
_NOT_FILED = phrase("no ruID application to enter Russia was filed")
_FILED_NOT_KNOWN = phrase("it is not known whether a ruID application to enter Russia was filed")
_WHETHER = phrase("whether and when the ruID application was filed, and whether the driver has its QR code")
_QR_NOT_KNOWN = phrase("the ruID application was filed; it is not known whether the QR code has come")
_QR_WHETHER = phrase("whether the driver has the QR code of his ruID application")
_NO_QR = phrase("the ruID application was filed, but the driver has no QR code")
_GET_QR = phrase("wait for the QR code in the ruID app and keep it on the telephone or on paper")
_HAS_QR = phrase("the driver has the QR code of his ruID application; it does not guarantee entry")
_DAY_NOT_KNOWN = phrase("the day of the ruID application is not known")
_FILED_ON = phrase("the day on which the ruID application was filed")
_FILE_AGAIN = phrase("file a new application in the ruID app")
_IN_TIME = phrase("the ruID application was filed in time for the planned entry")
_HOURS_DECIDE = phrase("by the dates alone it is open whether the ruID application was filed in time")
_HOURS = phrase("the hour of filing and the hour of entry")
