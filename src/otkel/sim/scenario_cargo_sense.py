"""Whether what a scenario says of loads, drivers and costs can be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from otkel.errors import Mistake
from otkel.facts.events.shapes import CODE
from otkel.phrases import phrase
from otkel.sim.scenario import Scenario
from otkel.sim.scenario_timeline import Change, What, When
from otkel.sim.scenario_times import check_times, is_nothing, mistake

MOST_CARGO = 100
_CURRENCY = re.compile(r"[A-Z]{3}")
_CLOSE = 1e-6  # of a hundred per cent: shares such as 33.3 do not sum to 100 to the last digit


def check_cargo(scenario: Scenario) -> Iterator[Mistake]:
    """Give everything that cannot be."""
    yield from _shares(scenario)
    yield from _papers(scenario)
    yield from _screening(scenario)
    yield from _drivers(scenario)
    costs = scenario.costs
    if costs is not None and not _CURRENCY.fullmatch(costs.currency):
        what = phrase("{text} is not a currency", text=costs.currency[:20])
        yield mistake("costs.currency", what, phrase("write three capital letters, such as RUB"))


def _shares(scenario: Scenario) -> Iterator[Mistake]:
    seen: set[str] = set()
    for i, one in enumerate(scenario.cargo):
        if not CODE.fits(one.name):
            what = phrase("{text} is not a name that can be used here", text=one.name[:60])
            do = phrase("write a word of small letters, digits, - and _, such as ordinary")
            yield mistake(f"cargo[{i}].name", what, do)
        if one.name in seen:
            what = phrase("{name} stands here twice", name=one.name[:60])
            yield mistake(f"cargo[{i}].name", what, phrase("give each a name of its own"))
        seen.add(one.name)
    total = sum(one.share_pct for one in scenario.cargo)
    if scenario.cargo and (abs(total - 100) > _CLOSE or len(scenario.cargo) > MOST_CARGO):
        what = phrase("the shares of the loads sum to {total} %", total=f"{total:g}")
        yield mistake("cargo", what, phrase("let share_pct of 1 to 100 kinds of load sum to 100"))


def _papers(scenario: Scenario) -> Iterator[Mistake]:
    """A share that changes with time is one for all loads."""
    rows: tuple[Change | When, ...] = (*scenario.changes, *scenario.when)
    changing = {What.CHECKED_PCT, What.LACKING_PCT} & {row.what for row in rows}
    for i, one in enumerate(scenario.cargo):
        if changing and one.lacking_pct is not None:
            what = phrase("{name} changes with time, for all loads alike", name=min(changing).value)
            yield mistake(f"cargo[{i}].lacking_pct", what, phrase("leave the line out"))


def _screening(scenario: Scenario) -> Iterator[Mistake]:
    screening = scenario.screening
    for name in ("time", "answer"):
        yield from check_times(getattr(screening, name), f"screening.{name}")
    if screening.screened_pct > 0 and not any(one.controlled_pct for one in scenario.cargo):
        what = phrase("nobody carries controlled goods")
        yield mistake("screening.screened_pct", what, phrase("write controlled_pct at a kind of load, or 0"))
    waits = screening.answer_pct > 0 and screening.never_pct < 100
    if screening.screened_pct > 0 and waits and is_nothing(screening.answer):
        what = phrase("the time until the licensing body answers is missing")
        do = phrase("write a number from {span} [{unit}]", span="0 to 100,000", unit="min")
        yield mistake("screening.answer.mean_min", what, do)


def _drivers(scenario: Scenario) -> Iterator[Mistake]:
    drivers = scenario.drivers
    for name in ("used", "belarus"):
        yield from check_times(getattr(drivers, name).times(), f"drivers.{name}")
    if drivers.limited_pct > 0 and is_nothing(scenario.way_back.trip):
        what = phrase("how long drivers want to stay is not said")
        do = phrase("write a number from {span} [{unit}]", span="0 to 100,000", unit="min")
        yield mistake("way_back.trip.mean_min", what, do)
