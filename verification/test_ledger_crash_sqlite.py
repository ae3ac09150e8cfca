"""Claim: killed at 200 random moments, the ledger file has every acknowledged event once and in order."""

from tests.contract.crash import run_kills
from tests.ledger.test_sqlite_crash import require_sound

KILLS, KILLS_A_FILE = 200, 20


def test_what_was_acknowledged_outlives_200_kills(tmp_path):
    acknowledged = run_kills(
        lambda kill: f"sqlite:///{tmp_path}/{kill // KILLS_A_FILE}.db", KILLS, seed=1, also=require_sound
    )
    assert acknowledged > 10 * KILLS
