"""How a crossing point stands, as plain data: with times in its zone, and the release told in words."""

from __future__ import annotations

from typing import Any

import msgspec

from otkel.app.crossing.desk import Desk
from otkel.app.crossing.told import local
from otkel.app.ledger_files import refused
from otkel.app.plain import Json
from otkel.app.words import Words
from otkel.facts.events.choices import Quantity
from otkel.phrases import phrase
from otkel.queueing import needs, views
from otkel.queueing.commands import StateRange
from otkel.queueing.core.release import NO_LIMIT
from otkel.queueing.release import Release, tightest_rate
from otkel.queueing.release_words import tell_release
from otkel.queueing.state import State

DEFAULT_SPREAD_PCT = 20  # where only the middle of a pace is known
COVERAGE_PCT = 80  # how often the day is meant to lie within the range; scored later


def status_json(desk: Desk, words: Words, at_us: int | None) -> Json:
    """Give both directions now, those whose queue is open."""

    def work(state: State) -> Json:
        t_s = _t_s(desk, state, at_us)
        found = views.status(state, t_s)
        return {
            "point": found.point,
            "at": _at(desk, found.at_us),
            "present": found.present,
            "directions": [
                _direction(desk, state, at, one, words)
                for at, one in enumerate(found.directions)
                if one.is_open
            ],
            "seeds": [_timed(desk, one) for one in found.seeds],
        }

    return desk.look(work)


def _direction(desk: Desk, state: State, at: int, one: views.Direction, words: Words) -> Json:
    told = _timed(desk, one)
    told["requests"] = {_at(desk, day)[:10]: asked for day, asked in one.requests.items()}
    told["next"] = [_timed(desk, each) for each in one.next]
    told["free"] = [_timed(desk, each) | {"day": _at(desk, each.day_us)[:10]} for each in one.free]
    told["stopped"] = [_timed(desk, each) for each in one.stopped]
    told["strip"] = _timed(desk, one.strip)
    told["late"] = _timed(desk, one.late)
    said = tell_release(state.lines[at], one.release)
    told["release"] = _release(one.release) | {
        "says": words.sentences(said),
        "says_first": words.sentence(said[0]),
    }
    return told


def _release(plan: Release) -> Json:
    told: Json = msgspec.to_builtins(plan)
    if plan.places == NO_LIMIT:
        told["places"] = None
    return told


def line_json(desk: Desk, words: Words, towards: str | None) -> Json:
    """Give each truck in line by passage. Raises InputError for a direction that is none."""
    del words

    def work(state: State) -> Json:
        _require_towards(state, towards)
        return {
            "point": desk.point.slug,
            "directions": [
                {"towards": one, "trucks": [_timed(desk, place) for place in views.line(state, one)]}
                for one in state.towards
                if towards in (None, one) and state.is_open[state.towards.index(one)]
            ],
        }

    return desk.look(work)


def needs_json(desk: Desk, at_us: int | None) -> Json:
    """Give who stands, how long, and what they were given."""

    def work(state: State) -> Json:
        t_s = _t_s(desk, state, at_us)
        return {
            "point": desk.point.slug,
            "at": _at(desk, state.us_of(t_s)),
            "directions": [
                _timed(desk, one) for at, one in enumerate(needs.people(state, t_s)) if state.is_open[at]
            ],
        }

    return desk.look(work)


def backlog_json(
    desk: Desk, towards: str | None, pace: tuple[int | None, int | None, int | None], at_us: int | None
) -> Json:
    """Give what is left of the backlog, and when it is gone by a pace, or by what the stages take on now."""

    def work(state: State) -> Json:
        _require_towards(state, towards)
        t_s = _t_s(desk, state, at_us)
        told = []
        for at, one in enumerate(state.towards):
            if towards in (None, one) and state.is_open[at]:
                per_day = _pace(state, at, pace, t_s)
                found = needs.backlog(state, one, t_s, per_day)
                told.append(
                    _timed(desk, found)
                    | {"released_per_day": [round(n, 1) for n in per_day], "pace_named": pace[1] is not None}
                )
        return {"point": desk.point.slug, "at": _at(desk, state.us_of(t_s)), "directions": told}

    return desk.look(work)


def _pace(
    state: State, at: int, pace: tuple[int | None, int | None, int | None], t_s: float
) -> tuple[float, float, float]:
    """Give the pace that was named, else the one of now [trucks/day]. Raises InputError."""
    low, mid, high = pace
    if mid is None and (low is not None or high is not None):
        raise refused(phrase("the middle of the pace is missing"), phrase("name it by --mid"))
    if mid is None:
        return pace_now(state, at, t_s)
    found = spread(mid if low is None else low, mid, mid if high is None else high)
    if not found[0] <= found[1] <= found[2]:
        raise refused(
            phrase("the pace is not in order: {pace}", pace=tuple(map(round, found))),
            phrase("let --low be the least and --high the most"),
        )
    return found


def pace_now(state: State, at: int, t_s: float) -> tuple[float, float, float]:
    """Give what the tightest stage of a direction takes on now [trucks/day]."""
    tight = tightest_rate(state.lines[at], t_s)
    return spread(24 * tight.low_per_h, 24 * tight.per_h, 24 * tight.high_per_h)


def spread(low: float, mid: float, high: float) -> tuple[float, float, float]:
    """Give a pace as a range; one that is told as a point is as uncertain as the days differ."""
    if low == mid == high:
        return mid * (1 - DEFAULT_SPREAD_PCT / 100), float(mid), mid * (1 + DEFAULT_SPREAD_PCT / 100)
    return float(low), float(mid), float(high)


def gone_range(state: State, towards: str, at_us: int) -> StateRange | None:
    """Give the range of the day on which the backlog is gone, to be recorded; None: not at this pace."""
    t_s = max(state.s_of(at_us), state.t_s)
    gone = needs.backlog(state, towards, t_s, pace_now(state, state.towards.index(towards), t_s))
    if gone.low_us is None or gone.mid_us is None or gone.high_us is None:
        return None
    return StateRange(
        quantity=Quantity.BACKLOG_GONE_AT,
        low=gone.low_us,
        mid=gone.mid_us,
        high=gone.high_us,
        coverage_pct=COVERAGE_PCT,
        method="pace_of_now",
    )


def _require_towards(state: State, towards: str | None) -> None:
    if towards is not None and towards not in state.towards:
        raise refused(
            phrase("this crossing point does not lead to {towards}", towards=towards),
            phrase("name one of: {options}", options=state.towards),
            "towards",
        )


def _t_s(desk: Desk, state: State, at_us: int | None) -> float:
    """Give the instant asked, not before what is recorded: the state is the newest one."""
    return max(state.s_of(desk.now_us() if at_us is None else at_us), state.t_s)


def _at(desk: Desk, us: int) -> str:
    return local(us, desk.zone).isoformat()


def _timed(desk: Desk, struct: Any) -> Json:
    """Give a struct as plain data; its microseconds become ISO instants in the zone of the point."""
    told: Json = {}
    for name, value in msgspec.to_builtins(struct).items():
        if name.endswith("_us"):
            told[f"{name.removesuffix('_us')}_at"] = None if value is None else _at(desk, value)
        else:
            told[name] = value
    return told
