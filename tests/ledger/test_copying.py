from itertools import pairwise

import pytest

from otkel.errors import LedgerError
from otkel.ledger.copying import copy_events, copy_heads, digest
from otkel.ledger.memory import MemoryStore
from otkel.ledger.proof.growing import make_head
from otkel.ledger.proof.heads import encode_head
from otkel.ledger.proof.store import MemoryProofStore
from otkel.ledger.proof.verify import verify
from otkel.ledger.sqlite.store import SqliteStore
from otkel.ledger.sqlite_proof import SqliteProofStore
from tests.contract.acts import booking, drafts, ticking
from tests.ledger.proof.helpers import KEY


def recorded(store, first, last):
    for tag in range(first, last):
        store.append(
            f"passage/{tag % 3}",
            drafts(3, tag=tag),
            client_key=f"key {tag}",
            claims=[booking(f"truck {tag}")],
        )
    return store


def test_the_same_events_move_between_stores_with_equal_digests(tmp_path):
    first = recorded(MemoryStore(ticking()), 0, 1000)
    second = SqliteStore(tmp_path / "a.db", ticking(5))
    third = MemoryStore(ticking(9))
    for source, target in pairwise((first, second, third)):
        assert copy_events(source, target).copied == 3000
    assert list(first.read_rows()) == list(third.read_rows())
    assert list(first.read_all()) == list(third.read_all())
    assert digest(first, 3000) == digest(second, 3000) == digest(third, 3000)
    assert third.find_claim(booking("truck 7")) == first.find_claim(booking("truck 7")) == 22
    second.close()


def test_a_copy_that_broke_off_goes_on():
    source, target = recorded(MemoryStore(ticking()), 0, 5), MemoryStore(ticking())
    copy_events(source, target)
    assert copy_events(source, target).copied == 0
    recorded(source, 5, 7)
    assert copy_events(source, target).copied == 6
    # The copy is a ledger like any other: a repeated act is known there as well.
    assert target.append("passage/0", drafts(3, tag=6), client_key="key 6").repeated


def test_another_ledger_is_not_written_over():
    source, target = recorded(MemoryStore(ticking()), 0, 5), recorded(MemoryStore(ticking(7)), 0, 2)
    with pytest.raises(LedgerError, match="other events"):
        copy_events(source, target)
    assert target.head() == 6
    with pytest.raises(LedgerError, match="other events"):
        copy_events(target, source)


def test_heads_stay_true_in_the_copy(tmp_path):
    source, proofs = recorded(MemoryStore(ticking()), 0, 5), MemoryProofStore()
    first = make_head(source, proofs, KEY, lambda: 1)
    recorded(source, 5, 6)
    second = make_head(source, proofs, KEY, lambda: 2)
    target, others = SqliteStore(tmp_path / "a.db", ticking()), SqliteProofStore(tmp_path / "a.db")
    copy_events(source, target)
    copy_heads(proofs, others)
    copy_heads(proofs, others)
    assert [stored for _, stored in others.read_heads()] == [encode_head(first), encode_head(second)]
    assert all(finding.holds for finding in verify(target, others, [KEY.public_key()]))
    assert list(target.check_file()) == list(target.check_columns()) == []
    target.close()
    others.close()
