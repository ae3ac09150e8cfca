"""Crossing points that are open for work: ledger, vault, deciders and keys, wired together once."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from otkel.app.crossing.past import asks_past
from otkel.app.crossing.vehicles import Vehicles
from otkel.app.ledger import now_us
from otkel.app.ledger_files import SQLITE, refused, require_keys_folder
from otkel.app.live.opening import make_decider
from otkel.app.risk_file import RiskRules, Stamp, find_rules, stamp_of
from otkel.app.seeds import FOLDER as SEEDS
from otkel.app.seeds import Seed, get_seed
from otkel.facts.gazetteer import CrossingPoint
from otkel.ledger.copying import copy_events
from otkel.ledger.opening import open_store
from otkel.ledger.store import Store
from otkel.ledger.vault.opening import open_vault
from otkel.ledger.view_vehicle_past import Past, VehiclePast, past_key
from otkel.ledger.views import Views, open_views
from otkel.phrases import phrase
from otkel.queueing.state import State

T = TypeVar("T")
MEMORY = "memory:"
PAST = VehiclePast.name


class Ledger:
    """A ledger that is open, with its vault and keys; desks are made when they are asked for."""

    def __init__(self, db: str, store: Store, vehicles: Vehicles, keys: Path, stack: ExitStack) -> None:
        """Stand on what is open; the stack closes it."""
        self.db = db
        self.store = store
        self.vehicles = vehicles
        self.keys = keys
        self._stack = stack
        self._views: Views | None = None
        self._lock = threading.Lock()
        self._desks: dict[str, Desk] = {}

    def desk(self, point: CrossingPoint) -> Desk:
        """Give the desk of a point, the same one each time."""
        if point.slug not in self._desks:
            desk = self._desks[point.slug] = Desk(self, point)
            self._stack.callback(desk.decider.close)
        return self._desks[point.slug]

    def views(self) -> Views:
        """Give the views beside the events; they are opened when they are first asked for."""
        with self._lock:
            if self._views is None:
                self._views = self._stack.enter_context(closing(open_views(self.db, self.store)))
            return self._views


class Desk:
    """One crossing point at which commands are given."""

    def __init__(self, ledger: Ledger, point: CrossingPoint) -> None:
        """Stand on an open ledger; the state is read when it is first looked at."""
        self.point = point
        self.zone = point.zone
        self.store = ledger.store
        self.vehicles = ledger.vehicles
        self.keys = ledger.keys
        self.decider = make_decider(ledger.db, ledger.store, point)
        self.now_us: Callable[[], int] = now_us
        self.opened_seeds: set[str] = set()
        self.seeds_lock = threading.Lock()  # one at a time makes seeds, however many ask
        self.seeds_kept: tuple[Any, ...] | None = None  # the day and the policies they were last made for
        self._seeds: dict[str, Seed] = {}
        self._ledger = ledger
        self._rules: tuple[Stamp, RiskRules | None] | None = None
        self.goes_on = False  # many commands in order: also what is not durable yet is read

    @property
    def db(self) -> str:
        """The address of the ledger, for what is read beside the desk."""
        return self._ledger.db

    def look(self, work: Callable[[State], T]) -> T:
        """Give what is read off the state. Raises LedgerError."""
        return self.decider.peek(work) if self.goes_on else self.decider.look(work)

    def seed(self, digest: str) -> Seed:
        """Give a seed that was committed. Raises InputError where it is lost, LedgerError."""
        if digest not in self._seeds:
            self._seeds[digest] = get_seed(self.keys, digest)
        return self._seeds[digest]

    def past(self, vehicle: str) -> Past:
        """Give what happened with a vehicle so far, at every point of the ledger. Raises LedgerError."""
        return self._ledger.views().find_now(PAST, past_key(vehicle)) or Past()

    def keep_past(self) -> None:
        """Let the pasts of vehicles be kept up to now, where rules ask for them: then to ask is quick."""
        rules = self.risk_rules()
        if rules is not None and asks_past(rules.rules):
            self._ledger.views().catch_up(PAST)

    def risk_rules(self) -> RiskRules | None:
        """Give the private rules of risk, anew when their file changes. Raises InputError, LedgerError."""
        stamp = stamp_of(self.keys)
        kept = self._rules
        if kept is None or kept[0] != stamp:
            kept = self._rules = (stamp, find_rules(self.keys))
        return kept[1]


@contextmanager
def opened_ledger(db: str, *, is_new: bool = False) -> Iterator[Ledger]:
    """Open a ledger for work. `is_new`: it is made where there is none.

    Raises InputError, UnknownNameError, LedgerError.
    """
    if not is_new and not _is_there(db):
        raise refused(
            phrase("there is no ledger at {address}", address=db),
            phrase("name another with --db, or open a queue: otkel queue open POINT --preset otkel"),
            "--db",
        )
    with ExitStack() as stack:
        keys = stack.enter_context(_scratch()) if db == MEMORY else require_keys_folder(db)
        store = stack.enter_context(closing(open_store(db, now_us)))
        vault = stack.enter_context(closing(open_vault(db, store, keys, now_us)))
        yield Ledger(db, store, Vehicles(vault), keys, stack)


@contextmanager
def dry_ledger(db: str) -> Iterator[Ledger]:
    """Open a copy of a ledger in memory: what is done there is gone afterwards, and nothing is recorded.

    Vehicles are found as the ledger knows them. Seeds are copied to a folder that only its owner can
    read and that is removed in the end.
    """
    with ExitStack() as stack:
        made = stack.enter_context(opened_ledger(MEMORY))
        if _is_there(db):
            real = stack.enter_context(opened_ledger(db))
            copy_events(real.store, made.store)
            made.vehicles.known_before = real.vehicles
            for name in (SEEDS, "risk.yaml", "risk.salt"):
                _copy(real.keys / name, made.keys / name)
        yield made


def _is_there(db: str) -> bool:
    return not db.startswith(SQLITE) or Path(db.removeprefix(SQLITE)).is_file()


@contextmanager
def _scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="otkel-") as folder:
        yield Path(folder)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target)
    elif source.exists():
        shutil.copy2(source, target)
