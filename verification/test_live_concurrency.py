"""Claim: 32 clients at once on one scarce day, and three processes, lose nothing and are treated fairly.

No slot holds more than it may, no vehicle has two live bookings, the order of acknowledgement is that of the
ledger, and the state is the fold of the ledger; in a file and on PostgreSQL.
"""

import contextlib

import pytest

from otkel.ledger.opening import open_store
from tests.app.live.conftest import postgres_server, postgres_url, url
from tests.app.live.crowd import Crowd, require_all
from tests.app.live.point import opened
from tests.app.live.processes import run_together, turns
from tests.contract.acts import ticking

__all__ = ["postgres_server", "postgres_url", "url"]


@pytest.mark.parametrize("seed", range(10))
def test_32_clients_on_one_scarce_day(url, seed):
    with contextlib.closing(open_store(url, ticking())) as store:
        decider = opened(store, url=url, every=200)
        assert require_all(store, decider, [Crowd(decider, 100, seed).run()]) > 500


def test_three_processes_at_once(url):
    told = run_together(url, processes=3, asks=150)
    assert len(told) > 1000
    assert turns(told) > 100
