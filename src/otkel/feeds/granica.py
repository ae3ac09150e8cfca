"""The Polish border's own page of waits (granica.gov.pl): waits that were seen, way out of Poland.

The answer of the service `getCzasyWszystko` is XML with `czas_ciezarowe_wyjazd` and `…_wjazd` as "HH:MM" or
"-" for each crossing; a log of it is a CSV with minutes. Traps, each with a test: "-" is unknown and not
zero; the way in is often never filled; waits are rounded to half hours; hours pass 24; the day and hour of
the figure stand apart from each other, in Polish local time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from otkel.facts.readings import Quantity, Reliability
from otkel.feeds.kinds import Piece
from otkel.feeds.opening import refuse
from otkel.feeds.published import Maker, local_us, not_a_figure, numbered, page_bytes, wrong
from otkel.feeds.published_log import read_log
from otkel.feeds.ukraine import PREFIX, SLUGS, find_crossing
from otkel.feeds.xml_tree import Element, read_xml
from otkel.phrases import phrase

_VEHICLES = {"ciezarowe": "truck", "osobowe": "car", "autobusy": "bus"}
_WAYS = {"wyjazd": "UA", "wjazd": "PL"}
_LOG = {"trucks": "truck", "cars": "car", "buses": "bus"}
_LOG_WAYS = {"exit": "UA", "entry": "PL"}
_COLUMNS = (
    "scraped_utc", "crossing_id", *(f"{one}_{way}_min" for one in _LOG for way in _LOG_WAYS),
    "data_timestamp", "source_hour_raw",
)  # fmt: skip
_HOURS = re.compile(r"(\d{1,3}):([0-5]\d)", re.ASCII)
_ZONE = "Europe/Warsaw"


def read_granica(source: Path | bytes, *, name: str, received_us: int) -> Iterator[Piece]:
    """Read an answer of the service, or a log of it. Raises InputError where it is neither."""
    data = page_bytes(source, name)
    maker = Maker(
        source="granica", said_by="granica.gov.pl", reliability=Reliability.OFFICIAL, received_us=received_us
    )
    if data.lstrip()[:1] == b"<":
        for number, place in numbered(_places(read_xml(data, name), name)):
            yield from _place(maker, place, number)
        return
    for number, line in read_log(data, name, _COLUMNS, "scraped_utc", received_us):
        yield from _line(maker, line, number) if isinstance(line, dict) else (line,)


def _places(root: Element, name: str) -> list[Element]:
    """Give the elements that hold the waits of a crossing, wherever in the envelope they stand."""
    found, left = list[Element](), [root]
    while left:
        one = left.pop()
        if any(child.name.startswith("czas_") for child in one.children):
            found.append(one)
        left += reversed(one.children)
    if not found:
        raise refuse(
            phrase("the page holds no crossing"),
            phrase("its form may have changed: compare it with what docs/guide/feeds.md says"),
            name,
        )
    return found


def _place(maker: Maker, place: Element, number: int) -> Iterator[Piece]:
    words = {child.name: child.text.strip() for child in place.children}
    title = next((text for key, text in words.items() if "nazwa" in key or "przejscie" in key), "")
    point = find_crossing(title)
    if point is None:
        yield wrong("nazwa", phrase("the crossing is not known"), row=number)
        return
    at_us = _said_us(words.get("data", ""), words.get("godz", ""), maker.received_us)
    for key, text in words.items():
        _, _, what = key.partition("czas_")
        vehicles, _, way = what.rpartition("_")
        if vehicles not in _VEHICLES or way not in _WAYS:
            continue
        hours = _HOURS.fullmatch(text)
        if hours is None and text not in ("-", ""):
            yield not_a_figure(key, number)
            continue
        minutes = None if hours is None else int(hours[1]) * 60.0 + int(hours[2])
        towards = point, _WAYS[way], _VEHICLES[vehicles]
        at = at_us or maker.received_us
        yield maker.reading(towards, Quantity.PHYSICAL_WAIT, minutes, at, raw=text)


def _line(maker: Maker, line: dict[str, str], number: int) -> Iterator[Piece]:
    if line["crossing_id"] not in SLUGS:
        yield wrong("crossing_id", phrase("the crossing is not known"), row=number)
        return
    at_us = int(line["at_us"])
    said_us = _said_us(line["data_timestamp"], line["source_hour_raw"], at_us)
    for one, vehicles in _LOG.items():
        for way, towards in _LOG_WAYS.items():
            key = f"{one}_{way}_min"
            text = line[key].removesuffix(".0")
            if not text and way == "entry":
                continue  # a column that the source never fills says nothing
            if text and not (text.isdecimal() and len(text) < 7):
                yield not_a_figure(key, number)
                continue
            place = PREFIX + line["crossing_id"], towards, vehicles
            figure = float(text) if text else None
            yield maker.reading(place, Quantity.PHYSICAL_WAIT, figure, said_us or at_us, raw=text)


def _said_us(day: str, hour: str, received_us: int) -> int | None:
    """Give when a figure was said: the full hour of a day; None where the source tells none."""
    parts = day.strip().split("-")
    hour = hour.strip().partition(":")[0]
    if len(parts) != 3 or not all(part.isdecimal() for part in (*parts, hour)):
        return None
    return local_us(f"{day.strip()} {hour}", "%Y-%m-%d %H", _ZONE, received_us)
