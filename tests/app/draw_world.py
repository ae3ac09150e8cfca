"""A crossing point for tests whose draws are made as they must be, event by event; tests then spoil it."""

from datetime import date, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

import msgspec

from otkel.app.draws import draw_of, slot_draws
from otkel.facts.events import kind_of
from otkel.facts.events.choices import CheckKind, SelectionKind, Stage, WayOut
from otkel.facts.events.envelope import Event, as_us
from otkel.facts.events.passages import (
    Arrived,
    Booked,
    EntryCleared,
    EntryStarted,
    ExitStarted,
    Left,
    NotDrawn,
    Requested,
)
from otkel.facts.events.posts import DrawHeld, PolicyChanged
from otkel.facts.events.proofs import SeedCommitted, SeedOpened
from otkel.facts.events.selections import NotSelected, Selected
from otkel.queueing.core.selection import PASS, RISK, select, stated_below, weighed_points
from otkel.queueing.drawing import (
    Asking,
    bounds_of,
    checks_purpose,
    plan_draw,
    requests_digest,
    slots_purpose,
)
from otkel.queueing.policy import Allocating, CheckPlan, Policy, QueueClass
from otkel.queueing.policy_numbers import digest_of, to_numbers

POINT, TO, DAY = "syrym", "RU", date(2026, 11, 20)
ZONE = ZoneInfo("Asia/Oral")
DAY_US = as_us(datetime(2026, 11, 20, tzinfo=ZONE))
HOUR, DAYS = 3_600_000_000, 86_400_000_000
PLAN = CheckPlan(
    stage="exit_control",
    random_pct=5.0,
    expected_pct=20.0,
    threshold_points=100,
    cap_per_day=3,
    sealed_pct=30.0,
)
INSIDE = CheckPlan(stage="roadside_check", random_pct=10.0)
POLICY = Policy(
    name="fair", classes=(QueueClass(name="ordinary", by_slot=True),), slot_min=360, slot_trucks=2,
    horizon_days=5, allocating=Allocating.DRAW, longest_pct=25, checks=(PLAN,),
)  # fmt: skip
_STARTED = {Stage.EXIT_CONTROL: ExitStarted, Stage.ENTRY_CONTROL: EntryStarted}


def secret_of(name):
    return sha256(f"secret {name}".encode()).digest()


def digest_of_seed(name):
    return sha256(secret_of(name)).hexdigest()


def vehicle_of(number):
    return sha256(f"vehicle {number}".encode()).hexdigest()[:32]


