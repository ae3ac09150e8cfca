"""The tree against the vectors of Certificate Transparency, and against the definition in the RFC."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otkel.errors import LedgerDamagedError
from otkel.ledger.proof.nodes import MemoryNodes
from otkel.ledger.proof.tree import (
    EMPTY_ROOT,
    consistency_path,
    inclusion_path,
    leaf_hash,
    node_hash,
    root,
    verify_consistency,
    verify_inclusion,
)

LEAVES = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
H0, H1 = ROOTS[0], "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
H23 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
H4567 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
H4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
H45 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
H67 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
H0123 = ROOTS[3]
PATHS = {
    (0, 1): [],
    (0, 8): [H1, H23, H4567],
    (5, 8): [H4, H67, H0123],
    (2, 3): [ROOTS[1]],
    (1, 5): [H0, H23, H4],
}
CONSISTENT = {(1, 1): [], (1, 8): [H1, H23, H4567], (6, 8): [H45, H67, H0123], (2, 5): [H23, H4]}


def naive_root(leaves):
    """MTH of section 2.1.1, word by word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0]).digest()
    k = split(len(leaves))
    return sha256(b"\1" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def naive_path(m, leaves):
    """PATH of section 2.1.3.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*naive_path(m, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(m - k, leaves[k:]), naive_root(leaves[:k])]


def naive_subproof(m, leaves, whole=True):
    """SUBPROOF of section 2.1.4.1."""
    if m == len(leaves):
        return [] if whole else [naive_root(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*naive_subproof(m, leaves[:k], whole), naive_root(leaves[k:])]
    return [*naive_subproof(m - k, leaves[k:], False), naive_root(leaves[:k])]


def split(count):
    k = 1
    while 2 * k < count:
        k *= 2
    return k


def tree_of(leaves):
    nodes = MemoryNodes()
    nodes.add([leaf_hash(one) for one in leaves])
    return nodes


def counted(count):
    return [b"%d" % i for i in range(count)]


def flipped(data, bit):
    return data[: bit // 8] + bytes([data[bit // 8] ^ 1 << bit % 8]) + data[bit // 8 + 1 :]


def test_the_known_roots():
    nodes = tree_of(LEAVES)
    assert [root(nodes, size).hex() for size in range(1, 9)] == ROOTS
    assert [naive_root(LEAVES[:size]).hex() for size in range(1, 9)] == ROOTS
    assert root(nodes, 0) == EMPTY_ROOT
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize(("place", "path"), PATHS.items(), ids=str)
def test_the_known_inclusion_paths(place, path):
    index, size = place
    assert [one.hex() for one in inclusion_path(tree_of(LEAVES), index, size)] == path
    hashes = [bytes.fromhex(one) for one in path]
    assert verify_inclusion(leaf_hash(LEAVES[index]), index, size, hashes, bytes.fromhex(ROOTS[size - 1]))


@pytest.mark.parametrize(("sizes", "path"), CONSISTENT.items(), ids=str)
def test_the_known_consistency_paths(sizes, path):
    old, new = sizes
    assert [one.hex() for one in consistency_path(tree_of(LEAVES), old, new)] == path
    roots = bytes.fromhex(ROOTS[old - 1]), bytes.fromhex(ROOTS[new - 1])
    assert verify_consistency(old, new, *roots, [bytes.fromhex(one) for one in path])


def test_every_path_of_small_trees_is_that_of_the_definition():
    leaves = counted(40)
    nodes = tree_of(leaves)
    for size in range(1, 41):
        some = leaves[:size]
        top = naive_root(some)
        assert root(nodes, size) == top
        for index in range(size):
            path = inclusion_path(nodes, index, size)
            assert path == naive_path(index, some)
            assert verify_inclusion(leaf_hash(leaves[index]), index, size, path, top)
        for old in range(1, size + 1):
            path = consistency_path(nodes, old, size)
            assert path == naive_subproof(old, some)
            assert verify_consistency(old, size, naive_root(leaves[:old]), top, path)


@given(st.integers(1, 700), st.data())
def test_a_flipped_bit_another_place_or_another_size_fails(size, data):
    nodes = tree_of(counted(size))
    index = data.draw(st.integers(0, size - 1))
    path, leaf, top = inclusion_path(nodes, index, size), leaf_hash(b"%d" % index), root(nodes, size)
    assert verify_inclusion(leaf, index, size, path, top)
    bit = data.draw(st.integers(0, 255))
    assert not verify_inclusion(flipped(leaf, bit), index, size, path, top)
    assert not verify_inclusion(leaf, index, size, path, flipped(top, bit))
    other = data.draw(st.integers(-1, size + 1).filter(lambda i: i != index))
    assert not verify_inclusion(leaf, other, size, path, top)
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        spoilt = [*path[:at], flipped(path[at], bit), *path[at + 1 :]]
        assert not verify_inclusion(leaf, index, size, spoilt, top)
        assert not verify_inclusion(leaf, index, size, path[:-1], top)
        assert not verify_inclusion(leaf, index, size, path[1:], top)
    assert not verify_inclusion(leaf, index, size, [*path, top], top)


@given(st.integers(1, 300), st.data())
def test_a_removed_changed_or_inserted_leaf_gives_another_root_and_no_proof(size, data):
    leaves = counted(size)
    at = data.draw(st.integers(0, size - 1))
    top = root(tree_of(leaves), size)
    for changed in (
        [*leaves[:at], *leaves[at + 1 :]],
        [*leaves[:at], b"other", *leaves[at + 1 :]],
        [*leaves[:at], b"other", *leaves[at:]],
    ):
        if changed:
            nodes = tree_of([*changed, b"later"])
            assert root(nodes, len(changed)) != top
            path = consistency_path(nodes, min(size, nodes.size), nodes.size)
            assert not verify_consistency(size, nodes.size, top, root(nodes, nodes.size), path)


@given(st.integers(1, 700), st.data())
def test_any_two_sizes_are_consistent_and_nothing_else_is(new, data):
    nodes = tree_of(counted(new))
    old = data.draw(st.integers(1, new))
    path, old_root, new_root = consistency_path(nodes, old, new), root(nodes, old), root(nodes, new)
    assert verify_consistency(old, new, old_root, new_root, path)
    bit = data.draw(st.integers(0, 255))
    assert not verify_consistency(old, new, flipped(old_root, bit), new_root, path)
    assert not verify_consistency(old, new, old_root, flipped(new_root, bit), path)
    assert not verify_consistency(old, new, old_root, new_root, [*path, old_root])
    for size in (old - 1, old + 1):
        assert not verify_consistency(size, new, old_root, new_root, path)
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        spoilt = [*path[:at], flipped(path[at], bit), *path[at + 1 :]]
        assert not verify_consistency(old, new, old_root, new_root, spoilt)
        assert not verify_consistency(old, new, old_root, new_root, path[:-1])
        assert not verify_consistency(old, new, old_root, new_root, [])


def test_a_node_does_not_pass_as_a_leaf():
    nodes = tree_of(LEAVES[:4])
    left, right = nodes.node(1, 0), nodes.node(1, 1)
    forged = left + right
    assert leaf_hash(forged) != node_hash(left, right) == root(nodes, 4)
    assert not verify_inclusion(leaf_hash(forged), 0, 1, [], root(nodes, 4))
    # Nor may a hash of a path be longer or shorter than a hash.
    assert not verify_inclusion(left[:16], 0, 2, [left[16:] + right], root(nodes, 4))


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_a_leaf_that_is_not_there_has_no_path(index, size):
    with pytest.raises(ValueError):
        inclusion_path(tree_of(LEAVES), index, size)
    assert not verify_inclusion(leaf_hash(LEAVES[0]), index, size, [], bytes.fromhex(ROOTS[0]))


@pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3), (-1, 3)])
def test_what_did_not_come_before_has_no_path(old, new):
    with pytest.raises(ValueError):
        consistency_path(tree_of(LEAVES), old, new)
    assert not verify_consistency(old, new, EMPTY_ROOT, bytes.fromhex(ROOTS[2]), [])


def test_a_node_that_is_not_stored_is_named():
    with pytest.raises(LedgerDamagedError, match="level 2, index 1"):
        tree_of(LEAVES[:7]).node(2, 1)
    with pytest.raises(LedgerDamagedError, match="level 3, index 0"):
        root(tree_of(LEAVES[:7]), 8)
