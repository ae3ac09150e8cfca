"""What held a truck up: pauses and closures of the posts ahead of it, and reasons on its own side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from otkel.facts.events import passages, posts
from otkel.facts.events.choices import Readiness, Side, Stage
from otkel.queueing.corrected import Reading
from otkel.queueing.stretches import Hold, Span, Stretch

# The posts still ahead of a truck in each stretch: what stops one of them can hold the truck up.
_ROAD = (Stage.EXIT_CONTROL, Stage.STRIP, Stage.ENTRY_CONTROL)
_AHEAD: dict[Stretch, tuple[Stage, ...]] = {
    Stretch.ROAD_QUEUE: (Stage.ROAD_QUEUE, Stage.WAITING_AREA, *_ROAD),
    Stretch.WAITING_AREA: (Stage.WAITING_AREA, *_ROAD),
    Stretch.CALLED: _ROAD,
    Stretch.EXIT_CONTROL: _ROAD,
    Stretch.STRIP: (Stage.STRIP, Stage.ENTRY_CONTROL),
    Stretch.ENTRY_CONTROL: (Stage.ENTRY_CONTROL,),
    Stretch.AFTER_REFUSAL: _ROAD,
}


def holds_of(
    spans: Iterable[Span], own: Sequence[Reading], post: Sequence[Reading], towards: str | None
) -> tuple[Span, ...]:
    """Give the stretches, each with what lay in it: of the post in this direction, and of the truck."""
    of_post = [
        *_between(_of_direction(post, towards), posts.Paused, posts.Resumed, "paused"),
        *_between(_of_direction(post, towards), posts.Closed, posts.Opened, "closed"),
    ]
    of_truck = [*_exceptions(own), *_lacking(own)]
    return tuple(_with_holds(span, of_post, of_truck) for span in spans)


def _with_holds(span: Span, of_post: Iterable[Hold], of_truck: Iterable[Hold]) -> Span:
    ahead = _AHEAD.get(span.what)
    if ahead is None:
        return span
    held = [
        hold
        for hold in (*(h for h in of_post if h.stage is None or h.stage in ahead), *of_truck)
        if _overlaps(hold, span)
    ]
    held.sort(key=lambda hold: (hold.begin_us, hold.rests_on))
    return msgspec.structs.replace(span, holds=tuple(held))


def _overlaps(hold: Hold, span: Span) -> bool:
    end_us = span.known_end_us
    begins_before = end_us is None or hold.begin_us < end_us
    return begins_before and (hold.end_us is None or hold.end_us > span.begin.at_us)


def _of_direction(post: Iterable[Reading], towards: str | None) -> list[Reading]:
    return [one for one in post if towards is None or one.event.body.towards in (None, towards)]


def _between(post: Iterable[Reading], begins: type, ends: type, kind: str) -> list[Hold]:
    """Pair beginnings with ends: an end of the whole point ends all, one of a stage ends that stage's."""
    done: list[Hold] = []
    for one in post:
        body, at_us = one.event.body, one.event.occurred_us
        if isinstance(body, begins):
            done.append(_hold(kind, Side.POST, body.reason, body.stage, one))  # type: ignore[attr-defined]
        elif isinstance(body, ends):
            stage = body.stage  # type: ignore[attr-defined]
            done = [_over(h, at_us, one) if stage in (None, h.stage) else h for h in done]
    return done


def _exceptions(own: Iterable[Reading]) -> list[Hold]:
    over = (passages.ExceptionEnded, passages.PlaceLost, passages.Called, passages.Left, passages.NoShow)
    done: list[Hold] = []
    for one in own:
        body = one.event.body
        if isinstance(body, passages.ExceptionGranted):
            side = Side.POST if body.ground in ("closure", "post_late") else Side.TRUCK
            done.append(_hold("exception", side, body.ground.value, None, one))
        elif isinstance(body, over):
            done = [_over(hold, one.event.occurred_us, one) for hold in done]
    return done


def _lacking(own: Iterable[Reading]) -> list[Hold]:
    """Give when papers, goods or vehicle lacked something, from what was told at the door and later."""
    done: list[Hold] = []
    for one in own:
        readiness = getattr(one.event.body, "readiness", None)
        if isinstance(one.event.body, passages.Left):
            readiness = Readiness.READY
        if readiness is None or readiness is Readiness.NOT_ASKED:
            continue
        is_open = bool(done) and done[-1].end_us is None
        if readiness is Readiness.LACKING and not is_open:
            done.append(_hold("lacking", Side.TRUCK, None, None, one))
        elif readiness is not Readiness.LACKING and is_open:
            done[-1] = _over(done[-1], one.event.occurred_us, one)
    return done


def _hold(kind: str, side: Side, reason: str | None, stage: Stage | None, one: Reading) -> Hold:
    return Hold(
        kind=kind,
        side=side,
        reason=reason,
        stage=stage,
        begin_us=one.event.occurred_us,
        end_us=None,
        rests_on=(one.event.position, *one.by),
    )


def _over(hold: Hold, at_us: int, one: Reading) -> Hold:
    if hold.end_us is not None:
        return hold
    rests_on = (*hold.rests_on, one.event.position, *one.by)
    return msgspec.structs.replace(hold, end_us=at_us, rests_on=rests_on)
