"""Which crossing point a carrier chooses: the one with the least road and published wait together."""

from __future__ import annotations

from collections.abc import Sequence


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
