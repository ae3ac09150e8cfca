"""Claim: 32 writers and 8 readers for 30 s leave PostgreSQL without gap, duplicate or reordering."""

import contextlib
import threading

from otkel.ledger.opening import open_store
from tests.contract.acts import ticking
from tests.contract.concurrency import run_together
from tests.contract.crash import require_in_order, start_writing
from tests.contract.fixtures import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]
SECONDS = 30


def test_many_at_once_for_30_s(postgres_url):
    with contextlib.closing(open_store(postgres_url, ticking())) as store:
        assert run_together(store, SECONDS, seed=1) > 5_000
        assert list(store.check_columns()) == list(store.check_file()) == []


def test_two_processes_of_16_writers_and_one_who_follows(postgres_url):
    with contextlib.closing(open_store(postgres_url, ticking())) as store:
        followed = []
        following = threading.Thread(
            target=lambda: followed.extend(event.position for event in store.follow(timeout_s=15))
        )
        following.start()
        others = [start_writing(postgres_url, f"other-{n}", 16, 150) for n in range(2)]
        for other in others:
            said, wrong = other.communicate(timeout=300)
            assert (other.returncode, wrong) == (0, "")
            assert len(said.splitlines()) == 1 + 16 * 150
        following.join(60)
        require_in_order(store)
        assert followed == list(range(1, store.head() + 1))
        assert store.head() == 2 * 16 * 300
