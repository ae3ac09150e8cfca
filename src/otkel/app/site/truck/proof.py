"""The proof of a place: the truck's own events, proved under the newest signed head, as a file to keep."""

from __future__ import annotations

import threading

import msgspec

from otkel.app.proving import MOST_EVENTS, prove_positions
from otkel.app.site.house import House
from otkel.app.site.truck.holder import Holder
from otkel.app.site.truck.stories import stories_of
from otkel.ledger.proof_opening import open_proof_store


class PlaceProof(msgspec.Struct, frozen=True, kw_only=True):
    """A file that `otkel ledger check` reads."""

    file: bytes
    events: int
    not_covered: int  # events after the head; a later head will cover them


class Proofs:
    """Proves places beside a house; one at a time."""

    def __init__(self, house: House) -> None:
        """Open what proves the record of a house. Raises LedgerError."""
        self._house = house
        self._lock = threading.Lock()
        self._proofs = open_proof_store(house.db, house.ledger.store)

    def prove(self, holder: Holder) -> PlaceProof | None:
        """Prove what stands in the record of a holder's truck; None: no head covers any of it yet."""
        positions = [one.position for one in stories_of(self._house).find(holder.passage)][-MOST_EVENTS:]
        with self._lock:
            head = self._proofs.find_head()
            if head is None or not positions or head.size < positions[0]:
                return None
            proved = prove_positions(self._house.ledger.store, self._proofs, head, positions)
        not_covered = len(proved.not_covered)
        return PlaceProof(file=proved.files[0], events=len(positions) - not_covered, not_covered=not_covered)

    def close(self) -> None:
        """Let go of what is open."""
        self._proofs.close()


def proofs_of(house: House) -> Proofs:
    """Give the proofs of a house, the same ones each time."""
    return house.keep("truck proofs", Proofs)
