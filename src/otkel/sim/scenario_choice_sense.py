"""Whether what a scenario says of choice can be: roads and names are there, and a way for every truck."""

from __future__ import annotations

import re
from collections.abc import Iterator

from otkel.errors import Mistake
from otkel.phrases import phrase
from otkel.sim.pack_corridor import HOME, is_open_to, places_of
from otkel.sim.scenario import Origin, Scenario
from otkel.sim.scenario_choice import Starts
from otkel.sim.scenario_times import mistake

_STATE = re.compile(r"[A-Z]{2}")
_CLOSE = 1e-6  # of a hundred per cent: shares such as 33.3 do not sum to 100 to the last digit
MOST_COUNTS = 10_000  # countings between that of what is published and now


def check_choice(scenario: Scenario) -> Iterator[Mistake]:
    """Give everything that cannot be."""
    for i, origin in enumerate(scenario.origins):
        yield from _registered(origin, f"origins[{i}].registered")
        yield from _has_way(scenario, origin, f"origins[{i}].road_h")
    yield from _around(scenario)
    yield from _detours(scenario)
    yield from _publishing(scenario)
    yield from _looking_again(scenario)


def _registered(origin: Origin, at: str) -> Iterator[Mistake]:
    for state in origin.registered:
        if not _STATE.fullmatch(state):
            what = phrase("{text} is not a state", text=state[:20])
            yield mistake(f"{at}.{state[:20]}", what, phrase("write two capital letters, such as KZ"))
    total = sum(origin.registered.values())
    if origin.registered and abs(total - 100) > _CLOSE:
        what = phrase("the shares of the registrations sum to {total} %", total=f"{total:g}")
        yield mistake(at, what, phrase("let the shares of the states sum to 100"))


def _has_way(scenario: Scenario, origin: Origin, at: str) -> Iterator[Mistake]:
    """Trucks of each registration find a place that is open to them and that a road leads to."""
    around = any(one.name in origin.road_h for one in scenario.around)
    for state, share in (origin.registered or {HOME: 100.0}).items():
        open_points = [
            one.name for one in scenario.points if one.name in origin.road_h and is_open_to(one, state)
        ]
        if share > 0 and not open_points and not around and origin.road_h:
            what = phrase("no road leads to a point that is open to trucks of {state}", state=state)
            yield mistake(at, what, phrase("write the hours to a multilateral point, or to a way around"))


def _around(scenario: Scenario) -> Iterator[Mistake]:
    points = {one.name for one in scenario.points}
    seen: set[str] = set()
    for i, one in enumerate(scenario.around):
        if one.name in points or one.name in seen:
            what = phrase("{name} stands here twice", name=one.name)
            yield mistake(f"around[{i}].name", what, phrase("give each a name of its own"))
        seen.add(one.name)
        reached = any(one.name in origin.road_h for origin in scenario.origins)
        if not reached and not any(one.name in point.detour_h for point in scenario.points):
            what = phrase("no road leads to {name}", name=one.name)
            yield mistake(f"around[{i}].name", what, phrase("name it in road_h or detour_h, with its hours"))


def _detours(scenario: Scenario) -> Iterator[Mistake]:
    places = places_of(scenario)
    for i, point in enumerate(scenario.points):
        for name in point.detour_h:
            if name not in places or name == point.name:
                options = tuple(one for one in places if one != point.name)
                what = phrase("there is no other place {name}", name=name[:60])
                do = phrase("take one of: {options}", options=options)
                yield mistake(f"points[{i}].detour_h.{name[:60]}", what, do)


def _publishing(scenario: Scenario) -> Iterator[Mistake]:
    choice = scenario.choice
    if choice.published_every_h == 0 and choice.published_lag_h > 0:
        what = phrase("what is published all the time cannot be late")
        yield mistake("choice.published_lag_h", what, phrase("write published_every_h, or leave the lag out"))
    elif choice.published_every_h and choice.published_lag_h > MOST_COUNTS * choice.published_every_h:
        what = phrase("the lag is too long for so many countings")
        most = f"0 to {MOST_COUNTS * choice.published_every_h:g}"
        do = phrase("write a number from {span} [{unit}]", span=most, unit="h")
        yield mistake("choice.published_lag_h", what, do)


def _looking_again(scenario: Scenario) -> Iterator[Mistake]:
    choice = scenario.choice
    has_roads = any(one.detour_h for one in scenario.points)
    if choice.starts is Starts.ORIGIN and not any(one.road_h for one in scenario.origins):
        what = phrase("trucks set out, and no road is described")
        yield mistake("choice.starts", what, phrase("describe origins with their roads, or write line"))
    if choice.looks_again_h > 0 and choice.starts is not Starts.ORIGIN:
        what = phrase("nobody looks again on the way where trucks are counted at the line")
        yield mistake("choice.looks_again_h", what, phrase("write starts: origin, or leave the line out"))
    moves = choice.looks_again_pct > 0
    if moves and not choice.looks_again_h and not scenario.patience.share_pct:
        what = phrase("nobody looks again: neither on the way nor after a time in line")
        yield mistake("choice.looks_again_pct", what, phrase("write looks_again_h, or patience"))
    if (moves or (choice.balks_pct > 0 and choice.balks_home_pct < 100)) and not has_roads:
        what = phrase("no road leads from one point to another")
        yield mistake("points[0].detour_h", what, phrase("write another point and the hours to it"))
