"""Several rows of a table that are one trip: a row a consignment, or a line of goods of one.

A table that has the column `consignment` holds them. Rows of one trip have the same `id` and stand together.
What is said of the trip in its first row holds for the others, which may leave it empty and may not say
something else; so do rows of one consignment. Papers and the SPOT notice of a row are of its consignment.
Only the rows of one trip are held at a time, so that a table of any length can be read. A trip of which a
row cannot be read, or stands elsewhere, is not answered: it would be answered without a load that it has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b

import msgspec

from otkel.errors import Mistake, Where
from otkel.facts.plates import as_latin, fold
from otkel.facts.trip import Consignment, Trip
from otkel.feeds.scalars import shown
from otkel.feeds.table import SpoiltRow
from otkel.feeds.trip_columns import LOAD, PATHS
from otkel.phrases import phrase

Cells = dict[str, str]
Numbered = tuple[int, Cells]
MOST_ROWS = 500  # of one trip
ID = "id"
_MARKS_DO_NOT_COUNT = frozenset({"plate", "trailer_plate", "vin"})
_OF_A_ROW = ("documents", "spot[]")
_OF_THE_TRIP = frozenset(
    name for name, path in PATHS.items() if path[0] not in _OF_A_ROW and path[0] != "consignments[]"
)
_OF_THE_LOAD = frozenset(
    name
    for name, path in PATHS.items()
    if path[0] == "consignments[]" and "goods[]" not in path and name != LOAD
)

_TOGETHER = phrase("let all rows of a trip stand together, at most {most}", most=MOST_ROWS)
_TOO_MANY = phrase("the trip has more than {most} rows", most=MOST_ROWS)
_BESIDE = phrase("a row beside this trip cannot be read: if it is of this trip, the answer lacks it")


class Read(msgspec.Struct, frozen=True):
    """What became of the rows of one trip; `row` is the first of them."""

    row: int
    trip: Trip | None
    notices: tuple[Mistake, ...]
    mistakes: tuple[Mistake, ...]


ReadRow = Callable[[int, Cells], Read]


class _Held(msgspec.Struct):
    """The rows of one trip so far, what keeps it from being answered, and what may be a row of it."""

    first: int
    rows: list[Numbered] = []
    wrong: list[Mistake] = []
    beside: list[Mistake] = []

    @property
    def trip(self) -> str:
        """The trip's id as its first row has it."""
        return self.rows[0][1].get(ID, "") if self.rows else ""

    def add(self, row: int, cells: Cells, spoilt: Mistake | None, file: str | None) -> None:
        """Add a row; of one that cannot be read only what is wrong is held."""
        if spoilt is not None:
            self.wrong.append(spoilt)
        elif len(self.rows) == MOST_ROWS:
            self.wrong.append(Mistake(_TOO_MANY, _TOGETHER, Where(file=file, row=row, field=ID)))
        if len(self.rows) < MOST_ROWS:
            self.rows.append((row, cells))


