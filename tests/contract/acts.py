"""Drafts for tests of the ledger, and a clock that only goes forward."""

import itertools

from otkel.facts.events.envelope import Draft
from otkel.facts.events.passages import Called, ExitStarted
from otkel.ledger.store import Claim

FIRST_US = 1_790_000_000_000_000


def drafts(count=1, *, tag=0, passage=None, point="syrym"):
    """Give drafts whose content tells them apart by `tag` and by their place."""
    return [
        Draft(
            body=Called(rule="order_of_arrival", overtaken_trucks=tag, lane=f"lane-{place}"),
            point=point,
            occurred_us=FIRST_US + tag,
            recorded_by="queue",
            passage=passage,
        )
        for place in range(count)
    ]


def other_draft():
    """Give a draft with another body than `drafts`."""
    return Draft(body=ExitStarted(lane="1"), point="syrym", occurred_us=FIRST_US, recorded_by="post")


def booking(subject="truck"):
    """Give the claim that a vehicle has a live booking."""
    return Claim("live_booking", subject)


def ticking(start_us=FIRST_US):
    """Give a clock that goes on by 1 µs a look [µs]."""
    ticks = itertools.count(start_us)
    return lambda: next(ticks)
