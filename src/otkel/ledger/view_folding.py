"""Views on their way to the head: events are read once, and folded into the rows of one or several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from otkel.ledger.codec import Glance
from otkel.ledger.side import Asking, Side
from otkel.ledger.store import Store
from otkel.ledger.view_rows import Rows

BATCH = 50_000  # events that are folded between two commits
Stopped = Callable[[], bool]


def never() -> bool:
    """Go on until all is done."""
    return False


class View(Protocol):
    """What to keep of the events, and how."""

    @property
    def name(self) -> str:
        """Stable; rows are kept under it."""
        ...

    @property
    def version(self) -> int:
        """Raised whenever the same events would make other rows; the rows are then made again."""
        ...

    @property
    def row_type(self) -> Any:
        """What a row is read as."""
        ...

    def fold(self, event: Glance, rows: Rows) -> None:
        """Change rows by the next event. Depends on nothing but events up to this one.

        Whoever goes through a long record waits for this: a body is read once at most, and not of words
        that change nothing. Raises LedgerDamagedError where a body cannot be read, and nothing else.
        """
        ...


class Folding:
    """One generation of a view on its way to the head."""

    def __init__(self, store: Store, side: Side, view: View, generation: int, cursor: int) -> None:
        """Go on with the rows that have seen the events up to a cursor."""
        self._store = store
        self._side = side
        self._view = view
        self._generation = generation
        self.cursor = cursor
        find: Callable[[str], Any] = lambda key: side.read("find_row", view.name, generation, key)  # noqa: E731
        self.rows = Rows(find, store, view.row_type, fresh=cursor == 0)
        self.fold = view.fold

    def look(self, key: str, up_to: int) -> Any | None:
        """Fold up to a position in memory alone, and give a row."""
        for event in self._store.glance_all(self.cursor, up_to):
            self.fold(event, self.rows)
        return self.rows.get_as_kept(key)

    def commit(self, last: int) -> bool:
        """Keep what was folded up to an event; False when somebody else moved the cursor meanwhile."""
        name, generation, cursor = self._view.name, self._generation, self.cursor
        changed = [(name, generation, key, body) for key, body in self.rows.take_changed()]

        def work(tables: Asking) -> bool:
            if not tables.ask("move_cursor", last, name, generation, cursor):
                return False
            if changed:
                tables.many("put_row", changed)
            return True

        moved = self._side.write(work)
        self.cursor = last
        return moved


def fold_together(store: Store, foldings: Sequence[Folding], up_to: int, stopped: Stopped) -> bool:
    """Fold up to a position or until stopped; False when somebody else moved a cursor meanwhile.

    Those that are behind the others come first, until all go on together.
    """
    while (after := min(one.cursor for one in foldings)) < up_to and not stopped():
        behind = [one for one in foldings if one.cursor == after]
        to = min(after + BATCH, up_to, *(one.cursor for one in foldings if one.cursor > after))
        last = _fold(store, behind, after, to)
        if last == after:
            break
        moved = [one.commit(last) for one in behind]
        if not all(moved):
            return False
    return True


def _fold(store: Store, foldings: Sequence[Folding], after: int, up_to: int) -> int:
    """Fold into rows what was not kept yet; gives the last position."""
    folds = [(one.fold, one.rows) for one in foldings]
    last = after
    for event in store.glance_all(after, up_to):
        for fold, rows in folds:
            fold(event, rows)
        last = event.position
    return last
