"""Many writers and readers at once: no gap, no duplicate, no reordering, later never seen before earlier."""

import itertools
import random
import threading
import time
from hashlib import sha256

from otkel.errors import VersionConflictError
from tests.contract.acts import drafts
from tests.contract.crash import require_in_order

WRITERS, READERS = 32, 8
SHARED = 4  # streams that all writers write to, with the version that they have seen


def run_together(store, seconds, *, writers=WRITERS, readers=READERS, seed=0):
    """Let writers and readers work on a store for some seconds; give how many acts were acknowledged."""
    crowd = _Crowd(store, time.monotonic() + seconds)
    threads = [threading.Thread(target=crowd.guard, args=(crowd.write, seed + n)) for n in range(writers)]
    kinds = (crowd.follow, crowd.look)
    threads += [threading.Thread(target=crowd.guard, args=(kinds[n % 2], seed + n)) for n in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds + 120)
        assert not thread.is_alive()
    if crowd.errors:
        raise crowd.errors[0]
    crowd.require_agreement()
    return len(crowd.acknowledged)


class _Crowd:
    def __init__(self, store, until_s):
        self.store = store
        self.until_s = until_s
        self.errors = []
        self.acknowledged = []  # (client key, how many events, receipt)
        self.seen = []  # (position, bytes), as readers came upon them; digests, to keep it small

    def guard(self, work, number):
        try:
            work(number)
        except BaseException as error:
            self.errors.append(error)
            self.until_s = 0

    def write(self, number):
        draws = random.Random(number)
        for count in itertools.count():
            if time.monotonic() > self.until_s:
                return
            shared = draws.random() < 0.1
            stream = f"shared/{draws.randrange(SHARED)}" if shared else f"own/{number}"
            size = draws.choice((1, 1, 1, 2, 5))
            given = {"stream": stream, "drafts": drafts(size, tag=count), "client_key": f"{number}/{count}"}
            try:
                expected = self.store.version(stream) if shared else None
                receipt = self.store.append(**given, expected_version=expected)
            except VersionConflictError:
                continue
            assert receipt.last_position - receipt.first_position + 1 == size
            assert not receipt.repeated
            assert self.store.head() >= receipt.last_position
            if draws.random() < 0.02:
                assert self.store.append(**given).repeated
            self.acknowledged.append((given["client_key"], size, receipt))

    def follow(self, _):
        """Follow from the beginning: every position, one after the other."""
        after = 0
        while time.monotonic() < self.until_s:
            for event in self.store.follow(after, timeout_s=0.05):
                assert event.position == after + 1
                after = event.position
                if time.monotonic() > self.until_s:
                    break

    def look(self, number):
        """Look at any stretch: what lies before the head is there without gaps, and stays as it is."""
        draws = random.Random(number)
        while time.monotonic() < self.until_s:
            head = self.store.head()
            after = draws.randint(max(0, head - 2000), head)
            rows = list(self.store.read_rows(after, after + 500))
            assert [position for position, _ in rows] == list(range(after + 1, after + 1 + len(rows)))
            assert after + len(rows) >= min(head, after + 500)
            if rows:
                self.seen.append((rows[-1][0], sha256(rows[-1][1]).digest()))
            time.sleep(0.002)

    def require_agreement(self):
        """Require that the ledger is what was acknowledged and what was seen."""
        require_in_order(self.store)
        stored = dict(self.store.read_rows())
        for position, digest in self.seen:
            assert sha256(stored[position]).digest() == digest
        firsts = {}
        for event in self.store.read_all():
            firsts.setdefault(event.client_key, []).append(event.position)
        assert len(firsts) == len(self.acknowledged)
        for key, size, receipt in self.acknowledged:
            first = receipt.first_position
            assert firsts[key] == list(range(first, first + size))
