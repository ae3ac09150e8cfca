"""The policy of one direction of a crossing point: every number its queue and controls run by.

The annotations are the one table of fields: form, check, documentation and the stored numbers are made
from them (`discipline.py`). A field that rests on law names its provision in the preset, not here.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec


class Means(msgspec.Struct, frozen=True):
    """What a field means, its unit, and the least and the most it may be."""

    text: str
    unit: str = ""
    least: float | None = None
    most: float | None = None
    in_kernel: bool = True  # whether the fast kernel of the twin carries it


class Mode(StrEnum):
    """Who commands the queue."""

    LIVE = "live"
    SHADOW = "shadow"


class Allocating(StrEnum):
    """How slots are given."""

    FIRST_COME = "first_come"
    DRAW = "draw"


class Releasing(StrEnum):
    """By what trucks are called to the post."""

    INTAKE = "intake"
    PLAN = "plan"
    FREE = "free"


class TooLate(StrEnum):
    """What becomes of a truck that comes after its slot."""

    LIVE_QUEUE = "live_queue"
    REFUSE = "refuse"


class QueueClass(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One class of the line."""

    name: Annotated[str, Means("a stable word, such as ordinary")]
    rank: Annotated[int, Means("classes of a lower rank are called first", least=0, most=99)] = 0
    weight: Annotated[int, Means("turns in the weave with classes of the same rank", "turns", 1, 100)] = 1
    by_slot: Annotated[bool, Means("called by its slot, and not by its arrival")] = False
    cap_pct: Annotated[
        float | None, Means("share of a day's trucks that may pass in this class", "%", 0, 100)
    ] = None
    group: Annotated[str | None, Means("a group of classes with a cap of its own")] = None
    list_days: Annotated[
        int, Means("booked at the latest so many days before the day of the slot", "days", 0, 365)
    ] = 0
    paid: Annotated[bool, Means("against a fee")] = False
    called: Annotated[bool, Means("its trucks are called; no: they stand in line and wait")] = True


