"""A crossing point's days: who came, went on and waited, hour by hour, and how many stood where, by minute.

It follows what was recorded, as the queue itself does: a correction acts forward, and what was decided stays
decided. Days are civil days of UTC; whoever shows them shifts them. Where trucks stood is kept as changes, so
that the number at any minute is a sum: that of all days before, and that of the minutes of its own day.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from otkel.facts.events import passages, posts, selections
from otkel.facts.events.choices import Stage, WayOut
from otkel.facts.events.envelope import Event
from otkel.ledger.view_rows import Rows

DAY_MIN = 1440
PLACES = ("line", "post", "strip")  # in line; called and not let out yet; let out and not let in yet
MOST_TOLD = 200  # closures, pauses, world events and policies that are kept of a point, the newest
BACKLOG = "backlog"
_MIN_US = 60_000_000
_EPOCH = date(1970, 1, 1).toordinal()
_FLOW = {
    "arrived": "came", "called": "called", "exit_started": "exit_on", "exit_cleared": "exit",
    "entry_started": "entry_on", "entry_cleared": "entry", "turned_back": "back",
}  # fmt: skip
_GOES = {
    "called": "post", "exit_started": "post", "exit_refused": "line", "exit_cleared": "strip",
    "entry_started": "strip", "entry_refused": "strip", "entry_cleared": "", "cancelled": "", "no_show": "",
    "left": "",
}  # fmt: skip
_OF_POINT = (
    posts.Paused, posts.Resumed, posts.Closed, posts.Opened, posts.WorldEvent, posts.PolicyChanged,
)  # fmt: skip


class PointDay:
    """Rows by point, direction and day; what was told of each point; checks of a point by month."""

    name = "point_day"
    version = 2
    row_type = Any

    def fold(self, event: Event, rows: Rows) -> None:
        """Count an event where it belongs."""
        if isinstance(event.body, _OF_POINT):
            _tell(event, rows)
        elif event.passage is not None:
            _follow(event, event.passage, rows)


def day_row_key(point: str, towards: str, day: date) -> str:
    """Give the key of the day of a direction."""
    return f"day/{point}/{towards}/{day.isoformat()}"


def days_key(point: str, towards: str) -> str:
    """Give the key of the days of a direction: what each changed of how many stand where."""
    return f"days/{point}/{towards}"


def told_key(point: str) -> str:
    """Give the key of what was told of a point."""
    return f"told/{point}"


def checks_key(point: str, month: str) -> str:
    """Give the key of the checks of a point in a month, such as 2026-11."""
    return f"checks/{point}/{month}"


def _follow(event: Event, passage: int, rows: Rows) -> None:
    """Follow a truck: its row holds its direction, where it stands, since when, and what was counted."""
    key = f"truck/{event.point}/{passage}"
    truck = rows.get(key)
    towards = getattr(event.body, "towards", None)
    if truck is None:
        if not isinstance(towards, str):
            return  # its direction was never told
        truck = {"towards": towards, "at": "", "since": None, "counted": []}
    if isinstance(towards, str):
        truck["towards"] = towards
    _count_checks(event, truck, rows)
    _count_flow(event, truck, rows)
    rows.put(key, truck)


def _count_flow(event: Event, truck: dict[str, Any], rows: Rows) -> None:
    body, minute = event.body, event.occurred_us // _MIN_US
    day = _day_of(event.point, truck["towards"], minute, rows)
    flow = _FLOW.get(event.word)
    if isinstance(body, passages.Left):
        flow = "through" if body.way is WayOut.THROUGH else "gave_up" if truck["at"] == "line" else None
    if flow is not None:
        _add(day.setdefault(flow, {}), str(minute % DAY_MIN // 60), 1)
    if isinstance(body, passages.Called) and truck["since"] is not None:
        waits = day.setdefault("waits", {}).setdefault(str(minute % DAY_MIN // 60), [])
        waits.append(max(0, minute - truck["since"]))
    if isinstance(body, passages.Arrived):
        truck["since"] = minute
        is_listed = body.stage is Stage.ROAD_QUEUE and body.queue_class == BACKLOG
        _go(event, truck, "list" if is_listed else "line", day, rows)
    elif event.word in _GOES:
        _go(event, truck, _GOES[event.word], day, rows)
    rows.put(_key_of(event.point, truck["towards"], minute), day)


def _go(event: Event, truck: dict[str, Any], to: str, day: dict[str, Any], rows: Rows) -> None:
    """Let a truck go from where it stood to another place, or away."""
    before, minute = truck["at"], event.occurred_us // _MIN_US
    truck["at"] = to
    changes = {place: (place == to) - (place == before) for place in PLACES}
    if not any(changes.values()):
        return
    key = days_key(event.point, truck["towards"])
    days = rows.get(key) or {}
    held = days.setdefault(_iso(minute // DAY_MIN), [0] * len(PLACES))
    for at, (place, change) in enumerate(changes.items()):
        held[at] += change
        if change:
            _add(day.setdefault(place, {}), str(minute % DAY_MIN), change)
    rows.put(key, days)


def _count_checks(event: Event, truck: dict[str, Any], rows: Rows) -> None:
    """Count trucks that a post took on, those selected, by kind, and how checks ended, by month."""
    body = event.body
    if isinstance(body, passages.ExitStarted | passages.EntryStarted):
        what, group = "taken_on", "trucks"
    elif isinstance(body, selections.Selected):
        what, group = body.kind.value, "selected"
    elif isinstance(body, selections.CheckEnded):
        what, group = body.outcome.value, "ended"
    else:
        return
    key = checks_key(event.point, _iso(event.occurred_us // _MIN_US // DAY_MIN)[:7])
    month = rows.get(key) or {}
    counts = month.setdefault(group, {})
    if group == "ended":
        _add(counts, what, 1)
    else:
        for once in (what, "any") if group == "selected" else (what,):
            if f"{group}/{once}" not in truck["counted"]:
                truck["counted"].append(f"{group}/{once}")
                _add(counts, once, 1)
    rows.put(key, month)


def _tell(event: Event, rows: Rows) -> None:
    body = event.body
    names = (
        "towards", "stage", "reason", "what", "country", "from_us", "to_us", "until_us", "source", "policy",
        "rule", "provisions",
    )  # fmt: skip
    said = {name: getattr(body, name, None) for name in names}
    entry = {name: value for name, value in said.items() if value is not None}
    told = rows.get(told_key(event.point)) or []
    told.append({"at_us": event.occurred_us, "word": event.word, **entry})
    rows.put(told_key(event.point), told[-MOST_TOLD:])


def _day_of(point: str, towards: str, minute: int, rows: Rows) -> dict[str, Any]:
    found: dict[str, Any] = rows.get(_key_of(point, towards, minute)) or {}
    return found


def _key_of(point: str, towards: str, minute: int) -> str:
    return f"day/{point}/{towards}/{_iso(minute // DAY_MIN)}"


@lru_cache(maxsize=1024)
def _iso(number: int) -> str:
    """Give a civil day by its number since 1970."""
    try:
        return date.fromordinal(_EPOCH + number).isoformat()
    except (ValueError, OverflowError):
        return "outside"  # no calendar has it; the clock that gave it was wrong


def _add(counts: dict[str, int], key: str, by: int) -> None:
    counts[key] = counts.get(key, 0) + by
    if not counts[key]:
        del counts[key]
