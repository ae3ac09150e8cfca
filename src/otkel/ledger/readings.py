"""Readings of queues beside the ledger, and what was set aside of each taking-in.

Readings prove nothing by themselves: they are what others say. The same reading taken in twice stands
once, so that a feed may be read again at any time; another figure for the same instant stands beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import msgspec

from otkel.facts.readings import Quantity, Reading, Reliability, Seen
from otkel.ledger.side import Asking, Side, open_side
from otkel.ledger.store import Store
from otkel.phrases import Phrase

_NO_PLACE = ""  # of `towards`, where a source does not say


class SetAside(msgspec.Struct, frozen=True, kw_only=True):
    """One reason for which pieces of a feed were set aside: how many, and the row of the first.

    Reason and advice never hold the content of a row, since that may be a plate or a name.
    """

    reason: Phrase
    advice: Phrase
    field: str | None = None
    row: int | None = None
    rows: int = 1


class FeedRun(msgspec.Struct, frozen=True, kw_only=True):
    """One taking-in of a feed: how many pieces were new, were there already, were set aside."""

    number: int
    at_us: int
    kind: str
    file: str
    taken: int
    repeated: int
    rejected: int


class Readings:
    """The readings beside one ledger. Every method may be called from any thread."""

    def __init__(self, side: Side) -> None:
        """Stand on open tables."""
        self._side = side

    def put(self, readings: Sequence[Reading]) -> int:
        """Keep readings, durably; gives how many of them were new. Raises LedgerError."""
        rows = [_row(one) for one in readings]

        def work(tables: Asking) -> int:
            last = tables.ask("last_reading")[0][0]  # numbers rise; so only the new ones are counted
            tables.many("put_reading", rows)
            return int(tables.ask("count_after", last)[0][0])

        return self._side.write(work) if rows else 0

    def say_anew(
        self, point: str, source: str, said_by: str, after_us: int, readings: Sequence[Reading]
    ) -> None:
        """Keep what a speaker says of a point, in place of what was received of him after an instant.

        Durably, and all at once. Raises LedgerError.
        """
        rows = [_row(one) for one in readings]

        def work(tables: Asking) -> None:
            tables.ask("unsay", point, source, said_by, after_us)
            tables.many("put_reading", rows)

        self._side.write(work)

    def list_of_source(self, point: str, source: str, after_us: int, most: int) -> list[tuple[int, Reading]]:
        """Give what came through a source of a point, each with its number, the last first."""
        rows = self._side.read("said_through", point, after_us, source, most)
        return [(int(row[0]), _reading(row[1:])) for row in rows]

    def drop(self, numbers: Sequence[int], point: str, source: str) -> int:
        """Take readings of one source and point out again, durably; gives how many were there."""

        def work(tables: Asking) -> int:
            return sum(len(tables.ask("drop_reading", number, point, source)) for number in numbers)

        return self._side.write(work)

    def list_readings(self, point: str, after_us: int, up_to_us: int) -> list[Reading]:
        """Give what was read of a point after an instant and up to another, oldest first."""
        return [_reading(row) for row in self._side.read("readings", point, after_us, up_to_us)]

    def list_newest(self, point: str, after_us: int, up_to_us: int, most: int) -> list[Reading]:
        """Give the newest of what was read of a point between two instants, the newest first."""
        return [_reading(row) for row in self._side.read("newest_readings", point, after_us, up_to_us, most)]

    def list_points(self) -> list[str]:
        """Give the points of which anything was read."""
        return [row[0] for row in self._side.read("points")]

    def put_run(self, run: FeedRun, set_aside: Sequence[SetAside]) -> int:
        """Write down a taking-in with what was set aside; gives its number (that of `run` is not kept)."""

        def work(tables: Asking) -> int:
            told = run.at_us, run.kind, run.file, run.taken, run.repeated, run.rejected
            number = int(tables.ask("put_run", *told)[0][0])
            rows = [
                (number, _told(one.reason), _told(one.advice), one.field or "", one.row, one.rows)
                for one in set_aside
            ]
            if rows:
                tables.many("put_reject", rows)
            return number

        return self._side.write(work)

    def list_runs(self, most: int) -> list[FeedRun]:
        """Give the last takings-in, newest first."""
        names = FeedRun.__struct_fields__
        return [FeedRun(**dict(zip(names, row, strict=True))) for row in self._side.read("runs", most)]

    def list_set_aside(self, run: int) -> list[SetAside]:
        """Give what was set aside of one taking-in, the most frequent reason first."""
        return [
            SetAside(reason=_phrase(reason), advice=_phrase(advice), field=field or None, row=row, rows=rows)
            for reason, advice, field, row, rows in self._side.read("rejects", run)
        ]

    def close(self) -> None:
        """Let go of the tables; the store stays open."""
        self._side.close()


def open_readings(url: str, store: Store) -> Readings:
    """Open the readings beside an open ledger; `url` is the address under which it was opened."""
    return Readings(open_side(url, store, "readings.sql"))


def _row(one: Reading) -> tuple[object, ...]:
    said = (
        one.point, one.towards or _NO_PLACE, one.vehicles, one.quantity.value, one.seen.value, one.value,
        one.most, one.observed_us,
    )  # fmt: skip
    by = one.source, one.said_by, one.reliability.value, one.raw
    # When it was taken in is no part of what was said: reading a feed again tells nothing new.
    print_of = sha256(msgspec.json.encode((said, by))).digest()
    return (*said, one.received_us, *by, print_of)


def _reading(row: tuple[Any, ...]) -> Reading:
    names = (
        "point", "towards", "vehicles", "quantity", "seen", "value", "most", "observed_us", "received_us",
        "source", "said_by", "reliability", "raw",
    )  # fmt: skip
    read = dict(zip(names, row, strict=True))
    read["towards"] = read["towards"] or None
    read["quantity"], read["seen"] = Quantity(read["quantity"]), Seen(read["seen"])
    read["reliability"] = Reliability(read["reliability"])
    return Reading(**read)


def _told(one: Phrase) -> str:
    return msgspec.json.encode(one).decode()


def _phrase(text: str) -> Phrase:
    return msgspec.json.decode(text, type=Phrase)
