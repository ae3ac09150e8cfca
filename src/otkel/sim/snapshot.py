"""A state of the twin as bytes: who is where, what is due for each, and what came of everybody so far.

The same state gives the same bytes. Only what cannot be worked out again is kept: lines as chains of places,
who is served and until when, who is called, asks or holds a slot, shares used up, orders that hold. Officers,
settings and the event list are made again when it is read (`resume.py`). What there is to keep stands in one
table (`state_table.py`); what was not known there is not written.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any, NamedTuple

import msgspec
import numpy as np

from otkel.errors import InputError, Mistake, Where
from otkel.phrases import Phrase, phrase
from otkel.queueing.rules import Rules as PolicyRules
from otkel.sim.kernel_world import World
from otkel.sim.pack_corridor import places_of, registrations_of, uses_corridor
from otkel.sim.pack_plan import by_rank
from otkel.sim.scenario import Scenario
from otkel.sim.snapshot_write import ahead_of, arrays_of
from otkel.sim.state import State
from otkel.sim.state_table import unknown_parts

FORMAT = "otkel.sim.state.2"
MOST_MB = 4000
_FROM_RUN = phrase("take a file that otkel sim run --save-state has written")


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One array."""

    kind: str  # of numpy, such as <f8
    shape: tuple[int, ...]
    data: bytes


class Snapshot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A state at an instant, and the trucks that had come by then."""

    format: str
    points: tuple[str, ...]  # with their lines back and the ways around, where there is a corridor
    classes: tuple[str, ...]  # in the order of their ranks
    registrations: tuple[str, ...] = ()
    cargo: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()  # by point: on what the lists of its discipline hang; empty: a plain line
    ahead_min: float = -1.0  # who needs a slot asks so long before it can be there; below 0: nobody does
    t_min: float  # minutes from midnight of the first day; everything up to then has happened
    scenario: str  # digest of the scenario that it comes from
    seed: int
    replication: int
    columns: dict[str, Column]

    def to_bytes(self) -> bytes:
        """Give the canonical bytes."""
        return _to_bytes(self)

    def array(self, name: str) -> Any:
        """Give an array, of its own memory. Raises InputError."""
        column = self.columns.get(name)
        if column is None:
            raise broken(phrase("{name} is missing", name=name))
        if len(column.data) != int(np.prod(column.shape, dtype=object)) * np.dtype(column.kind).itemsize:
            raise broken(phrase("{name} is cut short", name=name))
        return np.frombuffer(column.data, column.kind).reshape(column.shape).copy()


_to_bytes = msgspec.msgpack.Encoder(order="sorted").encode
_from_bytes = msgspec.msgpack.Decoder(Snapshot).decode
KINDS = frozenset({"<f8", "<i8", "<i4", "<i2", "|i1", "|b1", "<u8"})


class Names(NamedTuple):
    """What the numbers of a world stand for; a state is run on where they stand for the same."""

    points: tuple[str, ...]
    classes: tuple[str, ...]
    digest: str = ""  # of the scenario
    registrations: tuple[str, ...] = ()
    cargo: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()


def names_of(scenario: Scenario) -> Names:
    """Give the names of a scenario's world."""
    has_corridor = uses_corridor(scenario)
    return Names(
        points=tuple(places_of(scenario)),
        classes=tuple(one.name for one in by_rank(scenario)),
        digest=digest_of(scenario),
        registrations=tuple(registrations_of(scenario)) if has_corridor else (),
        cargo=tuple(one.name for one in scenario.cargo),
        queues=_queues_of(scenario),
    )


def _queues_of(scenario: Scenario) -> tuple[str, ...]:
    """Give by point the classes of its discipline, as what each is counted, and the length of its slots."""
    found = []
    for policy in scenario.disciplines:
        if policy is None:
            found.append("")
            continue
        counted = ", ".join("+".join(one) for one in PolicyRules(policy).counted)
        found.append(f"{counted}; {policy.slot_min:g} min")
    return tuple(found)


def pack(
    scenario: Scenario, world: World, state: State, t_min: float, seed: int, replication: int = 0
) -> Snapshot:
    """Give a state as a snapshot; it shares nothing with it. Raises InputError where it cannot be written."""
    return pack_by_names(names_of(scenario), world, state, t_min, seed, replication)


def pack_by_names(
    names: Names, world: World, state: State, t_min: float, seed: int, replication: int = 0
) -> Snapshot:
    """Give a state of a world whose numbers stand for these names, as `pack`."""
    require_known("--save-state")
    return snapshot_from(
        names, arrays_of(world, state), t_min, ahead_min=ahead_of(world), seed=seed, replication=replication
    )


def snapshot_from(names: Names, arrays: dict[str, Any], t_min: float, **more: Any) -> Snapshot:
    """Give a snapshot of arrays; `more`: its other fields."""
    return Snapshot(
        format=FORMAT,
        points=names.points,
        classes=names.classes,
        registrations=names.registrations,
        cargo=names.cargo,
        queues=names.queues,
        t_min=t_min,
        scenario=names.digest,
        columns={name: column_of(one) for name, one in sorted(arrays.items())},
        **more,
    )


def read_snapshot(stored: bytes) -> Snapshot:
    """Read the bytes of a state; what they hold is looked at when it is run on. Raises InputError."""
    try:
        snapshot = _from_bytes(stored)
    except (msgspec.MsgspecError, ValueError, RecursionError, OverflowError) as error:
        raise broken(phrase("it cannot be read ({reason})", reason=str(error)[:100])) from None
    if snapshot.format != FORMAT:
        raise broken(phrase("its format is {name}", name=snapshot.format[:40]))
    for name, column in snapshot.columns.items():
        if column.kind not in KINDS or len(column.shape) > 2 or any(one < 0 for one in column.shape):
            raise broken(phrase("{name} holds nothing that can be counted with", name=name[:40]))
    return snapshot


def digest_of(scenario: Scenario) -> str:
    """Give the SHA-256 of a scenario, 64 hex digits."""
    return sha256(msgspec.json.encode(scenario, order="sorted")).hexdigest()


def require_known(option: str) -> None:
    """Raise InputError where the kernel's states hold something that the table of their parts has not."""
    unknown = unknown_parts()
    if unknown:
        what = phrase("states hold {names}, which no file keeps", names=tuple(unknown))
        do = phrase("run it as a whole, and report this as a mistake of Otkel")
        raise InputError([Mistake(what, do, Where(field=option))])


def broken(what: Phrase) -> InputError:
    """Give the mistake of a file that holds no state."""
    return InputError([Mistake(what, _FROM_RUN, Where(field="--from-state"))])


def other_rules(what: Phrase) -> InputError:
    """Give the mistake of a state that cannot go on under the rules of another scenario."""
    do = phrase("go on with the scenario that it was written from, or with one that leaves this as it is")
    return InputError([Mistake(what, do, Where(field="--from-state"))])


def column_of(array: Any) -> Column:
    """Give an array as it is written."""
    whole = np.ascontiguousarray(array)
    kind = whole.dtype.newbyteorder("<").str
    return Column(kind, tuple(whole.shape), whole.astype(kind).tobytes())
