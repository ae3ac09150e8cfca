"""Use case of measuring: any log, live, imported or simulated, read by one definition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import msgspec

from otkel.app.ledger import opened
from otkel.app.ledger_files import refused
from otkel.errors import UnknownNameError
from otkel.facts.gazetteer import get_point
from otkel.phrases import phrase
from otkel.queueing.log import Log, read_log, write_log
from otkel.queueing.measures import BY, MOST_HELD, PRICE, Given, Measures, Price, Section, measure
from otkel.queueing.measures.lengths import TRUCKS_PER_KM
from otkel.queueing.measures.simulated import is_simulated
from otkel.queueing.measures.sound import reading, require_sound, span_of

_LEDGERS = ("sqlite:", "postgresql:", "postgres:")
_HOUR_US = 3_600_000_000
MOST_HOURS = 100_000  # hours that a log may span when hours are asked for: eleven years
MOST_AHEAD_H = 14  # no clock on earth is further from UTC


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """How a log is to be measured. `ahead_h`: none: by the clock of the log's first crossing point."""

    by: tuple[str, ...] = ()
    ahead_h: float | None = None
    trucks_per_km: float = TRUCKS_PER_KM
    price: Price = PRICE
    section: Section | None = None


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """A log by the name under which it was given, and its measures."""

    source: str
    measures: Measures
    simulated: bool = False  # nobody stood in these queues


def measure_logs(sources: Sequence[str], asked: Asked, most_held: int = MOST_HELD) -> tuple[Measured, ...]:
    """Measure each log alone, in the order in which they are given.

    A source is a Parquet file, a folder of them, or the address of a ledger. A log with more than
    `most_held` events is laid down in parts while it is measured. Raises InputError.
    """
    return tuple(_measured(source, asked, most_held) for source in sources)


def _measured(source: str, asked: Asked, most_held: int) -> Measured:
    with log_of_source(source) as log, TemporaryDirectory(prefix="otkel-") as parts:
        require_sound(log, source)
        with reading(source):
            first_us, last_us = span_of(log)
            if "hour" in asked.by and last_us - first_us > MOST_HOURS * _HOUR_US:
                raise refused(
                    phrase("the log spans more hours than can be told one by one"),
                    phrase("ask for days, or check the clocks of its events"),
                    source,
                )
            given = Given(
                ahead_us=_ahead_us(log, last_us, asked.ahead_h),
                trucks_per_km=asked.trucks_per_km,
                price=asked.price,
                section=asked.section,
            )
            found = measure(log, asked.by, given, folder=Path(parts), most_held=most_held)
            return Measured(source=source, measures=found, simulated=is_simulated(log))


@contextmanager
def log_of_source(source: str) -> Iterator[Log]:
    """Give the log of a source; that of a ledger is written to a folder first, and removed afterwards."""
    if not source.startswith(_LEDGERS):
        with reading(source):
            log = read_log(Path(source))
        yield log
        return
    with TemporaryDirectory(prefix="otkel-") as folder, opened(source) as (store, _):
        write_log(store.read_all(), Path(folder) / "log")
        yield read_log(Path(folder) / "log")


def _ahead_us(log: Log, at_us: int, ahead_h: float | None) -> int:
    """Give how far the clock of hours and days is ahead of UTC [µs]; 0 of a point nobody knows."""
    if ahead_h is not None:
        return round(ahead_h * _HOUR_US)
    for slug in log.points:
        try:
            zone = ZoneInfo(get_point(slug).zone)
        except UnknownNameError:
            continue
        offset = datetime.fromtimestamp(at_us / 1e6, UTC).astimezone(zone).utcoffset()
        return 0 if offset is None else round(offset.total_seconds()) * 1_000_000
    return 0


def read_by(texts: Sequence[str]) -> tuple[str, ...]:
    """Read what is grouped by: names, also several with commas between. Raises InputError."""
    names = tuple(one.strip() for text in texts for one in text.split(",") if one.strip())
    if wrong := [one for one in names if one not in BY]:
        what = phrase("measures cannot be grouped by {name}", name=wrong[0])
        raise refused(what, phrase("write one of: {names}", names=", ".join(BY)), "--by")
    if len(set(names)) < len(names):
        raise refused(phrase("a way to group is named twice"), phrase("name it once"), "--by")
    if {"hour", "day"} <= set(names):
        raise refused(phrase("an hour lies in one day"), phrase("name either hour or day"), "--by")
    return names


def read_price(text: str | None, currency: str) -> Price:
    """Read what a truck-day costs, VALUE or LOW..VALUE..HIGH in whole units; none: the price that is shipped.

    Raises InputError.
    """
    if text is None:
        if currency != PRICE.currency:
            raise refused(
                phrase("the shipped price of a truck-day is in {currency}", currency=PRICE.currency),
                phrase("name the price with --truck-day"),
                "--currency",
            )
        return PRICE
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        what = phrase("{text} is no currency", text=currency[:20])
        raise refused(what, phrase("write three letters, such as RUB"), "--currency")
    parts = text.split("..")
    numbers = [int(one) for one in parts if one.isascii() and one.isdigit() and len(one) <= 12]
    if len(numbers) != len(parts) or len(parts) not in (1, 3) or numbers != sorted(numbers):
        raise refused(
            phrase("{text} is no price of a truck-day", text=text[:40]),
            phrase("write it as 20000 or as 10000..20000..30000"),
            "--truck-day",
        )
    low, value, high = numbers * 3 if len(numbers) == 1 else numbers
    return Price(
        per_day=value,
        low=low,
        high=high,
        currency=currency.upper(),
        ground="as given",
        range_ground="as given",
    )


def read_section(text: str | None) -> Section | None:
    """Read a section of road as KM,KMH. Raises InputError."""
    if text is None:
        return None
    parts = text.split(",")
    try:
        km, km_per_h = (float(one) for one in parts)
    except ValueError:
        km = km_per_h = 0.0
    if not (0 < km <= 50_000 and 0 < km_per_h <= 200):
        raise refused(
            phrase("{text} is no section of road", text=text[:40]),
            phrase("write its length and its speed without stops, such as 500,50"),
            "--section",
        )
    return Section(km=km, km_per_h=km_per_h)


def read_number(number: float | None, option: str, least: float, most: float) -> None:
    """Raise InputError where a number is out of its range."""
    if number is not None and not least <= number <= most:
        what = phrase("{text} is out of range", text=f"{number:g}")
        raise refused(what, phrase("write a number from {span}", span=f"{least:g} to {most:g}"), option)
