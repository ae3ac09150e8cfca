"""From the state of a queue to what the twin is asked, and from its answer to ranges for each truck.

The twin takes the trucks on as exit control becomes free; the call comes as much earlier as it did in the
last day (the median). How fast the post will work is not known exactly: the pace of now is taken with a
spread, and runs with a quicker and a slower pace are laid together.
"""

from __future__ import annotations

from math import exp
from typing import Any

import msgspec

from otkel.app.site.truck.pace import Pace
from otkel.app.study_ahead import AheadAsked, AheadFound
from otkel.facts.events.choices import Stage
from otkel.queueing.state import State
from otkel.queueing.truck import Status, Truck
from otkel.sim.present_live import Clock, list_standing, present_of

COVERAGE_PCT = 80
METHOD = "twin"
SPREAD = 0.15  # of the pace, as the logarithm of a factor; our choice until ranges were scored
_STEPS = (-1.28, -0.52, 0.0, 0.52, 1.28)
_RUNS = ((500, 24), (3_000, 12), (10**9, 6))  # of each pace, by trucks
_MOST_BACK_DAYS = 3.0  # who came earlier is counted as if he had come then: his turn is the same
_LEAST_DAYS, _MOST_DAYS = 1.0, 14.0
_DAY_S, _MIN_US = 86_400.0, 60_000_000
Span = tuple[int, int, int]  # low, middle and high [µs of UTC since 1970]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the twin is asked of one direction, and of which trucks."""

    ask: AheadAsked
    now_us: int
    pace: Pace
    trucks: tuple[tuple[int, Status], ...]  # passage and where it stands, in the order of the present


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """One look ahead: ranges for every truck of a direction that the twin knows."""

    made_us: int
    digest: str
    runs: int
    is_assumed: bool
    calls: dict[int, Span]
    through: dict[int, Span]


def line_since_us(state: State, line: int) -> int | None:
    """Give since when trucks have stood in line without a gap, as far as those who stand there tell."""
    came = sorted(one.arrived_s for one in state.trucks_of(line) if one.in_line)
    # The first may have stood aside for a while and have found nobody when he came back.
    return state.us_of(came[min(2, len(came) - 1)]) if came else None


def lanes_of(state: State, line: int) -> tuple[int, int]:
    """Give how many lanes are open at both controls; 0: it was not told."""
    lanes = state.lines[line].lanes
    found = (len(lanes.get(one, ())) for one in (Stage.EXIT_CONTROL, Stage.ENTRY_CONTROL))
    exit_lanes, entry_lanes = found
    return exit_lanes, entry_lanes


def ask_of(state: State, line: int, pace: Pace, now_us: int) -> Asked | None:
    """Give what the twin is asked of a direction; None: nobody stands there, or nobody is taken on."""
    standing = list_standing(state, line)
    if not standing or state.lines[line].stops(Stage.EXIT_CONTROL) is not None:
        return None
    now_s = max(state.s_of(now_us), state.t_s)
    back_s = min(now_s - min(_came(one, now_s) for _, one in standing), _MOST_BACK_DAYS * _DAY_S)
    clock = Clock(now_s, now_s - back_s - 60.0)
    rows = _classes(state, line, [one for _, one in standing])
    present = present_of(state, line, [one["name"] for one in rows], 0, clock)
    scenario = _scenario(state, line, pace, rows, clock.now_min / 1440.0, len(standing))
    runs = next(runs for most, runs in _RUNS if len(standing) <= most)
    ask = AheadAsked(
        scenarios=tuple(_at_pace(scenario, pace, exp(SPREAD * step)) for step in _STEPS),
        present=present.to_bytes(),
        runs=runs,
        seed=max(0, state.position),
    )
    trucks = tuple((truck.passage, truck.status) for _, truck in standing)
    return Asked(ask=ask, now_us=now_us, pace=pace, trucks=trucks)


def look_of(asked: Asked, found: AheadFound) -> Look:
    """Give the ranges that an answer of the twin comes to."""
    pace, calls, through = asked.pace, {}, {}
    for (passage, status), taken_on, out in zip(asked.trucks, found.taken_on, found.through, strict=True):
        if status is Status.WAITING and taken_on is not None:
            calls[passage] = _span(asked.now_us, taken_on, -pace.lag_min)
        if out is not None:
            before_strip = status in (Status.WAITING, Status.CALLED, Status.AT_EXIT)
            through[passage] = _span(
                asked.now_us, out, pace.tail_min + (pace.strip_min if before_strip else 0.0)
            )
    return Look(
        made_us=asked.now_us,
        digest=asked.ask.digest,
        runs=asked.ask.runs * len(asked.ask.scenarios),
        is_assumed=pace.is_assumed,
        calls=calls,
        through=through,
    )


def _span(now_us: int, minutes: tuple[float, float, float], more_min: float) -> Span:
    low, mid, high = (now_us + round(max(0.0, one + more_min) * _MIN_US) for one in minutes)
    return low, mid, high


def _came(truck: Truck, now_s: float) -> float:
    return min(truck.arrived_s, truck.since_s, now_s)


def _classes(state: State, line: int, standing: list[Truck]) -> list[dict[str, Any]]:
    """Give the classes of the policy in order of rank, with the share of those who stand there."""
    policy = state.lines[line].rules.policy
    known = [(one.name, one.rank, one.weight) for one in policy.classes] or [("ordinary", 0, 1)]
    known.sort(key=lambda one: one[1])
    counts = {name: 0 for name, _, _ in known}
    for truck in standing:
        name = truck.queue_class if truck.queue_class in counts else known[-1][0]
        counts[name] += 1
    shares = [round(100.0 * counts[name] / len(standing), 6) for name, _, _ in known]
    most = shares.index(max(shares))
    shares[most] = 100.0 - sum(one for at, one in enumerate(shares) if at != most)
    return [
        {"name": name, "rank": rank, "weight": weight, "share_pct": share}
        for (name, rank, weight), share in zip(known, shares, strict=True)
    ]


def _scenario(
    state: State, line: int, pace: Pace, classes: list[dict[str, Any]], passed_days: float, trucks: int
) -> dict[str, Any]:
    per_day = 1440.0 * pace.exit.servers / pace.exit.mean_min
    ahead_days = min(max(2.0 * trucks / per_day, _LEAST_DAYS), _MOST_DAYS)
    return {
        "name": "ahead",
        "begins_on": "2026-01-05",  # any day: no calendar is in it
        "horizon_days": passed_days + ahead_days,
        "warm_up_days": passed_days,
        "points": [
            {
                "name": state.point,
                "shifts": [{"exit": pace.exit.servers, "entry": pace.entry.servers}],
                "strip_places": state.lines[line].rules.policy.strip_places,
            }
        ],
        "arrivals": {"mean_per_day": pace.arrivals_per_day},
        "classes": classes,
    }


def _at_pace(scenario: dict[str, Any], pace: Pace, factor: float) -> dict[str, Any]:
    """Give a scenario whose services last longer by a factor."""
    times = {
        name: {"mean_min": round(one.mean_min * factor, 6), "cv": round(one.cv, 6)}
        for name, one in (("exit", pace.exit), ("entry", pace.entry))
    }
    return scenario | {"service": times}
