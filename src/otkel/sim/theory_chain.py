"""Queues whose long run is known from their Markov chain, solved exactly as numbers.

A chain is a function from a state to what can happen next: (rate, next state). The states that can be
reached are listed, and the balance equations solved. Rates per unit of time, times in the same unit, service
times exponential, servers alike. The road before the first stage has finite room: whoever finds it full turns
away, and `lost` says how many; with that near 0 the answer is that of a road without end.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import NamedTuple, TypeVar

import numpy as np

S = TypeVar("S", bound=Hashable)
MOST_STATES = 6000  # the equations are solved as one dense table


class Stages(NamedTuple):
    """Two stages one after the other, in the long run. A blocked truck is inside the first stage."""

    lost: float  # share of arrivals that find the road full
    throughput: float  # trucks per unit of time that enter, and leave
    mean_first: float  # trucks on the road, in first service, and blocked after it
    mean_second: float  # trucks at the second stage, on its places and in service
    blocked: float  # mean number of first servers that hold a finished truck
    time_first: float  # mean time of a truck on the road and at the first stage
    time_second: float  # mean time at the second stage of a truck that goes there


def long_run(start: S, moves: Callable[[S], Iterable[tuple[float, S]]]) -> dict[S, float]:
    """Give the share of time in each state that can be reached from `start`. The shares sum to 1.

    Raises ValueError above 6000 states, or when the chain has no single long run.
    """
    number, listed = {start: 0}, [start]
    rates: list[tuple[int, int, float]] = []
    for at, state in enumerate(listed):
        for rate, following in moves(state):
            if rate <= 0:
                continue
            if following not in number:
                number[following] = len(listed)
                listed.append(following)
                if len(listed) > MOST_STATES:
                    raise ValueError("too many states")
            rates.append((at, number[following], rate))
    size = len(listed)
    balance = np.zeros((size, size))
    for one, other, rate in rates:
        balance[other, one] += rate
        balance[one, one] -= rate
    balance[-1] = 1.0  # one equation follows from the others; in its place: all shares sum to 1
    wanted = np.zeros(size)
    wanted[-1] = 1.0
    try:
        shares = np.linalg.solve(balance, wanted)
    except np.linalg.LinAlgError as error:
        raise ValueError("the chain has no single long run") from error
    return dict(zip(listed, shares.tolist(), strict=True))


def tandem(
    arrivals: float,
    first: tuple[float, int],
    second: tuple[float, int],
    places: int,
    room: int,
) -> Stages:
    """Give two posts in a row with a strip of finite places between: exit control, strip, entry control.

    `first`, `second`: (mean service time, servers). `places`: trucks that fit on the strip between; full,
    a truck that is finished at the first stage stays there and holds its server (blocking after service).
    `room`: trucks that fit before the first stage, those in its service and blocked among them.
    Source of the model: D. Gross and others, Fundamentals of queueing theory, 4th ed., 2008, 4.2.
    """
    return two_stage_inspection(arrivals, 1.0, first, 0.0, second, places, room)


def tandem_by_places(
    arrivals: float, first: tuple[float, int], second: tuple[float, int], places: int, room: int
) -> Stages:
    """Give two posts in a row as the twin has them: the first takes on only whom the strip has a place for.

    `first`, `second`: (mean service time, servers). `places`: trucks between the posts, those in service at
    the first among them; a place is free again when the second takes its truck on (blocking before service).
    `room`: trucks on the road and in service at the first. `blocked` is the mean number of servers of the
    first that stand idle before a road that is not empty.
    Source of the model: R. O. Onvural, Survey of closed queueing networks with blocking, ACM Computing
    Surveys 22 (1990), where it is called blocking before service.
    """
    (look, servers), (after, officers) = first, second

    def settled(road: int, served: int, strip: int, behind: int) -> tuple[int, int, int, int]:
        moved = min(strip, officers - behind)
        strip, behind = strip - moved, behind + moved
        begun = max(0, min(road, servers - served, places - served - strip))
        return road - begun, served + begun, strip, behind

    def moves(state: tuple[int, int, int, int]) -> Iterable[tuple[float, tuple[int, int, int, int]]]:
        road, served, strip, behind = state
        if road + served < room:
            yield arrivals, settled(road + 1, served, strip, behind)
        if served > 0:
            yield served / look, settled(road, served - 1, strip + 1, behind)
        if behind > 0:
            yield behind / after, settled(road, served, strip, behind - 1)

    shares = long_run((0, 0, 0, 0), moves)
    mean = [sum(state[part] * part_of for state, part_of in shares.items()) for part in range(4)]
    lost = sum(part_of for state, part_of in shares.items() if state[0] + state[1] == room)
    idle = sum((servers - state[1]) * part_of for state, part_of in shares.items() if state[0] > 0)
    let_in, ahead, behind = arrivals * (1.0 - lost), mean[0] + mean[1], mean[2] + mean[3]
    return Stages(lost, let_in, ahead, behind, idle, ahead / let_in, behind / let_in)


def two_stage_inspection(
    arrivals: float,
    share: float,
    first: tuple[float, int],
    routine: float,
    second: tuple[float, int],
    places: int,
    room: int,
) -> Stages:
    """Give a selective inspection: all pass the first stage, a share goes on to a second one.

    `first`: (mean time of the look that decides, servers). A truck of the `share` goes on at once;
    any other gets a routine look of mean time `routine` from the same server and leaves (0: none).
    `second`: (mean time, servers); `places`: trucks that fit before its servers. Full, a selected truck
    stays where it is and holds its first server. `room`: as in `tandem`.

    The model is that of Z. G. Zhang, H. P. Luh and C.-H. Wang, Modeling security-check queues, Management
    Science 57 (2011), as its abstract and a later project text of one author describe it (M/Cox/c1 with
    second stage /M/c2 and finite places). Their formulas were not at hand: this is the chain itself. Their
    results that it can be held against: the cost of waiting is convex in the share, and depending on the
    capacities a larger share shortens the time inside, lengthens it, or has no long run.
    """
    look, servers = first
    after, inspectors = second
    start = (0, 0, 0, 0)  # on the road and in first service; of these in routine; of these blocked; second

    def moves(state: tuple[int, int, int, int]) -> Iterable[tuple[float, tuple[int, int, int, int]]]:
        inside, routines, blocked, behind = state
        looked_at = min(inside, servers) - routines - blocked
        if inside < room:
            yield arrivals, (inside + 1, routines, blocked, behind)
        if looked_at > 0:
            ends = looked_at / look
            if behind < places + inspectors:
                yield ends * share, (inside - 1, routines, blocked, behind + 1)
            else:
                yield ends * share, (inside, routines, blocked + 1, behind)
            gone = (inside, routines + 1, blocked, behind) if routine > 0 else (inside - 1, *state[1:])
            yield ends * (1 - share), gone
        if routines > 0:
            yield routines / routine, (inside - 1, routines - 1, blocked, behind)
        if behind > 0:
            ends = min(behind, inspectors) / after
            if blocked > 0:  # the place that comes free is taken at once
                yield ends, (inside - 1, routines, blocked - 1, behind)
            else:
                yield ends, (inside, routines, blocked, behind - 1)

    shares = long_run(start, moves)
    mean = [sum(state[part] * part_of for state, part_of in shares.items()) for part in range(4)]
    lost = sum(part_of for state, part_of in shares.items() if state[0] == room)
    let_in = arrivals * (1.0 - lost)
    time_second = mean[3] / (let_in * share) if share > 0 else 0.0
    return Stages(lost, let_in, mean[0], mean[3], mean[2], mean[0] / let_in, time_second)
