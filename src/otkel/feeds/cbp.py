"""Border waits of the United States (bwt.cbp.gov): delays of commercial lanes, way in.

The page is a list of ports: `{port_number, port_name, crossing_name, date, port_status,
commercial_vehicle_lanes: {maximum_lanes, standard_lanes, FAST_lanes: {update_time, operational_status,
delay_minutes, lanes_open}}}`. Traps, each with a test: every value is text; "Update Pending" and "" are
unknown and not zero; "Lanes Closed" is closed; the time is "At 2:00 pm PDT" or "At Noon PST", with a zone
of letters, and its day stands apart. Works of the federal government: in the public domain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from otkel.facts.readings import Quantity, Reliability, Seen
from otkel.feeds.kinds import Piece
from otkel.feeds.published import (
    Maker,
    not_a_figure,
    numbered,
    page_bytes,
    read_json,
    rows_of,
    wrong,
)
from otkel.phrases import phrase

_LANES = {"standard_lanes": "truck", "FAST_lanes": "truck.trusted"}
_CLOSED = frozenset({"lanes closed", "closed"})
_PENDING = frozenset({"", "n/a", "update pending", "pending"})
_NO_DELAY = "no delay"
_OFFSETS_H = {
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "AKST": -9, "AKDT": -8,
}  # fmt: skip
_TIME = re.compile(r"at\s+(?:(noon|midnight)|(1[0-2]|0?[1-9]):([0-5]\d)\s*([ap])m)\s+([a-z]{3,4})")
_SLUG = re.compile(r"[0-9A-Za-z]{4,12}", re.ASCII)


def read_cbp(source: Path | bytes, *, name: str, received_us: int) -> Iterator[Piece]:
    """Read the page of all ports. Raises InputError where it is none."""
    maker = Maker(source="cbp", said_by="US CBP", reliability=Reliability.OFFICIAL, received_us=received_us)
    for number, port in numbered(rows_of(read_json(page_bytes(source, name), name), "ports", name)):
        yield from _port(maker, port, number)


def _port(maker: Maker, port: Any, number: int) -> Iterator[Piece]:
    key = port.get("port_number") if isinstance(port, dict) else None
    if not isinstance(key, str) or not _SLUG.fullmatch(key):
        yield wrong("port_number", phrase("a port without its number"), row=number)
        return
    lanes = port.get("commercial_vehicle_lanes")
    shut = _folded(port.get("port_status")) in _CLOSED
    for kind, vehicles in _LANES.items():
        lane = lanes.get(kind) if isinstance(lanes, dict) else None
        if isinstance(lane, dict):
            yield from _lane(maker, (f"us.{key}", "US", vehicles), lane, str(port.get("date")), shut, number)


def _lane(
    maker: Maker,
    place: tuple[str, str | None, str],
    lane: dict[str, Any],
    day: str,
    shut: bool,
    number: int,
) -> Iterator[Piece]:
    status = _folded(lane.get("operational_status"))
    said_us = _instant_us(day, _folded(lane.get("update_time")), maker.received_us)
    at_us = said_us or maker.received_us
    closed = Seen.CLOSED if shut or status in _CLOSED else None
    delay = _folded(lane.get("delay_minutes"))
    if delay in _PENDING and status == _NO_DELAY:
        delay = "0"
    for quantity, text, field in (
        (Quantity.PHYSICAL_WAIT, delay, "delay_minutes"),
        (Quantity.LANES_OPEN, _folded(lane.get("lanes_open")), "lanes_open"),
    ):
        if text in _PENDING or (text.isascii() and text.isdecimal() and len(text) < 6):
            figure = None if text in _PENDING else float(text)
            yield maker.reading(place, quantity, figure, at_us, seen=closed, raw=text)
        else:
            yield not_a_figure(field, number)


def _folded(value: object) -> str:
    return " ".join(value.casefold().split()) if isinstance(value, str) else ""


def _instant_us(day: str, time: str, received_us: int) -> int | None:
    """Give the instant of a day "11/28/2026" and a time "at 2:00 pm pdt"; None where it cannot be."""
    found = _TIME.match(time)
    if found is None or found[5].upper() not in _OFFSETS_H:
        return None
    word, hour, minute, half, zone = found.groups()
    clock = {"noon": 12, "midnight": 0}.get(word or "", 0) if word else int(hour) % 12 + 12 * (half == "p")
    try:
        begin = datetime.strptime(day, "%m/%d/%Y")  # noqa: DTZ007 the zone follows
        naive = begin.replace(hour=clock, minute=int(minute or 0))
    except ValueError:
        return None
    instant = naive.replace(tzinfo=timezone(timedelta(hours=_OFFSETS_H[zone.upper()])))
    us = round(instant.timestamp() * 1_000_000)
    # The day is that of the page: just after midnight it may run ahead of the figure's.
    if us > received_us + 3_600_000_000:
        us -= 86_400_000_000
    return us if 0 < us <= received_us + 3_600_000_000 else None
