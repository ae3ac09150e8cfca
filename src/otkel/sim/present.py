"""From who stands at a live crossing point now to a state that the twin runs on from.

What is known is taken as it is: order, class, stage, how long. What is not known is drawn for each
replication: the services still to come, what the papers come to, and what is left of a service that has
begun, given how long it has lasted. Trucks inside are counted -1, -2, ... in the draws, so that none of them
takes a draw of those who come later.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
import numpy as np

from otkel.queueing.core.selection import ALWAYS
from otkel.sim.draws import Purpose, draw_of, passage_key, replication_key, uniform
from otkel.sim.kernel_calendar import ITEM, NIL
from otkel.sim.kernel_settings import LACKING, TIME, Settings
from otkel.sim.kernel_world import PASSES, PATIENCE, QUEUED, RENEGES, SHARES, STAGES, World
from otkel.sim.pack import ROADSIDE, Plan, draw_papers, draw_services, duration, patience_of, room_for
from otkel.sim.present_idle import take_on_free
from otkel.sim.residual import residual
from otkel.sim.resume import officers_at, settings_at
from otkel.sim.scenario import Scenario
from otkel.sim.snapshot import Snapshot, names_of, snapshot_from
from otkel.sim.snapshot_write import ahead_of

# Where a truck stands: waiting for a stage, or taken on by it; in order of the way.
IN_LINE, AT_EXIT, ON_STRIP, AT_ENTRY, TO_CHECK, AT_CHECK = range(6)
_SERVICES = (Purpose.EXIT_SERVICE, Purpose.ENTRY_SERVICE, Purpose.ROADSIDE_CHECK)


class Present(NamedTuple):
    """Trucks at one point of a scenario, those of each place in the order in which they are to go on."""

    point: int  # its number in the scenario
    t_min: float  # now, from midnight of the scenario's first day
    where: Any  # i1 [truck]
    queue_class: Any  # i1 [truck], in the order of the ranks
    came_min: Any  # f8 [truck], when it came to the line, on the same clock
    since_min: Any  # f8 [truck], when it came to where it stands, or was taken on there
    taken: int = 0  # by exit control in this hour
    taken_day: int = 0

    def to_bytes(self) -> bytes:
        """Give canonical bytes, by which an outcome names what it began with."""
        rows = [one.tolist() for one in (self.where, self.queue_class, self.came_min, self.since_min)]
        return msgspec.json.encode([self.point, self.t_min, rows, self.taken, self.taken_day])


def present_from(data: bytes) -> Present:
    """Give a present back from its bytes. Raises ValueError."""
    point, t_min, rows, taken, taken_day = msgspec.json.decode(data)
    where, queue_class, came_min, since_min = rows
    return Present(
        point=int(point),
        t_min=float(t_min),
        where=np.array(where, np.int8),
        queue_class=np.array(queue_class, np.int8),
        came_min=np.array(came_min, float),
        since_min=np.array(since_min, float),
        taken=int(taken),
        taken_day=int(taken_day),
    )


def snapshot_of(
    present: Present, scenario: Scenario, plan: Plan, world: World, seed: int, replication: int
) -> Snapshot:
    """Give the state of one replication; `world` is what was drawn for it."""
    present = _without_idle(present, world)
    order = np.argsort(present.came_min, kind="stable")  # a truck's number follows its coming
    number = np.empty(order.size, np.int64)
    number[order] = np.arange(order.size)
    drawn = _draw(present, plan, world, order, replication_key(seed, replication))
    items = _items(present, plan, world, number, replication_key(seed, replication), drawn)
    points, classes = world.strip.size, world.ranks.size
    arrays: dict[str, Any] = {
        "trucks.arrives": present.came_min[order],
        "spare": np.empty(0, np.int32),
        "held": np.full(points, NIL, np.int32),
        "holds": np.zeros(world.orders.setting.size, np.bool_),
        "found": _found(present, world, drawn),
        "head": _lines(present, items, points, classes),
        "turn": np.zeros(points, np.int64),
        "taken": _at(points, present.point, present.taken),
        "taken_day": _at(points, present.point, present.taken_day),
        **{f"trucks.{name}": getattr(drawn, name) for name in drawn._fields},
        **{f"results.{name}": one for name, one in _results(present, order).items()},
        **{f"items.{name}": items[name] for name in ("due", "since", "truck", "next", "what")},
    }
    more = {"ahead_min": ahead_of(world), "seed": seed, "replication": replication}
    return snapshot_from(names_of(scenario), arrays, present.t_min, **more)


def _draw(present: Present, plan: Plan, world: World, order: Any, key: int) -> Any:
    """Draw what is not known of the trucks, in the order of their numbers."""
    drawn = room_for({"uses": world.uses}, order.size)
    drawn.point[:] = present.point
    drawn.origin[:] = 0
    drawn.queue_class[:] = present.queue_class[order]
    for truck in range(order.size):
        own = passage_key(key, -1 - truck)
        draw_services(plan, own, drawn, truck)
        draw_papers(plan, own, drawn, truck)
        if drawn.patience.size:
            drawn.patience[truck] = patience_of(plan, draw_of(own, Purpose.PATIENCE, 0))
        if present.where[order[truck]] >= TO_CHECK and not drawn.selection.size:
            _let_be_checked(plan, own, drawn, truck)
    return drawn


def _let_be_checked(plan: Plan, own: int, drawn: Any, truck: int) -> None:
    """One who stands at the roadside check was selected for it, whatever would be drawn."""
    if drawn.service[ROADSIDE][truck] < 0.0:
        factor = float(plan.time_factor[drawn.queue_class[truck]])
        lasts = duration(plan, ROADSIDE, draw_of(own, Purpose.ROADSIDE_CHECK, 0))
        drawn.service[ROADSIDE][truck] = factor * lasts


def _items(present: Present, plan: Plan, world: World, number: Any, key: int, drawn: Any) -> Any:
    """Give one place a truck, in the order given, and behind them the timers of those who lose patience."""
    stands, stage = present.where % 2 == 0, present.where // 2
    items = np.zeros(number.size, ITEM)
    items["truck"], items["next"] = number, NIL
    items["what"] = np.where(stands, QUEUED, STAGES * present.point + stage)
    items["since"] = present.since_min
    now = _settings(present, world)
    for place in np.flatnonzero(~stands):
        which, truck = int(stage[place]), int(number[place])
        factor = float(plan.time_factor[present.queue_class[place]]) * float(now[TIME + which, present.point])
        u = uniform(draw_of(passage_key(key, -1 - truck), _SERVICES[which], 0))
        elapsed = present.t_min - float(present.since_min[place])
        left = factor * residual(plan, which, elapsed / factor, u) if factor else 0.0
        items["due"][place] = present.t_min + left
    if not world.uses & RENEGES:
        return items
    waits = np.flatnonzero((present.where == IN_LINE) & np.isfinite(drawn.patience[number]))
    timers = np.zeros(waits.size, ITEM)
    timers["what"], timers["next"], timers["truck"] = PATIENCE, waits, number[waits]
    timers["since"] = present.since_min[waits]
    # Whose patience would be over already is still here: it is over now at the earliest.
    timers["due"] = np.maximum(present.since_min[waits] + drawn.patience[number[waits]], present.t_min)
    return np.concatenate([items, timers])


def _found(present: Present, world: World, drawn: Any) -> Any:
    """Give what papers came to, where shares change: by the bound in force now."""
    if not world.uses & SHARES:
        return np.empty(0, np.int8)
    bound = world.bounds[int(_settings(present, world)[LACKING, present.point])]
    lacks = (drawn.papers < bound) | (bound == np.uint64(ALWAYS))
    return np.where(lacks, drawn.outcome, PASSES).astype(np.int8)


def _settings(present: Present, world: World) -> Any:
    """Give the settings in force now, before an order has looked at the line."""
    return _all_settings(present, world).now


def _all_settings(present: Present, world: World) -> Settings:
    return settings_at(world, present.t_min, np.zeros(world.orders.setting.size, np.bool_))


def _without_idle(present: Present, world: World) -> Present:
    """Let each stage that is free take on who is next."""
    settings = _all_settings(present, world)
    found: Present = take_on_free(present, world, settings.now, officers_at(world, settings))
    return found


def _lines(present: Present, items: Any, points: int, classes: int) -> Any:
    """Give the first place of each line, and let each place name the one behind it."""
    heads = np.full((STAGES * points, classes), NIL, np.int32)
    for where in (IN_LINE, ON_STRIP, TO_CHECK):
        for own in range(classes):
            places = np.flatnonzero((present.where == where) & (present.queue_class == own))
            if places.size:
                heads[STAGES * present.point + where // 2, own] = places[0]
                items["next"][places[:-1]] = places[1:]
    return heads


def _results(present: Present, order: Any) -> dict[str, Any]:
    """Give what is known to have come of the trucks so far: they came once, and waited until taken on."""
    trucks = order.size
    wait = np.zeros((STAGES, trucks))
    at_exit = present.where[order] == AT_EXIT
    wait[0] = np.where(at_exit, present.since_min[order] - present.came_min[order], 0.0)
    return {
        "wait": np.maximum(wait, 0.0),
        "left": np.full(trucks, np.nan),
        "point": np.full(trucks, present.point, np.int16),
        "visits": np.ones(trucks, np.int8),
    }


def _at(points: int, point: int, number: int) -> Any:
    made = np.zeros(points, np.int32)
    made[point] = number
    return made
