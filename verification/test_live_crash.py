"""Claim: killed 100 times in files and 30 times on PostgreSQL, a process that decides loses nothing.

After each kill the state is the fold of the ledger, also from a snapshot, every acknowledged act is there
once, no slot holds more than it may, and the claims held are those of the vehicles that are live.
"""

from tests.app.live.conftest import postgres_server, postgres_url
from tests.app.live.processes import kill_often

__all__ = ["postgres_server", "postgres_url"]


def test_100_kills_in_files(tmp_path):
    assert kill_often(lambda kill: f"sqlite:///{tmp_path}/{kill // 10}.db", kills=100, seed=5) > 2000


def test_30_kills_on_postgresql(postgres_url):
    assert kill_often(lambda _: postgres_url, kills=30, seed=6) > 500
