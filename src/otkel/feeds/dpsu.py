"""The map of the Ukrainian border guard (dpsu.gov.ua/uk/map): vehicles in front of the posts, way out.

The page holds an `option` for each crossing with its words in `data-…` attributes; `data-state_of_busy` is
a text of three parts, of which "вантажних авто перед ППр: N" are the trucks. A log of it is a CSV with
`source_utc`. Traps, each with a test: the name is the only key and its spelling changes; the time is that
of Kyiv without a zone; the number of cars may be a sentence; the colour speaks of cars alone; an
unanswered place keeps its old time. Content under CC BY 4.0: name the State Border Guard Service.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from otkel.facts.readings import Quantity, Reliability, Seen
from otkel.feeds.kinds import Piece
from otkel.feeds.opening import refuse
from otkel.feeds.published import Maker, local_us, not_a_figure, numbered, page_bytes, wrong
from otkel.feeds.published_log import read_log
from otkel.feeds.ukraine import PREFIX, SLUGS, find_crossing
from otkel.phrases import phrase

_PARTS = (
    ("truck", Quantity.VEHICLES_WAITING, "trucks_waiting", re.compile(r"вантажних авто перед ППр:\s*(\d+)")),
    ("car", Quantity.VEHICLES_WAITING, "cars_waiting", re.compile(r"легкових авто перед ППр:\s*(\d+)")),
    ("car", Quantity.PASSED_PER_H, "cars_per_hour", re.compile(r"оформлення легкових авто:\s*(\d+)")),
)  # fmt: skip
_FIGURES = tuple(part[2] for part in _PARTS)
_COLUMNS = ("source_utc", "crossing_id", "state", *_FIGURES)
_OPEN = "відкритий"
_ZONE = "Europe/Kyiv"


def read_dpsu(source: Path | bytes, *, name: str, received_us: int) -> Iterator[Piece]:
    """Read the map, or a log of it. Raises InputError where it is neither."""
    data = page_bytes(source, name)
    maker = Maker(
        source="dpsu", said_by="State Border Guard Service of Ukraine", reliability=Reliability.OFFICIAL,
        received_us=received_us,
    )  # fmt: skip
    if data.lstrip()[:1] == b"<":
        options = _options(data, name)
        for number, option in numbered(options):
            yield from _option(maker, option, number)
        return
    for number, line in read_log(data, name, _COLUMNS, "source_utc", received_us):
        yield from _line(maker, line, number) if isinstance(line, dict) else (line,)


class _Options(HTMLParser):
    """Collects the attributes of each option that speaks of a road crossing."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "option" and "data-state_of_busy" in given and given.get("data-type", "car") == "car":
            self.found.append(given)


def _options(data: bytes, name: str) -> list[dict[str, str]]:
    parser = _Options()
    parser.feed(data.decode("utf-8", "replace"))
    if not parser.found:
        raise refuse(
            phrase("the page holds no crossing"),
            phrase("its form may have changed: compare it with what docs/guide/feeds.md says"),
            name,
        )
    return parser.found


def _option(maker: Maker, option: dict[str, str], number: int) -> Iterator[Piece]:
    point = find_crossing(option.get("value", ""))
    if point is None:
        yield wrong("value", phrase("the crossing is not known"), row=number)
        return
    form = "%Y-%m-%d %H:%M:%S"
    at_us = local_us(option.get("data-created_at", ""), form, _ZONE, maker.received_us)
    if at_us is None:
        yield wrong("data-created_at", phrase("the time cannot be read, or lies in the future"), row=number)
        return
    busy = option["data-state_of_busy"]
    figures = {key: (found.group(1) if (found := form.search(busy)) else "") for _, _, key, form in _PARTS}
    yield from _readings(maker, point, option.get("data-state", ""), figures, at_us, number)


def _line(maker: Maker, line: dict[str, str], number: int) -> Iterator[Piece]:
    if line["crossing_id"] not in SLUGS:
        yield wrong("crossing_id", phrase("the crossing is not known"), row=number)
        return
    point = PREFIX + line["crossing_id"]
    yield from _readings(maker, point, line["state"], line, int(line["at_us"]), number)


def _readings(
    maker: Maker, point: str, state: str, figures: dict[str, str], at_us: int, number: int
) -> Iterator[Piece]:
    closed = Seen.CLOSED if state.strip() and state.strip() != _OPEN else None
    for vehicles, quantity, key, _ in _PARTS:
        text = figures[key].strip().removesuffix(".0")
        if text and not (text.isdecimal() and len(text) < 7):
            yield not_a_figure(key, number)
            continue
        figure = float(text) if text else None
        yield maker.reading((point, "PL", vehicles), quantity, figure, at_us, seen=closed, raw=text)
