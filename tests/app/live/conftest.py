"""What the tests of the decider share."""

import contextlib

import pytest

from otkel.ledger.opening import open_store
from tests.contract.acts import ticking
from tests.contract.fixtures import killable_server, postgres_server, postgres_url

__all__ = ["killable_server", "postgres_server", "postgres_url"]


@pytest.fixture(params=["sqlite", "postgres"])
def url(request, tmp_path):
    """Give the address of an empty ledger, in a file and in PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/ledger.db"
    return request.getfixturevalue("postgres_url")


@pytest.fixture
def store(url):
    with contextlib.closing(open_store(url, ticking())) as store:
        yield store


@pytest.fixture
def memory():
    with contextlib.closing(open_store("memory:", ticking())) as store:
        yield store
