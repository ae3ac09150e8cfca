"""The house: one ledger that stays open while a site runs, its desks, and what people asked of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TypeVar

from otkel.app.accounts.provider.published import Provider
from otkel.app.bulletin import is_kept, is_simulated, list_kept
from otkel.app.crossing.asking import Asking, Done
from otkel.app.crossing.desk import Desk, Ledger, opened_ledger
from otkel.app.crossing.pointing import get_point
from otkel.app.crossing.reading import Typed
from otkel.app.serving.wire import Handed, Told
from otkel.app.site.deciding import deciding_for
from otkel.app.site.pulse import Pulse
from otkel.facts.people import Language
from otkel.ledger.readings import Readings, open_readings

T = TypeVar("T")
Wrong = Callable[[Exception], None]


class House:
    """What a running site stands on. Every method may be called from any thread."""

    def __init__(self, db: str, ledger: Ledger, readings: Readings, pulse: Pulse) -> None:
        """Stand on what is open."""
        self.db, self.ledger, self.readings, self.pulse = db, ledger, readings, pulse
        self.logs: Path | None = None  # a folder of logs of the twin that may be played
        self.provider: Provider | None = None  # by whom officers may sign in too
        self._lock = threading.RLock()  # what is kept may be made of other things that are kept
        self._kept: dict[str, object] = {}
        self._simulated: dict[str, bool] = {}
        self._listed: tuple[int, tuple[str, ...]] | None = None

    def desk(self, slug: str) -> Desk:
        """Give the desk of a crossing point by any of its names. Raises UnknownNameError."""
        point = get_point(slug)
        with self._lock:
            return self.ledger.desk(point)

    def list_kept(self) -> tuple[str, ...]:
        """Give the slugs of the points whose queue is kept here; looked up anew when the ledger has grown."""
        head, listed = self.ledger.store.head(), self._listed
        if listed is None or listed[0] != head:
            listed = self._listed = head, tuple(list_kept(self.ledger.store))
        return listed[1]

    def is_kept(self, slug: str) -> bool:
        """Whether the queue of a point is kept here."""
        return is_kept(self.ledger.store, slug)

    def is_simulated(self, slug: str | None = None) -> bool:
        """Whether the queue of a point, or of any point of the ledger, is an experiment."""
        slugs = self.list_kept() if slug is None else (slug,)
        return any(self._says_simulated(one) for one in slugs)

    def ask(self, slug: str, typed: Typed, language: Language) -> Done:
        """Give a command at a desk; no file of this machine is read for it.

        Raises InputError, UnknownNameError, LedgerError.
        """
        return Asking(self.desk(slug), language, folder=None).ask(typed)

    def keep(self, name: str, make: Callable[[House], T]) -> T:
        """Give the one thing of this name that the house keeps; it is made when it is first asked for."""
        with self._lock:
            if name not in self._kept:
                self._kept[name] = make(self)
            return self._kept[name]  # type: ignore[return-value]

    def close(self) -> None:
        """Let go of what is kept, the youngest first."""
        with self._lock:
            kept = list(self._kept.values())
        for one in reversed(kept):
            close = getattr(one, "close", None)
            if close is not None:
                close()

    def _says_simulated(self, slug: str) -> bool:
        if slug not in self._simulated:
            if not self.is_kept(slug):
                return False
            self._simulated[slug] = is_simulated(self.ledger.store, slug)
        return self._simulated[slug]


def ignore(error: Exception) -> None:
    """Say nothing of what could not be done just now; it is tried again."""
    del error


@contextmanager
def opened_house(
    db: str,
    *,
    answer: Callable[[Desk, Handed], Told] | None = None,
    wrong: Wrong = ignore,
    points: Sequence[str] | None = None,
) -> Iterator[House]:
    """Open a ledger for a site; it is made where there is none.

    With `answer` the site decides for `points`, else for all whose queue is kept: shells hand their
    commands over to it. Raises InputError where another process decides for one of them; LedgerError.
    """
    with ExitStack() as stack:
        ledger = stack.enter_context(opened_ledger(db, is_new=True))
        readings = stack.enter_context(closing(open_readings(db, ledger.store)))
        pulse = stack.enter_context(closing(Pulse(ledger.store.head)))
        house = House(db, ledger, readings, pulse)
        if answer is not None:
            for slug in house.list_kept() if points is None else points:
                stack.enter_context(deciding_for(db, house.desk(slug), answer, wrong))
        stack.callback(house.close)
        yield house
