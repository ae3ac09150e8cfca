"""Ukraine's electronic queue eCherha: what it promises, and how many stand in it; way out of Ukraine.

The page `workload` is `{"data": [{id, title, country_id, for_vehicle_type, queue_flow, is_paused,
wait_time, vehicle_in_active_queues_counts, …}]}`; it has no time of its own, so that it was seen when it
was taken in. A log of it is a CSV with `scraped_utc`. Traps, each with a test: `wait_time` is in seconds
and a promise, not a wait that was seen; a paused queue keeps its figures; buses by slot have no wait; a
crossing is parted into queues by weight, empty and goods, told in the title alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from otkel.facts.readings import Quantity, Reading, Reliability, Seen
from otkel.feeds.kinds import Piece
from otkel.feeds.published import (
    Maker,
    is_figure,
    not_a_figure,
    numbered,
    page_bytes,
    read_json,
    rows_of,
    wrong,
)
from otkel.feeds.published_log import read_log
from otkel.feeds.ukraine import PREFIX, SLUGS, find_crossing
from otkel.phrases import phrase

_MIN_S = 60.0
_COLUMNS = (
    "scraped_utc", "crossing_id", "vehicle_class", "is_paused", "virtual_wait_s", "vehicles_waiting",
)  # fmt: skip
_BUS = 2
_CLASSES = {
    "truck_ge_7_5t": "truck.from_7_5_t", "truck_le_7_5t": "truck.to_7_5_t", "truck_empty": "truck.empty",
    "truck_goods_1_24": "truck.food", "truck": "truck", "bus": "bus",
}  # fmt: skip


def read_echerha(source: Path | bytes, *, name: str, received_us: int) -> Iterator[Piece]:
    """Read a page of eCherha, or a log of it. Raises InputError where it is neither."""
    data = page_bytes(source, name)
    maker = Maker(
        source="echerha", said_by="eCherha", reliability=Reliability.OFFICIAL, received_us=received_us
    )
    if data.lstrip()[:1] in (b"{", b"["):
        for number, row in numbered(rows_of(read_json(data, name), "data", name)):
            yield from _queue(maker, row, number)
        return
    for number, line in read_log(data, name, _COLUMNS, "scraped_utc", received_us):
        yield from _line(maker, line, number) if isinstance(line, dict) else (line,)


def _queue(maker: Maker, row: Any, number: int) -> Iterator[Piece]:
    if not isinstance(row, dict) or not isinstance(row.get("title"), str):
        yield wrong("data", phrase("a queue without a title"), row=number)
        return
    point = find_crossing(row["title"])
    if point is None:
        yield wrong("title", phrase("the queue does not lead into Poland"), row=number)
        return
    place = point, "PL", _vehicles(row["title"], row.get("for_vehicle_type"))
    paused = row.get("is_paused") is True
    figures = row.get("wait_time"), row.get("vehicle_in_active_queues_counts")
    yield from _readings(maker, place, figures, paused, maker.received_us, number)


def _vehicles(title: str, kind: object) -> str:
    """Give the class of a queue; empty and food stand before the weight, which is told beside them."""
    folded = title.casefold()
    if kind == _BUS or "автобус" in folded:
        return "bus"
    if "порожн" in folded:
        return "truck.empty"
    if "1-24" in folded or "уктзед" in folded:
        return "truck.food"
    if "≤" in folded:
        return "truck.to_7_5_t"
    return "truck.from_7_5_t" if "≥" in folded else "truck"


def _line(maker: Maker, line: dict[str, str], number: int) -> Iterator[Piece]:
    if line["crossing_id"] not in SLUGS:
        yield wrong("crossing_id", phrase("the crossing is not known"), row=number)
        return
    vehicles = _CLASSES.get(line["vehicle_class"])
    if vehicles is None:
        yield wrong("vehicle_class", phrase("the class of vehicles is not known"), row=number)
        return
    texts = line["virtual_wait_s"], line["vehicles_waiting"]
    figures = tuple(float(text) if text.isdecimal() else (text or None) for text in texts)
    place = PREFIX + line["crossing_id"], "PL", vehicles
    yield from _readings(maker, place, figures, line["is_paused"] == "1", int(line["at_us"]), number)


def _readings(
    maker: Maker,
    place: tuple[str, str | None, str],
    figures: tuple[Any, ...],
    paused: bool,
    at_us: int,
    number: int,
) -> Iterator[Piece]:
    wait_s, waiting = figures
    for quantity, figure, field, factor in (
        (Quantity.PROMISED_WAIT, wait_s, "wait_time", 1 / _MIN_S),
        (Quantity.VEHICLES_WAITING, waiting, "vehicle_in_active_queues_counts", 1.0),
    ):
        if figure is not None and not is_figure(figure):
            yield not_a_figure(field, number)
            continue
        yield _one(maker, place, quantity, figure, factor, paused, at_us)


def _one(
    maker: Maker,
    place: tuple[str, str | None, str],
    quantity: Quantity,
    figure: float | None,
    factor: float,
    paused: bool,
    at_us: int,
) -> Reading:
    raw = "" if figure is None else f"{figure:g}"
    value = None if figure is None else figure * factor
    return maker.reading(place, quantity, value, at_us, seen=Seen.PAUSED if paused else None, raw=raw)
