"""Points with a discipline in the readable twin: every booking, arrival, draw and call is asked of `decide`.

What is added is what trucks do: they ask ahead for a slot where they need one, come early or late for it or
not at all, drive up when called, and queue before exit control in the order of their coming. Officers ask
for what is due, hold the draws and call every few minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappush
from typing import TYPE_CHECKING, Any

from otkel.facts.events.choices import Readiness
from otkel.facts.events.passages import Called, NoShow, NotDrawn
from otkel.queueing import commands as c
from otkel.queueing.core.booking import takes_requests
from otkel.queueing.decide import decide
from otkel.queueing.drawing import checks_purpose, requests_digest, slots_purpose
from otkel.queueing.policy import Allocating
from otkel.queueing.refusal import Refusal
from otkel.queueing.seeds import first_request_us, list_requests
from otkel.sim.bookings import no_wishes
from otkel.sim.draws import Purpose, draw_of
from otkel.sim.kernel_rules import TRIES_MOST, slots_a_day
from otkel.sim.reference_bookings import Bookings
from otkel.sim.reference_checks import SEED_OF_CHECKS, Checks
from otkel.sim.reference_rows import Row, rows_of
from otkel.sim.reference_standing import Standing

if TYPE_CHECKING:
    from otkel.sim.reference import Reference
    from otkel.sim.reference_post import Post

MIN_S, HOUR_S = 60.0, 3600.0
SEED_OF_SLOTS = "5" * 64
READY = c.Told(readiness=Readiness.READY)
TOWARDS = "RU"
ABOUT_A_SLOT = ("asks", "comes", "cancels", "moves")


class Calls(Checks):
    """The disciplines of one run."""

    def __init__(self, reference: Reference) -> None:
        """Stand beside a run."""
        super().__init__(reference)
        self.lost: dict[int, int] = {}  # draws by truck
        self.tries: dict[int, int] = {}  # slots that it missed
        self.stays_away: set[int] = set()  # trucks that do not come to their slot any more
        self.slot_min: dict[int, int] = {}  # by truck: the beginning of its slot
        self.gone: dict[int, float] = {}  # by truck that was lost before it came: when
        self.ticks = 1  # the one that comes next
        self.asking = 0  # the truck that could ask ahead next
        self.planned: dict[int, tuple[float, int, str]] = {}  # by truck: what it does next about its slot
        wishes = reference.wishes
        self.standing = Standing(self)
        self.bookings = Bookings(self, wishes or no_wishes(len(reference.w.arrives)))

    def open(self, post: Post) -> None:
        """Commit the seeds from which slots and checks of a point are drawn."""
        to_us = post.state.us_of(float(self.rules.days[-1]))
        for digest, purpose in (
            (SEED_OF_SLOTS, slots_purpose(TOWARDS)),
            (SEED_OF_CHECKS, checks_purpose()),
        ):
            seed = c.CommitSeed(digest=digest, purpose=purpose, from_us=post.state.us_of(0.0), to_us=to_us)
            answer = decide(post.state, seed, 0.0)
            assert not isinstance(answer, Refusal)
            for one in answer:
                post.keep(one, 0.0, post.state)

    # -- ahead ------------------------------------------------------------------------------------

    def asks_at(self) -> float:
        """Give when the next truck, in the order of their coming, could ask for a slot ahead."""
        if self.asking >= self.ref.stream or self.rules.ahead < 0.0:
            return float("inf")
        return float(max(self.ref.w.arrives[self.asking] - self.rules.ahead, 0.0))

    def ask_ahead(self, now: float) -> None:
        """Let the next truck ask for a slot, if it needs one."""
        truck = self.asking
        self.asking += 1
        self.ref.departs(truck, now)
        if self.needs_slot(self.post_of(truck), truck):
            self.ref.come(truck, now)

    # -- coming -----------------------------------------------------------------------------------

    def needs_slot(self, post: Post, truck: int) -> bool:
        """Tell whether a truck needs a slot at a post."""
        return post.by_rules and post.rules.by_slot[post.rules.class_at(self._asked(post, truck))]

    def ask(self, truck: int, now: float) -> None:
        """A truck comes, or asks for the slot that it needs first."""
        post = self.post_of(truck)
        self.fall_due(post, now)
        if self.needs_slot(post, truck):
            self.ask_for_slot(truck, now)
        else:
            self.arrive(truck, now, self._asked(post, truck))

    def ask_for_slot(self, truck: int, now: float) -> None:
        """Book the first slot that suits, or ask for one in the draw."""
        post = self.post_of(truck)
        if post.policy.allocating is Allocating.DRAW:
            self.request(truck, now)
        elif self.book_first(post, truck, now):
            pass
        elif self.has_live_line(post):
            self.go_live(truck, now)
        else:
            today = post.state.day_of(now * MIN_S)
            self.later(truck, "asks", post.state.day_starts_s[today + 1] / MIN_S)

    def book_first(self, post: Post, truck: int, now: float) -> bool:
        """Book the first slot from when the truck can be there; False: none that it would take."""
        ready = max(now, self.bookings.ready_min(truck))
        return any(self.booked(post, truck, slot_s, now) for slot_s in self.slots_from(post, ready, now))

    def slots_from(self, post: Post, ready: float, now: float) -> Iterator[float]:
        """Give the slots that a truck would take which can be there from `ready` on [min]."""
        state, policy, days = post.state, post.policy, post.state.day_starts_s
        ready_s = ready * MIN_S
        until_s = ready_s + self.rules.slot_wait * MIN_S if self.has_live_line(post) else float("inf")
        today = state.day_of(now * MIN_S)
        for day in range(state.day_of(ready_s), min(today + policy.horizon_days + 1, len(days) - 1)):
            for number in range(slots_a_day(policy.slot_min)):
                slot_s = days[day] + number * policy.slot_min * MIN_S
                if slot_s > until_s:
                    return
                if slot_s >= ready_s:
                    yield slot_s

    def booked(self, post: Post, truck: int, slot_s: float, now: float) -> bool:
        """Try to book one slot."""
        command = c.Book(
            passage=self.ref.passage[truck], vehicle=f"{truck:032x}", towards=TOWARDS, told=READY,
            queue_class=self._asked(post, truck), slot_from_us=post.state.us_of(slot_s),
        )  # fmt: skip
        answer = decide(post.state, command, now * MIN_S)
        if isinstance(answer, Refusal):
            return False
        self.slot_min[truck] = round(slot_s / MIN_S)
        self.ref.keep(post, truck, answer, now)
        self.come_later(post, truck, now)
        return True

    def come_later(self, post: Post, truck: int, now: float) -> None:
        """Let a truck come to its slot: early, late, or never; or change its mind before."""
        self.bookings.stand_by(post, truck, self.slot_min[truck] * MIN_S, now)
        if self.bookings.plans(truck, now):
            return
        if not self.rules.acts[truck]["shows_up"]:
            self.stays_away.add(truck)
            self.planned.pop(truck, None)
            return
        slot_min = float(self.slot_min[truck])
        late = self.rules.acts[truck]["late"] if truck not in self.tries else 0.0
        comes = max(slot_min + late, self.bookings.ready_min(truck), now)
        if post.policy.early_min is not None:
            comes = max(comes, slot_min - post.policy.early_min)
        self.later(truck, "comes", comes)

    def request(self, truck: int, now: float) -> None:
        """Ask for a slot of the first day whose requests are taken."""
        post, t_s = self.post_of(truck), now * MIN_S
        days, policy = post.state.day_starts_s, post.policy
        from_s, until_s = policy.request_days * 24 * HOUR_S, policy.request_until_h * HOUR_S
        day = post.state.day_of(max(now, self.bookings.ready_min(truck)) * MIN_S)
        while t_s >= days[day] - until_s and day < len(days) - 2:
            day += 1
        if not takes_requests(t_s, days[day], from_s, until_s):
            self.later(truck, "asks", (days[day] - from_s) / MIN_S)
            return
        command = c.Request(
            passage=self.ref.passage[truck], vehicle=f"{truck:032x}", towards=TOWARDS, told=READY,
            queue_class=self._asked(post, truck), day_us=post.state.us_of(days[day]),
        )  # fmt: skip
        self.ref.ask(truck, command, now)
        self.bookings.stand_by_for(post, truck, day, now)

    def go_live(self, truck: int, now: float) -> None:
        """Let a truck come without a slot."""
        self.later(truck, "comes", max(self.bookings.ready_min(truck), now))

    def come(self, truck: int, passage: int, now: float) -> None:
        """A truck comes, with its slot or without one."""
        post = self.post_of(truck)
        found = post.state.trucks.get(passage)
        if found is None and truck in self.slot_min:  # its slot has lapsed
            self.ask_again(truck, now)
        elif found is None:
            self.arrive(truck, now, post.policy.fallback)
        else:
            self.arrive(truck, now, None)

    def arrive(self, truck: int, now: float, queue_class: str | None) -> None:
        """Let a truck stand in the waiting area; who comes too late for its slot may be refused."""
        post, passage = self.post_of(truck), self.ref.passage[truck]
        command = c.Arrive(
            passage=passage, vehicle=f"{truck:032x}", towards=TOWARDS, told=READY, queue_class=queue_class
        )
        answer = decide(post.state, command, now * MIN_S)
        if isinstance(answer, Refusal):
            assert answer.rule == "arrive.late", answer.rule
            self.stays_away.add(truck)
            return
        self.ref.keep(post, truck, answer, now)
        slot_min = self.slot_min.pop(truck, None)
        self.bookings.heed(post, answer, now)
        if slot_min is not None and self.may_stand_by(post, passage, now):
            self.bookings.stand_by(post, truck, slot_min * MIN_S, now)
        patience = self.ref.w.patience
        if len(patience) and patience[truck] < float("inf"):
            heappush(self.ref.heap, (now + patience[truck], truck, passage, "patience"))
        self.ref.since[truck] = now

    def ask_again(self, truck: int, now: float) -> None:
        """Let a truck that missed its slot ask for another one, once."""
        state = self.post_of(truck).state
        del self.slot_min[truck]
        self.stays_away.discard(truck)
        blocked = state.vehicle(f"{truck:032x}").blocked_until_s > now * MIN_S
        if self.rules.acts[truck]["shows_up"] and self.tries[truck] <= TRIES_MOST and not blocked:
            self.ask_for_slot(truck, now)
        else:
            self.lose(truck, now)

    def lose(self, truck: int, now: float) -> None:
        """A truck is lost to the point without having been served."""
        self.stays_away.discard(truck)
        self.gone[truck] = now

    # -- every few minutes ------------------------------------------------------------------------

    def next_tick(self) -> float:
        """Give when it is called next."""
        return self.ticks * self.rules.every

    def tick(self, now: float) -> None:
        """Let every point with a discipline do what is due and call."""
        self.ticks += 1
        for post in self.ref.posts:
            if post.by_rules:
                self.fall_due(post, now)
                self.hold_draws(post, now)
                self.call(post, now)

    def fall_due_everywhere(self, now: float) -> None:
        """Do what is due at each point with a discipline, before anything there changes."""
        for post in self.ref.posts:
            self.fall_due(post, now)

    def fall_due(self, post: Post, now: float) -> None:
        """Do what fell due; those who missed their slot and still want to pass ask for another one."""
        if not post.by_rules:
            return
        answer = decide(post.state, c.Tick(), now * MIN_S)
        assert not isinstance(answer, Refusal)
        self.ref.keep(post, -1, answer, now)
        missed = [self.truck_of(one.passage) for one in answer if isinstance(one.body, NoShow)]
        missed = [truck for truck in missed if truck in self.slot_min]
        for truck in missed:
            self.tries[truck] = self.tries.get(truck, 0) + 1
        self.bookings.heed(post, answer, now)
        for truck in missed:
            if truck in self.stays_away:
                self.ask_again(truck, now)

    def hold_draws(self, post: Post, now: float) -> None:
        """Hold the draws of those days whose requests are no longer taken."""
        if post.policy.allocating is not Allocating.DRAW:
            return
        days, until_s = post.state.day_starts_s, post.policy.request_until_h * HOUR_S
        for day in sorted(post.state.lines[0].requests):
            if now * MIN_S >= days[day] - until_s:
                self.hold_draw(post, day, now)

    def hold_draw(self, post: Post, day: int, now: float) -> None:
        """Give the slots of a day by draw; who is not drawn asks again, or comes without a slot."""
        state, day_us = post.state, post.state.us_of(post.state.day_starts_s[day])
        asked = list_requests(state, TOWARDS, day_us)
        assert first_request_us(state, TOWARDS, day_us) is not None
        command = c.HoldDraw(
            towards=TOWARDS, day_us=day_us, seed=SEED_OF_SLOTS,
            requests_digest=requests_digest(asked, towards=TOWARDS, day_us=day_us),
            draws={one.passage: self.draw_of(one.passage) for one in asked},
        )  # fmt: skip
        answer = decide(state, command, now * MIN_S)
        assert not isinstance(answer, Refusal), answer.rule
        for one in answer:
            if one.passage is not None and not isinstance(one.body, NotDrawn):
                truck = self.truck_of(one.passage)
                self.slot_min[truck] = round(state.s_of(one.body.slot_from_us) / MIN_S)
        self.ref.keep(post, -1, answer, now)
        for one in answer:
            if one.passage is not None and not isinstance(one.body, NotDrawn):
                self.come_later(post, self.truck_of(one.passage), now)
        for one in answer:
            truck = self.truck_of(one.passage)
            if isinstance(one.body, NotDrawn) and not self.bookings.is_waiting_for_slots(post, truck):
                self.lose_draw(post, truck, now)

    def lose_draw(self, post: Post, truck: int, now: float) -> None:
        """A truck was not drawn."""
        self.lost[truck] = self.lost.get(truck, 0) + 1
        if self.lost[truck] >= self.rules.draws_most and self.has_live_line(post):
            self.go_live(truck, now)
        else:
            self.request(truck, now)

    def call(self, post: Post, now: float) -> None:
        """Call as many as may be called; those who heed it drive up."""
        answer = decide(post.state, c.Call(towards=TOWARDS), now * MIN_S)
        if isinstance(answer, Refusal):
            return
        self.ref.keep(post, -1, answer, now)
        for one in answer:
            truck = self.truck_of(one.passage)
            heeds = self.rules.acts[truck]["shows_up"] or post.policy.appear_min is None
            if isinstance(one.body, Called) and heeds:
                self.later(truck, "drives", now + self.rules.acts[truck]["drive"])

    # -- small things -----------------------------------------------------------------------------

    def happen(self, truck: int, passage: int, what: str, now: float) -> None:
        """Let what was put off happen."""
        if what == "asks":
            self.ask_for_slot(truck, now)
        elif what == "comes":
            self.come(truck, passage, now)
        elif what == "cancels":
            self.bookings.cancel(truck, now)
        elif what == "moves":
            self.bookings.move(truck, now)
        else:
            self.standing.drive_up(truck, passage, now)

    def later(self, truck: int, what: str, when: float) -> None:
        """Put something off; what it had put off before about its slot it does no more."""
        if what != "drives":
            self.planned[truck] = when, self.ref.passage[truck], what
        heappush(self.ref.heap, (when, truck, self.ref.passage[truck], what))

    def is_due(self, truck: int, passage: int, what: str, when: float) -> bool:
        """Tell whether a truck does now what it had put off, and has not changed its mind since."""
        if what not in ABOUT_A_SLOT:
            return True
        if self.planned.get(truck) != (when, passage, what):
            return False
        del self.planned[truck]
        return True

    def may_stand_by(self, post: Post, passage: int, now: float) -> bool:
        """Tell whether a truck that has just come waits for a later slot, and does not stand by yet."""
        slot_s = post.state.trucks[passage].slot_from_s
        return now * MIN_S < slot_s < float("inf") and passage not in post.state.lines[0].standby

    def post_of(self, truck: int) -> Post:
        """Give the post of a truck."""
        return self.ref.posts[self.ref.at[truck]]

    def truck_of(self, passage: int | None) -> int:
        """Give the truck of a passage; -1: of nobody."""
        return -1 if passage is None else passage % len(self.ref.w.arrives)

    def draw_of(self, passage: int) -> int:
        """Give the draw of a request."""
        truck = self.truck_of(passage)
        return draw_of(int(self.rules.acts[truck]["key"]), int(Purpose.SLOT_DRAW), self.lost.get(truck, 0))

    def has_live_line(self, post: Post) -> bool:
        """Tell whether who has no slot may come all the same."""
        return not post.rules.by_slot[post.rules.fallback]

    def rows_of(self, post: Post, truck: int, body: Any, now: float) -> list[Row]:
        """Give the rows of an event, as the kernel's log has them."""
        return rows_of(post, truck, body, self.slot_min.get(truck, -1), now)

    def _asked(self, post: Post, truck: int) -> str:
        """Give the class in which a truck asks at a post."""
        number = int(self.rules.class_of[post.number, self.ref.w.queue_class[truck]])
        return post.policy.classes[number].name
