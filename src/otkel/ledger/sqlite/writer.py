"""The one thread that writes: takes what has come in, commits it together, then answers.

While one group is being committed the next one gathers, so that many callers share one flush of the
disk. All callers of a group wait on one lock; each who is let through lets the next one through.

Those who were answered just now mostly ask again at once. Where the disk is slow the writer waits a
moment for them: without that, two halves of the callers would take turns for ever, each group half as
large as it could be. Where it is quick the turns are better: one half gets ready while the other commits.
"""

from __future__ import annotations

import threading
import time
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
from otkel.ledger.sqlite.trust import NotSureError, Trust, may_go_alone
from otkel.ledger.statements import read_statements

_SQL = read_statements("sqlite")
# For those who were answered just now the writer waits this share of the last commit, and never longer;
# not at all after a quick one: in that time the other half comes back.
_PATIENCE, _LONGEST_S, _QUICK_S = 0.2, 0.002, 0.0015
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
        self._trust = Trust()
        self._gate = threading.Lock()
        self._gathering = _Gathering()
        self._something = threading.Lock()  # let go by the first of a gathering, taken by the thread
        self._something.acquire()
        self._closing = False
        self._expected = 0  # acts: those of the last group again, and those that waited when it was done
        self._patience_s = self._answered_s = 0.0
        self._complete = threading.Event()
        self._thread = threading.Thread(target=self._work, name=f"otkel-ledger {path.name}", daemon=True)
        self._thread.start()

    def submit(self, act: Act) -> Handed:
        """Hand an act over; whoever wants the answer waits for it."""
        with self._gate:
            gathering = self._gathering
            first = self._is_first(gathering)
            gathering.acts.append(act)
            complete = len(gathering.acts) == self._expected
        if first:
            self._something.release()
        elif complete:
            self._complete.set()
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
            self._wait_for_company()
            with self._gate:
                gathering, self._gathering = self._gathering, _Gathering()
                closing = self._closing
            began_s = time.monotonic()
            if gathering.acts:
                self._commit(gathering.acts)
            for job in gathering.jobs:
                self._do(job)
            self._expect(len(gathering.acts), time.monotonic() - began_s)
            gathering.done.release()
            if closing:
                self._connection.close()
                return

    def _expect(self, answered: int, taken_s: float) -> None:
        """Note whom to wait for, and how long."""
        if taken_s <= _QUICK_S:
            self._expected, self._patience_s = 0, 0.0
            return
        self._complete.clear()
        self._expected = answered + len(self._gathering.acts)
        self._patience_s = min(_PATIENCE * taken_s, _LONGEST_S)
        self._answered_s = time.monotonic()

    def _wait_for_company(self) -> None:
        if self._patience_s:
            left_s = self._answered_s + self._patience_s - time.monotonic()
            if left_s > 0 and len(self._gathering.acts) < self._expected and not self._closing:
                self._complete.wait(left_s)

    def _commit(self, acts: Sequence[Act]) -> None:
        try:
            try:
                if not self._write_alone(acts):
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

    def _write_alone(self, acts: Sequence[Act]) -> bool:
        """Record acts by one statement, upon what is remembered; False when that would not do."""
        ground = self._ground.remembered()
        if ground is None or not may_go_alone(acts) or not self._trust.serves():
            return False
        group = Group(ground, self._now_us(), trusting=True)
        try:
            group.take_all(acts)
            kept = bool(group.rows) and self._ground.write_alone(group.rows)
        except NotSureError:
            kept = False
        except apsw.ConstraintError:
            self._trust.note(kept=False)
            raise
        self._trust.note(kept=kept)
        if kept:
            self._ground.keep(group)
            self._growth.tell(group.head)
        return kept

    def _write(self, acts: Sequence[Act], *, trusting: bool) -> None:
        self._connection.execute(_SQL["begin"])
        self._ground.refresh()
        self._ground.look_up(acts, keys=not trusting)
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
