"""Processes that decide for one crossing point: several at once, and killed at random moments."""

import contextlib
import random
import signal
import subprocess
import sys
import threading
from itertools import pairwise
from pathlib import Path

from otkel.ledger.opening import open_store
from tests.app.live.deciding import EVERY
from tests.app.live.point import folded_bytes, opened, require_fair, state_bytes
from tests.contract.acts import ticking
from tests.contract.crash import require_in_order

ROOT = Path(__file__).parents[3]
CLIENTS = 8


def start(url, seed, clients, asks, pause_s=0.0, day=0, *, at_once=True):
    """Start a process; where it is not to begin at once, it waits until its input is closed."""
    command = [
        sys.executable,
        "-m",
        "tests.app.live.deciding",
        url,
        *map(str, (seed, clients, asks, pause_s, day)),
    ]
    pipe = subprocess.PIPE
    stdin = subprocess.DEVNULL if at_once else pipe
    return subprocess.Popen(command, cwd=ROOT, stdin=stdin, stdout=pipe, stderr=pipe, text=True)


def run_together(url, processes, asks, pause_s=0.05):
    """Let processes decide for one point at once; give (key, first, last) that any of them was told."""
    running = [start(url, seed, CLIENTS, asks, pause_s, at_once=False) for seed in range(1, processes + 1)]
    for process in running:
        assert process.stdout.readline() == "ready\n", process.stderr.read()
    for process in running:
        process.stdin.close()
        process.stdin = None
    told = []
    for process in running:
        said, wrong = process.communicate(timeout=300)
        assert process.returncode == 0, wrong
        told += _read(said.splitlines())
    require_told(url, told)
    return told


def turns(told):
    """Count how often one process stands behind another one in the ledger: that they were there at once."""
    order = [key.partition("/")[0] for key, *_ in sorted(told, key=lambda one: one[1])]
    return sum(one != other for one, other in pairwise(order))


def kill_often(url_of, kills, seed=0):
    """Kill a process that decides, `kills` times; give how many acts were acknowledged in all.

    `url_of(kill)` gives the ledger of the n-th kill; the same one may come again, and is gone on with.
    """
    draws = random.Random(seed)
    told = {}
    for kill in range(kills):
        url = url_of(kill)
        lines = _until_killed(
            url, 1 + seed * 1000 + kill, draws.choice((0, 1, 5, 30, 150)), draws.random() * 0.05
        )
        told.setdefault(url, []).extend(_read(lines))
        require_told(url, told[url], seed=kill)
    return sum(map(len, told.values()))


def require_told(url, told, seed=0):
    """Require that the state is the fold of the ledger, and that all that was told is there once."""
    with contextlib.closing(open_store(url, ticking())) as store:
        require_in_order(store)
        decider = opened(store, url=url, every=EVERY)
        assert state_bytes(decider) == folded_bytes(store)
        require_fair(store)
        for key, first, last in told:
            found = [event.position for event in store.find_by_key(key)]
            assert found == list(range(first, last + 1)), key
        assert len({key for key, *_ in told}) == len(told)
        assert {claim.subject for claim, _ in store.read_claims()} == decider.look(
            lambda state: set(state.live)
        )


def _until_killed(url, seed, lines, after_s):
    process = start(url, seed, CLIENTS, 10_000, 0.002, seed % 15)
    said, ready, enough = [], threading.Event(), threading.Event()

    def listen():
        for line in process.stdout:
            said.append(line)
            ready.set()
            if len(said) > lines:
                enough.set()
        ready.set()
        enough.set()

    listener = threading.Thread(target=listen)
    listener.start()
    ready.wait(60)
    enough.wait(2)  # a day that is full has no more to tell
    threading.Event().wait(after_s)
    process.send_signal(signal.SIGKILL)
    wrong = process.stderr.read()
    assert process.wait(60) == -signal.SIGKILL, wrong
    listener.join(60)
    process.stdout.close()
    process.stderr.close()
    return said


def _read(lines):
    """Give what was told; a line that was cut is none."""
    parts = [line.split() for line in lines if line.strip() != "ready"]
    return [(one[0], int(one[1]), int(one[2])) for one in parts if len(one) == 3]
