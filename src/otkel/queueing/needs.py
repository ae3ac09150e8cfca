"""Who stands and since when, for whoever brings water and fuel; and when a backlog is gone."""

from __future__ import annotations

from statistics import median

import msgspec

from otkel.facts.events.choices import Readiness
from otkel.queueing.state import State
from otkel.queueing.truck import Status, Truck

SERVICES = ("water", "food", "fuel", "toilet", "medical")
AT_RISK = ("live_animals", "reefer", "perishable", "dangerous")
DAY_S = 86_400.0


class Care(msgspec.Struct, frozen=True, kw_only=True):
    """Trucks whose load needs care, and how long they have stood."""

    what: str
    trucks: int
    longest_s: float
    median_s: float


class Needs(msgspec.Struct, frozen=True, kw_only=True):
    """The people of one direction: how many, how long they stand, what they were given."""

    towards: str
    trucks: int
    people: int  # as counted, or as told at arrival with one a truck as the least
    counted_us: int | None = None  # none: not counted; then `people` is the least
    longest_s: float = 0.0
    median_s: float = 0.0
    since_service_s: dict[str, float | None] = {}  # since it was last given; none: never recorded
    care: tuple[Care, ...] = ()


def people(state: State, t_s: float) -> tuple[Needs, ...]:
    """Give the people who stand before the post, in each direction."""
    standing: tuple[list[Truck], list[Truck]] = ([], [])
    for truck in state.trucks.values():
        if Status.WAITING <= truck.status <= Status.ON_STRIP:
            standing[truck.line].append(truck)
    return tuple(_needs(state, at, standing[at], t_s) for at in (0, 1))


def _needs(state: State, at: int, trucks: list[Truck], t_s: float) -> Needs:
    line = state.lines[at]
    stood_s = [t_s - truck.arrived_s for truck in trucks]
    counted = line.people
    return Needs(
        towards=line.towards,
        trucks=len(trucks),
        people=counted[1] if counted is not None else sum(max(1, truck.people) for truck in trucks),
        counted_us=state.us_of(counted[0]) if counted is not None else None,
        longest_s=max(stood_s, default=0.0),
        median_s=median(stood_s) if stood_s else 0.0,
        since_service_s=_since_service(line.served_s, t_s),
        care=tuple(_care(trucks, t_s)),
    )


def _since_service(served_s: dict[str, float], t_s: float) -> dict[str, float | None]:
    names = (*SERVICES, *sorted(set(served_s) - set(SERVICES)))
    return {name: t_s - served_s[name] if name in served_s else None for name in names}


def _care(trucks: list[Truck], t_s: float) -> list[Care]:
    stood: dict[str, list[float]] = {name: [] for name in AT_RISK}
    for truck in trucks:
        for what in truck.cargo:
            stood.setdefault(what, []).append(t_s - truck.arrived_s)
    return [
        Care(what=what, trucks=len(times), longest_s=max(times), median_s=median(times))
        for what, times in stood.items()
        if times
    ]


class Gone(msgspec.Struct, frozen=True, kw_only=True):
    """When the trucks of a list will be gone: instants [µs of UTC]; none: not at this pace."""

    towards: str
    trucks: int
    ready: int
    lacking: dict[str, int]  # trucks by the finding that they lack
    low_us: int | None = None
    mid_us: int | None = None
    high_us: int | None = None


def backlog(state: State, towards: str, t_s: float, released_per_day: tuple[float, float, float]) -> Gone:
    """Give what is left of the list of a direction, and the range of the instant at which it is gone.

    `released_per_day` [trucks/day] are the lowest, the middle and the highest pace. The early end lets
    every truck go at the highest pace. Those that lack something do not go before they are cured, so
    the range is of the list as it stands, with every cure in time.
    """
    line = state.lines[state.towards.index(towards)]
    trucks = [state.trucks[passage] for passage in line.backlog]
    lacking: dict[str, int] = {}
    for truck in trucks:
        for what in truck.missing if truck.is_held else ():
            lacking[what] = lacking.get(what, 0) + 1
    low, mid, high = released_per_day
    return Gone(
        towards=towards,
        trucks=len(trucks),
        ready=sum(truck.readiness is Readiness.READY for truck in trucks),
        lacking=dict(sorted(lacking.items(), key=lambda one: (-one[1], one[0]))),
        low_us=_gone(state, t_s, len(trucks), high),
        mid_us=_gone(state, t_s, len(trucks), mid),
        high_us=_gone(state, t_s, len(trucks), low),
    )


def _gone(state: State, t_s: float, trucks: int, per_day: float) -> int | None:
    if not trucks:
        return state.us_of(t_s)
    return state.us_of(t_s + trucks / per_day * DAY_S) if per_day > 0 else None
