"""A state as bytes, so that a long stream need not be folded from its beginning. Never the truth: a cache.

    {format, point, position, version, t_s, policy_digest, arrays}

Trucks and vehicles are columns, one list a field. Counters of trucks, heaps and the counting tree are
not kept: they are made again. Equal states give equal bytes, so the law of it can be tested: to fold
from a to c gives the bytes that folding from a to b, packing, unpacking, and folding on to c gives.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, get_type_hints

import msgspec

from otkel.errors import InputError
from otkel.facts.events.choices import Knowledge, Stage
from otkel.queueing.counted import Counted
from otkel.queueing.discipline import from_numbers, to_numbers
from otkel.queueing.line import Intake, Line
from otkel.queueing.state import NO_POLICY, State, Vehicle
from otkel.queueing.truck import Truck

FORMAT = "otkel.snapshot.3"
_MOST_PLACES = 10_000_000  # given since the first of those in line came
Columns = Any  # a structure with one list for each field of another


class SnapshotError(ValueError):
    """These bytes are no snapshot of this crossing point: fold its events instead."""


class LineArrays(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is kept of a direction."""

    policy: dict[str, Any] | None
    turn: int
    top: int
    slots: list[tuple[int, int]]
    taken: list[tuple[str, int, int]]
    risk_taken: list[tuple[str, int, int]]
    called: list[tuple[int, int]]
    requests: list[tuple[int, list[int]]]
    standby: list[tuple[int, float, float]]  # in their order
    backlog: list[int]  # in their order
    lanes: list[tuple[Stage, tuple[str, ...]]]
    paused: list[tuple[Stage | None, str]]
    closed: list[tuple[Stage | None, str]]
    closed_since_s: float
    taken_on_s: float
    exits: list[float]
    entries: list[float]
    cleared: list[float]
    intake: list[tuple[Stage, float, float, float, float, Knowledge]]
    target: float
    target_s: float
    strip: Counted | None
    served_s: list[tuple[str, float]]
    people: tuple[float, int] | None


def _columns_of(row: type) -> Any:
    fields = [(name, list[kind]) for name, kind in get_type_hints(row).items()]  # type: ignore[valid-type]
    options: dict[str, Any] = {"frozen": True, "kw_only": True, "forbid_unknown_fields": True}
    return msgspec.defstruct(f"{row.__name__}Columns", fields, module=__name__, **options)


if TYPE_CHECKING:
    TruckColumns: TypeAlias = Any
    VehicleColumns: TypeAlias = Any
else:
    TruckColumns, VehicleColumns = _columns_of(Truck), _columns_of(Vehicle)


