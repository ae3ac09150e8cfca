"""Which of the committed seeds a draw must be made from. There is no choice, so that nobody can make one."""

from __future__ import annotations

from otkel.queueing.drawing import Asking, Committed, checks_purpose, choose_seed, slots_purpose
from otkel.queueing.state import State


def seed_of_check(state: State, at_us: int) -> str | None:
    """Give the digest of the seed for checks at an instant; None: none was committed."""
    return _chosen(state, checks_purpose(), at_us, at_us)


def seed_of_slots(state: State, towards: str, first_us: int, day_us: int) -> str | None:
    """Give the digest of the seed for the slots of a day: it covers the first request and the beginning."""
    return _chosen(state, slots_purpose(towards), first_us, day_us)


def list_requests(state: State, towards: str, day_us: int) -> list[Asking]:
    """Give the requests for a day in the order in which they were recorded: what its draw is made over."""
    at = state.line_of(towards)
    if at is None:
        return []
    day = state.day_of(state.s_of(day_us))
    asked = (state.trucks[passage] for passage in state.lines[at].requests.get(day, ()))
    return [
        Asking(
            passage=truck.passage,
            since=state.us_of(truck.asked_since_s),
            choices=tuple(state.us_of(one) for one in truck.choices_s),
            nonce=truck.nonce,
        )
        for truck in asked
    ]


def first_request_us(state: State, towards: str, day_us: int) -> int | None:
    """Give when the first request for a day came; None: nobody asks."""
    at = state.line_of(towards)
    day = state.day_of(state.s_of(day_us))
    asked = [] if at is None else state.lines[at].requests.get(day, [])
    return min((state.us_of(state.trucks[one].since_s) for one in asked), default=None)


def _chosen(state: State, purpose: str, from_us: int, to_us: int) -> str | None:
    seeds = (
        Committed(digest, of, state.us_of(from_s), state.us_of(to_s))
        for digest, (of, from_s, to_s) in state.seeds.items()
    )
    chosen = choose_seed(seeds, purpose, from_us, to_us)
    return None if chosen is None else chosen.digest
