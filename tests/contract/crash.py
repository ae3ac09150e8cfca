"""Kill the process that writes, at random moments; what it was told is durable must be there."""

import contextlib
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from otkel.ledger.opening import open_store
from otkel.ledger.store import Claim
from tests.contract.acts import ticking
from tests.contract.writing import act

ROOT = Path(__file__).parents[2]
THREADS = 8
LONGEST_S = 0.3  # that a process lives after it began to open the ledger, or said more


def run_kills(url_factory, kills, *, seed=0, lines=lambda kill: 1, also=lambda url, store: None):
    """Kill a writing process `kills` times; give how many events were acknowledged in all.

    `url_factory(kill)` gives the ledger of the n-th kill, counted from 0; the same one may come again.
    A process is killed at random after it said `lines(kill)` lines; the first is said before it opens.
    `also(url, store)` checks more after each kill: the tree, the views.
    """
    draws = random.Random(seed)
    acknowledged = 0
    for kill in range(kills):
        url = url_factory(kill)
        receipts = write_until_killed(url, f"{seed}-{kill}", LONGEST_S * draws.random(), lines(kill))
        with contextlib.closing(open_store(url, ticking())) as store:
            require_all_there(store, f"{seed}-{kill}", receipts)
            also(url, store)
        acknowledged += sum(last - first + 1 for _, _, first, last in receipts)
    return acknowledged


def write_until_killed(url, turn, after_s, least=1):
    """Let a process write, kill it; give (thread, number, first position, last position) it was told."""
    process = start_writing(url, turn, THREADS)
    lines = []
    ready = threading.Event()

    def listen():
        for line in process.stdout:
            lines.append(line)
            if len(lines) >= least:
                ready.set()
        ready.set()

    listener = threading.Thread(target=listen)
    listener.start()
    ready.wait(60)
    time.sleep(after_s)
    process.send_signal(signal.SIGKILL)
    said = process.stderr.read()
    assert process.wait(60) == -signal.SIGKILL, said
    listener.join(60)
    process.stdout.close()
    process.stderr.close()
    assert not said, said
    return [tuple(map(int, line.split())) for line in lines[1:] if line.endswith("\n")]


def start_writing(url, turn, threads, *acts):
    """Start a process of `tests.contract.writing`."""
    command = [sys.executable, "-m", "tests.contract.writing", url, turn, str(threads), *map(str, acts)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True)


def require_all_there(store, turn, receipts):
    """Require that all of a turn that was acknowledged is there once and in order, and goes on."""
    require_in_order(store)
    told = {(thread, number): (first, last) for thread, number, first, last in receipts}
    for thread in range(THREADS):
        acts = [number for owner, number in told if owner == thread]
        assert acts == list(range(len(acts)))
        require_thread(store, turn, thread, told, len(acts))
    require_in_order(store)


def require_thread(store, turn, thread, told, count):
    """Require every acknowledged act of a thread; repeat the one that was under way."""
    events = list(store.read_stream(f"{turn}.{thread}"))
    under_way = act(turn, thread, count)
    start = 0
    for number in range(count):
        first, last = told[thread, number]
        start = require_act(events, start, act(turn, thread, number), first, last)
    was_there = len(events) > start
    if was_there:
        assert len(events) == start + len(under_way["drafts"])
    receipt = store.append(**under_way)
    assert receipt.repeated == was_there
    again = store.append(**under_way)
    assert again.repeated
    assert (again.first_position, again.last_position) == (receipt.first_position, receipt.last_position)
    events = list(store.read_stream(f"{turn}.{thread}"))
    assert require_act(events, start, under_way, receipt.first_position, receipt.last_position) == len(events)
    holder = receipt.first_position if count % 2 == 0 else None
    assert store.find_claim(Claim("live_booking", f"{turn}.{thread}")) == holder


def require_act(events, start, given, first, last):
    """Require that an act stands in its stream from `start` on, as it was given; give where it ends."""
    end = start + len(given["drafts"])
    found = events[start:end]
    assert [event.position for event in found] == list(range(first, last + 1))
    assert [event.body for event in found] == [draft.body for draft in given["drafts"]]
    assert {event.client_key for event in found} == {given["client_key"]}
    return end


def require_in_order(store):
    """Require positions from 1 without gaps, each stream's versions from 1 without gaps, no act twice."""
    versions, keys, last_key = {}, set(), None
    position = 0
    for event in store.read_all():
        position += 1
        assert event.position == position
        versions[event.stream] = versions.get(event.stream, 0) + 1
        assert event.version == versions[event.stream]
        if event.client_key != last_key:
            assert event.client_key not in keys
            keys.add(event.client_key)
            last_key = event.client_key
    assert store.head() == position
