"""Client or server killed at random moments: all that was acknowledged is there. At length: verification."""

from tests.contract.crash import run_kills
from tests.contract.server_crash import run_server_kills
from tests.contract.soundness import require_sound

KILLS = 2  # of each kind


def opened_before_every_second(kill):
    """Give how many lines to wait for: ready, and for every second kill a receipt."""
    return 2 - kill % 2


def test_what_was_acknowledged_outlives_a_kill_of_the_client(postgres_url):
    assert run_kills(lambda _: postgres_url, KILLS, lines=opened_before_every_second, also=require_sound) > 0


def test_what_was_acknowledged_outlives_a_kill_of_the_server(killable_server):
    acknowledged, _ = run_server_kills(killable_server, killable_server.url, KILLS, also=require_sound)
    assert acknowledged > 10 * KILLS
