"""A receiver that runs: its tables opened together, and what is to be done now and then.

Every minute is recorded which seals are silent for too long, and what was set aside (`otkel feed rejects`).
Every hour, and in the end, batches of positions are closed with their digests, and what is old is erased.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager

from otkel.app.clock import now
from otkel.app.intake.gate import Tally
from otkel.app.intake.keeping import Devices, Keeping
from otkel.app.intake.taking import Intake
from otkel.app.ledger import now_us
from otkel.app.ledger_files import require_keys_folder
from otkel.app.seals.terms import Terms, terms_on
from otkel.app.seals.watch import Watch
from otkel.errors import LedgerError
from otkel.facts.events.envelope import Draft
from otkel.facts.events.seals import PositionsKept
from otkel.feeds.corridor import read_route
from otkel.ledger.opening import open_store
from otkel.ledger.positions import KEPT_US, Positions, open_positions
from otkel.ledger.readings import FeedRun, Readings, open_readings
from otkel.ledger.store import Store
from otkel.ledger.vault.opening import open_vault

TICK_S = 60.0
BATCH_US = 3_600_000_000  # an event a device and batch: a batch an hour keeps the ledger small
# A group changes threads some five times before it is answered. Each time the thread that reads messages is
# busy, and Python lets it go on for 5 ms otherwise.
_SWITCH_S = 0.0005
KIND = "trackers"
NOWHERE = "elsewhere"  # the point of events that happen at none
RECORDED_BY = "app.intake"


class Receiver:
    """The open tables of a receiver, and its intake."""

    def __init__(
        self, store: Store, positions: Positions, readings: Readings, intake: Intake, watch: Watch
    ) -> None:
        """Stand on open tables."""
        self.intake, self._watch = intake, watch
        self._batched_us = now_us()
        self._store, self._positions, self._readings = store, positions, readings

    def tick(self) -> None:
        """Do what is to be done now and then. Raises LedgerError; then it is done the next time."""
        at_us = now_us()
        self._watch.tick()
        tell_counts(self._readings, self.intake.tally, at_us)
        if at_us - self._batched_us >= BATCH_US:
            self.close_batches()

    def close_batches(self) -> None:
        """Record the digests of what came since the last time, and erase what is past its time."""
        self._batched_us = now_us()
        self._positions.close_batches(self._tell_batch)
        self._positions.expire(self._batched_us - KEPT_US)

    def _tell_batch(self, subject: str, client_key: str, body: PositionsKept) -> None:
        draft = Draft(body=body, point=NOWHERE, occurred_us=body.to_us, recorded_by=RECORDED_BY)
        self._store.append(f"positions/{subject}", [draft], client_key=client_key)


def tell_counts(readings: Readings, tally: Tally, at_us: int) -> None:
    """Write down what came and what was set aside, where anything did."""
    counts = tally.take()
    if counts.taken or counts.repeated or counts.rejected:
        run = FeedRun(
            number=0, at_us=at_us, kind=KIND, file="", taken=counts.taken, repeated=counts.repeated,
            rejected=counts.rejected,
        )  # fmt: skip
        readings.put_run(run, tuple(counts.reasons.values()))


def _terms_now() -> Terms:
    return terms_on(now().date())


@contextmanager
def receiving(
    db: str, *, tick_s: float = TICK_S, wrong: Callable[[Exception], None] | None = None
) -> Iterator[Receiver]:
    """Open a ledger with its keys and take in until it is left; what was handed over is kept first.

    `wrong` is told of what failed now and then, and will be tried again. Raises InputError, LedgerError.
    """
    folder = require_keys_folder(db)
    with ExitStack() as stack:
        stack.callback(sys.setswitchinterval, sys.getswitchinterval())
        sys.setswitchinterval(_SWITCH_S)
        store = stack.enter_context(closing(open_store(db, now_us)))
        positions = stack.enter_context(closing(open_positions(db, store, now_us)))
        readings = stack.enter_context(closing(open_readings(db, store)))
        vault = stack.enter_context(closing(open_vault(db, store, folder, now_us)))
        watch = Watch(store, positions, _terms_now, read_route, now_us)
        keeping = Keeping(positions, Devices(vault, now_us), watch.see)
        receiver = Receiver(store, positions, readings, Intake(keeping, now_us, wrong=wrong), watch)
        stack.callback(_trying, receiver.close_batches, wrong)
        stack.callback(_trying, receiver.tick, wrong)
        stack.callback(receiver.intake.close)
        stop = threading.Event()
        ticker = threading.Thread(target=_ticking, args=(receiver, stop, tick_s, wrong), daemon=True)
        ticker.start()
        try:
            yield receiver
        finally:
            stop.set()
            ticker.join()


def _ticking(
    receiver: Receiver, stop: threading.Event, tick_s: float, wrong: Callable[[Exception], None] | None
) -> None:
    while not stop.wait(tick_s):
        _trying(receiver.tick, wrong)


def _trying(work: Callable[[], None], wrong: Callable[[Exception], None] | None) -> None:
    try:
        work()
    except LedgerError as error:
        if wrong is not None:
            wrong(error)
