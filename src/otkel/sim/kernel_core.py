"""The rules of `queueing.core` that call one another, compiled from their own source as they stand."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any

from otkel.queueing.core import allocation, booking, calling, line, release, selection
from otkel.sim import draws
from otkel.sim.kernel_calendar import inlined, within

# In the order in which a compiler needs them: each calls only those before it.
_RULES = (
    line.choose_class, line.has_room, line.interval_of, line.call_rule, line.tree_add, line.tree_sum,
    calling.take_turn, booking.standing, booking.is_since, booking.is_reachable, booking.is_ahead,
    booking.lapse_after_s, booking.first_after_s, booking.takes_requests,
    release.tightest, release.wanted_trucks, release.corrected, release.next_target, release.whole_target,
    release.planned, release.per_hour, release.not_driving, release.aim, release.may_call,
    release.free_places,
    allocation.longest_share, allocation.comes_before, allocation.merge_runs, allocation.sort_requests,
    allocation.serve_order, allocation.allocate,
    selection.falls_below, selection.greater_bound, selection.weighed_points, selection.select,
    *draws.COMPILED,
)  # fmt: skip
_WHOLE = frozenset({"choose_class", "take_turn", "sort_requests", "serve_order", "allocate", "aim"})


def _compile() -> dict[str, Callable[..., Any]]:
    made: dict[str, Callable[..., Any]] = {}
    for one in _RULES:
        assert isinstance(one, FunctionType)
        seen = FunctionType(one.__code__, {**one.__globals__, **made}, one.__name__, one.__defaults__)
        seen.__qualname__, seen.__module__ = one.__qualname__, one.__module__
        made[one.__name__] = within(seen) if one.__name__ in _WHOLE else inlined(seen)
    return made


_MADE = _compile()
choose_class, take_turn, call_rule = _MADE["choose_class"], _MADE["take_turn"], _MADE["call_rule"]
has_room, interval_of = _MADE["has_room"], _MADE["interval_of"]
tree_add, tree_sum = _MADE["tree_add"], _MADE["tree_sum"]
standing, is_since = _MADE["standing"], _MADE["is_since"]
is_reachable, is_ahead = _MADE["is_reachable"], _MADE["is_ahead"]
lapse_after_s, first_after_s = _MADE["lapse_after_s"], _MADE["first_after_s"]
takes_requests = _MADE["takes_requests"]
tightest, aim, may_call = _MADE["tightest"], _MADE["aim"], _MADE["may_call"]
planned, per_hour, not_driving = _MADE["planned"], _MADE["per_hour"], _MADE["not_driving"]
free_places = _MADE["free_places"]
longest_share, serve_order, allocate = _MADE["longest_share"], _MADE["serve_order"], _MADE["allocate"]
select, weighed_points, draw_of = _MADE["select"], _MADE["weighed_points"], _MADE["draw_of"]
