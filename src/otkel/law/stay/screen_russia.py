"""The driver's days in Russia, for one planned trip."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec

from otkel.facts.people import Occupation, Stay
from otkel.facts.trip import Trip
from otkel.law.corpus import LawDay
from otkel.law.finding import CARRIER, ENTRY_CONTROL, INFORMS, NO, STOPS, WARNS, YES, Finding, Weight
from otkel.law.stay.answer import get_case
from otkel.law.stay.days import Days
from otkel.law.stay.limits import find_breach, find_long_run, get_horizon, get_runs, measure
from otkel.law.stay.notices import list_notices, list_statement_notices
from otkel.law.stay.numbers import Case
from otkel.law.stay.person import Person
from otkel.law.stay.plans import FAR, find_entry, find_last_day, stay_on
from otkel.law.stay.rules import Segments
from otkel.law.stay.standing import Bound, Standing, get_standing
from otkel.law.stay.told import SEND_ANOTHER, SUBJECT, undecided
from otkel.law.stay.variants import get_variants, list_lookups
from otkel.law.timeline import Lookup
from otkel.phrases import Phrase, phrase, phrases

# From so many days left on, a planned stay of unknown length is warned of.
FEW_DAYS = 10

_STAYS = phrase("the driver's stays in Russia and Belarus, each with its days of entry and of leaving")
_NO_STAYS = phrase("Without the stays the days used cannot be counted.")
_STATEMENT = phrase("whether and when the driver's ruID statement of international haulage was filed")
_NO_LENGTH = phrase("The length of the planned stay is not known.")
_STILL_INSIDE = phrase("A stay in Russia has no day of leaving; it is counted up to the entry.")
_PRACTICE = phrase("Kazakh drivers were reported to be let through beyond the limit; no law says so.")
_UNSURE = phrase("No source says whether the limit of an uninterrupted stay binds drivers.")


class _Outlook(msgspec.Struct, frozen=True):
    """What one set of limits leaves for the planned stay, which ends on the day `end`."""

    segments: Segments
    used: int
    limit: int
    left: int
    last: int | None
    end: int

    @property
    def fits(self) -> bool:
        return self.last is not None and self.end <= self.last


def check(trip: Trip, person: Person, law: LawDay) -> Iterator[Finding]:
    """Ask whether the days suffice for the planned stay."""
    standing = get_standing(person, "ru", law)
    stays = trip.driver.stays
    if standing.bound is Bound.NO:
        yield _tell_free(trip, standing, law)
    elif standing.bound is Bound.UNCLEAR:
        yield undecided("stay.ru.days", standing.notices, standing.rests_on)
    elif stays is None:
        reasons = (*standing.notices, _NO_STAYS)
        yield undecided("stay.ru.days", reasons, list_lookups(person, law), (_STAYS,))
    else:
        yield from _check_days(trip, stays, person, standing, law)


def _tell_free(trip: Trip, standing: Standing, law: LawDay) -> Finding:
    until_on = standing.until_on
    end_on = law.on + timedelta(days=_planned(trip) - 1)
    over = until_on is not None and end_on > until_on
    cure = phrase("Prolong the work contract, or send another driver.")
    return Finding(
        id="stay.ru.days",
        subject=SUBJECT,
        says=NO if over else YES,
        weight=STOPS if over else INFORMS,
        stage=ENTRY_CONTROL,
        reasons=standing.notices,
        rests_on=standing.rests_on,
        values={"must_leave_on": until_on, "planned_until_on": end_on},
        cure=cure if over else None,
        who=CARRIER,
        until=until_on,
    )


def _planned(trip: Trip) -> int:
    return (trip.stay_days or 1) + trip.wait_days


def _check_days(
    trip: Trip, stays: tuple[Stay, ...], person: Person, standing: Standing, law: LawDay
) -> Iterator[Finding]:
    case = get_case(stays, "ru", law, since=get_horizon(law.on.toordinal()))
    end = case.on + _planned(trip) - 1
    staying = stay_on(case.rows, case.days, case.on, case.on + FAR, case.territory, entering=True)
    variants = get_variants(person, law)
    outlooks = {name: _look_ahead(case, staying, variants[name], end) for name in variants}
    told = (*standing.notices, *list_notices(case, law), *list_statement_notices(person, law))
    if [row for row in case.rows if row[2:] == (0, False)]:
        told = (*told, _STILL_INSIDE)
    rests_on = list_lookups(person, law) + standing.rests_on
    first = next(iter(outlooks.values()))
    if len(outlooks) > 1 and len({outlook.fits for outlook in outlooks.values()}) > 1:
        yield _depends_on_statement(outlooks, told, rests_on)
        return
    weight, practice = _weigh(trip, first, person, law)
    finding = _judge(trip, case, first, weight, told, rests_on)
    if practice is not None:
        reasons, rests_on = (*finding.reasons, _PRACTICE), (*rests_on, practice)
        finding = msgspec.structs.replace(finding, reasons=reasons, rests_on=rests_on)
    yield finding
    yield from _check_run(staying, case.on, first, weight, finding)


def _look_ahead(case: Case, staying: Days, segments: Segments, end: int) -> _Outlook:
    uses = measure(case.days, segments, case.on)
    left = min([use.left for use in uses if not use.warns])
    last = find_last_day(case.rows, staying, case.on, case.territory, segments, entering=True)
    return _Outlook(segments, uses[0].used, uses[0].limit, left, last, end)


def _depends_on_statement(
    outlooks: dict[str, _Outlook], told: tuple[Phrase, ...], rests_on: tuple[Lookup, ...]
) -> Finding:
    values = {
        "used": next(iter(outlooks.values())).used,
        "must_leave_on_if_limit": {name: _date(outlook.last) for name, outlook in outlooks.items()},
    }
    reasons = (*map(_tell_left, outlooks.values()), *told)
    return undecided("stay.ru.days", reasons, rests_on, (_STATEMENT,), values)


def _weigh(trip: Trip, outlook: _Outlook, person: Person, law: LawDay) -> tuple[Weight, Lookup | None]:
    """Give the weight, and the practice towards Kazakh drivers where it speaks of a breach."""
    if outlook.fits:
        few = trip.stay_days is None and outlook.last is not None and outlook.last - outlook.end < FEW_DAYS
        return (WARNS if few else INFORMS), None
    practice = law.look("stay.ru.driver.kz.tolerance")
    driver = person.citizenship == "KZ" and person.occupation is Occupation.DRIVER
    if not driver or not practice.in_force:
        return STOPS, None
    return (WARNS if practice.is_on else STOPS), practice


def _judge(
    trip: Trip,
    case: Case,
    outlook: _Outlook,
    weight: Weight,
    told: tuple[Phrase, ...],
    rests_on: tuple[Lookup, ...],
) -> Finding:
    last_on, end_on = _date(outlook.last), date.fromordinal(outlook.end)
    reasons = [_tell_left(outlook)]
    if last_on is not None:
        reasons.append(phrase("He must be out of Russia by {day}.", day=last_on))
        if not outlook.fits:
            reasons.append(phrase("The planned stay ends only on {day}.", day=end_on))
    if trip.stay_days is None:
        reasons.append(_NO_LENGTH)
    return Finding(
        id="stay.ru.days",
        subject=SUBJECT,
        says=YES if weight is INFORMS else NO,
        weight=weight,
        stage=ENTRY_CONTROL,
        reasons=(*reasons, *told),
        rests_on=rests_on,
        values={
            "used": outlook.used,
            "left": outlook.left,
            "limit": outlook.limit,
            "must_leave_on": last_on,
            "planned_until_on": end_on,
        },
        cure=phrase("Be out of Russia by {day}.", day=last_on) if outlook.fits else _cure(case, outlook),
        who=CARRIER,
        until=last_on,
    )


def _cure(case: Case, outlook: _Outlook) -> Phrase:
    length = outlook.end - case.on + 1
    entry = find_entry(case.rows, case.on + 1, length, case.territory, outlook.segments)
    if entry is None:
        return SEND_ANOTHER
    return phrase("Send another driver, or enter on or after {day}.", day=date.fromordinal(entry))


def _tell_left(outlook: _Outlook) -> Phrase:
    return phrases(
        "Under a limit of {limit} days {used} are used; {n} day is left.",
        "Under a limit of {limit} days {used} are used; {n} days are left.",
        n=outlook.left,
        limit=outlook.limit,
        used=outlook.used,
    )


def _check_run(staying: Days, on: int, outlook: _Outlook, weight: Weight, days: Finding) -> Iterator[Finding]:
    """Tell where the uninterrupted stay is what goes over, or would for others than drivers."""
    over = None if outlook.fits else find_breach(staying, get_runs(outlook.segments), on)
    breach = over or find_long_run(staying, outlook.segments, on)
    if breach is None or breach > outlook.end:
        return
    over_on = date.fromordinal(breach)
    reason = phrase("The stay without a break is too long from {day}.", day=over_on)
    yield msgspec.structs.replace(
        days,
        id="stay.ru.uninterrupted",
        says=NO,
        weight=weight if over else WARNS,
        reasons=(reason,) if over else (reason, _UNSURE),
        values={"over_from_on": over_on},
        cure=days.cure if over else phrase("Leave Russia before {day}.", day=over_on),
        until=date.fromordinal(breach - 1),
    )


def _date(day: int | None) -> date | None:
    return None if day is None else date.fromordinal(day)
