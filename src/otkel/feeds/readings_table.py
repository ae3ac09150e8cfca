"""Readings that a person types: one row a reading, CSV or XLSX, in English, Russian or Kazakh columns.

For a dispatcher who counts trucks, an officer who notes the passed, or whoever keeps what drivers report.
A cell that says `unknown` or `closed` is what it says, and never zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from otkel.errors import Mistake, Where
from otkel.facts.gazetteer import find_point
from otkel.facts.readings import UNITS, Quantity, Reading, Reliability, Seen
from otkel.facts.time import read_instant
from otkel.feeds.scalars import UNKNOWN_WORDS, clean, read_country, read_decimal
from otkel.feeds.table import Column, no_rows, read_table
from otkel.phrases import Phrase, phrase

COLUMNS = (
    Column("point", ("пункт", "пункт пропуска", "өткізу пункті"), required=True),
    Column("towards", ("въезд в", "куда", "қайда")),
    Column("vehicles", ("транспорт", "көлік")),
    Column("quantity", ("что", "показатель", "көрсеткіш"), required=True),
    Column("value", ("значение", "мәні"), required=True),
    Column("most", ("до", "дейін")),
    Column("unit", ("единица", "бірлік")),
    Column("observed_at", ("время", "уақыты"), required=True),
    Column("said_by", ("кто сообщил", "кім айтты"), required=True),
    Column("reliability", ("надёжность", "сенімділік")),
)
_CLOSED_WORDS = frozenset({"closed", "закрыт", "закрыто", "закрыта", "жабық"})
# What one of another unit is in the unit of the quantity.
_TIMES = {("h", "min"): 60.0, ("d", "min"): 1440.0, ("m", "km"): 0.001}
_UNIT_WORDS = {
    "min": "min", "мин": "min", "h": "h", "ч": "h", "сағ": "h", "d": "d", "days": "d", "дн": "d", "күн": "d",
    "km": "km", "км": "km", "m": "m", "м": "m",
}  # fmt: skip
_AHEAD_US = 3_600_000_000  # a clock may be an hour fast; what lies further ahead was not seen


def read_readings(source: Path | bytes, *, name: str, received_us: int) -> Iterator[Reading | Mistake]:
    """Read a table of readings, row by row. Raises InputError where it is no table of readings."""
    table = read_table(source, COLUMNS, name)
    yield from table.mistakes
    is_empty = True
    for number, row in table.rows:
        is_empty = False
        read = row if isinstance(row, Mistake) else _reading(row, received_us)
        yield read.at(row=number) if isinstance(read, Mistake) else read
    if is_empty:
        yield no_rows(name)


def _reading(row: dict[str, str], received_us: int) -> Reading | Mistake:
    point = find_point(row.get("point", ""))
    if point is None:
        return _wrong("point", phrase("the crossing point is not known"), phrase("see: otkel points"))
    quantity = row.get("quantity", "").strip().casefold().replace(" ", "_")
    if quantity not in tuple(Quantity):
        do = phrase("take one of: {options}", options=tuple(one.value for one in Quantity))
        return _wrong("quantity", phrase("this is not a quantity that is read"), do)
    towards = _towards(row.get("towards", ""), point.countries)
    observed = _instant(row.get("observed_at", ""), received_us)
    figure = _figure(row, Quantity(quantity))
    for part in (towards, observed, figure):
        if isinstance(part, Mistake):
            return part
    assert not isinstance(towards, Mistake)
    assert isinstance(observed, int)
    assert isinstance(figure, tuple)
    seen, value, most = figure
    grade = row.get("reliability", "").strip().upper() or Reliability.WITNESS.value
    if grade not in tuple(Reliability):
        do = phrase("write A official, B outlet or firm, C driver or channel, D hearsay")
        return _wrong("reliability", phrase("this is no grade of reliability"), do)
    said_by = clean(row.get("said_by", ""))[0][:100]
    if not said_by:
        what = phrase("it is not told who says so")
        return _wrong("said_by", what, phrase("write it in a few words, without a name"))
    return Reading(
        point=point.slug, towards=towards, vehicles=_vehicles(row.get("vehicles", "")),
        quantity=Quantity(quantity), seen=seen, value=value, most=most, observed_us=observed,
        received_us=received_us, source="template", said_by=said_by, reliability=Reliability(grade),
        raw=clean(row.get("value", ""))[0][:40],
    )  # fmt: skip


def _wrong(field: str, what: Phrase, do: Phrase) -> Mistake:
    return Mistake(what, do, Where(field=field))


def _vehicles(text: str) -> str:
    word = clean(text)[0].casefold()
    return {"": "truck", "грузовики": "truck", "trucks": "truck", "жүк көлігі": "truck"}.get(word, word[:40])


def _towards(text: str, countries: tuple[str, str]) -> str | Mistake | None:
    if not text.strip():
        return None
    country = read_country(text)
    if isinstance(country, Mistake) or country not in countries:
        do = phrase("write one of: {options}", options=countries)
        return _wrong("towards", phrase("the point does not lead into this country"), do)
    return country


def _instant(text: str, received_us: int) -> int | Mistake:
    read = read_instant(text)
    if not isinstance(read, datetime):
        do = phrase("write day, time and offset, for example 2026-06-30T14:00+05:00")
        return _wrong("observed_at", phrase("the time cannot be read"), do)
    instant_us = round(read.timestamp() * 1_000_000)
    if instant_us > received_us + _AHEAD_US:
        return _wrong("observed_at", phrase("the time lies in the future"), phrase("check day and zone"))
    return instant_us


def _figure(row: dict[str, str], quantity: Quantity) -> tuple[Seen, float | None, float | None] | Mistake:
    """Give what was seen, and the figure or range in the unit of the quantity."""
    word = row.get("value", "").strip().casefold()
    if word in UNKNOWN_WORDS or word == "-":
        return Seen.UNKNOWN, None, None
    if word in _CLOSED_WORDS:
        return Seen.CLOSED, None, None
    factor = _factor(row.get("unit", ""), UNITS[quantity])
    if isinstance(factor, Mistake):
        return factor
    figures: list[float | None] = []
    for field in ("value", "most"):
        text = row.get(field, "")
        if not text.strip() and field == "most":
            figures.append(None)
            continue
        number = read_decimal(text)
        if isinstance(number, Mistake) or not 0 <= float(number) * factor <= 1e6:
            do = phrase("write a number from 0 to 1000000, unknown or closed")
            return _wrong(field, phrase("the figure cannot be read"), do)
        figures.append(float(number) * factor)
    value, most = figures
    assert value is not None
    if most is not None and most < value:
        return _wrong("most", phrase("the range ends before it begins"), phrase("write the lesser first"))
    return Seen.KNOWN, value, most


def _factor(text: str, unit: str) -> float | Mistake:
    given = text.strip().casefold().rstrip(".")
    if not given or given == unit:
        return 1.0
    factor = _TIMES.get((_UNIT_WORDS.get(given, given), unit))
    if factor is None and _UNIT_WORDS.get(given) == unit:
        return 1.0
    if factor is None:
        do = phrase("leave it out, or write {unit}", unit=unit)
        return _wrong("unit", phrase("the unit does not fit the quantity"), do)
    return factor


def template() -> str:
    """Give an empty table with one example a quantity, to be filled in."""
    names = [column.name for column in COLUMNS]
    example = {
        "point": "syrym", "towards": "RU", "vehicles": "truck", "observed_at": "2026-06-30T14:00+05:00",
        "said_by": "dispatcher", "reliability": "C",
    }  # fmt: skip
    rows = [",".join(names)]
    for quantity, value in zip(Quantity, (180, 240, 120, 3, 18, 0, 4), strict=True):
        row = {**example, "quantity": quantity.value, "value": str(value), "unit": UNITS[quantity]}
        rows.append(",".join(row.get(one, "") for one in names))
    return "\n".join(rows) + "\n"
