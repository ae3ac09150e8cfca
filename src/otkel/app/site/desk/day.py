"""A day of one direction as its head of shift hands it over: what came, went, was checked, stood still.

A day is a civil day of the crossing point. Corrections are applied; what was told late counts when it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from otkel.app.crossing.told import local
from otkel.app.ledger import now_us
from otkel.app.site.desk.truck import story_of
from otkel.app.site.house import House
from otkel.app.site.stream import events_between
from otkel.facts.events import passages, posts, selections
from otkel.facts.events.choices import CheckOutcome, SelectionKind, Stage
from otkel.facts.events.envelope import Event, as_us
from otkel.queueing.corrected import corrected

DAY_US = 86_400_000_000
BEFORE_US = 3 * DAY_US  # who came longer ago is asked for one by one
LATE_US = DAY_US  # acts that are told so much later still count on the day on which they happened
MOST_ASKED = 300  # passages of which the story is asked for, where their coming is not among what was read
FLOWS = ("arrived", "called", "exit_started", "exit_cleared", "entry_cleared", "left")
_STOPS: dict[type, type] = {posts.Paused: posts.Resumed, posts.Closed: posts.Opened}


class Wait(msgspec.Struct, frozen=True, kw_only=True):
    """From coming to being taken on by exit control, of those taken on this day [s]."""

    trucks: int
    median_s: float
    p90_s: float


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """Something that took nobody on; the times that lie within the day."""

    stage: Stage | None
    reason: str
    is_closed: bool
    from_us: int
    to_us: int | None  # none: until the end of the day, or it lasts still


class Selections(msgspec.Struct, frozen=True, kw_only=True):
    """How many trucks were selected at a stage by a way of selecting, and how their checks ended."""

    stage: Stage
    kind: SelectionKind
    selected: int
    outcomes: dict[CheckOutcome, int]


class DayReport(msgspec.Struct, frozen=True, kw_only=True):
    """A day of one direction."""

    on: date
    from_us: int
    to_us: int
    is_over: bool
    towards: str
    totals: dict[str, int]  # by word of the vocabulary
    hours: tuple[tuple[datetime, dict[str, int]], ...]
    wait: Wait | None
    selections: tuple[Selections, ...]
    passed_by_draw: int
    refusals: dict[tuple[str, str], int]  # by word and reason
    stops: tuple[Stop, ...]
    shifts: tuple[Event, ...]
    messages: tuple[Event, ...]
    acts_by: dict[str, int]  # by who recorded


def day_of(zone: str, day: date) -> tuple[int, int]:
    """Give the beginning of a civil day of a zone, and that of the next one [µs of UTC]."""
    begins, ends = (datetime.combine(one, time(), ZoneInfo(zone)) for one in (day, day + timedelta(days=1)))
    return as_us(begins), as_us(ends)


def day_report(house: House, slug: str, towards: str, on: date) -> DayReport:
    """Give a day of a direction. Raises LedgerError."""
    zone = house.desk(slug).zone
    from_us, to_us = day_of(zone, on)
    read = events_between(house.ledger.store, slug, from_us - BEFORE_US, min(to_us + LATE_US, now_us() + 1))
    events = [one.event for one in corrected(read)]
    coming = _Coming(house, slug, towards, events)
    today = [one for one in events if from_us <= one.occurred_us < to_us and coming.is_ours(one)]
    return DayReport(
        on=on, from_us=from_us, to_us=to_us, is_over=now_us() >= to_us, towards=towards,
        totals=dict(Counter(one.word for one in today)),
        hours=_hours(today, zone),
        wait=_wait(today, coming),
        selections=_selections(today),
        passed_by_draw=sum(isinstance(one.body, selections.NotSelected) for one in today),
        refusals=dict(Counter((one.word, one.body.reason) for one in today if one.word in _REFUSED)),
        stops=tuple(_stops(events, towards, from_us, to_us)),
        shifts=tuple(one for one in today if isinstance(one.body, posts.ShiftBegun | posts.ShiftEnded)),
        messages=tuple(one for one in today if isinstance(one.body, posts.MessageSent)),
        acts_by=dict(Counter(one.recorded_by for one in today).most_common()),
    )  # fmt: skip


_REFUSED = ("exit_refused", "entry_refused", "turned_back")


class _Coming:
    """When each passage came, and which way it goes."""

    def __init__(self, house: House, slug: str, towards: str, events: Iterable[Event]) -> None:
        self._house, self._towards = house, towards
        self._asked = 0
        self.came_us: dict[int, int] = {}
        self._way: dict[int, str] = house.desk(slug).look(
            lambda state: {one.passage: state.towards[one.line] for one in state.trucks.values()}
        )
        for event in events:
            self._take(event)

    def is_ours(self, event: Event) -> bool:
        """Whether an event is of the direction; one of the post that names none is of both."""
        if event.passage is None:
            return getattr(event.body, "towards", None) in (None, self._towards)
        if event.passage not in self._way and self._asked < MOST_ASKED:
            self._asked += 1
            for one in story_of(self._house, event.passage):
                self._take(one)
        return self._way.get(event.passage) == self._towards

    def _take(self, event: Event) -> None:
        body: Any = event.body
        if event.passage is None:
            return
        if isinstance(body, passages.Arrived):
            self.came_us.setdefault(event.passage, event.occurred_us)
        if isinstance(body, passages.Arrived | passages.Booked | passages.Requested):
            self._way[event.passage] = body.towards


def _hours(today: Iterable[Event], zone: str) -> tuple[tuple[datetime, dict[str, int]], ...]:
    counted: dict[datetime, Counter[str]] = {}
    for event in today:
        if event.word in FLOWS:
            hour = local(event.occurred_us, zone).replace(minute=0, second=0)
            counted.setdefault(hour, Counter())[event.word] += 1
    return tuple((hour, dict(words)) for hour, words in sorted(counted.items()))


def _wait(today: Iterable[Event], coming: _Coming) -> Wait | None:
    waits = sorted(
        (one.occurred_us - coming.came_us[one.passage]) / 1e6
        for one in today
        if isinstance(one.body, passages.ExitStarted) and one.passage in coming.came_us
    )
    if not waits:
        return None
    return Wait(trucks=len(waits), median_s=_share(waits, 0.5), p90_s=_share(waits, 0.9))


def _share(values: list[float], share: float) -> float:
    """Give the value that a share of all does not exceed."""
    return values[max(0, -(-int(share * 100) * len(values) // 100) - 1)]


def _selections(today: Iterable[Event]) -> tuple[Selections, ...]:
    """Count by stage and kind. An outcome belongs to the selection that came before it."""
    last: dict[int, tuple[Stage, SelectionKind]] = {}
    selected: Counter[tuple[Stage, SelectionKind]] = Counter()
    outcomes: dict[tuple[Stage, SelectionKind], Counter[CheckOutcome]] = {}
    for event in today:
        body = event.body
        if isinstance(body, selections.Selected):
            key = body.stage, body.kind
            selected[key] += 1
            last[event.passage or 0] = key
        elif isinstance(body, selections.CheckEnded) and (found := last.get(event.passage or 0)) is not None:
            outcomes.setdefault(found, Counter())[body.outcome] += 1
    return tuple(
        Selections(stage=stage, kind=kind, selected=count, outcomes=dict(outcomes.get((stage, kind), {})))
        for (stage, kind), count in sorted(selected.items())
    )


def _stops(events: Iterable[Event], towards: str, from_us: int, to_us: int) -> Iterator[Stop]:
    """Give what stood still within the day, also what had begun before."""
    open_now: dict[tuple[type, Stage | None], Event] = {}
    for event in events:
        body: Any = event.body
        if getattr(body, "towards", None) not in (None, towards) or event.occurred_us >= to_us:
            continue
        if type(body) in _STOPS:
            open_now[_STOPS[type(body)], body.stage] = event
            continue
        begun = open_now.pop((type(body), getattr(body, "stage", None)), None)
        if begun is not None and event.occurred_us > from_us:
            yield _stop(begun, event.occurred_us, from_us)
    for begun in open_now.values():
        yield _stop(begun, None, from_us)


def _stop(begun: Event, ended_us: int | None, from_us: int) -> Stop:
    body: Any = begun.body
    return Stop(
        stage=body.stage, reason=body.reason, is_closed=isinstance(body, posts.Closed),
        from_us=max(begun.occurred_us, from_us), to_us=ended_us,
    )  # fmt: skip
