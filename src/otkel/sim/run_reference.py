"""Runs by the readable twin, of what the fast kernel does not carry: slower, by the live `decide`.

Which fields are not carried stands in their table; a scenario in which one of them is set runs here. What
comes of each truck is found from the log, in the form in which the kernel gives it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from otkel.queueing.policy import Policy
from otkel.sim import kernel_log as words
from otkel.sim.bookings import Wishes
from otkel.sim.kernel_corridor import GOES, make_way
from otkel.sim.kernel_world import Log, Results, World, make_log, make_results
from otkel.sim.policy_dates import PolicyPlan
from otkel.sim.reference import Reference
from otkel.sim.reference_rows import Row
from otkel.sim.result_log import RULES
from otkel.sim.scenario import OtherSide, Point, Scenario
from otkel.sim.scenario_fields import fields_of
from otkel.sim.silent import Counting

_ROW = re.compile(r"\[[0-9]+\]")  # in a path: which row of a list
_WAITS_FOR = {words.EXIT_STARTED: 0, words.ENTRY_STARTED: 1, words.CHECK_STARTED: 2}


def not_carried(scenario: Scenario) -> tuple[str, ...]:
    """Give the paths of the fields that are set and that the kernel does not carry; none: it runs there."""
    found = (*_set_in(scenario, ""), *_beside_policies(scenario))
    return tuple(dict.fromkeys(_ROW.sub("", path) for path in found))


def _beside_policies(scenario: Scenario) -> Iterator[str]:
    """Give the fields that the kernel carries only where no point has a policy."""
    if all(point.policy is None for point in scenario.points):
        return
    beside = {
        "points.back": any(point.back is not None for point in scenario.points),
        "screening.answer_pct": scenario.screening.answer_pct > 0,
        "drivers.limited_pct": scenario.drivers.limited_pct > 0,
    }
    yield from (path for path, is_used in beside.items() if is_used)


def _set_in(part: msgspec.Struct, before: str) -> Iterator[str]:
    for name, field in fields_of(type(part)).items():
        value = getattr(part, name)
        rows = value if isinstance(value, tuple) else (value,)
        if not field.in_kernel:
            if value != field.default and _does_something(part, name):
                yield before + name
        elif field.part is not None:
            for at, row in enumerate(rows):
                number = f"[{at}]" if isinstance(value, tuple) else ""
                if row is not None:
                    yield from _set_in(row, f"{before}{name}{number}.")


def _does_something(part: msgspec.Struct, name: str) -> bool:
    """Tell whether a field has an effect: a time is of use where the share that it belongs to is set.

    The strip is counted where the other side is silent.
    """
    if isinstance(part, Point) and name.startswith("strip_count"):
        return part.other_side is OtherSide.SILENT
    share = f"{name.partition('_')[0]}_pct"
    return getattr(part, share, 1) != 0


def run_by_reference(
    world: World,
    policies: Sequence[Policy | None],
    wishes: Wishes,
    countings: Sequence[Counting | None] = (),
    plans: Mapping[int, PolicyPlan] | None = None,
) -> tuple[Results, list[Row]]:
    """Run a world until all have left; gives what came of each truck, and the log."""
    reference = Reference(world, policies, wishes, countings, plans)
    rows = reference.run()
    return results_of(reference, rows), rows


def results_of(reference: Reference, rows: Sequence[Row]) -> Results:
    """Give what came of each truck, from the log of a run."""
    trucks = len(reference.w.arrives)
    results = make_results(trucks, reference.calls is not None)
    since = np.zeros(trucks)
    is_lost = np.zeros(trucks, np.bool_)
    for now, kind, point, truck, value, rule in rows:
        if truck < 0:
            continue
        stage = _stage_of(kind, value)
        if stage >= 0:
            waited = results.wait[stage, truck] if stage < 2 else 0.0  # nobody is checked there twice
            results.wait[stage, truck] = waited + (now - since[truck])
        elif kind == words.ARRIVED:
            since[truck] = now
            is_lost[truck] = False
            if results.came is not None and reference.posts[point].by_rules:
                results.came[truck] = now
        elif kind in (words.EXIT_CLEARED, words.ENTRY_CLEARED):
            since[truck] = now
            results.wait[2, truck] = -1.0 if kind == words.ENTRY_CLEARED else results.wait[2, truck]
        elif kind == words.LEFT and value != words.BACK:
            results.left[truck] = now
        gives_up = kind == words.LEFT and value == words.GAVE_UP
        if gives_up or (kind == words.NO_SHOW and rule == "1"):
            results.wait[0, truck] += now - since[truck]
            results.left[truck], is_lost[truck] = now, True
    for truck, point in reference.at.items():
        results.point[truck] = point
    for truck, now in (reference.calls.gone if reference.calls is not None else {}).items():
        results.left[truck], is_lost[truck] = now, True
    for truck, visits in reference.visits.items():
        results.visits[truck] = -visits if is_lost[truck] else visits
    return results if reference.ways is None else _with_ways(reference, results)


def _with_ways(reference: Reference, results: Results) -> Results:
    """Add what a corridor keeps of each truck: who never came to a line, or was sent home, is lost."""
    ways, both = reference.ways, reference.both
    assert ways is not None
    assert both is not None
    way = make_way(reference.w.corridor)
    for column, found in (
        (way.came, ways.came), (way.fate, ways.fate), (way.moved, ways.moved),
        (way.detoured, ways.detoured), (way.crossed, both.crossed), (results.left, ways.left),
    ):  # fmt: skip
        for truck, value in found.items():
            column[truck] = value
    way.sent_back[list(ways.sent_back)] = 1
    way.answered[list(ways.answered)] = 1
    is_lost = way.fate != GOES
    results.visits[is_lost] = -np.abs(results.visits[is_lost])
    return results._replace(corridor=way)


def _stage_of(kind: int, value: int) -> int:
    """Give the stage that takes a truck on with an event; -1: none does."""
    if kind == words.CHECK_STARTED and value != 0:
        return -1  # a check at exit or entry control, behind the papers
    return _WAITS_FOR.get(kind, -1)


def log_of(world: World, rows: Sequence[Row]) -> Log:
    """Give a log as the kernel writes it."""
    log: Any = make_log(world._replace(uses=0))
    by_call = {name: at for at, name in enumerate(RULES)}
    columns = zip(*rows, strict=True) if rows else ((),) * 6
    at, kind, point, truck, value, rule = columns
    return Log(*log)._replace(
        at=np.array(at, float), kind=np.array(kind, np.int16), point=np.array(point, np.int16),
        truck=np.array(truck, np.int32), value=np.array(value, np.int32),
        rule=np.array([by_call[one] if one in by_call else int(one or 0) for one in rule], np.int8),
        size=np.array([len(rows)]),
    )  # fmt: skip
