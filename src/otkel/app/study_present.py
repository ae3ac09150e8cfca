"""Let the twin begin with who stands at a live crossing point."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from otkel.app.crossing.desk import Desk, opened_ledger
from otkel.app.crossing.pointing import get_point
from otkel.app.crossing.reading import Refused, read_local
from otkel.app.study import Source, checked_of, refused
from otkel.phrases import phrase
from otkel.queueing.state import State
from otkel.sim.engine import THREADS
from otkel.sim.experiment import Setting
from otkel.sim.pack_corridor import uses_corridor
from otkel.sim.pack_plan import by_rank
from otkel.sim.present import Present
from otkel.sim.present_live import OUT, Clock, list_standing, present_of
from otkel.sim.scenario_check import Checked
from otkel.sim.scenario_file import vary

MOST_DAYS_BACK = 60  # who came earlier is counted as if he had come then


class FromQueue(NamedTuple):
    """Which queue the twin begins with."""

    point: str
    db: str
    at: str | None = None  # local time; none: now


def begin_with(
    scenario: Source, setting: Setting, asked: FromQueue, has_start: bool = False
) -> tuple[Checked, Setting]:
    """Give a scenario whose clock stands at the present of a queue, and one that begins with its trucks.

    The scenario's first day becomes the day on which the first of them came; its horizon is counted from now
    on, and so are its figures. Raises InputError, UnknownNameError, LedgerError.
    """
    if setting.engine != THREADS:
        what = phrase("a run goes on from a state in this process only")
        raise refused("--from-queue", what, phrase("leave --engine out"))
    if has_start:
        what = phrase("a run begins with one state")
        raise refused("--from-queue", what, phrase("leave --from-state out"))
    checked, place = checked_of(scenario), get_point(asked.point)
    names = [one.name for one in checked.scenario.points]
    if place.slug not in names:
        what = phrase("the scenario has no crossing point {name}", name=place.slug)
        raise refused("--from-queue", what, phrase("take one of: {options}", options=tuple(names)))
    _require_plain(checked)
    with opened_ledger(asked.db) as ledger:
        desk = ledger.desk(place)
        at = _instant(asked.at, desk)

        def work(state: State) -> tuple[Checked, Present]:
            return _taken_over(checked, state, at, desk.zone, names.index(place.slug))

        moved, present = desk.look(work)
    return moved, msgspec.structs.replace(setting, start=present)


def _require_plain(checked: Checked) -> None:
    """Raise InputError for a scenario in which more is asked of a truck than the queue knows of it."""
    if checked.scenario.disciplines:
        what = phrase("a queue is not taken over into a scenario whose points run by a policy")
        do = phrase("leave the policies of its points out, or run it from an empty border")
        raise refused("--from-queue", what, do)
    if uses_corridor(checked.scenario):
        what = phrase("a queue is not taken over into a corridor: where its trucks come from is not known")
        do = phrase("take a scenario without choice, loads, drivers, costs and a way back")
        raise refused("--from-queue", what, do)


def _instant(text: str | None, desk: Desk) -> datetime:
    if text is None:
        return datetime.fromtimestamp(desk.now_us() / 1e6, UTC)
    try:
        return read_local(text, desk.zone)
    except Refused as error:
        raise refused("--at", error.what, error.do) from None


def _taken_over(
    checked: Checked, state: State, at: datetime, zone: str, point: int
) -> tuple[Checked, Present]:
    """Move a scenario's clock, and give who stands there then."""
    now_s = at.timestamp() - state.origin_us / 1e6
    if state.t_s > now_s:
        what = phrase("the queue has gone on since then")
        raise refused("--at", what, phrase("name an instant after the last event of the queue"))
    came_s = min((truck.arrived_s for _, truck in list_standing(state, OUT)), default=now_s)
    came_s = max(min(came_s, now_s), now_s - MOST_DAYS_BACK * 86_400.0)
    first = datetime.fromtimestamp(came_s + state.origin_us / 1e6, ZoneInfo(zone)).date()
    midnight = datetime.combine(first, time(), ZoneInfo(zone))
    clock = Clock(now_s, midnight.timestamp() - state.origin_us / 1e6)
    passed_days = clock.now_min / 1440.0
    horizon = passed_days + checked.scenario.horizon_days
    moved = vary(checked, {"begins_on": first, "horizon_days": horizon, "warm_up_days": passed_days})
    classes = [one.name for one in by_rank(moved.scenario)]
    return moved, present_of(state, OUT, classes, point, clock)
