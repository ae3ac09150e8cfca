"""A receiver that runs: its tables opened together, and what is to be done now and then.

Every few minutes what was set aside is told (`otkel feed rejects`), batches of positions are closed and their
digests recorded, and what is past its time is erased.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager

from otkel.app.intake.gate import Tally
from otkel.app.intake.keeping import Devices, Keeping
from otkel.app.intake.taking import Intake
from otkel.app.ledger import now_us
from otkel.app.ledger_files import require_keys_folder
from otkel.errors import LedgerError
from otkel.facts.events.envelope import Draft
from otkel.facts.events.seals import PositionsKept
from otkel.ledger.opening import open_store
from otkel.ledger.positions import KEPT_US, Positions, open_positions
from otkel.ledger.readings import FeedRun, Readings, open_readings
from otkel.ledger.store import Store
from otkel.ledger.vault.opening import open_vault

TICK_S = 300.0
KIND = "trackers"
NOWHERE = "elsewhere"  # the point of events that happen at none
RECORDED_BY = "app.intake"


class Receiver:
    """The open tables of a receiver, and its intake."""

    def __init__(self, store: Store, positions: Positions, readings: Readings, intake: Intake) -> None:
        """Stand on open tables."""
        self.intake = intake
        self._store, self._positions, self._readings = store, positions, readings

    def tick(self) -> None:
        """Do what is to be done now and then. Raises LedgerError; then it is done the next time."""
        tell_counts(self._readings, self.intake.tally, now_us())
        self._positions.close_batches(self._tell_batch)
        self._positions.expire(now_us() - KEPT_US)

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


@contextmanager
def receiving(
    db: str, *, tick_s: float = TICK_S, wrong: Callable[[Exception], None] | None = None
) -> Iterator[Receiver]:
    """Open a ledger with its keys and take in until it is left; what was handed over is kept first.

    `wrong` is told of what failed now and then, and will be tried again. Raises InputError, LedgerError.
    """
    folder = require_keys_folder(db)
    with ExitStack() as stack:
        store = stack.enter_context(closing(open_store(db, now_us)))
        positions = stack.enter_context(closing(open_positions(db, store, now_us)))
        readings = stack.enter_context(closing(open_readings(db, store)))
        vault = stack.enter_context(closing(open_vault(db, store, folder, now_us)))
        keeping = Keeping(positions, Devices(vault, now_us))
        receiver = Receiver(store, positions, readings, Intake(keeping, now_us))
        stack.callback(_tick, receiver, wrong)
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
        _tick(receiver, wrong)


def _tick(receiver: Receiver, wrong: Callable[[Exception], None] | None) -> None:
    try:
        receiver.tick()
    except LedgerError as error:
        if wrong is not None:
            wrong(error)
