"""From event to state. One function a word; nothing is refused here, since what is recorded happened.

A correction acts forward: it changes no place that was given, so the state passes it over.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from math import inf
from typing import Any

from otkel.facts.events import passages, posts, proofs, selections
from otkel.facts.events.choices import Readiness, Side, Stage
from otkel.facts.events.envelope import Event
from otkel.queueing.discipline import from_numbers
from otkel.queueing.line import Intake, Line
from otkel.queueing.state import State, Vehicle
from otkel.queueing.truck import Check, Status, Truck

DAY_S = 86_400.0
_INTAKE_S = 2 * DAY_S
_LOOK_BACK_S = 400 * DAY_S  # the longest window of a policy


def fold_event(state: State, event: Event) -> None:
    """Change the state by the next event of its stream."""
    fold(state, event.body, event.passage, state.s_of(event.occurred_us))
    state.position = event.position
    state.version = event.version


def fold(state: State, body: Any, passage: int | None, t_s: float) -> None:
    """Change the state by what happened at an instant. The state is the caller's own."""
    state.t_s = max(state.t_s, t_s)
    change = _FOLDS.get(type(body))
    if change is None:
        return
    if type(body) in _OF_A_TRUCK:
        truck = state.trucks.get(-1 if passage is None else passage)
        if truck is not None:
            change(state, truck, body, t_s)
    else:
        change(state, body, t_s) if passage is None else change(state, body, t_s, passage)


# -- coming and going ---------------------------------------------------------------------------


def _requested(state: State, body: passages.Requested, t_s: float, passage: int) -> None:
    line = _line(state, body.towards)
    day = state.day_of(state.s_of(body.day_us))
    truck = _new(
        state, passage, body.vehicle, line, body.queue_class, Status.REQUESTED, t_s,
        choices_s=tuple(state.s_of(one) for one in body.choices_us),
        nonce=body.nonce, asked_since_s=state.s_of(body.since_us), asked_at=state.asked, day=day,
        readiness=body.readiness,
    )  # fmt: skip
    state.asked += 1
    _vehicle(state, truck).asked_since_s = truck.asked_since_s
    state.lines[line].requests.setdefault(day, []).append(passage)


def _booked(state: State, body: passages.Booked, t_s: float, passage: int) -> None:
    line = _line(state, body.towards)
    truck = state.trucks.get(passage)
    if truck is None:
        truck = _new(state, passage, body.vehicle, line, body.queue_class, Status.BOOKED, t_s)
    else:  # it had asked, and the draw gave it a slot
        _drop_request(state, truck)
        _to(state, truck, Status.BOOKED, t_s)
        truck.queue_class = body.queue_class
    truck.booked_s, truck.readiness = t_s, body.readiness
    _vehicle(state, truck).asked_since_s = inf
    if body.slot_from_us is not None:
        _take_slot(state, truck, state.s_of(body.slot_from_us))


def _not_drawn(state: State, truck: Truck, body: passages.NotDrawn, t_s: float) -> None:
    _remove(state, truck)


def _standby(state: State, truck: Truck, body: passages.StandbyJoined, t_s: float) -> None:
    window = state.s_of(body.earliest_us), state.s_of(body.latest_us)
    state.lines[truck.line].standby[truck.passage] = window


def _moved(state: State, truck: Truck, body: passages.Moved, t_s: float) -> None:
    _free_slot(state, truck)
    state.lines[truck.line].standby.pop(truck.passage, None)
    _take_slot(state, truck, state.s_of(body.slot_from_us))
    truck.extra_s = 0.0
    if body.side is Side.TRUCK:
        _vehicle(state, truck).moves_s.append(t_s)


def _cancelled(state: State, truck: Truck, body: passages.Cancelled, t_s: float) -> None:
    if body.side is Side.TRUCK and truck.status is Status.BOOKED:
        _vehicle(state, truck).cancels_s.append(t_s)
    _remove(state, truck)


