"""Killed at random moments, the ledger in a file has all that it acknowledged. At length: verification."""

from tests.contract.crash import run_kills

KILLS, KILLS_A_FILE = 8, 4


def require_sound(store):
    assert list(store.check_columns()) == []
    assert list(store.check_file()) == []


def test_what_was_acknowledged_outlives_a_kill(tmp_path):
    acknowledged = run_kills(
        lambda kill: f"sqlite:///{tmp_path}/{kill // KILLS_A_FILE}.db", KILLS, also=require_sound
    )
    assert acknowledged > KILLS
