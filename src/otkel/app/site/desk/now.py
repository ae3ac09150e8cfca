"""A direction of a crossing point as its desk shows it: who is where, who is next, a page of the line.

However many wait, one page of them is read. What is the same for all officers is made once.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from otkel.app.ledger_files import refused
from otkel.app.site.desk.rows import TruckRow, row_of
from otkel.app.site.desk.shared import Shared
from otkel.app.site.house import House
from otkel.facts.events.choices import Stage
from otkel.phrases import Phrase, phrase
from otkel.queueing import views
from otkel.queueing.core.release import AT_ONCE
from otkel.queueing.release_words import tell_release
from otkel.queueing.state import State
from otkel.queueing.truck import Status, Truck

PAGE = 40  # trucks of the line that are shown at once
MOST_AT_A_STAGE = 40
AT_POST = (Status.CALLED, Status.AT_EXIT, Status.ON_STRIP, Status.AT_ENTRY, Status.INSIDE)
LANED = (Stage.EXIT_CONTROL, Stage.ENTRY_CONTROL)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What an officer looks at: one direction, one page of the line, one class of it or all."""

    slug: str
    towards: str
    page: int = 1
    queue_class: str | None = None


class LineRow(msgspec.Struct, frozen=True, kw_only=True):
    """A truck in line with its place in order of arrival; none: on the list of the backlog."""

    place: int | None
    truck: TruckRow


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """The trucks at one stage, who stands longest first; and how many there are in all."""

    status: Status
    trucks: tuple[TruckRow, ...]
    count: int


class DeskNow(msgspec.Struct, frozen=True, kw_only=True):
    """One direction now, and a page of its line."""

    asked: Asked
    made_us: int
    version: int  # of the point's stream
    directions: tuple[str, ...]  # those whose queue is open
    direction: views.Direction
    release: tuple[Phrase, ...]  # how many may be called, told
    may_call: int | None  # none: any number
    next: tuple[TruckRow, ...]
    groups: tuple[Group, ...]
    line: tuple[LineRow, ...]
    in_line: int  # trucks of the class looked at, over all pages
    pages: int
    classes: tuple[str, ...]
    lanes: dict[Stage, tuple[str, ...]]
    call_reasons: tuple[str, ...]
    referral_reasons: tuple[str, ...]
    places: dict[Status, int | None]

    def is_next(self, passage: int) -> views.Next | None:
        """Give why a truck is among the next; none where it is not."""
        return next((one for one in self.direction.next if one.passage == passage), None)


def desk_now(house: House, asked: Asked) -> DeskNow:
    """Give what a desk of a house shows. Raises InputError where the queue is not open, LedgerError."""
    looks: Shared[Asked, DeskNow] = house.keep("desks", lambda kept: Shared(kept, _make))
    return looks.get(asked.slug, asked)


def _make(house: House, slug: str, asked: Asked) -> DeskNow:
    desk = house.desk(slug)
    return desk.look(lambda state: _desk_now(state, asked, state.s_of(desk.now_us())))


def open_directions(house: House, slug: str) -> tuple[str, ...]:
    """Give the directions whose queue is open, by the state that is entered. Raises LedgerError."""
    return house.desk(slug).look(_open)


def _open(state: State) -> tuple[str, ...]:
    return tuple(one for at, one in enumerate(state.towards) if state.is_open[at])


def _desk_now(state: State, asked: Asked, t_s: float) -> DeskNow:
    t_s = max(t_s, state.t_s)
    if asked.towards not in _open(state):
        raise refused(
            phrase("no queue was opened here towards {towards}", towards=asked.towards),
            phrase("name one of: {options}", options=_open(state)),
            "towards",
        )
    at = state.towards.index(asked.towards)
    of, direction = state.lines[at], views.status(state, t_s).directions[at]
    policy = of.rules.policy
    mine = [one for one in state.trucks.values() if one.line == at]
    line, total, pages = _page(state, mine, asked)
    may_call = direction.release.may_call
    return DeskNow(
        asked=asked,
        made_us=state.us_of(t_s),
        version=state.version,
        directions=_open(state),
        direction=direction,
        release=tell_release(of, direction.release),
        may_call=None if may_call >= AT_ONCE else may_call,
        next=tuple(row_of(state, state.trucks[one.passage]) for one in direction.next),
        groups=tuple(_group(state, mine, status) for status in AT_POST),
        line=line,
        in_line=total,
        pages=pages,
        classes=tuple(dict.fromkeys([*of.rules.names, *direction.waiting])),
        lanes={stage: of.lanes[stage] for stage in LANED if stage in of.lanes},
        call_reasons=policy.call_reasons,
        referral_reasons=policy.referral_reasons,
        places={
            Status.AT_EXIT: policy.exit_places,
            Status.ON_STRIP: policy.strip_places,
            Status.AT_ENTRY: policy.entry_places,
        },
    )


def _group(state: State, trucks: Iterable[Truck], status: Status) -> Group:
    there = sorted((one for one in trucks if one.status is status), key=lambda one: (one.since_s, one.seq))
    shown = tuple(row_of(state, one) for one in there[:MOST_AT_A_STAGE])
    return Group(status=status, trucks=shown, count=len(there))


def _page(state: State, trucks: Iterable[Truck], asked: Asked) -> tuple[tuple[LineRow, ...], int, int]:
    """Give a page of those who wait, in order of arrival, those on the list of the backlog last."""
    waiting = [one for one in trucks if one.status is Status.WAITING]
    waiting.sort(key=lambda one: (one.backlog, one.seq))
    placed: list[tuple[int | None, Truck]] = []
    before = 0
    for truck in waiting:
        if asked.queue_class in (None, truck.queue_class):
            placed.append((None if truck.backlog else before + 1, truck))
        before += truck.in_line
    pages = max(1, -(-len(placed) // PAGE))
    first = PAGE * (min(max(1, asked.page), pages) - 1)
    shown = placed[first : first + PAGE]
    rows = tuple(LineRow(place=place, truck=row_of(state, truck)) for place, truck in shown)
    return rows, len(placed), pages
