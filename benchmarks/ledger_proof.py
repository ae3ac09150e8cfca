"""Inclusion and consistency proofs at 10,000,000 events, from nodes stored in SQLite.

The leaves are made from counters; tiles are stored and read for real in a temporary folder. Each
proof is checked. Run: python benchmarks/ledger_proof.py
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from otkel.ledger.proof.nodes import TiledNodes, TreeGrowth
from otkel.ledger.proof.tree import (
    consistency_path,
    inclusion_path,
    leaf_hash,
    root,
    verify_consistency,
    verify_inclusion,
)
from otkel.ledger.sqlite_proof import SqliteProofStore

EVENTS, PROOFS, BATCH = 10_000_000, 2_000, 1 << 17
GOAL_MS = 5


def build(proofs: SqliteProofStore, events: int) -> float:
    """Store the nodes over so many events; gives the seconds taken."""
    began = time.perf_counter()
    growth = TreeGrowth()
    for first in range(0, events, BATCH):
        last = min(first + BATCH, events)
        proofs.put(growth.add([sha256(b"\x00%d" % i).digest() for i in range(first, last)]))
    return time.perf_counter() - began


def times_ms(count: int, act: Callable[[TiledNodes], None], path: Path) -> tuple[list[float], list[float]]:
    """Time an act, each time with nodes of which nothing is remembered.

    Gives sorted milliseconds: as the clock went, and of the processor alone, which other programs
    on a busy machine do not lengthen.
    """
    proofs = SqliteProofStore(path)
    taken: list[float] = []
    worked: list[float] = []
    for _ in range(count):
        nodes = TiledNodes(proofs.find_tile)
        began, work_began = time.perf_counter(), time.process_time()
        act(nodes)
        taken.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - work_began) * 1000)
    proofs.close()
    return sorted(taken), sorted(worked)


def told(name: str, taken: list[float]) -> str:
    """Give one line of percentiles [ms]."""
    at = {f"p{p}": taken[min(len(taken) * p // 100, len(taken) - 1)] for p in (50, 95, 99)}
    return f"{name}: " + ", ".join(f"{k} {v:.2f} ms" for k, v in at.items()) + f", most {taken[-1]:.2f} ms"


def main(events: int = EVENTS, count: int = PROOFS) -> None:
    """Build, prove, check and print. Raises AssertionError where a proof does not hold."""
    draw = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "nodes.db"
        proofs = SqliteProofStore(path)
        seconds = build(proofs, events)
        nodes = TiledNodes(proofs.find_tile)
        top = root(nodes, events)
        proofs.close()
        size_mb = path.stat().st_size / 1e6
        print(f"nodes of {events:,} events: {seconds:.1f} s to hash and store, {size_mb:.0f} MB")

        def include(nodes: TiledNodes) -> None:
            index = draw.randrange(events)
            path = inclusion_path(nodes, index, events)
            assert verify_inclusion(leaf_hash(b"%d" % index), index, events, path, top)

        def grow(nodes: TiledNodes) -> None:
            old = draw.randrange(1, events)
            path, before = consistency_path(nodes, old, events), root(nodes, old)
            assert verify_consistency(old, events, before, top, path)

        for name, act in (("inclusion proof", include), ("consistency proof and old root", grow)):
            taken, worked = times_ms(count, act, path)
            print(told(f"{name}, made and checked ({count:,})", taken))
            print(told("  processor time", worked))
            print(f"  under {GOAL_MS} ms: {sum(one < GOAL_MS for one in taken) / len(taken):.2%}")


if __name__ == "__main__":
    main()
