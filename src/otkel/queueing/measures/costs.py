"""What the time of trucks costs: truck-days times a price of a day, which has a source and a range."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import polars as pl

from otkel.queueing.log import Log
from otkel.queueing.measures.groups import group_of, keys
from otkel.queueing.measures.lengths import Window


class Price(msgspec.Struct, frozen=True, kw_only=True):
    """What it costs that a truck stands for a day, in whole units of a currency."""

    per_day: int
    low: int
    high: int
    currency: str
    ground: str  # where the price comes from
    range_ground: str  # where its range comes from


# One letter of an interested party; no second figure was found. So the range is an assumption, and wide.
PRICE = Price(
    per_day=20_000,
    low=10_000,
    high=30_000,
    currency="RUB",
    ground="letter of the carriers' association AvtoGruzEks, August 2025: lenta.ru/news/2025/08/20/kollaps",
    range_ground="assumption: half of it to one and a half; no second figure was found",
)


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What all truck-days cost, in whole units of the price's currency."""

    price: Price
    amount: int
    low: int
    high: int


def cost_of(truck_days: float, price: Price = PRICE) -> Cost:
    """Give the cost of truck-days. Raises ValueError when a price is below 0 or outside its own range."""
    if not 0 <= price.low <= price.per_day <= price.high:
        raise ValueError("a price is not below 0 and lies within its range")
    amount, low, high = (round(truck_days * one) for one in (price.per_day, price.low, price.high))
    return Cost(price=price, amount=amount, low=low, high=high)


class TruckDays(msgspec.Struct, frozen=True, kw_only=True):
    """Days that the trucks of one group spent inside within the window; a group is that of their coming."""

    group: dict[str, str | int | None]
    trucks: int
    days: float
    cost: int  # at the price of a day, in whole units


def truck_days_of(
    log: Log, ways: pl.LazyFrame, window: Window, by: Sequence[str], ahead_us: int, price: Price
) -> tuple[TruckDays, ...]:
    """Give the truck-days in order of groups; of those still inside until the window ends."""
    # Whole µs as floats add up exactly, in any order, to 100,000 truck-days; and beyond, without overflow.
    lasted_us = (pl.col("end_us").fill_null(window.end_us) - pl.col("begin_us")).cast(pl.Float64)
    rows = ways.select(*keys(by, "begin_us", ahead_us), us=lasted_us)
    sums = [pl.len().alias("trucks"), (pl.col("us").sum() / 8.64e10).alias("days")]
    grouped = rows.group_by(list(by)).agg(sums).sort(list(by)) if by else rows.select(sums)
    return tuple(
        TruckDays(
            group=group_of(log, row, by),
            trucks=row["trucks"],
            days=row["days"],
            cost=round(row["days"] * price.per_day),
        )
        for row in grouped.collect().iter_rows(named=True)
    )
