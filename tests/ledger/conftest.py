"""What the tests of the ledger share."""

from tests.contract.fixtures import killable_server, postgres_server, postgres_url

__all__ = ["killable_server", "postgres_server", "postgres_url"]
