"""Small ledgers of rows for the tests of proofs."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from otkel.ledger.proof.growing import make_head
from otkel.ledger.proof.store import MemoryProofStore

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))


class RowStore:
    """What a proof asks of a ledger: its head and its rows."""

    def __init__(self, count=0):
        self.rows = {}
        self.record(count)

    def record(self, count):
        for position in range(self.head() + 1, self.head() + 1 + count):
            self.rows[position] = row(position)

    def head(self):
        return max(self.rows, default=0)

    def read_rows(self, after=0, up_to=None):
        for position, stored in self.rows.items():
            if position > after and (up_to is None or position <= up_to):
                yield position, stored


def row(position):
    return b'[%d,"passage/7",%d,"key","arrived",1,0,0,"gate","kairak",null,7,{}]' % (position, position)


def signed(count, sizes=(), key=KEY):
    """Give a ledger with its tree, and heads at the given sizes and at the end."""
    store, proofs = RowStore(), MemoryProofStore()
    for size in (*sizes, count):
        store.record(size - store.head())
        make_head(store, proofs, key, lambda at=size: 1_000_000 * at)
    return store, proofs
