"""Whose turn it is, how many may be called, and by which named rule somebody overtakes."""

from __future__ import annotations

from collections import Counter

import msgspec

from otkel.facts.events.choices import Stage
from otkel.queueing import commands as c
from otkel.queueing.policy import ClassGroup, Policy, QueueClass, Releasing
from tests.queueing.crossing import DAY_S, HOUR_S, LACKING, NOW_S, Crossing
from tests.queueing.policies import CAPPED, INTAKE, LIVE, SLOTS, WEAVE

URGENT = Policy(
    name="urgent",
    classes=(
        QueueClass(name="animals", rank=0), QueueClass(name="perishable", rank=0),
        QueueClass(name="booked", rank=1, weight=3), QueueClass(name="ordinary", rank=1),
    ),
)  # fmt: skip


def classes_called(x: Crossing, trucks: int) -> list[str]:
    return [x.state.trucks[number].queue_class for number in x.call(trucks)]


def test_the_live_queue_goes_by_arrival():
    x = Crossing(LIVE)
    for number in (3, 1, 2):
        x.arrive(number)
    assert x.call(2) == [3, 1]
    assert x.call(1) == [2]
    assert {one.rule for one in x.bodies("Called")} == {"call.order_of_arrival"}
    assert x.refused(c.Call(towards="RU")) == "call.none_waits"
    assert x.refused(c.Call(towards="RU", trucks=0)) in ("post.number", "call.none_waits")


def test_a_weave_gives_its_ratio_and_passes_over_who_is_not_there():
    x = Crossing(msgspec.structs.replace(WEAVE, exit_places=None, strip_places=None))
    for number in range(30):
        x.arrive(number, queue_class=("authorised", "perishable", "ordinary")[number % 3])
    assert Counter(classes_called(x, 14)) == {"authorised": 2, "perishable": 2, "ordinary": 10}
    y = Crossing(msgspec.structs.replace(WEAVE, exit_places=None, strip_places=None))
    for number in range(8):
        y.arrive(number, queue_class="ordinary")
    assert y.call(8) == list(range(8))


def test_a_weave_is_the_same_in_one_decision_and_in_many():
    one, many = (Crossing(msgspec.structs.replace(WEAVE, exit_places=None, strip_places=None)) for _ in "ab")
    for x in (one, many):
        for number in range(40):
            x.arrive(number, queue_class=("authorised", "ordinary", "ordinary", "perishable")[number % 4])
    assert one.call(40) == [number for _ in range(40) for number in many.call(1)]


def test_who_comes_before_all_turns_does_not_begin_the_weave_anew():
    x = Crossing(URGENT)
    for number in range(300):
        x.arrive(number, queue_class=("booked", "ordinary")[number % 2])
    called: Counter[str] = Counter()
    for number in range(300, 330):
        called.update(classes_called(x, 4))
        x.arrive(number, queue_class="animals")  # after every four one that comes before all
    assert called["ordinary"] * 3 in range(called["booked"] - 3, called["booked"] + 4)


def test_a_class_beyond_its_share_stands_in_order_of_arrival():
    x = Crossing(CAPPED)  # 20 a day: designated at most 1, accelerated 2, together 2
    for number in range(1, 4):
        x.arrive(number)
    for number, name in ((4, "accelerated"), (5, "designated"), (6, "designated"), (7, "accelerated")):
        x.arrive(number, queue_class=name)
    assert x.call(1) == [5]
    assert x.call(1) == [4]
    assert x.call(4) == [1, 2, 3, 6]
    rules = [one.rule for one in x.bodies("Called")]
    assert rules == ["call.class"] * 2 + ["call.order_of_arrival"] * 4
    for number in range(1, 7):
        x.go_through(number)
    assert x.refused(c.Call(towards="RU")) == "call.no_place"  # the strip holds six


def test_a_class_that_is_not_called_waits_until_it_is():
    classes = tuple(msgspec.structs.replace(one, called=one.name != "booked") for one in URGENT.classes)
    x = Crossing(msgspec.structs.replace(URGENT, classes=classes))
    for number, name in enumerate(("booked", "ordinary", "booked", "ordinary")):
        x.arrive(number, queue_class=name)
    assert x.call(2) == [1, 3]
    assert [one.overtaken_trucks for one in x.bodies("Called")] == [1, 2]
    assert x.refused(c.Call(towards="RU")) == "call.none_waits"
    x.policy(URGENT)
    assert x.call(2) == [0, 2]


