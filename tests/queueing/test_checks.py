"""Selection by a committed draw, referral for a reason, and checks with their legal ceiling."""

from __future__ import annotations

import msgspec

from otkel.facts.events.choices import CheckOutcome, Stage
from otkel.queueing import commands as c
from otkel.queueing.deciding.checks import is_over
from otkel.queueing.policy import CheckPlan
from tests.queueing.crossing import DAY_S, HOUR_S, NOW_S, Crossing, us
from tests.queueing.policies import INTAKE

EXIT, ENTRY, ROAD = Stage.EXIT_CONTROL, Stage.ENTRY_CONTROL, Stage.ROADSIDE_CHECK
SEED = "5e" * 32
ALWAYS, NEVER = 0, 2**64 - 1  # the least draw falls below every bound, the greatest below none
PLANNED = msgspec.structs.replace(INTAKE, exit_places=None, strip_places=None, first_per_h=100.0)


def crossing(trucks: int = 1, policy=PLANNED) -> Crossing:
    x = Crossing(policy)
    x.must(c.CommitSeed(digest=SEED, purpose="checks", from_us=us(NOW_S), to_us=us(NOW_S + DAY_S)))
    for number in range(1, trucks + 1):
        x.arrive(number)
    x.call(trucks)
    return x


def drawn(draw: int, **more) -> c.Drawn:
    return c.Drawn(**{"draw": draw, "purpose": "checks", "seed": SEED, **more})


def pct(share: float) -> int:
    """Give a draw just below, or with a millionth more just above, a share of all draws."""
    return int(2**64 * share / 100)


def taken_on(x: Crossing, number: int, draw: int, stage: Stage = EXIT, **more) -> str:
    lane = more.pop("lane", None)
    happened = x.must(c.Start(passage=number, stage=stage, drawn=drawn(draw, **more), lane=lane))
    body = happened[-1].body
    return getattr(body, "kind", "passed")


def test_a_stage_with_a_plan_takes_nobody_on_without_a_draw_from_a_seed_committed_for_its_time():
    x = crossing()
    assert x.refused(c.Start(passage=1, stage=EXIT)) == "check.draw"
    other = drawn(1, seed="aa" * 32)
    assert x.refused(c.Start(passage=1, stage=EXIT, drawn=other)) == "check.seed"
    late = c.Start(passage=1, stage=EXIT, drawn=drawn(1))
    assert x.refused(late, NOW_S + DAY_S + 1) == "check.seed"
    y = crossing()
    y.must(late, NOW_S + DAY_S)
    z = Crossing(PLANNED)
    z.must(c.CommitSeed(digest=SEED, purpose="checks", from_us=us(NOW_S + 60), to_us=us(NOW_S + DAY_S)))
    z.arrive(1)
    z.call(1)
    assert z.refused(late, NOW_S + 59) == "check.seed"
    z.must(late, NOW_S + 60)


def test_the_draw_decides_at_its_bound_and_risk_only_above_the_least_random_share():
    x = crossing(8)  # 5 % at random, 20 % expected, half of it with a quiet seal, 100 points
    step = 2**40
    assert taken_on(x, 1, pct(5) - step) == "random"
    assert taken_on(x, 2, pct(20) - step) == "random"
    assert taken_on(x, 3, pct(20) + step) == "passed"
    assert taken_on(x, 4, NEVER, points=99) == "passed"
    assert taken_on(x, 5, NEVER, points=100) == "risk"
    assert taken_on(x, 6, pct(10) + step, sealed_ok=True) == "passed"
    assert taken_on(x, 7, pct(10) - step, sealed_ok=True) == "random"
    assert taken_on(x, 8, NEVER, points=199, sealed_ok=True) == "passed"  # half of the points


def test_no_more_are_taken_for_risk_in_a_day_than_the_cap_allows():
    x = crossing(5)
    kinds = [taken_on(x, number, NEVER, points=150) for number in range(1, 5)]
    assert kinds == ["risk"] * 3 + ["passed"]
    x.t_s = NOW_S + 16 * HOUR_S  # midnight
    assert taken_on(x, 5, NEVER, points=150) == "risk"


def test_the_cap_of_a_plan_holds_over_all_its_lanes_together():
    x = crossing(7)  # at most 3 in a day
    lanes = ["red", "green", None, "blue"]
    kinds = [taken_on(x, n, NEVER, points=150, lane=lane) for n, lane in enumerate(lanes, 1)]
    assert kinds == ["risk"] * 3 + ["passed"]


