"""Nodes kept in tiles of 256 hashes: every eighth level of the tree, and the levels between made at need.

The tile (level, index) holds hashes of the tree's level 8 * level, those from index * 256 on. A tile
grows at its end and is never changed before it; a hash in it is that of a complete subtree. Ten
million events are 39,216 tiles, and a proof reads three of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

from otkel.errors import LedgerDamagedError
from otkel.ledger.proof.tree import HASH_BYTES, root

TILE_LEVELS = 8
TILE_HASHES = 1 << TILE_LEVELS
TILE_BYTES = TILE_HASHES * HASH_BYTES
CACHED_TILES = 64

Place = tuple[int, int]  # (level, index) of a tile
FindTile = Callable[[int, int], bytes | None]


def subtree(hashes: bytes) -> bytes:
    """Give the hash over a complete subtree from its hashes, one after the other (2**n of them)."""
    while len(hashes) > HASH_BYTES:
        pairs = range(0, len(hashes), 2 * HASH_BYTES)
        hashes = b"".join([sha256(b"\x01" + hashes[i : i + 2 * HASH_BYTES]).digest() for i in pairs])
    return hashes


class TiledNodes:
    """A source of nodes that reads tiles, and keeps the last few of them."""

    def __init__(self, find_tile: FindTile) -> None:
        self._find_tile = find_tile
        self._cached: dict[Place, bytes] = {}

    def node(self, level: int, index: int) -> bytes:
        """Give the hash of a complete subtree. Raises LedgerDamagedError where the tile lacks it."""
        tile_level, above = divmod(level, TILE_LEVELS)
        number, first = divmod(index << above, TILE_HASHES)
        begin, end = first * HASH_BYTES, (first + (1 << above)) * HASH_BYTES
        tile = self._tile(tile_level, number)
        if len(tile) < end:
            raise LedgerDamagedError(f"the node (level {level}, index {index}) is not stored")
        return subtree(tile[begin:end])

    def _tile(self, level: int, index: int) -> bytes:
        tile = self._cached.get((level, index))
        if tile is None:
            if len(self._cached) >= CACHED_TILES:
                self._cached.clear()
            tile = self._cached[level, index] = self._find_tile(level, index) or b""
        return tile


class TreeGrowth:
    """Leaves taken in batches, and the tiles that they fill. Begins where stored tiles end."""

    def __init__(self, size: int = 0, find_tile: FindTile | None = None) -> None:
        """Take up at `size` leaves. Raises LedgerDamagedError where an open tile is not whole."""
        self.size = size
        self._open: list[bytearray] = []
        level, count = 0, size
        while count:
            index, held = divmod(count, TILE_HASHES)
            tile = (find_tile(level, index) if find_tile and held else b"") or b""
            if len(tile) != held * HASH_BYTES:
                raise LedgerDamagedError(
                    f"the tile (level {level}, index {index}) does not hold {held} nodes"
                )
            self._open.append(bytearray(tile))
            level, count = level + 1, index

    def add(self, leaves: Sequence[bytes]) -> dict[Place, bytes]:
        """Take leaf hashes; gives every tile that they changed, as it now stands."""
        changed: dict[Place, bytes] = {}
        self._append(0, self.size, leaves, changed)
        self.size += len(leaves)
        return changed

    def root(self) -> bytes:
        """Give the root over all leaves taken; it needs no more than the open tiles."""
        return root(TiledNodes(lambda level, _: bytes(self._open[level])), self.size)

    def _append(self, level: int, before: int, hashes: Sequence[bytes], changed: dict[Place, bytes]) -> None:
        if level == len(self._open):
            self._open.append(bytearray())
        tile = self._open[level]
        begin, filled, first = 0, [], before // TILE_HASHES
        while begin < len(hashes):
            room = TILE_HASHES - len(tile) // HASH_BYTES
            taken = hashes[begin : begin + room]
            tile += b"".join(taken)
            place = (level, (before + begin) // TILE_HASHES)
            begin += len(taken)
            changed[place] = whole = bytes(tile)
            if len(whole) == TILE_BYTES:
                filled.append(subtree(whole))
                tile.clear()
        if filled:
            self._append(level + 1, first, filled, changed)


class MemoryNodes(TiledNodes):
    """Nodes held in memory: for tests, for checking, and for ledgers that are not stored."""

    def __init__(self) -> None:
        self.tiles: dict[Place, bytes] = {}
        self._growth = TreeGrowth()
        super().__init__(lambda level, index: self.tiles.get((level, index)))

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return self._growth.size

    def add(self, leaves: Sequence[bytes]) -> None:
        """Take leaf hashes."""
        self.tiles.update(self._growth.add(leaves))
        self._cached.clear()
