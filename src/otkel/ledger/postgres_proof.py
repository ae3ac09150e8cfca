"""Tiles and heads in PostgreSQL, beside the events in the same schema, through the store's connections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from otkel.ledger.proof.heads import SignedTreeHead, encode_head
from otkel.ledger.proof.nodes import TILE_HASHES, Place
from otkel.ledger.proof.store import grown_tile, read_head, whole_tile
from otkel.ledger.proof.tree import HASH_BYTES
from otkel.ledger.side import Asking, Side


class PostgresProofStore:
    """Keeps tiles and heads in the schema of a ledger."""

    def __init__(self, side: Side) -> None:
        """Stand on the side tables of an open store; `side` holds the statements of proof.sql."""
        self._side = side

    def size(self) -> int:
        """Give the number of leaves whose hashes are stored."""
        found = self._side.read("last_leaf_tile")
        return found[0][0] * TILE_HASHES + len(whole_tile(found[0][1])) // HASH_BYTES if found else 0

    def find_tile(self, level: int, index: int) -> bytes | None:
        """Give the hashes of a tile; None where there is no such tile yet."""
        found = self._side.read("tile", level, index)
        return whole_tile(found[0][0]) if found else None

    def put(self, tiles: Mapping[Place, bytes]) -> None:
        """Store tiles in one durable transaction; what is stored already must be their beginning."""
        places = [level for level, _ in tiles], [index for _, index in tiles]

        def grow(asking: Asking) -> None:
            held = {(level, index): whole_tile(tile) for level, index, tile in asking.ask("tiles", *places)}
            grown = [
                (*place, tile)
                for place, tile in tiles.items()
                if len(grown_tile(place, held.get(place, b""), tile)) > len(held.get(place, b""))
            ]
            asking.many("put_tile", grown)

        if tiles:
            self._side.write(grow)

    def put_head(self, head: SignedTreeHead) -> None:
        """Store a head."""
        self._side.write(lambda asking: asking.ask("put_head", head.size, encode_head(head)))

    def read_heads(self) -> Iterator[tuple[int, bytes]]:
        """Read size and stored bytes of every head."""
        return iter([(size, signed) for size, signed in self._side.read("heads")])

    def find_head(self) -> SignedTreeHead | None:
        """Give the newest head; None before the first."""
        found = self._side.read("last_head")
        return read_head(*found[0]) if found else None

    def close(self) -> None:
        """Let go of what is its own; the store stays open."""
        self._side.close()
