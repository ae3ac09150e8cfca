"""The border in SimPy, written as its users write it: one process a truck. One small model a feature.

They share nothing with the kernel but the table of trucks, so that a wait that is equal for every truck
says something.
"""

from __future__ import annotations

from itertools import cycle

import numpy as np
import simpy

DAY_H = 24 * 60.0


class Model:
    """What comes of each truck, as the kernel tells it."""

    def __init__(self, world):
        self.w = world
        n = world.arrives.size
        self.env = simpy.Environment()
        self.wait = np.zeros((3, n))
        self.left = np.full(n, np.nan)
        self.point = np.array(world.point)
        self.gave_up = np.zeros(n, bool)
        points = world.strip.size
        self.stations = [
            [simpy.PriorityResource(self.env, int(world.servers[0, 3 * p + j]) or 1) for j in range(3)]
            for p in range(points)
        ]

    def run(self):
        """Let every truck go through."""
        env, w = self.env, self.w
        trucks = []

        def source():
            for k in range(w.arrives.size):
                yield env.timeout(w.arrives[k] - env.now)
                trucks.append(env.process(self.truck(k)))

        env.process(source())
        if len(w.shift_from) > 1:
            env.process(self.shifts())
        env.run(until=env.process(self.all_done(trucks)))
        return self

    def all_done(self, trucks):
        """End when the last has left."""
        while len(trucks) < self.w.arrives.size or any(one.is_alive for one in trucks[-400:]):
            yield self.env.timeout(60.0)
        yield simpy.AllOf(self.env, [one for one in trucks if one.is_alive])

    def shifts(self):
        """Change the servers; whoever is served is finished."""
        w = self.w
        starts = [*w.shift_from, w.cycle]
        number = 0
        while True:
            for at in range(len(w.shift_from)):
                yield self.env.timeout(starts[at + 1] - starts[at])
                number = (at + 1) % len(w.shift_from)
                for p, stations in enumerate(self.stations):
                    for j, station in enumerate(stations):
                        station._capacity = int(w.servers[number, 3 * p + j])
                        for _ in range(station._capacity):  # each looks at one who waits
                            station._trigger_put(None)

    def choose(self, k):
        """Go where the table says."""
        return self.point[k]

    def truck(self, k):
        """Go through the three stages."""
        w, env = self.w, self.env
        self.point[k] = self.choose(k)
        for stage in range(3):
            if w.service[stage, k] < 0:
                self.wait[stage, k] = -1.0
                continue
            yield from self.stage(k, stage)
            if stage == 1 and w.outcome[k] == 2:
                yield env.timeout(w.delay[k])
                for again in (0, 1):
                    yield from self.stage(k, again)
        if w.outcome[k] == 1:
            yield env.timeout(w.delay[k])
        self.left[k] = env.now

    def stage(self, k, stage):
        """Wait for a server, and be served."""
        since = self.env.now
        with self.stations[self.point[k]][stage].request(priority=int(self.w.queue_class[k])) as request:
            yield request
            self.wait[stage, k] += self.env.now - since
            yield self.env.timeout(self.w.service[stage, k])


class Choice(Model):
    """Trucks choose the point with the least road and published wait."""

    def choose(self, k):
        w = self.w
        if w.point[k] >= 0:
            return w.point[k]
        costs = [
            w.road[w.origin[k], p] + len(self.stations[p][0].queue) * w.per_truck[p]
            for p in range(w.strip.size)
        ]
        return int(np.argmin(costs))


class Blocking(Model):
    """A place on the strip is needed to be taken on at exit control; it is given back at entry control."""

    def __init__(self, world):
        super().__init__(world)
        self.places = [simpy.Resource(self.env, int(n)) if n >= 0 else None for n in world.strip]
        self.held = {}

    def stage(self, k, stage):
        places = self.places[self.point[k]]
        if places is None or stage == 2:
            yield from super().stage(k, stage)
            return
        since = self.env.now
        with self.stations[self.point[k]][stage].request(priority=int(self.w.queue_class[k])) as request:
            yield request
            if stage == 0:
                self.held[k] = places.request()
                yield self.held[k]
            else:
                places.release(self.held.pop(k))
            self.wait[stage, k] += self.env.now - since
            yield self.env.timeout(self.w.service[stage, k])


class Reneging(Model):
    """Trucks leave the line when their patience is over."""

    def truck(self, k):
        w, env = self.w, self.env
        with self.stations[self.point[k]][0].request(priority=int(w.queue_class[k])) as request:
            since = env.now
            yield request | env.timeout(w.patience[k])
            self.wait[0, k] = env.now - since
            if not request.triggered:
                self.gave_up[k] = True
                self.left[k] = env.now
                return
            yield env.timeout(w.service[0, k])
        for stage in (1, 2):
            if w.service[stage, k] < 0:
                self.wait[stage, k] = -1.0
            else:
                yield from self.stage(k, stage)
        self.left[k] = env.now


class Hand(Model):
    """Exit control called by hand: an officer looks who is next whenever something changed."""

    def __init__(self, world):
        super().__init__(world)
        points = world.strip.size
        self.lines = [[[] for _ in world.ranks] for _ in range(points)]
        self.free = [int(world.servers[0, 3 * p]) for p in range(points)]
        self.turns = [cycle(list(world.pattern)) for _ in range(points)]

    def stage(self, k, stage):
        if stage != 0:
            yield from super().stage(k, stage)
            return
        p, since, called = self.point[k], self.env.now, self.env.event()
        self.lines[p][self.w.queue_class[k]].append(called)
        self.call(p)
        yield called
        self.wait[0, k] += self.env.now - since
        yield self.env.timeout(self.w.service[0, k])
        self.free[p] += 1
        self.call(p)

    def call(self, p):
        """Call as many as may be."""
        while self.free[p] > 0 and any(self.lines[p]) and self.may(p):
            self.free[p] -= 1
            self.next(p).pop(0).succeed()

    def may(self, p):
        """Whether one more may be called."""
        return True

    def next(self, p):
        """Give the line whose turn it is."""
        return next(line for line in self.lines[p] if line)


class Weave(Hand):
    """Classes take turns; one with nobody in it is passed over."""

    def next(self, p):
        return next(line for one in self.turns[p] if (line := self.lines[p][one]))


class Quota(Hand):
    """So many trucks in a period, and no more."""

    def __init__(self, world):
        super().__init__(world)
        self.taken = [0] * world.strip.size
        self.env.process(self.periods())

    def periods(self):
        """Begin anew, period after period."""
        while True:
            yield self.env.timeout(self.w.period)
            for p in range(self.w.strip.size):
                self.taken[p] = 0
                self.call(p)

    def may(self, p):
        if self.w.quota[p] >= 0 and self.taken[p] >= self.w.quota[p]:
            return False
        self.taken[p] += 1
        return True
