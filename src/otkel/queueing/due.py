"""When something falls due for a truck: a booking lapses, a call is over, a place is not kept any longer."""

from __future__ import annotations

from math import inf

from otkel.queueing.policy import Policy
from otkel.queueing.truck import Status, Truck

MIN_S, DAY_S = 60.0, 86_400.0
_LAPSES_S = DAY_S  # a booking whose allowance is not known lapses a day after its slot


def lapses_s(policy: Policy, truck: Truck) -> float:
    """Give the instant after which a booking is a no-show; inf: never, it has no slot."""
    if not truck.has_slot:
        return inf
    late_s = _LAPSES_S if policy.late_min is None else policy.late_min * MIN_S
    return truck.slot_from_s + max(late_s, policy.slot_min * MIN_S) + truck.extra_s


def due_s(policy: Policy, truck: Truck) -> float:
    """Give the instant after which `Tick` has something to do for a truck; inf: never."""
    if truck.status is Status.BOOKED:
        return lapses_s(policy, truck)
    if truck.status is Status.CALLED:
        return truck.appear_by_s
    if truck.status is not Status.WAITING:
        return inf
    until_s = truck.away_until_s if truck.is_away else inf
    return min(until_s, truck.cure_by_s) if truck.is_held else until_s
