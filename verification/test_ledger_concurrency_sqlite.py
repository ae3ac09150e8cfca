"""Claim: 32 writers and 8 readers for 30 s leave the ledger file without gap, duplicate or reordering."""

import contextlib

from otkel.ledger.opening import open_store
from tests.contract.acts import ticking
from tests.contract.concurrency import run_together

SECONDS = 30


def test_many_at_once_for_30_s(tmp_path):
    with contextlib.closing(open_store(f"sqlite:///{tmp_path}/ledger.db", ticking())) as store:
        assert run_together(store, SECONDS, seed=1) > 10_000
        assert list(store.check_columns()) == []
        assert list(store.check_file()) == []
