"""From event to state. One function a word; nothing is refused here, since what is recorded happened.

A correction acts forward: it changes no place that was given, so the state passes it over.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from otkel.facts.events import passages, posts, proofs, selections
from otkel.facts.events.envelope import Event
from otkel.queueing.folding import coming, place, post, stages
from otkel.queueing.folding.coming import BACKLOG, CANCELLED_TOO_LATE
from otkel.queueing.folding.pruning import begin_day
from otkel.queueing.state import State

__all__ = ["BACKLOG", "CANCELLED_TOO_LATE", "fold", "fold_event"]


def fold_event(state: State, event: Event) -> None:
    """Change the state by the next event of its stream."""
    fold(state, event.body, event.passage, state.s_of(event.occurred_us))
    state.position = event.position
    state.version = event.version


def fold(state: State, body: Any, passage: int | None, t_s: float) -> None:
    """Change the state by what happened at an instant. The state is the caller's own."""
    state.t_s = max(state.t_s, t_s)
    if state.t_s >= state.day_ends_s:
        begin_day(state)
    kind = type(body)
    of_truck = _OF_A_TRUCK.get(kind)
    if of_truck is not None:
        truck = state.trucks.get(-1 if passage is None else passage)
        if truck is not None:
            of_truck(state, truck, body, t_s)
    elif (begins := _BEGINS.get(kind)) is not None:
        if passage is not None:
            begins(state, body, t_s, passage)
    elif (of_post := _OF_THE_POST.get(kind)) is not None:
        of_post(state, body, t_s)


# A passage may begin with these; whether it has begun is asked there.
_BEGINS: dict[type, Callable[..., None]] = {
    passages.Requested: coming.requested, passages.Booked: coming.booked, passages.Arrived: coming.arrived,
}  # fmt: skip
_OF_A_TRUCK: dict[type, Callable[..., None]] = {
    passages.NotDrawn: coming.not_drawn, passages.StandbyJoined: coming.standby,
    passages.Moved: coming.moved, passages.Cancelled: coming.cancelled, passages.NoShow: coming.no_show,
    passages.Left: coming.left, passages.ReadinessTold: place.readiness,
    passages.ExceptionGranted: place.exception, passages.ExceptionEnded: place.exception_over,
    passages.PlaceLost: place.place_lost, passages.Called: place.called,
    passages.ExitStarted: stages.exit_started, passages.ExitCleared: stages.exit_cleared,
    passages.ExitRefused: stages.exit_refused, passages.EntryStarted: stages.entry_started,
    passages.EntryCleared: stages.entry_cleared, passages.EntryRefused: stages.entry_refused,
    selections.Selected: stages.selected, selections.CheckStarted: stages.check_started,
    selections.CheckProlonged: stages.check_prolonged, selections.CheckEnded: stages.check_ended,
}  # fmt: skip
_OF_THE_POST: dict[type, Callable[..., None]] = {
    posts.PolicyChanged: post.policy, posts.LanesSet: post.lanes, posts.Paused: post.paused,
    posts.Resumed: post.resumed, posts.Closed: post.closed, posts.Opened: post.opened,
    posts.BookingsKept: post.kept, posts.IntakeMeasured: post.intake, posts.StripCounted: post.strip,
    posts.ReleaseSet: post.release, posts.VehicleBlocked: post.blocked, posts.PeopleCounted: post.people,
    posts.ServiceGiven: post.service, proofs.SeedCommitted: post.seed,
    proofs.SeedOpened: post.seed_opened,
}  # fmt: skip
