"""Claim: 25 kills of the client and 25 of the server lose no acknowledged event on PostgreSQL.

After each the tree verifies, and the kept views equal a rebuild.
"""

from tests.contract.crash import run_kills
from tests.contract.fixtures import killable_server, postgres_server, postgres_url
from tests.contract.server_crash import run_server_kills
from tests.contract.soundness import require_sound
from tests.ledger.test_postgres_crash import opened_before_every_second

__all__ = ["killable_server", "postgres_server", "postgres_url"]
KILLS = 25  # of each kind


def test_what_was_acknowledged_outlives_25_kills_of_the_client(postgres_url):
    assert (
        run_kills(lambda _: postgres_url, KILLS, lines=opened_before_every_second, seed=1, also=require_sound)
        > 10 * KILLS
    )


def test_what_was_acknowledged_outlives_25_kills_of_the_server(killable_server):
    acknowledged, unreached = run_server_kills(
        killable_server, killable_server.url, KILLS, seed=1, also=require_sound
    )
    assert acknowledged > 100 * KILLS
    assert unreached > 0
