"""A crossing point as a machine: whatever is asked in whatever order, what it promises holds."""

from __future__ import annotations

from collections import Counter
from math import inf

import msgspec
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from otkel.facts.events.choices import CheckOutcome, ExceptionGround, Readiness, Stage, WayOut
from otkel.facts.events.passages import (
    Arrived,
    Booked,
    Called,
    Cancelled,
    EntryStarted,
    ExitCleared,
    ExitStarted,
    Moved,
)
from otkel.queueing import commands as c
from otkel.queueing.core.line import cap_trucks
from otkel.queueing.decide import decide
from otkel.queueing.deciding.common import Happened
from otkel.queueing.deciding.falling_due import fall_due
from otkel.queueing.drawing import requests_digest
from otkel.queueing.fold import fold
from otkel.queueing.refusal import Refusal
from otkel.queueing.refusals import RULES
from otkel.queueing.seeds import list_requests
from otkel.queueing.truck import Status
from tests.queueing.crossing import DAY_S, HOUR_S, MIN_S, NOW_S, READY, Crossing, new_state, us, vehicle
from tests.queueing.policies import ALL

NAMED = ("call.slot", "call.class", "call.weave", "call.rank", "call.order_of_arrival",
         "call.order_of_booking", "call.backlog")  # fmt: skip
SEED = "5e" * 32
TRUCKS = st.integers(0, 11)
TOWARDS = st.sampled_from(["RU", "RU", "RU", "KZ"])
TOLD = st.sampled_from([Readiness.READY] * 3 + [Readiness.LACKING, Readiness.UNDECIDED, Readiness.NOT_ASKED])
DRAWS = st.integers(0, 2**64 - 1) | st.integers(0, 2**60)
LANES = st.sampled_from([None, None, "red"])


def _written(state) -> bytes:
    return msgspec.json.encode(
        [[*state.trucks.values()], [line.counts for line in state.lines], state.arrived]
    )


