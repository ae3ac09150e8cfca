"""What a stranger needs to redo the draws of a crossing point: lines of JSON without anybody's data.

The first line is a head: format, point, zone of its civil days, how many lines follow, and the last position
of the ledger. Then one event a line, in order of position: `position`, `occurred_us`, `word`, `passage` and
of the body the fields named in `FIELDS`. Vehicles are numbered as they appear, so that one can see that a
truck asks for the second time, and not which truck. Who recorded, and all about people, is left out.

`read_public` trusts nothing: size, form, types and order of a file are checked before anything is redone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from otkel.errors import InputError, Mistake, Where
from otkel.facts.events import REGISTRY
from otkel.facts.events.envelope import Event
from otkel.facts.events.fields import fields_of
from otkel.facts.events.shapes import CODE, FIRST_US, LAST_US, Body
from otkel.facts.gazetteer import get_point
from otkel.phrases import Phrase, phrase

FORMAT = "otkel-public-draws-2"
MOST_BYTES = 300_000_000
MOST_LINE_BYTES = 1_000_000
MOST_MISTAKES = 20

# What is told of each word. `vehicle` becomes a number. The reason of a selection stays with the operator.
FIELDS: dict[str, tuple[str, ...]] = {
    "policy_changed": ("policy", "towards", "numbers", "digest"),
    "seed_committed": ("digest", "purpose", "from_us", "to_us"),
    "seed_opened": ("seed", "digest"),
    "requested": ("vehicle", "towards", "queue_class", "day_us", "choices_us", "since_us", "nonce"),
    "draw_held": (
        "towards", "day_us", "seed", "requests_digest", "requests", "granted", "capacity_trucks",
        "longest_pct",
    ),
    "not_drawn": ("day_us", "draw", "seed"),
    "standby_joined": ("earliest_us", "latest_us"),
    "booked": ("vehicle", "towards", "queue_class", "slot_from_us", "allocation"),
    "moved": ("slot_from_us",),
    "cancelled": ("side",),
    "no_show": (),
    "arrived": ("towards", "queue_class"),
    "exit_started": ("lane",),
    "entry_started": ("lane",),
    "entry_cleared": (),
    "left": ("way",),
    "selected": (
        "stage", "kind", "lane", "draw", "purpose", "below", "seed", "sealed_pct", "risk_points", "risk_rules"
    ),
    "not_selected": ("stage", "lane", "draw", "purpose", "below", "seed", "sealed_pct"),
}  # fmt: skip


class Head(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first line."""

    format: Literal["otkel-public-draws-2"] = "otkel-public-draws-2"
    point: Annotated[str, msgspec.Meta(pattern=f"^{CODE.pattern.pattern if CODE.pattern else ''}$")]
    zone: str
    lines: Annotated[int, msgspec.Meta(ge=0, le=2**40)]
    position: Annotated[int, msgspec.Meta(ge=0, le=2**62)]


class Line(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One event as everybody may see it; `body` has the fields of `FIELDS` as attributes."""

    position: int
    occurred_us: int
    word: str
    passage: int | None = None
    body: Any

    @property
    def truck(self) -> int:
        """The number of the passage; -1 where the event is of the post."""
        return -1 if self.passage is None else self.passage


class PublicRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The public record of one crossing point."""

    head: Head
    lines: tuple[Line, ...]


class _Written(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    position: Annotated[int, msgspec.Meta(ge=1, le=2**62)]
    occurred_us: Annotated[int, msgspec.Meta(ge=FIRST_US, le=LAST_US)]
    word: str
    passage: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)] | None
    body: msgspec.Raw


def public_record(events: Iterable[Event], point: str, zone: str | None = None) -> PublicRecord:
    """Give the public record of a point from all events of a ledger, in order of position.

    `zone` is that of the point's civil days, left out that of the gazetteer. Raises UnknownNameError.
    """
    numbers: dict[str, int] = {}
    lines, last = list[Line](), 0
    for event in events:
        last = event.position
        if event.point == point and event.word in FIELDS:
            lines.append(_line(event, numbers))
    head = Head(point=point, zone=zone or get_point(point).zone, lines=len(lines), position=last)
    return PublicRecord(head=head, lines=tuple(lines))


def write_public(record: PublicRecord) -> Iterator[bytes]:
    """Give the lines of the file, each with its line feed; equal records give equal bytes."""
    yield _encode(record.head) + b"\n"
    for line in record.lines:
        yield _encode(line) + b"\n"


def export_public(events: Iterable[Event], point: str, zone: str | None = None) -> Iterator[bytes]:
    """Give the public record of a point as lines of JSON. Raises UnknownNameError."""
    return write_public(public_record(events, point, zone))


def read_public(rows: Iterable[bytes], name: str | None = None) -> PublicRecord:
    """Read a public record from the rows of a file. Raises InputError with up to 20 mistakes."""
    reading = _Reading(name)
    for number, row in enumerate(rows, 1):
        reading.take(number, row)
    return reading.finish()


