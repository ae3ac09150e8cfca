"""What CarGoRuqsat's register of waiting areas comes to: trucks in them, waits that were seen, passed.

The register is that of one instant: the latest one that stands in it. So the same page read again later
gives the same readings. A wait is counted from the way into the waiting area to the way out of it; the time
at the posts is not in it. Waits are those of who left in the last six hours, in the middle of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median

import msgspec

from otkel.facts.readings import MOST, Quantity, Reliability
from otkel.feeds.cargoruqsat import Status, Visit, read_visits
from otkel.feeds.kinds import Piece
from otkel.feeds.published import Maker

SOURCE = "cargoruqsat"
SAID_BY = "cgr.qoldau.kz"
HOUR_US = 3_600_000_000
LATELY_US = 6 * HOUR_US  # who left so long ago tells the wait of now


class _Point(msgspec.Struct):
    """What is counted of one direction of a crossing point."""

    inside: int = 0
    with_area: bool = False  # some line tells of a waiting area
    left: list[tuple[int, float | None]] = []  # when, and after how many minutes


def read_cargoruqsat(source: Path | bytes, *, name: str, received_us: int) -> Iterator[Piece]:
    """Read a register. Raises InputError where it is none."""
    points: dict[tuple[str, str], _Point] = {}
    seen_us = None
    for one in read_visits(source, name=name, received_us=received_us):
        if not isinstance(one, Visit):
            yield one
            continue
        _count(points.setdefault((one.point, one.towards), _Point()), one)
        for at_us in (one.entered_us, one.left_us, one.crossed_us):
            if at_us is not None:
                seen_us = at_us if seen_us is None else max(seen_us, at_us)
    maker = Maker(source=SOURCE, said_by=SAID_BY, reliability=Reliability.OFFICIAL, received_us=received_us)
    for place, counted in points.items():
        if counted.with_area and seen_us is not None:
            yield from _readings(maker, place, counted, seen_us)


def _count(counted: _Point, visit: Visit) -> None:
    if visit.entered_us is None and visit.left_us is None:
        return
    counted.with_area = True
    out_us = visit.left_us if visit.left_us is not None else visit.crossed_us
    if out_us is None:
        counted.inside += visit.status in (Status.IN_QUEUE, Status.LATE)
    elif visit.status in (Status.CROSSED, Status.IN_QUEUE, Status.LATE):  # it went towards the post
        wait_min = None if visit.entered_us is None else (out_us - visit.entered_us) / 60e6
        counted.left.append((out_us, wait_min))


def _readings(maker: Maker, place: tuple[str, str], counted: _Point, seen_us: int) -> Iterator[Piece]:
    where = (*place, "truck")
    yield maker.reading(where, Quantity.VEHICLES_WAITING, float(counted.inside), seen_us)
    if not counted.left:
        return  # a register of who is inside alone: nobody knows how many passed
    passed = sum(at > seen_us - HOUR_US for at, _ in counted.left)
    yield maker.reading(where, Quantity.PASSED_PER_H, float(passed), seen_us)
    waits = [wait for at, wait in counted.left if wait is not None and at > seen_us - LATELY_US]
    if waits and (middle := median(waits)) <= MOST:
        yield maker.reading(where, Quantity.PHYSICAL_WAIT, round(middle, 1), seen_us)
