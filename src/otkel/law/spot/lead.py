"""Whether a notice of expected delivery was filed in time: in days, or in hours where nothing is paid."""

from __future__ import annotations

from datetime import date, timedelta

from otkel.law.finding import Finding, Weight, Who
from otkel.law.spot.filing import Filing, answer, last_filing
from otkel.phrases import Phrase, phrase

FILING_DAY = phrase("the day the notice was filed")
HOURS = phrase("the hour of filing and the hour of entry")
EXEMPTION = phrase("whether the importer is exempt from the security payment")


def lead(filing: Filing) -> Finding:
    """Compare filing and entry: whole calendar days where a payment is due, else hours.

    Both days are civil dates, and the day of entry is not counted: filed on the 1st, in on the 3rd.
    Where it is not known whether a payment is due, only what holds either way is said.
    """
    notice, law, trip = filing.notice, filing.law, filing.trip
    days, hours = law.look("spot.lead.days"), law.look("spot.lead.hours.nopay")
    filed_on = notice.filed_on or (notice.filed_at.date() if notice.filed_at is not None else None)
    missing: tuple[Phrase, ...] = ()
    met: bool | None = None
    earliest_on: date | None = None
    if filed_on is None:
        missing = (FILING_DAY,)
    else:
        earliest_on = filed_on + timedelta(days=days.number)
        in_days, in_hours = earliest_on <= trip.enters_on, _in_hours(filing, filed_on, hours.number)
        if in_days or (filing.pays.is_on and filing.exempt is False):
            met = in_days
        else:
            met = in_hours
            if in_hours is None:
                missing = (HOURS,)
            elif in_hours and filing.pays.is_on and filing.exempt is None:
                met, missing = None, (EXEMPTION,)
    by_days = filing.pays.is_on and filing.exempt is not True
    return answer(
        filing,
        "spot.lead",
        met,
        phrase(
            "A notice is filed {days} calendar days before import, or {hours} hours where nothing is paid.",
            days=days.number,
            hours=hours.number,
        ),
        (days, hours, filing.pays),
        cure=_cure(earliest_on if by_days else None, hours.number),
        who=Who.CARRIER,
        until=last_filing(trip, law, by_days),
        missing=missing,
        values={
            "filed_on": filed_on,
            "enters_on": trip.enters_on,
            "earliest_on": earliest_on if by_days else None,
        },
        weight_open=Weight.WARNS if filing.admitted and filed_on is None else Weight.STOPS,
    )


def _in_hours(filing: Filing, filed_on: date, hours: int) -> bool | None:
    """Whether the hours are kept; from days alone only where they differ."""
    filed_at, enters_at = filing.notice.filed_at, filing.trip.enters_at
    if filed_at is not None and enters_at is not None:
        return filed_at + timedelta(hours=hours) <= enters_at
    enters_on = filing.trip.enters_on
    return None if filed_on == enters_on else filed_on < enters_on


def _cure(earliest_on: date | None, hours: int) -> Phrase:
    if earliest_on is not None:
        return phrase("Cross on {day} or later, or have a notice filed in time.", day=earliest_on)
    return phrase("Cross at least {hours} hours after the notice is filed.", hours=hours)
