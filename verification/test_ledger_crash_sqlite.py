"""Claim: killed at 200 random moments, the ledger file has every acknowledged event once and in order.

After each the tree verifies, and the kept views equal a rebuild.
"""

from tests.ledger.test_sqlite_crash import kill_often

KILLS, KILLS_A_FILE = 200, 20


def test_what_was_acknowledged_outlives_200_kills(tmp_path):
    assert kill_often(tmp_path, KILLS, KILLS_A_FILE, seed=1) > 50 * KILLS
