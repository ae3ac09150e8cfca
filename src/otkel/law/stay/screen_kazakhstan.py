"""The driver's days in Kazakhstan, on the way of one planned trip."""

from __future__ import annotations

import msgspec

from otkel.facts.people import Stay
from otkel.facts.trip import Trip
from otkel.law.corpus import LawDay
from otkel.law.finding import CARRIER, EXIT_CONTROL, INFORMS, NO, STOPS, YES, Finding, Says
from otkel.law.stay.answer import answer_days
from otkel.law.stay.days import count_dates, list_rows
from otkel.law.stay.limits import get_horizon
from otkel.law.stay.person import Person
from otkel.law.stay.rules import NO_PERMITS, find_segment, get_segments, get_territory
from otkel.law.stay.standing import Bound, Standing, get_standing
from otkel.law.stay.told import SEND_ANOTHER, SUBJECT, undecided
from otkel.phrases import phrase

_STAYS = phrase("the driver's stays in Kazakhstan, each with its days of entry and of leaving")
_OCCUPATION = phrase("the driver's occupation")


def check(trip: Trip, person: Person, law: LawDay) -> Finding:
    """Ask whether the days suffice up to the day of the law, on which he leaves Kazakhstan."""
    # The permit of a trip is Russia's: it says nothing of Kazakhstan.
    person = msgspec.structs.replace(person, permit=None)
    stays = trip.driver.stays
    standing = get_standing(person, "kz", law)
    if standing.bound is Bound.NO:
        return _tell_free(stays or (), standing, law)
    answer = answer_days(stays or (), person, "kz", law)
    if stays is None:
        return undecided("stay.kz.days", answer.notices, answer.rests_on, (_STAYS,))
    says = Says(answer.answer)
    return Finding(
        id="stay.kz.days",
        subject=SUBJECT,
        says=says,
        weight=INFORMS if says is YES else STOPS,
        stage=EXIT_CONTROL,
        reasons=answer.notices,
        rests_on=answer.rests_on,
        values={
            "used": answer.used,
            "left": answer.left,
            "limit": answer.limit,
            "must_leave_on": answer.must_leave_on,
        },
        missing=(_OCCUPATION,) if answer.missing else (),
        cure=SEND_ANOTHER if says is NO else None,
        who=CARRIER,
        until=answer.must_leave_on,
    )


def _tell_free(stays: tuple[Stay, ...], standing: Standing, law: LawDay) -> Finding:
    """Tell somebody whom the limit does not bind how many days he has used in its window."""
    on = law.on.toordinal()
    window = find_segment(get_segments("kz", law), on)
    rows = list_rows(stays, on, get_territory("kz", law), NO_PERMITS, get_horizon(on))
    used = None if window.window is None else count_dates(rows, on - window.width + 1, on)
    return Finding(
        id="stay.kz.days",
        subject=SUBJECT,
        says=YES,
        weight=INFORMS,
        stage=EXIT_CONTROL,
        reasons=standing.notices,
        rests_on=standing.rests_on,
        values={"used": used, "left": None, "limit": None, "must_leave_on": None},
        who=CARRIER,
    )
