"""A piece of a job, as it goes over the wire and is run wherever it comes to.

A piece is text and numbers, its rows are bytes: the worker calls `run_piece` of its own Otkel and nothing
that was sent to it. With the rows comes what they were made with (`Maker`); rows of a maker that differs
from the one who asked are not taken.
"""

from __future__ import annotations

import os
import platform
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import msgspec
import numpy as np

import otkel.queueing.core as core
from otkel.sim.run import Ready, Runs, make_runs, prepare, run_replications
from otkel.sim.scenario import Scenario
from otkel.sim.scenario_file import read_scenario

PROBE = "corridor-w2"
_HERE = Path(__file__).parent


class Piece(msgspec.Struct, frozen=True):
    """Replications `first`, `first` + 1, ... of a scenario."""

    scenario: bytes  # as `scenario_bytes` gives it
    seed: int
    until_days: float | None
    first: int
    count: int


class Maker(msgspec.Struct, frozen=True):
    """All on which the bits of a row hang, beside the piece itself."""

    otkel: str
    sources: str  # digest of the twin and of the rules that it compiles
    python: str
    numpy: str
    numba: str
    machine: str
    bits: str  # digest of the rows of a short run: mathematics differs between systems


class About(msgspec.Struct, frozen=True):
    """What a worker says of itself."""

    maker: Maker
    memory_bytes: int  # of its machine


def scenario_bytes(scenario: Scenario) -> bytes:
    """Give a scenario as text, every field written out, to the last bit."""
    return msgspec.json.encode(scenario)


def run_piece(piece: bytes) -> tuple[bytes, bytes]:
    """Run a piece as it came; gives the rows and their maker."""
    one = msgspec.msgpack.decode(piece, type=Piece)
    ready = _ready(one.scenario, one.until_days)
    rows = run_replications(ready, one.count, one.seed, first=one.first)
    return rows_bytes(rows), msgspec.msgpack.encode(maker())


def about_worker() -> bytes:
    """Say what this process makes rows with, and how much memory its machine has."""
    memory_bytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return msgspec.msgpack.encode(About(maker(), memory_bytes))


def rows_bytes(rows: Runs) -> bytes:
    """Give rows as bytes, table after table."""
    return b"".join(table.tobytes() for table in rows)


def rows_of(content: bytes, ready: Ready, count: int) -> Runs:
    """Give rows from bytes. Raises ValueError where they are of another size."""
    rows = make_runs(ready, count)
    if len(content) != sum(table.nbytes for table in rows):
        raise ValueError(f"{len(content)} bytes are not the rows of {count} replications")
    at = 0
    for table in rows:
        table[...] = np.frombuffer(content, table.dtype, table.size, at).reshape(table.shape)
        at += table.nbytes
    return rows


@lru_cache(maxsize=1)
def maker() -> Maker:
    """Give what this process makes rows with."""
    return Maker(
        otkel=version("otkel"),
        sources=_sources(),
        python=platform.python_version(),
        numpy=version("numpy"),
        numba=version("numba"),
        machine=platform.machine(),
        bits=_bits(),
    )


@lru_cache(maxsize=4)
def _ready(scenario: bytes, until_days: float | None) -> Ready:
    return prepare(msgspec.json.decode(scenario, type=Scenario), until_days)


def _sources() -> str:
    """Give the digest of everything that a row is made by."""
    whole = sha256()
    for folder in (_HERE, Path(core.__file__).parent):
        for path in sorted(folder.glob("*.py")):
            content = path.read_bytes()
            whole.update(f"{path.name} {len(content)}\n".encode() + content)
    return whole.hexdigest()[:16]


def _bits() -> str:
    """Give the digest of the rows of a day of a shipped scenario."""
    scenario = msgspec.structs.replace(read_scenario(PROBE).scenario, horizon_days=1.0, warm_up_days=0.0)
    return sha256(rows_bytes(run_replications(prepare(scenario), 1, seed=1))).hexdigest()[:16]
