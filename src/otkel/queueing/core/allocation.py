"""Scarce slots given fairly: a share for those who wait longest, the rest by draw.

Requests are counted from 0 in whatever order they lie in the arrays; the order in which they are served
depends on what stands in the arrays alone. Slots are counted from 0 in order of time.
"""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence

NO_SLOT = -1


def longest_share(capacity: int, longest_pct: int) -> int:
    """Give how many requests are served by how long they wait: the share of the capacity, rounded down."""
    return capacity * longest_pct // 100


def comes_before(
    one: int,
    other: int,
    by_since: bool,
    since: Sequence[float],
    draws: Sequence[int],
    passages: Sequence[int],
) -> bool:
    """Tell whether a request is served before another: by (since), then draw, then passage."""
    if by_since and since[one] != since[other]:
        return since[one] < since[other]
    if draws[one] != draws[other]:
        return draws[one] < draws[other]
    return passages[one] < passages[other]


def merge_runs(
    order: MutableSequence[int],
    spare: MutableSequence[int],
    low: int,
    middle: int,
    high: int,
    by_since: bool,
    since: Sequence[float],
    draws: Sequence[int],
    passages: Sequence[int],
) -> None:
    """Merge two neighbouring sorted runs of `order`, low to middle and middle to high, into `spare`."""
    left, right = low, middle
    for at in range(low, high):
        if right >= high or (
            left < middle and not comes_before(order[right], order[left], by_since, since, draws, passages)
        ):
            spare[at] = order[left]
            left += 1
        else:
            spare[at] = order[right]
            right += 1


def sort_requests(
    order: MutableSequence[int],
    spare: MutableSequence[int],
    first: int,
    by_since: bool,
    since: Sequence[float],
    draws: Sequence[int],
    passages: Sequence[int],
) -> None:
    """Sort `order` in its place from index `first` on (merge sort from below); `spare` is as long."""
    last = len(order)
    width = 1
    while width < last - first:
        for low in range(first, last, 2 * width):
            middle = min(low + width, last)
            high = min(low + 2 * width, last)
            merge_runs(order, spare, low, middle, high, by_since, since, draws, passages)
        for at in range(first, last):
            order[at] = spare[at]
        width *= 2


def serve_order(
    order: MutableSequence[int],
    spare: MutableSequence[int],
    longest: int,
    since: Sequence[float],
    draws: Sequence[int],
    passages: Sequence[int],
) -> int:
    """Write into `order` the requests as they are served; give how many of them are served by waiting.

    First the `longest` requests with the smallest `since` (of equals the smaller draw, then the smaller
    passage), in this order; then all others by draw, of equals by passage. No two have the same passage.
    """
    for at in range(len(order)):
        order[at] = at
    sort_requests(order, spare, 0, True, since, draws, passages)
    by_waiting = min(max(longest, 0), len(order))
    sort_requests(order, spare, by_waiting, False, since, draws, passages)
    return by_waiting


def allocate(
    order: Sequence[int],
    choice_from: Sequence[int],
    choice_slots: Sequence[int],
    free: MutableSequence[int],
    granted: MutableSequence[int],
) -> int:
    """Give each request in `order` one slot or none, and give how many were given one.

    The wishes of request r are `choice_slots[choice_from[r]:choice_from[r + 1]]`, best first; a wish
    outside the slots has no room. A request without wishes takes the first slot with room; one whose
    wishes are all full gets none. `free` holds the room of each slot and is used up; `granted[r]` is the
    slot, or NO_SLOT.
    """
    given = 0
    first_free = 0  # room only shrinks, so what is full stays behind
    for one in order:
        granted[one] = NO_SLOT
        slot = NO_SLOT
        if choice_from[one] == choice_from[one + 1]:
            while first_free < len(free) and free[first_free] <= 0:
                first_free += 1
            if first_free < len(free):
                slot = first_free
        else:
            for at in range(choice_from[one], choice_from[one + 1]):
                wish = choice_slots[at]
                if 0 <= wish < len(free) and free[wish] > 0:
                    slot = wish
                    break
        if slot != NO_SLOT:
            free[slot] -= 1
            granted[one] = slot
            given += 1
    return given
