import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from otkel.ledger.proof.bundle import MOST_BYTES, check_bundle, decode_bundle, encode_bundle, make_bundle
from otkel.ledger.proof.heads import sign_head
from otkel.ledger.proof.nodes import MemoryNodes, TiledNodes
from otkel.ledger.proof.tree import leaf_hash
from tests.ledger.proof.helpers import KEY, OTHER, row, signed

PUBLIC = KEY.public_key()


def proof(size=300, positions=(7, 290), earlier=100):
    store, proofs = signed(size, (earlier,))
    nodes = TiledNodes(proofs.find_tile)
    rows = [(position, store.rows[position]) for position in positions]
    return make_bundle(nodes, proofs.find_head(), rows, head_of(nodes, earlier))


def head_of(nodes, size, key=KEY):
    return sign_head(nodes, size, 5, key)


def failed(data, key=PUBLIC, kept=None):
    return [finding.id for finding in check_bundle(data, key, kept) if not finding.holds]


PROOF = encode_bundle(proof())


def test_a_proof_holds_offline_with_the_public_key_alone():
    assert [(f.id, f.holds) for f in check_bundle(PROOF, PUBLIC)] == [
        ("head.signature", True),
        ("event.included", True),
        ("event.included", True),
        ("head.signature", True),
        ("head.consistent", True),
    ]
    assert decode_bundle(PROOF) == proof()


def test_it_holds_what_a_person_may_read():
    told = json.loads(PROOF)
    assert told["format"] == "otkel-proof-1"
    assert told["events"][0]["event"].encode() == row(7)
    assert all(len(one) == 64 for one in told["events"][0]["path"])


@given(st.integers(0, 8 * len(PROOF) - 1))
def test_any_flipped_bit_fails(bit):
    data = bytearray(PROOF)
    data[bit // 8] ^= 1 << bit % 8
    assert failed(bytes(data))


@given(st.integers(0, len(PROOF)), st.binary(min_size=1, max_size=3))
def test_anything_put_in_or_left_out_fails(at, more):
    assert failed(PROOF[:at] + more + PROOF[at:])
    assert failed(PROOF[:at])[:1] == ["proof.form"] or at == len(PROOF)


@given(st.binary(max_size=300))
def test_whatever_is_given_nothing_is_raised(data):
    assert failed(data) == ["proof.form"]


def test_a_foreign_key_fails():
    assert failed(PROOF, OTHER.public_key()) == ["head.signature", "head.signature"]


def test_a_forged_head_with_all_right_paths_fails():
    bundle = proof()
    forged = replace(bundle, head=replace(bundle.head, size=299))
    assert "head.signature" in failed(encode_bundle(forged))


def test_an_event_at_another_place_fails():
    bundle = proof()
    one = bundle.events[0]
    moved = replace(bundle, events=(replace(one, position=8),))
    assert failed(encode_bundle(moved)) == ["event.position"]
    changed = replace(bundle, events=(replace(one, event=one.event.replace("arrived", "left")),))
    assert failed(encode_bundle(changed)) == ["event.included"]
    for text in ("", "{}", "[]", '["7"]', "[" * 5000):
        assert failed(encode_bundle(replace(bundle, events=(replace(one, event=text),)))) == [
            "event.position"
        ]


def test_a_node_does_not_pass_as_an_event():
    nodes = MemoryNodes()
    nodes.add([leaf_hash(row(position)) for position in (1, 2)])
    head = head_of(nodes, 2)
    with pytest.raises(UnicodeDecodeError):
        make_bundle(nodes, replace(head, size=1), [(1, nodes.node(0, 0) + nodes.node(0, 1))])


def test_an_earlier_head_of_another_ledger_fails():
    bundle = proof()
    nodes = MemoryNodes()
    nodes.add([leaf_hash(row(position)) for position in range(2, 200)])
    other = replace(bundle, earlier=replace(bundle.earlier, head=head_of(nodes, 100)))
    assert failed(encode_bundle(other)) == ["head.consistent"]
    rewritten = MemoryNodes()
    rewritten.add([leaf_hash(row(position if position != 50 else 51)) for position in range(1, 101)])
    changed = replace(bundle, earlier=replace(bundle.earlier, head=head_of(rewritten, 100)))
    assert failed(encode_bundle(changed)) == ["head.consistent"]


def test_a_head_that_the_reader_kept():
    bundle = proof()
    assert failed(PROOF, kept=bundle.head) == []
    assert failed(PROOF, kept=replace(bundle.earlier.head, timestamp_us=9)) == []
    assert failed(PROOF, kept=replace(bundle.head, size=200)) == ["head.kept"]
    assert failed(encode_bundle(replace(bundle, earlier=None)), kept=bundle.earlier.head) == ["head.kept"]


def test_what_is_too_large_or_proves_nothing_is_refused():
    assert failed(PROOF + b" " * MOST_BYTES) == ["proof.form"]
    assert failed(encode_bundle(replace(proof(), events=(), earlier=None))) == ["proof.form"]


def test_a_head_proves_only_what_it_reaches():
    nodes = MemoryNodes()
    nodes.add([leaf_hash(row(position)) for position in range(1, 11)])
    head = head_of(nodes, 8)
    with pytest.raises(ValueError):
        make_bundle(nodes, head, [(9, row(9))])
    with pytest.raises(ValueError):
        make_bundle(nodes, head, [], head_of(nodes, 9))
