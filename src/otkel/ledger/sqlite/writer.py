"""The one thread that writes: takes what has come in, commits it together, then answers.

While one group is being committed the next one gathers, so that many callers share one flush of the
disk. All callers of a group wait on one lock; each who is let through lets the next one through.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import apsw

from otkel.errors import LedgerClosedError, LedgerDamagedError, LedgerError
from otkel.ledger.acts import Act
from otkel.ledger.group import Group
from otkel.ledger.growth import Growth
from otkel.ledger.handed import Handed
from otkel.ledger.sqlite.connections import ledger_error, open_writing
from otkel.ledger.sqlite.ground import SqliteGround
from otkel.ledger.sqlite.schema import migrate
from otkel.ledger.statements import read_statements

_SQL = read_statements("sqlite")
# What may be the fault of one act alone; the others of its group are tried without it.
_TOO_MUCH = (apsw.FullError, apsw.TooBigError, apsw.NoMemError)


class Job:
    """Other work for the writing connection, in a transaction of its own."""

    def __init__(self, work: Callable[[apsw.Connection, SqliteGround], Any]) -> None:
        """Keep the work until its turn."""
        self.work = work
        self.answer: Any = None
        self.error: BaseException | None = None


class _Gathering:
    """What came in since the last group was taken."""

    __slots__ = ("acts", "done", "jobs")

    def __init__(self) -> None:
        self.acts: list[Act] = []
        self.jobs: list[Job] = []
        self.done = threading.Lock()
        self.done.acquire()


class Writer:
    """Owns the writing connection of a file."""

    def __init__(self, path: Path, now_us: Callable[[], int], growth: Growth) -> None:
        """Open the file, bring its schema up to date, start the thread. Raises LedgerError."""
        self._path = path
        self._now_us = now_us
        self._growth = growth
        self._connection = open_writing(path)
        try:
            migrate(self._connection)
        except apsw.Error as error:
            self._connection.close()
            raise ledger_error(path, error) from error
        except LedgerError:
            self._connection.close()
            raise
        self._ground = SqliteGround(self._connection)
        self._gate = threading.Lock()
        self._gathering = _Gathering()
        self._something = threading.Lock()  # let go by the first of a gathering, taken by the thread
        self._something.acquire()
        self._closing = False
        self._thread = threading.Thread(target=self._work, name=f"otkel-ledger {path.name}", daemon=True)
        self._thread.start()

    def submit(self, act: Act) -> Handed:
        """Hand an act over; whoever wants the answer waits for it."""
        with self._gate:
            gathering = self._gathering
            first = self._is_first(gathering)
            gathering.acts.append(act)
        if first:
            self._something.release()
        return Handed(act, gathering.done)

    def run(self, work: Callable[[apsw.Connection, SqliteGround], Any]) -> Any:
        """Do other work on the writing connection in one transaction; gives what it gives."""
        job = Job(work)
        with self._gate:
            gathering = self._gathering
            first = self._is_first(gathering)
            gathering.jobs.append(job)
        if first:
            self._something.release()
        with gathering.done:
            pass
        if job.error is not None:
            raise job.error
        return job.answer

    def close(self) -> None:
        """Finish what was handed over, then let go of the file."""
        with self._gate:
            first = not self._closing and self._is_first(self._gathering)
            self._closing = True
        if first:
            self._something.release()
        self._thread.join()

    def _is_first(self, gathering: _Gathering) -> bool:
        """Tell whether nothing has come in yet: then the thread sleeps and wants to be woken."""
        if self._closing:
            raise LedgerClosedError("the ledger is closed: open it again")
        return not (gathering.acts or gathering.jobs)

    # -- in the writing thread ------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            self._something.acquire()
            with self._gate:
                gathering, self._gathering = self._gathering, _Gathering()
                closing = self._closing
            if gathering.acts:
                self._commit(gathering.acts)
            for job in gathering.jobs:
                self._do(job)
            gathering.done.release()
            if closing:
                self._connection.close()
                return

    def _commit(self, acts: Sequence[Act]) -> None:
        try:
            try:
                self._write(acts, trusting=True)
            except apsw.ConstraintError:
                self._undo()
                self._write(acts, trusting=False)
        except BaseException as error:  # whatever it is: the callers wait for an answer
            self._undo()
            if isinstance(error, _TOO_MUCH) and len(acts) > 1:
                for act in acts:
                    self._commit((act,))
                return
            for act in acts:
                act.receipt, act.error = None, self._told(error)

    def _write(self, acts: Sequence[Act], *, trusting: bool) -> None:
        self._connection.execute(_SQL["begin"])
        self._ground.refresh()
        self._ground.look_up(acts)
        group = Group(self._ground, self._now_us(), trusting=trusting)
        group.take_all(acts)
        self._ground.write(group)
        self._connection.execute(_SQL["commit"])
        self._ground.keep(group)
        if group.rows:
            self._growth.tell(group.head)

    def _do(self, job: Job) -> None:
        try:
            self._connection.execute(_SQL["begin"])
            self._ground.refresh()
            job.answer = job.work(self._connection, self._ground)
            self._connection.execute(_SQL["commit"])
        except BaseException as error:
            self._undo()
            job.error = self._told(error) if isinstance(error, apsw.Error) else error

    def _undo(self) -> None:
        """Roll back, and remember nothing of what was not committed."""
        self._ground.forget()
        if self._connection.in_transaction:
            with suppress(apsw.Error):  # then the next BEGIN fails, and it is tried again
                self._connection.execute(_SQL["rollback"])

    def _told(self, error: BaseException) -> LedgerError:
        if isinstance(error, LedgerError):
            return type(error)(*error.args)
        if isinstance(error, apsw.ConstraintError):
            return LedgerDamagedError(f"{self._path}: {error}; look at it with `otkel ledger verify`")
        if isinstance(error, apsw.Error):
            return ledger_error(self._path, error)
        return LedgerError(f"{self._path}: {type(error).__name__}: {error}")
