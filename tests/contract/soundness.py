"""Beside the events: a tree with signed heads, and views. Kept while many write, checked after a crash."""

import contextlib
import time

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from otkel.ledger.proof.growing import make_head
from otkel.ledger.proof.verify import verify
from otkel.ledger.proof_opening import open_proof_store
from otkel.ledger.views import VIEWS, open_views

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


class Beside:
    """The tree and the views beside an open store."""

    def __init__(self, url, store):
        self.store = store
        self.stack = contextlib.ExitStack()
        self.views = self.stack.enter_context(contextlib.closing(open_views(url, store)))
        self.proofs = self.stack.enter_context(contextlib.closing(open_proof_store(url, store)))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stack.close()

    def keep(self):
        """Bring views and tree up to the head, and sign it."""
        for name in VIEWS:
            self.views.catch_up(name)
        if self.store.head():
            make_head(self.store, self.proofs, KEY, lambda: time.time_ns() // 1000)

    def require_sound(self):
        """Require that all holds: columns, the database itself, the tree with all its heads, the views."""
        assert list(self.store.check_columns()) == list(self.store.check_file()) == []
        self.require_views()
        self.keep()
        assert all(finding.holds for finding in verify(self.store, self.proofs, [KEY.public_key()]))

    def require_views(self):
        """Require that what was kept, and goes on, equals what is made again from all events."""
        for name in VIEWS:
            seen = self.views.cursor(name)
            assert self.views.catch_up(name) == self.store.head() >= seen
            kept = list(self.views.dump(name))
            self.views.rebuild(name)
            assert list(self.views.dump(name)) == kept
        counted = next(self.views.dump("post_day"), None)  # by that one every event is counted
        assert (counted is not None) == bool(self.store.head())


def require_sound(url, store):
    """Require that all holds in and beside the ledger of an open store."""
    with Beside(url, store) as beside:
        beside.require_sound()
