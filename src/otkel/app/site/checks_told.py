"""Checks of the whole border by month: how many trucks were selected, why, and how their checks ended.

A month is told when it has been over for a while, and for the whole border only: nobody can see from it where
or when he would rather not be checked. A number of fewer than ten trucks is not told, nor a second one from
which it would follow. By point and reason they stand at the desk alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TypeVar

import msgspec

from otkel.app.clock import now
from otkel.app.crossing.pointing import get_point
from otkel.app.site.house import House
from otkel.app.site.past import past_of
from otkel.facts.events.choices import CheckOutcome, SelectionKind

FEWEST = 10  # trucks; fewer are not told
DELAY_DAYS = 30  # after the end of a month; our choice
MOST_MONTHS = 12
ANY = "any"
K = TypeVar("K")


class Month(msgspec.Struct, frozen=True, kw_only=True):
    """A month of the border. None: fewer than ten, or a number from which such a one would follow."""

    begins_on: date
    points: int  # whose queue is kept here
    trucks: int | None  # that a post took on
    selected: int | None  # of them, at least once
    kinds: dict[SelectionKind, int | None]
    outcomes: dict[CheckOutcome, int | None]

    @property
    def share_pct(self) -> float | None:
        """The share of the trucks that were selected; none: not told."""
        if self.trucks is None or self.selected is None:
            return None
        return 100 * self.selected / self.trucks if self.trucks else None


def months_told(house: House, border: str) -> tuple[Month, ...]:
    """Give the months of a border that may be told, the newest first. Raises LedgerError."""
    slugs = [slug for slug in house.list_kept() if get_point(slug).border == border]
    past = past_of(house)
    past.is_behind()
    found = []
    for begins_on in list_months(now().date()):
        name = begins_on.isoformat()[:7]
        counts = [counted for slug in slugs if (counted := past.checks(slug, name))]
        if counts:
            found.append(month_of(begins_on, counts))
    return tuple(found)


def list_months(today: date) -> Iterator[date]:
    """Give the first days of the months that may be told on a day, the newest first."""
    last = (today - timedelta(DELAY_DAYS)).replace(day=1) - timedelta(1)
    for _ in range(MOST_MONTHS):
        last = last.replace(day=1)
        yield last
        last -= timedelta(1)


def month_of(begins_on: date, counts: list[dict[str, dict[str, int]]]) -> Month:
    """Add up the points of a month, and leave out what is too small to be told."""

    def total(group: str, name: str) -> int:
        return sum(one.get(group, {}).get(name, 0) for one in counts)

    trucks = total("trucks", "taken_on")
    selected, rest = total("selected", ANY), trucks - total("selected", ANY)
    kinds = leave_out({kind: total("selected", kind.value) for kind in SelectionKind})
    outcomes = leave_out({one: total("ended", one.value) for one in CheckOutcome})
    is_told = min(selected, rest) >= FEWEST
    return Month(
        begins_on=begins_on,
        points=len(counts),
        trucks=trucks if trucks >= FEWEST else None,
        selected=selected if is_told else None,
        kinds=kinds if is_told else dict.fromkeys(SelectionKind),
        outcomes=outcomes if is_told else dict.fromkeys(CheckOutcome),
    )


def leave_out(counts: Mapping[K, int]) -> dict[K, int | None]:
    """Leave out numbers from one to nine; where that is a single one, the next smallest too."""
    small = {name for name, count in counts.items() if 0 < count < FEWEST}
    others = sorted((count, at) for at, (name, count) in enumerate(counts.items()) if count >= FEWEST)
    if len(small) == 1 and others:
        small.add(list(counts)[others[0][1]])
    return {name: None if name in small else count for name, count in counts.items()}
