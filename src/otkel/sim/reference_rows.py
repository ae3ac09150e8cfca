"""The rows of the readable twin's log where a discipline rules, with the values that the kernel writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from otkel.facts.events import kind_of, passages, posts, selections
from otkel.facts.events.choices import (
    Allocation,
    DepositOutcome,
    Knowledge,
    SelectionKind,
    Side,
    Stage,
    WayOut,
)
from otkel.queueing.due import STANDBY_OVER
from otkel.queueing.fold import CANCELLED_TOO_LATE

if TYPE_CHECKING:
    from otkel.sim.reference_post import Post

STAGES = (Stage.EXIT_CONTROL, Stage.ENTRY_CONTROL, Stage.ROADSIDE_CHECK)
ALLOCATIONS = (Allocation.FIRST_COME, Allocation.LONGEST_WAIT, Allocation.DRAW, Allocation.STANDBY)
CANCELS = (None, CANCELLED_TOO_LATE, STANDBY_OVER)  # rules by which a booking or a request ends
NOBODY, MORE = -1, 0
Row = tuple[float, int, int, int, int, str]  # when, kind, point, truck, value, rule


def plain_row(post: Post, truck: int, body: Any, now: float) -> Row:
    """Give the row of an event of a world without disciplines."""
    called = isinstance(body, passages.Called)
    overtaken, rule = (body.overtaken_trucks, body.rule) if called else (0, "")
    return now, kind_of(body).number, post.number, truck, overtaken, rule


def rows_of(post: Post, truck: int, body: Any, slot_min: int, now: float) -> list[Row]:
    """Give the rows of an event; `slot_min`: the beginning of the truck's slot, -1 where it has none."""
    value, rule = _told(post, body, slot_min)
    return [(now, kind_of(body).number, post.number, truck, value, str(rule)), *_more(post, body, now)]


def _told(post: Post, body: Any, slot_min: int) -> tuple[int, int | str]:
    match body:
        case passages.Called():
            return body.overtaken_trucks, body.rule
        case passages.Left():
            return tuple(WayOut).index(body.way), 0
        case passages.Arrived() if post.by_rules:
            has_slot = body.late_us is not None
            return slot_min if has_slot else NOBODY, post.rules.class_at(body.queue_class)
        case passages.Booked():
            assert body.allocation is not None
            assert body.slot_from_us is not None
            return _minute(post, body.slot_from_us), ALLOCATIONS.index(body.allocation)
        case passages.Moved():
            return _minute(post, body.slot_from_us), int(body.side is Side.NOBODY)
        case passages.Cancelled():
            return 0, CANCELS.index(body.rule)
        case passages.StandbyJoined():
            return _minute(post, body.earliest_us), 0
        case passages.Requested() | passages.NotDrawn():
            return post.state.day_of(post.state.s_of(body.day_us)), 0
        case passages.NoShow():
            return 0, 0 if body.rule == "no_show.slot" else 1
        case passages.DepositSettled():
            return 0, tuple(DepositOutcome).index(body.outcome)
        case selections.Selected() if body.kind is not SelectionKind.REFERRAL:
            return STAGES.index(body.stage) + 1, 2 if body.kind is SelectionKind.RISK else 1
        case selections.NotSelected():
            return STAGES.index(body.stage) + 1, 0
        case selections.CheckStarted() | selections.CheckEnded():
            return (0 if body.stage is Stage.ROADSIDE_CHECK else STAGES.index(body.stage) + 1), 0
        case posts.ReleaseSet():
            return body.target_trucks, STAGES.index(body.tightest)
        case posts.DrawHeld():
            return body.granted, 0
        case posts.StripCounted():
            return body.trucks, 0
        case posts.IntakeMeasured():
            return body.taken_trucks, STAGES.index(body.stage)
    return 0, 0


def _minute(post: Post, instant_us: int) -> int:
    """Give an instant in whole minutes from the beginning of the first day."""
    return round(post.state.s_of(instant_us) / 60.0)


def _known(body: Any) -> str:
    """Give how a rate is known, as the rows count it."""
    return "1" if body.knowledge is Knowledge.MEASURED else "0"


def _more(post: Post, body: Any, now: float) -> list[Row]:
    """Give the rows behind it that tell more."""
    if isinstance(body, posts.ReleaseSet):
        more = [
            (now, MORE, post.number, body.on_the_way_trucks, body.may_call_trucks, _known(body)),
            (now, MORE, post.number, body.trucks_per_day, 0, "0"),
        ]
        if body.low_trucks_per_day < body.high_trucks_per_day:  # never where the other side tells its acts
            more.append((now, MORE, post.number, body.low_trucks_per_day, body.high_trucks_per_day, "0"))
        return more
    if isinstance(body, posts.StripCounted):
        return [(now, MORE, post.number, body.low_trucks, body.high_trucks, "0")]
    if isinstance(body, posts.IntakeMeasured):
        return [
            (now, MORE, post.number, body.low_trucks, body.high_trucks, _known(body)),
            (now, MORE, post.number, round(body.interval_us / 1e6), 0, "0"),
        ]
    if isinstance(body, passages.StandbyJoined):
        return [(now, MORE, post.number, NOBODY, _minute(post, body.latest_us), "0")]
    if isinstance(body, posts.DrawHeld):
        day = post.state.day_of(post.state.s_of(body.day_us))
        return [
            (now, MORE, post.number, body.requests, body.capacity_trucks, "0"),
            (now, MORE, post.number, NOBODY, day, "0"),
        ]
    return []
