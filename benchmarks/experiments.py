"""Experiments with the twin: a thousand weeks of the corridor, pairs on common random numbers.

Weeks are drawn, run and measured; the pairs ask what an entry control that is 5 % faster saves a truck, on
common random numbers and with another seed for the other side.

    python -m benchmarks.experiments --weeks 1000 --threads 2 --json
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from typing import Any

import numpy as np

from otkel.sim.experiment import differences_of
from otkel.sim.kernel_draw import draw
from otkel.sim.run import MEASURES, prepare, run_replications
from otkel.sim.scenario_file import read_scenario, vary

SCENARIO, ROUNDS = "corridor-w2", 5
SOJOURN = MEASURES.index(("sojourn", "mean"))
GOALS = "goals: 1000 weeks in 3 s on two cores, variance 1/20, first result in 1.5 s, 100 ns to draw a truck"
FIRST = f"import otkel; otkel.simulate({SCENARIO!r}, runs=1)"


def weeks(number: int, threads: int) -> tuple[float, float]:
    """Give the seconds of so many weeks, by the wall and of the processors together; medians of rounds."""
    ready = prepare(read_scenario(SCENARIO).scenario)
    run_replications(ready, 2, 1, threads)
    wall, processors = [], []
    for _ in range(ROUNDS):
        began, used = time.perf_counter(), time.process_time()
        run_replications(ready, number, 1, threads)
        wall.append(time.perf_counter() - began)
        processors.append(time.process_time() - used)
    return statistics.median(wall), statistics.median(processors)


def drawing_ns() -> float:
    """Give the nanoseconds to draw a truck; the median of rounds."""
    ready = prepare(read_scenario(SCENARIO).scenario)
    found: list[float] = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        trucks = sum(draw(ready.plan, ready.fixed, 1, one)[0].size for one in range(50))
        found.append((time.perf_counter() - began) / trucks * 1e9)
    return statistics.median(found)


def pairs(number: int, threads: int) -> dict[str, float]:
    """Give the saving of a 5 % faster entry control [min], and the variance of a pair and of two apart."""
    one = read_scenario(SCENARIO)
    mean = one.scenario.service.entry.mean_min
    sides = [prepare(each.scenario) for each in (one, vary(one, {"service.entry.mean_min": 0.95 * mean}))]
    a, b = (run_replications(side, number, 1, threads) for side in sides)
    apart = run_replications(sides[1], number, 2, threads)
    gap = differences_of(a, b)[SOJOURN]
    paired = float(np.var(b.values[:, SOJOURN] - a.values[:, SOJOURN]))
    return {
        "saving_min": gap.mean or 0.0,
        "paired_variance": paired,
        "independent_variance": float(np.var(apart.values[:, SOJOURN] - a.values[:, SOJOURN])),
    }


def first_result() -> dict[str, float]:
    """Give the seconds from the start of a process to its first result, with a warm cache.

    By the wall, and of the processors, which a busy machine moves less.
    """
    wall, processors = [], []
    for _ in range(ROUNDS):
        began, used = time.perf_counter(), _children_s()
        subprocess.run([sys.executable, "-c", FIRST], check=True, env=_warm())
        wall.append(time.perf_counter() - began)
        processors.append(_children_s() - used)
    return {
        "first_result_s": statistics.median(wall),
        "first_result_processor_s": statistics.median(processors),
    }


def _warm() -> dict[str, str]:
    """Give an environment in which what Python compiled of the sources is kept, as it is by default."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(number: int, threads: int) -> dict[str, Any]:
    """Measure all."""
    wall_s, processors_s = weeks(number, threads)
    found = pairs(200, threads)
    ratio = found["independent_variance"] / found["paired_variance"]
    return {
        "weeks": number, "threads": threads, "weeks_s": wall_s, "weeks_processor_s": processors_s,
        "draw_ns_per_truck": drawing_ns(), **found, "variance_ratio": ratio,
        **first_result(),
    }  # fmt: skip


def tell(found: dict[str, Any]) -> None:
    """Print what was found in words."""
    print(f"{SCENARIO}; {GOALS}")
    print(f"  {found['weeks']} weeks, {found['threads']} threads   {found['weeks_s']:.2f} s", end="")
    print(f" ({found['weeks_processor_s']:.2f} s of processors)")
    print(f"  drawing a truck        {found['draw_ns_per_truck']:.0f} ns")
    print(
        f"  5 % faster entry       {found['saving_min']:.2f} min; variance 1 : {found['variance_ratio']:.0f}"
    )
    print(f"  first result           {found['first_result_s']:.2f} s", end="")
    print(f" ({found['first_result_processor_s']:.2f} s of processors)")


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--weeks", type=int, default=1000)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    found = measure(given.weeks, given.threads)
    print(json.dumps(found)) if given.json else tell(found)


if __name__ == "__main__":
    main()
