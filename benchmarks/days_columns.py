"""Used and left days of 1,000,000 drivers with 40 stays each, from columns in memory.

Also checks that a sample equals the pure function. Run: python benchmarks/days_columns.py
"""

from __future__ import annotations

import time
from datetime import date

import numpy as np

from otkel.facts.people import Occupation, Stay
from otkel.law.corpus import LawDay, read_rulebook
from otkel.law.stay import Person, answer_days
from otkel.law.stay.columns import OPEN, Int32s, count_columns

DRIVERS, STAYS, SAMPLE = 1_000_000, 40, 300
ON = date(2026, 9, 30)
Columns = tuple[Int32s, Int32s, Int32s, np.ndarray[tuple[int, ...], np.dtype[np.bool_]]]


def make_columns(drivers: int, stays: int, seed: int = 1) -> Columns:
    """Give stays of one to four days over about fourteen months, in no order; some still run."""
    draw = np.random.default_rng(seed)
    driver = np.repeat(np.arange(drivers, dtype=np.int32), stays)
    rows = len(driver)
    entered = (ON.toordinal() - draw.integers(-5, 420, rows, dtype=np.int32)).astype(np.int32)
    left = entered + draw.integers(0, 4, rows, dtype=np.int32)
    left[draw.integers(0, rows, rows // 400)] = OPEN
    return driver, entered, left, draw.integers(0, 8, rows, dtype=np.int8) == 0


def count_one(columns: Columns, who: int, law: LawDay) -> tuple[int | None, int | None]:
    """Count one driver of the columns by the pure function."""
    driver, entered, left, belarus = columns
    rows = np.flatnonzero(driver == who)
    stays = [
        Stay(
            country="BY" if belarus[i] else "RU",
            entered_on=date.fromordinal(int(entered[i])),
            left_on=None if left[i] == OPEN else date.fromordinal(int(left[i])),
        )
        for i in rows
    ]
    person = Person(citizenship="KZ", occupation=Occupation.OTHER)
    answer = answer_days(stays, person, "ru", law)
    return answer.used, answer.left


def main(drivers: int = DRIVERS, stays: int = STAYS, sample: int = SAMPLE) -> None:
    """Time the columns and compare a sample. Raises AssertionError where they differ."""
    law = read_rulebook().on(ON)
    columns = make_columns(drivers, stays)
    began = time.perf_counter()
    used, left = count_columns(*columns, law)
    seconds = time.perf_counter() - began
    few = make_columns(sample, stays, seed=2)
    for (some_used, some_left), who in zip(
        zip(*count_columns(*few, law), strict=True), range(sample), strict=True
    ):
        assert (some_used, some_left) == count_one(few, who, law), who
    for who in range(0, drivers, max(1, drivers // 20)):
        assert (used[who], left[who]) == count_one(columns, who, law), who
    print(f"days of {drivers:,} drivers with {stays} stays each: {seconds:.2f} s; sample of {sample} equal")


if __name__ == "__main__":
    main()