def test_a_share_begins_anew_with_each_day():
    x = Crossing(msgspec.structs.replace(CAPPED, strip_places=None))
    x.arrive(1)
    for number in (2, 3):
        x.arrive(number, queue_class="designated")
    assert x.call(2) == [2, 1]
    x.arrive(4)
    x.arrive(5)
    x.arrive(6, queue_class="designated")
    assert x.call(2, NOW_S + 16 * HOUR_S) == [3, 4]  # a new day: one designated again, then by arrival


def test_one_decision_keeps_the_share_of_a_group():
    group = Policy(
        name="group", day_trucks=100, groups=(ClassGroup(name="both", cap_pct=3),),
        classes=(
            QueueClass(name="a", rank=0, group="both"), QueueClass(name="b", rank=0, group="both"),
            QueueClass(name="ordinary", rank=1),
        ),
    )  # fmt: skip
    x = Crossing(group)
    for number in range(20):
        x.arrive(number, queue_class=("ordinary", "a", "b")[number % 3])
    x.call(12)
    assert Counter(one.rule for one in x.bodies("Called"))["call.class"] == 3


def test_a_booked_truck_is_called_at_its_slot_and_not_long_before():
    x = Crossing(msgspec.structs.replace(SLOTS, lead_min=30))
    x.arrive(1)
    x.must(x.book(2, NOW_S + 2 * HOUR_S, queue_class="booked"))
    x.arrive(2)
    assert x.call(1) == [1]
    assert x.refused(c.Call(towards="RU"), NOW_S + 1.5 * HOUR_S - 1) == "call.none_waits"
    assert x.call(1, NOW_S + 1.5 * HOUR_S) == [2]
    (_, called) = x.bodies("Called")
    assert (called.rule, called.late_us) == ("call.slot", -1_800_000_000)


def test_nobody_is_called_without_a_place():
    x = Crossing(msgspec.structs.replace(SLOTS, strip_places=2))
    for number in (1, 2, 3, 4):
        x.arrive(number)
    assert x.refused(c.Call(towards="RU", trucks=3)) == "call.places"
    x.call(2)
    assert x.refused(c.Call(towards="RU")) == "call.no_place"
    for number in (1, 2):
        x.go_through(number)
    assert x.refused(c.Call(towards="RU", trucks=1)) == "call.no_place"
    x.must(c.Start(passage=1, stage=Stage.ENTRY_CONTROL))
    assert x.call() == [3]


def test_who_leaves_the_strip_unrecorded_leaves_a_place_there():
    x = Crossing(msgspec.structs.replace(SLOTS, strip_places=2))
    for number in (1, 2, 3):
        x.arrive(number)
    x.must(c.CountStrip(towards="RU", trucks=0))
    x.call(2)
    for number in (1, 2):
        x.go_through(number)
    assert x.refused(c.Call(towards="RU")) == "call.no_place"
    x.must(c.Leave(passage=1))
    assert x.call() == [3]


def test_a_truck_refused_at_entry_and_sent_back_takes_no_place_of_the_strip_for_ever():
    x = Crossing(SLOTS)
    x.arrive(1)
    x.must(c.CountStrip(towards="RU", trucks=0))
    x.call(1)
    x.go_through(1)
    x.must(c.Start(passage=1, stage=Stage.ENTRY_CONTROL))
    x.must(c.Refuse(passage=1, stage=Stage.ENTRY_CONTROL, reason="papers", back=True))
    assert x.state.lines[0].on_strip() == 0


def test_a_plan_lets_its_trucks_go_evenly_over_the_day():
    x = Crossing(msgspec.structs.replace(LIVE, releasing=Releasing.PLAN, plan_per_day=24))
    for number in range(30):
        x.arrive(number)
    assert x.refused(c.Call(towards="RU", trucks=9)) == "call.plan"  # eight o'clock
    assert len(x.call()) == 8
    assert x.refused(c.Call(towards="RU")) == "call.plan"
    assert len(x.call(t_s=NOW_S + 16 * HOUR_S - 1)) == 15
    assert x.refused(c.Call(towards="RU"), NOW_S + 16 * HOUR_S) == "call.plan"


