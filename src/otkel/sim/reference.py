"""The readable twin: the same worlds in plain Python, every step asked of the live crossing's own `decide`.

Here nothing is decided about order: who is next, whether a place is free and under which rule a truck is
called is the answer of `queueing.decide`, folded as a live crossing folds it. The kernel must give the
same log, event by event. What is added is the world around a queue: when trucks come, how long they are
served, who leaves, and officers who take the next truck on as soon as a server is free.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import heappop, heappush
from typing import Any

from otkel.facts.events.choices import CheckOutcome, Readiness, WayOut
from otkel.queueing import commands as c
from otkel.queueing.core.choice import choose_point
from otkel.queueing.decide import decide
from otkel.queueing.policy import Policy
from otkel.queueing.refusal import Refusal
from otkel.queueing.state import State
from otkel.queueing.truck import Status
from otkel.sim.bookings import Wishes
from otkel.sim.kernel_settings import DELAY_TIME, TIME
from otkel.sim.pack_rules import REFERRAL
from otkel.sim.policy_dates import PolicyPlan
from otkel.sim.reference_both import Both
from otkel.sim.reference_calls import Calls
from otkel.sim.reference_choice import Ways
from otkel.sim.reference_counts import Counts
from otkel.sim.reference_policies import DatedPolicy
from otkel.sim.reference_post import MIN_S, STAGES, TOWARDS, Post, policy_of
from otkel.sim.reference_rows import Row, plain_row
from otkel.sim.reference_timeline import Timeline
from otkel.sim.silent import Counting

EXIT, ENTRY, ROADSIDE = STAGES
COMES_BACK, LEAVES_LATER = 2, 1
INF = float("inf")
AT_A_POINT = ("back", "patience", "left", "asks", "comes", "drives", "cancels", "moves")  # beside the stages
OF_CALLS = ("asks", "comes", "drives", "cancels", "moves")
READY = c.Told(readiness=Readiness.READY)


class Reference:
    """One run of a world. `rows` is its log."""

    def __init__(
        self,
        world: Any,
        policies: Sequence[Policy | None] = (),
        wishes: Wishes | None = None,
        countings: Sequence[Counting | None] = (),
        plans: Mapping[int, PolicyPlan] | None = None,
    ) -> None:
        """Open every post; `policies`: of each point its discipline, of which the world's rules are made.

        `wishes`: what trucks want of their bookings; none: each keeps its slot. `countings`: how the strip of
        each point is counted where the other side is silent; none: it tells its acts everywhere. `plans`: by
        post, its policy with other values at times.
        """
        self.w, self.wishes = world, wishes
        self.rows: list[Row] = []
        self.heap: list[tuple[float, int, int, str]] = []  # due, truck, passage, what
        self.calls = None if world.rules is None else Calls(self)
        self.second = 1.0 if self.calls is None else MIN_S  # of the world's unit of time
        dated = {number: DatedPolicy(plan) for number, plan in (plans or {}).items()}
        ruled: dict[int, Policy | None] = dict(enumerate(policies))
        ruled |= {number: one.policy for number, one in dated.items()}
        counted = dict(enumerate(countings))
        self.posts = [
            self.open(number, ruled.get(number), counted.get(number)) for number in range(len(world.strip))
        ]
        self.counts = Counts(self)
        self.at: dict[int, int] = {}  # truck to its post
        self.passage: dict[int, int] = {}  # truck to its passage; a second visit is a new one
        self.visits: dict[int, int] = {}
        self.since: dict[int, float] = {}  # truck to when it joined its line
        self.ways = None if world.corridor is None else Ways(self)
        self.both = None if world.corridor is None else Both(self)
        self.timeline = Timeline(world, self.posts, dated)

    def open(self, number: int, policy: Policy | None, counting: Counting | None) -> Post:
        """Open a post by its discipline, or as a plain line."""
        w = self.w
        plain = policy_of(len(w.ranks), w.ranks, w.pattern, int(w.strip[number]))
        servers = [int(n) for n in w.servers[0, 3 * number : 3 * number + 3]]
        post = Post(number, policy or plain, servers, len(w.ranks), self.calls, counting)
        if self.calls is not None:
            self.calls.open(post)
        return post

    def run(self) -> list[Row]:
        """Run until every truck has left; gives the log."""
        w, coming, trucks = self.w, 0, self.stream
        while coming < trucks or any(post.beyond.trucks for post in self.posts) or self.pending():
            due = self.heap[0][0] if self.heap else float("inf")
            arrives = w.arrives[coming] if coming < trucks else float("inf")
            turn, asks = self.next_turn(), self.calls.asks_at() if self.calls else INF
            if turn <= min(due, arrives, asks):
                self.turn_over(turn)
            elif due <= min(arrives, asks):
                _, truck, passage, what = heappop(self.heap)
                if self.calls is not None and not self.calls.is_due(truck, passage, what, due):
                    continue
                self.happen(truck, passage, what, due)
            elif self.calls is not None and asks <= arrives:
                self.calls.ask_ahead(asks)
            else:
                is_to_come = self.calls is None or coming not in self.visits
                if is_to_come and self.departs(coming, arrives):
                    self.come(coming, arrives)
                coming += 1
        return self.rows

    @property
    def stream(self) -> int:
        """The trucks that come by themselves; behind them in the table are those that come back."""
        return len(self.w.arrives) if self.w.corridor is None else int(self.w.corridor.stream)

    def next_turn(self) -> float:
        """Give when the clock brings something next."""
        turn = min(self.timeline.next_turn(), self.counts.next_count())
        return turn if self.calls is None else min(turn, self.calls.next_tick())

    def turn_over(self, now: float) -> None:
        """Set what is due by the clock, serve whoever may be served then, and call where it is time."""
        if self.calls is not None:
            if now * MIN_S >= self.calls.rules.days[-2]:
                raise ValueError("trucks wait for a call that never comes: let the discipline call more")
            self.calls.fall_due_everywhere(now)
        if self.timeline.next_turn() <= now:
            self.timeline.turn_over(now)
        self.counts.count(now)
        self.serve_all(now)
        if self.calls is not None and self.calls.next_tick() <= now:
            self.calls.tick(now)

    def pending(self) -> bool:
        """Tell whether something is to happen to a truck."""
        timers = self.ways.timers + self.both.timers if self.ways and self.both else 0
        return len(self.heap) > timers

    def departs(self, truck: int, now: float) -> bool:
        """Let a truck set out; tell whether it is at its line at once."""
        if self.ways is not None:
            return self.ways.set_out(truck, now)
        self.at[truck] = self.point_of(truck)
        return True

    def point_of(self, truck: int) -> int:
        """Give the point a truck goes to: as the table says, or by road and published wait."""
        point = int(self.w.point[truck])
        if point >= 0:
            return point
        in_line = [post.in_line() for post in self.posts]
        return choose_point(self.w.road, self.w.origin[truck], in_line, self.w.per_truck)

    # -- what happens -----------------------------------------------------------------------------

    def happen(self, truck: int, passage: int, what: str, now: float) -> None:
        """Let an event of a truck happen."""
        is_at_point = what.isdigit() or what in AT_A_POINT
        if self.calls is not None and is_at_point and self.at[truck] < len(self.posts):
            self.calls.fall_due(self.posts[self.at[truck]], now)
        if what == "back":
            self.come(truck, now)
        elif what == "patience":
            self.give_up(truck, passage, now)
        elif what == "left":
            self.leave(truck, now)
        elif what.isdigit():
            self.complete(truck, int(what), now)
        elif self.calls is not None and what in OF_CALLS:
            self.calls.happen(truck, passage, what, now)
        elif what == "reverse" and self.both is not None:
            self.both.reverse(now)
        elif self.ways is not None:
            self.ways.happen(truck, what, now)

    def come(self, truck: int, now: float) -> None:
        """A truck comes to the line, for the first time or again."""
        if self.ways is not None and not self.ways.joins(truck, now):
            return
        w, post = self.w, self.posts[self.at[truck]]
        self.visits[truck] = self.visits.get(truck, 0) + 1
        passage = self.passage[truck] = truck + (self.visits[truck] - 1) * len(w.arrives)
        if self.calls is not None and post.by_rules:
            self.calls.ask(truck, now)
            return
        arrive = c.Arrive(
            passage=passage, vehicle=f"{truck:032x}", towards=TOWARDS[0], told=READY,
            queue_class=f"c{w.queue_class[truck]}",
        )  # fmt: skip
        self.ask(truck, arrive, now)
        self.since[truck] = now
        self.call(post, now)
        waits = passage in post.state.trucks and post.state.trucks[passage].status is Status.WAITING
        if waits and len(w.patience) and w.patience[truck] < float("inf"):
            heappush(self.heap, (now + w.patience[truck], truck, passage, "patience"))

    def give_up(self, truck: int, passage: int, now: float) -> None:
        """Its patience is over: it leaves, if it still waits, or looks elsewhere."""
        here = self.at[truck]
        found = self.posts[here].state.trucks.get(passage) if here < len(self.posts) else None
        if found is None or found.status is not Status.WAITING:
            return
        target = -1 if self.ways is None else self.ways.looks_around(truck, now - self.since[truck], now)
        if target == here:
            heappush(self.heap, (now + self.w.patience[truck], truck, passage, "patience"))
            return
        self.ask(truck, c.Leave(passage=passage, way=WayOut.GAVE_UP), now)
        if target >= 0 and self.ways is not None:
            self.ways.turn_off(truck, target, now)

    def complete(self, truck: int, stage: int, now: float) -> None:
        """A station has served a truck: it goes on, and the station takes the next."""
        post, passage = self.posts[self.at[truck]], self.passage[truck]
        delay = self.w.delay[truck] * self.timeline.factor(post, DELAY_TIME)
        if self.calls is not None and self.calls.checks_first(truck, stage, now):
            return
        outcome = self.timeline.look_at_papers(post, truck, stage)
        again = self.sent_back(truck, stage, delay if outcome == COMES_BACK else -1.0, now)
        back = again >= 0.0
        if stage == 0 and not back and not self.clears(post, truck, now):
            post.held.append(truck)
            return
        post.busy[stage] -= 1
        if back:
            why = "licence" if stage == 0 else "papers" if again < float("inf") else "stay"
            self.ask(truck, c.Refuse(passage=passage, stage=STAGES[stage], reason=why, back=True), now)
        elif stage == 2:
            ended = c.EndCheck(passage=passage, stage=ROADSIDE, outcome=CheckOutcome.NOTHING_FOUND)
            self.ask(truck, ended, now)
        elif stage == 1:
            drawn = self.drawn(post, truck, 2)
            self.ask(truck, c.Clear(passage=passage, stage=ENTRY, drawn=drawn), now, 2)
            if self.both is not None:
                self.both.note_crossing(post, stage, truck, now)
        self.take_next(post, stage, now)
        if back:
            if again < float("inf"):
                heappush(self.heap, (now + again, truck, passage, "back"))
        elif stage == 0 or (stage == 1 and self.goes_to_roadside(post, truck)):
            self.join(post, truck, stage + 1, now)
        elif outcome == LEAVES_LATER and delay > 0.0:
            heappush(self.heap, (now + delay, truck, passage, "left"))
        else:
            self.leave(truck, now)
        if stage <= 1:
            self.make_way(post, now)

    def leave(self, truck: int, now: float) -> None:
        """A truck leaves the crossing point."""
        self.ask(truck, c.Leave(passage=self.passage[truck]), now)
        if self.both is not None:
            self.both.come_home(truck, now)

    def sent_back(self, truck: int, stage: int, delay: float, now: float) -> float:
        """Give after how long a truck comes again that is not let through; -1: it is, inf: never.

        `delay`: that for papers that lack; below 0: they are in order.
        """
        if self.ways is not None:
            return self.ways.sent_back_on_its_way(truck, stage, delay, now)
        return delay if stage == 1 and self.visits[truck] == 1 else -1.0

    def clears(self, post: Post, truck: int, now: float) -> bool:
        """Let a truck out of exit control, if the rules of the post let it on to the strip."""
        answer = decide(post.state, c.Clear(passage=self.passage[truck], stage=EXIT), now * self.second)
        if isinstance(answer, Refusal):
            assert answer.rule == "stage.full", answer.rule
            return False
        self.keep(post, truck, answer, now)
        if self.both is not None:
            self.both.note_crossing(post, 0, truck, now)
        return True

    def make_way(self, post: Post, now: float) -> None:
        """Trucks may have left the strip: exit control may go on."""
        self.let_held_on(post, now)
        self.call(post, now)

    def let_held_on(self, post: Post, now: float) -> bool:
        """Let those go on to the strip who are through with exit control; tell whether somebody did."""
        somebody = False
        while post.held and self.clears(post, post.held[0], now):
            post.busy[0] -= 1
            self.join(post, post.held.pop(0), 1, now)
            somebody = True
        return somebody

    def serve_all(self, now: float) -> None:
        """Serve whoever may be served now; other officers may be at work."""
        for post in self.posts:
            for stage in range(3):
                self.take_next(post, stage, now)
                if stage == 1:
                    self.make_way(post, now)

    # -- officers ---------------------------------------------------------------------------------

    def is_busy(self, post: Post, stage: int) -> bool:
        """Tell whether all officers of a stage are at work."""
        if self.both is not None:
            return self.both.is_busy(post, stage)
        return post.busy[stage] >= post.open[stage]

    def take_next(self, post: Post, stage: int, now: float) -> None:
        """Take on who is next, as long as a server is free."""
        if self.both is not None and self.both.is_shared(post):
            self.both.serve_place(post.number, now)
            return
        while not self.is_busy(post, stage) and self.take_one(post, stage, now):
            pass

    def call(self, post: Post, now: float) -> None:
        """Call one truck for each free server, as long as the queue's rules give one.

        Under a discipline servers take on who was called before, and nobody is called here.
        """
        self.take_next(post, 0, now)

    def first_of(self, post: Post, stage: int, now: float) -> int | None:
        """Give whose turn it is at a stage; None: nobody may be taken on."""
        if stage > 0:
            return next((line[0] for line in post.lines[stage] if line), None)
        if self.calls is not None and post.by_rules:
            return self.calls.standing.first_of(post)
        if not self.timeline.has_room(post):
            return None
        answer = decide(post.state, c.Call(towards=TOWARDS[0], trucks=1), now * self.second)
        if isinstance(answer, Refusal):
            return None
        passage = answer[-1].passage
        assert passage is not None
        return passage % len(self.w.arrives)

    def take_one(self, post: Post, stage: int, now: float) -> bool:
        """Take on whose turn it is; False: nobody may be taken on."""
        truck = self.first_of(post, stage, now)
        if truck is None:
            return False
        if stage == 0 and self.calls is not None and post.by_rules:
            self.calls.standing.take_on(post, truck, now)
            return True
        if stage == 0:
            answer = decide(post.state, c.Call(towards=TOWARDS[0], trucks=1), now * self.second)
            assert not isinstance(answer, Refusal)
            self.keep(post, truck, answer, now)
        else:
            next(line for line in post.lines[stage] if line).pop(0)
        self.start(post, truck, stage, now)
        return True

    def join(self, post: Post, truck: int, stage: int, now: float) -> None:
        """Let a truck come to a stage behind exit control: by class, and in order within it."""
        if not self.is_busy(post, stage):
            self.start(post, truck, stage, now)
        else:
            self.since[truck] = now
            post.lines[stage][self.w.queue_class[truck]].append(truck)

    def start(self, post: Post, truck: int, stage: int, now: float) -> None:
        """Let a server take a truck on."""
        passage = self.passage[truck]
        post.busy[stage] += 1
        if stage == 0:
            post.taken = [one + 1 for one in post.taken]
        if stage == 2:
            if self.drawn(post, truck, 2) is None:  # else it was selected behind entry control
                self.ask(truck, c.Select(passage=passage, stage=ROADSIDE, reason=REFERRAL), now)
            self.ask(truck, c.StartCheck(passage=passage, stage=ROADSIDE), now)
        else:
            drawn = self.drawn(post, truck, stage)
            self.ask(truck, c.Start(passage=passage, stage=STAGES[stage], drawn=drawn), now, stage)
        lasts = self.service_of(post, truck, stage) * self.timeline.factor(post, TIME + stage)
        heappush(self.heap, (now + lasts, truck, passage, str(stage)))

    def drawn(self, post: Post, truck: int, stage: int) -> c.Drawn | None:
        """Give the draw for a check, where a plan of the policy draws."""
        return None if self.calls is None else self.calls.drawn(post, truck, stage)

    def goes_to_roadside(self, post: Post, truck: int) -> bool:
        """Tell whether a truck that entry control let through is checked at the roadside."""
        if self.drawn(post, truck, 2) is None or self.calls is None:
            return self.timeline.is_checked(post, truck)
        return self.calls.is_sent_to_roadside(truck)

    def service_of(self, post: Post, truck: int, stage: int) -> float:
        """Give how long a truck is served; whom a plan selects at the roadside has a time of its own."""
        if stage == 2 and self.calls is not None and self.drawn(post, truck, 2) is not None:
            return float(self.calls.rules.check[2, truck])
        return float(self.w.service[stage, truck])

    def ask(self, truck: int, command: c.Command, now: float, stage: int = 0) -> None:
        """Ask what may not be refused here, and keep what happened; `stage`: where a check may follow."""
        post = self.posts[self.at[truck]]
        asked = post.state_of(command)
        answer = decide(asked, command, now * self.second)
        assert not isinstance(answer, Refusal), (answer.rule, command)
        if self.calls is not None and isinstance(command, c.Start | c.Clear):
            self.calls.heed(truck, stage, answer)
        self.keep(post, truck, answer, now, asked)

    def keep(self, post: Post, truck: int, answer: Any, now: float, asked: State | None = None) -> None:
        """Fold what the state that was `asked` answered, and write it down; none: that of own officers."""
        for one in answer:
            post.keep(one, now, asked or post.state)
            if self.calls is None:
                self.rows.append(plain_row(post, truck, one.body, now))
            else:
                of = self.calls.truck_of(one.passage)  # also others fall due meanwhile
                self.rows += self.calls.rows_of(post, of, one.body, now)
