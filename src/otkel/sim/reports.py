"""The dated record of the truck jams of autumn 2025, and the causes that speakers named.

`data/reports_2025.csv` holds what was reported: who said what of which place and day, with source and
grade. Contradictory reports stand side by side; none is chosen here. `data/causes_2025.yaml` holds the
causes as a timeline (`causes.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import msgspec

from otkel.errors import InputError, Mistake, OtkelError
from otkel.facts.gazetteer import get_point, list_points
from otkel.feeds.table import Column, read_table
from otkel.sim.causes import CAUSES, Amount, Cause, read_causes

__all__ = ["CAUSES", "Amount", "Cause", "Report", "count_by_day", "list_on", "read_causes", "read_reports"]

REPORTS = Path(__file__).parent / "data" / "reports_2025.csv"


class Direction(StrEnum):
    """Which way the trucks go, by the state they enter."""

    TO_RU = "to_ru"
    TO_KZ = "to_kz"
    TO_CN = "to_cn"
    BOTH = "both"


class Kind(StrEnum):
    """Whether something was seen or reckoned to be so, or was promised, planned or set as a limit."""

    PHYSICAL = "physical"
    PROMISED = "promised"


class Grade(StrEnum):
    """How much a speaker is to be trusted."""

    OFFICIAL = "A"
    OUTLET = "B"  # a named firm, an established outlet
    CHANNEL = "C"  # a driver, a messenger channel
    BLOG = "D"  # a forwarder's blog


class Stretch(msgspec.Struct, frozen=True):
    """A place that is more than one crossing point: what is meant, and its points where they are named."""

    meaning: str
    points: tuple[str, ...] = ()
    border: str | None = None  # all points of this border


STRETCHES = {
    "kz-ru": Stretch("the whole border of Kazakhstan and Russia", border="KZ-RU"),
    "kz-ru.several": Stretch("several points of it, not named"),
    "kz-ru.worst": Stretch("the three points named as the worst", ("kairak", "auyl", "zhana-zhol")),
    "north-kz": Stretch("the points of North Kazakhstan", ("zhana-zhol", "kyzyl-zhar", "karakoga", "bidaik")),
    "oral": Stretch("around the town of Oral", ("syrym", "taskala", "shagan")),
    "kz-cn": Stretch("the border of Kazakhstan and China", border="KZ-CN"),
    "almaty-moscow": Stretch("the road from Almaty to Moscow"),
    "ru": Stretch("all of Russia"),
}  # fmt: skip
# Quantities that tell a fact without a number.
WORDLESS = frozenset({"cause", "event", "jam", "jam_start", "release_start"})
QUANTITIES = WORDLESS | {
    "arrivals", "bribe", "capacity", "check_time", "clearing", "cost", "extra_delay", "held_for_expertise",
    "lanes", "queue", "queue_length", "share_checked_controlled", "share_turned_back", "slots_free_share",
    "speed", "throughput", "transit_time", "violations", "wait", "wait_normal", "wait_ordinary",
}  # fmt: skip


class Report(msgspec.Struct, frozen=True, kw_only=True, rename={"from_on": "from", "to_on": "to"}):
    """One reported figure. Without `high`: at least `low`; without `low`: at most `high` [both in `unit`]."""

    from_on: date
    to_on: date
    published: date
    place: str  # the slug of a crossing point, or a name of `STRETCHES`
    direction: Direction | None
    quantity: str
    low: float | None
    high: float | None
    unit: str
    said_by: str
    kind: Kind
    grade: Grade
    source_title: str
    source_address: str
    note: str

    def covers(self, day: date) -> bool:
        """Tell whether the report speaks of a day."""
        return self.from_on <= day <= self.to_on


@lru_cache(maxsize=4)
def read_reports(path: Path = REPORTS) -> tuple[Report, ...]:
    """Give the reports in the order of their days. Raises OtkelError with every row that is wrong."""
    names = msgspec.structs.fields(Report)
    table = read_table(path, tuple(Column(one.encode_name, required=True) for one in names))
    found, wrong = [], [str(one) for one in table.mistakes]
    for row, cells in table.rows:
        try:
            report = _report(cells)
        except (msgspec.ValidationError, InputError) as error:
            wrong.append(f"row {row}: {error}")
            continue
        found.append(report)
        wrong += [f"row {row}: {what}" for what in _faults(report)]
    if wrong:
        raise OtkelError(f"{path.name}: " + "; ".join(wrong))
    return tuple(sorted(found, key=lambda one: (one.from_on, one.place, one.quantity)))


def points_of(place: str) -> tuple[str, ...]:
    """Give the crossing points of a place. Raises UnknownNameError where there is none of this name."""
    stretch = STRETCHES.get(place)
    if stretch is None:
        return (get_point(place).slug,)
    if stretch.border is not None:
        return tuple(point.slug for point in list_points(stretch.border))
    return stretch.points


def list_on(day: date, quantity: str | None = None, place: str | None = None) -> tuple[Report, ...]:
    """Give the reports that speak of a day."""
    return tuple(
        one
        for one in read_reports()
        if one.covers(day) and quantity in (None, one.quantity) and place in (None, one.place)
    )


def count_by_day(reports: Iterable[Report]) -> dict[date, int]:
    """Count the reports that speak of each day, in the order of the days."""
    counts = Counter(day for one in reports for day in _days(one))
    return dict(sorted(counts.items()))


def _days(report: Report) -> Iterator[date]:
    return (report.from_on + timedelta(n) for n in range((report.to_on - report.from_on).days + 1))


def _report(cells: dict[str, str] | Mistake) -> Report:
    if isinstance(cells, Mistake):
        raise InputError([cells])
    empty = {"direction", "low", "high"}
    told = {name: None if name in empty and not cell else cell for name, cell in cells.items()}
    return msgspec.convert(told, Report, strict=False)


def _faults(one: Report) -> Iterator[str]:
    """Tell what cannot be in a report."""
    known = {point.slug for point in list_points()}
    if one.place not in STRETCHES and one.place not in known:
        yield f"no place {one.place}"
    if one.quantity not in QUANTITIES:
        yield f"no quantity {one.quantity}"
    if not one.from_on <= one.to_on:
        yield "it ends before it begins"
    if (one.low is None and one.high is None) != (one.quantity in WORDLESS):
        yield "a number is missing, or stands where none is meant"
    if one.low is not None and one.high is not None and not 0 <= one.low <= one.high:
        yield "low lies above high"
    if not (one.said_by and one.source_title and one.source_address):
        yield "the speaker or the source is missing"
    if one.quantity not in WORDLESS and not one.unit:
        yield "the unit is missing"
