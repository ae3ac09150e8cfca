"""A crossing point that is open for work: its ledger, vault, decider and keys, wired together once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from otkel.app.crossing.vehicles import Vehicles
from otkel.app.ledger import now_us
from otkel.app.ledger_files import require_keys_folder, require_ledger
from otkel.app.live.decider import Decider
from otkel.errors import UnknownNameError
from otkel.facts import gazetteer
from otkel.facts.gazetteer import CrossingPoint
from otkel.ledger.opening import open_store
from otkel.ledger.store import Store
from otkel.ledger.vault.opening import open_vault
from otkel.phrases import Phrase, phrase
from otkel.queueing.state import State

T = TypeVar("T")


class Desk:
    """One crossing point at which commands are given."""

    def __init__(self, db: str, point: CrossingPoint, store: Store, vehicles: Vehicles, keys: Path) -> None:
        """Stand on what is open; the state is read when it is first looked at."""
        self.db = db
        self.point = point
        self.zone = point.zone
        self.store = store
        self.vehicles = vehicles
        self.keys = keys
        self.decider = Decider(store, point)
        self.now_us: Callable[[], int] = now_us
        self.opened_seeds: set[str] = set()

    def look(self, work: Callable[[State], T]) -> T:
        """Give what is read off the state. Raises LedgerError."""
        return self.decider.look(work)


def get_point(typed: str) -> CrossingPoint:
    """Give a crossing point by its slug or one of its names. Raises UnknownNameError with near names."""
    point = gazetteer.find_point(typed[:100])
    if point is not None:
        return point
    known = [name for one in gazetteer.list_points() for name in (one.slug, *one.names)]
    raise UnknownNameError(
        phrase("there is no crossing point {name}", name=typed[:100]), _near(typed[:100], known)
    )


def _near(typed: str, known: list[str]) -> Phrase:
    near = get_close_matches(typed, known, 3, 0.6)
    if near:
        return phrase("did you mean {options}?", options=tuple(near))
    return phrase("see the crossing points with: otkel points")


@contextmanager
def opened_desk(db: str, point: CrossingPoint, *, is_new: bool = False) -> Iterator[Desk]:
    """Open a crossing point for work. `is_new`: a ledger is made where there is none.

    Raises InputError, UnknownNameError, LedgerError.
    """
    if not is_new:
        require_ledger(db, "--db")
    keys = require_keys_folder(db) if db != "memory:" else None
    with ExitStack() as stack:
        store = stack.enter_context(closing(open_store(db, now_us)))
        folder = keys if keys is not None else Path()
        vault = stack.enter_context(closing(open_vault(db, store, folder, now_us)))
        yield Desk(db, point, store, Vehicles(vault), folder)