class _Reading:
    def __init__(self, name: str | None) -> None:
        self.name = name
        self.head: Head | None = None
        self.lines: list[Line] = []
        self.mistakes: list[Mistake] = []
        self.bytes = 0

    def take(self, number: int, row: bytes) -> None:
        """Read one row. Raises InputError where it makes no sense to go on."""
        self.bytes += len(row)
        if self.bytes > MOST_BYTES or len(row) > MOST_LINE_BYTES:
            raise InputError([*self.mistakes, self._mistake(number, _TOO_LARGE, _AGAIN)])
        try:
            if number == 1:
                self.head = msgspec.json.decode(row, type=Head)
                ZoneInfo(self.head.zone)
            else:
                self._take_line(number, msgspec.json.decode(row, type=_Written))
        except (
            msgspec.MsgspecError,
            UnicodeError,
            RecursionError,
            ZoneInfoNotFoundError,
            ValueError,
            OSError,
        ):
            what = _NO_HEAD if number == 1 else phrase("this is no event of a public record")
            self._add(number, what)
            if number == 1:
                raise InputError(self.mistakes) from None

    def _take_line(self, number: int, written: _Written) -> None:
        if written.word not in FIELDS:
            self._add(number, phrase("{word} is no word of a public record", word=written.word[:64]))
            return
        if self.lines and written.position <= self.lines[-1].position:
            self._add(number, phrase("the position does not come after the one before"))
        if (written.passage is None) is (written.word in _OF_A_TRUCK):
            self._add(number, phrase("this event names a passage where none belongs, or none where one does"))
        body = msgspec.json.decode(written.body, type=_BODIES[written.word])
        if wrong := _misfits(written.word, body):
            self._add(number, phrase("a value lies outside its bounds"), f"body.{wrong}")
        self.lines.append(
            Line(
                position=written.position, occurred_us=written.occurred_us, word=written.word,
                passage=written.passage, body=body,
            )
        )  # fmt: skip

    def finish(self) -> PublicRecord:
        """Give the record. Raises InputError."""
        if self.head is None:
            raise InputError([self._mistake(1, _NO_HEAD, _AGAIN)])
        if not self.mistakes and len(self.lines) != self.head.lines:
            what = phrase(
                "the head tells of {told} lines, and {found} follow",
                told=self.head.lines, found=len(self.lines),
            )  # fmt: skip
            self._add(1, what)
        if self.mistakes:
            raise InputError(self.mistakes)
        return PublicRecord(head=self.head, lines=tuple(self.lines))

    def _add(self, number: int, what: Phrase, field: str | None = None) -> None:
        self.mistakes.append(self._mistake(number, what, _AGAIN, field))
        if len(self.mistakes) >= MOST_MISTAKES:
            raise InputError(self.mistakes)

    def _mistake(self, number: int, what: Phrase, do: Phrase, field: str | None = None) -> Mistake:
        return Mistake(what, do, Where(file=self.name, row=number, field=field))


_TOO_LARGE = phrase("the file is larger than a public record may be")
_NO_HEAD = phrase("this is no head of a public record")
_AGAIN = phrase("fetch the file again from whoever publishes it")
_encode = msgspec.json.Encoder(order="sorted").encode
_OF_THE_POST = frozenset({"policy_changed", "seed_committed", "seed_opened", "draw_held"})
_OF_A_TRUCK = frozenset(FIELDS) - _OF_THE_POST


def _line(event: Event, numbers: dict[str, int]) -> Line:
    told = {name: getattr(event.body, name) for name in FIELDS[event.word]}
    if "vehicle" in told:
        told["vehicle"] = numbers.setdefault(told["vehicle"], len(numbers) + 1)
    return Line(
        position=event.position, occurred_us=event.occurred_us, word=event.word, passage=event.passage,
        body=_BODIES[event.word](**told),
    )  # fmt: skip


def _told(word: str) -> type[Any]:
    """Make the type of what is told of a word, from the type of its body."""
    body: type[Body] = REGISTRY[word].type
    hints = get_type_hints(body)
    fields = [(name, int if name == "vehicle" else hints[name]) for name in FIELDS[word]]
    return msgspec.defstruct(f"Public_{word}", fields, frozen=True, kw_only=True, forbid_unknown_fields=True)


_BODIES = {word: _told(word) for word in FIELDS}


def _misfits(word: str, body: Any) -> str | None:
    """Name the first field that does not fit its shape."""
    for field in fields_of(REGISTRY[word].type):
        if field.name not in FIELDS[word] or field.name == "vehicle":
            continue
        value = getattr(body, field.name)
        for one in value if isinstance(value, tuple) else (value,):
            for shape in field.shapes:
                if isinstance(one, str) is (shape.pattern is not None) and not shape.fits(one):
                    return field.name
    return None