class Arrays(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is kept of a state."""

    towards: tuple[str, str]
    origin_us: int
    is_open: tuple[bool, bool]
    arrived: int
    left: int
    asked: int
    seeds: list[tuple[str, str, float, float]]
    opened: list[tuple[str, float]]
    lines: tuple[LineArrays, LineArrays]
    trucks: TruckColumns  # in the order in which they came
    is_live: list[bool]  # whether the truck is that of its vehicle
    subjects: list[str]
    vehicles: VehicleColumns


class Snapshot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A state at a position of the ledger and a version of its stream."""

    format: str
    point: str
    position: int
    version: int
    t_s: float
    policy_digest: str
    arrays: Arrays

    def to_bytes(self) -> bytes:
        """Give the canonical bytes."""
        return _to_bytes(self)


_to_bytes = msgspec.msgpack.Encoder().encode
_from_bytes = msgspec.msgpack.Decoder(Snapshot).decode
_to_json = msgspec.json.Encoder(order="sorted").encode


# -- packing ------------------------------------------------------------------------------------


def pack(state: State) -> Snapshot:
    """Give a state as a snapshot. The state stays as it is, and may be changed afterwards."""
    lines = _pack_line(state.lines[0], state.is_open[0]), _pack_line(state.lines[1], state.is_open[1])
    vehicles = {name: one for name, one in sorted(state.vehicles.items()) if one != _BLANK}
    arrays = Arrays(
        towards=state.towards,
        origin_us=state.origin_us,
        is_open=(state.is_open[0], state.is_open[1]),
        arrived=state.arrived,
        left=state.left,
        asked=state.asked,
        seeds=sorted((name, *seed) for name, seed in state.seeds.items()),
        opened=sorted(state.opened.items()),
        lines=lines,
        trucks=_pack_rows(TruckColumns, list(state.trucks.values())),
        is_live=[state.live.get(one.vehicle) == one.passage for one in state.trucks.values()],
        subjects=list(vehicles),
        vehicles=_pack_rows(VehicleColumns, list(vehicles.values())),
    )
    return Snapshot(
        format=FORMAT,
        point=state.point,
        position=state.position,
        version=state.version,
        t_s=state.t_s,
        policy_digest=_digest(lines),
        arrays=arrays,
    )


def _pack_rows(columns: Columns, rows: Sequence[Any]) -> Columns:
    return columns(
        **{name: [_plain(getattr(one, name)) for one in rows] for name in columns.__struct_fields__}
    )


def _plain(value: Any) -> Any:
    """Give what will not change under our hands."""
    if type(value) is list:
        return list(value)
    return msgspec.structs.replace(value) if isinstance(value, msgspec.Struct) else value


def _pack_line(line: Line, is_open: bool) -> LineArrays:
    return LineArrays(
        policy=dict(to_numbers(line.rules.policy)) if is_open else None,
        turn=line.turn,
        top=line.top,
        slots=sorted(line.slots.items()),
        taken=sorted((*key, count) for key, count in line.taken.items()),
        risk_taken=sorted((*key, count) for key, count in line.risk_taken.items()),
        called=sorted(line.called.items()),
        requests=sorted((day, list(passages)) for day, passages in line.requests.items()),
        standby=[(passage, *window) for passage, window in line.standby.items()],
        backlog=list(line.backlog),
        lanes=sorted(line.lanes.items()),
        paused=_by_stage(line.paused),
        closed=_by_stage(line.closed),
        closed_since_s=line.closed_since_s,
        taken_on_s=line.taken_on_s,
        exits=list(line.exits),
        entries=list(line.entries),
        cleared=list(line.cleared),
        intake=sorted(
            (stage, one.low, one.mid, one.high, one.at_s, one.knowledge) for stage, one in line.intake.items()
        ),
        target=line.target,
        target_s=line.target_s,
        strip=line.strip,
        served_s=sorted(line.served_s.items()),
        people=line.people,
    )


def _by_stage(held: dict[Stage | None, str]) -> list[tuple[Stage | None, str]]:
    return sorted(held.items(), key=lambda item: item[0] or "")


def _digest(lines: Iterable[LineArrays]) -> str:
    return hashlib.sha256(_to_json([line.policy for line in lines])).hexdigest()


_BLANK = Vehicle()


# -- unpacking ----------------------------------------------------------------------------------


def unpack(stored: bytes, empty: State) -> State:
    """Give the state of bytes: `empty`, the new state of the same crossing point, filled.

    Raises SnapshotError for bytes of another format, of another crossing point, and for what no state is.
    """
    try:
        snapshot = _from_bytes(stored)
        _require_same(snapshot, empty)
        _fill(empty, snapshot)
    except SnapshotError:
        raise
    except (msgspec.MsgspecError, InputError, ValueError, LookupError, TypeError, OverflowError) as error:
        raise SnapshotError(f"no snapshot can be read: {error}") from error
    return empty


def _require_same(snapshot: Snapshot, empty: State) -> None:
    arrays = snapshot.arrays
    if snapshot.format != FORMAT or snapshot.point != empty.point:
        raise SnapshotError(f"{snapshot.format} of {snapshot.point} is not {FORMAT} of {empty.point}")
    if arrays.towards != empty.towards or arrays.origin_us != empty.origin_us:
        raise SnapshotError("its directions or its clock are not those of the crossing point")
    if snapshot.policy_digest != _digest(arrays.lines):
        raise SnapshotError("its policies are not those that it names")


def _fill(state: State, snapshot: Snapshot) -> None:
    arrays = snapshot.arrays
    state.t_s, state.position, state.version = snapshot.t_s, snapshot.position, snapshot.version
    if state.t_s >= state.day_starts_s[0]:
        state.note_day()
    state.is_open = list(arrays.is_open)
    state.arrived, state.left, state.asked = arrays.arrived, arrays.left, arrays.asked
    state.seeds = {name: (purpose, from_s, to_s) for name, purpose, from_s, to_s in arrays.seeds}
    state.opened = dict(arrays.opened)
    trucks = _rows(Truck, arrays.trucks)
    state.trucks = {one.passage: one for one in trucks}
    _require_sound(snapshot, trucks)
    state.live = {one.vehicle: one.passage for one, live in zip(trucks, arrays.is_live, strict=True) if live}
    state.vehicles = dict(zip(arrays.subjects, _rows(Vehicle, arrays.vehicles), strict=True))
    for at in (0, 1):
        _fill_line(state.lines[at], arrays.lines[at])
    for one in trucks:
        state.lines[one.line].counts[one.status] += 1
    for at in (0, 1):
        state.lines[at].index_again(state.trucks_of(at))


def _rows(row: Any, columns: Columns) -> list[Any]:
    names = row.__struct_fields__
    return [
        row(**dict(zip(names, values, strict=True)))
        for values in zip(*(getattr(columns, name) for name in names), strict=True)
    ]


def _require_sound(snapshot: Snapshot, trucks: Sequence[Truck]) -> None:
    """Refuse what folding cannot have come to, and what would let an index grow without end."""
    passages = {one.passage for one in trucks}
    named: set[int] = set()
    for line in snapshot.arrays.lines:
        named.update(line.backlog, (one[0] for one in line.standby), *(asked for _, asked in line.requests))
    if len(passages) != len(trucks) or not named <= passages:
        raise SnapshotError("a passage stands twice, or is named and not there")
    for one in trucks:
        top = snapshot.arrays.lines[one.line].top if one.line in (0, 1) else -1
        if not -1 <= one.seq < top or (one.in_line and top - one.seq > _MOST_PLACES):
            raise SnapshotError(f"passage {one.passage} stands where no place can be")


def _fill_line(line: Line, kept: LineArrays) -> None:
    line.set_policy(NO_POLICY if kept.policy is None else from_numbers(kept.policy), iter(()))
    line.turn, line.top = kept.turn, kept.top
    line.slots, line.called = dict(kept.slots), dict(kept.called)
    line.taken = {(name, day): count for name, day, count in kept.taken}
    line.risk_taken = {(name, day): count for name, day, count in kept.risk_taken}
    line.requests = dict(kept.requests)
    line.standby = {passage: (earliest, latest) for passage, earliest, latest in kept.standby}
    line.backlog = dict.fromkeys(kept.backlog)
    line.lanes, line.paused, line.closed = dict(kept.lanes), dict(kept.paused), dict(kept.closed)
    line.closed_since_s, line.taken_on_s = kept.closed_since_s, kept.taken_on_s
    line.exits, line.entries, line.cleared = deque(kept.exits), deque(kept.entries), deque(kept.cleared)
    line.intake = {
        stage: Intake(low, mid, high, at_s, known) for stage, low, mid, high, at_s, known in kept.intake
    }
    line.target, line.target_s = kept.target, kept.target_s
    line.strip, line.served_s, line.people = kept.strip, dict(kept.served_s), kept.people
