"""The promise of the ledger, kept in PostgreSQL."""

import pytest

from otkel.ledger.opening import open_store
from otkel.ledger.postgres.store import PostgresStore
from tests.contract.acts import ticking
from tests.contract.ledger_contract import LedgerContract


@pytest.fixture
def store(postgres_url):
    store = open_store(postgres_url, ticking())
    assert isinstance(store, PostgresStore)
    yield store
    store.close()


class TestPostgres(LedgerContract):
    pass
