"""Views: rows made by folding the events in order, kept beside them and made again at will.

A view keeps a cursor: the last position that its rows have seen. Rows and cursor change in one
transaction, so a view is at every moment what the events up to its cursor make it. A rebuild folds all
events into fresh rows beside the living ones, and then takes their place; readers see the old rows until
then. A view that was kept and one that was rebuilt have equal bytes.

Wiring: `otkel ledger rebuild [VIEW]` opens with `open_views(url, store)`, calls `rebuild(VIEW)` for one or
each name in `VIEWS`, and prints the number of events; whoever reads a view calls `catch_up(VIEW)` first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from otkel.errors import LedgerError, UnknownNameError
from otkel.ledger.side import Asking, Side, open_side
from otkel.ledger.store import Store
from otkel.ledger.view_folding import Folding, Stopped, View, fold_together, never
from otkel.ledger.view_point_day import PointDay
from otkel.ledger.view_post_day import PostDay
from otkel.ledger.view_truck_story import TruckStory
from otkel.ledger.view_vehicle_past import VehiclePast
from otkel.phrases import phrase

MOST_UNSEEN = 200  # events that are folded in memory to read one row, rather than kept
PAGE = 1000  # rows read or removed at once
_BEYOND = "\U0010ffff"  # after every key


VIEWS: Mapping[str, View] = {view.name: view for view in (TruckStory(), PostDay(), VehiclePast(), PointDay())}


class _State(msgspec.Struct, frozen=True):
    generation: int
    version: int
    cursor: int


class Views:
    """The views of one ledger. Every method may be called from any thread and from many processes."""

    def __init__(self, store: Store, side: Side, views: Mapping[str, View] = VIEWS) -> None:
        """Stand beside an open store."""
        self._store = store
        self._side = side
        self._views = views

    def catch_up(self, name: str, up_to: int | None = None, stopped: Stopped = never) -> int:
        """Fold what the view has not seen yet, up to and with `up_to`; gives its cursor.

        Rows of another version of the view are made again from the beginning. `stopped` is asked after
        each batch whether to leave it there; it is then gone on with another time.
        """
        return self.catch_up_all((name,), up_to, stopped)

    def catch_up_all(self, names: Sequence[str], up_to: int | None = None, stopped: Stopped = never) -> int:
        """Catch several views up in one reading of the events; gives what all of them have seen then."""
        while not stopped():
            foldings = [self._folding(name) for name in names]
            for name, folding in zip(names, foldings, strict=True):
                if folding is None:
                    self.rebuild(name, stopped)
            living = [one for one in foldings if one is not None]
            due = self._store.head() if up_to is None else up_to
            if len(living) == len(names) and fold_together(self._store, living, due, stopped):
                return min(one.cursor for one in living)
        return min(map(self.cursor, names))

    def rebuild(self, name: str, stopped: Stopped = never) -> int:
        """Make a view again from all events; gives their number. It may be stopped and begun again.

        Raises LedgerError when another rebuild took its place.
        """
        view = self._view(name)
        generation = self._side.write(lambda tables: _begin(tables, view, live=False))
        folding = Folding(self._store, self._side, view, generation, 0)
        due: int | None = self._store.head()
        while due is not None:
            if not fold_together(self._store, [folding], due, stopped):
                raise LedgerError(f"another rebuild of {name} took the place of this one")
            if stopped():
                return folding.cursor
            due = self._side.write(lambda tables: _swap(tables, view, generation, folding.cursor))
        while self._side.write(lambda tables: tables.ask("remove_rows", name, generation, PAGE)):
            pass
        return folding.cursor

    def cursor(self, name: str) -> int:
        """Give the last position that the rows of a view have seen; 0 before the first.

        Rows of another version of the view, which are to be made again, have seen nothing.
        """
        view = self._view(name)
        state = self._state(view)
        return 0 if state is None or state.version != view.version else state.cursor

    def find(self, name: str, key: str) -> Any | None:
        """Give a row as it was last kept; None where there is none."""
        view = self._view(name)
        rows = self._side.read("live_row", name, key)
        return msgspec.json.decode(bytes(rows[0][0]), type=view.row_type) if rows else None

    def find_now(self, name: str, key: str) -> Any | None:
        """Give a row as all events so far make it; None where there is none.

        A few events that the view has not seen are folded in memory and not kept: so to read a row
        waits for no disk. Where they are many, the view catches up first.
        """
        view = self._view(name)
        while True:
            state, head = self._state(view), self._store.head()
            if state is None or state.version != view.version or head - state.cursor > MOST_UNSEEN:
                self.catch_up(name)
                continue
            folding = Folding(self._store, self._side, view, state.generation, state.cursor)
            row = folding.look(key, head)
            if self._state(view) == state:  # else rows of two moments may have been mixed
                return row

    def dump(self, name: str) -> Iterator[tuple[str, bytes]]:
        """Give key and canonical bytes of every row, in order of key: equal views have equal dumps."""
        self._view(name)
        after = ""
        while page := self._side.read("live_rows", name, after, _BEYOND, PAGE):
            yield from ((str(key), bytes(body)) for key, body in page)
            after = page[-1][0]

    def close(self) -> None:
        """Let go of what is the views' own; the store stays open."""
        self._side.close()

    def _folding(self, name: str) -> Folding | None:
        """Go on with the living rows of a view; None where they are of another version of it."""
        view = self._view(name)
        state = self._state(view) or self._side.write(lambda tables: _begin_live(tables, view))
        if state.version != view.version:
            return None
        return Folding(self._store, self._side, view, state.generation, state.cursor)

    def _view(self, name: str) -> View:
        if name not in self._views:
            raise UnknownNameError(
                phrase("There is no view {name}.", name=name),
                phrase("Name one of: {names}.", names=", ".join(self._views)),
            )
        return self._views[name]

    def _state(self, view: View) -> _State | None:
        rows = self._side.read("state", view.name)
        return _State(*rows[0]) if rows else None


def open_views(url: str, store: Store) -> Views:
    """Open the views beside an open store; `url` is the address under which it was opened."""
    return Views(store, open_side(url, store, "views.sql"))


def _begin(tables: Asking, view: View, live: bool) -> int:
    generation = 1 + max((int(row[0]) for row in tables.ask("generations", view.name)), default=0)
    tables.ask("begin_generation", view.name, generation, view.version, int(live))
    return generation


def _begin_live(tables: Asking, view: View) -> _State:
    rows = tables.ask("state", view.name)
    return _State(*rows[0]) if rows else _State(_begin(tables, view, live=True), view.version, 0)


def _swap(tables: Asking, view: View, generation: int, cursor: int) -> int | None:
    """Put a generation in the place of the living one; gives its cursor instead where it is ahead."""
    if (generation,) not in [tuple(row) for row in tables.ask("generations", view.name)]:
        raise LedgerError(f"another rebuild of {view.name} took the place of this one")
    living = tables.ask("state", view.name)
    if living and living[0][2] > cursor:
        return int(living[0][2])
    tables.ask("retire", view.name)
    tables.ask("enliven", view.name, generation)
    tables.ask("remove_states", view.name, generation)
    return None
