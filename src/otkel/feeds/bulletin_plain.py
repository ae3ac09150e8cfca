"""The small feed: a bulletin as JSON or CSV, easy to read for whoever writes a page or an app.

JSON: one object, `situations` with `figures`. CSV: the same, one row a figure; a direction of which nothing
is known has one row without a quantity. FIELDS tells what each field means, for both.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from otkel.feeds.bulletin import Bulletin, Figure, Situation
from otkel.feeds.table import row_writer
from otkel.phrases import Phrase, phrase

FORMAT = "otkel-feed-1"
FIELDS: dict[str, Phrase] = {
    "format": phrase("form of this feed and its version"),
    "publisher": phrase("who publishes it"),
    "made_at": phrase("when it was made, UTC"),
    "valid_until": phrase("nobody should rely on it after this, UTC"),
    "simulated": phrase("true: a computer's experiment, nobody stood in this queue"),
    "point": phrase("the crossing point, by its slug"),
    "name": phrase("its name in Latin letters"),
    "name_ru": phrase("its name in Russian"),
    "countries": phrase("its two states, ISO 3166"),
    "lat": phrase("latitude [degrees], good for a country map"),
    "lon": phrase("longitude [degrees], good for a country map"),
    "towards": phrase("the state that is entered; empty: not said"),
    "standing": phrase("open, paused or closed; empty: not known"),
    "stopped": phrase("why nobody is taken on, by codes"),
    "trend": phrase("growing, steady or shrinking over trend_h; empty: not known"),
    "trend_h": phrase("hours over which the trend is told"),
    "quantity": phrase("what is told; a wait that was seen and a promised one are two quantities"),
    "vehicles": phrase("class of vehicles, such as truck"),
    "seen": phrase("known, unknown, closed or paused; only known and paused may have a figure"),
    "low": phrase("the least that is said, in the unit; empty: no figure, which is not zero"),
    "high": phrase("the most that is said, in the unit"),
    "unit": phrase("unit of low and high"),
    "observed_at": phrase("when the last word was said, UTC"),
    "source": phrase("queue: this queue's own record; else the kinds of feeds"),
    "said_by": phrase("offices and firms who say it; drivers are counted and not named"),
    "speakers": phrase("how many say it"),
    "reliability": phrase("grade of the weakest voice, A (official) to D (hearsay); empty: own record"),
}
_HEAD = ("format", "publisher", "made_at", "valid_until", "simulated", "trend_h")


def write_json(bulletin: Bulletin) -> bytes:
    """Give a bulletin as JSON, UTF-8."""
    situations = [_situation(one) | {"figures": [_figure(each) for each in one.figures]}
                  for one in bulletin.situations]  # fmt: skip
    return msgspec.json.format(msgspec.json.encode(_head(bulletin) | {"situations": situations}), indent=2)


def write_csv(bulletin: Bulletin) -> bytes:
    """Give a bulletin as CSV, UTF-8, one row a figure; no cell can be taken for a formula."""
    text = io.StringIO()
    write = row_writer(text)
    write(FIELDS)
    head = _head(bulletin)
    for one in bulletin.situations:
        for row in _rows(one):
            write([_cell((head | row).get(name)) for name in FIELDS])
    return text.getvalue().encode()


def _rows(one: Situation) -> Iterator[dict[str, Any]]:
    own = _situation(one)
    for figure in one.figures:
        yield own | _figure(figure)
    if not one.figures:
        yield own


def _head(bulletin: Bulletin) -> dict[str, Any]:
    until_us = bulletin.made_us + bulletin.valid_min * 60_000_000
    values = (
        FORMAT, bulletin.publisher, instant(bulletin.made_us), instant(until_us), bulletin.simulated,
        bulletin.trend_h,
    )  # fmt: skip
    return dict(zip(_HEAD, values, strict=True))


def _situation(one: Situation) -> dict[str, Any]:
    place = one.place
    return {
        "point": place.slug,
        "name": place.name,
        "name_ru": place.name_ru,
        "countries": place.countries,
        "lat": place.lat,
        "lon": place.lon,
        "towards": one.towards,
        "standing": one.standing,
        "stopped": one.stopped,
        "trend": one.trend,
    }


def _figure(one: Figure) -> dict[str, Any]:
    return {
        "quantity": one.quantity.value,
        "vehicles": one.vehicles,
        "seen": one.seen.value,
        "low": one.low,
        "high": one.high,
        "unit": one.unit,
        "observed_at": instant(one.observed_us),
        "source": one.source,
        "said_by": one.said_by,
        "speakers": one.speakers,
        "reliability": one.reliability,
    }


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "; ".join(value)
    return str(value).lower() if isinstance(value, bool) else value


def instant(us: int) -> str:
    """Give an instant in ISO form, to the second, UTC."""
    return datetime.fromtimestamp(us // 1_000_000, UTC).isoformat().replace("+00:00", "Z")
