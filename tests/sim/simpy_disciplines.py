"""A point with a waiting area in SimPy, written as its users write it: weave, and a share of the day.

It shares nothing with the kernel but the table of trucks and the drawn drives.
"""

from __future__ import annotations

from itertools import cycle

import numpy as np
import simpy


class Point:
    """One point: a waiting area with a line a class, calls every few minutes, exit and entry control."""

    def __init__(self, world, every, lanes, turns, first_a_day=None):
        """Take the trucks of a world; `turns`: the classes in the order in which they take turns."""
        self.w, self.every, self.lanes, self.first_a_day = world, every, lanes, first_a_day
        self.env = simpy.Environment()
        self.turns = cycle(turns)
        self.circle = len(turns)
        self.lines = [[], [], []]
        self.exit = simpy.Resource(self.env, lanes)
        self.entry = simpy.Resource(self.env, int(world.servers[0, 1]))
        self.roadside = simpy.Resource(self.env, int(world.servers[0, 2]))
        self.called = {}
        self.on_the_way = 0
        self.at_exit = 0
        self.passed_first = {}
        self.wait = np.zeros(world.arrives.size)
        self.left = np.full(world.arrives.size, np.nan)

    def run(self):
        """Let every truck go through."""
        trucks = [self.env.process(self.truck(one)) for one in range(self.w.arrives.size)]
        self.env.process(self.officer())
        self.env.run(until=simpy.AllOf(self.env, trucks))
        return self

    def officer(self):
        """Call as many as find a place: two for each lane, on their way and in it together."""
        while True:
            yield self.env.timeout(self.every)
            for _ in range(2 * self.lanes - self.on_the_way - self.at_exit):
                truck = self.next_in_turn() if self.first_a_day is None else self.next_by_rank()
                if truck is None:
                    break
                self.on_the_way += 1
                self.called[truck].succeed()

    def next_in_turn(self):
        """Take the first of the class whose turn it is; classes where nobody stands are passed over."""
        for _ in range(self.circle):
            line = self.lines[next(self.turns)]
            if line:
                return line.pop(0)
        return None

    def next_by_rank(self):
        """Take the first class as long as its share of the day lasts; beyond that it is in no hurry."""
        day = self.env.now // 1440
        first, booked, ordinary = self.lines
        if first and self.passed_first.get(day, 0) < self.first_a_day:
            self.passed_first[day] = self.passed_first.get(day, 0) + 1
            return first.pop(0)
        if booked:
            return booked.pop(0)
        line = min((one for one in (first, ordinary) if one), key=lambda one: one[0], default=None)
        return line.pop(0) if line else None

    def truck(self, k):
        """Come, wait for the call, drive up, and go through."""
        w, env = self.w, self.env
        yield env.timeout(w.arrives[k])
        self.called[k] = env.event()
        self.lines[w.queue_class[k]].append(k)
        yield self.called[k]
        yield env.timeout(w.rules.acts["drive"][k])
        with self.exit.request() as place:
            yield place
            self.on_the_way -= 1
            self.at_exit += 1
            self.wait[k] = env.now - w.arrives[k]
            yield env.timeout(w.service[0, k])
            self.at_exit -= 1
        with self.entry.request() as place:
            yield place
            yield env.timeout(w.service[1, k])
        if w.service[2, k] >= 0:
            with self.roadside.request() as place:
                yield place
                yield env.timeout(w.service[2, k])
        self.left[k] = env.now
