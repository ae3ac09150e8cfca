"""Days of many drivers at once: the same figures as the pure function."""

from datetime import date

import numpy as np
import pytest

from otkel.facts.people import Occupation, Stay
from otkel.law.corpus import read_rulebook
from otkel.law.stay import Person, answer_days, columns
from otkel.law.stay.columns import OPEN, count_columns

MAN = Person(citizenship="UZ", occupation=Occupation.OTHER)


def make(on, drivers, most, seed):
    """Give ragged columns with long and short stays, some running and some planned."""
    draw = np.random.default_rng(seed)
    driver = np.repeat(np.arange(drivers), draw.integers(0, most + 1, drivers))
    rows = len(driver)
    entered = (on.toordinal() - draw.integers(-20, 420, rows)).astype(np.int32)
    left = (
        entered + np.where(draw.random(rows) < 0.3, draw.integers(0, 100, rows), draw.integers(0, 6, rows))
    ).astype(np.int32)
    left[draw.random(rows) < 0.05] = OPEN
    return driver, entered, left, draw.random(rows) < 0.3


def by_hand(data, who, law, limit):
    driver, entered, left, belarus = data
    stays = [
        Stay(
            country="BY" if belarus[i] else "RU",
            entered_on=date.fromordinal(int(entered[i])),
            left_on=None if left[i] == OPEN else date.fromordinal(int(left[i])),
        )
        for i in np.flatnonzero(driver == who)
    ]
    answer = answer_days(stays, MAN, "ru", law, limit=limit)
    return answer.used, answer.left


@pytest.mark.parametrize(
    ("on", "options", "limit"),
    [
        (date(2026, 9, 30), {}, None),
        (date(2026, 1, 20), {}, None),
        (date(2025, 1, 31), {}, None),
        (date(2024, 11, 30), {}, None),
        (date(2026, 9, 30), {}, 180),
        (date(2026, 3, 31), {}, 120),
        (date(2026, 9, 30), {"ru_exit_day": "not_counted"}, None),
        (date(2025, 2, 10), {"ru_exit_day": "not_counted"}, None),
        (date(2026, 9, 30), {"belarus_days": "apart"}, None),
        (date(2026, 9, 30), {"belarus_days": "apart", "ru_exit_day": "not_counted"}, None),
    ],
)
def test_equal_to_the_pure_function(on, options, limit, monkeypatch):
    monkeypatch.setattr(columns, "_CELLS", 100)
    law = read_rulebook().on(on, None, options)
    data = make(on, 120, 8, seed=on.toordinal())
    used, left = count_columns(*data, law, limit=limit)
    drivers = int(data[0][-1]) + 1
    assert len(used) == len(left) == drivers
    expected = [by_hand(data, who, law, limit) for who in range(drivers)]
    assert list(zip(used.tolist(), left.tolist(), strict=True)) == expected
    assert used.dtype == left.dtype == np.int32


def test_equal_rows_a_driver():
    law = read_rulebook().on(date(2026, 3, 31))
    entered = np.array([date(2026, 1, 1), date(2026, 3, 1), date(2025, 12, 1), date(2026, 3, 31)])
    left = np.array([date(2026, 1, 10), date(2026, 3, 2), date(2026, 3, 5), date(2026, 4, 2)])
    ordinals = [np.array([day.toordinal() for day in column], np.int32) for column in (entered, left)]
    used, left_days = count_columns(np.array([0, 0, 1, 1]), *ordinals, np.zeros(4, bool), law)
    assert used.tolist() == [12, 65]
    assert left_days.tolist() == [78, 25]


def test_no_rows():
    nothing = np.zeros(0, np.int32)
    used, left = count_columns(
        nothing, nothing, nothing, nothing.astype(bool), read_rulebook().on(date(2026, 1, 1))
    )
    assert len(used) == len(left) == 0


def test_a_driver_without_rows_has_all_days():
    on = date(2026, 3, 31)
    day = np.array([on.toordinal()], np.int32)
    used, left = count_columns(np.array([2]), day, day, np.array([False]), read_rulebook().on(on))
    assert used.tolist() == [0, 0, 1]
    assert left.tolist() == [90, 90, 89]
