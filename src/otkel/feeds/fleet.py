"""A fleet from one workbook: sheets of drivers, their stays, trucks, and trips; or one of them as a CSV.

Columns are those of `otkel check` for trips, trucks and drivers, and those of `otkel days` for stays. A trip
names its truck by the plate: what the sheet of trucks says of it fills the cells that the trip leaves empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import msgspec

from otkel.errors import InputError, Mistake, Where
from otkel.facts.people import Driver
from otkel.facts.plates import fold
from otkel.feeds import stays, trip_columns
from otkel.feeds.columns import Column, fold_header, spellings
from otkel.feeds.opening import check_size, refuse
from otkel.feeds.scalars import clean, shown
from otkel.feeds.table import Table, headed, no_rows, read_table
from otkel.feeds.trip_columns import COLUMN_OF_PATH, PATHS
from otkel.feeds.trip_file import trip_from_data
from otkel.feeds.trips import TripRow, data_of_row, trips_of_rows
from otkel.feeds.workbook import Rows, is_workbook, read_sheets
from otkel.phrases import phrase

_Cells = dict[str, str]
MOST_MB = 5
UNPACKED_MB = 60
MOST_ROWS = 20_000  # of one sheet
MOST_SHEETS = 20
DRIVERS, STAYS, TRUCKS, TRIPS = "drivers", "stays", "trucks", "trips"
TITLES: dict[str, tuple[str, ...]] = {
    DRIVERS: ("drivers", "водители", "жүргізушілер"),
    STAYS: ("stays", "пребывания", "болған кезеңдер"),
    TRUCKS: ("trucks", "машины", "көліктер"),
    TRIPS: ("trips", "рейсы", "рейстер"),
}


def _part(*starts: str, required: str) -> tuple[Column, ...]:
    return tuple(
        Column(one.name, one.synonyms, one.name == required)
        for one in trip_columns.TRIP_COLUMNS
        if one.path.startswith(starts)
    )


COLUMNS: dict[str, tuple[Column, ...]] = {
    TRIPS: trip_columns.COLUMNS,
    STAYS: stays.COLUMNS,
    DRIVERS: _part("driver.", required="driver"),
    TRUCKS: _part("vehicle.", "carrier.", required="plate"),
}
# The columns by which a sheet is known that bears no title of ours.
_KNOWN_BY: tuple[tuple[str, frozenset[str]], ...] = (
    (TRIPS, frozenset({"enters_on", "route"})),
    (STAYS, frozenset({"driver", "entered_on"})),
    (DRIVERS, frozenset({"driver"})),
    (TRUCKS, frozenset({"plate"})),
)


class FleetDriver(msgspec.Struct, frozen=True):
    """A driver. `unread_rows` are rows of his stays that could not be read: more days may be used."""

    name: str
    person: Driver
    unread_rows: tuple[int, ...] = ()


class Fleet(msgspec.Struct, frozen=True):
    """Drivers and trips of a workbook, what could not be read, and what was noticed."""

    drivers: tuple[FleetDriver, ...]
    trips: tuple[TripRow, ...]
    trucks: int
    mistakes: tuple[Mistake, ...]
    notices: tuple[Mistake, ...]


def read_fleet(data: bytes, name: str | None) -> Fleet:
    """Read a workbook, or a CSV of one sheet. Raises InputError where nothing of it can be read."""
    check_size(len(data), MOST_MB, name)
    tables, notices = _tables(data, name)
    if not tables:
        what = phrase("there is no sheet of drivers, stays, trucks or trips")
        raise refuse(what, phrase("fill in the template, and keep the titles of its sheets"), name)
    mistakes = [mistake for table in tables.values() for mistake in table.mistakes]
    trucks = _trucks(tables.get(TRUCKS), mistakes)
    trips = _trips(tables.get(TRIPS), trucks, notices)
    drivers = _drivers(tables, trips, mistakes, notices)
    mistakes += [mistake for row in trips for mistake in row.mistakes]
    if not drivers and not trips:
        raise InputError(mistakes or [no_rows(name)])
    return Fleet(tuple(drivers.values()), trips, len(trucks), tuple(mistakes), tuple(notices))


def _tables(data: bytes, name: str | None) -> tuple[dict[str, Table], list[Mistake]]:
    if not is_workbook(data):
        return _table_of_csv(data, name), []
    found: dict[str, Table] = {}
    notices: list[Mistake] = []
    for title, rows in read_sheets(data, name, UNPACKED_MB)[:MOST_SHEETS]:
        filled = _limited(rows, title)
        kind = _kind_of(title, filled)
        if kind is None or kind in found:
            what = phrase("the sheet {title} was not read", title=shown(title))
            notices.append(Mistake(what, phrase("nothing, if it is not needed here"), Where(title)))
        elif filled[1:]:
            found[kind] = headed(iter(filled), COLUMNS[kind], title, (), None)
    return found, notices + [notice for table in found.values() for notice in table.notices]


def _limited(rows: Rows, title: str) -> list[tuple[int, tuple[str, ...] | Mistake]]:
    filled = list(islice(rows, MOST_ROWS + 2))
    if len(filled) > MOST_ROWS + 1:
        what = phrase("the sheet {title} has more than {most} rows", title=shown(title), most=MOST_ROWS)
        raise refuse(what, phrase("split the file"), title)
    return filled


def _kind_of(title: str, rows: list[tuple[int, tuple[str, ...] | Mistake]]) -> str | None:
    word = " ".join(title.split()).casefold().replace("ё", "е")
    for kind, titles in TITLES.items():
        if word in titles:
            return kind
    header = rows[0][1] if rows else ()
    return None if isinstance(header, Mistake) else _kind_of_header(header)


def _kind_of_header(header: tuple[str, ...]) -> str | None:
    for kind, needed in _KNOWN_BY:
        known = spellings(COLUMNS[kind])
        if needed <= {known.get(fold_header(title)) for title in header}:
            return kind
    return None


def _table_of_csv(data: bytes, name: str | None) -> dict[str, Table]:
    """Give the one table of a CSV: the first kind whose needed columns it has. Raises InputError."""
    refused: InputError | None = None
    for kind, _ in _KNOWN_BY:
        try:
            table = read_table(data, COLUMNS[kind], name, MOST_MB)
        except InputError as error:
            refused = refused or error
            continue
        rows = list(islice(table.rows, MOST_ROWS + 1))
        if len(rows) > MOST_ROWS:
            what = phrase("the sheet {title} has more than {most} rows", title=name or "", most=MOST_ROWS)
            raise refuse(what, phrase("split the file"), name)
        return {kind: msgspec.structs.replace(table, rows=iter(rows))}
    assert refused is not None
    raise refused


def _trucks(table: Table | None, mistakes: list[Mistake]) -> dict[str, dict[str, str]]:
    """Give the cells of each truck by its folded plate."""
    trucks: dict[str, dict[str, str]] = {}
    for number, cells in table.rows if table is not None else ():
        plate = "" if isinstance(cells, Mistake) else fold(cells.get("plate", ""))
        where = Where(table.file if table is not None else None, number, "plate")
        if isinstance(cells, Mistake):
            mistakes.append(cells)
        elif not plate:
            mistakes.append(Mistake(phrase("the plate is missing"), phrase("fill this cell"), where))
        elif plate in trucks:
            what = phrase("this plate stands in the sheet twice")
            mistakes.append(Mistake(what, phrase("leave one of the two out"), where))
        else:
            trucks[plate] = {column: text for column, text in cells.items() if text}
    return trucks


def _trips(
    table: Table | None, trucks: dict[str, dict[str, str]], notices: list[Mistake]
) -> tuple[TripRow, ...]:
    if table is None:
        return ()
    rows = [(number, _with_truck(cells, trucks)) for number, cells in table.rows]
    columns = (*table.columns, *(column.name for column in COLUMNS[TRUCKS]))
    read = tuple(trips_of_rows(rows, columns, table.file))
    notices += [notice for row in read for notice in row.notices]
    return read


def _with_truck(
    cells: dict[str, str] | Mistake, trucks: dict[str, dict[str, str]]
) -> dict[str, str] | Mistake:
    if isinstance(cells, Mistake):
        return cells
    truck = trucks.get(fold(cells.get("plate", "")), {})
    return {**truck, **{column: text for column, text in cells.items() if text or column not in truck}}


def _drivers(
    tables: dict[str, Table], trips: tuple[TripRow, ...], mistakes: list[Mistake], notices: list[Mistake]
) -> dict[str, FleetDriver]:
    """Give each driver once: from his sheet, else from his stays, else from the trips that name him."""
    found = dict(_own(tables.get(DRIVERS), mistakes, notices))
    if STAYS in tables:
        stayed, wrong = stays.stays_of_table(tables[STAYS])
        mistakes += wrong
        for name, one in stayed.items():
            notices += one.notices
            known = found.get(name)
            person = one.person if known is None else _joined(known.person, one.person)
            found[name] = FleetDriver(name, person, one.unread_rows)
    for row in trips:
        driver = None if row.trip is None else row.trip.driver
        if driver is not None and driver.name and driver.name not in found:
            found[driver.name] = FleetDriver(driver.name, driver)
    return found


def _own(
    table: Table | None, mistakes: list[Mistake], notices: list[Mistake]
) -> Iterator[tuple[str, FleetDriver]]:
    for number, cells in table.rows if table is not None else ():
        if isinstance(cells, Mistake):
            mistakes.append(cells)
            continue
        file = table.file if table is not None else None
        name, _ = clean(cells.get("driver", ""))
        data, wrong = data_of_row(cells)
        where = [one.at(file=file, row=number) for one in wrong]
        try:
            whole = {"enters_on": "2026-01-01", "route": ["KZ", "RU"], **data}
            read = trip_from_data(whole, name=file, row=number, columns=_OF_DRIVERS)
        except InputError as error:
            mistakes += (*where, *error.mistakes)
            continue
        mistakes += where
        if not where:
            notices += (one for one in read.notices if one.where.field in _NAMES)
            yield name, FleetDriver(name, read.trip.driver)


def _joined(own: Driver, stayed: Driver) -> Driver:
    """Give a driver of whom both sheets tell: his own sheet goes first, his stays are those of theirs."""
    filled = {
        field: getattr(own, field) if getattr(own, field) is not None else getattr(stayed, field)
        for field in Driver.__struct_fields__
    }
    return Driver(**{**filled, "stays": (*(own.stays or ()), *(stayed.stays or ()))})


_OF_DRIVERS = {path: name for path, name in COLUMN_OF_PATH.items() if path.startswith("driver.")}
_NAMES = frozenset(name for name, path in PATHS.items() if path[0] == "driver")
