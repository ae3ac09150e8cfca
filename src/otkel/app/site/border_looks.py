"""What a crossing point looks like on the map, from which amounts on, and the legend that says so."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from otkel.facts.readings import Seen
from otkel.feeds.bulletin import Figure, Situation, Standing
from otkel.phrases import Phrase, phrase


class Look(StrEnum):
    """What a pin looks like: each has a shape of its own."""

    UNKNOWN = "unknown"
    CALM = "calm"
    SLOW = "slow"
    LONG = "long"
    STOPPED = "stopped"


class Bounds(NamedTuple):
    """From which amount on a line is slow, and from which it is long."""

    slow: int
    long: int


HOURS = Bounds(1, 6)  # of the wait; our choice
TRUCKS = Bounds(20, 100)  # where nobody tells the wait; our choice
_STOPPED, _UNKNOWN = phrase("nobody is taken on"), phrase("nobody says anything")


class Told(NamedTuple):
    """What is told of one point on the map: how it looks, and how many trucks wait."""

    look: Look
    trucks: float | None = None


def look_of(
    wait_min: float | None, trucks: float | None, standing: Standing | None = None, seen: Seen = Seen.KNOWN
) -> Look:
    """Give how a direction looks. The wait decides; where nobody tells it, the number of trucks does."""
    if standing in (Standing.PAUSED, Standing.CLOSED) or seen in (Seen.CLOSED, Seen.PAUSED):
        return Look.STOPPED
    if trucks == 0:
        return Look.CALM
    if wait_min is not None:
        return _grade(wait_min / 60, HOURS)
    return Look.UNKNOWN if trucks is None else _grade(trucks, TRUCKS)


def told_of(waiting: Figure | None, wait: Figure | None, situation: Situation | None) -> Told:
    """Give what the map tells of a direction."""
    trucks = None if waiting is None else waiting.high
    standing = None if situation is None else situation.standing
    seen = Seen.KNOWN
    if situation is not None and any(one.seen is Seen.CLOSED for one in situation.figures):
        seen = Seen.CLOSED
    return Told(look_of(None if wait is None else wait.high, trucks, standing, seen), trucks)


def worst(told: Iterable[Told]) -> Told:
    """Give what a point looks like of which both directions are known: as the worse of them."""
    order = list(Look)
    looks = sorted(told, key=lambda one: (order.index(one.look), one.trucks or 0.0))
    return looks[-1] if looks else Told(Look.UNKNOWN)


def list_legend() -> tuple[tuple[Look, Phrase], ...]:
    """Give what each look of a pin means, in the numbers by which it is chosen."""
    (h, hh), (n, nn) = HOURS, TRUCKS
    return (
        (Look.CALM, phrase("under {hours} h, or under {trucks} trucks", hours=h, trucks=n)),
        (Look.SLOW, phrase("{h} to {hh} h, or {n} to {nn} trucks", h=h, hh=hh, n=n, nn=nn)),
        (Look.LONG, phrase("{hours} h or more, or {trucks} trucks or more", hours=hh, trucks=nn)),
        (Look.STOPPED, _STOPPED),
        (Look.UNKNOWN, _UNKNOWN),
    )


def list_legend_of_played() -> tuple[tuple[Look, Phrase], ...]:
    """Give the same for a day that is played again: only trucks are counted, and nothing is called shut."""
    slow, long = TRUCKS
    return (
        (Look.CALM, phrase("under {trucks} trucks", trucks=slow)),
        (Look.SLOW, phrase("{n} to {nn} trucks", n=slow, nn=long)),
        (Look.LONG, phrase("{trucks} trucks or more", trucks=long)),
        (Look.UNKNOWN, _UNKNOWN),
    )


def _grade(amount: float, bounds: Bounds) -> Look:
    return Look.CALM if amount < bounds.slow else Look.SLOW if amount < bounds.long else Look.LONG
