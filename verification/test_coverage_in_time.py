"""Claim: on every day of 2024-2027, by the knowledge of every month and under every option of every
switch, each provision gives exactly one of value, not in force, not known."""

from collections import Counter
from datetime import date, timedelta

import pytest

from otkel.law.corpus import read_rulebook
from tests.in_time.one_answer import FIRST, LAST, choices, require_one_answer

BOOK = read_rulebook()
DAYS = [FIRST + timedelta(days=step) for step in range((LAST - FIRST).days + 1)]
KNOWN_AT = [date(year, month, 1) for year in range(FIRST.year, LAST.year + 1) for month in range(1, 13)]
KNOWN_AT.append(date.max)


@pytest.mark.parametrize("provision", list(BOOK.provisions.values()), ids=lambda provision: provision.id)
def test_each_day_gives_exactly_one_answer(provision):
    states = Counter(
        require_one_answer(provision, on, known_at, choice)
        for choice in choices(provision, BOOK)
        for known_at in KNOWN_AT
        for on in DAYS
    )
    assert states.total() % (len(DAYS) * len(KNOWN_AT)) == 0