class CrossingMachine(RuleBasedStateMachine):
    """Two directions, a dozen vehicles, a clock that runs on; answers are checked against plain counting."""

    @initialize(one=st.sampled_from(ALL), other=st.sampled_from(ALL), trucks=st.integers(0, 8))
    def open(self, one, other, trucks):
        """Open both directions."""
        self.x = Crossing()
        self.x.policy(one, "RU")
        self.x.policy(other, "KZ")
        seed = c.CommitSeed(digest=SEED, purpose="checks", from_us=us(NOW_S), to_us=us(NOW_S + 400 * DAY_S))
        self.x.must(seed)
        for line in self.x.state.lines:
            purpose = f"slots.{line.towards.lower()}"
            digest = ("aa" if line.towards == "RU" else "bb") * 32
            to_us = us(NOW_S + 400 * DAY_S)
            self.x.must(c.CommitSeed(digest=digest, purpose=purpose, from_us=us(NOW_S), to_us=to_us))
        self.passages = 0
        self.of_vehicle: dict[int, int] = {}
        self.towards_of: dict[int, str] = {}
        for truck in range(trucks):
            passage = self.new(truck, "RU")
            self.ask(c.Arrive(passage=passage, vehicle=vehicle(truck), towards="RU", told=READY))

    def ask(self, command):
        """Ask; check what the answer itself promises."""
        state = self.x.state
        written = _written(state)
        answer = decide(state, command, self.x.t_s)
        assert _written(state) == written  # deciding changes nothing
        _, after = fall_due(state, max(state.t_s, self.x.t_s))  # what is due is done before
        waiting = [{truck.seq for truck in after.trucks_of(at) if truck.in_line} for at in (0, 1)]
        seqs = {passage: truck.seq for passage, truck in after.trucks.items()}
        assert self.x.ask(command) == answer  # and it gives the same again
        if isinstance(answer, Refusal):
            assert answer.rule in RULES
            assert _written(state) == written
            return
        for one in answer:
            if isinstance(one.body, Called):
                self.in_turn(one, waiting, seqs)
        for one in answer:
            self.within_places(one)

    def in_turn(self, one: Happened, waiting, seqs):
        """A truck overtakes only under a named rule, and as many as counting gives."""
        body = one.body
        assert body.rule in NAMED or body.rule.startswith("call.officer.")
        if body.rule in ("call.order_of_arrival", "call.order_of_booking"):
            assert body.overtaken_trucks == 0
        line = self.x.state.trucks[one.passage].line
        if body.rule != "call.backlog":
            assert body.overtaken_trucks == sum(seq < seqs[one.passage] for seq in waiting[line])
        waiting[line].discard(seqs[one.passage])

    def within_places(self, one: Happened):
        """Nothing takes on more than it has: places, slots, shares of a day."""
        body, state = one.body, self.x.state
        truck = state.trucks.get(-1 if one.passage is None else one.passage)
        if truck is None:
            return
        line = state.lines[truck.line]
        policy = line.rules.policy
        if isinstance(body, ExitStarted) and policy.exit_places is not None:
            assert line.counts[Status.AT_EXIT] <= policy.exit_places
        if isinstance(body, ExitCleared) and policy.strip_places is not None:
            assert line.on_strip() <= policy.strip_places
        if isinstance(body, EntryStarted) and policy.entry_places is not None:
            assert line.counts[Status.AT_ENTRY] <= policy.entry_places
        if isinstance(body, Booked | Moved) and body.slot_from_us is not None:
            self.within_slot(line, policy, state.s_of(body.slot_from_us))
        if isinstance(body, Called) and body.rule == "call.class":
            self.within_share(line, policy, body.queue_class)

    def within_slot(self, line, policy, slot_s):
        """Count who holds a slot or came by it, from all that happened."""
        held: dict[int, tuple[float, str]] = {}
        for _, one in self.x.log:
            if isinstance(one.body, Booked | Moved) and one.body.slot_from_us is not None:
                name = getattr(one.body, "queue_class", held.get(one.passage, (0, ""))[1])
                held[one.passage] = (self.x.state.s_of(one.body.slot_from_us), name)
            elif isinstance(one.body, Cancelled) or getattr(one.body, "rule", "") == "no_show.slot":
                held.pop(one.passage, None)
            elif isinstance(one.body, Arrived) and held.get(one.passage, (0, ""))[1] != one.body.queue_class:
                held.pop(one.passage, None)  # it came too late
        mine = [
            passage
            for passage, (at_s, _) in held.items()
            if at_s == slot_s and self.towards_of[passage] == line.towards
        ]
        assert len(mine) <= policy.slot_trucks

    def within_share(self, line, policy, queue_class):
        """Count the calls of a class and of its group today, from all that happened."""
        state = self.x.state
        day = state.day_of(state.t_s)
        today = Counter(
            one.body.queue_class
            for t_s, one in self.x.log
            if isinstance(one.body, Called) and one.body.rule == "call.class" and state.day_of(t_s) == day
            and self.towards_of[one.passage] == line.towards
        )  # fmt: skip
        found = next(one for one in policy.classes if one.name == queue_class)
        if found.cap_pct is not None:
            assert today[queue_class] <= cap_trucks(found.cap_pct, policy.day_trucks)
        for group in policy.groups:
            if group.name == found.group:
                names = [one.name for one in policy.classes if one.group == group.name]
                assert sum(today[name] for name in names) <= cap_trucks(group.cap_pct, policy.day_trucks)

    def has(self, *statuses):
        """Whether a truck stands there."""
        return any(truck.status in statuses for truck in self.x.state.trucks.values())

    def one_of(self, at, *statuses):
        """Give a passage that stands there, now and then one that does not."""
        trucks = self.x.state.trucks
        fitting = [passage for passage, truck in trucks.items() if truck.status in statuses]
        if not fitting or at == 11:
            fitting = [*trucks, 0]
        return fitting[at % len(fitting)]

    def new(self, truck, towards):
        """Give a passage for a vehicle: its own, or the next."""
        if truck in self.of_vehicle and self.of_vehicle[truck] in self.x.state.trucks:
            return self.of_vehicle[truck]
        self.passages += 1
        self.of_vehicle[truck] = self.passages
        self.towards_of[self.passages] = towards
        return self.passages

    def classes(self, towards):
        """Give the classes of a direction."""
        return self.x.state.lines[self.x.state.towards.index(towards)].rules.names

    @rule(
        truck=TRUCKS,
        towards=TOWARDS,
        hours=st.integers(-2, 60) | st.integers(200, 300),
        at=st.integers(0, 3),
        told=TOLD,
    )
    def book(self, truck, towards, hours, at, told):
        """Book a slot, or a place."""
        names = self.classes(towards)
        queue_class = names[at % len(names)]
        line = self.x.state.lines[self.x.state.towards.index(towards)]
        slot = None
        if line.rules.by_slot[line.rules.index[queue_class]]:
            slot = us((self.x.t_s // HOUR_S + hours) * HOUR_S)
        self.ask(
            c.Book(
                passage=self.new(truck, towards), vehicle=vehicle(truck), towards=towards,
                queue_class=queue_class,
                slot_from_us=slot, told=c.Told(readiness=told),
            )
        )  # fmt: skip

    @rule(
        truck=TRUCKS, towards=TOWARDS, days=st.integers(1, 6), wishes=st.lists(st.integers(0, 23), max_size=3)
    )
    def request(self, truck, towards, days, wishes):
        """Ask for a slot of a day that is drawn."""
        day_s = (self.x.t_s // DAY_S + days) * DAY_S
        names = self.classes(towards)
        self.ask(
            c.Request(
                passage=self.new(truck, towards), vehicle=vehicle(truck), towards=towards, day_us=us(day_s),
                queue_class="drawn" if "drawn" in names else None,
                choices=tuple(us(day_s + wish * HOUR_S) for wish in wishes),
            )
        )  # fmt: skip

    @precondition(lambda self: self.has(Status.REQUESTED))
    @rule(towards=TOWARDS, days=st.integers(0, 5), salt=st.integers(0, 2**64 - 1))
    def draw(self, towards, days, salt):
        """Hold a draw of a day that was asked for, or of another."""
        line = self.x.state.lines[self.x.state.towards.index(towards)]
        asked = [*line.requests]
        day = asked[days % len(asked)] if asked and days else int(self.x.t_s // DAY_S) + 1
        draws = {
            passage: (passage * 0x9E3779B97F4A7C15 ^ salt) % 2**64 for passage in line.requests.get(day, ())
        }
        seed = ("aa" if towards == "RU" else "bb") * 32
        day_us = us(day * DAY_S)
        asked = list_requests(self.x.state, towards, day_us)
        digest = requests_digest(asked, towards=towards, day_us=day_us)
        self.ask(c.HoldDraw(towards=towards, day_us=day_us, seed=seed, requests_digest=digest, draws=draws))

    @precondition(lambda self: self.has(Status.BOOKED))
    @rule(truck=TRUCKS, hours=st.integers(0, 200))
    def move(self, truck, hours):
        """Move a booking."""
        slot = us((self.x.t_s // HOUR_S + hours) * HOUR_S)
        self.ask(c.Move(passage=self.one_of(truck, Status.BOOKED), slot_from_us=slot))

    @precondition(lambda self: self.has(Status.BOOKED))
    @rule(truck=TRUCKS)
    def cancel(self, truck):
        """Cancel."""
        self.ask(c.Cancel(passage=self.one_of(truck, Status.BOOKED, Status.REQUESTED)))

    @precondition(lambda self: self.has(Status.REQUESTED, Status.BOOKED, Status.WAITING))
    @rule(truck=TRUCKS, first=st.integers(0, 50), width=st.integers(0, 50))
    def stand_by(self, truck, first, width):
        """Stand by for an earlier slot."""
        begin = us(self.x.t_s + first * HOUR_S)
        latest = us(self.x.t_s + (first + width) * HOUR_S)
        passage = self.one_of(truck, Status.REQUESTED, Status.BOOKED, Status.WAITING)
        self.ask(c.Standby(passage=passage, earliest_us=begin, latest_us=latest))

    @rule(truck=TRUCKS, towards=TOWARDS, at=st.integers(0, 3), told=TOLD, backlog=st.booleans())
    def arrive(self, truck, towards, at, told, backlog):
        """Come, booked or not."""
        names = self.classes(towards)
        self.ask(
            c.Arrive(
                passage=self.new(truck, towards), vehicle=vehicle(truck), towards=towards,
                queue_class=names[at % len(names)], told=c.Told(readiness=told), backlog=backlog and at == 0,
            )
        )  # fmt: skip

    @precondition(lambda self: self.has(Status.WAITING))
    @rule(truck=TRUCKS, told=TOLD)
    def ready(self, truck, told):
        """Ask the law again."""
        self.ask(
            c.TellReadiness(
                passage=self.one_of(truck, Status.WAITING, Status.BOOKED), told=c.Told(readiness=told)
            )
        )

    @precondition(lambda self: self.has(Status.WAITING))
    @rule(truck=TRUCKS, hours=st.integers(1, 11), ends=st.booleans())
    def exception(self, truck, hours, ends):
        """Keep a place on evidence, or end it."""
        passage = self.one_of(truck, Status.BOOKED, Status.WAITING, Status.CALLED)
        if ends:
            self.ask(c.EndException(passage=passage))
        else:
            until = us(self.x.t_s + hours * HOUR_S)
            ground = ExceptionGround.BREAKDOWN
            self.ask(
                c.GrantException(passage=passage, ground=ground, keeps_until_us=until, evidence="ee" * 32)
            )

    @precondition(lambda self: self.has(Status.WAITING))
    @rule(towards=TOWARDS, trucks=st.none() | st.integers(0, 4))
    def call(self, towards, trucks):
        """Call the next."""
        self.ask(c.Call(towards=towards, trucks=trucks))

    @precondition(lambda self: self.has(Status.WAITING))
    @rule(truck=TRUCKS, towards=TOWARDS)
    def call_one(self, truck, towards):
        """Call one out of turn."""
        self.ask(c.Call(towards=towards, passage=self.one_of(truck, Status.WAITING), reason="medical"))

    @rule(towards=TOWARDS, trucks=st.integers(0, 4))
    def batch(self, towards, trucks):
        """Let some of the backlog forward."""
        self.ask(c.PublishBatch(towards=towards, batch="b1", trucks=trucks))

    def stage_for(self, passage, at, going_on):
        """Give the stage that fits a truck; now and then another."""
        truck = self.x.state.trucks.get(passage)
        early = (Status.WAITING, Status.CALLED) if going_on else (Status.AT_EXIT,)
        fits = truck is not None and truck.status in early
        stages = [Stage.EXIT_CONTROL, Stage.ENTRY_CONTROL, Stage.ROADSIDE_CHECK]
        if truck is not None and not going_on and truck.status is Status.INSIDE:
            return stages[2]
        return stages[at % 3] if at == 11 else stages[0 if fits else 1]

    @precondition(lambda self: self.has(Status.CALLED, Status.ON_STRIP))
    @rule(truck=TRUCKS, at=TRUCKS, draw=DRAWS, points=st.integers(0, 200), sealed=st.booleans(), lane=LANES)
    def start(self, truck, at, draw, points, sealed, lane):
        """Take a truck on."""
        passage = self.one_of(truck, Status.CALLED, Status.ON_STRIP)
        drawn = c.Drawn(
            draw=draw, purpose="checks", seed=SEED, points=points, rules="dd" * 32, sealed_ok=sealed
        )
        stage = self.stage_for(passage, at, True)
        self.ask(c.Start(passage=passage, stage=stage, drawn=drawn if at else None, lane=lane))

    @precondition(lambda self: self.has(Status.AT_EXIT, Status.AT_ENTRY))
    @rule(truck=TRUCKS, at=TRUCKS, draw=DRAWS)
    def clear(self, truck, at, draw):
        """Let it through."""
        passage = self.one_of(truck, Status.AT_EXIT, Status.AT_ENTRY)
        drawn = c.Drawn(draw=draw, purpose="checks", seed=SEED)
        self.ask(c.Clear(passage=passage, stage=self.stage_for(passage, at, False), drawn=drawn))

    @precondition(lambda self: self.has(Status.AT_EXIT, Status.AT_ENTRY))
    @rule(truck=TRUCKS, at=TRUCKS, back=st.booleans())
    def refuse(self, truck, at, back):
        """Do not let it through."""
        passage = self.one_of(truck, Status.AT_EXIT, Status.AT_ENTRY)
        self.ask(
            c.Refuse(passage=passage, stage=self.stage_for(passage, at, False), reason="papers", back=back)
        )

    @precondition(lambda self: self.has(Status.AT_EXIT, Status.AT_ENTRY, Status.INSIDE))
    @rule(truck=TRUCKS, what=st.sampled_from(["select", "start", "prolong", "end", "end"]), at=TRUCKS)
    def check(self, truck, what, at):
        """Check a truck."""
        passage = self.one_of(truck, Status.AT_EXIT, Status.AT_ENTRY, Status.INSIDE)
        stage = self.stage_for(passage, at, False)
        reason = "seal_damaged" if at else "no_reason"
        commands = {
            "select": lambda: c.Select(passage=passage, stage=stage, reason=reason),
            "start": lambda: c.StartCheck(passage=passage, stage=stage),
            "prolong": lambda: c.ProlongCheck(
                passage=passage, reason="suspicion", rule="mobile.check.prolong"
            ),
            "end": lambda: c.EndCheck(passage=passage, stage=stage, outcome=CheckOutcome.NOTHING_FOUND),
        }
        self.ask(commands[what]())

    @precondition(lambda self: self.has(Status.INSIDE, Status.ON_STRIP))
    @rule(truck=TRUCKS, way=st.sampled_from(WayOut))
    def leave(self, truck, way):
        """Leave."""
        self.ask(c.Leave(passage=self.one_of(truck, Status.INSIDE, Status.ON_STRIP), way=way))

    @rule(minutes=st.sampled_from([0, 1, 10, 45, 60, 180, 800, 3000]), ticks=st.booleans())
    def wait(self, minutes, ticks=True):
        """Let time pass; whether somebody asks for what is due or not must not matter."""
        self.x.t_s += minutes * MIN_S
        if ticks:
            self.ask(c.Tick())

    @rule(
        towards=st.none() | TOWARDS,
        what=st.sampled_from(["pause", "resume", "resume", "close", "reopen", "reopen"]),
        whole=st.booleans(),
    )
    def stop(self, towards, what, whole):
        """Stop a stage or the point, and go on."""
        stage = None if whole else Stage.EXIT_CONTROL
        commands = {
            "pause": lambda: c.Pause(reason="rain", stage=stage, towards=towards),
            "resume": lambda: c.Resume(stage=stage, towards=towards),
            "close": lambda: c.Close(reason="storm", stage=stage, towards=towards),
            "reopen": lambda: c.Reopen(stage=stage, towards=towards),
        }
        self.ask(commands[what]())

    @rule(towards=TOWARDS, policy=st.sampled_from(ALL), really=st.integers(0, 4))
    def change_policy(self, towards, policy, really):
        """Change the rules in the middle of a day."""
        if not really:
            self.x.policy(policy, towards)

    @rule(towards=TOWARDS, trucks=st.integers(0, 8))
    def count_strip(self, towards, trucks):
        """Count the strip, once in a while."""
        if trucks < 2:
            self.ask(c.CountStrip(towards=towards, trucks=2 * trucks))

    # -- what must hold ---------------------------------------------------------------------------

    @invariant()
    def trucks_are_conserved(self):
        """Who arrived is here or has left."""
        state = self.x.state
        arrived = sum(isinstance(one.body, Arrived) for _, one in self.x.log)
        here = sum(truck.status >= Status.WAITING for truck in state.trucks.values())
        assert (state.arrived, state.arrived - state.left) == (arrived, here)
        assert here == state.present()

    @invariant()
    def nobody_is_in_two_places(self):
        """One vehicle has one passage, one order of arrival one truck."""
        trucks = self.x.state.trucks.values()
        assert len({truck.vehicle for truck in trucks}) == len(self.x.state.trucks)
        for at in (0, 1):
            seqs = [truck.seq for truck in trucks if truck.line == at and truck.seq >= 0]
            assert len(set(seqs)) == len(seqs)

    @invariant()
    def counters_equal_counting(self):
        """What is kept by the way is what counting gives."""
        for at, line in enumerate(self.x.state.lines):
            trucks = list(self.x.state.trucks_of(at))
            for status in Status:
                assert line.counts[status] == sum(truck.status is status for truck in trucks)
            waiting = sorted((truck for truck in trucks if truck.in_line), key=lambda truck: truck.seq)
            for place, truck in enumerate(waiting):
                assert line.before(truck.seq) == place

    @invariant()
    def who_stands_by_is_there_to_be_given_a_slot(self):
        """Who stands by asks, is booked or waits; who was not drawn is there only as long as he stands by."""
        for at, line in enumerate(self.x.state.lines):
            for passage in line.standby:
                truck = self.x.state.trucks[passage]
                assert (truck.line, truck.status <= Status.WAITING) == (at, True)
            for truck in self.x.state.trucks_of(at):
                if truck.draw is not None:
                    assert (truck.status, truck.passage in line.standby) == (Status.REQUESTED, True)
            assert set(line.standing_by.order) == set(line.standby)

    @invariant()
    def places_hold(self):
        """No stage and no slot takes more than it has under the rules by which it was filled."""
        for at, line in enumerate(self.x.state.lines):
            held = Counter(
                round(truck.slot_from_s)
                for truck in self.x.state.trucks_of(at)
                if truck.status is Status.BOOKED
                and truck.slot_from_s != inf
                and self.x.state.is_counted(truck.slot_day)
            )
            for slot, number in held.items():
                assert line.slots.get(slot, 0) >= number

    def teardown(self):
        """Folding a prefix and then the rest is folding all: also through a policy change."""
        if not hasattr(self, "x"):
            return
        whole = new_state()
        for t_s, one in self.x.log:
            fold(whole, one.body, one.passage, t_s)
        assert whole.trucks == self.x.state.trucks
        assert [line.taken for line in whole.lines] == [line.taken for line in self.x.state.lines]
