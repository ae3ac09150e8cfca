"""Where the nodes of the tree and the signed heads are kept: the promise, and how memory keeps it.

- A tile only grows at its end, and a head is never changed or removed.
- What one `put` is given is kept together or not at all, and is durable when it comes back.
- `size()` is the number of leaves in the tiles; every complete node over them is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from threading import Lock
from typing import Any, Protocol

from otkel.errors import LedgerDamagedError
from otkel.ledger.proof.heads import SignedTreeHead, decode_head, encode_head
from otkel.ledger.proof.nodes import TILE_BYTES, TILE_HASHES, Place
from otkel.ledger.proof.tree import HASH_BYTES


class ProofStore(Protocol):
    """Keeps tiles of nodes (`ledger.proof.nodes`) and heads. Every method may be called from any thread."""

    def size(self) -> int:
        """Give the number of leaves whose hashes are stored."""
        ...

    def find_tile(self, level: int, index: int) -> bytes | None:
        """Give the hashes of a tile one after the other; None where there is no such tile yet."""
        ...

    def put(self, tiles: Mapping[Place, bytes]) -> None:
        """Store tiles. One that is stored and longer stays; raises LedgerDamagedError where they differ."""
        ...

    def put_head(self, head: SignedTreeHead) -> None:
        """Store a head."""
        ...

    def read_heads(self) -> Iterator[tuple[int, bytes]]:
        """Read size and stored bytes of every head, smallest first, then in the order of storing."""
        ...

    def find_head(self) -> SignedTreeHead | None:
        """Give the newest head; None before the first. Raises LedgerDamagedError where it is spoilt."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...


def read_head(size: int, stored: bytes) -> SignedTreeHead:
    """Give a stored head. Raises LedgerDamagedError, naming its size, where it is spoilt."""
    try:
        return decode_head(stored)
    except ValueError as error:
        raise LedgerDamagedError(f"the head over {size} events is spoilt: {error}") from None


def whole_tile(stored: Any) -> bytes:
    """Give a stored tile. Raises LedgerDamagedError where it does not hold whole hashes."""
    if not isinstance(stored, bytes) or len(stored) % HASH_BYTES or len(stored) > TILE_BYTES:
        raise LedgerDamagedError("a tile of nodes does not hold whole hashes")
    return stored


def grown_tile(place: Place, held: bytes, given: bytes) -> bytes:
    """Give the longer of a stored and a given tile. Raises LedgerDamagedError where they differ."""
    longer, shorter = (given, held) if len(given) >= len(held) else (held, given)
    if not longer.startswith(shorter):
        raise LedgerDamagedError(f"the tile (level {place[0]}, index {place[1]}) is stored with other nodes")
    return longer


class MemoryProofStore:
    """Keeps tiles and heads in memory."""

    def __init__(self) -> None:
        self._tiles: dict[Place, bytes] = {}
        self._heads: list[tuple[int, bytes]] = []
        self._lock = Lock()

    def size(self) -> int:
        """Give the number of leaves whose hashes are stored."""
        last = max((index for level, index in self._tiles if level == 0), default=0)
        return last * TILE_HASHES + len(self._tiles.get((0, last), b"")) // HASH_BYTES

    def find_tile(self, level: int, index: int) -> bytes | None:
        """Give the hashes of a tile; None where there is no such tile yet."""
        return self._tiles.get((level, index))

    def put(self, tiles: Mapping[Place, bytes]) -> None:
        """Store tiles; what is stored already must be their beginning."""
        with self._lock:
            kept = {
                place: grown_tile(place, self._tiles.get(place, b""), tile) for place, tile in tiles.items()
            }
            self._tiles.update(kept)

    def put_head(self, head: SignedTreeHead) -> None:
        """Store a head."""
        with self._lock:
            self._heads.append((head.size, encode_head(head)))

    def read_heads(self) -> Iterator[tuple[int, bytes]]:
        """Read size and stored bytes of every head."""
        return iter(sorted(self._heads, key=lambda one: one[0]))

    def find_head(self) -> SignedTreeHead | None:
        """Give the newest head; None before the first."""
        last = [*self.read_heads()][-1:]
        return read_head(*last[0]) if last else None

    def close(self) -> None:
        """Nothing is open."""