class World:
    """Events of one point, in order."""

    def __init__(self, policy=POLICY):
        self.events = []
        self.policy = policy
        self.towards = TO  # the direction that requests, draws and bookings are for
        self.now_us = DAY_US - 6 * DAYS
        self.visits = {}
        self.risk_taken = 0
        self.set_policy(policy)

    def set_policy(self, policy, towards=TO):
        self.policy = policy
        numbers = to_numbers(policy)
        body = PolicyChanged(
            policy=policy.name, towards=towards, numbers=numbers, provisions={}, digest=digest_of(policy)
        )  # fmt: skip
        self.add(body)

    def add(self, body, passage=None, at_us=None):
        self.now_us = self.now_us + 1_000_000 if at_us is None else at_us
        kind = kind_of(body)
        position = self.events[-1].position + 1 if self.events else 1
        self.events.append(
            Event(
                position=position, stream=POINT, version=position, client_key=str(position),
                word=kind.word, word_version=kind.version,
                occurred_us=self.now_us, recorded_us=self.now_us, recorded_by="live", point=POINT, body=body,
                passage=passage,
            )
        )  # fmt: skip

    def commit(self, name, purpose, from_us=None, to_us=DAY_US):
        from_us = self.now_us if from_us is None else from_us
        body = SeedCommitted(digest=digest_of_seed(name), purpose=purpose, from_us=from_us, to_us=to_us)
        self.add(body)

    def open(self, name):
        self.add(SeedOpened(seed=secret_of(name).hex(), digest=digest_of_seed(name)))

    # -- slots ----------------------------------------------------------------------------------

    def request(self, passage, choices=(), vehicle=None, nonce=None, since_us=None, at_us=None):
        at_us = self.now_us + 1_000_000 if at_us is None else at_us
        body = Requested(
            vehicle=vehicle_of(passage) if vehicle is None else vehicle, towards=self.towards,
            queue_class="ordinary", day_us=DAY_US,
            choices_us=tuple(DAY_US + one * 6 * HOUR for one in choices),
            since_us=at_us if since_us is None else since_us, nonce=nonce,
        )  # fmt: skip
        self.add(body, passage, at_us)

    def hold_draw(self, name, taken=None, at_us=DAY_US - 11 * HOUR):
        asked = self.asking()
        asking = [Asking(e.passage, e.body.since_us, e.body.choices_us, e.body.nonce) for e in asked]
        vehicles = {event.passage: event.body.vehicle for event in asked}
        digest = requests_digest(asking, towards=self.towards, day_us=DAY_US)
        draws = slot_draws(
            secret_of(name), point=POINT, towards=self.towards, passages=vehicles, digest=digest
        )
        capacity = {
            DAY_US + slot * 6 * HOUR: self.policy.slot_trucks - (taken or {}).get(slot, 0)
            for slot in range(4)
        }
        plan = plan_draw(asking, capacity, draws, self.policy.longest_pct)
        held = DrawHeld(
            towards=self.towards, day_us=DAY_US, seed=digest_of_seed(name), requests_digest=digest,
            requests=len(asking), granted=len(plan.granted), capacity_trucks=sum(capacity.values()),
            longest_pct=self.policy.longest_pct,
        )  # fmt: skip
        self.add(held, at_us=at_us)
        for passage, slot_us, allocation in plan.granted:
            self.book(passage, slot_us, allocation, vehicles[passage])
        for passage in plan.not_drawn:
            self.add(NotDrawn(day_us=DAY_US, draw=draws[passage], seed=held.seed), passage)

    def asking(self):
        """Give the requests that nothing has come of yet."""
        ended = ("cancelled", "booked", "not_drawn")
        over = {event.passage: event.position for event in self.events if event.word in ended}
        mine = [e for e in self.events if e.word == "requested" and e.body.towards == self.towards]
        return [e for e in mine if over.get(e.passage, 0) < e.position]

    def book(self, passage, slot_us, allocation, vehicle=None):
        body = Booked(
            vehicle=vehicle or vehicle_of(passage), towards=self.towards, queue_class="ordinary",
            slot_from_us=slot_us, slot_to_us=None if slot_us is None else slot_us + 6 * HOUR,
            allocation=allocation,
        )  # fmt: skip
        self.add(body, passage)

    # -- checks ---------------------------------------------------------------------------------

    def arrive(self, passage):
        self.add(Arrived(vehicle=vehicle_of(passage), towards=TO, queue_class="ordinary"), passage)

    def start(self, passage, name, *, stage=Stage.EXIT_CONTROL, points=0, sealed=False):
        self.add(_STARTED[stage](), passage)
        visit = self.visits.get(passage, 0)
        self.visits[passage] = visit + 1
        plan = next((one for one in self.policy.checks if one.stage == stage.value), None)
        if plan is not None:
            self.drawn(passage, name, plan, visit, points, sealed)

    def inside(self, passage, name):
        self.add(EntryCleared(), passage)
        self.drawn(passage, name, INSIDE, self.visits.get(passage, 0), 0, False)

    def leave(self, passage):
        self.add(Left(way=WayOut.THROUGH), passage)

    def drawn(self, passage, name, plan, visit, points, sealed):
        stage = Stage(plan.stage)
        purpose = checks_purpose(stage)
        draw = draw_of(secret_of(name), point=POINT, purpose=purpose, passage=passage, visit=visit)
        sealed_pct = plan.sealed_pct if sealed else None
        bounds = bounds_of(plan.random_pct, plan.expected_pct, sealed_pct)
        counted = points if sealed_pct is None else weighed_points(points, sealed_pct)
        cap = -1 if plan.cap_per_day is None else plan.cap_per_day
        outcome = select(draw, *bounds, counted, plan.threshold_points, self.risk_taken, cap)
        told = {
            "stage": stage, "draw": draw, "purpose": purpose, "below": stated_below(outcome, *bounds),
            "seed": digest_of_seed(name), "sealed_pct": None if sealed_pct is None else round(sealed_pct),
        }  # fmt: skip
        if outcome == PASS:
            self.add(NotSelected(**told), passage)
            return
        if outcome == RISK:
            self.risk_taken += 1
            told |= {"risk_points": counted, "risk_rules": "f" * 64}
        kind = SelectionKind.RISK if outcome == RISK else SelectionKind.RANDOM
        self.add(Selected(check=CheckKind.EXAMINATION, kind=kind, reason="drawn", **told), passage)

    # -- spoiling -------------------------------------------------------------------------------

    def find(self, word, nth=0):
        return [at for at, event in enumerate(self.events) if event.word == word][nth]

    def change(self, at, **fields):
        event = self.events[at]
        body = msgspec.structs.replace(event.body, **fields)
        self.events[at] = msgspec.structs.replace(event, body=body)

    def leave_out(self, at):
        del self.events[at]


def slot_world(requests=12, policy=POLICY, open_seed=True):
    """Give a day whose eight slots twelve trucks asked for."""
    world = World(policy)
    world.commit("slots", slots_purpose(TO), to_us=DAY_US)
    for passage in range(1, requests + 1):
        world.request(passage, choices=[(), (0,), (1, 2), (3, 0, 1)][passage % 4], nonce=f"{passage:064x}")
    world.hold_draw("slots")
    if open_seed:
        world.now_us = DAY_US + HOUR
        world.open("slots")
    return world


def check_world(trucks=60, policy=POLICY, open_seed=True):
    """Give a day on which trucks came to exit control, some of them sealed or with risk points."""
    world = World(policy)
    world.commit("checks", checks_purpose(), from_us=DAY_US, to_us=DAY_US + DAYS)
    world.now_us = DAY_US + HOUR
    for passage in range(1, trucks + 1):
        world.arrive(passage)
        world.start(passage, "checks", points=(0, 60, 120, 400)[passage % 4], sealed=passage % 3 == 0)
    if open_seed:
        world.now_us = DAY_US + DAYS + HOUR
        world.open("checks")
    return world
