"""The slots of one civil day: how full each is, and whether it would be given just now.

That is not found out by rules of its own: the very decisions are asked, and nothing happens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from otkel.facts.events.choices import Side
from otkel.queueing.commands import Book, Move, Request
from otkel.queueing.deciding.allocating import request
from otkel.queueing.deciding.booking import book, move
from otkel.queueing.line import Line
from otkel.queueing.policy import Policy
from otkel.queueing.refusal import Refusal
from otkel.queueing.refusals import No
from otkel.queueing.state import State

_NEW = -1  # a passage that nobody has
_NOBODY = ""  # a vehicle of which nothing is known
_TOGETHER_S = 1e-6

Try = Callable[[int], Refusal | None]


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """One slot; `refusal` says why it would not be given just now, none: it would."""

    from_us: int
    to_us: int
    trucks: int
    places: int
    refusal: Refusal | None

    @property
    def free(self) -> int:
        """Give how many trucks it takes still."""
        return max(0, self.places - self.trucks)


def slots_of_day(state: State, line: Line, day: int, tried: Try) -> tuple[Slot, ...]:
    """Give the slots of a civil day by its number; none where the policy has none.

    `tried` says of the beginning of a slot [µs] why it would be refused.
    """
    policy = line.rules.policy
    if not policy.slot_min or not 0 <= day < len(state.day_starts_s) - 1:
        return ()
    return tuple(
        Slot(
            from_us=state.us_of(slot_s),
            to_us=state.us_of(slot_s + line.rules.slot_s),
            trucks=line.slots.get(round(slot_s), 0),
            places=policy.slot_trucks,
            refusal=tried(state.us_of(slot_s)),
        )
        for slot_s in _beginnings(state, policy, day)
    )


def try_to_book(
    state: State,
    towards: str,
    queue_class: str | None,
    slot_from_us: int | None,
    t_s: float,
    vehicle: str = _NOBODY,
) -> Refusal | None:
    """Give why a truck would be given no slot; none: it would. Left out, nothing is known of the truck."""
    command = Book(
        passage=_NEW, vehicle=vehicle, towards=towards, queue_class=queue_class, slot_from_us=slot_from_us
    )
    return _refusal(lambda: book(state, command, t_s))


def try_to_move(state: State, passage: int, slot_from_us: int, side: Side, t_s: float) -> Refusal | None:
    """Give why a booking would not be moved to a slot; none: it would."""
    command = Move(passage=passage, slot_from_us=slot_from_us, side=side)
    return _refusal(lambda: move(state, command, t_s))


def try_to_ask(
    state: State, towards: str, queue_class: str | None, day_us: int, t_s: float
) -> Refusal | None:
    """Give why no request for a day would be taken; none: it would."""
    command = Request(passage=_NEW, vehicle=_NOBODY, towards=towards, queue_class=queue_class, day_us=day_us)
    return _refusal(lambda: request(state, command, t_s))


def _refusal(decision: Callable[[], object]) -> Refusal | None:
    try:
        decision()
    except No as refused:
        return refused.refusal
    return None


def _beginnings(state: State, policy: Policy, day: int) -> Iterator[float]:
    slot_s, end_s = state.day_starts_s[day], state.day_starts_s[day + 1]
    while slot_s < end_s - _TOGETHER_S:
        yield slot_s
        slot_s += policy.slot_min * 60.0
