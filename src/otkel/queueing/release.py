"""The controller of the release, with what it rests on, so that it can be told in words.

It asks what each stage took on lately. A stage before which trucks stand shows what it can take; one
that stood idle shows only what came, and then the target is let rise step by step until trucks stand
before the tightest stage again. Where the other side publishes nothing, its intake is inferred from own
exits and the strip, as an interval.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile

import msgspec

from otkel.facts.events.choices import Knowledge, Stage
from otkel.queueing.core import release
from otkel.queueing.core.booking import count_since
from otkel.queueing.line import Line
from otkel.queueing.policy import Policy, Releasing
from otkel.queueing.state import State
from otkel.queueing.truck import Status

MIN_S = 60.0
_MANY = 1_000_000.0  # trucks before a stage of which nothing else is known


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """What a stage takes on [trucks/h], and how many trucks stand before it."""

    stage: Stage
    low_per_h: float
    per_h: float
    high_per_h: float
    knowledge: Knowledge
    standing: float  # trucks that stand before it


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """How many may be called now, and why."""

    may_call: int
    places: int  # free places; -1: not limited
    on_the_way: int  # called and at exit control
    target: float | None = None  # trucks that are to be on the way; none: not by intake
    tightest: Stage = Stage.EXIT_CONTROL
    low_per_h: float = 0.0
    per_h: float = 0.0
    high_per_h: float = 0.0
    knowledge: Knowledge = Knowledge.INFERRED
    is_busy: bool = False
    way: int = 0  # trucks between call and the tightest stage


def plan_release(state: State, line: Line, t_s: float) -> Release:
    """Work out how many trucks may be called now."""
    policy = line.rules.policy
    on_the_way = line.counts[Status.CALLED] + line.counts[Status.AT_EXIT]
    places = _places(line, policy)
    if policy.releasing is Releasing.INTAKE:
        return _by_intake(line, t_s, on_the_way, places)
    may = release.AT_ONCE
    if policy.releasing is Releasing.PLAN:
        may = _by_plan(state, line, t_s)
    may = may if places == release.NO_LIMIT else min(may, places)
    return Release(may_call=may, places=places, on_the_way=on_the_way)


def _by_plan(state: State, line: Line, t_s: float) -> int:
    """Give what the plan of the day allows by now, less those called today."""
    day = state.day_of(t_s)
    since_s = t_s - state.day_starts_s[day]
    return release.planned(line.rules.policy.plan_per_day, since_s, line.called.get(day, 0))


def _by_intake(line: Line, t_s: float, on_the_way: int, places: int) -> Release:
    policy = line.rules.policy
    tight = tightest_rate(line, t_s)
    # Trucks between call and the tightest stage: behind exit control those on the strip count too.
    way = on_the_way if tight.stage is Stage.EXIT_CONTROL else on_the_way + _stands_on_strip(line, t_s)
    target = release.aim(
        line.target, t_s - line.target_s, tight.per_h, way, tight.standing, policy.lead_min * MIN_S,
        policy.buffer_trucks, policy.window_min * MIN_S, policy.step_trucks,
    )  # fmt: skip
    return Release(
        may_call=release.may_call(target, way, places), places=places, on_the_way=on_the_way,
        target=target, tightest=tight.stage, low_per_h=tight.low_per_h, per_h=tight.per_h,
        high_per_h=tight.high_per_h, knowledge=tight.knowledge, is_busy=tight.standing > 0.0, way=way,
    )  # fmt: skip


def tightest_rate(line: Line, t_s: float) -> Rate:
    """Give what the tightest stage takes on now."""
    rates = list(list_rates(line, t_s))
    per_h, standing = [rate.per_h for rate in rates], [rate.standing for rate in rates]
    return rates[release.tightest(per_h, standing, line.rules.policy.buffer_trucks)]


def list_rates(line: Line, t_s: float) -> Iterable[Rate]:
    """Give what each stage takes on now, as far as it is known."""
    yield _own_rate(line, t_s)
    entry = _told_of_entry(line, t_s) or _entry_rate(line, t_s)
    if entry is not None:
        yield entry
    beyond = _told_rate(line, Stage.ROADSIDE_CHECK, _MANY, t_s)
    if beyond is not None:
        yield beyond


def _own_rate(line: Line, t_s: float) -> Rate:
    """Exit control: counted from its own starts in the window; at the first call, as assumed."""
    policy = line.rules.policy
    told = _told_rate(line, Stage.EXIT_CONTROL, 0.0, t_s)
    if told is not None:
        return _if_standing(line, told)
    if line.stops(Stage.EXIT_CONTROL) is not None:
        return _rate(Stage.EXIT_CONTROL, 0.0, 0.0, 0.0, Knowledge.MEASURED, _MANY)
    window_s = policy.window_min * MIN_S
    taken = count_since(line.exits, t_s, window_s)
    if not taken:
        first = policy.first_per_h
        return _rate(Stage.EXIT_CONTROL, first, first, first, Knowledge.INFERRED, 0.0)
    per_h = release.per_hour(taken, window_s)
    return _if_standing(line, _rate(Stage.EXIT_CONTROL, per_h, per_h, per_h, Knowledge.MEASURED, 0.0))


def _if_standing(line: Line, rate: Rate) -> Rate:
    """Say how many stand before exit control: those called beyond who can still be driving to it."""
    called, lead_min = line.counts[Status.CALLED], line.rules.policy.lead_min
    return msgspec.structs.replace(rate, standing=release.not_driving(called, rate.per_h, lead_min))


def _told_rate(line: Line, stage: Stage, standing: float, t_s: float) -> Rate | None:
    """Give what was told of a stage within two windows; older news say nothing of now."""
    told = line.intake.get(stage)
    if told is None or t_s - told.at_s > 2 * line.rules.policy.window_min * MIN_S:
        return None
    return _rate(stage, told.low, told.mid, told.high, told.knowledge, standing)


def _told_of_entry(line: Line, t_s: float) -> Rate | None:
    """Give what was told of entry control; that it took nobody on says nothing of it where nobody may stand.

    Otherwise an hour in which no truck came would stop the release, and the stop be told again at each count.
    """
    told = _told_rate(line, Stage.ENTRY_CONTROL, _stands_on_strip(line, t_s), t_s)
    fewest = line.on_strip() if line.strip is None else line.strip.fewest
    return None if told is not None and told.per_h == 0.0 and fewest == 0 else told


def _stands_on_strip(line: Line, t_s: float) -> int:
    """Give how many stand on the strip: as known, or fewer where trucks leave it that nobody tells of."""
    counted, told = line.strip, _told_rate(line, Stage.ENTRY_CONTROL, 0.0, t_s)
    if counted is None or told is None or (line.entries and line.entries[-1] > counted.at_s):
        return line.on_strip()
    came = sum(1 for _ in takewhile(lambda one: one > counted.at_s, reversed(line.cleared)))
    return counted.expected(t_s, came, told.per_h, line.rules.policy.buffer_trucks)


def _entry_rate(line: Line, t_s: float) -> Rate | None:
    """Entry control: counted where its starts are recorded, else inferred from the strip, else not known."""
    if line.stops(Stage.ENTRY_CONTROL) is not None:
        return _rate(Stage.ENTRY_CONTROL, 0.0, 0.0, 0.0, Knowledge.MEASURED, _MANY)
    window_s = line.rules.policy.window_min * MIN_S
    taken = count_since(line.entries, t_s, window_s)
    if not taken and not (line.entries and line.on_strip() > 0):
        return None  # nothing is recorded there, or nobody came
    per_h = release.per_hour(taken, window_s)
    return _rate(Stage.ENTRY_CONTROL, per_h, per_h, per_h, Knowledge.MEASURED, line.on_strip())


def _rate(stage: Stage, low: float, mid: float, high: float, knowledge: Knowledge, standing: float) -> Rate:
    return Rate(
        stage=stage, low_per_h=low, per_h=mid, high_per_h=high, knowledge=knowledge, standing=standing
    )


def _places(line: Line, policy: Policy) -> int:
    exit_places, strip_places, entry_places = (
        release.NO_LIMIT if places is None else places
        for places in (policy.exit_places, policy.strip_places, policy.entry_places)
    )
    return release.free_places(
        exit_places, strip_places, entry_places,
        line.counts[Status.CALLED], line.counts[Status.AT_EXIT], line.on_strip(),
    )  # fmt: skip
