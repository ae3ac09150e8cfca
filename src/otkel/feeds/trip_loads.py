"""Several rows of a table that are one trip: a row a consignment, or a line of goods of one.

A table that has the column `consignment` holds them. Rows of one trip have the same `id` and stand together.
What is said of the trip in its first row holds for the others, which may leave it empty and may not say
something else; so do rows of one consignment. Papers and the SPOT notice of a row are of its consignment.
Only the rows of one trip are held at a time, so that a table of any length can be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import blake2b

import msgspec

from otkel.errors import Mistake, Where
from otkel.facts.plates import fold
from otkel.facts.trip import Consignment, Trip
from otkel.feeds.scalars import shown
from otkel.feeds.trip_columns import LOAD, PATHS
from otkel.phrases import phrase

Cells = dict[str, str]
Numbered = tuple[int, Cells]
MOST_ROWS = 500  # of one trip
ID = "id"
_OF_A_ROW = ("documents", "spot[]")
_OF_THE_TRIP = frozenset(
    name for name, path in PATHS.items() if path[0] not in _OF_A_ROW and path[0] != "consignments[]"
)
_OF_THE_LOAD = frozenset(
    name
    for name, path in PATHS.items()
    if path[0] == "consignments[]" and "goods[]" not in path and name != LOAD
)


class Read(msgspec.Struct, frozen=True):
    """What became of the rows of one trip; `row` is the first of them."""

    row: int
    trip: Trip | None
    notices: tuple[Mistake, ...]
    mistakes: tuple[Mistake, ...]


ReadRow = Callable[[int, Cells], Read]


class Joining:
    """Reads the rows of trips that stand together, and knows which trips were there already."""

    def __init__(self, read_row: ReadRow, file: str | None) -> None:
        """`read_row` reads a row that says all of its trip."""
        self._read_row, self._file = read_row, file
        self._seen: set[bytes] = set()

    def read(self, rows: Iterator[tuple[int, Cells | Mistake]]) -> Iterator[Read]:
        """Give each trip, and each row that cannot be read."""
        held: list[Numbered] = []
        for number, cells in rows:
            if isinstance(cells, Mistake):
                yield from self._done(held)
                held = []
                yield Read(number, None, (), (cells,))
                continue
            if held and not self._goes_on(held, cells):
                yield from self._done(held)
                held = []
            held.append((number, cells))
        yield from self._done(held)

    def _goes_on(self, held: list[Numbered], cells: Cells) -> bool:
        trip = held[0][1].get(ID, "")
        return bool(trip) and fold(trip) == fold(cells.get(ID, "")) and len(held) < MOST_ROWS

    def _done(self, held: list[Numbered]) -> Iterator[Read]:
        if not held:
            return
        first, cells = held[0]
        wrong = self._apart(first, cells.get(ID, ""))
        parts: list[Trip] = []
        notices: list[Mistake] = []
        for number, full, said in self._filled(held):
            read = self._read_row(number, full)
            wrong += [*said, *read.mistakes]
            notices += read.notices
            if read.trip is not None:
                parts.append(_named(read.trip, full.get(LOAD, "")))
        if wrong:
            yield Read(first, None, tuple(notices), tuple(wrong))
        else:
            yield Read(first, _joined(parts), tuple(notices), ())

    def _apart(self, row: int, trip: str) -> list[Mistake]:
        """Tell where a trip comes again after another one."""
        if not trip:
            return []
        mark = blake2b(fold(trip).encode(), digest_size=8).digest()
        if mark in self._seen:
            what = phrase("rows of the trip {trip} stood further above already", trip=shown(trip))
            do = phrase("let all rows of a trip stand together, at most {most}", most=MOST_ROWS)
            return [Mistake(what, do, Where(file=self._file, row=row, field=ID))]
        self._seen.add(mark)
        return []

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
        if fold(said) == fold(text):
            return []
        what = phrase("{text} stands here, and {before} in a row above", text=shown(text), before=shown(said))
        do = phrase("correct one of the two, or leave it out here")
        return [Mistake(what, do, Where(file=self._file, row=row, field=name))]


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
