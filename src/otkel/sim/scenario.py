"""A scenario: everything that a simulated border runs by, in one description.

The annotations are the one table of fields: form, check and documentation are made from them
(`scenario_fields.py`). Direction is out of the country of the first side: exit control, the strip, entry
control, and behind it the roadside check.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

import msgspec

from otkel.queueing.policy import Means, Policy
from otkel.sim.scenario_back import Back, WayBack
from otkel.sim.scenario_cargo import Cargo, Costs, Drivers, Screening
from otkel.sim.scenario_choice import Around, Choice, Status
from otkel.sim.scenario_discipline import Queue
from otkel.sim.scenario_policy_dates import PolicyDate, PolicyWhen
from otkel.sim.scenario_shapes import Shape as Shape
from otkel.sim.scenario_shapes import Times as Times
from otkel.sim.scenario_timeline import Change, When


class FoundAt(StrEnum):
    """Where it comes out that papers lack."""

    ENTRY = "entry"
    ROADSIDE = "roadside"


class OtherSide(StrEnum):
    """What the post of the other side tells of its acts."""

    TOLD = "told"
    SILENT = "silent"


class Origin(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where trucks come from."""

    name: Annotated[str, Means("a town or a corridor")]
    weight: Annotated[float, Means("how many come from here, beside the other origins", "", 0, 1_000_000)] = (
        1.0
    )
    road_h: Annotated[
        dict[str, float],
        Means(
            "road to each crossing point, or way around, by its name; what is left out is not driven to",
            "h",
            0,
            1000,
        ),
    ] = {}
    registered: Annotated[
        dict[str, float],
        Means(
            "share of its trucks by state of registration, such as KZ: 60; none: of the two states",
            "%",
            0,
            100,
        ),
    ] = {}


