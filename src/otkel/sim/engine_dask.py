"""Replications on a Dask cluster, in pieces that any worker may run, and another again if that one is lost.

Only the scheduler is spoken to. Each worker is asked what it makes rows with before the first piece is sent;
the rows of a worker that came later are looked at when they come. A row is a function of scenario, seed and
number alone, so it does not matter who runs it, or how often.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import msgspec
from distributed import CancelledError, Client, KilledWorker, Security, wait

from otkel.errors import EngineError
from otkel.phrases import phrase
from otkel.sim.engine import Job
from otkel.sim.engine_piece import (
    About,
    Maker,
    Piece,
    about_worker,
    maker,
    rows_of,
    run_piece,
    scenario_bytes,
)
from otkel.sim.run import Runs, Tick, make_runs, stopped

CONNECT_S = 10.0  # how long the scheduler and a first worker are waited for
SILENCE_S = 15.0  # after so long without a piece it is asked whether anybody is still there
TRUCKS_A_PIECE = 1_000_000  # a few tenths of a second: what a piece costs beside its work is then nothing
PIECES_A_SLOT = 4  # at least, so that nobody works alone at the end
MEMORY_USED = 0.7  # of a worker's memory; with more Dask begins to write to disk
_BEGIN_WORKERS = phrase("begin one with: dask worker HOST:PORT, where the same Otkel is installed")


class Cluster:
    """A Dask cluster that makes the same bits as this process."""

    def __init__(self, client: Any, abouts: Mapping[str, About], silence_s: float = SILENCE_S) -> None:
        """`abouts` by worker address."""
        self.client = client
        self.silence_s = silence_s
        known = workers_of(client)
        self.workers = {address: known[address] for address in abouts if address in known}
        self.slots = max(1, sum(int(one["nthreads"]) for one in self.workers.values()))
        self.abouts = abouts

    def room_bytes(self, replications: int) -> int | None:
        """Give the memory that one replication may take: that of the worker with the least for each thread.

        Workers of one machine share its memory.
        """
        on_host = Counter(one["host"] for one in self.workers.values())
        rooms = []
        for address, one in self.workers.items():
            machine_bytes = self.abouts[address].memory_bytes / on_host[one["host"]]
            limit = one["memory_limit"] or machine_bytes
            rooms.append(min(limit, machine_bytes) / max(1, min(int(one["nthreads"]), replications)))
        return int(MEMORY_USED * min(rooms)) if rooms else None

    def run(self, job: Job, tick: Tick | None = None) -> Runs:
        """Run a job. Raises EngineError, and StoppedError where somebody stops it."""
        runs, done = make_runs(job.ready, job.replications), 0
        try:
            for piece, rows in self._rows(job):
                for whole, part in zip(runs, rows, strict=True):
                    whole[piece.first : piece.first + piece.count] = part
                done += piece.count
                if tick is not None:
                    tick(done, job.replications)
        except KeyboardInterrupt:
            raise stopped(done, job.replications) from None
        return runs

    def _rows(self, job: Job) -> Iterator[tuple[Piece, Runs]]:
        """Give pieces with their rows as they come; what is left is cancelled when nobody wants more."""
        coming, pending = iter(pieces_of(job, self.slots)), dict[Any, Piece]()
        try:
            while True:
                while len(pending) < 4 * self.slots + 16 and (piece := next(coming, None)) is not None:
                    sent = msgspec.msgpack.encode(piece)
                    pending[self.client.submit(run_piece, sent, pure=False, retries=0)] = piece
                if not pending:
                    return
                for future in self._finished(list(pending)):
                    try:
                        rows = _rows_from(future, job, pending[future], self.silence_s)
                    except TimeoutError:
                        continue  # its worker is gone: somebody makes them again, or nobody is left
                    yield pending.pop(future), rows
        finally:
            if pending and self.client.status == "running":
                self.client.cancel(list(pending))

    def _finished(self, futures: list[Any]) -> list[Any]:
        """Wait until some are finished. Raises EngineError where nobody was there to do it for some time."""
        absent = 0
        while absent < 2:
            try:
                return _wait(self.client, futures, self.silence_s)
            except TimeoutError:
                absent = 0 if workers_of(self.client) else absent + 1
            except CancelledError:
                raise _lost() from None
        raise EngineError(phrase("no worker of the cluster is left"), _BEGIN_WORKERS)


@contextmanager
def open_cluster(address: str) -> Iterator[Cluster]:
    """Connect to a scheduler, and see that its workers make the same bits. Raises EngineError.

    With `tls://` the certificates are those that Dask's settings `distributed.comm.tls` name.
    """
    security = Security(require_encryption=True) if address.startswith("tls://") else Security()
    try:
        with _nothing_collected():
            client = Client(
                address, timeout=CONNECT_S, security=security, set_as_default=False, direct_to_workers=False
            )
    except (OSError, TypeError, ValueError) as error:
        raise EngineError(
            phrase(
                "no scheduler answers at {address} ({reason})", address=address, reason=_first_line(error)
            ),
            phrase("begin one with: dask scheduler, and give its address"),
        ) from None
    try:
        yield Cluster(client, ask_workers(client))
    finally:
        client.close(timeout=2)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Let no garbage be collected meanwhile.

    A client that could not connect closes itself when it is collected, and takes a lock for it. Distributed
    holds the same lock while it begins a new client in this thread: it would wait for itself for ever.
    """
    gc.collect()
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def ask_workers(client: Any) -> dict[str, About]:
    """Give what each worker says of itself. Raises EngineError where one would make other bits."""
    try:
        client.wait_for_workers(1, timeout=CONNECT_S)
    except TimeoutError:
        raise EngineError(phrase("the cluster has no workers"), _BEGIN_WORKERS) from None
    asked = {
        address: client.submit(about_worker, workers=[address], allow_other_workers=False, pure=False)
        for address in workers_of(client)
    }
    found = {}
    for address, future in asked.items():
        about = _answer(client, address, future)
        if about is not None:
            require_same(address, about.maker)
            found[address] = about
    if not found:
        raise EngineError(phrase("the cluster has no workers"), _BEGIN_WORKERS)
    return found


