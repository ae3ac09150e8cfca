"""Who is next in a line of classes, and how many came before: weaves, caps and counting.

Every function works on numbers and arrays alone (lists in the live crossing, numpy arrays in the
twin), so that a compiler can take it as it is. Classes are counted from 0; -1 is none.
"""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence

NONE = -1
BY_ARRIVAL, BY_CLASS, BY_WEAVE, BY_RANK = 0, 1, 2, 3  # rules of a call


def tree_add(tree: MutableSequence[int], place: int, by: int) -> None:
    """Add `by` at a place (from 0) of a counting tree (Fenwick 1994); `len(tree)` places and one."""
    at = place + 1
    while at < len(tree):
        tree[at] += by
        at += at & -at


def tree_sum(tree: Sequence[int], before: int) -> int:
    """Give the sum over all places below `before`."""
    total = 0
    at = before
    while at > 0:
        total += tree[at]
        at -= at & -at
    return total


def choose_class(
    ranks: Sequence[int], pattern: Sequence[int], turn: int, may: Sequence[bool]
) -> tuple[int, int]:
    """Choose the class whose turn it is, and the turn that comes next.

    The lowest rank among those that may comes first; within a rank the weave decides: `pattern` names a
    class at each turn, in a circle, and classes that may not are passed over. (-1, turn): nobody may.

    Each rank has a circle and a turn of its own, so that no rank disturbs the weave of another. `turn` holds
    them all, as the digits of one number: that of the lowest rank counts ones, the next counts as many as
    the circle before it has places, and so on.
    """
    lowest = NONE
    for one in range(len(ranks)):
        if may[one] and (lowest == NONE or ranks[one] < lowest):
            lowest = ranks[one]
    if lowest == NONE:
        return NONE, turn
    size, worth = 0, 1
    for at in range(len(pattern)):
        rank = ranks[pattern[at]]
        if rank == lowest:
            size += 1
        elif rank < lowest:
            places, is_first = 0, True  # of its circle, counted where it stands first
            for other in range(len(pattern)):
                if ranks[pattern[other]] == rank:
                    places += 1
                    is_first = is_first and other >= at
            worth *= places if is_first else 1
    digit = turn // worth % size
    # Two laps over the circle: the first from the turn on, the second up to it.
    for lap in range(2):
        place = 0
        for at in range(len(pattern)):
            one = pattern[at]
            if ranks[one] == lowest:
                if may[one] and (place >= digit) == (lap == 0):
                    return one, turn + ((place + 1) % size - digit) * worth
                place += 1
    return NONE, turn


def call_rule(is_fallback: bool, before: int, is_woven: bool) -> int:
    """Give the rule by which a class's turn came; see the numbers beside `NONE`.

    `before`: trucks in line that had come earlier. Who overtakes nobody comes in order of arrival.
    """
    if not is_fallback:
        return BY_CLASS
    if before == 0:
        return BY_ARRIVAL
    return BY_WEAVE if is_woven else BY_RANK


def cap_trucks(cap_pct: float, day_trucks: int) -> int:
    """Give how many trucks a share of a day is, rounded down; so a share is never exceeded."""
    # A share such as 0.3 % has no exact binary form: a millionth of a truck is no reason to refuse one.
    return int(cap_pct * day_trucks / 100.0 + 1e-6)


def has_room(taken: int, cap: int) -> bool:
    """Tell whether one more fits under a cap; a cap below zero is none."""
    return cap < 0 or taken < cap


def interval_of(bounds: Sequence[float], t_s: float) -> int:
    """Give the interval in which an instant lies: bounds[i] <= t_s < bounds[i+1]; -1 before the first.

    After the last bound the last interval is given: a table of days has to reach far enough.
    """
    low, high = 0, len(bounds)
    while low < high:
        middle = (low + high) // 2
        if bounds[middle] <= t_s:
            low = middle + 1
        else:
            high = middle
    return low - 1
