"""Choice in the readable twin: the same ways of trucks as `kernel_choice.py`, over the same rules."""

from __future__ import annotations

import math
from heapq import heappush
from typing import TYPE_CHECKING, Any

from otkel.queueing.core import choice, days
from otkel.sim.kernel_corridor import (
    BALKED,
    GAVE_UP_HOME,
    GOES,
    MEASURER,
    MOST_MOVES,
    NO_LICENCE,
    NO_STAY,
    OUTSIDE,
)

if TYPE_CHECKING:
    from otkel.sim.reference import Reference

NIL = -1


class Ways:
    """Where trucks are on their ways, and what is published."""

    def __init__(self, reference: Reference) -> None:
        """Set the timers."""
        self.r = reference
        self.w: Any = reference.w
        self.c: Any = reference.w.corridor
        self.counts: list[tuple[float, list[float]]] = []  # when counted, waits
        self.came: dict[int, float] = {}
        self.left: dict[int, float] = {}
        self.fate: dict[int, int] = {}
        self.moved: dict[int, int] = {}
        self.detoured: dict[int, float] = {}
        self.sent_back: set[int] = set()
        self.answered: set[int] = set()
        self.timers = 0
        if self.c.publish_every > 0:
            self.timers += 1
            heappush(reference.heap, (self.c.publish_every, MEASURER, MEASURER, "publish"))

    def waits_now(self) -> list[float]:
        """Give the waits of the lines as they are, and none on the ways around."""
        around = [0.0] * (self.c.open_to.shape[1] - len(self.r.posts))
        return [
            *(post.in_line() * self.w.per_truck[post.number] for post in self.r.posts),
            *around,
        ]

    def seen(self, now: float) -> list[float]:
        """Give the waits as they are published."""
        if self.c.publish_every <= 0:
            return self.waits_now()
        for counted_at, waits in reversed(self.counts):
            if counted_at + self.c.lag <= now:
                return waits
        return [0.0] * self.c.open_to.shape[1]

    def set_out(self, truck: int, now: float) -> bool:
        """Let a truck choose and drive; tell whether it is at its line at once."""
        w, c = self.w, self.c
        origin, target = w.origin[truck], int(w.point[truck])
        if target < 0:
            target = choice.choose_place(
                w.road, origin, self.seen(now), c.belief[truck], c.open_to, c.registration[truck]
            )
        road = float(w.road[origin, target]) if c.drives and target >= 0 else 0.0
        if self.goes_elsewhere(truck, target, now + road):
            return False
        self.r.at[truck] = target
        if road <= 0:
            return True
        if c.town > 0 and road > c.town and c.moves[truck]:
            self.later(truck, "town", now + (road - c.town))
        else:
            self.later(truck, "road", now + road)
        return False

    def later(self, truck: int, what: str, due: float) -> None:
        """Let something of the way happen at an instant."""
        heappush(self.r.heap, (due, truck, NIL, what))

    def goes_elsewhere(self, truck: int, target: int, left: float) -> bool:
        """End the way of a truck that goes around the points, or home."""
        if 0 <= target < len(self.r.posts):
            return False
        self.fate[truck] = BALKED if target < 0 else OUTSIDE
        if target >= 0:
            self.r.at[truck] = target
        self.came.setdefault(truck, left)
        self.left[truck] = left
        return True

    def other(self, truck: int, stay: float, margin: float, now: float) -> int:
        """Give the place that is better than its own, or its own."""
        c = self.c
        return choice.choose_other(
            c.detour, self.r.at[truck], stay, margin, self.seen(now), c.belief[truck], c.open_to,
            c.registration[truck],
        )  # fmt: skip

    def at_town(self, truck: int, now: float) -> None:
        """Let a truck look again before its point."""
        here = self.r.at[truck]
        stay = self.c.town + self.c.belief[truck] * self.seen(now)[here]
        target = self.other(truck, stay, self.c.margin, now)
        if target == here:
            self.later(truck, "road", now + self.c.town)
        else:
            self.turn_off(truck, target, now)

    def turn_off(self, truck: int, target: int, now: float) -> None:
        """Let a truck drive to another place."""
        road = float(self.c.detour[self.r.at[truck], target])
        self.moved[truck] = self.moved.get(truck, 0) + 1
        self.detoured[truck] = self.detoured.get(truck, 0.0) + road
        if not self.goes_elsewhere(truck, target, now + road):
            self.r.at[truck] = target
            self.later(truck, "road", now + road)

    def joins(self, truck: int, now: float) -> bool:
        """Tell whether a truck that has come joins the line."""
        self.came.setdefault(truck, now)
        here = self.r.at[truck]
        sees = self.r.posts[here].in_line()
        if self.moved.get(truck, 0) >= MOST_MOVES or not choice.balks(sees, self.c.balk_at[truck]):
            return True
        target = here if self.c.balks_home[truck] else self.other(truck, math.inf, 0.0, now)
        if target == here:
            self.goes_elsewhere(truck, NIL, now)
        else:
            self.turn_off(truck, target, now)
        return False

    def looks_around(self, truck: int, waited: float, now: float) -> int:
        """Give where a truck in line goes: its own point, another place, or -1: home."""
        if not self.c.moves[truck]:
            self.fate[truck] = GAVE_UP_HOME
            self.left[truck] = now
            return NIL
        here = self.r.at[truck]
        if self.moved.get(truck, 0) >= MOST_MOVES:
            return here
        stay = choice.left_to_wait(self.seen(now)[here], self.c.belief[truck], waited)
        return self.other(truck, stay, self.c.margin, now)

    def happen(self, truck: int, what: str, now: float) -> None:
        """Let something of the corridor happen."""
        if what == "publish":
            self.counts.append((now, self.waits_now()))
            heappush(self.r.heap, (now + self.c.publish_every, MEASURER, MEASURER, "publish"))
        elif what == "town":
            self.at_town(truck, now)
        else:
            self.r.come(truck, now)

    def sent_back_on_its_way(self, truck: int, stage: int, delay: float, now: float) -> float:
        """Give after how long a truck comes again that is not let through; -1: it is, inf: never."""
        c = self.c
        if stage == 0 and c.answer[truck] >= 0 and truck not in self.answered:
            self.answered.add(truck)
            return self.ends(truck, NO_LICENCE, now, float(c.answer[truck]))
        if stage != 1:
            return -1.0
        used = days.used_days(c.used[truck], c.year_turns, now)
        if not c.goes_anyway[truck] and not days.has_days(used, c.planned[truck], c.limit):
            return self.ends(truck, NO_STAY, now, math.inf)
        if delay >= 0 and truck not in self.sent_back:
            self.sent_back.add(truck)
            return delay
        return -1.0

    def ends(self, truck: int, fate: int, now: float, again: float) -> float:
        """Keep that a truck goes home, if it does not come again; gives after how long it does."""
        if again == math.inf:
            self.fate[truck] = fate
            self.left[truck] = now
        return again

    def fate_of(self, truck: int) -> int:
        """Give what became of a truck."""
        return self.fate.get(truck, GOES)
