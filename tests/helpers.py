"""Trips for tests: one with everything right, and a way to change single facts of it."""

from __future__ import annotations

import copy
import re
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from otkel.facts.trip import Trip

CASES = Path(__file__).parent / "cases"
T = TypeVar("T")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(T|$)")


def read_story_file(path: Path) -> Any:
    """Read a file of stories. Every scalar stays text, so a code keeps its zeros."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)


def as_fact(tree: Any, form: type[T]) -> T:
    """Give plain data as a fact; texts become dates, decimals and yes or no where the form says so."""
    return msgspec.convert(tree, form, strict=False)


@lru_cache(maxsize=1)
def bases() -> dict[str, Any]:
    """Give the base trips as plain data; do not change what is given."""
    return read_story_file(CASES / "bases" / "trips.yaml")


def changed(tree: Any, changes: dict[str, Any]) -> Any:
    """Give a copy with single facts changed: `driver.citizenship`, `documents.0.valid_until`.

    `null` takes a fact away, `documents.-: {…}` adds to a list, and `documents.0: null` drops a row.
    Rows count from 0 as they stood before any was dropped.
    """
    result = copy.deepcopy(tree)
    for path, value in changes.items():
        *way, last = path.split(".")
        place = result
        for step in way:
            place = place[int(step)] if isinstance(place, list) else place.setdefault(step, {})
        if isinstance(place, list):
            if last == "-":
                place.append(value)
            else:
                place[int(last)] = value
        elif value in (None, "null", "~"):
            place.pop(last, None)
        else:
            place[last] = value
    return _without_dropped_rows(result)


def moved(tree: Any, days: int) -> Any:
    """Give a copy with every date and instant moved by so many days."""
    if isinstance(tree, dict):
        return {key: moved(value, days) for key, value in tree.items()}
    if isinstance(tree, list):
        return [moved(row, days) for row in tree]
    if isinstance(tree, str) and _DATE.match(tree):
        return (date.fromisoformat(tree[:10]) + timedelta(days=days)).isoformat() + tree[10:]
    return tree


def base_tree(base: str = "garments", moved_to: str | None = None) -> Any:
    """Give a base trip as plain data, moved whole so that it enters on another day."""
    tree = bases()[base]
    if moved_to is None:
        return tree
    return moved(tree, (date.fromisoformat(moved_to) - date.fromisoformat(tree["enters_on"])).days)


def trip(
    changes: dict[str, Any] | None = None, base: str = "garments", moved_to: str | None = None, **top: Any
) -> Trip:
    """Give a base trip with facts changed by dotted path, and top facts by name."""
    return as_fact(changed(base_tree(base, moved_to), {**(changes or {}), **top}), Trip)


def _without_dropped_rows(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _without_dropped_rows(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_without_dropped_rows(row) for row in tree if row not in (None, "null", "~")]
    return tree
