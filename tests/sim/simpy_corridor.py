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
