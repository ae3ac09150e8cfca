"""How many trucks may be called now, by what the tightest stage takes on, and not by plan.

The number on the way between call and the tightest stage is held at what that stage takes on in the
time a truck needs to get there, and a few more so that it never stands idle (constant work in process:
Spearman, Woodruff and Hopp 1990; Little 1961). The target moves by a bounded step in each window, which
keeps a measured intake that swings from swinging the road.
"""

from __future__ import annotations

from collections.abc import Sequence

NO_LIMIT = -1
ALIKE = 1.15  # rates within this factor are not told apart: counts of a window scatter as much
AT_ONCE = 1_000_000  # trucks that may be called where nothing limits
STEADY_TRUCKS = 1.0  # a target that wants to move by less stays where it is


def tightest(rates_per_h: Sequence[float], standing: Sequence[float], buffer_trucks: float) -> int:
    """Give the tightest stage; a rate [trucks/h] below zero is not known, -1: none is.

    Stages stand in order of the way. It is the last one before which more trucks stand than the buffer.
    Where none does, it is the one with the least intake; in the long run each takes on what the last one
    does, so of those that differ by less than `ALIKE` the last is taken.
    """
    found = -1
    least = -1.0
    for one in range(len(rates_per_h)):
        rate = rates_per_h[one]
        if rate >= 0.0 and (least < 0.0 or rate < least):
            least = rate
        if rate >= 0.0 and standing[one] > buffer_trucks:
            found = one
    if found < 0:
        for one in range(len(rates_per_h)):
            if 0.0 <= rates_per_h[one] <= least * ALIKE:
                found = one
    return found


def wanted_trucks(rate_per_h: float, lead_s: float, buffer_trucks: float) -> float:
    """Give how many trucks are to be on the way: the intake within the lead time, and the buffer.

    A stage that takes nothing on wants nothing: what is buffered there already is enough.
    """
    if rate_per_h <= 0.0:
        return 0.0
    return rate_per_h * lead_s / 3600.0 + buffer_trucks


def corrected(
    wanted: float, target: float, on_the_way: float, standing: float, buffer_trucks: float, step: float
) -> float:
    """Correct what is wanted by how many stand before the tightest stage.

    Fewer than the buffer: more is tried, to see what the stage can take, but no more than a step above what
    is on the way now; a target that is not reached, since no place is free or nobody waits, says nothing of
    the stage and must not run away. Up to twice the buffer: the target is held. So a lead time that was set
    too short corrects itself.
    """
    if standing < buffer_trucks:
        more = target if target < on_the_way else on_the_way
        more += step
        return more if more > wanted else wanted
    if standing <= 2.0 * buffer_trucks and target > wanted:
        return target
    return wanted


def next_target(target: float, wanted: float, step: float) -> float:
    """Move a target towards what is wanted, by `step` at most; small differences leave it alone."""
    gap = wanted - target
    if -STEADY_TRUCKS < gap < STEADY_TRUCKS:
        return target
    if gap > step:
        return target + step
    if gap < -step:
        return target - step
    return wanted


def whole_target(before: float, target: float) -> float:
    """Give a target in whole trucks, rounded towards the one before; below zero: there was none.

    Rounded to the nearest, a target that is asked for often would move twice as fast as its step allows.
    """
    if before >= 0.0 and target < before:
        whole = float(int(target))
        return whole if target - whole < 1e-9 else whole + 1.0
    return float(int(target + 1e-9))


def planned(plan_per_day: int, since_midnight_s: float, called: int) -> int:
    """Give how many more may be called by a plan whose trucks go evenly over the 24 hours of a day."""
    share = since_midnight_s / 86_400.0
    if share > 1.0:
        share = 1.0
    return int(plan_per_day * share) - called


def per_hour(taken: int, window_s: float) -> float:
    """Give a rate [trucks/h] from a count in a window."""
    return taken * 3600.0 / window_s


def not_driving(called: int, per_h: float, lead_min: float) -> float:
    """Give how many of those called stand before exit control: those beyond who can still be driving."""
    standing = called - per_h * lead_min / 60.0 - 1.0
    return standing if standing > 0.0 else 0.0


def aim(
    target: float,
    since_s: float,
    per_h: float,
    way: float,
    standing: float,
    lead_s: float,
    buffer_trucks: float,
    window_s: float,
    step: float,
) -> float:
    """Give the next target in whole trucks: what is wanted, corrected, and reached step by step.

    `target`: the one before, below zero where there was none; `since_s`: how long ago it was set; `per_h`
    [trucks/h]: what the tightest stage takes on, with `standing` trucks before it and `way` trucks between
    call and it; `step` [trucks]: the most by which the target moves in one window.
    """
    wanted = wanted_trucks(per_h, lead_s, buffer_trucks)
    if target >= 0.0 and per_h > 0.0:
        wanted = corrected(wanted, target, way, standing, buffer_trucks, step)
    after = wanted
    if target >= 0.0:
        share = since_s / window_s
        if share < 0.0:
            share = 0.0
        if share > 1.0:
            share = 1.0
        after = next_target(target, wanted, step * share)
    if after > AT_ONCE:
        after = AT_ONCE
    return whole_target(target, after)


def may_call(target: float, on_the_way: int, free_places: int) -> int:
    """Give how many may be called: what the target lacks, as far as places are free (-1: not limited)."""
    lacking = int(target + 1e-9) - on_the_way
    if lacking < 0:
        lacking = 0
    if free_places != NO_LIMIT and lacking > free_places:
        lacking = free_places
    return lacking


def free_places(
    exit_places: int, strip_places: int, entry_places: int, on_the_way: int, at_exit: int, on_strip: int
) -> int:
    """Give how many more trucks may drive up so that each finds a place to stand behind exit control.

    Trucks called and at exit control will all need the strip. -1: not limited.
    """
    if strip_places != NO_LIMIT:
        free = strip_places - on_strip - at_exit - on_the_way
        return free if free > 0 else 0
    if exit_places != NO_LIMIT and entry_places == NO_LIMIT:
        free = 2 * exit_places - at_exit - on_the_way
        return free if free > 0 else 0
    return NO_LIMIT


def infer_intake(
    exits: int, before_low: int, before_high: int, after_low: int, after_high: int
) -> tuple[int, int]:
    """Infer what the other side took on from own exits and the strip: an interval [trucks].

    Conservation on the strip: taken = stood before + came on - stands after. Where the strip was not
    counted its bounds are 0 and its places.
    """
    low = exits + before_low - after_high
    high = exits + before_high - after_low
    if low < 0:
        low = 0
    if high < low:
        high = low
    return low, high
