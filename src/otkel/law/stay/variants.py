"""Which sets of limits a person in Russia may be under."""

from __future__ import annotations

from functools import lru_cache

from otkel.facts.people import Occupation
from otkel.law.corpus import LawDay
from otkel.law.stay.person import Person
from otkel.law.stay.rules import FIRST_DAY, Segments, find_segment, get_segments, join
from otkel.law.stay.standing import Statement, get_statement
from otkel.law.timeline import Lookup, State

LIMITS = ("stay.ru.year", "stay.ru.continuous", "stay.ru.window.old")
COUNTING = ("stay.ru.count.entry", "stay.ru.count.exit", "stay.union.joint")
DRIVERS = ("stay.ru.driver.year", "stay.ru.driver.year.nostatement", "stay.ru.driver.continuous")


@lru_cache(maxsize=4096)
def get_variants(person: Person, law: LawDay, limit: int | None = None) -> dict[str, Segments]:
    """Give the limits of a person, by the year limit on the day of the law.

    There are two sets where it is not known whether the driver's ruID statement was filed. A
    `limit` given [days] takes the place of the year limit from the first day of the law in force
    on the day asked; above the general limit it is taken as the drivers'.
    """
    general, driver = get_segments("ru", law), get_segments("ru_driver", law)
    if limit is not None:
        return {str(limit): _fix(general, driver, limit, law)}
    statement = get_statement(person, law)
    if statement is Statement.NOT_KNOWN:
        on = law.on.toordinal()
        return {str(find_segment(each, on).year): each for each in (general, driver)}
    if statement is Statement.COUNTS and person.statement_on is not None:
        return {"": join(general, person.statement_on.toordinal(), driver)}
    return {"": general}


@lru_cache(maxsize=4096)
def list_lookups(person: Person, law: LawDay) -> tuple[Lookup, ...]:
    """Give the provisions that the limits on a person were read from."""
    drivers = () if person.occupation is Occupation.OTHER else DRIVERS
    found = map(law.look, (*LIMITS, *COUNTING, *drivers))
    return tuple(lookup for lookup in found if lookup.state is not State.NOT_IN_FORCE)


def _fix(general: Segments, driver: Segments, limit: int, law: LawDay) -> Segments:
    year = law.look("stay.ru.year")
    entry = law.look("stay.ru.driver.year").entry or year.entry
    since = FIRST_DAY if entry is None or entry.from_on is None else entry.from_on.toordinal()
    taken = driver if year.in_force and limit > year.number else general
    return join(general, since, tuple(s if s.year is None else s._replace(year=limit) for s in taken))
