"""Stays of many drivers from one table, CSV or XLSX."""

from __future__ import annotations

import os
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec

from otkel.errors import InputError, Mistake, Where
from otkel.facts.countries import territory_of
from otkel.facts.people import Driver, Occupation, Permit, RuidStatement, Stay
from otkel.feeds.checks import check_overlaps, check_stay
from otkel.feeds.leaves import Found, Leaf, read_leaf
from otkel.feeds.meanings import Meaning
from otkel.feeds.scalars import NONE_WORDS, UNKNOWN_WORDS, clean, shown
from otkel.feeds.table import Column, SpoiltRow, Table, no_rows, read_table
from otkel.phrases import phrase

COLUMNS = (
    Column("driver", ("водитель", "фио", "фио водителя", "name", "жүргізуші", "айдаушы"), required=True),
    Column("country", ("страна", "государство", "ел", "мемлекет"), required=True),
    Column(
        "entered_on",
        ("entered", "entry", "въезд", "дата въезда", "въехал", "кіру", "кірді", "кіру күні", "кірген күні"),
        required=True,
    ),
    Column(
        "left_on",
        ("left", "exit", "выезд", "дата выезда", "выехал", "шығу", "шықты", "шығу күні", "шыққан күні"),
        required=True,
    ),
    Column("citizenship", ("гражданство", "азаматтық", "азаматтығы")),
    Column("occupation", ("профессия", "занятие", "кәсіп", "кәсібі")),
    Column("permit", ("разрешение", "рұқсат")),
    Column(
        "contract_until", ("contract", "договор до", "контракт до", "трудовой договор до", "шарт мерзімі")
    ),
    Column(
        "ruid_statement_on",
        ("ruid", "ruid_filed_on", "ruid statement", "заявление ruid", "дата заявления ruid", "ruid өтініші"),
    ),
)
_NAME_LIMIT = 200
_KINDS: dict[str, Leaf] = {
    "country": Leaf("country"),
    "entered_on": Leaf("day"),
    "left_on": Leaf("day"),
    "citizenship": Leaf("country"),
    "occupation": Leaf("words", Occupation),
    "permit": Leaf("words", Permit),
    "contract_until": Leaf("day"),
    "ruid_statement_on": Leaf("day"),
}
# Columns in which a word for `none` says that there certainly is none.
_MAY_BE_NONE = frozenset({"left_on", "contract_until", "ruid_statement_on", "permit"})
# Facts of the driver himself: the row of the latest entry that states one decides.
_OF_THE_DRIVER = ("citizenship", "occupation", "permit", "contract_until", "ruid_statement_on")


class _CertainlyNone:
    """Somebody wrote that there is none."""


NONE = _CertainlyNone()


class DriverStays(msgspec.Struct, frozen=True):
    """One driver of a table: what it says of the person, and of every stay.

    `unread_rows` are rows of this driver that could not be read: a count leaves them out, so that
    more days may have been used than it says. `unread_columns` are the columns that spoilt them.
    """

    driver: str
    person: Driver
    stays: tuple[Stay, ...]
    notices: tuple[Mistake, ...] = ()
    rows: tuple[int, ...] = ()
    unread_rows: tuple[int, ...] = ()
    unread_columns: tuple[str, ...] = ()


class _Read(msgspec.Struct):
    """What has been read of one driver so far."""

    stays: list[Stay] = []
    rows: list[int] = []
    unread: list[int] = []
    unread_columns: list[str] = []
    said: dict[str, list[tuple[date, int, Any]]] = {}
    notices: list[Mistake] = []


def read_stays(
    source: str | os.PathLike[str] | bytes, name: str | None = None
) -> tuple[dict[str, DriverStays], tuple[Mistake, ...]]:
    """Give the drivers of a table in their order, and the mistakes of rows that were left out.

    Columns driver, country, entered_on, left_on (empty: still inside), and optionally citizenship,
    occupation, permit, contract_until, ruid_statement_on: empty means not known; no, none or a
    hyphen means certainly none. Raises InputError where the file as a whole cannot be read.
    """
    return stays_of_table(read_table(source, COLUMNS, name))


def stays_of_table(table: Table) -> tuple[dict[str, DriverStays], tuple[Mistake, ...]]:
    """Give the drivers of a table that was opened with `COLUMNS`, as `read_stays` does."""
    mistakes = list(table.mistakes)
    drivers: dict[str, _Read] = {}
    row = None
    for row, cells in table.rows:
        if isinstance(cells, Mistake):
            mistakes.append(cells)
            _keep_driver(drivers, cells, row)
            continue
        _read_row(drivers, cells, Where(table.file, row), mistakes)
    if row is None:
        raise InputError([no_rows(table.file)])
    made = {driver: _made(driver, read, table.file, mistakes) for driver, read in drivers.items()}
    _notice_one_name_twice(made, table.file)
    if table.notices and made:
        first = next(iter(made))
        made[first] = msgspec.structs.replace(made[first], notices=table.notices + made[first].notices)
    return made, tuple(sorted(mistakes, key=lambda m: m.where.row or 0))


def _keep_driver(drivers: dict[str, _Read], spoilt: Mistake, row: int) -> None:
    """A row with too many cells still names its driver: he is not to be counted short in silence."""
    driver = clean(spoilt.cells.get("driver", ""))[0] if isinstance(spoilt, SpoiltRow) else ""
    if driver and len(driver) <= _NAME_LIMIT:
        read = drivers.setdefault(driver, _Read())
        read.unread.append(row)
        read.unread_columns += ("entered_on", "left_on")


