"""What shows anybody that draws were fair: the public record of a point, and a day redone from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from otkel.app.public_record import export_public, public_record
from otkel.app.redraw import redraw_record
from otkel.app.redraw_findings import Redrawn
from otkel.app.site.house import House


def redo_day(house: House, slug: str, on: date) -> Redrawn:
    """Redo the draws of a civil day from the record, as a stranger would. Raises InputError, LedgerError."""
    return redraw_record(public_record(house.ledger.store.read_all(), slug), on)


def record_file(house: House, slug: str) -> Iterator[bytes]:
    """Give the public record of a point as lines of JSON: no plates, no names. Raises LedgerError."""
    return export_public(house.ledger.store.read_all(), slug)
