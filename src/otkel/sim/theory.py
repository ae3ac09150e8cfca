"""What queueing theory knows exactly: the yardstick of the twin, and of any log that fits its assumptions.

Rates are in trucks per unit of time, times in the same unit, whichever it is. `load` is offered work in busy
servers (arrivals x mean service); a queue is stable while load < servers, and a function that needs that
raises ValueError otherwise. "Wait" is before service; the time inside is wait plus service.

Sources: [1] L. Kleinrock, Queueing systems, vol. 1, 1975, chapters 3 and 5. [2] D. Gross and others,
Fundamentals of queueing theory, 4th ed., 2008, chapters 2 to 5. [3] A. O. Allen, Probability, statistics and
queueing theory with computer science applications, 2nd ed., 1990, 5.3. [4] A. Cobham, Priority assignment
in waiting line problems, Operations Research 2 (1954). [5] J. D. C. Little, A proof for the queuing
formula L = lambda W, Operations Research 9 (1961).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple


def erlang_b(load: float, servers: int) -> float:
    """Give the share turned away where nobody can wait (M/G/c/c). Source: [2] 2.6, by its recursion."""
    _require(load >= 0 and servers >= 0, "load and servers are not below 0")
    blocked = 1.0
    for count in range(1, servers + 1):
        blocked = load * blocked / (count + load * blocked)
    return blocked


def erlang_c(load: float, servers: int) -> float:
    """Give the share of trucks that wait at all (M/M/c). Source: [2] 2.3, from Erlang B."""
    _require_stable(load, servers)
    blocked = erlang_b(load, servers)
    return blocked / (1.0 - (load / servers) * (1.0 - blocked))


def mmc_mean_wait(arrivals: float, service: float, servers: int) -> float:
    """Give the mean wait of M/M/c. `arrivals`: rate; `service`: mean time. Source: [2] 2.3."""
    load = arrivals * service
    return erlang_c(load, servers) * service / (servers - load)


def mmc_wait_above(t: float, arrivals: float, service: float, servers: int) -> float:
    """Give the share of trucks that wait longer than `t`, M/M/c in order of arrival. Source: [2] 2.3."""
    load = arrivals * service
    return erlang_c(load, servers) * math.exp(-(servers - load) * max(t, 0.0) / service)


def mmc_wait_quantile(share: float, arrivals: float, service: float, servers: int) -> float:
    """Give the wait that a share of the trucks does not exceed; 0 where that many do not wait at all."""
    _require(0 <= share < 1, "a share lies between 0 and 1")
    load = arrivals * service
    waits = erlang_c(load, servers)
    if 1.0 - share >= waits:
        return 0.0
    return math.log(waits / (1.0 - share)) * service / (servers - load)


class Room(NamedTuple):
    """M/M/c with finite room, in the long run."""

    shares: tuple[float, ...]  # of the time in which 0, 1, ... trucks are inside
    lost: float  # share of arrivals that find it full
    mean_inside: float  # trucks
    mean_wait: float  # of those let in


def mmck(arrivals: float, service: float, servers: int, room: int) -> Room:
    """Give M/M/c with room for `room` trucks, those in service among them; whoever finds it full is lost.

    Stable at any load. Raises ValueError when the room is smaller than the servers. Source: [2] 2.5.
    """
    _require(1 <= servers <= room, "the room holds at least the trucks in service")
    _require(arrivals > 0 and service > 0, "rate and time are above 0")
    logs = [0.0]
    for inside in range(room):
        logs.append(logs[-1] + math.log(arrivals * service / min(inside + 1, servers)))
    top = max(logs)
    weights = [math.exp(one - top) for one in logs]
    total = math.fsum(weights)
    shares = tuple(one / total for one in weights)
    mean = math.fsum(count * share for count, share in enumerate(shares))
    let_in = arrivals * (1.0 - shares[-1])
    return Room(shares, shares[-1], mean, mean / let_in - service)


def mg1_mean_wait(arrivals: float, service: float, cv: float) -> float:
    """Give the mean wait of one server with any service times (Pollaczek-Khinchine). Exact. Source: [1] 5.6.

    `cv`: deviation of the service time over its mean; 1 is M/M/1, 0 is M/D/1.
    """
    load = arrivals * service
    _require_stable(load, 1)
    return load * service * (1.0 + cv * cv) / (2.0 * (1.0 - load))


def ggc_mean_wait_approx(
    arrivals: float, service: float, cv: float, servers: int, arrival_cv: float = 1.0
) -> float:
    """Give the mean wait of several servers with any times (Allen-Cunneen). An APPROXIMATION. Source: [3].

    Exact for M/M/c and M/G/1; usually within some per cent for Poisson arrivals under high load, and worse
    for few trucks, light load, or a cv far from 1. Never a bound.
    """
    return mmc_mean_wait(arrivals, service, servers) * (arrival_cv * arrival_cv + cv * cv) / 2.0


def priority_mean_waits(
    arrivals: Sequence[float], service: Sequence[float], cv: Sequence[float]
) -> tuple[float, ...]:
    """Give the mean wait of each class at one server; the first class goes first, nobody is broken off.

    Each class has Poisson arrivals and any service times. Exact. Source: [4], [1] vol. 2, 3.3.
    """
    classes = list(zip(arrivals, service, cv, strict=True))
    _require_stable(math.fsum(rate * mean for rate, mean, _ in classes), 1)
    left_over = math.fsum(rate * mean * mean * (1 + one * one) / 2 for rate, mean, one in classes)
    waits, before = [], 0.0
    for rate, mean, _ in classes:
        upto = before + rate * mean
        waits.append(left_over / ((1.0 - before) * (1.0 - upto)))
        before = upto
    return tuple(waits)


def little_gap(mean_inside: float, arrivals: float, mean_time: float) -> float:
    """Give what is lacking to L = lambda W, relative to the greater side: 0 when it holds. Source: [5].

    It holds for any queue in the long run, and exactly over an interval that begins and ends empty.
    """
    flow = arrivals * mean_time
    return abs(mean_inside - flow) / max(mean_inside, flow, 1e-300)


def _require_stable(load: float, servers: int) -> None:
    _require(0 <= load < servers, "the load is not below the servers: the queue grows without end")


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise ValueError(what)
