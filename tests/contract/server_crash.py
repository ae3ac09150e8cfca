"""Kill the server while many write and one follows; nothing that was acknowledged is lost, and all go on."""

import contextlib
import random
import signal
import threading
import time

from otkel.errors import LedgerUnreachableError
from otkel.ledger.opening import open_store
from tests.contract.acts import drafts, ticking
from tests.contract.crash import require_in_order
from tests.contract.soundness import Beside
from tests.contract.writing import act

THREADS = 8
LONGEST_S = 0.3  # that the server lives after it answered again
PATIENCE_S = 120  # until all must have gone on


def run_server_kills(server, url, kills, *, seed=0, also=lambda url, store: None):
    """Kill and start the server again `kills` times.

    Gives how many acts were acknowledged, and how often one was told that the database is away.
    `also(url, store)` checks more after each kill: the tree, the views.
    """
    draws = random.Random(seed)
    with contextlib.closing(open_store(url, ticking())) as store, _Company(url, store, seed) as company:
        for kill in range(kills):
            company.wait_until_all_went_on()
            time.sleep(LONGEST_S * draws.random())
            server.kill((signal.SIGKILL, signal.SIGQUIT)[kill % 2])
            server.start()
            with company.at_rest():
                company.require_all_acknowledged()
                also(url, store)
        company.wait_until_all_went_on()
        company.stop()
        company.require_all_acknowledged()
        company.require_followed(store.head())
        return len(company.acknowledged), company.unreached


class _Company:
    """Threads that write, repeating with the same key what was not acknowledged.

    One more follows, and one keeps the tree and the views.
    """

    def __init__(self, url, store, seed):
        self.url, self.store, self.seed = url, store, seed
        self.acknowledged, self.followed, self.errors = [], [], []
        self.unreached = self.kept = 0
        self.pens = [threading.Lock() for _ in range(THREADS + 1)]  # whoever holds one may write
        self.stopping = False
        self.last = None  # position that the follower may stop at
        self.threads = [threading.Thread(target=self.guard, args=(self.write, n)) for n in range(THREADS)]
        self.threads.append(threading.Thread(target=self.guard, args=(self.keep,)))
        self.threads.append(threading.Thread(target=self.guard, args=(self.follow,)))

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping = True

    def guard(self, work, *values):
        try:
            work(*values)
        except BaseException as error:
            self.errors.append(error)

    def write(self, thread):
        number = 0
        while not self.stopping:
            try:
                with self.pens[thread]:
                    receipt = self.store.append(**act(self.seed, thread, number))
                    self.acknowledged.append((thread, number, receipt))
                    number += 1
            except LedgerUnreachableError:
                self.unreached += 1
                time.sleep(0.01)

    def keep(self):
        with Beside(self.url, self.store) as beside:
            while not self.stopping:
                with contextlib.suppress(LedgerUnreachableError), self.pens[THREADS]:
                    beside.keep()
                    self.kept += 1
                time.sleep(0.01)

    def follow(self):
        for event in self.store.follow(timeout_s=PATIENCE_S):
            self.followed.append(event.position)
            if event.position == self.last:
                return

    @contextlib.contextmanager
    def at_rest(self):
        """Let nobody write meanwhile."""
        with contextlib.ExitStack() as stack:
            for pen in self.pens:
                stack.enter_context(pen)
            yield

    def wait_until_all_went_on(self):
        """Wait until each writer was acknowledged something new, the follower saw it, and views were kept."""
        start, kept = len(self.acknowledged), self.kept
        until_s = time.monotonic() + PATIENCE_S
        while time.monotonic() < until_s and not self.errors:
            new = self.acknowledged[start:]
            if {thread for thread, _, _ in new} == set(range(THREADS)) and self.kept > kept:
                last = max(receipt.last_position for _, _, receipt in new)
                if self.followed and self.followed[-1] >= last:
                    return
            time.sleep(0.01)
        assert not self.errors, self.errors
        raise AssertionError("somebody did not go on")

    def stop(self):
        """Let all finish: the follower at the last event, which is recorded when nobody else writes."""
        self.stopping = True
        for thread in self.threads[:-1]:
            thread.join(PATIENCE_S)
        self.last = self.store.head() + 1
        self.store.append("the end", drafts(), client_key="the end")
        for thread in self.threads:
            thread.join(PATIENCE_S)
            assert not thread.is_alive()
        assert not self.errors, self.errors

    def require_all_acknowledged(self):
        """Require that what was acknowledged until now stands where it was told, once."""
        told = self.acknowledged
        require_in_order(self.store)
        stored = {event.position: event for event in self.store.read_all()}
        for thread, number, receipt in told:
            given = act(self.seed, thread, number)
            found = [stored[one] for one in range(receipt.first_position, receipt.last_position + 1)]
            assert [event.body for event in found] == [draft.body for draft in given["drafts"]]
            assert {event.client_key for event in found} == {given["client_key"]}
        numbers = {}
        for thread, number, _ in told:
            assert number == numbers.get(thread, 0)
            numbers[thread] = number + 1

    def require_followed(self, head):
        """Require that the follower saw every position once and in order."""
        assert self.followed == list(range(1, head + 1))
