"""What no decision asks any more is forgotten once a day, so that a post that runs for years stays small.

Counts by day and by slot are kept from yesterday on: a slot of yesterday may still be given to a truck
that waits, one of a day before to nobody. A vehicle is remembered as long as any window of a policy
reaches, and so is the digest of an opened seed. Everything is cut at the beginning of a day, so that the
state depends on the events alone, and not on where a snapshot was taken.
"""

from __future__ import annotations

from math import inf

from otkel.queueing.line import Line
from otkel.queueing.state import State, Vehicle

DAY_S = 86_400.0
LOOK_BACK_S = 400 * DAY_S  # the longest window of a policy


def begin_day(state: State) -> None:
    """Forget what is over, as of the day in which the last event lies."""
    starts, day = state.day_starts_s, state.note_day()
    begin_s = starts[max(0, day)]
    for line in state.lines:
        _forget_counts(line, state.first_day, starts[max(0, day - 1)])
    remembered = ((subject, _without_old(one, begin_s)) for subject, one in state.vehicles.items())
    state.vehicles = {subject: one for subject, one in remembered if one is not None}
    state.opened = {
        digest: when_s for digest, when_s in state.opened.items() if when_s > begin_s - LOOK_BACK_S
    }


def forget_old(vehicle: Vehicle, before_s: float) -> None:
    """Forget what a vehicle did before an instant."""
    for times in (vehicle.no_shows_s, vehicle.cancels_s, vehicle.moves_s, vehicle.exceptions_s):
        while times and times[0] < before_s:
            times.pop(0)


def _forget_counts(line: Line, first_day: int, first_s: float) -> None:
    line.slots = {key: count for key, count in line.slots.items() if key >= first_s}
    line.called = {day: count for day, count in line.called.items() if day >= first_day}
    line.taken = {key: count for key, count in line.taken.items() if key[1] >= first_day}
    line.risk_taken = {key: count for key, count in line.risk_taken.items() if key[1] >= first_day}


def _without_old(vehicle: Vehicle, begin_s: float) -> Vehicle | None:
    """Give the record of a vehicle as another one; None: nothing that it did can matter any more."""
    lists = (vehicle.no_shows_s, vehicle.cancels_s, vehicle.moves_s, vehicle.exceptions_s)
    no_shows, cancels, moves, exceptions = (
        [when_s for when_s in times if when_s >= begin_s - LOOK_BACK_S] for times in lists
    )
    did = no_shows or cancels or moves or exceptions
    if not did and vehicle.blocked_until_s <= begin_s and vehicle.asked_since_s == inf:
        return None
    return Vehicle(
        no_shows_s=no_shows, cancels_s=cancels, moves_s=moves, exceptions_s=exceptions,
        blocked_until_s=vehicle.blocked_until_s, asked_since_s=vehicle.asked_since_s,
    )  # fmt: skip
