"""32 clients on one scarce day: many ask for the same slots and with the same vehicles."""

import random
import threading
import time
from bisect import bisect_right

from otkel.app.live.acts import Recorded
from otkel.queueing import commands as c
from tests.app.live.point import HOUR_US, POLICY, book, folded_bytes, require_fair, slot, state_bytes, vehicle

CLIENTS, VEHICLES = 32, 120


class Crowd:
    """Clients who book, move, cancel and ask the same thing twice, until each has asked so often."""

    def __init__(self, decider, asks, seed=0, clients=CLIENTS, pause_s=0.0, day=0):
        self.decider, self.asks, self.seed, self.clients = decider, asks, seed, clients
        self.pause_s = pause_s  # at most, between two questions of a client
        self.day = day  # after the first one: its slots and its vehicles
        self.answers = []  # (asked at, answered at, key, answer)
        self.errors = []

    def run(self):
        threads = [threading.Thread(target=self.guard, args=(number,)) for number in range(self.clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(300)
            assert not thread.is_alive()
        if self.errors:
            raise self.errors[0]
        return self

    def guard(self, client):
        try:
            self.work(client)
        except BaseException as error:
            self.errors.append(error)

    def work(self, client):
        draws = random.Random(f"{self.seed}/{client}")
        mine = []
        for number in range(self.asks):
            if self.pause_s:
                time.sleep(self.pause_s * draws.random())
            passage = (self.seed * CLIENTS + client) * 10_000 + number
            key = f"{self.seed}/{client}/{number}"
            kind = draws.random()
            if mine and kind < 0.2:
                command = c.Cancel(passage=mine.pop())
            elif mine and kind < 0.3:
                command = c.Move(passage=draws.choice(mine), slot_from_us=self.slot(draws))
            else:
                vehicle_of = vehicle(self.day * VEHICLES + draws.randrange(VEHICLES))
                command = book(passage, vehicle=vehicle_of, slot_from_us=self.slot(draws))
            answer = self.ask(command, key)
            if isinstance(answer, Recorded) and isinstance(command, c.Book):
                mine.append(passage)
            if draws.random() < 0.1:
                again = self.ask(command, key)
                assert not isinstance(answer, Recorded) or again.events == answer.events

    def slot(self, draws):
        return slot(draws.randrange(24)) + self.day * 24 * HOUR_US

    def ask(self, command, key):
        asked_s = time.monotonic()
        answer = self.decider.handle(command, key=key, by="crowd")
        self.answers.append((asked_s, time.monotonic(), key, answer))
        return answer

    def recorded(self):
        return [one for one in self.answers if isinstance(one[3], Recorded) and not one[3].repeated]


def require_order(recorded):
    """Require that the order of acknowledgement is that in the ledger.

    Whoever was answered before another one asked stands before him; those answered together share a
    commit, and only the ledger says who is first.
    """
    by_answer = sorted(recorded, key=lambda one: one[1])
    highest, so_far = [], 0
    for _, _, _, answer in by_answer:
        so_far = max(so_far, answer.receipt.last_position)
        highest.append(so_far)
    answered = [one[1] for one in by_answer]
    for asked_s, _, _, answer in recorded:
        before = bisect_right(answered, asked_s)
        assert before == 0 or highest[before - 1] < answer.receipt.first_position


def require_all(store, decider, crowds):
    """Require that the ledger is what was acknowledged, in its order, and that all was fair."""
    recorded = [one for crowd in crowds for one in crowd.recorded()]
    require_order(recorded)
    keys = [key for _, _, key, _ in recorded]
    assert len(keys) == len(set(keys))
    stored = {}
    for event in store.read_stream("point/kurmangazy"):
        stored.setdefault(event.client_key, []).append(event)
    for _, _, key, answer in recorded:
        assert tuple(stored.pop(key)) == answer.events
    assert set(stored) == {"open/kurmangazy"}
    booked = require_fair(store)
    assert len(booked) > POLICY.slot_trucks * 12
    assert state_bytes(decider) == folded_bytes(store)
    live = decider.look(lambda state: dict(state.live))
    claims = {claim.subject: holder for claim, holder in store.read_claims()}
    assert set(live) == set(claims)
    return len(recorded)
