"""What trucks of a scenario carry, who drives them, and what a passage costs."""

from __future__ import annotations

from typing import Annotated

import msgspec

from otkel.queueing.policy import Means
from otkel.sim.scenario_shapes import Shape, Times

DAY_MIN = 1440.0


class Cargo(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of load, empty ones among them."""

    name: Annotated[str, Means("a stable word, such as fruit or empty")]
    share_pct: Annotated[float, Means("share of the trucks; all together 100", "%", 0, 100)]
    exit_factor: Annotated[float, Means("times in exit control are multiplied by it", "", 0, 100)] = 1.0
    entry_factor: Annotated[float, Means("times in entry control are multiplied by it", "", 0, 100)] = 1.0
    roadside_factor: Annotated[float, Means("times at the roadside are multiplied by it", "", 0, 100)] = 1.0
    lacking_pct: Annotated[
        float | None,
        Means("share whose papers lack, of those looked at; none: as papers.lacking_pct says", "%", 0, 100),
    ] = None
    controlled_pct: Annotated[float, Means("share with goods under export control", "%", 0, 100)] = 0.0
    foreign_pct: Annotated[
        float, Means("share with foreign goods, which go under customs transit", "%", 0, 100)
    ] = 0.0
    foreign_min: Annotated[
        float, Means("more time in exit and in entry control for foreign goods, each", "min", 0, 10_000)
    ] = 0.0
    sealed_pct: Annotated[float, Means("share that goes under a navigation seal", "%", 0, 100)] = 0.0
    reefer: Annotated[bool, Means("goods that spoil while they stand")] = False


class Screening(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How exit control looks into goods under export control."""

    screened_pct: Annotated[
        float, Means("share of the controlled loads that is looked into", "%", 0, 100)
    ] = 0.0
    time: Annotated[Times, Means("how much longer exit control then takes")] = Times()
    answer_pct: Annotated[
        float,
        Means("of these: turned back, since the licensing body must answer first", "%", 0, 100),
    ] = 0.0
    answer: Annotated[Times, Means("until the answer is there and the truck in line again")] = Times()
    never_pct: Annotated[float, Means("of those turned back: go home for good", "%", 0, 100)] = 0.0


class Days(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many days, drawn for each driver."""

    shape: Annotated[Shape, Means("how the days are spread")] = Shape.LOGNORMAL
    mean_days: Annotated[float, Means("mean; not used where the shape is a table", "days", 0, 366)] = 0.0
    cv: Annotated[
        float, Means("deviation over mean, of a lognormal shape; 0: always the mean", "", 0, 10)
    ] = 0.0
    levels: Annotated[
        tuple[float, ...], Means("of a table: shares of the drivers, rising from 0 to 1", "", 0, 1)
    ] = ()
    quantiles_days: Annotated[
        tuple[float, ...], Means("of a table: the days that this share does not exceed", "days", 0, 366)
    ] = ()

    def times(self) -> Times:
        """Give the same as times [min]."""
        return Times(
            shape=self.shape,
            mean_min=self.mean_days * DAY_MIN,
            cv=self.cv,
            levels=self.levels,
            quantiles_min=tuple(one * DAY_MIN for one in self.quantiles_days),
        )


class Drivers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The days that drivers may stay in the country behind the points; `way_back.trip` is their planned stay.

    A stay counts to the calendar year in which it begins, as long as that year lasts.
    """

    limited_pct: Annotated[
        float, Means("share of the drivers to whom the limit applies; 0: to nobody", "%", 0, 100)
    ] = 0.0
    limit_days: Annotated[float, Means("days in a calendar year", "days", 1, 366)] = 90.0
    used: Annotated[Days, Means("days used up in the year when the scenario begins")] = Days()
    belarus_pct: Annotated[
        float, Means("share that was in Belarus too, whose days count jointly", "%", 0, 100)
    ] = 0.0
    belarus: Annotated[Days, Means("days of these in Belarus")] = Days()
    goes_anyway_pct: Annotated[
        float,
        Means("of those whose days do not do: are let in and overstay; the others are refused", "%", 0, 100),
    ] = 0.0


class Costs(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What time and roads cost, in one currency."""

    currency: Annotated[str, Means("three capital letters, such as RUB")] = "RUB"
    truck_day: Annotated[float, Means("a truck that stands for a day", "", 0, 1e9)] = 0.0
    driver_day: Annotated[float, Means("a day of a driver", "", 0, 1e9)] = 0.0
    spoilage_per_h: Annotated[float, Means("goods that spoil, for each hour beyond", "", 0, 1e9)] = 0.0
    spoilage_after_h: Annotated[float, Means("hours after which they begin to spoil", "h", 0, 10_000)] = 0.0
    penalty_day: Annotated[float, Means("contract penalty for each day late begun", "", 0, 1e9)] = 0.0
    due_h: Annotated[float, Means("time at the border that the contract allows for", "h", 0, 10_000)] = 24.0
    seal_day: Annotated[float, Means("a day of a navigation seal", "", 0, 1e9)] = 0.0
    idle_h: Annotated[float, Means("fuel for an hour of standing in line and on the strip", "", 0, 1e9)] = 0.0
    road_km: Annotated[float, Means("fuel for a kilometre of detour", "", 0, 1e9)] = 0.0
    detour_km_per_h: Annotated[float, Means("speed on a detour", "km/h", 1, 200)] = 60.0
