"""The log of one replication as columns of `queueing/log.py`: what measures a live log measures it too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from otkel.errors import UnknownNameError
from otkel.facts.events.choices import CheckKind, CheckOutcome, SelectionKind, Stage, WayOut
from otkel.facts.gazetteer import get_point
from otkel.queueing.log import NOTHING, log_from_arrays
from otkel.queueing.log import Log as Columns
from otkel.queueing.log_words import FIRST_CODES
from otkel.sim import kernel_log as words
from otkel.sim.kernel_world import Log, World
from otkel.sim.pack_back import all_points
from otkel.sim.pack_discipline import policies_of
from otkel.sim.pack_plan import by_rank
from otkel.sim.result_log_rules import CODES, fill_rules
from otkel.sim.scenario import Scenario

RULES = (
    "call.order_of_arrival",
    "call.class",
    "call.weave",
    "call.rank",
    "call.slot",
)  # as `core.line.call_rule` counts
_MICROSECONDS = 60e6  # of a minute
_BY_SCENARIO = "scenario"
_CHECK = '{"check":"documents"}'


def columns_of(scenario: Scenario, world: World, log: Log) -> Columns:
    """Give the log in columns. A truck that comes again is a new passage, counted on from the last truck."""
    rows, trucks = int(log.size[0]), world.arrives.size
    kind, truck, value = log.kind[:rows], log.truck[:rows].astype(np.int64), log.value[:rows]
    states = _states_entered(scenario)
    place = _places(scenario)[log.point[:rows]]
    classes = [one.name for one in by_rank(scenario)]
    policies = policies_of(scenario) if world.rules is not None else ()
    ruled = [one.name for policy in policies if policy is not None for one in policy.classes]
    more = (*ruled, *CODES) if policies else ()
    whys = (*words.WHYS, _BY_SCENARIO)
    codes = tuple(dict.fromkeys((*FIRST_CODES, *classes, *RULES, *whys, *states, *more)))
    number = {code: at for at, code in enumerate(codes, 1)}
    columns: dict[str, Any] = {
        "occurred_us": _origin_us(scenario) + np.round(log.at[:rows] * _MICROSECONDS).astype(np.int64),
        "kind": kind,
        "point": place,
        "passage": truck + trucks * _comings(kind, truck),
        "lane": np.zeros(rows, np.uint16),
        "reason": np.zeros(rows, np.uint16),
        "v0": np.full(rows, NOTHING),
        "v1": np.full(rows, NOTHING),
    }
    arrived, called, left = (kind == one for one in (words.ARRIVED, words.CALLED, words.LEFT))
    columns["lane"][arrived] = _numbers(number, states)[log.point[:rows][arrived]]
    columns["reason"][arrived] = _numbers(number, classes)[world.queue_class[truck[arrived]]]
    columns["reason"][called] = _numbers(number, RULES)[log.rule[:rows][called]]
    columns["v0"][called] = value[called]
    columns["reason"][left] = _numbers(number, [one.value for one in WayOut])[value[left]]
    _fill_refusals(columns, number, value)
    _fill_checks(columns, number)
    if policies:
        columns = fill_rules(columns, number, world, log, _origin_us(scenario), policies, states)
    log_of_twin = log_from_arrays(columns, [point.name for point in scenario.points], codes)
    return log_of_twin._replace(simulated=True)


def _numbers(number: dict[str, int], texts: Sequence[str]) -> Any:
    return np.array([number[one] for one in texts])


def _fill_refusals(columns: dict[str, Any], number: dict[str, int], why: Any) -> None:
    """Fill the rows of those who were sent back: why, and by which stage."""
    kind = columns["kind"]
    turned = kind == words.TURNED_BACK
    for refused in (words.EXIT_REFUSED, words.ENTRY_REFUSED, words.TURNED_BACK):
        rows = kind == refused
        columns["reason"][rows] = _numbers(number, words.WHYS)[why[rows]]
    at_exit = why[turned] == words.LICENCE
    columns["v0"][turned] = np.where(at_exit, number[Stage.EXIT_CONTROL], number[Stage.ENTRY_CONTROL])


def _fill_checks(columns: dict[str, Any], number: dict[str, int]) -> None:
    """Fill the rows of roadside checks, which are all alike."""
    kind, reason, v0, v1 = (columns[name] for name in ("kind", "reason", "v0", "v1"))
    selected, started, ended = (
        kind == one for one in (words.SELECTED, words.CHECK_STARTED, words.CHECK_ENDED)
    )
    v0[selected | started | ended] = number[Stage.ROADSIDE_CHECK]
    reason[selected] = number[_BY_SCENARIO]
    v1[selected] = number[SelectionKind.REFERRAL]
    reason[started] = v1[ended] = number[CheckKind.DOCUMENTS]
    reason[ended] = number[CheckOutcome.NOTHING_FOUND]
    columns["rest"] = [_CHECK if one else None for one in selected]


def _comings(kind: Any, truck: Any) -> Any:
    """Count for each row how often its truck had left before it: then it belongs to another coming."""
    order = np.argsort(truck, kind="stable")
    left = (kind == words.LEFT)[order]
    gone = np.cumsum(left) - left
    first = np.searchsorted(truck[order], truck[order])  # of each truck, its own first row
    counted = np.empty(kind.size, np.int64)
    counted[order] = gone - gone[first]
    return counted


def _places(scenario: Scenario) -> Any:
    """Give for each point as the kernel counts them the place: a line back lies where its way out does."""
    with_back = [number for number, one in enumerate(scenario.points) if one.back is not None]
    return np.array([*range(len(scenario.points)), *with_back], np.int16)


def _states_entered(scenario: Scenario) -> list[str]:
    """Give for each point as the kernel counts them the state that is entered there."""
    outs = len(scenario.points)
    return [_state_entered(one.name, at < outs) for at, one in enumerate(all_points(scenario))]


def _state_entered(name: str, is_out: bool) -> str:
    """Give the state behind a point: the second side of the gazetteer, of the way back the first."""
    try:
        return get_point(name).sides[is_out].country
    except UnknownNameError:
        return "RU" if is_out else "KZ"


def _origin_us(scenario: Scenario) -> int:
    """Give midnight of the first day [µs of UTC since 1970], by the clock of the first known point."""
    zone = ZoneInfo("UTC")
    for point in scenario.points:
        try:
            zone = ZoneInfo(get_point(point.name).zone)
            break
        except UnknownNameError:
            continue
    midnight = datetime.combine(scenario.begins_on, time(), zone)
    return (midnight - datetime(1970, 1, 1, tzinfo=ZoneInfo("UTC"))) // timedelta(microseconds=1)
