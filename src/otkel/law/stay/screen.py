"""The driver's days, for one planned trip: in Russia, and in Kazakhstan on the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from otkel.facts.trip import Trip
from otkel.law.corpus import LawDay
from otkel.law.finding import AFTER, BEFORE_DEPARTURE, CARRIER, DRIVER, INFORMS, YES, Finding
from otkel.law.stay import screen_kazakhstan, screen_russia
from otkel.law.stay.person import get_person
from otkel.law.stay.told import SUBJECT
from otkel.phrases import phrase


def check(trip: Trip, law: LawDay) -> Iterator[Finding]:
    """Ask whether the driver's days suffice for a stay that begins on the day of the law.

    The planned stay is `stay_days` and `wait_days` together; where the former is not known, the
    day of entry alone and the waiting are judged.
    """
    if not _enters(trip.route, "RU"):
        return
    person = get_person(trip.driver)
    yield from screen_russia.check(trip, person, law)
    if person.citizenship == "UZ":
        yield from law.remember("stay.registration", _registration)
    if "BY" in trip.route:
        yield law.remember("stay.by", _tell_belarus)
    if "KZ" in trip.route and person.citizenship != "KZ":
        yield screen_kazakhstan.check(trip, person, law)


def _enters(route: tuple[str, ...], country: str) -> bool:
    for before, after in pairwise(route):  # noqa: SIM110
        if after == country and before != country:
            return True
    return False


def _registration(law: LawDay) -> tuple[Finding, ...]:
    rule = law.look("stay.ru.registration_uz_days")
    if not rule.in_force:
        return ()
    # The day of entry is taken as the first day, which is the safe reading.
    until_on = law.on + timedelta(days=rule.number - 1)
    told = Finding(
        id="stay.registration",
        subject=SUBJECT,
        says=YES,
        weight=INFORMS,
        stage=AFTER,
        reasons=(
            phrase("A citizen of Uzbekistan must be registered within {n} days of entry.", n=rule.number),
        ),
        rests_on=(rule,),
        values={"days": rule.number},
        cure=phrase("Register in Russia by {day}, unless you leave before.", day=until_on),
        who=DRIVER,
        until=until_on,
    )
    return (told,)


def _tell_belarus(law: LawDay) -> Finding:
    joint = law.look("stay.union.joint")
    added = phrase("Days in Belarus are added to days in Russia.")
    apart = phrase("Days in Belarus are not added to days in Russia.")
    return Finding(
        id="stay.by",
        subject=SUBJECT,
        says=YES,
        weight=INFORMS,
        stage=BEFORE_DEPARTURE,
        reasons=(added if joint.is_on else apart,),
        rests_on=(joint,),
        values={"added": joint.is_on},
        who=CARRIER,
    )
