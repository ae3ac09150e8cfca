"""What may stand in the fields of a command: nothing that an event could not hold.

Commands come from many hands, and an absurd number has to end in a refusal, and not in an exception or
in an event that no ledger takes. The shapes are those of the events.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import cache
from operator import attrgetter
from typing import Any, get_type_hints

import msgspec

from otkel.facts.events.shapes import CODE, COUNTRY, DIGEST, INSTANT, SUBJECT, Shape
from otkel.queueing.commands import Command, Drawn, Told
from otkel.queueing.refusals import no

Fits = Callable[[Any], bool]
_INT64 = 2**63 - 1
_MOST_TRUCKS = 1_000_000  # that anybody could have counted in one place


def require_sound(command: Command) -> None:
    """Refuse a command with a field that cannot be."""
    wrong = _find_wrong(command)
    if wrong is not None:
        raise no("command.field", what=wrong)


def _find_wrong(part: Any) -> str | None:
    values_of, checks = _checks(part.__class__)
    for value, (name, fits, default) in zip(values_of(part), checks, strict=True):
        if value is not default and not fits(value):
            return name
    return None


@cache
def _checks(kind: Any) -> tuple[Callable[[Any], tuple[Any, ...]], tuple[tuple[str, Fits, Any], ...]]:
    """Give how to read the fields, and what is asked of each; what stands there by default is not asked."""
    hints = get_type_hints(kind)
    asked = [one for one in msgspec.structs.fields(kind) if one.name not in _ASKED_ELSEWHERE]
    checks = tuple((one.name, _fits(one.name, hints[one.name]), one.default) for one in asked)
    names = [one.name for one in asked]
    if len(names) < 2:  # `attrgetter` gives a tuple from two names on
        return lambda part: tuple(getattr(part, name) for name in names), checks
    return attrgetter(*names), checks


# Asked against the crossing point and its policy: the directions, the numbers of a policy.
_ASKED_ELSEWHERE = {"towards", "quantity"}


def _fits(name: str, hint: Any) -> Fits:
    if isinstance(hint, type) and (issubclass(hint, StrEnum) or hint is bool):
        return lambda value: type(value) is hint
    return _FITS.get(name) or _optional(name, hint)


def _optional(name: str, hint: Any) -> Fits:
    """Give the check of a choice that may be left open, such as the stage of a pause."""
    kinds = [one for one in getattr(hint, "__args__", ()) if one is not type(None)]
    assert kinds, f"nothing is asked of the field {name} of a command"
    return lambda value: value is None or type(value) in kinds


def _whole(least: int, most: int) -> Fits:
    return lambda value: type(value) is int and least <= value <= most


def _text(shape: Shape) -> Fits:
    pattern = shape.pattern
    assert pattern is not None
    return lambda value: type(value) is str and pattern.fullmatch(value) is not None


def _row(fits: Fits) -> Fits:
    return lambda value: type(value) is tuple and all(map(fits, value))


def _pairs(key_fits: Fits, value_fits: Fits) -> Fits:
    def fits(value: Any) -> bool:
        return type(value) is dict and all(key_fits(key) and value_fits(held) for key, held in value.items())

    return fits


def _part(kind: type) -> Fits:
    return lambda value: type(value) is kind and _find_wrong(value) is None


_CODE, _INSTANT, _TRUCKS = _text(CODE), _whole(INSTANT.least, INSTANT.most), _whole(0, _MOST_TRUCKS)
_COUNT, _PASSAGE, _DRAW = _whole(0, 1_000_000_000), _whole(0, _INT64), _whole(0, 2**64 - 1)
_RANGE = _whole(-_INT64, _INT64)
_FITS: dict[str, Fits] = {
    **dict.fromkeys(
        ("ends_us", "until_us", "from_us", "to_us", "slot_from_us", "day_us", "earliest_us", "latest_us",
         "keeps_until_us", "since_us", "end_by_us"), _INSTANT,
    ),
    **dict.fromkeys(("vehicle", "trailer", "carrier", "driver", "writing"), _text(SUBJECT)),
    **dict.fromkeys(
        ("digest", "seed", "requests_digest", "evidence", "ticket", "certificate", "signer", "inputs",
         "nonce", "sealed", "rulebook", "rules"), _text(DIGEST),
    ),
    **dict.fromkeys(
        ("reason", "rule", "redress", "shift", "lane", "what", "source", "purpose", "service", "batch",
         "method", "queue_class"), _CODE,
    ),
    **dict.fromkeys(("lanes", "found", "cargo", "missing", "languages"), _row(_CODE)),
    **dict.fromkeys(("trucks", "taken_trucks", "low_trucks", "high_trucks"), _TRUCKS),
    **dict.fromkeys(("officers", "people", "points"), _COUNT),
    **dict.fromkeys(("low", "mid", "high"), _RANGE),
    "passage": _PASSAGE, "interval_us": _whole(1, _INT64), "coverage_pct": _whole(0, 100), "draw": _DRAW,
    "texts": _row(_text(DIGEST)), "numbers": lambda value: type(value) is dict,
    "country": _text(COUNTRY), "choices": _row(_INSTANT), "draws": _pairs(_PASSAGE, _DRAW),
    "provisions": _pairs(_CODE, _CODE), "told": _part(Told), "drawn": _part(Drawn),
}  # fmt: skip
