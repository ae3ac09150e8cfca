"""Slots, and the times a truck has to keep to."""

from __future__ import annotations

from collections.abc import Sequence

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


def count_since(times_s: Sequence[float], t_s: float, window_s: float) -> int:
    """Count the instants in the window that ends now: t_s - window_s < instant <= t_s.

    The instants rise; they are looked at from the newest on, as far as the window reaches.
    """
    count = 0
    at = len(times_s) - 1
    while at >= 0 and times_s[at] > t_s - window_s:
        if times_s[at] <= t_s:
            count += 1
        at -= 1
    return count
