"""Measures of a log of ten million events, from a Parquet file on disk: the time and the most memory.

Usage: measures.py [EVENTS]      default 10,000,000; the log is made here and thrown away
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np

from otkel.facts.events import REGISTRY
from otkel.queueing.log import Log, log_from_arrays, read_log, save_log
from otkel.queueing.log_words import FIRST_CODES
from otkel.queueing.measures import measure
from otkel.queueing.measures.sound import require_sound

WORDS = ("arrived", "called", "exit_started", "exit_cleared", "entry_started", "entry_cleared", "left")
MEANS_S = (0, 3600, 600, 700, 900, 900, 60)
POINTS = 10
SPAN_S = 400 * 86_400
BEGIN_US = 1_760_000_000_000_000
CODES = (*FIRST_CODES, "RU", "ordinary", "perishable", "call.order_of_arrival", "1", "2", "3")
NUMBER = {text: at for at, text in enumerate(CODES, 1)}
ROUNDS = 5


def made(events: int) -> Log:
    """Give a log of trucks that go through ten points in 400 days, seven events each, in order of time."""
    rng = np.random.default_rng(1)
    trucks = events // len(WORDS)
    at_us = BEGIN_US + np.sort(rng.integers(0, SPAN_S * 1_000_000, trucks))
    point, perishable = rng.integers(0, POINTS, trucks).astype(np.uint16), rng.random(trucks) < 0.2
    parts = []
    for word, mean_s in zip(WORDS, MEANS_S, strict=True):
        at_us = at_us + (rng.exponential(mean_s, trucks) * 1e6).astype(np.int64)
        lane = np.zeros(trucks, np.uint16)
        reason = np.full(
            trucks, {"called": NUMBER["call.order_of_arrival"], "left": NUMBER["through"]}.get(word, 0)
        )
        if word == "arrived":
            lane[:], reason = NUMBER["RU"], np.where(perishable, NUMBER["perishable"], NUMBER["ordinary"])
        elif word.endswith("started"):
            lane = rng.integers(NUMBER["1"], NUMBER["3"] + 1, trucks).astype(np.uint16)
        kind = np.full(trucks, REGISTRY[word].number, np.uint8)
        parts.append((at_us, kind, point, np.arange(trucks), lane, reason.astype(np.uint16)))
    columns = [np.concatenate(one) for one in zip(*parts, strict=True)]
    order = np.argsort(columns[0], kind="stable")
    names = ("occurred_us", "kind", "point", "passage", "lane", "reason")
    slugs = [f"p{at}" for at in range(POINTS)]
    return log_from_arrays({name: one[order] for name, one in zip(names, columns, strict=True)}, slugs, CODES)


def main() -> None:
    events = int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else 10_000_000
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "log.parquet"
        save_log(made(events), file)
        print(f"measures of a log: {events:,} events, {file.stat().st_size / events:.1f} B an event on disk")
        for by in ((), ("point",), ("class", "day")):
            times, worked = [], []
            for _ in range(ROUNDS):
                begin, began = time.perf_counter(), time.process_time()
                log = read_log(file)
                require_sound(log, file.name)
                found = measure(log, by)
                times.append(time.perf_counter() - begin)
                worked.append(time.process_time() - began)
            most_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
            name = " and ".join(by) or "nothing"
            span = f"{min(times):.2f} to {max(times):.2f}; {median(worked):.2f} s of processor"
            rows = f"{len(found.waits):,} rows of waits, {len(found.lengths):,} of lengths"
            print(f"  by {name:<14} {median(times):6.2f} s (median of {ROUNDS}, {span}), {rows};")
            print(f"    at most {most_gb:.1f} GB so far, the making included")


if __name__ == "__main__":
    main()
