"""The world that goes on: the trucks of a file, and behind them those that come later.

With the same scenario, seed and replication it is the world that was stopped. Else the trucks that had come
stay as they are, with those of them that come back, and all others are those of the world that goes on.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from otkel.phrases import phrase
from otkel.sim.kernel_calendar import NIL
from otkel.sim.kernel_corridor import Corridor
from otkel.sim.kernel_rules import ACTS, HAS_PLAN
from otkel.sim.kernel_world import World
from otkel.sim.pack import ROADSIDE
from otkel.sim.resume_check import Lines
from otkel.sim.snapshot import Snapshot, broken
from otkel.sim.snapshot_write import ahead_of
from otkel.sim.state_table import ACTS_TABLE, RULES_TABLE, TRAVELLERS, TRUCKS


class Joined(NamedTuple):
    """A world that goes on."""

    world: World
    numbers: Any  # i8 [truck of the file], its number in this world


class _Order(NamedTuple):
    """How trucks of a file and of a world stand in one world."""

    come: int  # trucks of the file that come by themselves
    stream: Any  # i8, trucks of the world that come later by themselves
    back: Any  # i8, of these those that come back, under their numbers in the world

    def put(self, before: Any, later: Any) -> Any:
        """Give a number of each truck: of the file, of those who come later; then of all who come back."""
        parts = (before[..., : self.come], later[..., self.stream], before[..., self.come :],
                 later[..., self.back])  # fmt: skip
        return np.ascontiguousarray(np.concatenate(parts, axis=-1))


def join(snapshot: Snapshot, world: World, lines: Lines) -> Joined:
    """Give the world that goes on. Raises InputError where its trucks lack what the file's have."""
    come, arrives = lines.known.come, snapshot.array("trucks.arrives")
    first = _known_by(world, snapshot.t_min)
    if first == come and np.array_equal(arrives, world.arrives[:come]):
        back = _back_of(world, slice(0, come))
        if np.array_equal(lines.known.returns, _numbers(world, slice(0, come), back, come)):
            # The same trucks: what else is drawn of them is drawn under the rules that go on.
            numbers = np.concatenate([np.arange(come), back])
            return _with_checks(snapshot, Joined(world, numbers), lines)
    stream = np.arange(first, _stream(world))
    order = _Order(come, stream, _back_of(world, slice(first, stream.size + first)))
    joined = _put_trucks(snapshot, world, order, arrives)
    if world.corridor is not None:
        joined = joined._replace(corridor=_put_corridor(snapshot, world, order, lines))
    if world.rules is not None:
        joined = joined._replace(rules=_put_rules(snapshot, world, order))
    later = come + stream.size
    numbers = np.concatenate([np.arange(come), np.arange(later, later + lines.known.total - come)])
    return _with_checks(snapshot, Joined(joined, numbers), lines)


def _stream(world: World) -> int:
    """Count the trucks of a world that come by themselves."""
    return int(world.arrives.size if world.corridor is None else world.corridor.stream)


def _known_by(world: World, t_min: float) -> int:
    """Count the trucks that had come by an instant, or had asked ahead."""
    arrives, ahead = world.arrives[: _stream(world)], ahead_of(world)
    instants = arrives if ahead < 0.0 else np.maximum(arrives - ahead, 0.0)
    return int(np.searchsorted(instants, t_min, side="right"))


def _back_of(world: World, trucks: slice) -> Any:
    """Give the numbers under which some trucks come back, rising."""
    if world.corridor is None:
        return np.empty(0, np.int64)
    back = world.corridor.returns[trucks]
    return np.sort(back[back >= 0]).astype(np.int64)


def _numbers(world: World, trucks: slice, back: Any, first: int) -> Any:
    """Give under which numbers trucks come back where those who do are counted from `first` on."""
    if world.corridor is None:
        return np.full(trucks.stop - trucks.start, NIL, np.int32)
    own = world.corridor.returns[trucks]
    return np.where(own >= 0, first + np.searchsorted(back, own), NIL).astype(np.int32)


def _put_trucks(snapshot: Snapshot, world: World, order: _Order, arrives: Any) -> World:
    """Put the attributes of all trucks together; those who come back come when they have been there."""
    joined: dict[str, Any] = {}
    nobody = world.arrives.size == 0  # then it is not told what is drawn of those who come
    for name in TRUCKS:
        before, later = snapshot.array(f"trucks.{name}"), getattr(world, name)
        if (before.shape[-1] == 0) != (later.shape[-1] == 0) and arrives.size and not nobody:
            what = phrase("its trucks were drawn without {name}, which this scenario draws", name=name)
            raise broken(what)
        is_drawn = bool(before.shape[-1] if nobody else later.shape[-1])
        joined[name] = order.put(before, later) if is_drawn else later
    return world._replace(arrives=order.put(_with_back(snapshot, arrives), world.arrives), **joined)


def _with_back(snapshot: Snapshot, arrives: Any) -> Any:
    """Give when the trucks of a file come; of those who come back that is not known."""
    count = snapshot.array("trucks.queue_class").size
    return np.concatenate([arrives, np.full(count - arrives.size, np.inf)])


def _put_corridor(snapshot: Snapshot, world: World, order: _Order, lines: Lines) -> Corridor:
    """Put together what trucks know and may do on the way, and who comes back under which number."""
    corridor: Corridor = world.corridor
    parts = {
        name: order.put(snapshot.array(f"travel.{name}"), getattr(corridor, name)) for name in TRAVELLERS
    }
    count, stream = lines.known.total - order.come, order.come + order.stream.size
    own = lines.known.returns
    first = int(order.stream[0]) if order.stream.size else 0
    theirs = _numbers(world, slice(first, first + order.stream.size), order.back, stream + count)
    returns = np.full(stream + count + order.back.size, NIL, np.int32)
    returns[: order.come] = np.where(own >= 0, own - order.come + stream, NIL)
    returns[order.come : stream] = theirs
    return corridor._replace(**parts, returns=returns, stream=stream)


def _put_rules(snapshot: Snapshot, world: World, order: _Order) -> Any:
    """Put together what trucks do under a discipline."""
    rules = world.rules
    parts = {name: order.put(snapshot.array(f"rules.{name}"), getattr(rules, name)) for name in RULES_TABLE}
    acts = np.zeros(parts["draw"].shape[-1], ACTS)
    for name in ACTS_TABLE:
        acts[name] = order.put(snapshot.array(f"acts.{name}"), rules.acts[name])
    return rules._replace(**parts, acts=acts)


def _with_checks(snapshot: Snapshot, joined: Joined, lines: Lines) -> Joined:
    """Let those who wait for a roadside check have one, also where under other rules they would not."""
    trucks, service = lines.to_check, joined.world.service
    numbers = joined.numbers[trucks]
    is_without = service[ROADSIDE, numbers] < 0.0
    rules = joined.world.rules
    if rules is not None:  # whom a plan selects has a time of its own
        point = snapshot.array("results.point")[trucks]
        is_without &= rules.plans[point, ROADSIDE, HAS_PLAN] <= 0.0
    if not is_without.any():
        return joined
    kept = snapshot.array("trucks.service")[ROADSIDE][trucks[is_without]]
    if rules is not None:
        kept = np.where(kept < 0.0, snapshot.array("rules.check")[ROADSIDE][trucks[is_without]], kept)
    service = service.copy()
    service[ROADSIDE, numbers[is_without]] = np.maximum(kept, 0.0)
    return joined._replace(world=joined.world._replace(service=service))
