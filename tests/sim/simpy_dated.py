"""A border in SimPy whose rules change on a timetable; it shares nothing with the kernel but the tables."""

from __future__ import annotations

import numpy as np

from otkel.sim.kernel_settings import CLASSES, OPEN, PER_DAY, SERVERS, SERVERS_SHARE, TIME
from tests.sim.simpy_models import Model

DAY = 1440.0


class Dated(Model):
    """Officers, times, caps of a day, stops and classes held back, as a timetable says.

    Exit control is called by hand: whenever something changed, who is next of the classes let on is taken.
    """

    def __init__(self, world):
        super().__init__(world)
        points = world.strip.size
        self.rules = [{} for _ in range(points)]
        self.lines = [[[] for _ in world.ranks] for _ in range(points)]
        self.busy, self.today = [0] * points, [0] * points
        self.env.process(self.timetable())
        self.env.process(self.midnights())

    def timetable(self):
        """Let each row be in force from its instant on."""
        steps = self.w.steps
        for at in np.unique(steps.at):
            yield self.env.timeout(at - self.env.now)
            for row in np.flatnonzero(steps.at == at):
                self.rules[steps.point[row]][int(steps.setting[row])] = float(steps.value[row])
            for p in range(len(self.rules)):
                self.call(p)
                for stage in (1, 2):
                    station = self.stations[p][stage]
                    station._capacity = self.officers(p, stage)
                    for _ in range(station._capacity):
                        station._trigger_put(None)

    def midnights(self):
        """Count the trucks of each day anew."""
        while True:
            yield self.env.timeout(DAY)
            self.today = [0] * len(self.today)
            for p in range(len(self.today)):
                self.call(p)

    def officers(self, p, stage):
        """Give how many are at work: of the number ordered, or of that of the shift, the share ordered."""
        fixed = self.rules[p].get(SERVERS + stage, -1)
        number = int(self.w.servers[0, 3 * p + stage]) if fixed < 0 else int(fixed)
        share = self.rules[p].get(SERVERS_SHARE + stage, 1.0)
        return max(1, int(number * share + 0.5)) if number and share else 0

    def call(self, p):
        """Take on at exit control as many as may be, the class of the lowest number first."""
        rules = self.rules[p]
        while rules.get(OPEN, 1) and self.busy[p] < self.officers(p, 0):
            most = rules.get(PER_DAY, -1)
            let_on = [line for one, line in enumerate(self.lines[p]) if line and rules.get(CLASSES + one, 1)]
            if not let_on or 0 <= most <= self.today[p]:
                return
            self.busy[p] += 1
            self.today[p] += 1
            let_on[0].pop(0).succeed()

    def stage(self, k, stage):
        p, since = self.point[k], self.env.now
        if stage == 0:
            called = self.env.event()
            self.lines[p][self.w.queue_class[k]].append(called)
            self.call(p)
            yield called
        else:
            request = self.stations[p][stage].request(priority=int(self.w.queue_class[k]))
            yield request
        self.wait[stage, k] += self.env.now - since
        yield self.env.timeout(self.w.service[stage, k] * self.rules[p].get(TIME + stage, 1.0))
        if stage == 0:
            self.busy[p] -= 1
            self.call(p)
        else:
            self.stations[p][stage].release(request)