class Joining:
    """Reads the rows of trips that stand together."""

    def __init__(self, read_row: ReadRow, file: str | None, apart: frozenset[bytes] = frozenset()) -> None:
        """`read_row` reads a row that says all of its trip; `apart` are marks of trips that stand apart."""
        self._read_row, self._file, self._apart = read_row, file, apart

    def read(self, rows: Iterable[tuple[int, Cells | Mistake]]) -> Iterator[Read]:
        """Give each trip, and each row that cannot be read."""
        held: _Held | None = None
        loose: list[Mistake] = []  # rows since then of which nothing is known, not even their trip
        for number, given in rows:
            cells = given.cells if isinstance(given, SpoiltRow) else given
            if isinstance(cells, Mistake):
                loose.append(cells)
                continue
            if held is not None and held.trip and _key(held.trip) == _key(cells.get(ID, "")):
                held.wrong += loose
            else:
                yield from self._done(held, loose)
                held = _Held(number, beside=loose)
            loose = []
            held.add(number, cells, given if isinstance(given, SpoiltRow) else None, self._file)
        yield from self._done(held, loose)

    def _done(self, held: _Held | None, loose: list[Mistake]) -> Iterator[Read]:
        if held is not None:
            yield self._trip(held, [*held.beside, *loose])
        for one in loose:
            yield Read(one.where.row or 0, None, (), (one,))

    def _trip(self, held: _Held, beside: list[Mistake]) -> Read:
        wrong = list(held.wrong)
        if held.trip and _mark(held.trip) in self._apart:
            what = phrase("rows of the trip {trip} stand apart from each other", trip=shown(held.trip))
            wrong.append(Mistake(what, _TOGETHER, Where(file=self._file, row=held.first, field=ID)))
        parts: list[Trip] = []
        notices = [Mistake(_BESIDE, one.do, one.where) for one in beside if held.trip]
        for number, full, said in self._filled(held.rows):
            read = self._read_row(number, full)
            wrong += [*said, *(one for one in read.mistakes if one not in wrong)]
            notices += read.notices
            if read.trip is not None:
                parts.append(_named(read.trip, full.get(LOAD, "")))
        return Read(held.first, None if wrong else _joined(parts), tuple(notices), tuple(wrong))

    def _filled(self, held: list[Numbered]) -> Iterator[tuple[int, Cells, list[Mistake]]]:
        """Give each row with what rows before it said of the trip and of its consignment."""
        of_trip: Cells = {}
        of_loads: dict[str, Cells] = {}
        for number, cells in held:
            of_load = of_loads.setdefault(fold(cells.get(LOAD, "")), {})
            wrong: list[Mistake] = []
            for names, before in ((_OF_THE_TRIP, of_trip), (_OF_THE_LOAD, of_load)):
                for name in names & cells.keys():
                    wrong += self._add(before, name, cells[name], number)
            yield number, {**cells, **of_trip, **of_load}, wrong

    def _add(self, before: Cells, name: str, text: str, row: int) -> list[Mistake]:
        if not text:
            return []
        said = before.setdefault(name, text)
        key = fold if name in _MARKS_DO_NOT_COUNT else _key
        if key(said) == key(text):
            return []
        what = phrase("{text} stands here, and {before} in a row above", text=shown(text), before=shown(said))
        do = phrase("correct one of the two, or leave it out here")
        return [Mistake(what, do, Where(file=self._file, row=row, field=name))]


def find_apart(rows: Iterable[tuple[int, Cells | Mistake]]) -> frozenset[bytes]:
    """Give the marks of trips that come again after another one: read beforehand, none is answered in part.

    Eight bytes a trip are held.
    """
    seen: set[bytes] = set()
    apart: set[bytes] = set()
    before = ""
    for _, given in rows:
        cells = given.cells if isinstance(given, SpoiltRow) else given
        if isinstance(cells, Mistake):
            continue
        trip = cells.get(ID, "")
        if trip and _key(trip) != _key(before):
            (apart if _mark(trip) in seen else seen).add(_mark(trip))
        before = trip
    return frozenset(apart)


def _key(text: str) -> str:
    return as_latin(" ".join(text.split()))


def _mark(trip: str) -> bytes:
    return blake2b(_key(trip).encode(), digest_size=8).digest()


def _named(trip: Trip, load: str) -> Trip:
    """Let papers and notices of a row be of its consignment, where it has a name and goods."""
    if not load or not trip.consignments:
        return trip
    own = trip.consignments[0].id
    return msgspec.structs.replace(
        trip,
        documents=tuple(msgspec.structs.replace(one, consignment=own) for one in trip.documents),
        spot=tuple(msgspec.structs.replace(one, consignment=own) for one in trip.spot),
    )


def _joined(parts: list[Trip]) -> Trip:
    """Give the one trip of several rows; loads of one id are one load with the goods of all its rows."""
    loads: dict[str, Consignment] = {}
    for number, part in enumerate(parts, 1):
        for load in part.consignments:
            name = load.id or str(number)
            known = loads.get(name)
            goods = load.goods if known is None else (*known.goods, *load.goods)
            loads[name] = msgspec.structs.replace(known or load, id=name, goods=goods)
    return msgspec.structs.replace(
        parts[0],
        consignments=tuple(loads.values()),
        load_stated=any(part.load_stated for part in parts),
        documents=tuple(dict.fromkeys(one for part in parts for one in part.documents)),
        spot=tuple(dict.fromkeys(one for part in parts for one in part.spot)),
    )
