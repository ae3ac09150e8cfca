"""Where replications are run: in threads of this process, or on a Dask cluster; the same bits either way.

An engine is named by a text: `threads`, `dask://HOST:PORT`, or `dask+tls://HOST:PORT` with the certificates
that Dask's own settings name. Dask is loaded only when such a name is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import NamedTuple, Protocol

from otkel.errors import EngineError
from otkel.phrases import phrase
from otkel.sim.run import Ready, Runs, Tick, run_replications

THREADS = "threads"
INSTALL = "pip install 'otkel[dask]'"
# A name or an address of version 4, or one of version 6 in brackets; then the port.
_DASK = re.compile(r"dask(\+tls)?://([A-Za-z0-9][A-Za-z0-9.-]{0,252}|\[[0-9A-Fa-f:.]{2,45}\]):([0-9]{1,5})")


class Job(NamedTuple):
    """Replications 0, 1, ... of one scenario."""

    ready: Ready
    replications: int
    seed: int
    until_days: float | None = None


class Engine(Protocol):
    """Runs replications somewhere."""

    def room_bytes(self, replications: int) -> int | None:
        """Give the memory that one replication may take; None: not looked at."""

    def run(self, job: Job, tick: Tick | None = None) -> Runs:
        """Run a job. Raises StoppedError where somebody stops it."""


class Threads(NamedTuple):
    """Threads of this process."""

    threads: int
    memory_bytes: int | None = None  # for all threads together

    def room_bytes(self, replications: int) -> int | None:
        """Give the memory that one replication may take; None: not looked at."""
        if self.memory_bytes is None:
            return None
        return self.memory_bytes // max(1, min(self.threads, replications))

    def run(self, job: Job, tick: Tick | None = None) -> Runs:
        """Run a job. Raises StoppedError where somebody stops it."""
        return run_replications(job.ready, job.replications, job.seed, self.threads, tick)


@contextmanager
def open_engine(name: str, threads: int, memory_bytes: int | None) -> Iterator[Engine]:
    """Give the engine of this name, and let go of it afterwards. Raises EngineError.

    `threads` and `memory_bytes` bind this process; a cluster has its own.
    """
    if name == THREADS:
        yield Threads(threads, memory_bytes)
        return
    address = dask_address(name)
    if find_spec("distributed") is None:
        raise EngineError(
            phrase("Dask is not installed here"), phrase("install it with: {command}", command=INSTALL)
        )
    from otkel.sim.engine_dask import open_cluster

    with open_cluster(address) as cluster:
        yield cluster


def dask_address(name: str) -> str:
    """Give the address in Dask's own form. Raises EngineError for what names no engine."""
    found = _DASK.fullmatch(name)
    if found is None or not 0 < int(found[3]) < 65_536:
        shown = "".join(one if one.isprintable() else "?" for one in name[:60])
        raise EngineError(
            phrase("{text} names no engine", text=shown),
            phrase("take one of: {options}", options=(THREADS, "dask://HOST:PORT", "dask+tls://HOST:PORT")),
        )
    return f"{'tls' if found[1] else 'tcp'}://{found[2]}:{found[3]}"
