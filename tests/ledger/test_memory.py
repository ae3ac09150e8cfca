"""The ledger in memory keeps the promise."""

import pytest

from otkel.ledger.opening import open_store
from tests.contract.acts import ticking
from tests.contract.ledger_contract import LedgerContract


class TestMemory(LedgerContract):
    @pytest.fixture
    def store(self):
        store = open_store("memory:", ticking())
        yield store
        store.close()
