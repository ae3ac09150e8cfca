"""A decider upon a ledger that is open, with the snapshots that lie beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager

from otkel.app.clock import now
from otkel.app.live.decider import Decider
from otkel.app.live.snapshots import PointSnapshots
from otkel.facts.events.envelope import as_us
from otkel.facts.gazetteer import CrossingPoint
from otkel.ledger.opening import open_store
from otkel.ledger.snapshots import SnapshotCache
from otkel.ledger.store import Store


def now_us() -> int:
    """Give the present instant [µs of UTC since 1970]."""
    return as_us(now())


def make_decider(db: str, store: Store, point: CrossingPoint, now_us: Callable[[], int] = now_us) -> Decider:
    """Give the decider of a point upon an open store; `db` is the address under which it was opened.

    One decider a point and process. Close it before the store.
    """
    return Decider(store, point, snapshots=PointSnapshots(SnapshotCache(db, store), point), now_us=now_us)


@contextmanager
def deciding(db: str, point: CrossingPoint) -> Iterator[Decider]:
    """Open a ledger and decide for a point until the block ends. Raises UnknownNameError, LedgerError."""
    with ExitStack() as stack:
        store = stack.enter_context(closing(open_store(db, now_us)))
        yield stack.enter_context(closing(make_decider(db, store, point)))
