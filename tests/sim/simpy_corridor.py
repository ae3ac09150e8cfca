"""The corridor in SimPy, one small model a feature; they share nothing with the kernel but the trucks."""

from __future__ import annotations

import numpy as np

from tests.sim.simpy_models import Model


class Corridor(Model):
    """Trucks see what is published late, believe it in their own way, and drive to the best place."""

    def __init__(self, world):
        super().__init__(world)
        self.c = world.corridor
        self.counted = []
        self.came = np.full(world.arrives.size, np.nan)
        self.around = np.zeros(world.arrives.size, bool)
        if self.c.publish_every:
            self.env.process(self.count())

    def count(self):
        """Count the lines again and again."""
        while True:
            yield self.env.timeout(self.c.publish_every)
            self.counted.append((self.env.now, self.lines()))

    def lines(self):
        """Give the waits as of now."""
        return [len(one[0].queue) * each for one, each in zip(self.stations, self.w.per_truck, strict=True)]

    def known(self):
        """Give what is published now."""
        if not self.c.publish_every:
            return self.lines()
        out = [waits for at, waits in self.counted if at + self.c.lag <= self.env.now]
        return out[-1] if out else [0.0] * len(self.stations)

    def choose(self, k):
        w, c = self.w, self.c
        if w.point[k] >= 0:
            return w.point[k]
        known = [*self.known(), *[0.0] * (c.open_to.shape[1] - len(self.stations))]
        costs = w.road[w.origin[k]] + c.belief[k] * np.array(known)
        return int(np.argmin(np.where(c.open_to[c.registration[k]], costs, np.inf)))

    def truck(self, k):
        self.point[k] = self.choose(k)
        if self.c.drives:
            yield self.env.timeout(self.w.road[self.w.origin[k], self.point[k]])
        self.came[k] = self.env.now
        if self.point[k] >= len(self.stations):
            self.around[k], self.left[k], self.wait[:, k] = True, self.env.now, 0.0
            return
        yield from self.at_line(k)

    def at_line(self, k):
        """Go through the stages."""
        for stage in range(3):
            if self.w.service[stage, k] < 0:
                self.wait[stage, k] = -1.0
            else:
                yield from self.stage(k, stage)
        self.left[k] = self.env.now


class Balking(Corridor):
    """Who sees too long a line goes home."""

    def at_line(self, k):
        line = self.stations[self.point[k]][0].queue
        if 0 <= self.c.balk_at[k] < len(line):
            self.gave_up[k], self.left[k] = True, self.env.now
            return
        yield from super().at_line(k)


class Returning(Corridor):
    """Trucks that are through come to the line back after their trip."""

    def __init__(self, world):
        super().__init__(world)
        self.ends = []

    def run(self):
        """Let every truck go through, and those on their way back too."""
        stream, arrives = self.c.stream, self.w.arrives
        self.w = self.w._replace(arrives=arrives[:stream])
        super().run()
        while any(one.is_alive for one in self.ends):
            self.env.run(until=self.env.now + 1000.0)
        return self

    def at_line(self, k):
        yield from super().at_line(k)
        again, point = self.c.returns[k], self.c.other_way[self.point[k]]
        if again >= 0 and point >= 0:
            self.ends.append(self.env.process(self.come_back(again, point)))

    def come_back(self, k, point):
        """Be away, and come to the line back."""
        yield self.env.timeout(self.c.trip[k])
        self.point[k], self.came[k] = point, self.env.now
        yield from self.at_line(k)


class Shared(Corridor):
    """Stations of a pair have one crew; whoever is free takes the head that has waited longest."""

    def __init__(self, world):
        super().__init__(world)
        stations = world.servers.shape[1]
        self.crew = [
            one if self.c.partner[one] < 0 else min(one, self.c.partner[one]) for one in range(stations)
        ]
        self.free = np.zeros(stations, int)
        for one in range(stations):
            self.free[self.crew[one]] += world.servers[0, one]
        self.standing = [[] for _ in range(stations)]

    def stage(self, k, stage):
        station = 3 * self.point[k] + stage
        since, called = self.env.now, self.env.event()
        self.standing[station].append((self.w.queue_class[k], since, k, called))
        self.call(self.crew[station])
        yield called
        self.wait[stage, k] += self.env.now - since
        yield self.env.timeout(self.w.service[stage, k])
        self.free[self.crew[station]] += 1
        self.call(self.crew[station])

    def call(self, crew):
        """Let a crew take on whom it can."""
        while self.free[crew]:
            heads = [
                (min(line), one) for one, line in enumerate(self.standing) if line and self.crew[one] == crew
            ]
            if not heads:
                return
            head, station = min(heads, key=lambda one: (one[0][1], one[1]))
            self.standing[station].remove(head)
            self.free[crew] -= 1
            head[3].succeed()

    def lines(self):
        """Give the waits as of now."""
        return [len(one) * each for one, each in zip(self.standing[::3], self.w.per_truck, strict=True)]
