"""Client or server killed at random moments: all that was acknowledged is there. At length: verification."""

from otkel.ledger.proof.growing import make_head
from otkel.ledger.proof.store import MemoryProofStore
from otkel.ledger.proof.verify import verify
from tests.contract.crash import run_kills
from tests.contract.server_crash import run_server_kills
from tests.ledger.proof.helpers import KEY

KILLS = 2  # of each kind


def sound():
    """Give a check of a store: columns, guards, and a tree that grows from kill to kill."""
    proofs = MemoryProofStore()

    def require_sound(store):
        assert list(store.check_columns()) == list(store.check_file()) == []
        make_head(store, proofs, KEY, lambda: 1)
        assert all(finding.holds for finding in verify(store, proofs, [KEY.public_key()]))

    return require_sound


def opened_before_every_second(kill):
    """Give how many lines to wait for: ready, and for every second kill a receipt."""
    return 2 - kill % 2


def test_what_was_acknowledged_outlives_a_kill_of_the_client(postgres_url):
    assert run_kills(lambda _: postgres_url, KILLS, lines=opened_before_every_second, also=sound()) > 0


def test_what_was_acknowledged_outlives_a_kill_of_the_server(killable_server):
    acknowledged, _ = run_server_kills(killable_server, killable_server.url, KILLS, also=sound())
    assert acknowledged > 10 * KILLS
