"""Fixtures for the stores: a test file takes those it needs by importing them."""

import pytest

from tests.contract.postgres import NoServerError, Server, own_schema, serving


@pytest.fixture(scope="session")
def postgres_server():
    """Give the address of the server of this test process; skips, and says why, where none starts."""
    try:
        with serving() as url:
            yield url
    except NoServerError as error:
        pytest.skip(f"no PostgreSQL server starts here: {error}")


@pytest.fixture
def postgres_url(postgres_server):
    """Give the address of an empty ledger."""
    with own_schema(postgres_server) as url:
        yield url


@pytest.fixture
def killable_server():
    """Give a server of this test's own, to be killed and started again."""
    try:
        server = Server()
    except NoServerError as error:
        pytest.skip(f"no PostgreSQL server starts here: {error}")
    yield server
    server.stop()
