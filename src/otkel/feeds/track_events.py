"""Passages that positions show, as events of the vocabulary: then they are measured like any others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from otkel.facts.events.choices import WayOut, Witness
from otkel.facts.events.envelope import Draft
from otkel.facts.events.passages import Arrived, EntryCleared, EntryStarted, ExitCleared, ExitStarted, Left
from otkel.facts.events.shapes import Body
from otkel.facts.gazetteer import get_point
from otkel.feeds.track_passages import TrackedPassage

RECORDED_BY = "feeds.trackers"
QUEUE_CLASS = "unknown"  # positions do not say in which class a truck stood


def drafts_of(passages: Iterable[TrackedPassage], vehicle_of: Callable[[str], str]) -> Iterator[Draft]:
    """Give the events of passages, those of each in order of time; they are numbered from 1.

    `vehicle_of` gives the subject of a device. That exit control let a truck go is told only where the
    other post saw it, and that entry control did only where it went through: positions see no stamp.
    """
    for number, one in enumerate(passages, 1):
        for at_us, body in _bodies(one, vehicle_of(one.device)):
            yield Draft(
                body=body, point=one.point, occurred_us=at_us, recorded_by=RECORDED_BY, passage=number
            )


def _bodies(one: TrackedPassage, vehicle: str) -> Iterator[tuple[int, Body]]:
    by = Witness.INSTRUMENT
    arrived = Arrived(
        vehicle=vehicle, towards=_towards(one), queue_class=QUEUE_CLASS, stage=one.stage, witness=by
    )
    yield one.arrived.at_us, arrived
    if one.exit_started is not None:
        yield one.exit_started.at_us, ExitStarted(witness=by)
        if one.exit_cleared is not None and one.entry_started is not None:
            yield one.exit_cleared.at_us, ExitCleared(witness=by)
    if one.entry_started is not None:
        yield one.entry_started.at_us, EntryStarted(witness=by)
    if one.way is WayOut.THROUGH and one.entry_cleared is not None:
        yield one.entry_cleared.at_us, EntryCleared(witness=by)
        yield one.entry_cleared.at_us, Left(way=one.way, witness=by)
    elif one.way is not None and one.ended_us is not None:
        yield one.ended_us, Left(way=one.way, witness=by)


def _towards(one: TrackedPassage) -> str:
    sides = (side.country for side in get_point(one.point).sides)
    return next(country for country in sides if country != one.origin)
