"""Each day gives exactly one of value, not in force, not known. No number is asserted here.

The days are those around every change of the provision and the first of each month; the long study
in `verification/` asks every day.
"""

from datetime import date, timedelta

import pytest

from otkel.law.corpus import read_rulebook
from otkel.law.timeline import State
from tests.in_time.one_answer import FIRST, LAST, choices, require_one_answer

BOOK = read_rulebook()
MONTHS = [date(year, month, 1) for year in range(FIRST.year, LAST.year + 1) for month in range(1, 13)]
KNOWN_AT = (date(2024, 6, 1), date(2025, 6, 1), date(2026, 1, 1), date(2026, 6, 15), date.max)


def days(provision):
    """Give the first of each month, and the days on both sides of every change."""
    found = {*MONTHS, LAST}
    for span in (*provision.entries, *provision.gaps):
        for edge in (span.from_on, span.to_on):
            if edge:
                found.update(edge + timedelta(days=step) for step in (-1, 0, 1))
    return sorted(day for day in found if FIRST <= day <= LAST)


@pytest.mark.parametrize("subject", sorted({p.subject for p in BOOK.provisions.values()}))
def test_each_day_gives_exactly_one_answer(subject):
    provisions = [p for p in BOOK.provisions.values() if p.subject == subject]
    asked = {
        require_one_answer(provision, on, known_at, choice)
        for provision in provisions
        for choice in choices(provision, BOOK)
        for known_at in KNOWN_AT
        for on in days(provision)
    }
    assert asked <= set(State)


def test_every_provision_says_something_on_some_day():
    silent = [
        p.id
        for p in BOOK.provisions.values()
        if not any(
            require_one_answer(p, on, date.max, choice) is not State.NOT_IN_FORCE
            for choice in choices(p, BOOK)
            for on in (*days(p), date.min, *(entry.from_on for entry in p.entries if entry.from_on))
        )
    ]
    assert silent == []