class Shift(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is at work from one hour of the day to another."""

    from_h: Annotated[float, Means("hour of the day at which it begins", "h", 0, 24)] = 0.0
    to_h: Annotated[
        float, Means("hour of the day at which it ends; less than from_h: on the next day", "h", 0, 24)
    ] = 24.0
    exit: Annotated[int, Means("trucks served at once in exit control", "trucks", 0, 1000)]
    entry: Annotated[int, Means("trucks served at once in entry control", "trucks", 0, 1000)]
    roadside: Annotated[int, Means("trucks checked at once behind entry control", "trucks", 0, 1000)] = 0


class Point(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A crossing point."""

    name: Annotated[str, Means("slug of the gazetteer, or a word of your own")]
    weight: Annotated[
        float, Means("how many of those who do not choose go here, beside the other points", "", 0, 1_000_000)
    ] = 1.0
    shifts: Annotated[tuple[Shift, ...], Means("shifts; together they cover the day without hole")]
    strip_places: Annotated[
        int | None,
        Means(
            "trucks between the posts, those in exit control among them; none: no limit", "trucks", 1, 10_000
        ),
    ] = None
    exit_per_h: Annotated[
        int | None,
        Means("trucks that exit control takes on in an hour at most; none: no limit", "trucks", 1, 10_000),
    ] = None
    exit_per_day: Annotated[
        int | None,
        Means(
            "trucks that exit control takes on in a civil day at most; none: no limit", "trucks", 1, 100_000
        ),
    ] = None
    published_min: Annotated[
        float,
        Means("wait that is published for each truck in line; those who choose go by it", "min", 0, 1440),
    ] = 0.0
    policy: Annotated[
        str | None,
        Means(
            "preset by which trucks wait in an area, book slots, are called and checked, such as"
            " kazakhstan-2025; none: exit control takes the next in line on"
        ),
    ] = None
    policy_changes: Annotated[
        dict[str, Any],
        Means(
            "single fields of the policy with other values, such as slot_trucks or classes.booked.weight;"
            " see the reference of policies"
        ),
    ] = {}
    policy_dates: Annotated[
        tuple[PolicyDate, ...],
        Means(
            "fields of the policy that are different on some days; later rows go over earlier ones",
            in_kernel=False,
        ),
    ] = ()
    policy_when: Annotated[
        tuple[PolicyWhen, ...],
        Means(
            "fields of the policy that are different while its line is long or short; they go over those of"
            " days",
            in_kernel=False,
        ),
    ] = ()
    policy_classes: Annotated[
        dict[str, Any],
        Means(
            "class of the policy for a class of trucks, such as perishable: urgent; without it the one of the"
            " same name, or the policy's fallback"
        ),
    ] = {}
    other_side: Annotated[
        OtherSide,
        Means(
            "whether own officers are told whom the other side takes on and lets in; silent: they count the"
            " strip, and infer from it what the other side takes on",
            in_kernel=False,
        ),
    ] = OtherSide.TOLD
    strip_count_min: Annotated[
        int,
        Means(
            "where the other side is silent: the strip is counted so often, first at the beginning; under"
            " release by intake at least once in two windows of the policy",
            "min",
            1,
            240,
            in_kernel=False,
        ),
    ] = 60
    strip_count_off: Annotated[
        int,
        Means(
            "where the other side is silent: a count tells at most so many trucks too many or too few",
            "trucks",
            0,
            100,
            in_kernel=False,
        ),
    ] = 0
    back: Annotated[Back | None, Means("the line back through the same place; none: nobody comes back")] = (
        None
    )
    status: Annotated[Status, Means("whether trucks of every state may go through")] = Status.MULTILATERAL
    detour_h: Annotated[
        dict[str, float],
        Means(
            "road from this point to another, or to a way around; what is left out is not driven to",
            "h",
            0,
            1000,
        ),
    ] = {}


class Surge(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days on which more trucks come, or fewer."""

    from_on: Annotated[date, Means("first day")]
    to_on: Annotated[date, Means("last day")]
    factor: Annotated[float, Means("arrivals are multiplied by it", "", 0, 100)]
    cause: Annotated[str | None, Means("a cause such as exit_screening; left out with --without")] = None


class Arrivals(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When trucks come to the lines; a Poisson process whose rate changes by the hour."""

    mean_per_day: Annotated[
        float, Means("trucks that come in a day, all points together", "trucks", 0.01, 1_000_000)
    ]
    by_hour: Annotated[
        tuple[float, ...], Means("24 factors from midnight on; only their relation counts", "", 0, 1000)
    ] = (1.0,) * 24
    by_weekday: Annotated[
        tuple[float, ...], Means("7 factors from Monday on; only their relation counts", "", 0, 1000)
    ] = (1.0,) * 7
    surges: Annotated[tuple[Surge, ...], Means("dated surges")] = ()


class TruckClass(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A class of the line."""

    name: Annotated[str, Means("a stable word, such as ordinary")]
    share_pct: Annotated[float, Means("share of the trucks; all together 100", "%", 0, 100)]
    rank: Annotated[
        int,
        Means("a lower rank goes first; behind exit control equal ranks go in the order written", "", 0, 99),
    ] = 0
    weight: Annotated[int, Means("turns in the weave with classes of the same rank", "turns", 1, 100)] = 1
    time_factor: Annotated[float, Means("service times of this class are multiplied by it", "", 0, 100)] = 1.0


class Service(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long each stage takes, without waiting."""

    exit: Annotated[Times, Means("exit control")]
    entry: Annotated[Times, Means("entry control")]
    roadside: Annotated[Times, Means("roadside check")] = Times()


class Papers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Papers that lack, and what comes of it."""

    lacking_pct: Annotated[
        float, Means("share whose papers lack, of those who are looked at", "%", 0, 100)
    ] = 0.0
    found_at: Annotated[FoundAt, Means("where it comes out: of all in entry control, or of the checked")] = (
        FoundAt.ENTRY
    )
    wait_pct: Annotated[float, Means("of these: put right where it stands, after the delay", "%", 0, 100)] = (
        100.0
    )
    back_pct: Annotated[
        float,
        Means(
            "of these: sent back, and in line again after the delay; only when found at entry", "%", 0, 100
        ),
    ] = 0.0
    go_pct: Annotated[float, Means("of these: may go on without delay", "%", 0, 100)] = 0.0
    delay: Annotated[Times, Means("how long it takes to put papers right")] = Times()
    cause: Annotated[str | None, Means("a cause such as papers; with --without nobody's papers lack")] = None


class Patience(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who gives up waiting in line."""

    share_pct: Annotated[float, Means("share of the trucks that would give up at all", "%", 0, 100)] = 0.0
    time: Annotated[Times, Means("how long these wait before they give up")] = Times()


class Scenario(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A border, its trucks and its officers."""

    name: Annotated[str, Means("name of the scenario")]
    about: Annotated[str, Means("what it shows, in a sentence or two")] = ""
    begins_on: Annotated[date, Means("first day; midnight is local time of the border")] = date(2026, 1, 5)
    horizon_days: Annotated[float, Means("trucks arrive for so long", "days", 0.01, 3660)] = 7.0
    warm_up_days: Annotated[
        float, Means("trucks that arrive before are simulated, and left out of every figure", "days", 0, 3660)
    ] = 0.0
    seed: Annotated[int, Means("number from which everything is drawn", "", 0, 2**63 - 1)] = 1
    within_h: Annotated[
        float, Means("the figures tell what share was through within this time", "h", 0.01, 10_000)
    ] = 24.0
    origins: Annotated[tuple[Origin, ...], Means("where trucks come from; none: everywhere the same")] = ()
    points: Annotated[tuple[Point, ...], Means("crossing points")]
    arrivals: Annotated[Arrivals, Means("when trucks come")]
    classes: Annotated[tuple[TruckClass, ...], Means("classes of the line")] = (
        TruckClass(name="ordinary", share_pct=100.0),
    )
    service: Annotated[Service, Means("how long the stages take")]
    choosing_pct: Annotated[
        float,
        Means(
            "share of the trucks that go where road and published wait are least; the others by weight",
            "%",
            0,
            100,
        ),
    ] = 0.0
    choice: Annotated[Choice, Means("what drivers know of the lines, and what they do with it")] = Choice()
    around: Annotated[tuple[Around, ...], Means("ways around all crossing points")] = ()
    way_back: Annotated[WayBack, Means("what is the same for all lines back")] = WayBack()
    cargo: Annotated[tuple[Cargo, ...], Means("kinds of load; none: loads are not told apart")] = ()
    screening: Annotated[Screening, Means("how exit control looks into controlled goods")] = Screening()
    drivers: Annotated[Drivers, Means("the days that drivers may stay behind the points")] = Drivers()
    costs: Annotated[Costs | None, Means("what time and roads cost; none: not counted")] = None
    checked_pct: Annotated[float, Means("share that is checked at the roadside", "%", 0, 100)] = 0.0
    papers: Annotated[Papers, Means("papers that lack")] = Papers()
    patience: Annotated[Patience, Means("who gives up")] = Patience()
    changes: Annotated[tuple[Change, ...], Means("what is different on some days")] = ()
    when: Annotated[tuple[When, ...], Means("what is different while a line is long or short")] = ()
    queue: Annotated[Queue, Means("what officers and trucks do where a point has a policy")] = Queue()
    disciplines: tuple[Policy | None, ...] = ()  # by point, found from `policy`; no field of a file