def _no_show(state: State, truck: Truck, body: passages.NoShow, t_s: float) -> None:
    _vehicle(state, truck).no_shows_s.append(t_s)
    if truck.status is Status.CALLED:
        state.left += 1
    _remove(state, truck)


def _arrived(state: State, body: passages.Arrived, t_s: float, passage: int) -> None:
    line = state.lines[_line(state, body.towards)]
    truck = state.trucks.get(passage)
    if truck is None:
        truck = _new(
            state, passage, body.vehicle, _line(state, body.towards), body.queue_class, Status.WAITING, t_s
        )
    else:
        _to(state, truck, Status.WAITING, t_s)
        line.standby.pop(passage, None)
        if truck.has_slot and body.queue_class != truck.queue_class:
            _free_slot(state, truck)  # it came too late, and stands in the live queue
        truck.queue_class = body.queue_class
    truck.seq, truck.arrived_s = line.new_seq(), t_s
    truck.readiness, truck.people, truck.cargo = body.readiness, body.people or 0, body.cargo
    if body.stage is Stage.ROAD_QUEUE and body.queue_class == BACKLOG:
        truck.backlog = True
        line.backlog[passage] = None
    state.arrived += 1
    if truck.in_line:
        line.put_in(truck)


BACKLOG = "backlog"  # the class of trucks that stood already


def _left(state: State, truck: Truck, body: passages.Left, t_s: float) -> None:
    if truck.status >= Status.WAITING:
        state.left += 1
    _remove(state, truck)


# -- the place in line --------------------------------------------------------------------------


def _readiness(state: State, truck: Truck, body: passages.ReadinessTold, t_s: float) -> None:
    def change() -> None:
        if body.readiness is Readiness.LACKING and truck.status is Status.WAITING:
            truck.cures += 1
        truck.readiness, truck.missing = body.readiness, body.missing
        truck.cure_by_s = inf if body.cure_by_us is None else state.s_of(body.cure_by_us)

    _within_line(state, truck, change)


def _exception(state: State, truck: Truck, body: passages.ExceptionGranted, t_s: float) -> None:
    _vehicle(state, truck).exceptions_s.append(t_s)
    until_s = state.s_of(body.keeps_until_us)
    if truck.status is Status.BOOKED:
        truck.extra_s = max(truck.extra_s, until_s - truck.slot_from_s)
        return
    if truck.status is Status.CALLED:
        _to(state, truck, Status.WAITING, t_s)
        truck.appear_by_s = inf
        truck.away_until_s = until_s
        return

    def change() -> None:
        truck.away_until_s = until_s

    _within_line(state, truck, change)


def _exception_over(state: State, truck: Truck, body: passages.ExceptionEnded, t_s: float) -> None:
    def change() -> None:
        truck.away_until_s = -inf

    _within_line(state, truck, change)


def _place_lost(state: State, truck: Truck, body: passages.PlaceLost, t_s: float) -> None:
    def change() -> None:
        truck.seq = state.lines[truck.line].new_seq()
        truck.away_until_s, truck.cure_by_s = -inf, inf

    _within_line(state, truck, change)


def _called(state: State, truck: Truck, body: passages.Called, t_s: float) -> None:
    line = state.lines[truck.line]
    if truck.in_line:
        line.take_out(truck)
    _to(state, truck, Status.CALLED, t_s)
    truck.appear_by_s = inf if body.appear_by_us is None else state.s_of(body.appear_by_us)
    line.backlog.pop(truck.passage, None)
    truck.backlog = False
    day = state.day_of(t_s)
    line.called[day] = line.called.get(day, 0) + 1
    at = line.rules.class_at(truck.queue_class)
    if body.rule == "call.class" and not line.rules.by_slot[at]:
        _count_class(line, at, day, 1)
    if body.rule in ("call.class", "call.weave", "call.order_of_arrival", "call.rank", "call.slot"):
        _turn_on(line, at)


def _turn_on(line: Line, at: int) -> None:
    """Move the weave on, past the turn that this class has taken."""
    pattern = line.rules.pattern
    for step in range(len(pattern)):
        place = (line.turn + step) % len(pattern)
        if pattern[place] == at:
            line.turn = (place + 1) % len(pattern)
            return


