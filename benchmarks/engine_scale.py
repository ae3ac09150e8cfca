"""How time and memory of the engine grow with the number of trucks, on W2.

Time per truck at ten million against that at a hundred thousand, taking turns in one run. Memory in a process
of its own: what a run takes beyond the table of trucks, as numpy asks for it and as the system counts it.

    python -m benchmarks.engine_scale --most 10000000 --json
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import workload_w2 as w2
from benchmarks.engine import timed
from otkel.sim.kernel import simulate
from otkel.sim.kernel_world import make_results

FEW, MOST, ROUNDS = 100_000, 10_000_000, 5
MEMORY_TRUCKS = (500_000, 2_000_000)
GOALS = "goals: time per truck at most 1.25 x, at most 64 B a truck beyond inputs"


def ns_per_truck(counts: tuple[int, ...]) -> dict[int, float]:
    """Give the nanoseconds per truck for each number of trucks; medians of rounds that take turns.

    Small tables run as often in a round as makes them last about as long as a large one.
    """
    worlds = {count: w2.world_of(w2.draw_table(count)) for count in counts}
    results = {count: make_results(count) for count in counts}
    times: dict[int, list[float]] = {count: [] for count in counts}
    for number in range(ROUNDS + 1):
        for count in counts:
            again = max(1, min(10, max(counts) // count))
            taken_s = [timed(worlds[count], results[count]) for _ in range(again)]
            if number:  # the first round is for the memory to be there
                times[count].append(statistics.median(taken_s) / count * 1e9)
    return {count: statistics.median(one) for count, one in times.items()}


def used_bytes(trucks: int) -> dict[str, float]:
    """Give what one run takes in this process beyond its inputs, for all trucks together."""
    world = w2.world_of(w2.draw_table(trucks))
    simulate(w2.world_of(w2.draw_table(1000)))
    before = resident_bytes()
    kept = simulate(world)
    counted = resident_bytes() - before
    del kept
    tracemalloc.start()
    simulate(world)
    return {"asked": float(tracemalloc.get_traced_memory()[1]), "resident": float(counted)}


def resident_bytes() -> int:
    """Give how much memory this process has."""
    import resource

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


def bytes_per_truck() -> dict[str, float]:
    """Give the bytes that one more truck takes: the slope between two runs, each in a process of its own."""
    few, many = MEMORY_TRUCKS
    found = []
    for trucks in (few, many):
        command = [sys.executable, "-m", "benchmarks.engine_scale", "--memory-of", str(trucks)]
        folder = Path(__file__).parents[1]
        told = subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder).stdout
        found.append(json.loads(told))
    return {name: (found[1][name] - found[0][name]) / (many - few) for name in found[0]}


def measure(most: int) -> dict[str, Any]:
    """Measure all."""
    each = ns_per_truck((FEW, most))
    memory = bytes_per_truck()
    return {
        "few": FEW, "most": most, "ns_per_truck_few": each[FEW], "ns_per_truck_most": each[most],
        "ratio": each[most] / each[FEW], "bytes_per_truck": memory["asked"],
        "resident_bytes_per_truck": memory["resident"],
    }  # fmt: skip


def tell(found: dict[str, Any]) -> None:
    """Print what was found in words."""
    print(f"W2; {GOALS}")
    for name in ("few", "most"):
        print(f"  {found[name]:>12,} trucks   {found[f'ns_per_truck_{name}']:.0f} ns a truck")
    print(f"  ratio                 {found['ratio']:.2f}")
    print(f"  memory beyond inputs  {found['bytes_per_truck']:.1f} B a truck", end="")
    print(f" ({found['resident_bytes_per_truck']:.1f} B resident)")


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--most", type=int, default=MOST)
    options.add_argument("--json", action="store_true")
    options.add_argument("--memory-of", type=int, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.memory_of:
        print(json.dumps(used_bytes(given.memory_of)))
        return
    found = measure(given.most)
    print(json.dumps(found)) if given.json else tell(found)


if __name__ == "__main__":
    main()
