"""How many decisions a second the pure core takes with 10,000 trucks waiting, readiness given.

A decision is `decide` and the folding of what it answers. The commands are those of a busy post under
Otkel's own preset: trucks of four classes come, are called by intake, are taken on with their draws at
exit and entry control, are checked where the draw says so, and leave; one comes for each that leaves, so
that 10,000 wait all the time. They are made in a first pass; the second one, upon an equal state, is
timed. Seconds are those of the processor, so that neighbours on the machine do not count.

Goal: 50,000 a second. Run: python benchmarks/decide_pure.py [--profile]
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import pstats
import random
import statistics
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from datetime import date

from otkel.app.live.origin import new_state
from otkel.app.policies import resolve
from otkel.facts.events.choices import CheckOutcome, Readiness, Stage
from otkel.facts.events.passages import Called
from otkel.facts.events.selections import Selected
from otkel.facts.gazetteer import get_point
from otkel.queueing import commands as c
from otkel.queueing.decide import decide
from otkel.queueing.deciding.common import Happened
from otkel.queueing.discipline import digest_of, to_numbers
from otkel.queueing.drawing import checks_purpose
from otkel.queueing.fold import fold
from otkel.queueing.refusal import Refusal
from otkel.queueing.state import State

GOAL_PER_S = 50_000
WAITING, TRUCKS, RUNS = 10_000, 3_000, 7
DAY_S = 86_400.0
PACE_S = 120.0  # between two trucks: 720 a day
CLASSES = ("ordinary",) * 94 + ("perishable",) * 4 + ("live_animals",) * 2
READY = c.Told(readiness=Readiness.READY)
SEED = "5e" * 32
Given = list[tuple[c.Command, float]]


def go_on(state: State, command: c.Command, t_s: float) -> tuple[Happened, ...]:
    """Decide and fold; gives nothing for a refusal."""
    answer = decide(state, command, t_s)
    if isinstance(answer, Refusal):
        return ()
    for one in answer:
        fold(state, one.body, one.passage, t_s)
    return answer


def arrival(number: int, draws: random.Random) -> c.Arrive:
    """Give the arrival of a truck."""
    return c.Arrive(
        passage=number,
        vehicle=f"{number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128:032x}",
        towards="RU",
        queue_class=draws.choice(CLASSES),
        told=READY,
    )


def begun(waiting: int) -> tuple[State, float]:
    """Give a post with trucks waiting, and the instant."""
    state = new_state(get_point("kurmangazy"))
    t_s = state.day_starts_s[2400] + 6 * 3600.0
    policy = resolve("otkel", date(2026, 7, 28)).policy
    go_on(state, c.SetPolicy(numbers=to_numbers(policy), digest=digest_of(policy)), t_s)
    until_us = state.us_of(t_s + 400 * DAY_S)
    go_on(
        state,
        c.CommitSeed(digest=SEED, purpose=checks_purpose(), from_us=state.us_of(t_s), to_us=until_us),
        t_s,
    )
    draws = random.Random(1)
    for number in range(1, waiting + 1):
        t_s += 30.0
        go_on(state, arrival(number, draws), t_s)
    return state, t_s


class Post:
    """Makes the commands of a post, one truck after the other, by what they came to."""

    def __init__(self, waiting: int) -> None:
        """Begin with trucks waiting."""
        self.state, self.t_s = begun(waiting)
        self.given: Given = []
        self.answers: Counter[str] = Counter()
        self.draws = random.Random(2)
        self.called: deque[int] = deque()
        self.exits: deque[int] = deque()
        self.strip: deque[int] = deque()
        self.next = waiting + 1

    def ask(self, command: c.Command) -> tuple[Happened, ...]:
        """Let a command be one of those that are timed."""
        self.given.append((command, self.t_s))
        answer = go_on(self.state, command, self.t_s)
        self.answers[type(command).__name__ if answer else f"{type(command).__name__} refused"] += 1
        return answer

    def drawn(self, stage: Stage) -> c.Drawn:
        """Give the draw of one truck."""
        return c.Drawn(draw=self.draws.getrandbits(64), purpose=checks_purpose(stage), seed=SEED)

    def start(self, passage: int, stage: Stage) -> None:
        """Take a truck on; check it where the draw says so."""
        happened = self.ask(c.Start(passage=passage, stage=stage, drawn=self.drawn(stage)))
        if any(isinstance(one.body, Selected) for one in happened):
            self.ask(c.StartCheck(passage=passage, stage=stage))
            self.ask(c.EndCheck(passage=passage, stage=stage, outcome=CheckOutcome.NOTHING_FOUND))

    def turn(self) -> None:
        """One truck comes, some are called, and at each stage one goes on."""
        self.t_s += PACE_S
        self.ask(arrival(self.next, self.draws))
        self.next += 1
        happened = self.ask(c.Call(towards="RU"))
        self.called += [one.passage or 0 for one in happened if isinstance(one.body, Called)]
        if self.called:
            self.exits.append(self.called.popleft())
            self.start(self.exits[-1], Stage.EXIT_CONTROL)
        if len(self.exits) > 2:
            self.strip.append(self.exits.popleft())
            self.ask(c.Clear(passage=self.strip[-1], stage=Stage.EXIT_CONTROL))
        if len(self.strip) > 3:
            passage = self.strip.popleft()
            self.start(passage, Stage.ENTRY_CONTROL)
            self.ask(c.Clear(passage=passage, stage=Stage.ENTRY_CONTROL))
            self.ask(c.Leave(passage=passage))


def timed(given: Given, waiting: int) -> float:
    """Give the seconds of the processor for all the commands, upon an equal state."""
    state, _ = begun(waiting)
    gc.collect()
    began = time.process_time()
    for command, t_s in given:
        answer = decide(state, command, t_s)
        if not isinstance(answer, Refusal):
            for one in answer:
                fold(state, one.body, one.passage, t_s)
    return time.process_time() - began


def by_command(given: Given, waiting: int) -> Iterator[tuple[str, float]]:
    """Give the mean time of each kind of command [µs]."""
    state, _ = begun(waiting)
    taken: dict[str, list[float]] = {}
    for command, t_s in given:
        began = time.perf_counter()
        go_on(state, command, t_s)
        taken.setdefault(type(command).__name__, []).append(time.perf_counter() - began)
    for name, times in taken.items():
        yield name, 1e6 * statistics.median(times)


def main(argv: Sequence[str] | None = None) -> None:
    """Print the figure, and where the time goes."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--waiting", type=int, default=WAITING)
    options.add_argument("--trucks", type=int, default=TRUCKS)
    options.add_argument("--runs", type=int, default=RUNS)
    options.add_argument("--profile", action="store_true")
    asked = options.parse_args(argv)
    post = Post(asked.waiting)
    for _ in range(asked.trucks):
        post.turn()
    rates = [len(post.given) / timed(post.given, asked.waiting) for _ in range(asked.runs)]
    rate = statistics.median(rates)
    print(
        f"{rate:,.0f} decisions/s ({min(rates):,.0f} to {max(rates):,.0f}), {asked.waiting:,} waiting, "
        f"{len(post.given):,} commands; goal {GOAL_PER_S:,}"
    )
    print("  " + ", ".join(f"{name} {count}" for name, count in post.answers.items()))
    kinds = by_command(post.given, asked.waiting)
    print("  median µs: " + ", ".join(f"{name} {taken_us:.1f}" for name, taken_us in kinds))
    if asked.profile:
        profile = cProfile.Profile()
        state, _ = begun(asked.waiting)
        profile.enable()
        for command, t_s in post.given:
            go_on(state, command, t_s)
        profile.disable()
        pstats.Stats(profile).sort_stats("tottime").print_stats(30)


if __name__ == "__main__":
    main()
