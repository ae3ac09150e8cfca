"""What logs say before and after a day, by one definition of each measure and with no truck cut in two.

A group is a civil day by the clock of the log. A wait counts on the day on which it began, a truck that gets
through on the day on which it does so, truck-days on the day of coming. Days of which the log holds a part
count as that part. Two periods differ for many reasons: the table shows a change and no cause.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

import msgspec

from otkel.app.ledger_files import refused
from otkel.app.measuring import Asked, Measured, measure_logs
from otkel.phrases import phrase
from otkel.queueing.measures import PRICE, Price

PART = "line"  # wait in line for exit control
_DAY_US = 86_400_000_000


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """The days before, or from, the day on which the rule or practice began."""

    days: float  # of the log that lie in the period
    waited: int  # trucks whose wait in line began then and ended
    wait_mean_s: float | None
    through: int  # trucks
    through_per_day: float | None
    truck_days: float
    truck_days_per_day: float | None
    cost_per_day: int | None  # in whole units of the price's currency


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One log, before and after."""

    source: str
    simulated: bool
    events: int
    changed_on: date
    price: Price
    before: Period
    after: Period


def changes_of(
    sources: Sequence[str], changed_on: date, country: str, point: str | None, price: Price = PRICE
) -> tuple[Change, ...]:
    """Measure logs before and from a day, of trucks into one state. Raises InputError."""
    asked = Asked(by=("point", "direction", "day"), price=price)
    return tuple(_change(one, changed_on, country, point, price) for one in measure_logs(sources, asked))


def _change(one: Measured, changed_on: date, country: str, point: str | None, price: Price) -> Change:
    measures = one.measures
    midnight = datetime(changed_on.year, changed_on.month, changed_on.day, tzinfo=UTC)
    cut_us = round(midnight.timestamp()) * 1_000_000 - measures.ahead_us
    spans = (
        (measures.begin_us, min(cut_us, measures.end_us)),
        (max(cut_us, measures.begin_us), measures.end_us),
    )
    if any(begin >= end for begin, end in spans):
        raise refused(
            phrase("{source} holds nothing before or nothing after this day", source=one.source),
            phrase("name a day within the log with --changed"),
            "--changed",
        )
    before, after = (
        _period(one, (end - begin) / _DAY_US, country, point, (cut_us, is_after), price)
        for is_after, (begin, end) in enumerate(spans)
    )
    return Change(
        source=one.source.rstrip("/").rpartition("/")[2].partition("?")[0],
        simulated=one.simulated,
        events=measures.events,
        changed_on=changed_on,
        price=price,
        before=before,
        after=after,
    )


def _period(
    one: Measured, days: float, country: str, point: str | None, cut: tuple[int, int], price: Price
) -> Period:
    def mine(group: dict[str, str | int | None]) -> bool:
        day = group.get("day")
        return (
            group.get("direction") == country
            and point in (None, group.get("point"))
            and isinstance(day, int)
            and (day >= cut[0]) is bool(cut[1])
        )

    measures = one.measures
    waits = [each.lasted for each in measures.waits if each.part == PART and mine(each.group)]
    waited, mean_s = _mean((each.trucks, each.mean_s.value) for each in waits if each.mean_s is not None)
    through = sum(each.through for each in measures.flows if mine(each.group))
    truck_days = sum(each.days for each in measures.truck_days_by if mine(each.group))
    per_day = truck_days / days if days else None
    return Period(
        days=days,
        waited=waited,
        wait_mean_s=mean_s,
        through=through,
        through_per_day=through / days if days else None,
        truck_days=truck_days,
        truck_days_per_day=per_day,
        cost_per_day=None if per_day is None else round(per_day * price.per_day),
    )


def _mean(groups: Iterable[tuple[int, float]]) -> tuple[int, float | None]:
    """Give how many there are of all groups, and their mean."""
    held = list(groups)
    count = sum(trucks for trucks, _ in held)
    return count, sum(trucks * mean for trucks, mean in held) / count if count else None