def test_a_lane_with_a_plan_of_its_own_has_a_cap_of_its_own():
    plans = tuple(
        CheckPlan(stage="exit_control", lane=lane, cap_per_day=cap) for lane, cap in ((None, 2), ("red", 1))
    )
    x = crossing(6, msgspec.structs.replace(PLANNED, checks=plans))
    lanes = ["red", "red", "green", None, "blue", "red"]
    kinds = [taken_on(x, n, NEVER, points=150, lane=lane) for n, lane in enumerate(lanes, 1)]
    assert kinds == ["risk", "passed", "risk", "risk", "passed", "passed"]


def test_a_lane_may_have_a_plan_of_its_own():
    x = crossing(2)
    for number in (1, 2):
        taken_on(x, number, NEVER)
        x.must(c.Clear(passage=number, stage=EXIT))
    x.must(c.Start(passage=1, stage=ENTRY))  # only the red lane has a plan there
    assert x.refused(c.Start(passage=2, stage=ENTRY, lane="red")) == "check.draw"
    assert taken_on(x, 2, ALWAYS, ENTRY, lane="red") == "random"


def test_a_selected_truck_is_not_let_through_before_its_check_has_ended():
    x = crossing()
    taken_on(x, 1, ALWAYS)
    assert x.refused(c.Clear(passage=1, stage=EXIT)) == "check.open"
    ended = c.EndCheck(passage=1, stage=EXIT, outcome=CheckOutcome.NOTHING_FOUND)
    assert x.refused(ended) == "check.not_started"
    x.must(c.StartCheck(passage=1, stage=EXIT))
    assert x.refused(c.StartCheck(passage=1, stage=EXIT)) == "check.open"
    assert x.refused(c.Clear(passage=1, stage=EXIT)) == "check.open"
    assert x.refused(msgspec.structs.replace(ended, stage=ENTRY)) == "check.not_started"
    x.must(ended)
    x.must(c.Clear(passage=1, stage=EXIT))


def test_a_referral_needs_a_reason_of_this_point():
    x = crossing()
    taken_on(x, 1, NEVER)
    asked = c.Select(passage=1, stage=EXIT, reason="seal_damaged")
    assert x.refused(msgspec.structs.replace(asked, reason="because")) == "check.reason"
    assert x.refused(msgspec.structs.replace(asked, stage=ENTRY)) == "passage.stage"
    assert x.refused(msgspec.structs.replace(asked, stage=Stage.STRIP)) == "stage.none"
    assert x.refused(c.StartCheck(passage=1, stage=EXIT)) == "check.not_selected"
    x.must(asked)
    assert x.refused(asked) == "check.open"


def test_a_roadside_check_has_two_hours_and_goes_on_only_by_a_recorded_suspicion():
    x = crossing()
    taken_on(x, 1, NEVER)
    x.must(c.Clear(passage=1, stage=EXIT))
    x.must(c.Start(passage=1, stage=ENTRY))
    x.must(c.Clear(passage=1, stage=ENTRY, drawn=drawn(NEVER)))
    x.must(c.Select(passage=1, stage=ROAD, reason="papers_differ"))
    prolong = c.ProlongCheck(passage=1, reason="suspicion", rule="mobile.check.prolong")
    assert x.refused(prolong) == "check.not_started"
    x.must(c.StartCheck(passage=1, stage=ROAD))
    truck = x.state.trucks[1]
    (started,) = x.bodies("CheckStarted")
    assert started.end_by_us == us(NOW_S + 2 * HOUR_S)
    assert not is_over(truck, NOW_S + 2 * HOUR_S)
    assert is_over(truck, NOW_S + 2 * HOUR_S + 1)
    past = msgspec.structs.replace(prolong, end_by_us=us(NOW_S + HOUR_S))
    assert x.refused(past, NOW_S + HOUR_S) == "post.number"
    x.must(msgspec.structs.replace(prolong, end_by_us=us(NOW_S + 5 * HOUR_S)), NOW_S + 2 * HOUR_S)
    assert not is_over(truck, NOW_S + 5 * HOUR_S)
    assert x.refused(c.Leave(passage=1)) == "check.open"
    x.must(c.EndCheck(passage=1, stage=ROAD, outcome=CheckOutcome.FINED, found=("undeclared",)))
    x.must(c.Leave(passage=1))


def test_a_refusal_ends_a_check_that_lay_ahead():
    plan = CheckPlan(stage="exit_control", random_pct=100, expected_pct=100)
    x = crossing(1, msgspec.structs.replace(PLANNED, checks=(plan,), roadside=False))
    taken_on(x, 1, 5)
    x.must(c.Refuse(passage=1, stage=EXIT, reason="papers"))
    assert x.state.trucks[1].check is None
