"""The fair draw of a day's slots, and the bounds below which a draw selects. Pure.

Anybody can redo it from the public record: the requests in order, their digest, a draw for each (an HMAC
of the opened seed, see the guide to draws), and the room in each slot.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from otkel.facts.events.choices import Allocation, Stage
from otkel.queueing.core.allocation import NO_SLOT, allocate, longest_share, serve_order
from otkel.queueing.core.selection import ALWAYS

FORMAT = "otkel-requests-1"


def slots_purpose(towards: str) -> str:
    """Give the purpose of a seed for the slots of a direction and of its draws, such as `slots.ru`."""
    return f"slots.{towards.lower()}"


def checks_purpose(stage: Stage | None = None) -> str:
    """Give the purpose of a draw for a check, such as `checks.exit_control`; without a stage of its seed."""
    return "checks" if stage is None else f"checks.{stage.value}"


class Asking(NamedTuple):
    """One request as it goes into the draw. Times in µs of UTC since 1970; `plan_draw` takes any unit."""

    passage: int
    since: float  # since when this vehicle asks and was given none
    choices: tuple[float, ...] = ()  # slots wished, by their beginnings, best first; none: any
    nonce: str | None = None  # 64 hex digits of whoever asks


class Grant(NamedTuple):
    """One request that was given a slot."""

    passage: int
    slot_from: float  # as in `capacity`
    allocation: Allocation


class Grants(NamedTuple):
    """Who was given a slot, in the order of service, and who was not, in the same order."""

    granted: tuple[Grant, ...]
    not_drawn: tuple[int, ...]


@lru_cache(maxsize=1024)
def below_of(pct: float) -> int:
    """Give the bound that selects a share [%] of all draws: floor(2^64 x pct / 100).

    The share is taken as the decimal number it is written as (0.1 is a tenth), so that anybody gets the
    same bound. 0 % selects no draw. 2^64 itself does not fit a draw, so 100 % gives 2^64 - 1, which
    `falls_below` reads as always. Raises ValueError outside 0 to 100.
    """
    if not 0 <= pct <= 100:
        raise ValueError("a share lies between 0 and 100 %")
    return _bound(Fraction(str(pct)))


@lru_cache(maxsize=1024)
def bounds_of(random_pct: float, expected_pct: float, sealed_pct: float | None = None) -> tuple[int, int]:
    """Give (below_random, below_expected) for `core.selection.select`.

    `sealed_pct` is that of the plan where the truck's seal reports nothing abnormal, else None. It
    lowers the expected share only: floor(2^64 x expected / 100 x sealed / 100).
    """
    below_of(expected_pct)
    expected = Fraction(str(expected_pct))
    if sealed_pct is not None:
        below_of(sealed_pct)
        expected = expected * Fraction(str(sealed_pct)) / 100
    return below_of(random_pct), _bound(expected)


def requests_digest(requests: Sequence[Asking], *, towards: str, day_us: int) -> str:
    """Give the SHA-256 of all requests of a draw, in the order of their positions in the ledger.

    Over UTF-8 lines, each ended by a line feed: `otkel-requests-1 TOWARDS DAY_US`, then for each request
    `PASSAGE SINCE_US CHOICES NONCE`; the choices joined by commas; `-` where there are none, or no nonce.
    Direction and day are in it, so that the same people asking again the next day are drawn anew.
    """
    lines = [f"{FORMAT} {towards} {day_us}\n"]
    for one in requests:
        choices = ",".join(map(str, one.choices)) or "-"
        lines.append(f"{one.passage} {one.since} {choices} {one.nonce or '-'}\n")
    return sha256("".join(lines).encode()).hexdigest()


def plan_draw(
    requests: Sequence[Asking],
    capacity: Mapping[float, int],
    draws: Mapping[int, int],
    longest_pct: int,
) -> Grants:
    """Give the slots of a day to those who asked. The order of `requests` does not matter.

    `capacity`: room in each slot of the day, by its beginning, in the unit of the requests; `draws`: by
    passage. Raises KeyError where a request has no draw, and ValueError where a passage asks twice.
    """
    if len({one.passage for one in requests}) != len(requests):
        raise ValueError("a passage asks once")
    slots = sorted(capacity)
    free = [max(capacity[slot], 0) for slot in slots]
    count = len(requests)
    order, spare, granted = [0] * count, [0] * count, [NO_SLOT] * count
    by_waiting = serve_order(
        order,
        spare,
        longest_share(sum(free), longest_pct),
        [one.since for one in requests],
        [draws[one.passage] for one in requests],
        [one.passage for one in requests],
    )
    allocate(order, *_wishes(requests, slots), free, granted)
    return _grants(requests, order, by_waiting, granted, slots)


class Committed(NamedTuple):
    """A seed as it was committed, in order of position."""

    digest: str
    purpose: str
    from_us: int
    to_us: int


def choose_seed(seeds: Iterable[Committed], purpose: str, from_us: int, to_us: int) -> Committed | None:
    """Give the seed that a draw must be made from: of those that cover a time, the first committed.

    There is no choice, since whoever had one could try which seed suits him. Of a draw of slots the time
    is from its first request to the beginning of its day; of a check it is the instant of the check.
    `seeds` are those committed before, in the order of their positions.
    """
    return next(
        (one for one in seeds if one.purpose == purpose and one.from_us <= from_us and to_us <= one.to_us),
        None,
    )


def _bound(pct: Fraction) -> int:
    return min(pct * 2**64 // 100, ALWAYS)


def _wishes(requests: Sequence[Asking], slots: Sequence[float]) -> tuple[list[int], list[int]]:
    number = {slot: at for at, slot in enumerate(slots)}
    starts, wishes = [0], list[int]()
    for one in requests:
        wishes.extend(number.get(wish, NO_SLOT) for wish in one.choices)
        starts.append(len(wishes))
    return starts, wishes


def _grants(
    requests: Sequence[Asking],
    order: Sequence[int],
    by_waiting: int,
    granted: Sequence[int],
    slots: Sequence[float],
) -> Grants:
    given, not_drawn = list[Grant](), list[int]()
    for place, one in enumerate(order):
        passage, slot = requests[one].passage, granted[one]
        if slot == NO_SLOT:
            not_drawn.append(passage)
            continue
        how = Allocation.LONGEST_WAIT if place < by_waiting else Allocation.DRAW
        given.append(Grant(passage, slots[slot], how))
    return Grants(tuple(given), tuple(not_drawn))
