"""The one table of what a state is made of, and how each part of it gets into a file.

A part is written as it stands, or truck by truck, or it is made again from others when the file is read. A
part that has no row here is not written, and then no state of its world is: what is not known to be whole is
refused. A test holds the table against the arrays that the kernel makes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from otkel.sim.kernel_corridor import Corridor, Way
from otkel.sim.kernel_rules import ACTS, STANDS, Called, Rules
from otkel.sim.kernel_settings import Settings
from otkel.sim.kernel_world import Inside, Results, World

INF = float("inf")
MOST_MIN = 1e9  # about two thousand years; later than anything that is told of
MOST_AHEAD_MIN = 1e7  # nothing is due later than about twenty years from now
MOST_DAYS = 1e6
MANY = 2.0**30
LEAST_PATIENCE_MIN = 1e-6  # who waits on looks again after so long; with none he would look for ever
# How a part is kept. PARTS: it is itself a table. FIXED: of the world, and the same in each replication.
WRITTEN, BY_TRUCK, AGAIN, PARTS, FIXED = "written", "by truck", "again", "parts", "fixed"


class Column(NamedTuple):
    """One number of each truck: what numbers it may be."""

    kind: str  # of numpy, such as <f8
    least: float
    most: float | str  # a text: the name of a bound that hangs on the world or the instant
    beside: tuple[float, ...] = ()  # allowed beside the range, as nan or inf
    rows: int = 0  # for each truck; 0: one, not in a row


# -- what is drawn of trucks --------------------------------------------------------------------

TRUCKS: dict[str, Column] = {
    "point": Column("<i4", -1, "point"),
    "origin": Column("<i4", 0, "origin"),
    "queue_class": Column("|i1", 0, "class"),
    "service": Column("<f8", 0, MOST_AHEAD_MIN, (-1.0,), 3),
    "outcome": Column("|i1", 0, 2),
    "delay": Column("<f8", 0, MOST_MIN),
    "patience": Column("<f8", 0, INF),
    "selection": Column("<u8", 0, INF),
    "papers": Column("<u8", 0, INF),
}
MAY_BE_EMPTY = frozenset({"origin", "patience", "selection", "papers", "found"})  # where nothing uses them
TRAVELLERS: dict[str, Column] = {
    "registration": Column("|i1", 0, "registration"),
    "belief": Column("<f8", 0, MOST_MIN),
    "moves": Column("|b1", 0, 1),
    "balk_at": Column("<i4", -1, MANY),
    "balks_home": Column("|b1", 0, 1),
    "trip": Column("<f8", 0, MOST_AHEAD_MIN),
    "cargo": Column("|i1", -1, "cargo"),
    "sealed": Column("|b1", 0, 1),
    "answer": Column("<f8", 0, MOST_AHEAD_MIN, (-1.0, INF)),
    "used": Column("<f8", 0, MOST_DAYS, (-1.0,)),
    "planned": Column("<f8", 0, MOST_DAYS),
    "goes_anyway": Column("|b1", 0, 1),
}
ACTS_TABLE: dict[str, Column] = {
    "drive": Column("<f8", 0, MOST_AHEAD_MIN),
    "late": Column("<f8", -MOST_AHEAD_MIN, MOST_AHEAD_MIN),
    "key": Column("<u8", 0, INF),
    "points": Column("<i4", 0, MANY),
    "shows_up": Column("|b1", 0, 1),
    "sealed": Column("|b1", 0, 1),
}
RULES_TABLE: dict[str, Column] = {
    "draw": Column("<u8", 0, INF, (), 3),
    "check": Column("<f8", 0, MOST_AHEAD_MIN, (), 3),
}

# -- what has come of them, and where they stand ------------------------------------------------

RESULTS: dict[str, Column] = {
    "wait": Column("<f8", 0, MOST_MIN, (-1.0,), 3),
    "left": Column("<f8", 0, MOST_MIN, (float("nan"),)),
    "point": Column("<i2", -1, "place"),
    "visits": Column("|i1", -120, 120),
}
CAME: dict[str, Column] = {"came": Column("<f8", 0, "now", (float("nan"),))}  # where a discipline rules
WAYS: dict[str, Column] = {
    "came": Column("<f8", 0, MOST_MIN, (float("nan"),)),
    "fate": Column("|i1", 0, 5),
    "moved": Column("|i1", 0, 120),
    "sent_back": Column("|i1", 0, 1),
    "answered": Column("|i1", 0, 1),
    "detoured": Column("<f8", 0, MOST_MIN),
    "crossed": Column("<f8", 0, "now", (float("nan"),)),
}
STANDING: dict[str, Column] = {
    "slot": Column("<f8", -86_400.0, MOST_MIN * 60, (INF,)),
    "came": Column("<f8", 0, "now", (float("nan"),)),
    "called_at": Column("<f8", 0, "now", (INF,)),
    "appear_by": Column("<f8", 0, MOST_MIN * 60, (INF,)),
    "asks_since": Column("<f8", 0, MOST_MIN * 60, (INF,)),
    "missed_at": Column("<f8", 0, MOST_MIN * 60, (-INF,)),
    "seq": Column("<i4", -1, MANY),
    "place": Column("<i4", -1, "last place"),
    "slot_number": Column("<i4", -1, "slot"),
    "lost": Column("<i4", 0, MANY),
    "tries": Column("<i4", 0, MANY),
    "status": Column("<i4", 0, "status"),
    "stands": Column("<i4", 0, "class of a policy"),
    "checked": Column("<i4", 0, 2),
}

# -- every part, by what holds it ---------------------------------------------------------------

HELD_BY: dict[str, dict[str, str]] = {
    "Inside": {
        "head": WRITTEN, "tail": AGAIN, "waiting": AGAIN, "busy": AGAIN, "open": AGAIN, "strip": AGAIN,
        "turn": WRITTEN, "taken": WRITTEN, "taken_day": WRITTEN, "may": AGAIN, "held": WRITTEN,
        "found": BY_TRUCK, "settings": PARTS, "corridor": PARTS, "calls": PARTS,
    },
    "Settings": {
        "now": AGAIN, "below": AGAIN, "ordered": AGAIN, "holds": WRITTEN, "clock": AGAIN, "at": AGAIN,
    },
    "Results": {
        **dict.fromkeys(RESULTS, BY_TRUCK), "corridor": AGAIN, "came": BY_TRUCK,
    },
    "Way": {
        **dict.fromkeys(WAYS, BY_TRUCK), "published": WRITTEN, "measured_at": WRITTEN, "seen": AGAIN,
        "at": WRITTEN, "side": WRITTEN, "lanes": AGAIN,
    },
    "Called": {
        "trucks": PARTS, "ends": WRITTEN, "called_row": FIXED, "post_row": FIXED, "asking_row": FIXED,
        "holder_row": FIXED, "counts": WRITTEN, "targets": WRITTEN, "taken": WRITTEN, "slots": WRITTEN,
        "starts": WRITTEN, "first": AGAIN, "room": AGAIN, "may": AGAIN, "due": AGAIN, "requests": AGAIN,
        "since": AGAIN, "drawn": AGAIN, "free": AGAIN,
    },
    "STANDS": {**dict.fromkeys(STANDING, BY_TRUCK), "before": AGAIN, "after": AGAIN},
    "World": {
        "arrives": BY_TRUCK, **dict.fromkeys(TRUCKS, BY_TRUCK), "corridor": PARTS, "rules": PARTS,
        **dict.fromkeys(
            (
                "uses", "road", "per_truck", "ranks", "pattern", "strip", "quota", "period", "cycle",
                "shift_from", "servers", "quota_day", "day", "look", "bounds", "steps", "orders",
            ),
            FIXED,
        ),
    },
    "Corridor": {
        **dict.fromkeys(TRAVELLERS, BY_TRUCK), "returns": BY_TRUCK,
        **dict.fromkeys(
            (
                "open_to", "detour", "drives", "town", "margin", "publish_every", "lag", "stream",
                "other_way", "is_back", "is_shared", "partner", "lanes", "gap", "lanes_every", "limit",
                "year_turns",
            ),
            FIXED,
        ),
    },
    "Rules": {
        "acts": PARTS, **dict.fromkeys(RULES_TABLE, BY_TRUCK),
        **dict.fromkeys(
            (
                "has", "every", "ahead", "slot_wait", "draws_most", "numbers", "class_of", "ranks", "pattern",
                "classes", "days", "plans", "bounds",
            ),
            FIXED,
        ),
    },
    "ACTS": dict.fromkeys(ACTS_TABLE, BY_TRUCK),
}  # fmt: skip
_MADE: dict[str, Any] = {
    "Inside": Inside, "Settings": Settings, "Results": Results, "Way": Way, "Called": Called,
    "STANDS": STANDS, "World": World, "Corridor": Corridor, "Rules": Rules, "ACTS": ACTS,
}  # fmt: skip


def unknown_parts() -> list[str]:
    """Give the parts of a state, or of a world, of which the table does not say how they are kept."""
    return sorted(
        f"{holder}.{name}"
        for holder, made in _MADE.items()
        for name in fields_of(made)
        if name not in HELD_BY[holder]
    )


def fields_of(made: Any) -> tuple[str, ...]:
    """Give the names of the parts of a named tuple, or of a record of numpy's."""
    names: tuple[str, ...] = made._fields if hasattr(made, "_fields") else made.names
    return names
