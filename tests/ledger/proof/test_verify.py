"""Whatever is changed in a ledger is named by its place."""

import random

import pytest
from msgspec.structs import replace

from otkel.errors import LedgerDamagedError
from otkel.ledger.proof.growing import grow, make_head
from otkel.ledger.proof.heads import encode_head, sign_head
from otkel.ledger.proof.nodes import MemoryNodes, TiledNodes
from otkel.ledger.proof.store import MemoryProofStore
from otkel.ledger.proof.tree import leaf_hash
from otkel.ledger.proof.verify import MOST_NAMED, verify
from tests.ledger.proof.helpers import KEY, OTHER, RowStore, row, signed

SIZE = 66_000  # three levels of tiles; the last of each is open
KEYS = (KEY.public_key(),)


@pytest.fixture(scope="module")
def large():
    return signed(SIZE, (300, 65_800))


@pytest.fixture
def ledger(large):
    """Give a ledger that a test may spoil."""
    store, proofs = RowStore(), MemoryProofStore()
    store.rows = dict(large[0].rows)
    proofs._tiles, proofs._heads = dict(large[1]._tiles), list(large[1]._heads)
    return store, proofs


def told(store, proofs, keys=KEYS, kept=()):
    return [(f.id, *f.values.values()) for f in verify(store, proofs, keys, kept) if not f.holds]


