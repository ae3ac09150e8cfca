"""Columns beside the stored bytes help to find them; here they are held against the bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from otkel.errors import LedgerDamagedError
from otkel.ledger.acts import Row
from otkel.ledger.codec import decode


class Damage(msgspec.Struct, frozen=True):
    """What is stored and is not what was recorded: where, and what about it."""

    position: int
    what: str


def check_rows(rows: Iterable[Row]) -> Iterator[Damage]:
    """Give every place where columns and bytes disagree, a position or version is missing or stands twice.

    `rows` must be all rows in order of position.
    """
    head, last_key = 0, None
    versions: dict[str, int] = {}
    for position, stream, version, key, stored in rows:
        for missing in range(head + 1, position):
            yield Damage(missing, "no event stands here")
        head = position
        try:
            event = decode(stored, position)
        except LedgerDamagedError as error:
            yield Damage(position, str(error))
            last_key = key
            continue
        due = versions.get(event.stream, 0) + 1
        if event.version != due:
            yield Damage(position, f"version {event.version} of {event.stream} comes where {due} is due")
        versions[event.stream] = event.version
        first = event.client_key != last_key
        last_key = event.client_key
        columns = (stream, event.stream), (version, event.version), (key, last_key if first else None)
        for name, (column, true) in zip(("stream", "version", "client_key"), columns, strict=True):
            if column != true:
                yield Damage(position, f"{name} in the column is {column}, in the bytes {true}")
