"""Autumn 2025 as the twin replays it: two hundred simulated autumns beside what was reported.

To run them takes minutes, and the same scenario, seed and versions give the same figures again. So what
`otkel sim replay autumn-2025 --effects 0 --json` printed lies beside this file; a test holds it against the
scenario that is shipped. The twin itself is loaded when the page is first asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from otkel.app.words import Words
from otkel.phrases import Phrase

if TYPE_CHECKING:
    from otkel.sim.replay import Replay

RESULT = Path(__file__).parent / "autumn_2025.json"
NAME = "autumn-2025"
WHOLE = "kz-ru"


class ReportTold(msgspec.Struct, frozen=True, kw_only=True):
    """One report, and what the twin says of it."""

    from_on: str  # ISO
    to_on: str
    days: str
    place: Phrase
    said: Phrase
    source_title: str
    source_address: str | None  # none: there is no address that can be followed
    fit: Phrase | None  # none: it does not count
    answer: Phrase
    is_outside: bool


class Autumn(msgspec.Struct, frozen=True, kw_only=True):
    """The whole page in words."""

    head: tuple[Phrase, ...]
    sums: tuple[Phrase, ...]
    outside: tuple[Phrase, ...]
    reports: tuple[ReportTold, ...]
    picture: str  # SVG
    days: tuple[str, ...]  # of the slider, as short as at an axis


@lru_cache(maxsize=1)
def read_autumn() -> Replay:
    """Read the result that is shipped."""
    from otkel.sim.replay import Replay

    return msgspec.json.decode(RESULT.read_bytes(), type=Replay)


@lru_cache(maxsize=3)
def tell_autumn(words: Words) -> Autumn:
    """Give the replay of the autumn in words."""
    from otkel.app.replay_picture import border_picture
    from otkel.app.replay_told import head_of, outside_of, sums_of

    found = read_autumn()
    return Autumn(
        head=tuple(head_of(found)),
        sums=tuple(sums_of(found)),
        outside=tuple(outside_of(found)),
        reports=tuple(_reports(found, words)),
        picture=str(border_picture(found, words)),
        days=tuple(words.short_day(one) for one in _days(found)),
    )


@lru_cache(maxsize=1)
def steps_of_autumn() -> dict[str, Any]:
    """Give the days for the slider: trucks in the queue at noon, of the border and of each point."""
    found = read_autumn()
    whole = found.bands[0]
    return {
        "days": [one.isoformat() for one in _days(found)],
        "simulated": True,
        "whole": {"low": whole.low, "mid": whole.mid, "high": whole.high},
        "points": {band.place: band.mid for band in found.bands[1:] if band.place != "others"},
    }


def _days(found: Replay) -> list[date]:
    return [found.begins_on + timedelta(n) for n in range(len(found.bands[0].mid))]


def _reports(found: Replay, words: Words) -> Iterator[ReportTold]:
    from otkel.app.replay import shown
    from otkel.app.replay_told import answer_of, days_of, report_of
    from otkel.app.replay_words import FITS, place_of
    from otkel.sim.score import Fit

    for row in shown(found):
        one = row.report
        address = one.source_address
        yield ReportTold(
            from_on=one.from_on.isoformat(),
            to_on=one.to_on.isoformat(),
            days=days_of(one, words),
            place=place_of(one.place),
            said=report_of(row),
            source_title=one.source_title,
            source_address=address if address.startswith(("https://", "http://")) else None,
            fit=FITS[row.fit or Fit.OUTSIDE] if row.counts else None,
            answer=answer_of(row),
            is_outside=row.counts and row.fit is Fit.OUTSIDE,
        )
