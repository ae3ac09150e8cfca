"""Redo the draws of a day from the public record alone: slots given, and trucks chosen for checks.

What is shown, where it holds: the seed was committed before the first request (or before the truck came to
the check), had to be the one used, and opens as committed; no request was left out or changed; every number,
every slot given and every slot refused follows; each truck at a stage with a plan was drawn, with the bound
of the policy, and the outcome follows from both. What cannot be shown is told in the guide to draws.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from otkel.app.ledger import opened
from otkel.app.ledger_files import refused
from otkel.app.public_record import MOST_LINE_BYTES, PublicRecord, export_public, public_record, read_public
from otkel.app.redraw_checks import check_checks
from otkel.app.redraw_findings import RedrawFinding, Redrawn, note
from otkel.app.redraw_record import Reading
from otkel.app.redraw_slots import check_slots
from otkel.app.redraw_standby import check_standby
from otkel.facts.events.envelope import as_us
from otkel.phrases import phrase


def redraw(db: str, point: str, day: date) -> Redrawn:
    """Redo the draws of a civil day at a crossing point from a ledger.

    Raises InputError, UnknownNameError, LedgerError.
    """
    with opened(db) as (store, _):
        return redraw_record(public_record(store.read_all(), point), day)


def redraw_file(path: Path, day: date, point: str | None = None) -> Redrawn:
    """Redo the draws of a civil day from a file of the public record alone. Raises InputError."""
    try:
        with path.open("rb") as file:
            record = read_public(iter(lambda: file.readline(MOST_LINE_BYTES + 1), b""), path.name)
    except OSError as error:
        raise refused(
            phrase("{file} cannot be read ({reason})", file=path.name, reason=error.strerror or ""),
            phrase("check the name of the file"),
        ) from None
    if point is not None and record.head.point != point:
        raise refused(
            phrase("{file} is the record of {point}", file=path.name, point=record.head.point),
            phrase("name this point, or another file"),
        )
    return redraw_record(record, day)


def redraw_record(record: PublicRecord, day: date) -> Redrawn:
    """Redo the draws of a civil day. Raises InputError where a policy in the record cannot be read."""
    zone = ZoneInfo(record.head.zone)
    from_us, to_us = _begin_us(day, zone), _begin_us(day + timedelta(days=1), zone)
    last_us = record.lines[-1].occurred_us if record.lines else 0
    reading = Reading(record)
    point = record.head.point
    findings = (
        *check_slots(reading, point, from_us, to_us, last_us),
        *check_standby(reading, from_us, to_us),
        *check_checks(reading, point, from_us, to_us),
    )
    return Redrawn(point=point, day=day.isoformat(), findings=findings or (_nothing(),))


def write_public_file(db: str, point: str, path: Path) -> int:
    """Write the public record of a crossing point into a file; give how many events it holds.

    Raises InputError, UnknownNameError, LedgerError.
    """
    with opened(db) as (store, _):
        try:
            with path.open("wb") as file:
                return sum(file.write(row) > 0 for row in export_public(store.read_all(), point)) - 1
        except OSError as error:
            raise refused(
                phrase("{file} cannot be written ({reason})", file=path.name, reason=error.strerror or ""),
                phrase("name another file"),
            ) from None


def _begin_us(day: date, zone: ZoneInfo) -> int:
    return as_us(datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC))


def _nothing() -> RedrawFinding:
    return note("draws.none", phrase("nothing was drawn for this day"))
