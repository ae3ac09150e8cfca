"""The one decider: from a state, a command and an instant to what happened, or to a refusal. Pure.

The policy is part of the state, folded from `policy_changed`, so that a replay needs nothing else
(docs/decisions/0016). The same functions of `core` answer here and in the twin.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from otkel.facts.events.passages import NoShow
from otkel.queueing import commands as c
from otkel.queueing.deciding import allocating, arriving, booking, calling, checks, post, stages, telling
from otkel.queueing.deciding.bounds import require_sound
from otkel.queueing.deciding.common import Decision, Happened
from otkel.queueing.deciding.falling_due import fall_due
from otkel.queueing.refusal import Refusal
from otkel.queueing.refusals import No, no
from otkel.queueing.state import State

BACK_S = 5.0  # clocks of two machines may differ so much; then the state's own time holds


def decide(state: State, command: c.Command, t_s: float) -> tuple[Happened, ...] | Refusal:
    """Answer a command at an instant [s from the origin]. The state is not changed.

    Where the instant lies a little before the last event, the decision is made at the last event's. What
    has fallen due by then is done first, and stands first in the answer. Where a command is refused nothing
    is recorded: what is due comes with the next one that is not, or with a `Tick`.
    """
    happened: Decision = []
    try:
        if not state.day_starts_s[0] <= t_s <= state.last_s:  # also what is no number
            raise no("clock.range")
        if t_s < state.t_s:
            if t_s < state.t_s - BACK_S:
                raise no("clock.back", seconds=round(state.t_s - t_s))
            t_s = state.t_s
        require_sound(command)
        happened, state = fall_due(state, t_s)
        if not isinstance(command, c.Tick):  # that asks for nothing more
            happened += _DECIDERS[type(command)](state, command, t_s)
        return tuple(happened)
    except No as refused:
        return _told_of_the_end(command, refused.refusal, happened)


_OF_THE_END = ("passage.unknown", "arrive.no_booking", "arrive.not_entered", "arrive.class")


def _told_of_the_end(command: c.Command, refusal: Refusal, happened: Decision) -> Refusal:
    """Say that a passage is over where it ended a moment ago; what is due is recorded with the next act."""
    ended = {one.passage for one in happened if isinstance(one.body, NoShow)}
    passage = getattr(command, "passage", None)
    names_it = refusal.rule in _OF_THE_END
    if names_it and passage in ended:
        return no("passage.over", passage).refusal
    return refusal


_DECIDERS: dict[type, Callable[[State, Any, float], Decision]] = {
    c.SetPolicy: post.set_policy, c.SetLanes: post.set_lanes, c.BeginShift: post.begin_shift,
    c.EndShift: post.end_shift, c.Pause: post.pause, c.Resume: post.resume, c.Close: post.close,
    c.Reopen: post.reopen, c.KeepAlive: post.keep_alive, c.MeasureIntake: post.measure_intake,
    c.CountStrip: post.count_strip, c.TellWorld: post.tell_world, c.CommitSeed: post.commit_seed,
    c.OpenSeed: post.open_seed, c.CountPeople: post.count_people,
    c.GiveService: post.give_service, c.Book: booking.book, c.Request: allocating.request,
    c.HoldDraw: allocating.hold_draw, c.Move: booking.move, c.Cancel: booking.cancel,
    c.Standby: booking.stand_by, c.GrantException: arriving.grant_exception,
    c.EndException: arriving.end_exception, c.TellReadiness: arriving.tell_readiness,
    c.Arrive: arriving.arrive, c.Call: calling.call, c.PublishBatch: calling.publish_batch,
    c.Start: stages.start, c.Clear: stages.clear, c.Refuse: stages.refuse, c.Select: checks.select,
    c.StartCheck: checks.start_check, c.ProlongCheck: checks.prolong_check, c.EndCheck: checks.end_check,
    c.Leave: stages.leave, c.IssueTicket: post.issue_ticket, c.IssueCertificate: post.issue_certificate,
    c.StateRange: post.state_range, c.SendMessage: telling.send_message,
}  # fmt: skip
