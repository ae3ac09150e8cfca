"""The user's own tariff of navigation seals: prices of a contract, where the rulebook knows none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from otkel.errors import InputError, Mistake, Where
from otkel.facts.places import EAEU
from otkel.feeds.opening import read_bytes, read_text
from otkel.feeds.scalars import read_country, read_currency, read_decimal
from otkel.feeds.yaml_tree import read_yaml_tree
from otkel.law.seal_tariff import DayCount, SealStage, Tariff
from otkel.phrases import Phrase, phrase

LIMIT_MB = 1
_MOST = Decimal(1_000_000_000)  # of a price, in any currency
_LONGEST = 200  # letters of a source
EXAMPLE = """# What tracking with a navigation seal costs by your contract; leave out what you do not know.
source: "contract 17 of 2026-03-01"
tariffs:
  - state: RU
    currency: RUB
    start: 13855        # tracking begins in this state
    transit: 7805
    end: 10845          # tracking ends in this state
    day: 500            # of each day of tracking; leave it out where days are not paid
    free_days: 3
    count: begun        # days of 24 hours: begun, full, share; or civil: those of a clock, begun ones too
    clock: Europe/Moscow
"""
_NEEDED = ("state", "currency")


def read_tariffs(path: Path) -> dict[str, Tariff]:
    """Read a file of tariffs, by state. Raises InputError with every mistake and its row."""
    name = path.name
    try:
        tree = read_yaml_tree(read_text(read_bytes(path, LIMIT_MB), name).text, name)
    except InputError as error:
        raise InputError(Mistake(one.what, _SEE, one.where) for one in error.mistakes) from None
    mistakes = [_wrong(key, _UNKNOWN) for key in tree.data if key not in ("source", "tariffs")]
    source, given = tree.data.get("source"), tree.data.get("tariffs")
    if not isinstance(source, str) or not source.strip() or len(source) > _LONGEST:
        mistakes.append(_wrong("source", phrase("it is not said where these prices stand")))
    if not isinstance(given, list) or not 0 < len(given) <= len(EAEU):
        mistakes.append(_wrong("tariffs", phrase("the file must hold a list of tariffs, one a state")))
        given = []
    found: dict[str, Tariff] = {}
    for at, one in enumerate(given):
        path_of = f"tariffs[{at}]"
        read = _tariff(one if isinstance(one, dict) else {}, path_of, str(source), mistakes)
        if read is not None and read.state in found:
            mistakes.append(_wrong(f"{path_of}.state", phrase("this state stands in the file twice")))
        elif read is not None:
            found[read.state] = read
    if mistakes:
        raise InputError(one.at(file=name, row=_row(tree.lines, one.where.field or "")) for one in mistakes)
    return found


def _tariff(given: Mapping[str, Any], path: str, source: str, mistakes: list[Mistake]) -> Tariff | None:
    before = len(mistakes)
    values: dict[str, Any] = {}
    for key in [*given, *(key for key in _NEEDED if key not in given)]:
        reader = _READERS.get(key)
        value = _UNKNOWN if reader is None else reader(given.get(key))
        if isinstance(value, Phrase):
            mistakes.append(_wrong(f"{path}.{key}", value))
        else:
            values[key] = value
    if "day" in given and "count" not in given:
        mistakes.append(_wrong(f"{path}.count", phrase("it is not said how days are counted")))
    if len(mistakes) > before:
        return None
    stages = {stage: values.pop(stage.value, None) for stage in SealStage}
    return Tariff(stages=stages, by_day="day" in values, source=source.strip(), **values)


def _amount(value: Any) -> Decimal | Phrase:
    read = read_decimal(str(value))
    if isinstance(read, Mistake):
        return read.what
    return read if 0 <= read <= _MOST else phrase("this is out of bounds")


def _state(value: Any) -> str | Phrase:
    read = read_country(str(value))
    if isinstance(read, Mistake):
        return read.what
    return read if read in EAEU else phrase("{country} is no member of the Union", country=read)


def _currency(value: Any) -> str | Phrase:
    read = read_currency(str(value))
    return read.what if isinstance(read, Mistake) else read


def _count(value: Any) -> DayCount | Phrase:
    words = tuple(one.value for one in DayCount)
    return DayCount(value) if value in words else phrase("take one of: {options}", options=words)


def _clock(value: Any) -> str | Phrase:
    try:
        return ZoneInfo(str(value)).key
    except (OSError, ValueError, LookupError):  # no such zone, a folder of zones, or a hostile path
        return phrase("{zone} is not a time zone", zone=str(value)[:40])


def _wrong(field: str, what: Phrase) -> Mistake:
    return Mistake(what, _SEE, Where(field=field))


def _row(lines: Mapping[str, int], place: str) -> int:
    while place and place not in lines:
        place = place.rpartition(".")[0]
    return lines.get(place, 1)


_SEE = phrase("begin from the example: otkel seal tariff")
_UNKNOWN = phrase("this is no field of a tariff")
_READERS: dict[str, Callable[[Any], Any]] = {
    "state": _state, "currency": _currency, "start": _amount, "transit": _amount, "end": _amount,
    "day": _amount, "free_days": _amount, "count": _count, "clock": _clock,
}  # fmt: skip
