"""Whether a notice of expected delivery was filed in time: in days, or in hours where nothing is paid."""

from __future__ import annotations

from datetime import date

from otkel.law.finding import CARRIER, STOPS, WARNS, Finding
from otkel.law.spot.filing import Filing, answer, last_filing
from otkel.phrases import Phrase, phrase

FILING_DAY = phrase("the day the notice was filed")
HOURS = phrase("the hour of filing and the hour of entry")
EXEMPTION = phrase("whether the importer is exempt from the security payment")


def lead(filing: Filing) -> Finding | None:
    """Compare filing and entry: whole calendar days where a payment is due, else hours. None: in time.

    Both days are civil dates, and the day of entry is not counted: filed on the 1st, in on the 3rd.
    Where it is not known whether a payment is due, only what holds either way is said.
    """
    notice = filing.notice
    filed_on = notice.filed_on or (notice.filed_at.date() if notice.filed_at is not None else None)
    if filed_on is None:
        return _late(filing, None, None, FILING_DAY)
    if filed_on + filing.case.terms.lead_days <= filing.case.trip.enters_on:
        return None
    if filing.asks_payment and filing.exempt is False:
        return _late(filing, filed_on, False, HOURS)
    in_hours = _in_hours(filing, filed_on)
    if not in_hours:
        return _late(filing, filed_on, in_hours, HOURS)
    if filing.asks_payment and filing.exempt is None:
        return _late(filing, filed_on, None, EXEMPTION)
    return None


def _late(filing: Filing, filed_on: date | None, met: bool | None, missing: Phrase) -> Finding:
    trip, terms = filing.case.trip, filing.case.terms
    by_days = filing.asks_payment and filing.exempt is not True
    earliest_on = filed_on + terms.lead_days if filed_on is not None and by_days else None
    return answer(
        filing,
        "spot.lead",
        met,
        terms.lead_asked,
        (*terms.lead, filing.pays),
        cure=_cure(filing, earliest_on),
        who=CARRIER,
        # Late is late: the cure is another day of crossing, and that has no last day.
        until=None if met is False else last_filing(filing.case, by_days),
        missing=(missing,),
        values={"filed_on": filed_on, "enters_on": trip.enters_on, "earliest_on": earliest_on},
        weight_open=WARNS if filing.admitted and filed_on is None else STOPS,
    )


def _in_hours(filing: Filing, filed_on: date) -> bool | None:
    """Whether the hours are kept; from days alone only where they differ."""
    filed_at, enters_at = filing.notice.filed_at, filing.case.trip.enters_at
    if filed_at is not None and enters_at is not None:
        return filed_at + filing.case.terms.lead_hours <= enters_at
    enters_on = filing.case.trip.enters_on
    return None if filed_on == enters_on else filed_on < enters_on


def _cure(filing: Filing, earliest_on: date | None) -> Phrase:
    if earliest_on is not None:
        return phrase("Cross on {day} or later, or have a notice filed in time.", day=earliest_on)
    return phrase(
        "Cross at least {hours} hours after the notice is filed.",
        hours=filing.case.terms.lead_asked.values["hours"],
    )
