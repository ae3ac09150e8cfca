"""An act is one append, made ready outside every lock: only its place in the ledger is still open.

What is known beforehand is encoded beforehand. `Act.rows` fills in the position, the version and the
time of recording, and gives the very bytes that `codec.encode` gives for the finished event.

All events of an act carry the client's key in their bytes, so an act is a longest run of events with
one key. In the columns only its first event carries the key: there it is unique.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

import msgspec

from otkel.errors import LedgerDamagedError
from otkel.facts.events import kind_of
from otkel.facts.events.envelope import Draft
from otkel.ledger.codec import decode, encode
from otkel.ledger.store import Claim, Receipt

# One row of the table of events: position, stream, version, client key or None, stored bytes.
Row = tuple[int, str, int, str | None, bytes]

_to_bytes = msgspec.json.Encoder(order="sorted").encode
_to_raws = msgspec.json.Decoder(list[msgspec.Raw]).decode
# position, stream, version, client key, what happened, time of recording, the rest
_FORM = b"[%d,%b,%d,%b,%b,%d,%b]"
_STREAM, _WHAT, _REST = 1, slice(4, 7), slice(8, 13)  # what of the stored array is content of the act
_WORD, _VERSION, _RECORDED_US = 4, 5, 7


class Act:
    """One append that waits for its place, and afterwards its answer: a receipt or an error."""

    __slots__ = (
        "_key_json", "_stream_json", "after", "claims", "client_key", "error", "expected_version", "parts",
        "receipt", "recorded_us", "releases", "stream",
    )  # fmt: skip

    def __init__(
        self,
        stream: str,
        drafts: Sequence[Draft],
        client_key: str,
        expected_version: int | None = None,
        claims: Sequence[Claim] = (),
        releases: Sequence[Claim] = (),
        after: Act | None = None,
    ) -> None:
        """Encode all that is known. Raises ValueError or TypeError for what could not be read again."""
        if type(stream) is not str or type(client_key) is not str:
            raise TypeError("a stream and a client key are texts")
        self.stream = stream
        self.client_key = client_key
        self.expected_version = expected_version
        self.claims = claims
        self.releases = releases
        self.after = after  # this one builds upon it, and is not recorded without it
        self.receipt: Receipt | None = None
        self.error: Exception | None = None
        self.recorded_us = 0
        self._stream_json = _to_bytes(stream)
        self._key_json = _to_bytes(client_key)
        self.parts = [_parts(draft) for draft in drafts]
        if not self.parts:
            raise ValueError("an append needs at least one draft")

    def rows(self, position: int, version: int, recorded_us: int) -> list[Row]:
        """Give the rows of this act when its first event stands at `position` with `version`."""
        rows: list[Row] = []
        self.recorded_us = recorded_us
        key: str | None = self.client_key
        for what, rest in self.parts:
            head = position, self._stream_json, version
            stored = _FORM % (*head, self._key_json, what, recorded_us, rest)
            rows.append((position, self.stream, version, key, stored))
            position, version, key = position + 1, version + 1, None
        return rows

    def is_stored_as(self, stored: Sequence[bytes]) -> bool:
        """Tell whether the stored bytes of an act have the content of this one.

        What was stored under an older version of a word is read as the present one: a client that
        repeats an act after Otkel was renewed repeats the same act.
        """
        if len(stored) != len(self.parts):
            return False
        for one, (what, rest) in zip(stored, self.parts, strict=True):
            array = _to_raws(one)
            if _is_older(array, what):
                array = _to_raws(encode(decode(one)))
            if bytes(array[_STREAM]) != self._stream_json:
                return False
            if b",".join(array[_WHAT]) != what or b",".join(array[_REST]) != rest:
                return False
        return True

    def is_same(self, other: Act) -> bool:
        """Tell whether another act has the same content."""
        return self.stream == other.stream and self.parts == other.parts

    def receipt_at(self, position: int, version: int, *, repeated: bool = False) -> Receipt:
        """Give the receipt of this act when its first event stands at `position` with `version`."""
        more = len(self.parts) - 1
        return Receipt(
            first_position=position, last_position=position + more, version=version + more, repeated=repeated
        )


class Place(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """What stored bytes say of where they stand: the columns are copies of this."""

    position: int
    stream: str
    version: int
    client_key: str


def place_of(stored: bytes, position: int | None = None) -> Place:
    """Read where stored bytes stand. Raises LedgerDamagedError, naming `position`."""
    try:
        return _read_place(stored)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise LedgerDamagedError(f"position {position or '?'}: no event can be read: {error}") from error


def recorded_us_of(stored: bytes) -> int:
    """Read when stored bytes were recorded [µs of UTC since 1970]."""
    return int(bytes(_to_raws(stored)[_RECORDED_US]))


def rows_of(stored: Iterable[bytes], last_key: str | None) -> Iterator[Row]:
    """Give the rows of stored events of another ledger; `last_key` is the client key of the event before."""
    for one in stored:
        place = place_of(one)
        key = None if place.client_key == last_key else place.client_key
        yield place.position, place.stream, place.version, key, one
        last_key = place.client_key


def _is_older(array: list[msgspec.Raw], what: bytes) -> bool:
    """Tell whether a stored event has the word of `what`, but an older version of it."""
    word, version, _ = _to_raws(b"[%b]" % what)
    return array[_WORD] == word and int(bytes(array[_VERSION])) < int(bytes(version))


def _parts(draft: Draft) -> tuple[bytes, bytes]:
    kind = kind_of(draft.body)
    what = _to_bytes((kind.word, kind.version, draft.occurred_us))[1:-1]
    rest = _to_bytes((draft.recorded_by, draft.point, draft.cause, draft.passage, draft.body))[1:-1]
    # What cannot be read again would lie in the ledger for ever.
    try:
        _trial(kind.type)(b"[%b,%b]" % (what, rest))
    except msgspec.ValidationError as error:
        raise ValueError(f"this draft is no event that could be read: {error}") from error
    return what, rest


@cache
def _trial(body: type) -> Callable[[bytes], object]:
    """Give what reads the content of an event with a body of this type."""
    fields = (
        ("word", str), ("word_version", int), ("occurred_us", int), ("recorded_by", str), ("point", str),
        ("cause", int | None), ("passage", int | None), ("body", body),
    )  # fmt: skip
    return msgspec.json.Decoder(msgspec.defstruct("Trial", fields, array_like=True)).decode


_read_place = msgspec.json.Decoder(Place).decode
