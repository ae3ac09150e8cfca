"""The numbers of one person under one set of limits."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from otkel.law.stay.days import Days, Row, Territory, sweep
from otkel.law.stay.limits import find_breach, list_limits
from otkel.law.stay.plans import FAR, extend, find_entry, find_last_day, last_lawful, stay_on
from otkel.law.stay.result import Limit, Numbers, Wait
from otkel.law.stay.rules import FIRST_DAY, Segments


class Case(NamedTuple):
    """What is counted: rows in order, their days, the day asked, and the plans."""

    rows: list[Row]
    days: Days
    on: int
    territory: Territory
    plan: int | None = None
    wait: int | None = None

    @property
    def start(self) -> int:
        """The first day on which a planned stay or a waiting can add a day."""
        return self.on + self.days.has(self.on)


def count_numbers(case: Case, segments: Segments) -> Numbers:
    """Give all numbers of a case under the limits of one set."""
    limits = list_limits(case.days, segments, case.on)
    if not limits:
        return Numbers()
    binds = min((limit for limit in limits if not limit.warns), key=lambda limit: limit.left)
    main = limits[0]
    breach = find_breach(case.days, segments, FIRST_DAY)
    present = _find_present_breach(case, segments, limits)
    outside_without = binds.left == 0 and not case.days.has(case.on)
    return Numbers(
        used=main.used,
        left=binds.left,
        limit=main.limit,
        window_from_on=main.from_on,
        window_to_on=main.to_on,
        must_leave_on=_find_must_leave(case, segments, present),
        breach_on=_date(breach),
        earliest_entry_on=_find_earliest(case, segments),
        binds=binds.kind,
        limits=tuple(limits),
        wait=_count_wait(case, segments),
        answer="no" if present is not None or outside_without else "yes",
    )


def _find_present_breach(case: Case, segments: Segments, limits: list[Limit]) -> int | None:
    """Give the first breach in a counting window of the day asked, or after that day."""
    since = min(limit.from_on for limit in limits if limit.from_on is not None and not limit.warns)
    return find_breach(case.days, segments, since.toordinal())


def _find_must_leave(case: Case, segments: Segments, present: int | None) -> date | None:
    asked = without_plans(case) if breaks_later(case, segments) else case
    rows, last = asked.rows, find_last(asked, segments)
    if last is None and present is not None and present <= case.on and case.days.has(case.on):
        entered = max(row[0] for row in rows if row[0] <= case.on <= row[1])
        last = last_lawful(present, entered, case.territory)
    return _date(last)


def find_last(case: Case, segments: Segments) -> int | None:
    """Give the last day by which somebody must be out who stays on from the day asked."""
    staying = stay_on(case.rows, case.days, case.on, case.on + FAR, case.territory)
    return find_last_day(case.rows, staying, case.on, case.territory, segments)


def without_plans(case: Case) -> Case:
    """Give the case without the stays that begin after the day asked."""
    rows = [row for row in case.rows if row[0] <= case.on]
    return case._replace(rows=rows, days=sweep(rows, case.territory))


def breaks_later(case: Case, segments: Segments) -> bool:
    """Whether planned stays break a limit even if the present stay ends on the day asked."""
    if not case.rows or case.rows[-1][0] <= case.on:
        return False
    rows = extend(case.rows, case.on, case.on) if case.days.has(case.on) else case.rows
    return find_breach(sweep(rows, case.territory), segments, case.on + 1) is not None


def _find_earliest(case: Case, segments: Segments) -> date | None:
    if case.plan is None or never_fits(case.plan, segments):
        return None
    return _date(find_entry(case.rows, case.start, case.plan, case.territory, segments))


def never_fits(plan: int, segments: Segments) -> bool:
    """Whether a stay of so many days is too long for the limits of the last law known."""
    last = segments[-1]
    run = None if last.run_warns else last.run
    return any(most is not None and plan > most for most in (run, last.window))


def _count_wait(case: Case, segments: Segments) -> Wait | None:
    if not case.wait:
        return None
    until = case.start + case.wait - 1
    days = stay_on(case.rows, case.days, case.on, until, case.territory)
    limits = [limit for limit in list_limits(days, segments, until) if not limit.warns]
    breach = find_breach(days, segments, case.start)
    return Wait(
        days=case.wait,
        until_on=date.fromordinal(until),
        used=limits[0].used,
        left=min(limit.left for limit in limits),
        breach_on=_date(breach if breach is not None and breach <= until else None),
    )


def _date(day: int | None) -> date | None:
    return None if day is None else date.fromordinal(day)
