"""Killed at random moments, the ledger in a file has all that it acknowledged. At length: verification."""

from tests.contract.crash import run_kills
from tests.contract.soundness import require_sound

KILLS, KILLS_A_FILE = 8, 4


def lines(kill):
    """Give how many lines to wait for: every fourth dies early, the others in the midst of writing."""
    return 1 if kill % 4 == 3 else 2 + 37 * kill % 300


def kill_often(folder, kills, kills_a_file, seed):
    """Kill; each file is gone on with several times. Gives how many events were acknowledged."""
    return run_kills(
        lambda kill: f"sqlite:///{folder}/{kill // kills_a_file}.db",
        kills,
        seed=seed,
        lines=lines,
        also=require_sound,
    )


def test_what_was_acknowledged_outlives_a_kill(tmp_path):
    assert kill_often(tmp_path, KILLS, KILLS_A_FILE, seed=0) > 10 * KILLS
