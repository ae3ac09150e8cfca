"""Which limits a person has on each day, and where his days count: read from the provisions.

Limits and places change on a few days only. They are worked out once for a state of knowledge and
kept as segments of days; a person's own are cut together from these.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from otkel.facts.people import Permit
from otkel.law.corpus import LawDay, Rulebook
from otkel.law.stay.days import Span, Territory
from otkel.law.stay.result import Rule

FIRST_DAY = date.min.toordinal()
LAST_DAY = date.max.toordinal()

RESIDENCE = frozenset({Permit.TEMPORARY_RESIDENCE, Permit.RESIDENCE})
LONG_STAY = frozenset({*RESIDENCE, Permit.VISA})
NO_PERMITS: frozenset[Permit | None] = frozenset()


class Segment(NamedTuple):
    """The limits of the days from `first` to `last`, both included [days]. None: no such limit.

    `year` in a calendar year; `run` in one uninterrupted stay, a warning only where `run_warns`;
    `window` in each period of `width` days that ends on a day of presence.
    """

    first: int
    last: int
    year: int | None = None
    run: int | None = None
    run_warns: bool = False
    window: int | None = None
    width: int = 0


Segments = tuple[Segment, ...]


class Regime(NamedTuple):
    """The provisions that make up a limit; each is the id of one."""

    year: str | None = None
    year_raised: str | None = None
    run: str | None = None
    run_softened: str | None = None
    window: str | None = None


REGIMES = {
    "ru": Regime(year="stay.ru.year", run="stay.ru.continuous", window="stay.ru.window.old"),
    "ru_driver": Regime(
        year="stay.ru.year",
        year_raised="stay.ru.driver.year",
        run="stay.ru.continuous",
        run_softened="stay.ru.driver.continuous",
        window="stay.ru.window.old",
    ),
    "kz": Regime(window="stay.kz.window"),
    "kz_other": Regime(window="stay.kz.window.other", run="stay.kz.trip.other"),
    "schengen": Regime(window="stay.schengen"),
}


@lru_cache(maxsize=4096)
def get_segments(regime: str, law: LawDay) -> Segments:
    """Give the limits of all days under a regime, in order, without a gap between them."""
    return _segments(regime, *_state(law))


def join(before: Segments, since: int, after: Segments) -> Segments:
    """Give the limits `before` up to the day before `since`, and `after` from it."""
    return (
        *(s._replace(last=min(s.last, since - 1)) for s in before if s.first < since),
        *(s._replace(first=max(s.first, since)) for s in after if s.last >= since),
    )


def find_segment(segments: Segments, day: int) -> Segment:
    """Give the limits of a day."""
    for segment in segments:
        if segment.last >= day:
            break
    return segment


@lru_cache(maxsize=4096)
def get_territory(rule: Rule, law: LawDay) -> Territory:
    """Give where and when days count under a rule."""
    return _territory(rule, *_state(law))


@lru_cache(maxsize=4096)
def get_left_out(rule: Rule, law: LawDay) -> frozenset[Permit | None]:
    """Give the permits whose stays do not count under a rule, by the law of the day."""
    if rule == "ru" and law.look("stay.ru.exempt.permit").is_on:
        return RESIDENCE
    if rule == "schengen" and law.look("stay.schengen.excluded").is_on:
        return LONG_STAY
    return NO_PERMITS


def _state(law: LawDay) -> tuple[Rulebook, date, tuple[tuple[str, str], ...]]:
    return law.rulebook, law.known_at, tuple(sorted(law.options.items()))


@lru_cache(maxsize=256)
def _segments(
    regime: str, rulebook: Rulebook, known_at: date, options: tuple[tuple[str, str], ...]
) -> Segments:
    parts = REGIMES[regime]
    ids = [part for part in parts if part is not None]
    return tuple(
        _read_segment(parts, span, law) for span, law in _stretches(ids, rulebook, known_at, options)
    )


def _read_segment(parts: Regime, span: Span, law: LawDay) -> Segment:
    raised = _value(parts.year_raised, law)
    window = _value(parts.window, law) or {}
    return Segment(
        *span,
        year=_value(parts.year, law) if raised is None else raised,
        run=_value(parts.run, law),
        run_warns=_value(parts.run_softened, law) == "warn",
        window=window.get("days"),
        width=window.get("window", 0),
    )


@lru_cache(maxsize=256)
def _territory(
    rule: Rule, rulebook: Rulebook, known_at: date, options: tuple[tuple[str, str], ...]
) -> Territory:
    if rule == "kz":
        return Territory({}, always=frozenset({"KZ"}))
    if rule == "schengen":
        spans: dict[str, tuple[Span, ...]] = {}
        for span, law in _stretches(["stay.schengen.members"], rulebook, known_at, options):
            for member in law.look("stay.schengen.members").value:
                spans[member] = (*spans.get(member, ()), span)
        joined = {country: _touching_joined(found) for country, found in spans.items()}
        return Territory(joined, always=frozenset({"EU"}))
    joint = [s for s, law in _stretches(["stay.union.joint"], rulebook, known_at, options) if _joint(law)]
    exits = [s for s, law in _stretches(["stay.ru.count.exit"], rulebook, known_at, options) if _drops(law)]
    return Territory({"BY": tuple(joint)}, "BY", tuple(exits), always=frozenset({"RU"}))


def _joint(law: LawDay) -> bool:
    return law.look("stay.union.joint").is_on


def _drops(law: LawDay) -> bool:
    return law.look("stay.ru.count.exit").value is False


def _value(provision_id: str | None, law: LawDay) -> Any:
    return None if provision_id is None else law.look(provision_id).value


def _touching_joined(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1].last + 1 == span.first:
            joined[-1] = Span(joined[-1].first, span.last)
        else:
            joined.append(span)
    return tuple(joined)


def _stretches(
    provision_ids: list[str], rulebook: Rulebook, known_at: date, options: tuple[tuple[str, str], ...]
) -> Iterator[tuple[Span, LawDay]]:
    """Cut all days where a provision may change, and give the law of each stretch."""
    starts = {FIRST_DAY}
    for provision_id in provision_ids:
        provision = rulebook.get_provision(provision_id)
        for entry in provision.entries:
            starts.add(entry.from_on.toordinal() if entry.from_on else FIRST_DAY)
            starts.add(entry.to_on.toordinal() + 1 if entry.to_on else FIRST_DAY)
    ordered = sorted(starts)
    for first, after in zip(ordered, [*ordered[1:], LAST_DAY + 1], strict=True):
        yield Span(first, after - 1), rulebook.on(date.fromordinal(first), known_at, dict(options))
