"""Otkel's own preset keeps places on evidence and for cures, and selects for checks by a committed seed.

Every number is tried on both of its sides.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from hashlib import sha256
from typing import Any

import pytest

from otkel.facts.events.choices import CheckOutcome, ExceptionGround, Readiness, SelectionKind, Stage
from otkel.queueing import commands as c
from otkel.queueing.deciding.checks import is_over
from tests.queueing.crossing import DAY_S, HOUR_S, NOW_S, READY, Crossing, us
from tests.queueing.presets import TODAY, come, opened

EXIT, ENTRY, ROADSIDE = Stage.EXIT_CONTROL, Stage.ENTRY_CONTROL, Stage.ROADSIDE_CHECK
SEED, OTHER = (sha256(one).hexdigest() for one in (b"checks", b"other"))
HIGHEST = 2**64 - 1
# By stage: least share at random [%], expected share [%], trucks by risk a day, share of those sealed [%].
PLANS = {EXIT: (1, 3, 40, 50), ENTRY: (2, 5, 60, 50), ROADSIDE: (1, 2, 30, 25)}
EACH = pytest.mark.parametrize("stage", PLANS)


# -- exceptions and cures -----------------------------------------------------------------------


def test_a_place_is_kept_on_evidence_only_and_for_72_hours_at_most():
    x = opened("otkel")
    for number in (1, 2, 3):
        x.must(come(number))

    def keep(hours: float, evidence: str | None = "e" * 64) -> c.GrantException:
        until_us, ground = us(NOW_S + hours * HOUR_S), ExceptionGround.BREAKDOWN
        return c.GrantException(passage=1, ground=ground, keeps_until_us=until_us, evidence=evidence)

    assert x.refused(keep(1, None)) == "exception.evidence"
    assert x.refused(keep(72 + 1 / 3600)) == "exception.too_long"
    x.must(keep(72))
    assert x.call(1) == [2]
    x.must(c.Tick(), NOW_S + 72 * HOUR_S)
    assert x.bodies("PlaceLost") == []
    x.must(c.EndException(passage=1))
    assert x.call(1) == [1]  # in its old place, before the third


def test_a_place_is_lost_when_the_exception_is_over():
    x = opened("otkel")
    for number in (1, 2):
        x.must(come(number))
    until_us = us(NOW_S + 72 * HOUR_S)
    grant = c.GrantException(
        passage=1, ground=ExceptionGround.HEALTH, keeps_until_us=until_us, evidence="e" * 64
    )
    x.must(grant)
    x.must(c.Tick(), NOW_S + 72 * HOUR_S + 1)
    assert [one.reason for one in x.bodies("PlaceLost")] == ["exception_over"]
    assert x.call(2) == [2, 1]


LACKS = c.Told(readiness=Readiness.LACKING, missing=("documents.cmr",))


@pytest.mark.parametrize(("late_s", "order"), [(0, [1, 2]), (1, [2, 1])])
def test_a_place_is_kept_for_24_hours_while_something_is_cured(late_s, order):
    x = opened("otkel")
    x.arrive(1, told=LACKS)
    x.arrive(2)
    x.must(c.Tick(), NOW_S + 24 * HOUR_S + late_s)
    assert len(x.bodies("PlaceLost")) == late_s
    x.must(c.TellReadiness(passage=1, told=READY))
    assert x.call(2) == order


@pytest.mark.parametrize(("times", "order"), [(2, [1, 2]), (3, [2, 1])])
def test_a_place_is_kept_twice(times, order):
    x = opened("otkel")
    x.arrive(1)
    x.arrive(2)
    for _ in range(times):
        x.must(c.TellReadiness(passage=1, told=LACKS))
        x.must(c.TellReadiness(passage=1, told=READY))
    assert len(x.bodies("PlaceLost")) == times - 2
    assert x.call(2) == order


# -- checks -------------------------------------------------------------------------------------


def ready(on: date = TODAY) -> Crossing:
    """Give the preset with its seed committed; who is called, and how many, is not asked here."""
    x = opened("otkel", on, call_needed=False)
    to_us = us(NOW_S + 3 * DAY_S)
    x.must(c.CommitSeed(digest=SEED, purpose="checks", from_us=us(NOW_S), to_us=to_us))
    return x


def drawn(stage: Stage, draw: int = HIGHEST, seed: str = SEED, **more: Any) -> c.Drawn:
    return c.Drawn(draw=draw, purpose=f"checks.{stage.value}", seed=seed, **more)


def up_to(x: Crossing, number: int, stage: Stage) -> None:
    """Bring a truck before a stage, selected nowhere on its way."""
    x.must(come(number))
    if stage is not EXIT:
        x.must(c.Start(passage=number, stage=EXIT, drawn=drawn(EXIT)))
        x.must(c.Clear(passage=number, stage=EXIT))
    if stage is ROADSIDE:
        x.must(c.Start(passage=number, stage=ENTRY, drawn=drawn(ENTRY)))


def take(number: int, stage: Stage, by: c.Drawn | None) -> c.Command:
    """Give the command with which the draw for a stage comes."""
    if stage is ROADSIDE:
        return c.Clear(passage=number, stage=ENTRY, drawn=by)
    return c.Start(passage=number, stage=stage, drawn=by)


def outcome(x: Crossing, number: int, stage: Stage, draw: int = HIGHEST, **more: Any) -> str | None:
    """Give as what a truck is selected at a stage; none: it is let pass, and this is recorded."""
    up_to(x, number, stage)
    happened = x.must(take(number, stage, drawn(stage, draw, **more)))
    (body,) = (one.body for one in happened if type(one.body).__name__ in ("Selected", "NotSelected"))
    assert (body.stage, body.draw, body.seed) == (stage, draw, SEED)
    return getattr(body, "kind", None)


def bound(pct: float) -> int:
    return int(Fraction(str(pct)) * 2**64 / 100)


@EACH
def test_the_expected_share_is_drawn_and_not_one_more(stage):
    x = ready()
    expected = PLANS[stage][1]
    assert outcome(x, 1, stage, bound(expected) - 1) == SelectionKind.RANDOM
    assert outcome(x, 2, stage, bound(expected)) is None


@EACH
def test_a_quiet_seal_lowers_the_expected_share_and_never_the_least_one(stage):
    x = ready()
    least, expected, _, sealed = PLANS[stage]
    share = max(least, expected * sealed / 100)
    assert outcome(x, 1, stage, bound(share) - 1, sealed_ok=True) == SelectionKind.RANDOM
    assert outcome(x, 2, stage, bound(share), sealed_ok=True) is None


@EACH
def test_risk_selects_from_100_points_on_and_a_quiet_seal_weighs_them(stage):
    x = ready()
    sealed = PLANS[stage][3]
    needed = 100 * 100 // sealed
    assert outcome(x, 1, stage, points=99) is None
    assert outcome(x, 2, stage, points=100) == SelectionKind.RISK
    assert outcome(x, 3, stage, points=needed - 1, sealed_ok=True) is None
    assert outcome(x, 4, stage, points=needed, sealed_ok=True) == SelectionKind.RISK


@EACH
def test_risk_selects_so_many_in_a_day_and_the_least_share_is_drawn_beyond(stage):
    x = ready()
    least, _, cap, _ = PLANS[stage]
    for number in range(cap):
        assert outcome(x, number, stage, points=100) == SelectionKind.RISK
    assert outcome(x, 100, stage, points=100) is None
    assert outcome(x, 101, stage, bound(least) - 1, points=100) == SelectionKind.RANDOM
    x.t_s = NOW_S + DAY_S
    assert outcome(x, 102, stage, points=100) == SelectionKind.RISK


@EACH
def test_the_least_share_is_drawn_before_risk_is_asked(stage):
    x = ready()
    least = bound(PLANS[stage][0])
    assert outcome(x, 1, stage, least - 1, points=100) == SelectionKind.RANDOM
    assert outcome(x, 2, stage, least, points=100) == SelectionKind.RISK


@EACH
def test_nobody_passes_without_a_draw_from_the_committed_seed(stage):
    x = ready()
    up_to(x, 1, stage)
    x.must(c.CommitSeed(digest=OTHER, purpose="checks", from_us=us(NOW_S), to_us=us(NOW_S + DAY_S)))
    assert x.refused(take(1, stage, None)) == "check.draw"
    assert x.refused(take(1, stage, drawn(stage, seed=OTHER))) == "check.seed"  # the first committed holds
    end_s = NOW_S + 3 * DAY_S
    assert x.refused(take(1, stage, drawn(stage)), end_s + 1) == "check.seed"
    x.t_s = end_s
    x.must(take(1, stage, drawn(stage)))


@EACH
def test_without_a_committed_seed_nobody_is_taken_on(stage):
    x = ready()
    up_to(x, 1, stage)
    x.state.seeds.clear()
    assert x.refused(take(1, stage, drawn(stage))) == "check.seed"


def checked(on: date, stage: Stage) -> Crossing:
    """Give a truck whose check began now."""
    x = ready(on)
    assert outcome(x, 1, stage, 0) == SelectionKind.RANDOM
    x.must(c.StartCheck(passage=1, stage=stage))
    return x


def test_a_roadside_check_has_two_hours_and_goes_on_only_with_a_reason_and_a_provision():
    x = checked(date(2022, 11, 7), ROADSIDE)
    truck = x.state.trucks[1]
    assert x.bodies("CheckStarted")[0].end_by_us == us(NOW_S + 2 * HOUR_S)
    assert [is_over(truck, NOW_S + 2 * HOUR_S + late_s) for late_s in (0, 1)] == [False, True]
    longer_us = us(NOW_S + 5 * HOUR_S)
    x.must(c.ProlongCheck(passage=1, reason="seal_damaged", rule="mobile.check.max_h", end_by_us=longer_us))
    assert [is_over(truck, NOW_S + 5 * HOUR_S + late_s) for late_s in (0, 1)] == [False, True]
    x.must(c.EndCheck(passage=1, stage=ROADSIDE, outcome=CheckOutcome.NOTHING_FOUND), NOW_S + 5 * HOUR_S)


@pytest.mark.parametrize(("on", "stage"), [(date(2022, 11, 6), ROADSIDE), (TODAY, EXIT), (TODAY, ENTRY)])
def test_no_ceiling_is_claimed_before_the_law_knew_one_or_where_it_knows_none(on, stage):
    x = checked(on, stage)
    assert x.bodies("CheckStarted")[0].end_by_us is None


def test_an_officer_refers_a_truck_only_for_a_listed_reason():
    x = ready()
    assert outcome(x, 1, EXIT) is None
    assert x.refused(c.Select(passage=1, stage=EXIT, reason="i_know_him")) == "check.reason"
    x.must(c.Select(passage=1, stage=EXIT, reason="papers_differ"))
    assert x.refused(c.Clear(passage=1, stage=EXIT)) == "check.open"
