"""When something falls due for a truck: a booking lapses, a call is over, a place is not kept any longer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import dropwhile
from math import inf
from typing import Any

from otkel.facts.events.choices import Allocation, Side
from otkel.facts.events.passages import Booked, Cancelled, DepositSettled, Moved, NoShow, PlaceLost
from otkel.facts.events.posts import VehicleBlocked
from otkel.queueing.core.booking import lapse_after_s
from otkel.queueing.policy import Policy
from otkel.queueing.truck import Status, Truck

MIN_S, DAY_S = 60.0, 86_400.0
STANDBY = "standby"  # the reason of a move by which a slot that was given back goes to who stands by
STANDBY_OVER = "standby.over"  # the rule by which the request of one who was not drawn ends at last


def lapses_s(policy: Policy, truck: Truck) -> float:
    """Give the instant after which a booking is a no-show; inf: never, it has no slot."""
    if not truck.has_slot:
        return inf
    late_s = inf if policy.late_min is None else policy.late_min * MIN_S
    return truck.slot_from_s + lapse_after_s(late_s, policy.slot_min * MIN_S) + truck.extra_s


def due_s(policy: Policy, truck: Truck) -> float:
    """Give the instant after which `Tick` has something to do for a truck; inf: never."""
    if truck.status is Status.BOOKED:
        return lapses_s(policy, truck)
    if truck.status is Status.CALLED:
        return truck.appear_by_s
    if truck.status is Status.REQUESTED:
        return truck.stands_until_s
    if truck.status is not Status.WAITING:
        return inf
    until_s = truck.away_until_s if truck.is_away else inf
    return min(until_s, truck.cure_by_s) if truck.is_held else until_s


def own_part(happened: Iterable[Any]) -> Iterator[Any]:
    """Give what a command itself came to, without what had fallen due and was done before it."""
    return dropwhile(lambda one: _fell_due(one.body), happened)


def _fell_due(body: Any) -> bool:
    if isinstance(body, Moved):
        return body.side is Side.NOBODY and body.reason == STANDBY
    if isinstance(body, Booked):
        return body.allocation is Allocation.STANDBY
    if isinstance(body, Cancelled):
        return body.rule == STANDBY_OVER
    return isinstance(body, NoShow | PlaceLost | DepositSettled | VehicleBlocked)
