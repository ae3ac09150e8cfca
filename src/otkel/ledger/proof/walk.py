"""One pass over all events with the tree growing beside it, tile by tile.

Where the hash of an event is not the stored leaf, the node above, or in the last tile a signed head,
decides which of the two was changed. The true hashes are carried upward, so that one wrong bit is
named once, and by its own place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product

from otkel.ledger.proof.findings import ProofFinding, fails
from otkel.ledger.proof.heads import SignedTreeHead
from otkel.ledger.proof.nodes import (
    TILE_HASHES,
    TILE_LEVELS,
    FindTile,
    Place,
    TiledNodes,
    TreeGrowth,
    subtree,
)
from otkel.ledger.proof.rows import Rows, event_changed
from otkel.ledger.proof.tree import EMPTY_ROOT, HASH_BYTES, root
from otkel.phrases import phrase

MOST_TRIED = 8  # differing leaves of one tile that are told apart by trying: 2**8 ways


class Walk:
    """Compares events with stored nodes; afterwards `nodes` gives the tree as it should be."""

    def __init__(self, find_tile: FindTile, stored: int, heads: Sequence[SignedTreeHead]) -> None:
        """Take where tiles are found, how many leaves they hold, and heads that may be trusted."""
        self.wrong_nodes: list[tuple[int, int]] = []
        self._find_tile, self._stored, self._heads = find_tile, stored, heads
        self._truth: dict[Place, bytes] = {}  # tiles as they should be, where the stored ones differ
        self._growth = TreeGrowth()

    @property
    def size(self) -> int:
        """How many leaves were set against the tree."""
        return self._growth.size

    def run(self, rows: Rows) -> Iterator[ProofFinding]:
        """Give what does not hold, in the order of the ledger."""
        leaves, index = rows.leaves(), 0
        while tile := list(islice(leaves, TILE_HASHES)):
            yield from rows.found
            rows.found.clear()
            yield from self._check_tile(index, tile)
            index += 1
        yield from rows.found

    def nodes(self) -> TiledNodes:
        """Give the nodes of the tree as it should be."""
        return self._overlaid(self._truth)

    def _check_tile(self, index: int, counted: Sequence[bytes | None]) -> Iterator[ProofFinding]:
        stored = _hashes(self._find_tile(0, index) or b"")
        expected = min(len(counted), max(self._stored - index * TILE_HASHES, 0))
        stored += [b""] * (expected - len(stored))
        leaves = [leaf or (stored[i : i + 1] or [EMPTY_ROOT])[0] for i, leaf in enumerate(counted)]
        differ = [i for i in range(expected) if leaves[i] != stored[i]]
        fitting = self._rightful(index, leaves, stored, differ) if differ else leaves
        # Where nothing fits, the node above was changed as well; the stored leaves are the likelier.
        right = fitting or [stored[i] if i in differ else leaf for i, leaf in enumerate(leaves)]
        for i in differ:
            number = index * TILE_HASHES + i
            if fitting is None or right[i] == stored[i]:
                yield event_changed(number + 1)
            if fitting is None or right[i] != stored[i]:
                yield self._node_wrong(0, number)
        grown = self._growth.add(right)
        leaf_tile = grown.pop((0, index))
        if differ or expected < len(right):
            self._truth[0, index] = leaf_tile
        for (level, number), tile in grown.items():
            yield from self._check_last(level, number, tile)

    def _rightful(
        self, index: int, leaves: list[bytes], stored: list[bytes], differ: list[int]
    ) -> list[bytes] | None:
        """Give the leaves of a tile, each from its event or as stored, that fit what stands above."""
        choices: Iterable[Sequence[bool]] = ([False] * len(differ), [True] * len(differ))
        if len(differ) <= MOST_TRIED:
            choices = product((False, True), repeat=len(differ))
        for choice in choices:
            tried = list(leaves)
            for i, as_stored in zip(differ, choice, strict=True):
                tried[i] = stored[i] if as_stored else leaves[i]
            if self._fits(index, tried):
                return tried
        return None

    def _fits(self, index: int, leaves: list[bytes]) -> bool:
        first, tile = index * TILE_HASHES, b"".join(leaves)
        if len(leaves) == TILE_HASHES and (index + 1) * TILE_HASHES <= self._stored:
            above = _hashes(self._find_tile(1, index // TILE_HASHES) or b"")
            at = index % TILE_HASHES
            return above[at : at + 1] == [subtree(tile)] if len(tile) == TILE_HASHES * HASH_BYTES else False
        # The last tile has no node above it yet: a head decides.
        over = [head for head in self._heads if first < head.size <= first + len(leaves)]
        nodes = self._overlaid({**self._truth, (0, index): tile})
        return bool(over) and root(nodes, over[-1].size).hex() == over[-1].root

    def _check_last(self, level: int, number: int, tile: bytes) -> Iterator[ProofFinding]:
        place, at = (level, number), len(tile) - HASH_BYTES
        index = number * TILE_HASHES + at // HASH_BYTES
        is_stored = (index + 1) << (TILE_LEVELS * level) <= self._stored
        wrong = is_stored and (self._find_tile(level, number) or b"")[at : at + HASH_BYTES] != tile[at:]
        if wrong or not is_stored or place in self._truth:
            self._truth[place] = tile
        if wrong:
            yield self._node_wrong(level * TILE_LEVELS, index)

    def _node_wrong(self, level: int, index: int) -> ProofFinding:
        self.wrong_nodes.append((level, index))
        return fails(
            "node.changed",
            phrase(
                "the node at level {level}, index {index} is not that of its events", level=level, index=index
            ),
        )

    def _overlaid(self, truth: dict[Place, bytes]) -> TiledNodes:
        return TiledNodes(lambda level, index: truth.get((level, index)) or self._find_tile(level, index))


def _hashes(tile: bytes) -> list[bytes]:
    return [tile[i : i + HASH_BYTES] for i in range(0, len(tile), HASH_BYTES)]
