"""What the readers of published pages share: opening them, and making a reading out of a figure or a mistake.

A page that is cut off or that changed its form is refused as a whole; a place on it that cannot be read is
set aside, and the others go in.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from otkel.errors import Mistake, Where
from otkel.facts.readings import MOST, Quantity, Reading, Reliability, Seen
from otkel.feeds.opening import check_size, read_bytes, refuse
from otkel.phrases import Phrase, phrase

PAGE_LIMIT_MB = 20
_AHEAD = timedelta(hours=1)  # clocks differ; what lies further ahead was not seen
_FIRST = datetime(2000, 1, 1, tzinfo=UTC)


def page_bytes(source: Path | bytes, name: str) -> bytes:
    """Give the bytes of a page. Raises InputError where it cannot be read or is too large."""
    if isinstance(source, bytes):
        check_size(len(source), PAGE_LIMIT_MB, name)
        return source
    return read_bytes(source, PAGE_LIMIT_MB)


def read_json(data: bytes, name: str) -> Any:
    """Read JSON of any shape. Raises InputError where it is cut off, too deep or no JSON."""
    try:
        return msgspec.json.decode(data)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise refuse(
            phrase("the page is no whole JSON"), phrase("fetch it again; it may have been cut off"), name
        ) from None


def rows_of(tree: Any, key: str, name: str) -> list[Any]:
    """Give the list that a page holds, under a key or alone. Raises InputError where there is none."""
    found = tree.get(key) if isinstance(tree, dict) else tree
    if not isinstance(found, list):
        raise refuse(
            phrase("the page does not hold the list {key}", key=key),
            phrase("its form may have changed: compare it with what docs/guide/feeds.md says"),
            name,
        )
    return found


class Maker(msgspec.Struct, frozen=True, kw_only=True):
    """Makes readings of one source: who says them, and when the page was taken in."""

    source: str
    said_by: str
    reliability: Reliability
    received_us: int

    def reading(
        self,
        place: tuple[str, str | None, str],
        quantity: Quantity,
        figure: float | None,
        observed_us: int,
        *,
        seen: Seen | None = None,
        raw: str = "",
    ) -> Reading:
        """Make a reading of a place (point, country entered, vehicles); a figure of None is unknown."""
        if seen is None:
            seen = Seen.UNKNOWN if figure is None else Seen.KNOWN
        value = None if seen in (Seen.UNKNOWN, Seen.CLOSED) else figure
        point, towards, vehicles = place
        return Reading(
            point=point, towards=towards, vehicles=vehicles, quantity=quantity, seen=seen, value=value,
            observed_us=observed_us, received_us=self.received_us, source=self.source, said_by=self.said_by,
            reliability=self.reliability, raw=raw[:40],
        )  # fmt: skip


def wrong(field: str, what: Phrase, do: Phrase | None = None, row: int | None = None) -> Mistake:
    """Give the mistake of one place on a page."""
    return Mistake(what, do or phrase("nothing: the other places were read"), Where(row=row, field=field))


def not_a_figure(field: str, row: int | None = None) -> Mistake:
    """Give the mistake of a figure that is none."""
    return wrong(field, phrase("the figure cannot be read"), row=row)


def is_figure(value: Any) -> bool:
    """Tell whether a value is a number that a reading can hold."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= MOST


def local_us(text: str, form: str, zone: str, received_us: int) -> int | None:
    """Give an instant that is written in local time, in µs of UTC; None where it cannot be, or lies ahead.

    An hour that stands on the clock twice is the later one that has passed already.
    """
    try:
        naive = datetime.strptime(text.strip(), form).replace(tzinfo=ZoneInfo(zone))
    except (ValueError, OverflowError):
        return None
    received = datetime.fromtimestamp(received_us / 1e6, UTC)
    for fold in (1, 0):
        instant = naive.replace(fold=fold).astimezone(UTC)
        if _FIRST <= instant <= received + _AHEAD:
            return round(instant.timestamp() * 1_000_000)
    return None


def numbered(rows: Iterator[Any] | list[Any]) -> Iterator[tuple[int, Any]]:
    """Give rows with their numbers from 1 on."""
    return enumerate(rows, 1)
