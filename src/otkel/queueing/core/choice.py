"""Which crossing point a carrier chooses, and when a driver goes to another one or does not join a line.

A place is a crossing point or a way around them all; a road of inf leads nowhere. `waits` are those that
are published [min], and `belief` is the factor by which a driver takes them for longer or shorter.
"""

from __future__ import annotations

from collections.abc import Sequence

NOWHERE = -1


def choose_point(
    road: Sequence[Sequence[float]], origin: int, in_line: Sequence[int], per_truck: Sequence[float]
) -> int:
    """Give the point with the least cost; of equals the first.

    The cost is the road from an origin, and the wait as it is published: trucks in line times a time for
    each. It is what drivers are told, and not what they will find.
    """
    best = 0
    least = road[origin][0] + in_line[0] * per_truck[0]
    for point in range(1, len(per_truck)):
        cost = road[origin][point] + in_line[point] * per_truck[point]
        if cost < least:
            least = cost
            best = point
    return best


def choose_place(
    road: Sequence[Sequence[float]],
    origin: int,
    waits: Sequence[float],
    belief: float,
    open_to: Sequence[Sequence[bool]],
    registration: int,
) -> int:
    """Give the place with the least road and believed wait together [min]; of equals the first.

    Only places that are open to trucks of the registration count. -1: no road leads to any of them.
    """
    best = NOWHERE
    least = float("inf")
    for place in range(len(waits)):
        cost = road[origin][place] + belief * waits[place]
        if cost < least and open_to[registration][place]:
            least = cost
            best = place
    return best


def choose_other(
    detour: Sequence[Sequence[float]],
    here: int,
    stay: float,
    margin: float,
    waits: Sequence[float],
    belief: float,
    open_to: Sequence[Sequence[bool]],
    registration: int,
) -> int:
    """Give the place that is better than `here` by more than a margin [min], the best of them; else `here`.

    `stay` is what is believed to be left of the way and the wait here [min]; inf: it cannot stay.
    """
    best = here
    least = stay - margin
    for place in range(len(waits)):
        cost = detour[here][place] + belief * waits[place]
        if place != here and cost < least and open_to[registration][place]:
            least = cost
            best = place
    return best


def left_to_wait(waits: float, belief: float, waited: float) -> float:
    """Give the wait [min] that a driver in line believes to be left: what is published, less what is over."""
    left = belief * waits - waited
    return left if left > 0.0 else 0.0


def balks(in_line: int, most: int) -> bool:
    """Tell whether a driver who sees so many trucks in line does not join; below zero: always joins."""
    return 0 <= most < in_line
