"""What is over is forgotten, so that a post that runs for years stays small; it decides the same."""

from __future__ import annotations

import msgspec
import pytest

from otkel.queueing import commands as c
from otkel.queueing import fold as folding
from otkel.queueing.snapshot import pack
from otkel.queueing.state import State
from otkel.queueing.truck import Status
from tests.queueing.crossing import DAY_S, HOUR_S, NOW_S, Crossing, us
from tests.queueing.policies import SLOTS
from tests.queueing.strict import StrictWalk

YEAR = msgspec.structs.replace(SLOTS, late_min=None, strip_places=None)


def live_through(days: int) -> Crossing:
    """Let two trucks a day book, come and leave; each day has a seed, and each vehicle comes once."""
    x = Crossing(YEAR)
    for day in range(days):
        at_s = NOW_S + day * DAY_S
        digest, until_s = f"{day:064x}", at_s + DAY_S - 60
        x.must(c.CommitSeed(digest=digest, purpose="checks", from_us=us(at_s), to_us=us(until_s)), at_s)
        for number in (2 * day + 1, 2 * day + 2):
            x.must(x.book(number, at_s + 2 * HOUR_S, queue_class="booked"), at_s)
        x.must(c.Cancel(passage=2 * day + 1), at_s + 60)
        x.arrive(2 * day + 2, at_s + 2 * HOUR_S)
        assert x.call() == [2 * day + 2]
        x.go_through(2 * day + 2)
        x.must(c.Leave(passage=2 * day + 2))
        x.must(c.OpenSeed(seed="11" * 32, digest=digest), until_s + 1)
    return x


def sizes(x: Crossing) -> dict[str, int]:
    line = x.state.lines[0]
    return {
        name: len(getattr(line, name)) for name in ("slots", "taken", "called", "risk_taken", "requests")
    } | {"seeds": len(x.state.seeds), "trucks": len(x.state.trucks)}


def test_the_state_of_two_years_is_as_small_as_that_of_a_month():
    month, years = live_through(30), live_through(900)
    assert sizes(years) == sizes(month)
    assert max(sizes(years).values()) <= 4
    # A vehicle and an opened seed are remembered for 400 days.
    assert len(years.state.vehicles) <= 402
    assert len(years.state.opened) <= 402
    assert len(pack(years.state).to_bytes()) < 60_000


def test_an_opened_seed_cannot_be_committed_again_and_serves_no_draw():
    x = live_through(2)
    again = c.CommitSeed(digest=f"{0:064x}", purpose="checks", from_us=us(x.t_s), to_us=us(x.t_s + DAY_S))
    assert x.refused(again) == "seed.known"
    assert x.refused(c.OpenSeed(seed="11" * 32, digest=f"{0:064x}")) == "seed.time"


def keep_all(state):
    """Go on to the next day and forget nothing."""
    state.day_ends_s = state.day_starts_s[state.day_of(state.t_s) + 1]


@pytest.mark.parametrize("seed", range(6))
def test_a_long_walk_decides_the_same_where_nothing_is_forgotten(seed, monkeypatch):
    def walk():
        one = StrictWalk(seed)
        one.wait = lambda: {"minutes": one.r.choice([10, 60, 180, 800, 3000])}
        return one.run(400).x

    forgets = walk()
    monkeypatch.setattr(folding, "begin_day", keep_all)
    monkeypatch.setattr(State, "is_counted", lambda _state, _day: True)
    keeps = walk()
    assert forgets.log == keeps.log
    for at in (0, 1):
        assert len(forgets.state.lines[at].taken) <= len(keeps.state.lines[at].taken)
    assert forgets.state.t_s > NOW_S + 5 * DAY_S


def test_a_slot_freed_long_after_its_day_leaves_no_count_behind():
    x = Crossing(SLOTS)
    slot_s = NOW_S + 2 * HOUR_S
    x.must(x.book(1, slot_s, queue_class="booked"))
    x.must(c.KeepAlive(reason="strike", from_us=us(slot_s), to_us=us(slot_s)))
    x.must(c.Tick(), NOW_S + 9 * DAY_S)
    line = x.state.lines[0]
    assert (line.slots, line.taken, line.counts[Status.BOOKED]) == ({}, {}, 0)
