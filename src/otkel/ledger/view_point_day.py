"""A crossing point's days: who came, went on and waited, hour by hour, and how many stood where, by minute.

It follows what was recorded, as the queue itself does: a correction acts forward, and what was decided stays
decided. Days are civil days of UTC; whoever shows them shifts them. Where trucks stood is kept as changes, so
that the number at any minute is a sum: that of all days before, and that of the minutes of its own day.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from otkel.facts.events import KINDS, passages, posts, selections, words_of
from otkel.facts.events.choices import Stage, WayOut
from otkel.ledger.codec import Glance
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
_OF_POINT = words_of(
    posts.Paused, posts.Resumed, posts.Closed, posts.Opened, posts.WorldEvent, posts.PolicyChanged
)
_CHECKS = words_of(passages.ExitStarted, passages.EntryStarted, selections.Selected, selections.CheckEnded)
_READ = words_of(selections.Selected, selections.CheckEnded, passages.Left)
_TOWARDS, _AT, _SINCE, _COUNTED = range(4)  # of the row of a truck; from the last on what was counted
_Changes = tuple[tuple[int, str, int], ...]
_STANDS = ("", "list", *PLACES)
# From where a truck stood to where it goes: which places change, and by how much.
_CHANGES: dict[tuple[str, str], _Changes] = {
    (before, to): tuple(
        (at, place, (place == to) - (place == before))
        for at, place in enumerate(PLACES)
        if (place == to) != (place == before)
    )
    for before in _STANDS
    for to in _STANDS
}


class _Act(NamedTuple):
    """What the fold does with a word."""

    word: str
    reads: bool  # its body: to read it takes as long as all the rest
    checks: bool
    flow: str | None
    to: str | None


# By word; none: it tells something of the point.
_ACTS = {
    kind.word: None
    if kind.word in _OF_POINT
    else _Act(
        kind.word,
        kind.word in _READ or "towards" in kind.type.__struct_fields__,
        kind.word in _CHECKS,
        _FLOW.get(kind.word),
        _GOES.get(kind.word),
    )
    for kind in KINDS
}
_TEXTS = tuple(map(str, range(DAY_MIN)))


class PointDay:
    """Rows by point, direction and day; what was told of each point; checks of a point by month."""

    name = "point_day"
    version = 3
    row_type = Any

    def fold(self, event: Glance, rows: Rows) -> None:
        """Count an event where it belongs."""
        act = _ACTS[event.word]
        if act is None:
            _tell(event, rows)
        elif event.passage is not None:
            _follow(event, act, rows)


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


def _follow(event: Glance, act: _Act, rows: Rows) -> None:
    """Follow a truck: its row holds its direction, where it stands, since when, and what was counted."""
    key = f"truck/{event.point}/{event.passage}"
    truck, body = rows.get(key), None
    if act.reads:
        body = event.body
        towards = getattr(body, "towards", None)
        if isinstance(towards, str):
            if truck is None:
                truck = ["", "", None]
            truck[_TOWARDS] = towards
    if truck is None:
        return  # its direction was never told
    if act.checks:
        _count_checks(event, body, truck, rows)
    _count_flow(event, act, body, truck, rows)
    rows.put(key, truck)


def _count_flow(event: Glance, act: _Act, body: Any, truck: list[Any], rows: Rows) -> None:
    number, minute = divmod(event.occurred_us // _MIN_US, DAY_MIN)
    day = rows.change(_key_of(event.point, truck[_TOWARDS], number), dict)
    word, _, _, flow, to = act
    if word == "left":
        flow = "through" if body.way is WayOut.THROUGH else "gave_up" if truck[_AT] == "line" else None
    elif word == "arrived":
        truck[_SINCE] = number * DAY_MIN + minute
        to = "list" if body.stage is Stage.ROAD_QUEUE and body.queue_class == BACKLOG else "line"
    elif word == "called" and truck[_SINCE] is not None:
        waits = day.setdefault("waits", {}).setdefault(_TEXTS[minute // 60], [])
        waits.append(max(0, number * DAY_MIN + minute - truck[_SINCE]))
    if flow is not None:
        _add(day, flow, _TEXTS[minute // 60], 1)
    if to is not None:
        changes = _CHANGES[truck[_AT], to]
        truck[_AT] = to
        if changes:
            held = rows.change(_days_of(event.point, truck[_TOWARDS]), dict)
            _stand(held, _iso(number), day, _TEXTS[minute], changes)


def _stand(days: dict[str, list[int]], iso: str, day: dict[str, Any], minute: str, changes: _Changes) -> None:
    """Count a truck where it stands from a minute on, and no more where it stood."""
    held = days.get(iso)
    if held is None:
        held = days[iso] = [0] * len(PLACES)
    for at, place, change in changes:
        held[at] += change
        _add(day, place, minute, change)


def _count_checks(event: Glance, body: Any, truck: list[Any], rows: Rows) -> None:
    """Count trucks that a post took on, those selected, by kind, and how checks ended, by month."""
    month = rows.change(checks_key(event.point, _iso(event.occurred_us // _MIN_US // DAY_MIN)[:7]), dict)
    if isinstance(body, selections.CheckEnded):
        _add(month, "ended", body.outcome.value, 1)
    elif isinstance(body, selections.Selected):
        _count_once(month, "selected", body.kind.value, truck)
        _count_once(month, "selected", "any", truck)
    else:
        _count_once(month, "trucks", "taken_on", truck)


def _count_once(month: dict[str, dict[str, int]], group: str, what: str, truck: list[Any]) -> None:
    counted = f"{group}/{what}"
    if counted not in truck[_COUNTED:]:
        truck.append(counted)
        _add(month, group, what, 1)
    else:
        month.setdefault(group, {})


def _tell(event: Glance, rows: Rows) -> None:
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


@lru_cache(maxsize=1024)
def _key_of(point: str, towards: str, number: int) -> str:
    return f"day/{point}/{towards}/{_iso(number)}"


_days_of = lru_cache(maxsize=1024)(days_key)


@lru_cache(maxsize=1024)
def _iso(number: int) -> str:
    """Give a civil day by its number since 1970."""
    try:
        return date.fromordinal(_EPOCH + number).isoformat()
    except (ValueError, OverflowError):
        return "outside"  # no calendar has it; the clock that gave it was wrong


def _add(row: dict[str, dict[str, int]], group: str, key: str, by: int) -> None:
    counts = row.get(group)
    if counts is None:
        counts = row[group] = {}
    count = counts.get(key, 0) + by
    if count:
        counts[key] = count
    else:
        del counts[key]
