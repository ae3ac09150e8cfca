"""Policies of the tests: each turns on some of what a crossing point may do."""

from __future__ import annotations

from datetime import date

from otkel.app.policies import resolve
from otkel.queueing.policy import (
    Allocating,
    CheckPlan,
    ClassGroup,
    Policy,
    QueueClass,
    Releasing,
    TooLate,
)

LIVE = Policy(name="live", classes=(QueueClass(name="ordinary"),))
WEAVE = Policy(
    name="weave",
    classes=(
        QueueClass(name="authorised", weight=1),
        QueueClass(name="perishable", weight=1),
        QueueClass(name="ordinary", weight=5),
    ),
    exit_places=3,
    strip_places=4,
)
CAPPED = Policy(
    name="capped",
    day_trucks=20,
    groups=(ClassGroup(name="out_of_turn", cap_pct=10),),
    classes=(
        QueueClass(name="designated", rank=0, cap_pct=5, group="out_of_turn"),
        QueueClass(name="accelerated", rank=1, cap_pct=10, group="out_of_turn", paid=True),
        QueueClass(name="ordinary", rank=5),
    ),
    strip_places=6,
    appear_min=60,
    call_reasons=("medical",),
)
SLOTS = Policy(
    name="slots",
    slot_min=60,
    slot_trucks=2,
    horizon_days=10,
    early_min=180,
    late_min=60,
    too_late=TooLate.LIVE_QUEUE,
    moves_most=2,
    moves_days=30,
    move_until_min=180,
    cancels_most=2,
    cancels_days=30,
    no_shows_most=2,
    no_shows_days=90,
    block_days=14,
    deposit=True,
    keep_alive_h=72,
    exceptions_most=1,
    exceptions_days=60,
    exception_most_h=10,
    day_trucks=500,
    classes=(
        QueueClass(name="booked", rank=0, by_slot=True),
        QueueClass(name="listed", rank=0, by_slot=True, cap_pct=0.4, list_days=2),
        QueueClass(name="ordinary", rank=1),
    ),
    strip_places=5,
)
INTAKE = Policy(
    name="intake",
    releasing=Releasing.INTAKE,
    lead_min=30,
    buffer_trucks=2,
    window_min=60,
    step_trucks=4,
    first_per_h=6.0,
    exit_places=3,
    strip_places=8,
    entry_places=2,
    roadside=True,
    exception_most_h=10,
    checks=(
        CheckPlan(stage="exit_control", random_pct=5, expected_pct=20, sealed_pct=50, cap_per_day=3),
        CheckPlan(stage="entry_control", lane="red", random_pct=50, expected_pct=100),
        CheckPlan(stage="roadside_check", most_min=120),
    ),
    referral_reasons=("seal_damaged", "papers_differ"),
)
DRAW = Policy(
    name="draw",
    slot_min=60,
    slot_trucks=1,
    horizon_days=10,
    allocating=Allocating.DRAW,
    request_days=5,
    request_until_h=12,
    longest_pct=40,
    late_min=60,
    classes=(QueueClass(name="drawn", rank=0, by_slot=True), QueueClass(name="ordinary", rank=1)),
)
ENTERED = Policy(
    name="entered",
    classes=(
        QueueClass(name="perishable", weight=1),
        QueueClass(name="ordinary", weight=2),
    ),
    booking_needed=True,
    order_by_booking=True,
    cancels_most=2,
    no_shows_most=2,
    in_a_row=True,
    block_days=1,
    exceptions_most=2,
    exception_most_h=10,
    exception_evidence=False,
    appear_min=60,
    exit_places=2,
)
ALL = (LIVE, WEAVE, CAPPED, SLOTS, INTAKE, DRAW, ENTERED)


def preset(name: str, on: date = date(2026, 7, 28)) -> Policy:
    """Give a shipped preset as it stands on a day."""
    return resolve(name, on).policy