def flip(data, bit):
    return data[: bit // 8] + bytes([data[bit // 8] ^ 1 << bit % 8]) + data[bit // 8 + 1 :]


def flip_node(proofs, tile_level, index, bit=3):
    place = (tile_level, index // 256)
    proofs._tiles[place] = flip(proofs._tiles[place], (index % 256) * 256 + bit)


def rehash(store, proofs, positions):
    """Do what somebody does who can write to the database: make all nodes anew."""
    tree = MemoryProofStore()
    grow(store, tree)
    proofs._tiles = tree._tiles


def test_a_whole_ledger_holds(ledger):
    (sum_,) = verify(*ledger, KEYS)
    assert (sum_.id, sum_.holds) == ("ledger", True)
    assert sum_.values == {"events": SIZE, "proven": SIZE, "heads": 3}


def test_an_empty_ledger_holds():
    (sum_,) = verify(RowStore(), MemoryProofStore(), KEYS)
    assert sum_.holds


def test_events_since_the_last_head_hold_unproven(ledger):
    ledger[0].record(3)
    (sum_,) = verify(*ledger, KEYS)
    assert sum_.values == {"events": SIZE + 3, "proven": SIZE, "heads": 3}
    ledger[0].rows[SIZE + 2] = b"[9,"
    assert told(*ledger) == [("event.changed", SIZE + 2)]


@pytest.mark.parametrize("position", [1, 256, 257, 300, 301, 40_000, 65_536, 65_537, 65_801, SIZE])
def test_a_flipped_bit_of_an_event_is_named_by_its_position(ledger, position):
    store, _ = ledger
    store.rows[position] = flip(store.rows[position], random.Random(position).randrange(100))
    assert told(*ledger) == [("event.changed", position)]


@pytest.mark.parametrize("index", [0, 255, 256, 40_000, 65_536, 65_800, SIZE - 1])
def test_a_flipped_bit_of_a_leaf_node_is_named_by_its_place(ledger, index):
    flip_node(ledger[1], 0, index)
    assert told(*ledger) == [("node.changed", 0, index)]


@pytest.mark.parametrize(("tile_level", "index"), [(1, 0), (1, 255), (1, 256), (2, 0)])
def test_a_flipped_bit_of_a_higher_node_is_named_by_its_place(ledger, tile_level, index):
    flip_node(ledger[1], tile_level, index)
    assert told(*ledger) == [("node.changed", 8 * tile_level, index)]


def test_several_changes_in_one_tile_are_told_apart(ledger):
    store, proofs = ledger
    store.rows[1000] = b"[1000]"
    flip_node(proofs, 0, 1001)
    store.rows[1010] = b"[1010]"
    assert told(*ledger) == [("event.changed", 1000), ("node.changed", 0, 1001), ("event.changed", 1010)]


def test_where_it_cannot_be_told_apart_both_are_named(ledger):
    store, proofs = ledger
    store.rows[1000] = b"[1000]"
    flip_node(proofs, 1, 3)
    assert told(*ledger) == [("event.changed", 1000), ("node.changed", 0, 999), ("node.changed", 8, 3)]


def test_many_changed_events_of_one_tile_are_named(ledger):
    for position in range(1025, 1281):
        ledger[0].rows[position] = b"[%d]" % position
    assert told(*ledger) == [("event.changed", position) for position in range(1025, 1281)]


def test_missing_and_misplaced_rows_are_named(ledger):
    store, _ = ledger
    del store.rows[5]
    for position in range(500, 601):
        del store.rows[position]
    assert told(*ledger) == [("event.missing", 5, 5), ("event.missing", 500, 600)]


def test_a_row_with_a_flipped_position_is_named():
    store, proofs = signed(600)
    rows = [
        (position ^ (1 << 40 if position == 77 else 0), stored) for position, stored in store.rows.items()
    ]
    store.read_rows = lambda: iter(rows)
    assert told(store, proofs) == [("event.misplaced", 77 ^ 1 << 40), ("event.missing", 77, 77)]


def test_a_missing_tile_is_named_node_by_node():
    store, proofs = signed(600)
    del proofs._tiles[0, 1]
    assert told(store, proofs) == [("node.changed", 0, index) for index in range(256, 512)]


def test_a_cut_ledger_is_named(ledger):
    store, _ = ledger
    for position in range(65_900, SIZE + 1):
        del store.rows[position]
    assert told(*ledger) == [("event.missing", 65_900, SIZE), ("head.beyond", SIZE, 65_899)]


def test_a_ledger_cut_with_its_nodes_and_heads_fails_against_a_kept_head(ledger):
    _, proofs = ledger
    kept = proofs.find_head()
    short, tree = signed(65_800, (300,))
    assert told(short, tree) == []
    assert told(short, tree, kept=[kept]) == [("head.beyond", SIZE, 65_800)]
    assert told(*ledger, kept=[kept]) == []


def test_a_ledger_rewritten_with_its_nodes_fails_at_the_first_head_after_the_change(ledger):
    store, proofs = ledger
    store.rows[30_000] = row(29_999).replace(b"29999", b"30000").replace(b"arrived", b"skipped")
    tree = MemoryProofStore()
    grow(store, tree)
    proofs._tiles = tree._tiles
    assert told(*ledger) == [("head.root", 300, 65_800), ("head.root", 300, SIZE)]


def test_an_event_changed_with_its_own_leaf_is_named_by_the_span_of_its_node(ledger):
    store, proofs = ledger
    store.rows[30_000] = b"[30000]"
    tile = bytearray(proofs._tiles[0, 29_999 // 256])
    at = 29_999 % 256 * 32
    tile[at : at + 32] = leaf_hash(b"[30000]")
    proofs._tiles[0, 29_999 // 256] = bytes(tile)
    assert told(*ledger) == [
        ("node.changed", 8, 117),
        ("node.changed", 16, 0),
        ("events.changed", 117 * 256 + 1, 118 * 256),
    ]


def test_a_flipped_bit_of_a_head_is_named_by_its_size():
    store, proofs = signed(70, (30, 60))
    size, whole = proofs._heads[1]
    for bit in range(8 * len(whole)):
        proofs._heads[1] = (size, flip(whole, bit))
        found = told(store, proofs)
        assert {name for name, *_ in found} <= {"head.changed", "head.foreign"}
        assert found[0][1] == size
    proofs._heads[1] = (61, whole)
    assert told(store, proofs) == [("head.changed", 61)]


def test_a_head_under_a_foreign_key_is_named(ledger):
    store, proofs = ledger
    head = make_head(store, proofs, OTHER, lambda: 1)
    assert told(*ledger) == [("head.foreign", SIZE, head.key)]
    assert told(*ledger, keys=(*KEYS, OTHER.public_key())) == []


def test_a_head_of_another_ledger_under_the_right_key_is_named(ledger):
    nodes = MemoryNodes()
    nodes.add([leaf_hash(b"[%d]" % position) for position in range(1, 400)])
    assert told(*ledger, kept=[sign_head(nodes, 399, 1, KEY)]) == [("head.root", 300, 399)]
    own = TiledNodes(ledger[1].find_tile)
    other = replace(sign_head(own, 400, 1, KEY), ledger="0" * 64)
    assert told(*ledger, kept=[other])[0][:2] == ("head.changed", 400)


def test_what_a_head_says_is_checked_though_the_tree_did_not_grow_yet(ledger):
    store, proofs = ledger
    tree = MemoryProofStore()
    tree._heads = proofs._heads
    assert told(store, tree) == []
    store.rows[7] = b"[7]"
    assert ("head.root", 0, 300) in told(store, tree)


def test_a_database_that_breaks_is_told(ledger):
    def broken():
        yield 1, row(1)
        raise LedgerDamagedError("page 7")

    ledger[0].read_rows = broken
    assert told(*ledger) == [("store.damaged", "page 7")]


def test_so_many_are_named_and_no_more(ledger):
    for position in range(1, 3000):
        ledger[0].rows[position] = b"[%d]" % position
    found = told(*ledger)
    assert len(found) == MOST_NAMED + 1
    assert found[-1] == ("more", MOST_NAMED)


def test_a_head_is_stored_as_it_was_signed(ledger):
    assert [encode_head(ledger[1].find_head())] == [stored for _, stored in ledger[1].read_heads()][-1:]
