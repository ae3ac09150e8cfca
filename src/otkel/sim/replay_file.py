"""How a replay reads the record: which reports set a number of the scenario, and trucks as kilometres."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from otkel.errors import OtkelError
from otkel.feeds.yaml_tree import read_yaml_tree
from otkel.sim.assumptions import Unknown
from otkel.sim.reports import Direction, Report, read_reports

READING = Path(__file__).parent / "data" / "replay_2025.yaml"


class Sets(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"from_on": "from"}):
    """A report on which a number of the scenario rests: the scenario is no forecast of it."""

    from_on: date
    place: str
    quantity: str
    direction: Direction | None = None
    said_by: str | None = None
    parameter: str  # path in the scenario, or a field of this file

    def names(self, report: Report) -> bool:
        """Tell whether it is this report."""
        return (
            (self.from_on, self.place, self.quantity) == (report.from_on, report.place, report.quantity)
            and self.direction in (None, report.direction)
            and self.said_by in (None, report.said_by)
        )


class Grounded(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number with its range, from a source or by assumption."""

    value: float
    range: tuple[float, float]
    source: str | None = None
    assumption: str | None = None

    def unknown(self, path: str) -> Unknown:
        """Give it as a number that is drawn."""
        return Unknown(path, self.range[0], self.value, self.range[1])


class Reading(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the record is read."""

    scenario: str
    m_per_truck: Grounded  # road that a truck of the queue takes up
    sets: tuple[Sets, ...]

    def parameter_of(self, report: Report) -> str | None:
        """Give the number that rests on a report, if one does."""
        return next((one.parameter for one in self.sets if one.names(report)), None)


@lru_cache(maxsize=4)
def read_reading(path: Path = READING) -> Reading:
    """Give how the record is read. Raises OtkelError with everything that is wrong in it."""
    tree: dict[str, Any] = read_yaml_tree(path.read_text(encoding="utf-8"), path.name).data
    try:
        reading = msgspec.convert(tree, Reading, strict=False)
    except msgspec.ValidationError as error:
        raise OtkelError(f"{path.name}: {error}") from error
    wrong = list(_faults(reading))
    if wrong:
        raise OtkelError(f"{path.name}: " + "; ".join(wrong))
    return reading


def _faults(reading: Reading) -> Iterator[str]:
    for one in reading.sets:
        found = sum(one.names(report) for report in read_reports())
        if found != 1:
            yield f"{found} reports of {one.place} {one.quantity} from {one.from_on}, not one"
    length = reading.m_per_truck
    if (length.source is None) == (length.assumption is None):
        yield "m_per_truck: a number rests on a source or on an assumption"
    if not 0 < length.range[0] <= length.value <= length.range[1]:
        yield "m_per_truck: low, value and high do not rise"