# -- the stages ---------------------------------------------------------------------------------


def _exit_started(state: State, truck: Truck, body: passages.ExitStarted, t_s: float) -> None:
    line = state.lines[truck.line]
    if truck.in_line:
        line.take_out(truck)
    line.backlog.pop(truck.passage, None)
    truck.backlog = False
    truck.visits += 1
    _to(state, truck, Status.AT_EXIT, t_s)
    _note(line.exits, t_s)


def _exit_cleared(state: State, truck: Truck, body: passages.ExitCleared, t_s: float) -> None:
    line = state.lines[truck.line]
    _to(state, truck, Status.ON_STRIP, t_s)
    _note(line.cleared, t_s)
    _move_strip(line, 1)


def _exit_refused(state: State, truck: Truck, body: passages.ExitRefused, t_s: float) -> None:
    """It stands in line again with its place, and cannot be called until what lacks is cured."""
    truck.readiness = Readiness.LACKING
    truck.check = None
    _to(state, truck, Status.WAITING, t_s)


def _entry_started(state: State, truck: Truck, body: passages.EntryStarted, t_s: float) -> None:
    line = state.lines[truck.line]
    if truck.in_line:
        line.take_out(truck)
    truck.visits += 1
    _to(state, truck, Status.AT_ENTRY, t_s)
    _note(line.entries, t_s)
    _move_strip(line, -1)


def _entry_cleared(state: State, truck: Truck, body: passages.EntryCleared, t_s: float) -> None:
    _to(state, truck, Status.INSIDE, t_s)


def _entry_refused(state: State, truck: Truck, body: passages.EntryRefused, t_s: float) -> None:
    truck.check = None
    _to(state, truck, Status.ON_STRIP, t_s)
    _move_strip(state.lines[truck.line], 1)


def _note(times_s: deque[float], t_s: float) -> None:
    """Keep an instant, and none that is older than any window of intake."""
    times_s.append(t_s)
    while times_s[0] < t_s - _INTAKE_S:
        times_s.popleft()


def _move_strip(line: Line, by: int) -> None:
    if line.strip is not None:
        at_s, low, mid, high, moved = line.strip
        line.strip = (at_s, low, mid, high, moved + by)


def _selected(state: State, truck: Truck, body: selections.Selected, t_s: float) -> None:
    truck.check = Check(stage=body.stage)
    if body.kind == "risk":
        line = state.lines[truck.line]
        key = f"{body.stage}/{body.lane or ''}", state.day_of(t_s)
        line.risk_taken[key] = line.risk_taken.get(key, 0) + 1


def _check_started(state: State, truck: Truck, body: selections.CheckStarted, t_s: float) -> None:
    end_by_s = inf if body.end_by_us is None else state.s_of(body.end_by_us)
    truck.check = Check(stage=body.stage, started=True, end_by_s=end_by_s)


def _check_prolonged(state: State, truck: Truck, body: selections.CheckProlonged, t_s: float) -> None:
    if truck.check is not None:
        truck.check.end_by_s = inf if body.end_by_us is None else state.s_of(body.end_by_us)


def _check_ended(state: State, truck: Truck, body: selections.CheckEnded, t_s: float) -> None:
    truck.check = None


# -- the post -----------------------------------------------------------------------------------


def _policy(state: State, body: posts.PolicyChanged, t_s: float) -> None:
    policy = from_numbers(body.numbers)
    for at in state.lines_of(body.towards):
        state.is_open[at] = True
        state.lines[at].set_policy(policy, state.trucks_of(at))


def _lanes(state: State, body: posts.LanesSet, t_s: float) -> None:
    for at in state.lines_of(body.towards):
        state.lines[at].lanes[body.stage] = body.open_lanes


def _paused(state: State, body: posts.Paused, t_s: float) -> None:
    for at in state.lines_of(body.towards):
        state.lines[at].paused[body.stage] = body.reason


