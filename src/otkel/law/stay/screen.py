"""The driver's days, for one planned trip: in Russia, and in Kazakhstan on the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

import msgspec

from otkel.facts.people import Occupation, Stay
from otkel.facts.trip import Trip
from otkel.law.corpus import LawDay
from otkel.law.finding import Finding, Says, Stage, Weight, Who
from otkel.law.stay.answer import answer_days, get_case
from otkel.law.stay.limits import (
    find_breach,
    find_entry,
    find_last_day,
    find_long_run,
    list_limits,
    stay_on,
)
from otkel.law.stay.notices import list_notices, list_statement_notices
from otkel.law.stay.numbers import Case
from otkel.law.stay.person import Person, get_person
from otkel.law.stay.result import Limit
from otkel.law.stay.rules import Segments
from otkel.law.stay.standing import Bound, Standing, get_standing
from otkel.law.stay.variants import get_variants, list_lookups
from otkel.law.timeline import Lookup
from otkel.phrases import Phrase, phrase, phrases

SUBJECT = "stay"
# From so many days left on, a planned stay of unknown length is warned of.
FEW_DAYS = 10

_STAYS = phrase("the driver's stays in Russia and Belarus, each with its days of entry and of leaving")
_STAYS_KZ = phrase("the driver's stays in Kazakhstan, each with its days of entry and of leaving")
_STATEMENT = phrase("whether and when the driver's ruID statement of international haulage was filed")
_SEND_ANOTHER = phrase("Send another driver.")


class _Outlook(NamedTuple):
    """What one set of limits leaves for the planned stay, which ends on the day `end`."""

    segments: Segments
    limits: list[Limit]
    last: int | None
    end: int

    @property
    def fits(self) -> bool:
        return self.last is not None and self.end <= self.last

    @property
    def left(self) -> int:
        return min(limit.left for limit in self.limits if not limit.warns)


def check(trip: Trip, law: LawDay) -> Iterator[Finding]:
    """Ask whether the driver's days suffice for a stay that begins on the day of the law.

    The planned stay is `stay_days` and `wait_days` together; where the former is not known, the
    day of entry alone and the waiting are judged.
    """
    if not _enters(trip.route, "RU"):
        return
    person = get_person(trip.driver)
    yield from _check_russia(trip, person, law)
    yield from _check_registration(person, law)
    if "BY" in trip.route:
        yield _tell_belarus(law)
    if "KZ" in trip.route and person.citizenship != "KZ":
        yield _check_kazakhstan(trip, person, law)


def _enters(route: tuple[str, ...], country: str) -> bool:
    return any(a != country and b == country for a, b in pairwise(route))


def _check_russia(trip: Trip, person: Person, law: LawDay) -> Iterator[Finding]:
    standing = get_standing(person, "ru", law)
    stays = trip.driver.stays
    if standing.bound is Bound.NO:
        yield _tell_free(trip, standing, law)
    elif standing.bound is Bound.UNCLEAR:
        yield _undecided("stay.ru.days", standing.notices, standing.rests_on)
    elif stays is None:
        reason = phrase("Without the stays the days used cannot be counted.")
        yield _undecided("stay.ru.days", (*standing.notices, reason), list_lookups(person, law), (_STAYS,))
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
        says=Says.NO if over else Says.YES,
        weight=Weight.STOPS if over else Weight.INFORMS,
        stage=Stage.ENTRY_CONTROL,
        reasons=standing.notices,
        rests_on=standing.rests_on,
        values={"must_leave_on": until_on, "planned_until_on": end_on},
        cure=cure if over else None,
        who=Who.CARRIER,
        until=until_on,
    )


def _planned(trip: Trip) -> int:
    return (trip.stay_days or 1) + trip.wait_days


def _undecided(
    finding_id: str,
    reasons: tuple[Phrase, ...],
    rests_on: tuple[Lookup, ...],
    missing: tuple[Phrase, ...] = (),
    values: dict[str, Any] | None = None,
) -> Finding:
    return Finding(
        id=finding_id,
        subject=SUBJECT,
        says=Says.UNDECIDED,
        weight=Weight.STOPS,
        stage=Stage.ENTRY_CONTROL,
        reasons=reasons,
        rests_on=rests_on,
        values=values or {},
        missing=missing,
        cure=phrase("Say what is missing; until then send another driver.") if missing else _SEND_ANOTHER,
        who=Who.CARRIER,
    )


def _check_days(
    trip: Trip, stays: tuple[Stay, ...], person: Person, standing: Standing, law: LawDay
) -> Iterator[Finding]:
    case = get_case(stays, "ru", law)
    end = case.on + _planned(trip) - 1
    outlooks = {
        name: _Outlook(
            segments,
            list_limits(case.days, segments, case.on),
            find_last_day(case.rows, case.days, case.on, case.territory, segments, entering=True),
            end,
        )
        for name, segments in get_variants(person, law).items()
    }
    told = (*standing.notices, *list_notices(case, law), *list_statement_notices(person, law))
    if any(stay.country == "RU" and stay.left_on is None for stay in stays):
        text = phrase("A stay in Russia has no day of leaving; it is counted up to the entry.")
        told = (*told, text)
    rests_on = (*list_lookups(person, law), *standing.rests_on)
    first = next(iter(outlooks.values()))
    if len({outlook.fits for outlook in outlooks.values()}) > 1:
        last_days = {name: _date(outlook.last) for name, outlook in outlooks.items()}
        reasons = (*map(_tell_left, outlooks.values()), *told)
        values = {"used": first.limits[0].used, "must_leave_on_if_limit": last_days}
        yield _undecided("stay.ru.days", reasons, rests_on, (_STATEMENT,), values)
        return
    weight, tolerance = _weigh(trip, first, person, law)
    finding = _judge(trip, case, first, weight, (*rests_on, *tolerance))
    reasons = (_tell_left(first), *finding.reasons, *told, *map(_tell_practice, tolerance))
    yield msgspec.structs.replace(finding, reasons=reasons)
    yield from _check_run(case, first, weight, finding)


def _weigh(trip: Trip, outlook: _Outlook, person: Person, law: LawDay) -> tuple[Weight, tuple[Lookup, ...]]:
    """Give the weight, and the practice towards Kazakh drivers where it speaks of a breach."""
    if outlook.fits:
        few = trip.stay_days is None and outlook.last is not None and outlook.last - outlook.end < FEW_DAYS
        return (Weight.WARNS if few else Weight.INFORMS), ()
    practice = law.look("stay.ru.driver.kz.tolerance")
    driver = person.citizenship == "KZ" and person.occupation is Occupation.DRIVER
    if not driver or not practice.in_force:
        return Weight.STOPS, ()
    return (Weight.WARNS if practice.is_on else Weight.STOPS), (practice,)


def _judge(
    trip: Trip, case: Case, outlook: _Outlook, weight: Weight, rests_on: tuple[Lookup, ...]
) -> Finding:
    main, last_on = outlook.limits[0], _date(outlook.last)
    end_on = date.fromordinal(outlook.end)
    reasons: tuple[Phrase, ...] = ()
    if last_on is not None:
        reasons += (phrase("He must be out of Russia by {day}.", day=last_on),)
    if not outlook.fits and last_on is not None:
        reasons += (phrase("The planned stay ends only on {day}.", day=end_on),)
    if trip.stay_days is None:
        reasons += (phrase("The length of the planned stay is not known."),)
    return Finding(
        id="stay.ru.days",
        subject=SUBJECT,
        says=Says.YES if weight is Weight.INFORMS else Says.NO,
        weight=weight,
        stage=Stage.ENTRY_CONTROL,
        reasons=reasons,
        rests_on=rests_on,
        values={
            "used": main.used,
            "left": outlook.left,
            "limit": main.limit,
            "must_leave_on": last_on,
            "planned_until_on": end_on,
        },
        cure=_cure(case, outlook, last_on),
        who=Who.CARRIER,
        until=last_on,
    )


def _cure(case: Case, outlook: _Outlook, last_on: date | None) -> Phrase | None:
    if outlook.fits:
        return phrase("Be out of Russia by {day}.", day=last_on)
    length = outlook.end - case.on + 1
    entry = find_entry(case.rows, case.on + 1, length, case.territory, outlook.segments)
    if entry is None:
        return _SEND_ANOTHER
    return phrase("Send another driver, or enter on or after {day}.", day=date.fromordinal(entry))


def _tell_left(outlook: _Outlook) -> Phrase:
    main = outlook.limits[0]
    return phrases(
        "Under a limit of {limit} days {used} are used; {n} day is left.",
        "Under a limit of {limit} days {used} are used; {n} days are left.",
        n=outlook.left,
        limit=main.limit,
        used=main.used,
    )


def _tell_practice(_: Lookup) -> Phrase:
    return phrase("Kazakh drivers were reported to be let through beyond the limit; no law says so.")


def _check_run(case: Case, outlook: _Outlook, weight: Weight, days: Finding) -> Iterator[Finding]:
    """Tell where the uninterrupted stay is what goes over, or would for others than drivers."""
    stay = stay_on(case.rows, case.days, case.on, outlook.end, case.territory, entering=True)
    alone = tuple(segment._replace(year=None, window=None) for segment in outlook.segments)
    over, long = find_breach(stay, alone, case.on), find_long_run(stay, outlook.segments, case.on)
    breach = over or long
    if breach is None or breach > outlook.end:
        return
    reason = phrase("The stay without a break is too long from {day}.", day=date.fromordinal(breach))
    unsure = phrase("No source says whether the limit of an uninterrupted stay binds drivers.")
    yield msgspec.structs.replace(
        days,
        id="stay.ru.uninterrupted",
        says=Says.NO,
        weight=weight if over else Weight.WARNS,
        reasons=(reason,) if over else (reason, unsure),
        values={"over_from_on": date.fromordinal(breach)},
        cure=days.cure if over else phrase("Leave Russia before {day}.", day=date.fromordinal(breach)),
        until=date.fromordinal(breach - 1),
    )


def _check_registration(person: Person, law: LawDay) -> Iterator[Finding]:
    rule = law.look("stay.ru.registration_uz_days")
    if person.citizenship != "UZ" or not rule.in_force:
        return
    # The day of entry is taken as the first day, which is the safe reading.
    until_on = law.on + timedelta(days=rule.number - 1)
    yield Finding(
        id="stay.registration",
        subject=SUBJECT,
        says=Says.YES,
        weight=Weight.INFORMS,
        stage=Stage.AFTER,
        reasons=(
            phrase("A citizen of Uzbekistan must be registered within {n} days of entry.", n=rule.number),
        ),
        rests_on=(rule,),
        values={"days": rule.number},
        cure=phrase("Register in Russia by {day}, unless you leave before.", day=until_on),
        who=Who.DRIVER,
        until=until_on,
    )


def _tell_belarus(law: LawDay) -> Finding:
    joint = law.look("stay.union.joint")
    added = phrase("Days in Belarus are added to days in Russia.")
    apart = phrase("Days in Belarus are not added to days in Russia.")
    return Finding(
        id="stay.by",
        subject=SUBJECT,
        says=Says.YES,
        weight=Weight.INFORMS,
        stage=Stage.BEFORE_DEPARTURE,
        reasons=(added if joint.is_on else apart,),
        rests_on=(joint,),
        values={"added": joint.is_on},
        who=Who.CARRIER,
    )


def _check_kazakhstan(trip: Trip, person: Person, law: LawDay) -> Finding:
    # The permit of a trip is Russia's: it says nothing of Kazakhstan.
    person = msgspec.structs.replace(person, permit=None)
    stays = trip.driver.stays
    bound = get_standing(person, "kz", law).bound is Bound.YES
    answer = answer_days(stays or (), person, "kz", law)
    if stays is None and bound:
        return _undecided("stay.kz.days", answer.notices, answer.rests_on, (_STAYS_KZ,))
    says = Says(answer.answer)
    occupation = (phrase("the driver's occupation"),) if answer.missing else ()
    return Finding(
        id="stay.kz.days",
        subject=SUBJECT,
        says=says,
        weight=Weight.INFORMS if says is Says.YES else Weight.STOPS,
        stage=Stage.EXIT_CONTROL,
        reasons=answer.notices,
        rests_on=answer.rests_on,
        values={
            "used": answer.used,
            "left": answer.left,
            "limit": answer.limit,
            "must_leave_on": answer.must_leave_on,
        },
        missing=occupation,
        cure=_SEND_ANOTHER if says is Says.NO else None,
        who=Who.CARRIER,
        until=answer.must_leave_on,
    )


def _date(day: int | None) -> date | None:
    return None if day is None else date.fromordinal(day)