def workers_of(client: Any) -> dict[str, dict[str, Any]]:
    """Give what the scheduler knows of each worker, by address. Raises EngineError where it is gone.

    What the client itself keeps of them is emptied from time to time.
    """
    try:
        workers: dict[str, dict[str, Any]] = client.sync(client.scheduler.identity, n_workers=-1)["workers"]
    except OSError:
        raise _lost() from None
    return workers


def _answer(client: Any, address: str, future: Any) -> About | None:
    """Give what one worker says of itself; None: it went away. The first answer may wait for the compiler."""
    while True:
        try:
            _wait(client, [future], 1.0)
            return msgspec.msgpack.decode(future.result(1.0), type=About)
        except TimeoutError:
            if address not in workers_of(client):
                return None
        except (KilledWorker, CancelledError):
            return None
        except (ImportError, AttributeError, msgspec.DecodeError) as error:
            raise _differs(address, "otkel", _first_line(error), maker().otkel) from None


def require_same(address: str, other: Maker) -> None:
    """Raise EngineError where a worker would not make the same bits as this process."""
    own = maker()
    for name in Maker.__struct_fields__:
        theirs, ours = getattr(other, name), getattr(own, name)
        if theirs != ours:
            raise _differs(address, name, theirs, ours)


def pieces_of(job: Job, slots: int) -> Iterator[Piece]:
    """Cut a job: each piece long enough to be worth sending, and enough of them for all.

    Raises EngineError where the job goes on from a state: a piece is a scenario, a seed and numbers alone.
    """
    if job.ready.start is not None:
        raise EngineError(
            phrase("a cluster begins with an empty border, and not with a state or a live queue"),
            phrase("leave --engine out"),
        )
    expected = job.ready.expected
    worth = max(1, int(TRUCKS_A_PIECE / max(expected, 1.0)))
    size = max(1, min(worth, job.replications // (PIECES_A_SLOT * slots)))
    scenario = scenario_bytes(job.ready.scenario)
    for first in range(0, job.replications, size):
        count = min(size, job.replications - first)
        yield Piece(scenario, job.seed, job.until_days, first, count)


def _rows_from(future: Any, job: Job, piece: Piece, timeout_s: float) -> Runs:
    """Take the rows of a finished piece.

    Raises TimeoutError where its worker does not give them, EngineError where they cannot be used.
    """
    try:
        content, made_by = future.result(timeout_s)
        made = msgspec.msgpack.decode(made_by, type=Maker)
        if made != maker():
            require_same("".join(future.client.who_has([future]).get(future.key, ())[:1]), made)
        return rows_of(content, job.ready, piece.count)
    except KilledWorker as error:
        raise EngineError(
            phrase(
                "replications {first} to {last} were lost {number} times with their worker",
                first=piece.first,
                last=piece.first + piece.count - 1,
                number=error.allowed_failures + 1,
            ),
            phrase(
                "look into the log of {address}; most often memory ran out",
                address=str(error.last_worker.address),
            ),
        ) from None
    except CancelledError:
        raise _lost() from None


def _wait(client: Any, futures: list[Any], timeout_s: float) -> list[Any]:
    """Give those of the futures that are finished, once some are. Raises TimeoutError."""
    with client.as_current():
        return list(wait(futures, timeout=timeout_s, return_when="FIRST_COMPLETED").done)


def _lost() -> EngineError:
    return EngineError(
        phrase("the scheduler was lost"), phrase("see that it runs and can be reached, and begin again")
    )


def _differs(address: str, what: str, theirs: str, ours: str) -> EngineError:
    return EngineError(
        phrase(
            "the worker {address} differs in {what}: {theirs} there, {ours} here",
            address=address,
            what=what,
            theirs=theirs,
            ours=ours,
        ),
        phrase("install the same Otkel and the same packages there, and begin the worker again"),
    )


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]
