"""Use cases of feeds: take one in, tell what was set aside, show what was read of a place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from itertools import islice
from pathlib import Path

from otkel.app.ledger import now_us
from otkel.app.ledger_files import require_ledger
from otkel.app.set_asides import SetAsides
from otkel.errors import InputError, Mistake
from otkel.facts.readings import Reading
from otkel.feeds.documents import KINDS as DOCUMENTS
from otkel.feeds.documents import DocumentKind
from otkel.feeds.kinds import KINDS, Kind, Piece, get_kind, get_reader
from otkel.ledger.opening import open_store
from otkel.ledger.readings import FeedRun, Readings, SetAside, open_readings

BATCH = 5_000  # pieces that are kept in one transaction
DAY_US = 86_400_000_000


def list_kinds() -> tuple[Kind, ...]:
    """Give the kinds of feeds that can be taken in."""
    return KINDS


def list_documents() -> tuple[DocumentKind, ...]:
    """Give the kinds of documents that `otkel check` takes; they are of one trip and enter no ledger."""
    return DOCUMENTS


def read_feed(db: str, kind: str, source: Path | bytes, name: str | None = None) -> FeedRun:
    """Take a feed in: what can be read is kept, the rest is set aside with its reason and count.

    Reading the same again changes nothing. What is refused whole is written down as set aside too, before
    InputError is raised. Raises UnknownNameError, InputError, LedgerError.
    """
    found = get_kind(kind)
    shown = name or (source.name if isinstance(source, Path) else kind)
    with _opened(db) as readings:
        try:
            pieces = get_reader(found)(source, name=shown, received_us=now_us())
            return take_in(readings, found.name, shown, pieces, now_us())
        except InputError as error:
            aside = SetAsides()
            for mistake in error.mistakes:
                aside.add(mistake)
            aside.write_down(readings, kind=found.name, file=shown, taken=0, repeated=0, at_us=now_us())
            raise


def take_in(readings: Readings, kind: str, file: str, pieces: Iterator[Piece], at_us: int) -> FeedRun:
    """Keep the pieces of a feed batch by batch, and write down how it went."""
    taken = seen = 0
    aside = SetAsides()
    while batch := tuple(islice(pieces, BATCH)):
        good = [one for one in batch if isinstance(one, Reading)]
        taken += readings.put(good)
        seen += len(good)
        for one in batch:
            if isinstance(one, Mistake):
                aside.add(one)
    return aside.write_down(readings, kind=kind, file=file, taken=taken, repeated=seen - taken, at_us=at_us)


def list_rejects(db: str, most: int = 20) -> list[tuple[FeedRun, Sequence[SetAside]]]:
    """Give the last takings-in, newest first, with what was set aside. Raises InputError, LedgerError."""
    require_ledger(db, "--db")
    with _opened(db) as readings:
        return [(run, readings.list_set_aside(run.number)) for run in readings.list_runs(most)]


def list_readings(db: str, point: str, days: float) -> list[Reading]:
    """Give what was read of a point in the last days, oldest first. Raises InputError, LedgerError."""
    require_ledger(db, "--db")
    until_us = now_us()
    with _opened(db) as readings:
        return readings.list_readings(point, until_us - round(days * DAY_US), until_us)


@contextmanager
def _opened(db: str) -> Iterator[Readings]:
    with ExitStack() as stack:
        store = stack.enter_context(closing(open_store(db, now_us)))
        yield stack.enter_context(closing(open_readings(db, store)))
