"""The engine of the twin beside a textbook program in C++ and beside SimPy, by turns in one run.

The time is the simulation alone: the table is in memory, the kernel is compiled, waits are kept and no log
of events. `engine` is the general kernel, which has a loop of its own for a world that uses nothing; `whole`
is its other loop, with every feature compiled in, and `w2_only` the sources with the features taken out;
`features` runs with choice, quotas, returns and a strip that may be full, `logged` keeps the log. The C++
yardstick and its SimPy peer are taken from the folder that OTKEL_SHARED names (default ../shared); where they
are absent, the SimPy model of the tests is the peer. SimPy runs a table of a tenth. Every truck's waits must
be equal.

    python -m benchmarks.engine --workload w2 --trucks 1000000 --json
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import kernel_w2_only
from benchmarks import workload_w2 as w2
from benchmarks.kernel_whole import run_whole
from otkel.sim.kernel import run
from otkel.sim.kernel_calendar import make_calendar
from otkel.sim.kernel_world import LOGS, Results, World, make_inside, make_log, make_results

ROUNDS = 5
PLACES, WIDTH = 1 << 16, 0.25
MANY_PLACES = 1 << 20
GOALS = (
    "goals: at most 1.0 x the C++ program, at least 200 x SimPy; with features at most 2 x the C++ program;\n"
    "  the engine at most 1.15 x a kernel that has W2's features only"
)
Kernel = Callable[..., int]


def timed(world: World, results: Results, through: Kernel = run, places: int = PLACES) -> float:
    """Run a world once; gives the seconds."""
    inside, calendar, log = make_inside(world), make_calendar(places, WIDTH), make_log(world)
    results.wait[:], results.visits[:] = 0.0, 0
    began = time.perf_counter()
    events = through(world, inside, calendar, results, log, sys.float_info.max)
    taken_s = time.perf_counter() - began
    assert events > 0, "more trucks inside than places"
    return taken_s


class Yardstick:
    """The C++ program, compiled once; None where it or a compiler is absent."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        """Compile it."""
        self.program: Path | None = None
        source = folder / "ref.cpp"
        if source.is_file() and shutil.which("g++"):
            self.program = scratch / "ref"
            flags = ["-O3", "-march=native", "-std=c++20"]
            subprocess.run(["g++", *flags, "-o", str(self.program), str(source)], check=True)

    def timed(self, table: Path, trucks: int, out: Path) -> float:
        """Run the global heap on a table of a file; gives the seconds."""
        command = [str(self.program), "w2_heap", str(table), str(trucks), "1", str(out)]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return float(min(json.loads(told)["times"]))


def simpy_peer(folder: Path) -> Callable[[Any], Any]:
    """Give what runs a table in SimPy and gives waits and times of leaving, f8 [4, truck]."""
    if (folder / "peer_simpy.py").is_file():
        sys.path.insert(0, str(folder))
        import peer_simpy  # type: ignore[import-not-found]

        return lambda table: np.stack(
            [np.array(one) for one in peer_simpy.w2(table.tolist(), table.shape[1])]
        )
    from tests.sim import simpy_models

    model: Any = simpy_models.Model

    def own(table: Any) -> Any:
        done = model(w2.world_of(table)).run()
        return np.concatenate([done.wait, done.left[None]])

    return own


def rows_of(results: Results) -> Any:
    """Give three waits and the time of leaving of each truck, f8 [4, truck]."""
    return np.concatenate([results.wait, results.left[None]])


def difference(results: Results, other: Any) -> float:
    """Give the greatest difference of any wait or time of leaving [min]."""
    return float(np.abs(rows_of(results) - other).max())


def measure(trucks: int, shared: Path) -> dict[str, Any]:
    """Measure W2; gives medians of rounds, the tools taking turns."""
    table = w2.draw_table(trucks)
    times, worst = measure_kernels(table, shared)
    middle = {f"{name}_s": statistics.median(one) if one else None for name, one in times.items()}
    ratios = {
        f"{one}_over_{other}": ratio_of(times[one], times[other])
        for one, other in (
            ("engine", "cpp"), ("features", "cpp"), ("engine", "w2_only"), ("whole", "w2_only"),
            ("features", "engine"), ("logged", "engine"),
        )
    }  # fmt: skip
    small = measure_simpy(w2.draw_table(max(1000, trucks // 10), seed=2), shared)
    worst = max(worst, small.pop("max_abs_diff_min"))
    return {
        "workload": "w2", "trucks": trucks, **middle, **ratios, **small, "max_abs_diff_min": worst,
        "trucks_per_s": trucks / (middle["engine_s"] or 1.0),
    }  # fmt: skip


def ratio_of(one: list[float], other: list[float]) -> float | None:
    """Give the median of the ratios within a round, which a machine that is busy at times moves least."""
    return statistics.median(a / b for a, b in zip(one, other, strict=True)) if one and other else None


def measure_kernels(table: Any, shared: Path) -> tuple[dict[str, list[float]], float]:
    """Give the seconds of each round of each kernel, and the greatest difference of a truck [min]."""
    trucks = table.shape[1]
    world, results, others = w2.world_of(table), make_results(trucks), make_results(trucks)
    runs: dict[str, tuple[World, Kernel, int]] = {
        "engine": (world, run, PLACES),
        "whole": (world, run_whole, PLACES),
        "w2_only": (world, kernel_w2_only.load(), PLACES),
        "features": (w2.with_features(table), run, MANY_PLACES),
        "logged": (world._replace(uses=LOGS), run, PLACES),
    }
    times: dict[str, list[float]] = {name: [] for name in (*runs, "cpp")}
    worst = 0.0
    for name, (one, through, places) in runs.items():
        timed(one, others, through, places)
        if name == "engine":
            results, others = others, results
        elif name != "features":
            worst = max(worst, difference(results, rows_of(others)))
    with tempfile.TemporaryDirectory() as scratch:
        yardstick = Yardstick(shared / "bench", Path(scratch))
        file, out = Path(scratch) / "table", Path(scratch) / "out"
        table.tofile(file)
        for _ in range(ROUNDS):
            for name, (one, through, places) in runs.items():
                times[name].append(timed(one, results if name == "engine" else others, through, places))
            if yardstick.program:
                times["cpp"].append(yardstick.timed(file, trucks, out))
        if yardstick.program:
            worst = max(worst, difference(results, np.fromfile(out).reshape(4, trucks)))
    return times, worst


def measure_simpy(table: Any, shared: Path) -> dict[str, Any]:
    """Give the seconds of SimPy and of the engine on one table, and the greatest difference [min]."""
    world, results = w2.world_of(table), make_results(table.shape[1])
    peer = simpy_peer(shared / "bench")
    began = time.perf_counter()
    theirs = peer(table)
    simpy_s = time.perf_counter() - began
    return {
        "simpy_trucks": table.shape[1],
        "simpy_s": simpy_s,
        "engine_simpy_trucks_s": statistics.median(timed(world, results) for _ in range(ROUNDS)),
        "max_abs_diff_min": difference(results, theirs),
    }


def tell(found: dict[str, Any]) -> None:
    """Print what was found in words."""
    print(f"W2, {found['trucks']:,} trucks; {GOALS}")
    print(f"  engine          {found['engine_s']:.3f} s, {found['trucks_per_s'] / 1e6:.2f} M trucks/s")
    print(f"  W2's only       {found['w2_only_s']:.3f} s", end="")
    print(f": engine {found['engine_over_w2_only']:.2f} x, its loop with all features compiled in", end="")
    print(f" {found['whole_over_w2_only']:.2f} x")
    print(f"  with features   {found['features_s']:.3f} s: {found['features_over_engine']:.2f} x the engine")
    print(f"  with its log    {found['logged_s']:.3f} s: {found['logged_over_engine']:.2f} x the engine")
    if found["cpp_s"]:
        print(f"  C++ heap        {found['cpp_s']:.3f} s: engine {found['engine_over_cpp']:.2f} x", end="")
        print(f", with features {found['features_over_cpp']:.2f} x")
    faster = found["simpy_s"] / found["engine_simpy_trucks_s"]
    print(f"  SimPy           {found['simpy_s']:.2f} s for {found['simpy_trucks']:,} trucks")
    print(f"                  engine {faster:.0f} x as fast on these")
    print(f"  greatest difference of any truck {found['max_abs_diff_min']:.1e} min")


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--workload", choices=["w2"], default="w2")
    options.add_argument("--trucks", type=int, default=1_000_000)
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    found = measure(given.trucks, Path(os.environ.get("OTKEL_SHARED", "../shared")))
    print(json.dumps(found)) if given.json else tell(found)


if __name__ == "__main__":
    main()
