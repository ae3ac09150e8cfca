"""The one thread of a process that writes: it takes what has gathered, commits it together, and answers.

While one group is being committed the next one gathers, so that many callers share one flush of the
disk. All callers of a group wait on one lock; each who is let through lets the next one through.

Those who were answered just now mostly ask again at once. Where a commit takes long the writer waits a
moment for them: without that, two halves of the callers would take turns for ever, each group half as
large as it could be. Where it is quick the turns are better: one half gets ready while the other commits.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import psycopg

from otkel.errors import LedgerClosedError, LedgerError
from otkel.ledger.acts import Act
from otkel.ledger.growth import Growth
from otkel.ledger.handed import Handed
from otkel.ledger.postgres.connections import as_ledger_errors, ledger_error
from otkel.ledger.postgres.session import Session

T = TypeVar("T")
# For those who were answered just now the writer waits this share of the last commit, and never longer;
# not at all after a quick one: in that time some ten callers come back.
PATIENCE, LONGEST_S, QUICK_S = 0.2, 0.002, 0.001


class _Job:
    """Other work for the writing connection, in a transaction of its own."""

    def __init__(self, work: Callable[[Session], Any]) -> None:
        self.work = work
        self.answer: Any = None
        self.error: Exception | None = None


class _Gathering:
    """What came in since the last group was taken."""

    __slots__ = ("acts", "done", "jobs")

    def __init__(self) -> None:
        self.acts: list[Act] = []
        self.jobs: list[_Job] = []
        self.done = threading.Lock()
        self.done.acquire()


class Writer:
    """Holds one connection, and opens another one when that is lost."""

    def __init__(self, url: str, now_us: Callable[[], int], growth: Growth) -> None:
        """Connect, bring the schema up to date, start the thread. Raises LedgerError."""
        self._url = url
        self._now_us = now_us
        self._growth = growth
        with as_ledger_errors():
            self._session: Session | None = Session(url)
        self._gate = threading.Lock()
        self._gathering = _Gathering()
        self._something = threading.Semaphore(0)
        self._closing = False
        self._expected = 0  # acts: those of the last group again, and those that waited when it was done
        self._patience_s = self._answered_s = 0.0
        self._complete = threading.Event()
        self._thread = threading.Thread(target=self._work, name="otkel-ledger postgresql", daemon=True)
        self._thread.start()

    def submit(self, act: Act) -> Handed:
        """Hand an act over; whoever wants the answer waits for it."""
        with self._gate:
            gathering = self._open_gathering()
            gathering.acts.append(act)
            waiting = len(gathering.acts)
            first = waiting == 1 and not gathering.jobs
        if first:
            self._something.release()
        elif waiting == self._expected:
            self._complete.set()
        return Handed(act, gathering.done)

    def run(self, work: Callable[[Session], T]) -> T:
        """Do other work on the writing connection; gives what it gives."""
        job = _Job(work)
        with self._gate:
            gathering = self._open_gathering()
            first = not gathering.acts and not gathering.jobs
            gathering.jobs.append(job)
        if first:
            self._something.release()
        with gathering.done:
            pass
        if job.error is not None:
            raise job.error
        answer: T = job.answer
        return answer

    def close(self) -> None:
        """Finish what was handed over, then let go of the connection."""
        with self._gate:
            closing, self._closing = self._closing, True
        if not closing:
            self._something.release()
        self._thread.join()

    def _open_gathering(self) -> _Gathering:
        if self._closing:
            raise LedgerClosedError("the ledger is closed: open it again")
        return self._gathering

    # -- in the writing thread ------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            self._something.acquire()
            self._wait_for_company()
            with self._gate:
                gathering, self._gathering = self._gathering, _Gathering()
                closing = self._closing
            began_s = time.monotonic()
            try:
                if gathering.acts:
                    self._commit(gathering.acts)
                for job in gathering.jobs:
                    self._do(job)
            finally:
                self._expect(len(gathering.acts), time.monotonic() - began_s)
                gathering.done.release()
            if closing:
                self._drop_session()
                return

    def _expect(self, answered: int, taken_s: float) -> None:
        self._complete.clear()
        self._expected = answered + len(self._gathering.acts)
        self._patience_s = min(PATIENCE * taken_s, LONGEST_S) if taken_s > QUICK_S else 0.0
        self._answered_s = time.monotonic()

    def _wait_for_company(self) -> None:
        left_s = self._answered_s + self._patience_s - time.monotonic()
        if left_s > 0 and len(self._gathering.acts) < self._expected and not self._closing:
            self._complete.wait(left_s)

    def _commit(self, acts: Sequence[Act]) -> None:
        try:
            head = self._with_session(lambda session: session.commit(acts, self._now_us))
        except Exception as error:
            for act in acts:
                act.receipt, act.error = None, _told(error)
        else:
            self._growth.tell(head)

    def _do(self, job: _Job) -> None:
        try:
            job.answer = self._with_session(job.work)
        except Exception as error:
            job.error = _told(error) if isinstance(error, psycopg.Error) else error

    def _with_session(self, work: Callable[[Session], T]) -> T:
        """Do work; once more when the connection turns out to have died before a commit was asked for."""
        again = self._session is not None
        while True:
            try:
                if self._session is None:
                    self._session = Session(self._url)
                return work(self._session)
            except BaseException:
                died = self._session is not None and self._session.died_before_commit
                self._drop_session()
                if not (again and died):
                    raise
                again = False

    def _drop_session(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None


def _told(error: Exception) -> LedgerError:
    """Give an error for each who waits; one object raised in many threads would mix their traces."""
    if isinstance(error, psycopg.Error):
        return ledger_error(error)
    if isinstance(error, LedgerError):
        return type(error)(*error.args)
    return LedgerError(f"{type(error).__name__}: {error}")
