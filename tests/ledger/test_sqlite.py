"""The ledger in one SQLite file keeps the promise."""

import apsw
import pytest

from otkel.ledger.opening import open_store
from tests.contract.acts import ticking
from tests.contract.ledger_contract import LedgerContract


class TestSqlite(LedgerContract):
    @pytest.fixture
    def store(self, tmp_path):
        store = open_store(f"sqlite:///{tmp_path}/ledger.db", ticking())
        yield store
        store.close()


def test_the_database_is_newer_than_the_fault_that_could_corrupt_its_log():
    version = tuple(int(part) for part in apsw.sqlite_lib_version().split("."))
    assert version >= (3, 51, 3)