def _resumed(state: State, body: posts.Resumed, t_s: float) -> None:
    for at in state.lines_of(body.towards):
        state.lines[at].paused.pop(body.stage, None)


def _closed(state: State, body: posts.Closed, t_s: float) -> None:
    for at in state.lines_of(body.towards):
        line = state.lines[at]
        line.closed[body.stage] = body.reason
        if body.stage is None:
            line.closed_since_s = min(line.closed_since_s, t_s)


def _opened(state: State, body: posts.Opened, t_s: float) -> None:
    for at in state.lines_of(body.towards):
        line = state.lines[at]
        line.closed.pop(body.stage, None)
        if None not in line.closed:
            line.closed_since_s = inf


def _kept(state: State, body: posts.BookingsKept, t_s: float) -> None:
    from_s, to_s, added_s = state.s_of(body.from_us), state.s_of(body.to_us), body.added_us / 1e6
    for at in state.lines_of(body.towards):
        for truck in state.trucks_of(at):
            if truck.status is Status.BOOKED and from_s <= truck.slot_from_s <= to_s:
                truck.extra_s += added_s


def _intake(state: State, body: posts.IntakeMeasured, t_s: float) -> None:
    per_h = 3.6e9 / body.interval_us if body.interval_us else 0.0
    for at in state.lines_of(body.towards):
        state.lines[at].intake[body.stage] = Intake(
            body.low_trucks * per_h, body.taken_trucks * per_h, body.high_trucks * per_h, t_s, body.knowledge
        )


def _strip(state: State, body: posts.StripCounted, t_s: float) -> None:
    line = state.lines[_line(state, body.towards)]
    line.strip = (t_s, body.low_trucks, body.trucks, body.high_trucks, 0)


def _release(state: State, body: posts.ReleaseSet, t_s: float) -> None:
    line = state.lines[_line(state, body.towards)]
    line.target, line.target_s = float(body.target_trucks), t_s


def _blocked(state: State, body: posts.VehicleBlocked, t_s: float) -> None:
    state.vehicles.setdefault(body.vehicle, _blank()).blocked_until_s = state.s_of(body.until_us)


def _people(state: State, body: posts.PeopleCounted, t_s: float) -> None:
    state.lines[_line(state, body.towards)].people = (t_s, body.people)


def _service(state: State, body: posts.ServiceGiven, t_s: float) -> None:
    state.lines[_line(state, body.towards)].served_s[body.service] = t_s


def _seed(state: State, body: proofs.SeedCommitted, t_s: float) -> None:
    state.seeds[body.digest] = (body.purpose, state.s_of(body.from_us), state.s_of(body.to_us))


# -- small steps --------------------------------------------------------------------------------


def _line(state: State, towards: str) -> int:
    return 1 if towards == state.towards[1] else 0


def _new(
    state: State, passage: int, vehicle: str, line: int, queue_class: str, status: Status, t_s: float,
    **more: Any,
) -> Truck:  # fmt: skip
    truck = Truck(
        passage=passage,
        vehicle=vehicle,
        line=line,
        queue_class=queue_class,
        status=status,
        since_s=t_s,
        **more,
    )
    state.trucks[passage] = truck
    state.live[vehicle] = passage
    state.lines[line].counts[status] += 1
    return truck


def _to(state: State, truck: Truck, status: Status, t_s: float) -> None:
    counts = state.lines[truck.line].counts
    counts[truck.status] -= 1
    counts[status] += 1
    truck.status, truck.since_s = status, t_s


def _within_line(state: State, truck: Truck, change: Callable[[], None]) -> None:
    """Change what decides whether a truck stands in line, and keep the index true."""
    line = state.lines[truck.line]
    if truck.in_line:
        line.take_out(truck)
    change()
    if truck.in_line:
        line.put_in(truck)


