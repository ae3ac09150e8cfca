"""A state of the twin as bytes: who is where, what is due for each, and what came of everybody so far.

The same state gives the same bytes. Only what cannot be worked out again is kept: lines as chains of places,
who is served and until when, shares of quotas used up, orders that hold. Officers, settings and the event
list are made again when it is read (`resume.py`). States of worlds with a corridor or a discipline of the
queue are not written: their parts can be copied and run on in memory alone (`state.py`).
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import msgspec
import numpy as np

from otkel.errors import InputError, Mistake, Where
from otkel.phrases import Phrase, phrase
from otkel.sim.kernel_calendar import SPARE, TOP
from otkel.sim.kernel_settings import COMING
from otkel.sim.kernel_world import Inside, World
from otkel.sim.pack import Trucks
from otkel.sim.pack_plan import by_rank
from otkel.sim.scenario import Scenario
from otkel.sim.state import State

FORMAT = "otkel.sim.state.1"
MOST_MB = 4000
_FROM_RUN = phrase("take a file that otkel sim run --save-state has written")
# Parts of what is inside that are known here; a world with more of them is not written.
_KNOWN = frozenset(
    {
        "head", "tail", "waiting", "busy", "open", "strip", "turn", "taken", "taken_day", "may", "held",
        "found", "settings",
    }
)  # fmt: skip
ITEM_FIELDS = ("due", "since", "truck", "next", "what")


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One array."""

    kind: str  # of numpy, such as <f8
    shape: tuple[int, ...]
    data: bytes


class Snapshot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A state at an instant, and the trucks that had come by then."""

    format: str
    points: tuple[str, ...]
    classes: tuple[str, ...]  # in the order of their ranks
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


def pack(
    scenario: Scenario, world: World, state: State, t_min: float, seed: int, replication: int = 0
) -> Snapshot:
    """Give a state as a snapshot; it shares nothing with it. Raises InputError where it cannot be written."""
    require_plain(world, state.inside, "--save-state")
    inside, calendar, come = state.inside, state.calendar, int(state.inside.settings.at[COMING])
    top, spare = int(calendar.at[TOP]), int(calendar.at[SPARE])
    items = calendar.items[:top].copy()
    items[calendar.spare[:spare]] = 0  # what was in a place says nothing once it is free
    arrays = {f"items.{name}": items[name] for name in ITEM_FIELDS}
    arrays |= {"spare": calendar.spare[:spare], "held": inside.held[0]}
    arrays |= {"holds": inside.settings.holds, "found": inside.found[:come]}
    arrays |= {name: getattr(inside, name) for name in ("head", "turn", "taken", "taken_day")}
    arrays |= {f"results.{name}": getattr(state.results, name)[..., :come] for name in RESULTS}
    arrays |= {f"trucks.{name}": getattr(world, name)[..., :come] for name in TRUCKS}
    return Snapshot(
        format=FORMAT,
        points=tuple(one.name for one in scenario.points),
        classes=tuple(one.name for one in by_rank(scenario)),
        t_min=t_min,
        scenario=digest_of(scenario),
        seed=seed,
        replication=replication,
        columns={name: column_of(one) for name, one in sorted(arrays.items())},
    )


RESULTS = ("wait", "left", "point", "visits")
TRUCKS = ("arrives", *Trucks._fields)


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


def require_plain(world: World, inside: Inside, option: str) -> None:
    """Raise InputError for a world whose state cannot be written, or read again."""
    more = [name for name in inside._fields if name not in _KNOWN and getattr(inside, name) is not None]
    if more or world.corridor is not None:
        what = phrase("the state of trucks on the road, or of a discipline of the queue, cannot be written")
        do = phrase("run it as a whole, or write the state of a scenario without a corridor and disciplines")
        raise InputError([Mistake(what, do, Where(field=option))])


def broken(what: Phrase) -> InputError:
    """Give the mistake of a file that holds no state."""
    return InputError([Mistake(what, _FROM_RUN, Where(field="--from-state"))])


def column_of(array: Any) -> Column:
    """Give an array as it is written."""
    whole = np.ascontiguousarray(array)
    kind = whole.dtype.newbyteorder("<").str
    return Column(kind, tuple(whole.shape), whole.astype(kind).tobytes())
