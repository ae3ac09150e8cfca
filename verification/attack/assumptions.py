"""Every number the attack study rests on, with its range and its reason. One table, also of the guide."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).parent / "assumptions.csv"


class Assumption(NamedTuple):
    """A number: its value, the least and the most tried, its unit, and what it rests on."""

    value: float
    low: float
    high: float
    unit: str
    rests_on: str  # a source, or an assumption of ours
    why: str


def _read() -> dict[str, Assumption]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return {row["name"]: _assumption(row) for row in csv.DictReader(stream)}


def _assumption(row: dict[str, str]) -> Assumption:
    value, low, high = (float(row[name]) for name in ("value", "low", "high"))
    return Assumption(value, low, high, row["unit"], row["rests_on"], row["why"])


ASSUMPTIONS = _read()


def numbers(**changed: float) -> dict[str, float]:
    """Give all numbers, with some of them changed. Raises KeyError for one that is not there."""
    if unknown := sorted(set(changed) - set(ASSUMPTIONS)):
        raise KeyError(*unknown)
    return {name: one.value for name, one in ASSUMPTIONS.items()} | changed
