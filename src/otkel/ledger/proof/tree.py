"""The Merkle tree of RFC 9162 section 2.1: hashes, paths and how they are checked.

Leaves count from 0: the event at position p is leaf p - 1. Level 0 holds the leaves, and the node
(level, index) covers the leaves from index * 2**level up to, not with, (index + 1) * 2**level.
Only complete subtrees are ever asked of a source; what lies over an incomplete end is hashed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Protocol

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


class NodeSource(Protocol):
    """Gives the hashes of complete subtrees."""

    def node(self, level: int, index: int) -> bytes:
        """Give the hash of a complete subtree of 2**level leaves. Raises LedgerDamagedError without it."""
        ...


def leaf_hash(stored: bytes) -> bytes:
    """Give the hash of a leaf; its first byte keeps a node from passing as a leaf."""
    return sha256(b"\x00" + stored).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Give the hash of a node over its two children."""
    return sha256(b"\x01" + left + right).digest()


def root(nodes: NodeSource, size: int) -> bytes:
    """Give the root over the first `size` leaves."""
    return _span(nodes, 0, size) if size else EMPTY_ROOT


def inclusion_path(nodes: NodeSource, index: int, size: int) -> list[bytes]:
    """Give the hashes that lead from a leaf up to the root over `size` leaves, lowest first.

    Raises ValueError where the leaf is not among them.
    """
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    path = []
    begin, end = 0, size
    while end - begin > 1:
        split = begin + _largest_power_below(end - begin)
        if index < split:
            path.append(_span(nodes, split, end))
            end = split
        else:
            path.append(_span(nodes, begin, split))
            begin = split
    return path[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root_hash: bytes) -> bool:
    """Say whether a path leads from a leaf hash to a root (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size or not _are_hashes([leaf, *path]):
        return False
    here, last, reached = index, size - 1, leaf
    for beside in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            reached = node_hash(beside, reached)
            here, last = _up_to_odd(here, last)
        else:
            reached = node_hash(reached, beside)
        here, last = here >> 1, last >> 1
    return last == 0 and reached == root_hash


def consistency_path(nodes: NodeSource, old: int, new: int) -> list[bytes]:
    """Give the hashes that show the first `old` leaves unchanged in a tree of `new`.

    Raises ValueError unless 0 < old <= new.
    """
    if not 0 < old <= new:
        raise ValueError(f"a tree of {old} does not come before one of {new}")
    path = []
    begin, end = 0, new
    while end != old:
        split = begin + _largest_power_below(end - begin)
        if old <= split:
            path.append(_span(nodes, split, end))
            end = split
        else:
            path.append(_span(nodes, begin, split))
            begin = split
    if begin:
        path.append(_span(nodes, begin, end))
    return path[::-1]


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Say whether a path shows that the old tree is the beginning of the new (section 2.1.4.2)."""
    if not 0 < old <= new or not _are_hashes(path):
        return False
    if old == new:
        return not path and old_root == new_root
    hashes = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not hashes:
        return False
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    reached_old = reached_new = hashes[0]
    for beside in hashes[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            reached_old = node_hash(beside, reached_old)
            reached_new = node_hash(beside, reached_new)
            here, last = _up_to_odd(here, last)
        else:
            reached_new = node_hash(reached_new, beside)
        here, last = here >> 1, last >> 1
    return last == 0 and reached_old == old_root and reached_new == new_root


def _span(nodes: NodeSource, begin: int, end: int) -> bytes:
    # `begin` is a multiple of every power of two that occurs, so each piece is a complete subtree.
    hashes = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        hashes.append(nodes.node(level, begin >> level))
        begin += 1 << level
    reached = hashes.pop()
    while hashes:
        reached = node_hash(hashes.pop(), reached)
    return reached


def _largest_power_below(count: int) -> int:
    return 1 << ((count - 1).bit_length() - 1)


def _up_to_odd(here: int, last: int) -> tuple[int, int]:
    while here and not here & 1:
        here, last = here >> 1, last >> 1
    return here, last


def _are_hashes(hashes: Sequence[bytes]) -> bool:
    return all(len(one) == HASH_BYTES for one in hashes)