def _remove(state: State, truck: Truck) -> None:
    line = state.lines[truck.line]
    if truck.in_line:
        line.take_out(truck)
    if truck.status is Status.REQUESTED:
        _drop_request(state, truck)
    if truck.status is Status.BOOKED:
        _free_slot(state, truck)
    line.standby.pop(truck.passage, None)
    line.backlog.pop(truck.passage, None)
    line.counts[truck.status] -= 1
    del state.trucks[truck.passage]
    if state.live.get(truck.vehicle) == truck.passage:
        del state.live[truck.vehicle]


def _drop_request(state: State, truck: Truck) -> None:
    line = state.lines[truck.line]
    asked = line.requests.get(truck.day, [])
    if truck.passage in asked:
        asked.remove(truck.passage)
        if not asked:
            del line.requests[truck.day]


def _take_slot(state: State, truck: Truck, slot_from_s: float) -> None:
    line = state.lines[truck.line]
    truck.slot_from_s, truck.slot_day = slot_from_s, state.day_of(slot_from_s)
    key = round(slot_from_s)
    line.slots[key] = line.slots.get(key, 0) + 1
    at = line.rules.class_at(truck.queue_class)
    if line.rules.by_slot[at]:
        _count_class(line, at, truck.slot_day, 1)


def _free_slot(state: State, truck: Truck) -> None:
    if not truck.has_slot:
        return
    line = state.lines[truck.line]
    key = round(truck.slot_from_s)
    line.slots[key] = line.slots.get(key, 0) - 1
    if line.slots[key] <= 0:
        del line.slots[key]
    at = line.rules.class_at(truck.queue_class)
    if line.rules.by_slot[at]:
        _count_class(line, at, truck.slot_day, -1)
    truck.slot_from_s, truck.slot_day = inf, -1


def _count_class(line: Line, at: int, day: int, by: int) -> None:
    for name in line.rules.counted[at]:
        line.taken[(name, day)] = line.taken.get((name, day), 0) + by


def _blank() -> Vehicle:
    return Vehicle(no_shows_s=[], cancels_s=[], moves_s=[], exceptions_s=[])


def _vehicle(state: State, truck: Truck) -> Vehicle:
    """Give the record of a truck's vehicle, without what is older than any window."""
    found = state.vehicles.setdefault(truck.vehicle, _blank())
    for times in (found.no_shows_s, found.cancels_s, found.moves_s, found.exceptions_s):
        while times and times[0] < state.t_s - _LOOK_BACK_S:
            times.pop(0)
    return found


_FOLDS: dict[type, Callable[..., None]] = {
    passages.Requested: _requested, passages.Booked: _booked, passages.NotDrawn: _not_drawn,
    passages.StandbyJoined: _standby, passages.Moved: _moved, passages.Cancelled: _cancelled,
    passages.NoShow: _no_show, passages.Arrived: _arrived, passages.Left: _left,
    passages.ReadinessTold: _readiness, passages.ExceptionGranted: _exception,
    passages.ExceptionEnded: _exception_over, passages.PlaceLost: _place_lost, passages.Called: _called,
    passages.ExitStarted: _exit_started, passages.ExitCleared: _exit_cleared,
    passages.ExitRefused: _exit_refused, passages.EntryStarted: _entry_started,
    passages.EntryCleared: _entry_cleared, passages.EntryRefused: _entry_refused,
    selections.Selected: _selected, selections.CheckStarted: _check_started,
    selections.CheckProlonged: _check_prolonged, selections.CheckEnded: _check_ended,
    posts.PolicyChanged: _policy, posts.LanesSet: _lanes, posts.Paused: _paused, posts.Resumed: _resumed,
    posts.Closed: _closed, posts.Opened: _opened, posts.BookingsKept: _kept, posts.IntakeMeasured: _intake,
    posts.StripCounted: _strip, posts.ReleaseSet: _release, posts.VehicleBlocked: _blocked,
    posts.PeopleCounted: _people, posts.ServiceGiven: _service, proofs.SeedCommitted: _seed,
}  # fmt: skip
_NEW = {passages.Requested, passages.Booked, passages.Arrived}
_OF_A_TRUCK = {body for body in _FOLDS if body.__module__ in (passages.__name__, selections.__name__)} - _NEW
