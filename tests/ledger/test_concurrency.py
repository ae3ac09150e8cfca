"""32 writers and 8 readers for a moment. At length: verification."""

import contextlib

import pytest

from otkel.ledger.opening import open_store
from tests.contract.acts import ticking
from tests.contract.concurrency import run_together

SECONDS = 1.5


@pytest.mark.parametrize("kind", ["memory:", "sqlite:///{}/ledger.db"])
def test_many_at_once_leave_no_gap_and_see_none(tmp_path, kind):
    with contextlib.closing(open_store(kind.format(tmp_path), ticking())) as store:
        assert run_together(store, SECONDS) > 100