def _read_row(
    drivers: dict[str, _Read], cells: dict[str, str], where: Where, mistakes: list[Mistake]
) -> None:
    driver, notices = clean(cells.get("driver", ""))
    if not driver or len(driver) > _NAME_LIMIT:
        what = phrase("the name of the driver is missing or too long")
        do = phrase("write who the stay belongs to")
        mistakes.append(Mistake(what, do, Where(where.file, where.row, "driver")))
        return
    read = drivers.setdefault(driver, _Read())
    values: dict[str, Any] = {}
    wrong: list[Mistake] = []
    for column, kind in _KINDS.items():
        found = _cell(column, kind, cells.get(column, ""))
        notices += tuple(_at(notice, where, column) for notice in found.notices)
        if found.mistake is not None:
            wrong.append(_at(found.mistake, where, column))
        values[column] = found.value
    for needed in ("country", "entered_on"):
        if values[needed] is None and not any(m.where.field == needed for m in wrong):
            what = phrase("{name} is missing", name=needed)
            wrong.append(_at(Mistake(what, phrase("fill this cell")), where, needed))
    read.notices += [notice.at(file=where.file, row=where.row, field="driver") for notice in notices]
    stay = None if wrong else _stay(values)
    if stay is not None:
        wrong += [_at(mistake, where, field) for field, mistake, _ in check_stay(stay)]
    if wrong or stay is None:
        read.unread.append(where.row or 0)
        read.unread_columns += [m.where.field for m in wrong if m.where.field]
        mistakes += wrong
        return
    read.stays.append(stay)
    read.rows.append(where.row or 0)
    for column in _OF_THE_DRIVER:
        if values[column] is not None:
            read.said.setdefault(column, []).append((stay.entered_on, where.row or 0, values[column]))


def _at(mistake: Mistake, where: Where, column: str) -> Mistake:
    return Mistake(mistake.what, mistake.do, Where(where.file, where.row, column))


@lru_cache(maxsize=65536)
def _cell(column: str, kind: Leaf, text: str) -> Found:
    word = text.strip().casefold()
    if not word or word in UNKNOWN_WORDS:
        return Found()
    if word in NONE_WORDS and column in _MAY_BE_NONE:
        return Found(Permit.NONE if column == "permit" else NONE)
    return read_leaf(kind, _NO_BOUNDS, text)


_NO_BOUNDS = Meaning("")


def _stay(values: dict[str, Any]) -> Stay:
    left = values["left_on"]
    return Stay(
        country=territory_of(values["country"], values["entered_on"]),
        entered_on=values["entered_on"],
        left_on=None if left is NONE else left,
        permit=values["permit"],
    )


def _made(driver: str, read: _Read, file: str | None, mistakes: list[Mistake]) -> DriverStays:
    """Put one driver together; statements that contradict each other become mistakes or notices."""
    latest: dict[str, Any] = {}
    for column, said in read.said.items():
        latest[column] = max(said, key=lambda s: s[:2])[2]
        first = next(((row, value) for _, row, value in said if value != said[0][2]), None)
        if first is None:
            continue
        strange = _contradiction(driver, column, said[0][1], Where(file, first[0], column))
        if column == "citizenship":
            mistakes.append(strange)
            latest[column] = None
        elif column == "occupation":
            read.notices.append(strange)
    for index, mistake in check_overlaps(tuple(read.stays)):
        read.notices.append(_at(mistake, Where(file, read.rows[index]), "entered_on"))
    stays = tuple(read.stays)
    return DriverStays(
        driver,
        _person(driver, latest, stays),
        stays,
        tuple(read.notices),
        tuple(read.rows),
        tuple(read.unread),
        tuple(dict.fromkeys(read.unread_columns)),
    )


def _contradiction(driver: str, column: str, row: int, where: Where) -> Mistake:
    return Mistake(
        phrase(
            "{driver} has another {column} here than in row {row}",
            driver=shown(driver),
            column=column,
            row=row,
        ),
        phrase("write the same in all rows of one driver; two people need two names"),
        where,
    )


def _person(driver: str, said: dict[str, Any], stays: tuple[Stay, ...]) -> Driver:
    contract = said.get("contract_until")
    filed = said.get("ruid_statement_on")
    return Driver(
        name=driver,
        citizenship=said.get("citizenship"),
        occupation=said.get("occupation"),
        permit=said.get("permit"),
        contract_until=None if contract is NONE else contract,
        ruid=RuidStatement(filed_on=filed) if isinstance(filed, date) else None,
        ruid_filed=None if filed is None else filed is not NONE,
        stays=stays,
    )


def _notice_one_name_twice(made: dict[str, DriverStays], file: str | None) -> None:
    """Two spellings that differ only in case or spaces are probably one driver, with too few days each."""
    seen: dict[str, str] = {}
    for driver in made:
        key = "".join(driver.casefold().replace("ё", "е").split())
        if key in seen:
            other = seen[key]
            notice = Mistake(
                phrase("{one} and {other} may be one driver", one=shown(other), other=shown(driver)),
                phrase("write the name the same way in every row, so that all days are counted together"),
                Where(file, (made[driver].rows or made[driver].unread_rows or (None,))[0], "driver"),
            )
            for name in (other, driver):
                made[name] = msgspec.structs.replace(made[name], notices=(*made[name].notices, notice))
        seen.setdefault(key, driver)