class ClassGroup(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Several classes with one cap together."""

    name: Annotated[str, Means("a stable word")]
    cap_pct: Annotated[float, Means("share of a day's trucks that may pass in these classes", "%", 0, 100)]


class CheckPlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How trucks are selected for checks at a stage, or in one lane of it."""

    stage: Annotated[str, Means("exit_control, entry_control or roadside_check")]
    lane: Annotated[
        str | None, Means("one lane; none: every lane without a plan of its own", in_kernel=False)
    ] = None
    random_pct: Annotated[float, Means("least share that is drawn at random", "%", 0, 100)] = 0.0
    expected_pct: Annotated[float, Means("share that is drawn where no risk rule speaks", "%", 0, 100)] = 0.0
    threshold_points: Annotated[
        int, Means("points of the risk rules from which on a truck is checked", "points", 1, 1000)
    ] = 100
    cap_per_day: Annotated[
        int | None,
        Means("selected by risk in a day at most, in all lanes of the plan together", "trucks", 0, 100_000),
    ] = None
    sealed_pct: Annotated[
        float,
        Means(
            "a truck with a seal that reports nothing abnormal is checked in this many of a hundred cases",
            "%",
            0,
            100,
        ),
    ] = 100.0
    most_min: Annotated[
        int | None, Means("a check must have ended after this time", "min", 1, 10_080, in_kernel=False)
    ] = None


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rules of the queue and the controls of one direction."""

    name: Annotated[str, Means("name of the preset, or of the crossing point's own policy")]
    mode: Annotated[Mode, Means("commanded by Otkel, or followed from imported records", in_kernel=False)] = (
        Mode.LIVE
    )

    # The line
    classes: Annotated[tuple[QueueClass, ...], Means("the classes of the line")] = (
        QueueClass(name="ordinary"),
    )
    groups: Annotated[tuple[ClassGroup, ...], Means("groups of classes with a cap together")] = ()
    fallback: Annotated[str, Means("the class of whoever has no other, or whose cap is used up")] = "ordinary"
    booking_needed: Annotated[
        bool, Means("nobody comes without a booking, also where there are no slots", in_kernel=False)
    ] = False
    order_by_booking: Annotated[
        bool, Means("in a live queue a place is that of the booking, not of the coming", in_kernel=False)
    ] = False
    day_trucks: Annotated[
        int, Means("what the post lets through in a day; caps are shares of it", "trucks", 1, 100_000)
    ] = 500

    # Slots
    slot_min: Annotated[int, Means("length of a slot; 0: no slots", "min", 0, 1440)] = 0
    slot_trucks: Annotated[int, Means("trucks in a slot", "trucks", 0, 10_000)] = 0
    horizon_days: Annotated[int, Means("how long ahead a slot may be booked", "days", 0, 366)] = 0
    book_until_min: Annotated[
        int, Means("booked at the latest so long before the slot begins", "min", 0, 100_000)
    ] = 0
    one_booking: Annotated[bool, Means("one live booking a vehicle")] = True
    early_min: Annotated[
        int | None, Means("may come so long before its slot begins; none: at any time", "min", 0, 100_000)
    ] = None
    late_min: Annotated[
        int | None,
        Means(
            "may come so long after its slot begins; below zero: before it; none: not known, never too late",
            "min",
            -1440,
            100_000,
        ),
    ] = None
    too_late: Annotated[TooLate, Means("what becomes of who comes too late")] = TooLate.LIVE_QUEUE

    # Changes and penalties; every window is counted backwards from now
    moves_most: Annotated[
        int | None,
        Means(
            "moves of a vehicle's bookings within the window; none: no limit",
            "moves",
            0,
            1000,
            in_kernel=False,
        ),
    ] = None
    moves_days: Annotated[int, Means("window of the moves", "days", 1, 400, in_kernel=False)] = 30
    move_until_min: Annotated[
        int, Means("moved at the latest so long before the slot begins", "min", 0, 100_000, in_kernel=False)
    ] = 0
    cancels_most: Annotated[
        int | None,
        Means(
            "cancellations by the truck within the window that end in a block; none: never",
            "cancellations",
            1,
            1000,
            in_kernel=False,
        ),
    ] = None
    cancels_days: Annotated[int, Means("window of the cancellations", "days", 1, 400, in_kernel=False)] = 30
    no_shows_most: Annotated[
        int | None, Means("no-shows within the window that end in a block; none: never", "no-shows", 1, 1000)
    ] = None
    no_shows_days: Annotated[int, Means("window of the no-shows", "days", 1, 400)] = 90
    in_a_row: Annotated[
        bool,
        Means(
            "cancellations and no-shows count only since exit control last let the vehicle out",
            in_kernel=False,
        ),
    ] = False
    block_days: Annotated[int, Means("how long a block lasts", "days", 0, 400)] = 0
    deposit: Annotated[bool, Means("a deposit is held for a booking")] = False
    deposit_no_shows: Annotated[
        int, Means("no-shows within their window that forfeit the deposit", "no-shows", 1, 100)
    ] = 2
    keep_alive_h: Annotated[
        int, Means("bookings hold so much longer after a disruption", "h", 0, 1000, in_kernel=False)
    ] = 0
    exceptions_most: Annotated[
        int | None,
        Means(
            "evidence-based exceptions of a vehicle within the window; none: no limit",
            "exceptions",
            0,
            100,
            in_kernel=False,
        ),
    ] = None
    exceptions_days: Annotated[int, Means("window of the exceptions", "days", 1, 400, in_kernel=False)] = 60
    exception_evidence: Annotated[bool, Means("an exception needs evidence", in_kernel=False)] = True
    exception_most_h: Annotated[
        int, Means("how long an exception keeps a place at most", "h", 0, 1000, in_kernel=False)
    ] = 0

    # Fair draw
    allocating: Annotated[Allocating, Means("how slots are given")] = Allocating.FIRST_COME
    request_days: Annotated[
        int, Means("requests are taken from so many days before the day", "days", 1, 60)
    ] = 3
    request_until_h: Annotated[
        int, Means("requests are taken until so long before the day begins", "h", 0, 240)
    ] = 12
    longest_pct: Annotated[int, Means("share of the slots for those who wait longest", "%", 0, 100)] = 0

    # Readiness at the door
    cure_h: Annotated[
        int, Means("a place is kept so long while something is cured", "h", 0, 1000, in_kernel=False)
    ] = 24
    cures_most: Annotated[
        int, Means("how many times a place is kept so", "times", 0, 100, in_kernel=False)
    ] = 2

    # Calls and release
    releasing: Annotated[
        Releasing, Means("by intake of the tightest stage, by plan, or as places are free")
    ] = Releasing.FREE
    plan_per_day: Annotated[
        int, Means("trucks called in a day where release is by plan", "trucks", 0, 100_000)
    ] = 0
    lead_min: Annotated[
        int, Means("from a call to the tightest stage when nothing holds up", "min", 1, 2880)
    ] = 30
    buffer_trucks: Annotated[
        int, Means("kept before the tightest stage so that it never stands idle", "trucks", 0, 1000)
    ] = 4
    window_min: Annotated[int, Means("intake is measured over this time", "min", 10, 2880)] = 120
    step_trucks: Annotated[
        int, Means("the target changes by so many in one window at most", "trucks", 1, 1000)
    ] = 10
    first_per_h: Annotated[float, Means("intake taken as long as none was measured", "trucks/h", 0, 1000)] = (
        10.0
    )
    appear_min: Annotated[
        int | None,
        Means(
            "a called truck must be at the post after this time; none: no limit",
            "min",
            1,
            10_080,
        ),
    ] = None
    call_needed: Annotated[bool, Means("a truck drives to the post only when called")] = True
    call_reasons: Annotated[
        tuple[str, ...],
        Means(
            "reason codes by which an officer may call a truck out of its turn",
            in_kernel=False,
        ),
    ] = ()

    # Places; none: not limited
    exit_places: Annotated[int | None, Means("trucks at exit control at once", "trucks", 1, 10_000)] = None
    strip_places: Annotated[
        int | None, Means("trucks on the strip between the posts", "trucks", 1, 10_000)
    ] = None
    entry_places: Annotated[int | None, Means("trucks at entry control at once", "trucks", 1, 10_000)] = None

    # Controls
    roadside: Annotated[bool, Means("a roadside check lies behind entry control")] = False
    checks: Annotated[tuple[CheckPlan, ...], Means("how trucks are selected for checks")] = ()
    referral_reasons: Annotated[
        tuple[str, ...],
        Means(
            "reason codes by which an officer may refer a truck to a check",
            in_kernel=False,
        ),
    ] = ()


# The policies of the two directions, in the order of `State.towards`.
Policies = tuple[Policy, Policy]
