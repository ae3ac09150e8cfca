"""What a person should be told beside the numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from otkel.facts.people import Occupation, Permit, Stay
from otkel.law.corpus import LawDay
from otkel.law.stay.limits import find_long_run
from otkel.law.stay.numbers import Case, breaks_later, find_last, without_plans
from otkel.law.stay.person import Person
from otkel.law.stay.result import Numbers, Rule
from otkel.law.stay.rules import FIRST_DAY, Segments
from otkel.law.timeline import State
from otkel.phrases import Phrase, phrase, phrases


def list_notices(case: Case, law: LawDay) -> Iterator[Phrase]:
    """Tell how the stays were taken."""
    if case.days.overlap is not None:
        first, last = map(date.fromordinal, case.days.overlap)
        yield phrase(
            "Stays overlap from {first} to {last}; each day is counted once.", first=first, last=last
        )
    for row in case.rows:
        if row[1] > case.on:
            yield phrase("What lies after {day} is planned; it is not in the days used.", day=law.on)
            return


def list_limit_notices(case: Case, numbers: Numbers, segments: Segments) -> Iterator[Phrase]:
    """Tell what the numbers under one set of limits do not show."""
    binding = [limit for limit in numbers.limits if not limit.warns]
    since = min((limit.from_on for limit in binding if limit.from_on is not None), default=date.min)
    if numbers.breach_on is not None and numbers.breach_on < since:
        yield phrase("The limit was broken on {day}, in an earlier counting window.", day=numbers.breach_on)
    if breaks_later(case, segments):
        yield phrase(
            "The planned stays break a limit by themselves; the last day to leave is told without them."
        )
    yield from _tell_kept_short(case, numbers, segments)
    yield from _tell_long_stay(case, numbers)
    if case.plan is not None and binding and numbers.earliest_entry_on is None:
        yield phrases("A stay of {n} day does not fit.", "A stay of {n} days does not fit.", n=case.plan)
    long = find_long_run(case.days, segments, FIRST_DAY)
    if long is not None:
        yield phrase(
            "From {day} the stay is longer than an uninterrupted stay of others may be; no source says "
            "whether that binds drivers.",
            day=date.fromordinal(long),
        )


def _tell_kept_short(case: Case, numbers: Numbers, segments: Segments) -> Iterator[Phrase]:
    """Tell the last day as it would be without the planned stays, where they make it earlier."""
    if numbers.must_leave_on is None or not case.rows or case.rows[-1][0] <= case.on:
        return
    last = find_last(without_plans(case), segments)
    if last is not None and last > numbers.must_leave_on.toordinal():
        yield phrase(
            "The last day to leave is earlier for the planned stays; without them it is {day}.",
            day=date.fromordinal(last),
        )


def _tell_long_stay(case: Case, numbers: Numbers) -> Iterator[Phrase]:
    """Tell from which day staying on would be longer than an uninterrupted stay of others may be."""
    for limit in numbers.limits:
        if limit.warns and numbers.must_leave_on is not None:
            start = case.on if limit.from_on is None else limit.from_on.toordinal()
            over_on = date.fromordinal(start + limit.limit)
            if case.on < over_on.toordinal() and over_on <= numbers.must_leave_on:
                yield phrase(
                    "From {day} a stay without a break is longer than others may stay; no source says "
                    "whether that binds drivers.",
                    day=over_on,
                )


@lru_cache(maxsize=4096)
def list_statement_notices(person: Person, law: LawDay) -> tuple[Phrase, ...]:
    """Tell what stands against the longer stay of drivers."""
    notices: tuple[Phrase, ...] = ()
    if person.statement_on is not None and person.statement_on > law.on:
        notices += (phrase("The ruID statement of {day} does not count yet.", day=person.statement_on),)
    announced = law.look("stay.ru.driver.year").state is State.NOT_KNOWN
    if announced and person.occupation is not Occupation.OTHER:
        notices += (phrase("A longer stay of drivers was announced; its adoption is not confirmed."),)
    return notices


def list_rule_notices(stays: tuple[Stay, ...], rule: Rule, limit: int | None) -> Iterator[Phrase]:
    """Tell what does not belong to the rule asked."""
    if limit is not None and rule != "ru":
        yield phrase("The limit given is Russia's year limit; it is not used here.")
    if rule == "schengen" and any(stay.permit is Permit.VISA for stay in stays):
        yield phrase(
            "Stays under a visa are left out as long visas; for a short visa leave the permit empty."
        )
