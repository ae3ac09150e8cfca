"""Use case: incidents from a table, as whoever collects the cases of drivers keeps them, a row each."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path
from typing import Any

from otkel.app.crossing.desk import Ledger, opened_ledger
from otkel.app.crossing.reading import read_options
from otkel.app.incident_options import TELL
from otkel.app.incidents import require_sense, tell_in
from otkel.app.ledger import now_us
from otkel.app.set_asides import SetAsides
from otkel.errors import InputError, Mistake, Where
from otkel.facts.gazetteer import find_point
from otkel.feeds.table import Column, read_table
from otkel.ledger.readings import FeedRun, open_readings
from otkel.phrases import phrase

KIND = "incidents"
_NAMES: dict[str, tuple[str, ...]] = {
    "point": ("пункт", "пункт пропуска", "өткізу пункті"),
    "measure": ("мера", "что сделали", "шара"),
    "country": ("государство", "страна", "ел"),
    "from": ("начало", "басталуы"),
    "until": ("конец", "окончание", "аяқталуы"),
    "authority": ("орган",),
    "stage": ("этап", "кезең"),
    "place": ("место", "орын"),
    "ground": ("основание", "негіз"),
    "act": ("норма", "статья", "бап"),
    "norm": ("норма союза",),
    "paper": ("документ выдан", "құжат берілді"),
    "paper_kind": ("вид документа",),
    "paper_number": ("номер документа",),
    "outcome": ("исход", "нәтиже"),
    "goods": ("товар", "тн вэд", "тауар"),
    "plate": ("номер", "госномер", "нөмір"),
    "plate_country": ("страна номера",),
    "name": ("имя", "водитель", "аты", "жүргізуші"),
    "words": ("слова", "рассказ", "сөздері"),
    "consent": ("согласие", "келісім"),
    "witness": ("источник", "дереккөз"),
}
COLUMNS = (
    Column("point", _NAMES["point"], required=True),
    *(Column(one.name, _NAMES.get(one.name, ()), required=one.required) for one in TELL.values()),
)
_BETWEEN = re.compile(r"[,;\s]+")
_LOOK = phrase("see what may stand there: otkel incident tell --help")


def read_table_of_incidents(
    db: str, source: Path | bytes, *, name: str | None = None, by: str = "operator"
) -> FeedRun:
    """Tell every row of a table; what cannot be read is set aside, and never its content.

    Reading it again changes nothing. Raises InputError where it is no such table, LedgerError.
    """
    file = name or (source.name if isinstance(source, Path) else KIND)
    table, aside = read_table(source, COLUMNS, file), SetAsides()
    for mistake in table.mistakes:
        aside.add(mistake)
    taken = repeated = 0
    with opened_ledger(db, is_new=True) as ledger:
        for number, row in table.rows:
            told = row if isinstance(row, Mistake) else _tell(ledger, row, by)
            if isinstance(told, Mistake):
                aside.add(told.at(row=number))
            elif told:
                repeated += 1
            else:
                taken += 1
        with closing(open_readings(db, ledger.store)) as readings:
            return aside.write_down(
                readings, kind=KIND, file=file, taken=taken, repeated=repeated, at_us=now_us()
            )


def _tell(ledger: Ledger, row: dict[str, str], by: str) -> bool | Mistake:
    """Tell one row; gives whether it was told before, or what is wrong with it."""
    point = find_point(row["point"])
    if point is None:
        return Mistake(
            phrase("the crossing point is not known"), phrase("see: otkel points"), Where(field="point")
        )
    given: dict[str, Any] = {key: text for key, text in row.items() if text.strip() and key != "point"}
    if "consent" in given:
        given["consent"] = [part for part in _BETWEEN.split(given["consent"]) if part]
    try:
        values = read_options("incident read", TELL, given, point.zone, shell=False)
    except InputError as error:
        first = error.mistakes[0]
        if first.where.field is None:  # something is missing; it says what
            return first
        # What it says may quote the cell, and that may be a name.
        return Mistake(phrase("this cannot be read"), _LOOK, Where(field=first.where.field))
    try:
        require_sense(values)
        return tell_in(ledger, point, values, None, by).repeated
    except InputError as error:
        first = error.mistakes[0]
        field = (first.where.field or "").removeprefix("--")
        return Mistake(first.what, first.do, Where(field=field or None))
