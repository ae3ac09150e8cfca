"""An event as bytes. The stored bytes are the truth and the leaf of the tree; columns only help to find them.

One event is a canonical JSON array:

    [position, stream, version, client_key, word, word_version, occurred_us, recorded_us,
     recorded_by, point, cause, passage, body]

without spaces, the body an object with its keys sorted and every field written out. Equal events give
equal bytes. What was stored under an older version of a word is read by `UPCASTS`, one version at a
time; the stored bytes stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from otkel.errors import LedgerDamagedError
from otkel.facts.events import KINDS, REGISTRY, Kind, kind_of
from otkel.facts.events.envelope import Event
from otkel.ledger.upcasts import UPCASTS


class Glance(msgspec.Struct, array_like=True, frozen=True, gc=False, forbid_unknown_fields=True):
    """An event of which all but the body was read; the body is read each time when it is asked for.

    For whoever goes through a long record and needs the bodies of a few words only.
    """

    position: int
    stream: str
    version: int
    client_key: str
    word: str
    word_version: int
    occurred_us: int
    recorded_us: int
    recorded_by: str
    point: str
    cause: int | None
    passage: int | None
    stored_body: msgspec.Raw

    @property
    def body(self) -> Any:
        """The body in the present version of the word. Raises LedgerDamagedError."""
        try:
            return _READERS[self.word, self.word_version][1](self.stored_body)
        except _UNREADABLE as error:
            raise LedgerDamagedError(
                f"position {self.position}: {self.word} {self.word_version} cannot be read: {error}"
            ) from error


_to_bytes = msgspec.json.Encoder(order="sorted").encode
_read_stored = msgspec.json.Decoder(Glance).decode
_read_object = msgspec.json.Decoder(dict[str, Any]).decode
# What a body is read with, by word and the version it was stored under. The word comes from the kind:
# a thousand events then share one text.
_READERS: dict[tuple[str, int], tuple[Kind, Callable[[Any], Any]]] = {}

# What damaged bytes can raise; the last three out of an upcast, or from bytes nested without end.
_UNREADABLE = (msgspec.MsgspecError, ValueError, LookupError, TypeError, RecursionError)


def encode(event: Event) -> bytes:
    """Give the bytes of an event. Raises ValueError when word and version are not those of the body."""
    kind = kind_of(event.body)
    if event.word != kind.word or event.word_version != kind.version:
        raise ValueError(f"{event.word} {event.word_version} is not {kind.word} {kind.version}")
    return _to_bytes(
        (
            event.position,
            event.stream,
            event.version,
            event.client_key,
            event.word,
            event.word_version,
            event.occurred_us,
            event.recorded_us,
            event.recorded_by,
            event.point,
            event.cause,
            event.passage,
            event.body,
        )
    )


def decode(stored: bytes, position: int | None = None) -> Event:
    """Give the event of stored bytes, its body in the present version of the word.

    `position` is where the bytes were found, for the message. Raises LedgerDamagedError when they are
    no event, stand elsewhere than they say, or use a word or version that this Otkel does not know.
    """
    row = glance(stored, position)
    kind, _ = _READERS[row.word, row.word_version]
    return Event(
        position=row.position,
        stream=row.stream,
        version=row.version,
        client_key=row.client_key,
        word=kind.word,
        word_version=kind.version,
        occurred_us=row.occurred_us,
        recorded_us=row.recorded_us,
        recorded_by=row.recorded_by,
        point=row.point,
        cause=row.cause,
        passage=row.passage,
        body=row.body,
    )


def glance(stored: bytes, position: int | None = None) -> Glance:
    """Give what stored bytes say before the body, as `decode` does; the body itself may be damaged."""
    try:
        row = _read_stored(stored)
    except _UNREADABLE as error:
        raise LedgerDamagedError(f"position {position or '?'}: no event can be read: {error}") from error
    if position is not None and row.position != position:
        raise LedgerDamagedError(f"position {position}: the event says that it stands at {row.position}")
    if (row.word, row.word_version) not in _READERS:
        raise LedgerDamagedError(_unknown(row))
    return row


def glance_page(rows: Sequence[tuple[int, bytes]]) -> list[Glance]:
    """Glance at rows, each with the position at which it was found. Raises LedgerDamagedError."""
    try:
        found = [_read_stored(stored) for _, stored in rows]
    except _UNREADABLE:
        return [glance(stored, position) for position, stored in rows]  # tells which of them it is
    is_right = [
        one.position == position and (one.word, one.word_version) in _READERS
        for one, (position, _) in zip(found, rows, strict=True)
    ]
    if all(is_right):
        return found
    return [glance(stored, position) for position, stored in rows]


def _unknown(row: Glance) -> str:
    kind = REGISTRY.get(row.word)
    if kind is None:
        return f"position {row.position}: no such word: {row.word}"
    return (
        f"position {row.position}: version {row.word_version} of {row.word} is not known, "
        f"the newest is {kind.version}; a newer Otkel may have written it"
    )


def _read_old(kind: Kind, version: int) -> Callable[[Any], Any]:
    def read(raw: Any) -> Any:
        body = _read_object(raw)
        for step in range(version, kind.version):
            body = UPCASTS[kind.word, step](body)
        return msgspec.convert(body, kind.type)

    return read


for _kind in KINDS:
    _READERS[_kind.word, _kind.version] = _kind, msgspec.json.Decoder(_kind.type).decode
    for _version in range(1, _kind.version):
        _READERS[_kind.word, _version] = _kind, _read_old(_kind, _version)
