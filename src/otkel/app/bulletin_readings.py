"""What others say, as it is published: the last word of each speaker, and how what he counts has changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from otkel.app.feed_words import last_words
from otkel.facts.readings import REPORTED, Quantity, Reading, Reliability, Seen
from otkel.feeds.bulletin import TRUCKS, Figure, Trend

SHARE = 0.05  # of the longer line: a smaller change is none; our choice, as is
FEWEST = 2.0  # trucks, for short lines
FEWEST_VOICES = 3  # so many who tell the site without an account stand beside better words, not apart
OUTER = (
    5  # of so many such voices the lowest and the highest are left out of the range; of twice as many, two
)
_HOUR_US = 3_600_000_000
# Of drivers and channels only the number is published: in `said_by` may stand a person's name.
_NAMED = (Reliability.OFFICIAL, Reliability.OUTLET)


def figures_of(readings: Sequence[Reading]) -> Iterator[Figure]:
    """Give the figures of each quantity and class of the readings of one direction.

    Anybody may tell the site something without an account. Few such voices do not widen what others say: they
    make a figure of their own. Of many the outermost are left out: none weighs more than one voice.
    """
    for said in last_words(readings).values():
        reported = [one for one in said if one.source == REPORTED]
        others = [one for one in said if one.source != REPORTED]
        if others and reported and _count(reported) < FEWEST_VOICES:
            yield _figure(others, others)
            yield _figure(reported, reported)
        else:
            yield _figure(said, [*others, *_without_outermost(reported)])


def _figure(said: Sequence[Reading], weighed: Sequence[Reading]) -> Figure:
    """Give a figure of what was said, its range of what is weighed."""
    figures = [one for one in weighed if one.value is not None]
    return Figure(
        quantity=said[0].quantity,
        vehicles=said[0].vehicles,
        seen=_seen(said),
        low=min((one.value for one in figures if one.value is not None), default=None),
        high=max((_most(one) for one in figures), default=None),
        observed_us=max(one.observed_us for one in said),
        source="; ".join(dict.fromkeys(one.source for one in said)),
        said_by=tuple(dict.fromkeys(one.said_by for one in said if one.reliability in _NAMED)),
        speakers=_count(said),
        reliability=max(one.reliability for one in said),
    )


def _count(said: Sequence[Reading]) -> int:
    return len({(one.source, one.said_by) for one in said})


def _without_outermost(reported: Sequence[Reading]) -> list[Reading]:
    """Leave out the lowest and the highest of many voices, a fifth of them at either end."""
    out = _count(reported) // OUTER
    known = [one for one in reported if one.value is not None]
    if not out or len(known) < 2 * out + 1:
        return known
    lowest = sorted(known, key=lambda one: one.value or 0.0)[:out]
    highest = sorted(known, key=_most)[-out:]
    return [one for one in known if one not in lowest and one not in highest] or known


def _seen(said: Sequence[Reading]) -> Seen:
    """Give what holds of them together: a figure says more than none, and "closed" more than "unknown"."""
    states = {one.seen for one in said}
    order = (Seen.KNOWN, Seen.PAUSED, Seen.CLOSED, Seen.UNKNOWN)
    return next(one for one in order if one in states)


def _most(one: Reading) -> float:
    return one.most if one.most is not None else one.value or 0.0


def trend_of_readings(readings: Sequence[Reading], hours: float) -> Trend | None:
    """Give how the number of trucks changed that each speaker counts; none where they disagree or are silent.

    A speaker is held against himself alone: his last word against what he said at least so many hours before.
    """
    counted: dict[tuple[str, str], list[Reading]] = {}
    for one in sorted(readings, key=lambda one: one.observed_us):
        if one.quantity is Quantity.VEHICLES_WAITING and one.vehicles == TRUCKS and one.value is not None:
            counted.setdefault((one.source, one.said_by), []).append(one)
    told = set()
    for said in counted.values():
        before_us = said[-1].observed_us - round(hours * _HOUR_US)
        before = [one for one in said if one.observed_us <= before_us]
        if before:
            told.add(trend_between(_most(before[-1]), _most(said[-1])))
    return told.pop() if len(told) == 1 else None


def trend_between(before: float, now: float) -> Trend:
    """Name the change from one number of trucks to another."""
    if abs(now - before) <= max(FEWEST, SHARE * max(before, now)):
        return Trend.STEADY
    return Trend.GROWING if now > before else Trend.SHRINKING
