"""From what a provision says to the field that rests on it: units, signs, and what is told otherwise."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from otkel.errors import Mistake, UnknownNameError, Where
from otkel.facts.events.shapes import CODE
from otkel.law.timeline import Lookup, State
from otkel.phrases import phrase
from otkel.queueing.discipline import Form, PolicyField
from otkel.queueing.policy_fields import row_fields, top_fields

# How many of a field's unit one of a provision's unit is.
_FACTORS = {
    ("hour", "min"): 60,
    ("hour", "h"): 1,
    ("day", "h"): 24,
    ("day", "days"): 1,
    ("minute", "min"): 1,
    ("%", "%"): 1,
    ("moves", "moves"): 1,
    ("cancellations", "cancellations"): 1,
    ("no-shows", "no-shows"): 1,
}


class Cell(NamedTuple):
    """One place in a tree of fields: the field, and the mapping that holds or may hold it."""

    field: PolicyField
    holder: dict[str, Any]


def find_cell(tree: dict[str, Any], path: str) -> Cell | None:
    """Give the place of a path such as `late_min` or `classes.accelerated.cap_pct`.

    A row is named by its name, a plan of checks by its stage, and its lane if it has one.
    """
    table, _, rest = path.partition(".")
    if not CODE.fits(path):  # the event that stores it could not hold it
        return None
    if not rest:
        field = top_fields().get(path)
        return Cell(field, tree) if field is not None and field.form is not Form.ROWS else None
    row, _, name = rest.rpartition(".")
    field = row_fields(table).get(name) if table in top_fields() else None
    rows = tree.get(table)
    for one in rows if field is not None and isinstance(rows, list) else ():
        if isinstance(one, dict) and row_name(one) == row and field is not None:
            return Cell(field, one)
    return None


def row_name(row: dict[str, Any]) -> str:
    """Give the name by which a path calls a row."""
    parts = (row.get("name") or row.get("stage"), row.get("lane"))
    return ".".join(str(part) for part in parts if part)


def value_of(field: PolicyField, lookup: Lookup, before: bool) -> Any:
    """Give the value of a provision in force as the field holds it.

    Raises UnknownNameError where a field cannot hold what the provision says.
    """
    unit, value = lookup.provision.unit, lookup.value
    if field.form is Form.YES_NO and not before:
        if isinstance(value, bool):
            return value
        if unit in ("MRP", "RUB", "KZT"):  # a price: whether there is one
            return lookup.amount > 0
        if unit == "bookings":
            return lookup.number == 1
    factor = _FACTORS.get((unit, field.unit))
    if factor is None or field.form not in (Form.WHOLE, Form.NUMBER):
        raise _unfit(field, lookup)
    try:
        number = Decimal(str(value)) * factor * (-1 if before else 1)
    except InvalidOperation:
        raise _unfit(field, lookup) from None
    if number == number.to_integral_value():
        return int(number)
    return float(number)


def told_of(path: str, cell: Cell, lookup: Lookup) -> Mistake:
    """Say that the law gave no value, why, and what stands instead."""
    if lookup.state is State.NOT_KNOWN:
        what = phrase(
            "{provision} is not known on this day: {why}", provision=lookup.provision.id, why=lookup.reason
        )
    else:
        what = phrase("{provision} is not in force on this day", provision=lookup.provision.id)
    kept = cell.holder.get(cell.field.name, cell.field.default)
    if kept is None:
        do = phrase("{field} stays open; write it into a policy of your own if you know it", field=path)
    else:
        do = phrase(
            "{field} keeps {value}; write it into a policy of your own if you know better",
            field=path,
            value=str(kept).lower() if isinstance(kept, bool) else str(kept),
        )
    return Mistake(what, do, Where(field=path))


def _unfit(field: PolicyField, lookup: Lookup) -> UnknownNameError:
    what = phrase(
        "{provision} gives {unit}, which {field} cannot hold",
        provision=lookup.provision.id,
        unit=lookup.provision.unit,
        field=field.name,
    )
    return UnknownNameError(what, phrase("take another provision, or write the value"))