def test_the_intake_of_the_tightest_stage_limits_the_calls():
    x = Crossing(msgspec.structs.replace(INTAKE, exit_places=None, strip_places=None))
    for number in range(30):
        x.arrive(number)
    assert x.refused(c.Call(towards="RU", trucks=6)) == "call.intake"  # 6 an hour, half an hour, 2 more
    assert len(x.call(5)) == 5
    assert x.refused(c.Call(towards="RU", trucks=1)) == "call.intake"


def test_an_officer_calls_out_of_turn_only_for_a_reason_of_the_post():
    x = Crossing(CAPPED)
    for number in (1, 2):
        x.arrive(number)
    x.arrive(3, told=LACKING)
    assert x.refused(c.Call(towards="RU", passage=2)) == "call.reason"
    assert x.refused(c.Call(towards="RU", passage=2, reason="friend")) == "call.reason"
    assert x.refused(c.Call(towards="RU", passage=3, reason="medical")) == "call.held"
    assert x.refused(c.Call(towards="KZ", passage=2, reason="medical")) == "point.passage"
    assert x.refused(c.Call(towards="RU", passage=9, reason="medical")) == "passage.unknown"
    x.must(c.Call(towards="RU", passage=2, reason="medical"))
    (called,) = x.bodies("Called")
    assert (called.rule, called.overtaken_trucks) == ("call.officer.medical", 1)
    assert x.refused(c.Call(towards="RU", passage=2, reason="medical")) == "passage.stage"
    full = Crossing(msgspec.structs.replace(CAPPED, strip_places=1))
    full.arrive(1)
    full.arrive(2)
    full.call(1)
    assert full.refused(c.Call(towards="RU", passage=2, reason="medical")) == "call.no_place"


def test_a_change_of_policy_keeps_what_was_counted_and_every_place():
    x = Crossing(msgspec.structs.replace(CAPPED, strip_places=None))
    for number in range(1, 5):
        x.arrive(number)
    x.arrive(5, queue_class="designated")
    x.arrive(6, queue_class="designated")
    assert x.call(1) == [5]
    x.policy(LIVE)
    x.policy(msgspec.structs.replace(CAPPED, strip_places=None, day_trucks=39))  # still one a day
    assert x.call(5) == [1, 2, 3, 4, 6]


def test_a_slot_gives_back_the_shares_it_was_counted_in_also_under_other_rules():
    x = Crossing(SLOTS)
    day_s = NOW_S - 8 * HOUR_S + 3 * DAY_S
    for number in (1, 2):
        x.must(x.book(number, day_s, queue_class="listed"))
    grouped = msgspec.structs.replace(
        SLOTS,
        groups=(ClassGroup(name="all", cap_pct=0.2),),
        classes=(SLOTS.classes[0], QueueClass(name="listed", by_slot=True, group="all"), SLOTS.classes[2]),
    )
    x.policy(grouped)
    x.must(c.Cancel(passage=1))
    assert min(x.state.lines[0].taken.values()) >= 0
    x.must(x.book(3, day_s, queue_class="listed"))
    assert x.refused(x.book(4, day_s + HOUR_S, queue_class="listed")) == "booking.cap"


def test_lanes_turn_round_and_both_directions_go_their_own_way():
    x = Crossing(LIVE)
    for number in (1, 2):
        x.arrive(number)
        x.arrive(number + 10, towards="KZ")
    for towards, lanes in (("RU", ("a", "b")), ("KZ", ("c",))):
        x.must(c.SetLanes(stage=Stage.EXIT_CONTROL, lanes=lanes, towards=towards))
    assert x.refused(c.Call(towards="KZ", trucks=1, lane="b")) == "stage.lane"
    x.must(c.Call(towards="RU", trucks=1, lane="b"))
    x.must(c.SetLanes(stage=Stage.EXIT_CONTROL, lanes=("a",), towards="RU"))
    x.must(c.SetLanes(stage=Stage.EXIT_CONTROL, lanes=("b", "c"), towards="KZ"))
    assert x.refused(c.Start(passage=1, stage=Stage.EXIT_CONTROL, lane="b")) == "stage.lane"
    x.must(c.Call(towards="KZ", trucks=1, lane="b"))
    x.must(c.Start(passage=11, stage=Stage.EXIT_CONTROL, lane="b"))
    x.must(c.Start(passage=1, stage=Stage.EXIT_CONTROL, lane="a"))
    x.must(c.Pause(reason="rain", towards="KZ"))
    assert x.refused(c.Call(towards="KZ")) == "stage.stopped"
    assert x.call(1) == [2]
