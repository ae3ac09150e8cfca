import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otkel.errors import LedgerDamagedError, LedgerError
from otkel.ledger.proof.growing import grow, make_head
from otkel.ledger.proof.nodes import TILE_BYTES, MemoryNodes, TiledNodes, TreeGrowth
from otkel.ledger.proof.store import MemoryProofStore
from otkel.ledger.proof.tree import leaf_hash, root
from tests.ledger.proof.helpers import KEY, OTHER, RowStore, row, signed


def hashes(count):
    return [leaf_hash(row(position)) for position in range(1, count + 1)]


@given(st.lists(st.integers(0, 600), min_size=1, max_size=6))
def test_batches_give_the_tree_of_one_batch(batches):
    whole, parts, kept = MemoryNodes(), hashes(sum(batches)), {}
    whole.add(parts)
    done = 0
    for batch in batches:
        growth = TreeGrowth(done, lambda level, index: kept.get((level, index)))  # begun anew each time
        kept.update(growth.add(parts[done : done + batch]))
        done += batch
    assert kept == whole.tiles


@given(st.integers(0, 70_000))
@settings(max_examples=10)
def test_the_root_needs_no_more_than_the_open_tiles(count):
    whole, growth = MemoryNodes(), TreeGrowth()
    leaves = hashes(count)
    whole.add(leaves)
    growth.add(leaves)
    assert growth.root() == root(whole, count)


def test_seventy_thousand_leaves_make_three_levels_of_tiles():
    nodes = MemoryNodes()
    nodes.add(hashes(70_000))
    assert len(nodes.tiles[0, 273]) == (70_000 - 273 * 256) * 32
    assert len(nodes.tiles[0, 272]) == TILE_BYTES
    assert len(nodes.tiles[1, 1]) == (273 - 256) * 32
    assert len(nodes.tiles[2, 0]) == 32
    assert nodes.node(16, 0) == nodes.tiles[2, 0]
    assert nodes.node(8, 256) == nodes.tiles[1, 1][:32]


def test_growth_that_finds_no_whole_tile_stops():
    with pytest.raises(LedgerDamagedError, match="level 0, index 1"):
        TreeGrowth(300, lambda level, index: None)


def test_a_ledger_is_hashed_once_and_no_more_than_it_grew():
    store, proofs, asked = RowStore(1000), MemoryProofStore(), []
    read_rows = store.read_rows
    store.read_rows = lambda after, up_to: asked.append((after, up_to)) or read_rows(after, up_to)
    assert grow(store, proofs, batch=300) == 1000
    store.record(5)
    assert grow(store, proofs) == 1005
    assert grow(store, proofs) == 1005
    assert asked == [(0, 1000), (1000, 1005), (1005, 1005)]
    whole = MemoryNodes()
    whole.add(hashes(1005))
    assert root(TiledNodes(proofs.find_tile), 1005) == root(whole, 1005)


def test_a_gap_or_a_cut_stops_the_tree():
    store, proofs = RowStore(10), MemoryProofStore()
    del store.rows[4]
    with pytest.raises(LedgerDamagedError, match="without gaps"):
        grow(store, proofs)
    store.record(0)
    store, proofs = signed(10)
    del store.rows[10]
    with pytest.raises(LedgerDamagedError, match="ends at position 9, its tree at 10"):
        grow(store, proofs)


def test_a_head_is_made_once_for_the_same_events():
    store, proofs = RowStore(3), MemoryProofStore()
    first = make_head(store, proofs, KEY, lambda: 5)
    assert make_head(store, proofs, KEY, lambda: 6) == first
    assert make_head(store, proofs, OTHER, lambda: 7).key != first.key
    store.record(1)
    assert make_head(store, proofs, KEY, lambda: 8).size == 4
    assert [size for size, _ in proofs.read_heads()] == [3, 3, 4]


def test_no_head_is_signed_that_contradicts_an_earlier_one():
    _, proofs = signed(3)
    other = RowStore(5)
    other.rows[2] = b"[2]"
    tree = MemoryProofStore()
    tree.put_head(proofs.find_head())
    with pytest.raises(LedgerDamagedError, match="contradict the head over 3 events"):
        make_head(other, tree, KEY, lambda: 9)
    assert [size for size, _ in tree.read_heads()] == [3]


def test_an_empty_ledger_has_no_head():
    with pytest.raises(LedgerError, match="empty"):
        make_head(RowStore(), MemoryProofStore(), KEY, lambda: 5)
