"""Slots, and the times a truck has to keep to."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

EARLY, IN_TIME, LATE = 0, 1, 2


def slot_at(t_s: float, slot_s: float) -> int:
    """Give the number of the slot in which an instant lies; slot 0 begins at t_s = 0."""
    return int(t_s // slot_s)


def standing(t_s: float, slot_from_s: float, early_s: float, late_s: float) -> int:
    """Tell whether a truck comes early, in time or late for its slot.

    In time is from `slot_from_s - early_s` up to and with `slot_from_s + late_s`; below zero an
    allowance has no end on that side: `early_s` < 0 any time before, `late_s` = inf any time after.
    """
    if early_s >= 0.0 and t_s < slot_from_s - early_s:
        return EARLY
    if t_s > slot_from_s + late_s:
        return LATE
    return IN_TIME


def is_since(instant_s: float, t_s: float, window_s: float) -> bool:
    """Tell whether an instant lies in the window that ends now: t_s - window_s < instant <= t_s."""
    return t_s - window_s < instant_s <= t_s


def count_since(times_s: Sequence[float], t_s: float, window_s: float) -> int:
    """Count the instants in the window that ends now, as `is_since` tells.

    The instants rise; they are looked at from the newest on, as far as the window reaches.
    """
    count = 0
    at = len(times_s) - 1
    while at >= 0 and times_s[at] > t_s - window_s:
        if is_since(times_s[at], t_s, window_s):
            count += 1
        at -= 1
    return count


def is_reachable(slot_from_s: float, t_s: float, first_after_s: float) -> bool:
    """Tell whether a slot begins late enough from now on for a truck that books it."""
    return slot_from_s >= t_s + first_after_s


def is_ahead(day: int, today: int, least: int, most: int) -> bool:
    """Tell whether a day lies from `least` to `most` days ahead of today."""
    return least <= day - today <= most


def lapse_after_s(late_s: float, slot_s: float) -> float:
    """Give how long after the beginning of its slot a booking lapses [s], if the truck has not come.

    The slot itself always holds; an allowance of inf is not known, and then it lapses a day later.
    """
    if late_s == inf:
        late_s = 86_400.0
    return late_s if late_s > slot_s else slot_s


def first_after_s(until_s: float, late_s: float) -> float:
    """Give how long after now a slot begins at the earliest that a truck could still come to [s].

    `until_s`: booked at the latest so long before; `late_s`: below zero, it has to come so long before.
    """
    return until_s if until_s > -late_s else -late_s


def takes_requests(t_s: float, day_from_s: float, from_s: float, until_s: float) -> bool:
    """Tell whether requests for a day are taken now: from `from_s` until `until_s` before it begins."""
    return day_from_s - from_s <= t_s < day_from_s - until_s
