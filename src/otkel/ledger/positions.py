"""Positions of seals and trackers beside the ledger, and the batches whose digests stand in it.

A message is kept once, whoever sends it again. Each group that is committed gets a stamp later than all
before it, also where several processes write; a batch is what was stamped after one stamp and up to another,
so that nothing that comes late can slip into a batch that was closed. The ledger holds the digest of each
device's part of a batch: whoever has the rows can show that they are what was taken in.

A device stands here as its subject; which number it has stands in the vault alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import groupby
from typing import Any

import msgspec

from otkel.facts.events.seals import PositionsKept
from otkel.facts.tracks import Located, Position
from otkel.ledger.side import Asking, Side, open_side
from otkel.ledger.store import Store
from otkel.ledger.vault.classes import CLASSES, DAY_US

KEPT_US = CLASSES["positions"].days * DAY_US
_E7 = 10_000_000  # degrees are kept as whole numbers of 10^-7: a centimetre
_to_json = msgspec.json.Encoder(order="sorted").encode


class _Told(msgspec.Struct, frozen=True):
    alarms: tuple[str, ...] = ()
    attributes: dict[str, bool | int | float | str] = {}
    server_us: int | None = None


_read_told = msgspec.json.Decoder(_Told).decode
Row = tuple[Any, ...]


class Positions:
    """The positions beside one ledger. Every method may be called from any thread."""

    def __init__(self, side: Side, now_us: Callable[[], int]) -> None:
        """Stand on open tables."""
        self._side = side
        self._now_us = now_us

    def put(self, positions: Iterable[tuple[str, Position]]) -> int:
        """Keep positions with the subjects of their devices, durably; gives how many were new."""
        rows, heap = _rows(positions)
        given = _to_json(rows).decode()

        def work(tables: Asking) -> int:
            stamp_us = int(tables.ask("stamp", self._now_us())[0][0])
            tables.ask("put_positions", stamp_us, given, heap)
            return int(tables.ask("count_stamped", stamp_us)[0][0])

        return self._side.write(work) if rows else 0

    def list_positions(self, subject: str, after_us: int, up_to_us: int) -> list[Position]:
        """Give what a device sent, by its own time. `device` of each is the subject."""
        rows = self._side.read("of_device", bytes.fromhex(subject), after_us, up_to_us)
        return [_position(subject, row) for row in rows]

    def list_beside(self, subject: str, device_us: int) -> list[Position]:
        """Give the message of a device before an instant and the one after it; those that there are."""
        device = bytes.fromhex(subject)
        rows = [row for name in ("before", "after") for row in self._side.read(name, device, device_us)]
        return [_position(subject, row) for row in rows]

    def list_fixes(self, after_us: int, up_to_us: int) -> list[tuple[str, int, float, float]]:
        """Give device, time, latitude and longitude of all positions that are fixes, in no order."""
        rows = self._side.read("fixes", after_us, up_to_us)
        return [(bytes(device).hex(), at_us, north / _E7, east / _E7) for device, at_us, north, east in rows]

    def close_batches(self, tell: Callable[[str, str, PositionsKept], None]) -> int:
        """Close a batch over all that is kept, and tell each device's digest; gives how many were told.

        `tell(subject, client_key, body)` records durably, and the same twice is the same. What a crash left
        open is told first, under the same keys.
        """
        self._side.write(self._begin_batch)
        told = 0
        for after_us, up_to_us in self._side.read("open_batches"):
            for subject, body in self._bodies(after_us, up_to_us):
                tell(subject, f"positions/{subject}/{up_to_us}", body)
                told += 1
            self._end_batch(up_to_us)
        return told

    def check_batch(self, subject: str, client_key: str, body: PositionsKept) -> bool:
        """Tell whether the rows of a batch are still what the ledger says. Raises KeyError for no batch."""
        up_to_us = int(client_key.rpartition("/")[2])
        after_us = {end: begin for begin, end in self._side.read("batches")}[up_to_us]
        return dict(self._bodies(after_us, up_to_us)).get(subject) == body

    def put_route(self, subject: str, route: bytes) -> None:
        """Keep the route of a seal, in the place of an earlier one."""
        self._side.write(lambda tables: tables.ask("put_route", bytes.fromhex(subject), route))

    def find_route(self, subject: str) -> bytes | None:
        """Give the route of a seal; None where none was given."""
        rows = self._side.read("route", bytes.fromhex(subject))
        return bytes(rows[0][0]) if rows else None

    def drop_route(self, subject: str) -> None:
        """Erase the route of a seal whose way has ended."""
        self._side.write(lambda tables: tables.ask("drop_route", bytes.fromhex(subject)))

    def expire(self, until_us: int) -> int:
        """Erase what was taken in up to an instant; gives how much. Batches that are open stay whole."""

        def work(tables: Asking) -> int:
            open_us = [row[0] for row in tables.ask("open_batches")]
            last = tables.ask("last_batch")
            closed_us = min([*open_us, last[0][0] if last else 0])
            least_us = min(until_us, closed_us)
            gone = int(tables.ask("count_expired", least_us)[0][0])
            tables.ask("expire", least_us)
            return gone

        gone = self._side.write(work)
        if gone:
            self._side.scrub()
        return gone

    def close(self) -> None:
        """Let go of the tables; the store stays open."""
        self._side.close()

    def _begin_batch(self, tables: Asking) -> None:
        last = tables.ask("last_batch")
        after_us = last[0][0] if last else 0
        newest = tables.ask("last_stamp")
        if newest and newest[0][0] > after_us:
            tables.ask("begin_batch", newest[0][0], after_us)

    def _end_batch(self, up_to_us: int) -> None:
        self._side.write(lambda tables: tables.ask("end_batch", up_to_us))

    def _bodies(self, after_us: int, up_to_us: int) -> Iterator[tuple[str, PositionsKept]]:
        rows = self._side.read("of_batch", after_us, up_to_us)
        for device, some in groupby(rows, key=lambda row: bytes(row[0])):
            yield device.hex(), _kept(device.hex(), [row[1:] for row in some])


def open_positions(url: str, store: Store, now_us: Callable[[], int]) -> Positions:
    """Open the positions beside an open ledger; `url` is the address under which it was opened."""
    return Positions(open_side(url, store, "positions.sql"), now_us)


def _kept(subject: str, rows: Sequence[Row]) -> PositionsKept:
    lines = [_to_json((*row[:9], bytes(row[9]).decode(), bytes(row[10]).hex())) for row in rows]
    return PositionsKept(
        device=subject,
        positions=len(rows),
        from_us=rows[0][0],
        to_us=rows[-1][0],
        digest=sha256(b"\n".join(lines)).hexdigest(),
    )


def _rows(positions: Iterable[tuple[str, Position]]) -> tuple[list[Row], bytes]:
    """Give the short columns of each row, with where its long ones begin in the heap, and the heap."""
    rows, parts, begins = [], [], 1
    for subject, one in positions:
        told = _to_json(_Told(one.alarms, one.attributes, one.server_us))
        rows.append((*_row(subject, one), begins, len(told), len(one.raw)))
        parts += [told, one.raw]
        begins += len(told) + len(one.raw)
    return rows, b"".join(parts)


def _row(subject: str, one: Position) -> Row:
    speed_m_h = None if one.speed_km_h is None else round(one.speed_km_h * 1000)
    said = (
        one.fix_us, one.located.value, round(one.latitude * _E7), round(one.longitude * _E7), speed_m_h,
        int(one.archived), one.protocol, one.model,
    )  # fmt: skip
    # When the server had it is no part of what was said: a message that is sent again tells nothing new.
    print_of = sha256(_to_json((said, one.alarms, one.attributes, one.raw))).hexdigest()[:32]
    return (subject, one.device_us, print_of, *said)


def _position(subject: str, row: Row) -> Position:
    device_us, fix_us, located, north, east, speed_m_h, archived, protocol, model, told, raw = row
    said = _read_told(bytes(told))
    return Position(
        device=subject,
        protocol=protocol,
        model=model,
        device_us=device_us,
        fix_us=fix_us,
        server_us=said.server_us,
        located=Located(located),
        latitude=north / _E7,
        longitude=east / _E7,
        speed_km_h=None if speed_m_h is None else speed_m_h / 1000,
        archived=bool(archived),
        alarms=said.alarms,
        attributes=said.attributes,
        raw=bytes(raw),
    )
