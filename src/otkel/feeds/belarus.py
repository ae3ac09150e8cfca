"""Waiting areas of Belarus (mon.declarant.by): who stands in the live queue, and how many pass.

Two pages are read: `monitoring-new`, `{info: {id, name, …}, truckLiveQueue: [{regnum, status, type_queue,
registration_date, changed_date}], truckPriority, truckGpk}`, and `statistics`, `{truckLastHour,
truckLastDay}` beside an `info`. Only counts and waits are taken: plates are let go at the door. Traps,
each with a test: the time stands first, "16:20:53 09.03.2026", and is that of Minsk; a truck may first
appear called, passed or cancelled, never seen waiting; `order_id` is gone once it is called.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from otkel.facts.readings import Quantity, Reliability
from otkel.feeds.kinds import Piece
from otkel.feeds.opening import refuse
from otkel.feeds.published import (
    Maker,
    is_figure,
    local_us,
    not_a_figure,
    numbered,
    page_bytes,
    read_json,
    wrong,
)
from otkel.phrases import phrase

WAITING, CALLED = 2, 3
_QUEUES = {"truckLiveQueue": "truck", "truckPriority": "truck.priority", "truckGpk": "truck.booked"}
_FORM, _ZONE = "%H:%M:%S %d.%m.%Y", "Europe/Minsk"
_LATELY_US = 6 * 3_600_000_000  # calls so long ago tell the wait of now
_WORD = re.compile(r"[^0-9a-zа-яё]+")
_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_LATIN = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya"
_LETTERS = dict(zip(_CYRILLIC, _LATIN.split(), strict=True))


def read_belarus(source: Path | bytes, *, name: str, received_us: int) -> Iterator[Piece]:
    """Read a page of one waiting area. Raises InputError where it is none."""
    tree = read_json(page_bytes(source, name), name)
    info = tree.get("info") if isinstance(tree, dict) else None
    title = info.get("name") if isinstance(info, dict) else None
    if not isinstance(title, str) or not slug_of(title):
        what = phrase("the page does not name its waiting area")
        raise refuse(what, phrase("fetch the page of one waiting area"), name)
    maker = Maker(
        source="belarus",
        said_by="mon.declarant.by",
        reliability=Reliability.OFFICIAL,
        received_us=received_us,
    )
    point = f"by.{slug_of(title)}"
    yield from _statistics(maker, point, tree)
    for key, vehicles in _QUEUES.items():
        if isinstance(tree.get(key), list):
            yield from _queue(maker, (point, None, vehicles), tree[key], key)


def slug_of(title: str) -> str:
    """Give the slug of a place from its Russian name."""
    latin = "".join(_LETTERS.get(letter, letter) for letter in _WORD.sub("-", title.casefold()))
    return re.sub(r"-+", "-", latin).strip("-")[:40]


def _statistics(maker: Maker, point: str, tree: dict[str, Any]) -> Iterator[Piece]:
    if "truckLastHour" in tree:
        figure = tree["truckLastHour"]
        if figure is not None and not is_figure(figure):
            yield not_a_figure("truckLastHour")
            return
        place = point, None, "truck"
        yield maker.reading(place, Quantity.PASSED_PER_H, figure, maker.received_us, raw=str(figure))


def _queue(maker: Maker, place: tuple[str, str | None, str], trucks: list[Any], key: str) -> Iterator[Piece]:
    states: Counter[int] = Counter()
    waits_min = list[float]()
    for number, truck in numbered(trucks):
        status = truck.get("status") if isinstance(truck, dict) else None
        if not isinstance(status, int) or isinstance(status, bool):
            yield wrong(f"{key}.status", phrase("a truck whose state cannot be read"), row=number)
            continue
        states[status] += 1
        if status == CALLED and (wait_min := _wait_min(truck, maker.received_us)) is not None:
            waits_min.append(wait_min)
    at_us = maker.received_us
    yield maker.reading(place, Quantity.VEHICLES_WAITING, float(states[WAITING]), at_us)
    if waits_min:
        yield maker.reading(place, Quantity.PHYSICAL_WAIT, float(median(waits_min)), at_us)


def _wait_min(truck: dict[str, Any], received_us: int) -> float | None:
    """Give how long a truck that was called lately had waited; None where it is not told [min]."""
    came, called = (
        local_us(str(truck.get(key) or ""), _FORM, _ZONE, received_us)
        for key in ("registration_date", "changed_date")
    )
    if came is None or called is None or called < came or called < received_us - _LATELY_US:
        return None
    return (called - came) / 60e6
