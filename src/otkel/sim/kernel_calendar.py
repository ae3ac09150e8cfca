"""The event list of the kernel: a calendar queue over trucks that lie in recycled places.

Brown (1988): buckets of a fixed width in a circle, one lap after the other; within a bucket a short list.
A truck that is inside the world holds one record of 32 bytes, which stays in the cache however many
trucks come in all. Times never fall. Ties are told apart by the truck's number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
from numba import njit

from otkel.sim.kernel_cache import use_own_cache

# The kernel makes no array and keeps none, so nothing has to be counted in and out: without that a tuple of
# arrays costs as little as its parts, and the whole engine is eight times as fast.
use_own_cache()
_OPTIONS: dict[str, Any] = {"nogil": True, "cache": True, "_nrt": False, "no_cfunc_wrapper": True}
# What is only called from compiled code needs no way in from Python; for a tuple of many arrays that way
# takes longer to compile than the function itself.
_WITHIN: dict[str, Any] = {**_OPTIONS, "no_cpython_wrapper": True}
F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Compile a function when it is first called."""
    return cast(F, njit(**_OPTIONS)(function))


def within(function: F) -> F:
    """Compile a function that is called from compiled code only."""
    return cast(F, njit(**_WITHIN)(function))


def inlined(function: F) -> F:
    """Compile a function into those that call it, which are compiled too."""
    return cast(F, njit(forceinline=True, **_WITHIN)(function))


@inlined
def counted(number: int) -> int:
    """Give a number of 32 bits that is not negative, told to the compiler: it need not ask at each table
    whether it counts from the end.
    """
    return np.int64(np.uint32(number))  # type: ignore[return-value]


NIL = -1
BUCKETS = 1024
_MASK = BUCKETS - 1
# due: when its event happens; since: when it joined a queue; truck: its number; link: the next of its
# bucket; next: the next of its queue; what: the station at which it is served, or a kind of timer.
ITEM = np.dtype(
    [("due", "f8"), ("since", "f8"), ("truck", "i4"), ("link", "i4"), ("next", "i4"), ("what", "i4")],
    align=True,
)
# Registers of the calendar; TOP: places ever taken, SPARE: free again, USED: taken now.
LAP, FOUND, FIRST, BEFORE, PENDING, TOP, SPARE, USED = range(8)


class Calendar(NamedTuple):
    """Places of trucks, buckets, and what is known of the next event."""

    items: Any  # ITEM
    spare: Any  # i4, places that are free again
    buckets: Any  # i4, first place of each bucket
    at: Any  # i8, the registers
    due: Any  # f8, of the next event, where FOUND
    width: float
    per: float  # 1 / width


def make_calendar(places: int, width: float) -> Calendar:
    """Give an empty calendar with room for so many trucks inside at once."""
    at = np.zeros(8, np.int64)
    at[FIRST] = at[BEFORE] = NIL
    return Calendar(
        items=np.zeros(places, ITEM), spare=np.zeros(places, np.int32),
        buckets=np.full(BUCKETS, NIL, np.int32), at=at, due=np.full(1, np.inf), width=width, per=1.0 / width,
    )  # fmt: skip


@inlined
def take_place(cal: Calendar, truck: int) -> int:
    """Give a place to a truck; -1: there is none left."""
    if cal.at[SPARE]:
        cal.at[SPARE] -= 1
        place: int = counted(cal.spare[counted(cal.at[SPARE])])
    else:
        place = counted(cal.at[TOP])
        if place >= cal.items.size:
            return NIL
        cal.at[TOP] += 1
    cal.items[place].truck = truck
    cal.at[USED] += 1
    return place


@inlined
def give_place(cal: Calendar, place: int) -> None:
    """Take a place back."""
    cal.spare[counted(cal.at[SPARE])] = place
    cal.at[SPARE] += 1
    cal.at[USED] -= 1


@inlined
def schedule(cal: Calendar, place: int, what: int, due: float) -> None:
    """Let an event of a truck happen at an instant."""
    item = cal.items[place]
    item.due = due
    item.what = what
    lap = np.int64(due * cal.per)
    bucket = lap & _MASK
    item.link = cal.buckets[bucket]
    cal.buckets[bucket] = place
    cal.at[PENDING] += 1
    if cal.at[FOUND] == 0:
        if lap < cal.at[LAP]:
            cal.at[LAP] = lap
    elif due < cal.due[0] or (due == cal.due[0] and item.truck < cal.items[counted(cal.at[FIRST])].truck):
        cal.at[FOUND] = 0
        if lap < cal.at[LAP]:
            cal.at[LAP] = lap
    elif bucket == (cal.at[LAP] & _MASK) and cal.at[BEFORE] == NIL:
        cal.at[BEFORE] = place


@inlined
def find_next(cal: Calendar, until: float) -> float:
    """Give when the next event is due; inf where none is known to be due up to `until`."""
    best: float = cal.due[0]
    if cal.at[FOUND]:
        return best
    best = np.inf
    lap = cal.at[LAP]
    while cal.at[PENDING] > 0:
        end = (lap + 1) * cal.width
        before, place = NIL, cal.buckets[lap & _MASK]
        while place != NIL:
            item = cal.items[counted(place)]
            due = item.due
            if due < end and (
                due < best or (due == best and item.truck < cal.items[counted(cal.at[FIRST])].truck)
            ):
                best = due
                cal.at[FIRST] = place
                cal.at[BEFORE] = before
            before, place = place, item.link
        if best < np.inf:
            cal.at[FOUND] = 1
            break
        if end > until:
            break
        lap += 1
    cal.at[LAP] = lap
    cal.due[0] = best
    return best


@inlined
def take_next(cal: Calendar) -> int:
    """Take the event out that `find_next` has found; give its place."""
    place: int = counted(cal.at[FIRST])
    before = cal.at[BEFORE]
    link = cal.items[place].link
    if before == NIL:
        cal.buckets[cal.at[LAP] & _MASK] = link
    else:
        cal.items[counted(before)].link = link
    cal.at[PENDING] -= 1
    cal.at[FOUND] = 0
    return place
