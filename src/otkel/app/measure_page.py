"""One HTML page of measures: waits, the line over time, where the time goes, and what does not add up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from otkel.app.feed_words import SIMULATED
from otkel.app.measure_words import (
    EARLY_S,
    GROUPS,
    HANDS,
    PARTS,
    PLACES,
    SIDES,
    cells_of,
    group_told,
    instant,
    lasted,
    named,
    ranged,
    share,
    trucks,
)
from otkel.app.measuring import Measured
from otkel.app.page import heading, row, whole_page
from otkel.app.svg import BLUE, GREY, ORANGE, Box, Picture, Series, bars, legend, lines
from otkel.app.words import Words, printable
from otkel.phrases import phrase
from otkel.queueing.measures import Length, Measures

MOST_ROWS = 400  # of a table; the rest is in the CSV
_HEADS = ("P50", "P80", "P95")
_COLOURS = (BLUE, ORANGE, GREY)


def page_of(found: Sequence[Measured], words: Words) -> str:
    """Give the page, one part a log."""
    title = words.say(phrase("Measures"))
    parts = [f"<h1>{escape(title)}</h1>", *(part for one in found for part in _log(one, words))]
    return whole_page(title, parts, words)


def _log(one: Measured, words: Words) -> Iterator[str]:
    measures = one.measures
    yield f"<h2>{escape(printable(one.source))}</h2>"
    told = phrase(
        "{events} events from {begin} to {end}; in brackets: interval of 95 %",
        events=measures.events, begin=instant(measures.begin_us, measures.ahead_us),
        end=instant(measures.end_us, measures.ahead_us),
    )  # fmt: skip
    yield f"<p class='soft'>{escape(words.sentence(told))}</p>"
    if one.simulated:
        yield f"<p><strong>{escape(words.sentence(SIMULATED))}</strong></p>"
    yield from _findings(measures, words)
    yield from _wait_picture(measures, words)
    yield from _wait_over_time(measures, words)
    yield from _waits(measures, words)
    yield from _length_pictures(measures, words)
    yield from _flows(measures, words)
    yield from _release(measures, words)
    yield from _counted(measures, words)
    yield from _carec(measures, words)


def _findings(measures: Measures, words: Words) -> Iterator[str]:
    if not measures.findings:
        yield f"<p>{escape(words.sentence(phrase('everything adds up')))}</p>"
        return
    yield f"<h3>{escape(words.say(phrase('What does not add up')))}</h3><table>"
    yield from (row([words.say(one.what), trucks(one.count)]) for one in measures.findings)
    yield "</table>"


def _wait_picture(measures: Measures, words: Words) -> Iterator[str]:
    """Draw the median of each part of the way, of all trucks together."""
    bars_of = []
    for one in measures.waits if not measures.by else ():
        middle = one.lasted.p50_s
        if middle is not None:
            low, high = (middle.value if end is None else end for end in (middle.low, middle.high))
            told = words.say(PARTS[one.part])
            bars_of.append((told, middle.value / 3600, max(low, 0.0) / 3600, high / 3600, BLUE))
    if bars_of:
        picture = Picture(860, 110 + 34 * len(bars_of), words.say(phrase("Median of each part of the way")))
        box = Box(330, 70, 440, 34.0 * len(bars_of) - 10)
        bars(picture, box, "", words.say(phrase("hours")), bars_of)
        yield str(picture)


def _wait_over_time(measures: Measures, words: Words) -> Iterator[str]:
    """Draw the time inside by hour or day, where nothing else is grouped by."""
    if measures.by not in (("hour",), ("day",)):
        return
    own = [one for one in measures.waits if one.part == "through" and one.lasted.p50_s is not None]
    middle = [one.lasted.p50_s.value / 3600 for one in own if one.lasted.p50_s]
    late = [one.lasted.p95_s.value / 3600 for one in own if one.lasted.p95_s]
    begins = [max(_at_us(one.group[measures.by[0]]), measures.begin_us) for one in own]
    days = [(at_us - measures.begin_us) / 8.64e10 for at_us in begins]
    if len(days) > 1:
        told = words.say(phrase("median by when the truck came; the band reaches to the P95"))
        picture = Picture(860, 330, words.say(phrase("Hours inside, of trucks that got through")), told)
        series = [Series("", BLUE, middle, middle, late)]
        lines(picture, Box(60, 100, 770, 170), "", words.say(phrase("days")), days, series)
        yield str(picture)


def _at_us(group: str | int | None) -> int:
    return group if isinstance(group, int) else 0


def _waits(measures: Measures, words: Words) -> Iterator[str]:
    own = [one for one in measures.waits if one.lasted.trucks or one.open or one.unrecorded]
    yield f"<h3>{escape(words.say(phrase('Waits')))}</h3><table class='figures'>"
    counted = (phrase("trucks"), phrase("still there"), phrase("end not recorded"))
    yield heading(["", *_groups(measures, words), *_HEADS, *(words.say(one) for one in counted)])
    for one in own[:MOST_ROWS]:
        spread = one.lasted
        estimates = [ranged(spread.p50_s), ranged(spread.p80_s), ranged(spread.p95_s)]
        counts = [trucks(n) for n in (spread.trucks, one.open, one.unrecorded)]
        group = cells_of(one.group, measures.ahead_us).values()
        yield row([words.say(PARTS[one.part]), *group, *estimates, *counts])
    yield "</table>" + _cut(len(own), words)


def _groups(measures: Measures, words: Words) -> list[str]:
    return [words.say(GROUPS[one]) for one in measures.by]


def _cut(rows: int, words: Words) -> str:
    if rows <= MOST_ROWS:
        return ""
    told = phrase("{n} more rows are in the table that --csv gives", n=rows - MOST_ROWS)
    return f"<p class='soft'>{escape(words.sentence(told))}</p>"


def _length_pictures(measures: Measures, words: Words) -> Iterator[str]:
    """Draw who stood in line at each crossing point: over time where hours or days were asked for."""
    for point in dict.fromkeys(one.point for one in measures.lengths):
        own = [one for one in measures.lengths if one.point == point]
        yield (
            _over_time(point, own, words)
            if any(one in measures.by for one in ("hour", "day"))
            else _now(point, own, words)
        )


def _over_time(point: str, own: Sequence[Length], words: Words) -> str:
    told = words.say(phrase("means; the band reaches to the most at any instant"))
    picture = Picture(860, 330, f"{point}: {words.say(phrase('trucks over time'))}", told)
    places = [one for one in ("line", "strip", "inside") if any(length.place == one for length in own)]
    begin_us = min(one.from_us for one in own)
    series, days = [], [0.0]
    for place, colour in zip(places, _COLOURS, strict=False):
        lengths = [one for one in own if one.place == place]
        days = [(one.from_us + one.to_us - 2 * begin_us) / 2 / 8.64e10 for one in lengths]
        means, most = [one.mean_trucks for one in lengths], [float(one.most_trucks) for one in lengths]
        series.append(Series(place, colour, means, means, most))
    if len(days) > 1:
        lines(picture, Box(60, 100, 770, 170), "", words.say(phrase("days")), days, series)
        names = zip(places, _COLOURS, strict=False)
        legend(picture, 60, 84, [(words.say(PLACES[name]), colour, False) for name, colour in names])
    return str(picture)


def _now(point: str, own: Sequence[Length], words: Words) -> str:
    rows = [
        (words.say(PLACES[one.place]), one.mean_trucks, one.mean_trucks, float(one.most_trucks), BLUE)
        for one in own
    ]
    told = words.say(phrase("mean over time; the mark reaches to the most at any instant"))
    picture = Picture(860, 130 + 34 * len(rows), f"{point}: {words.say(phrase('trucks'))}", told)
    bars(picture, Box(330, 80, 440, 34.0 * len(rows) - 10), "", words.say(phrase("trucks")), rows)
    return str(picture)


def _flows(measures: Measures, words: Words) -> Iterator[str]:
    yield f"<h3>{escape(words.say(phrase('Throughput')))}</h3><table>"
    heads = (phrase("through"), phrase("an hour"), phrase("came"), phrase("called"), phrase("did not come"))
    yield heading([*_groups(measures, words), *(words.say(one) for one in heads)])
    for one in measures.flows[:MOST_ROWS]:
        counts = [trucks(one.counts[name]) for name in ("arrived", "called", "no_show")]
        rate = "–" if one.through_per_h is None else f"{one.through_per_h:,.2f}"
        group = cells_of(one.group, measures.ahead_us).values()
        yield row([*group, trucks(one.through), rate, *counts])
    yield "</table>" + _cut(len(measures.flows), words)
    used = [one for one in measures.lanes if one.utilisation is not None]
    if used:
        yield f"<h3>{escape(words.say(phrase('Lanes in use')))}</h3><table>"
        for lane in used:
            name = words.say(phrase("all lanes")) if lane.lane is None else printable(lane.lane)
            yield row([lane.point, words.say(PLACES[lane.stage]), name, share(lane.utilisation)])
        yield "</table>"


def _release(measures: Measures, words: Words) -> Iterator[str]:
    if not measures.release:
        return
    title = phrase("Where the time goes: the stages of a time-release study")
    yield f"<h3>{escape(words.say(title))}</h3><table>"
    for one in measures.release:
        name, hands = words.say(PLACES[one.stage]), words.say(HANDS[one.hands])
        yield row([name, hands, lasted(one.mean_h * 3600), share(one.share)])
    yield "</table>"


def _counted(measures: Measures, words: Words) -> Iterator[str]:
    """Tell checks, overtaking and lateness."""
    yield f"<h3>{escape(words.say(phrase('Checks, overtaking, lateness')))}</h3><table>"
    for check in measures.checks:
        told = phrase("checked: {n} trucks", n=check.checked)
        took = ranged(check.lasted.p50_s)
        at = named(words.say(PLACES[check.stage]), check.point)
        yield row([at, words.say(told), share(check.share), took])
    for rule in measures.overtakings[:MOST_ROWS]:
        past = phrase("{n} calls, past {trucks} trucks", n=rule.calls, trucks=rule.overtaken_trucks)
        group = group_told(rule.group, measures.ahead_us, words)
        yield row([named(printable(rule.rule), group), words.say(past), "", ""])
    late_sides = [one for one in measures.lateness if one.by.trucks]
    for side in late_sides[:MOST_ROWS]:
        late = phrase("late {late}, in time {in_time}", late=side.late, in_time=side.in_time)
        group = group_told(side.group, measures.ahead_us, words)
        yield row(
            [named(words.say(SIDES[side.side]), group), words.say(late), "", ranged(side.by.p50_s, EARLY_S)]
        )
    yield "</table>"


def _carec(measures: Measures, words: Words) -> Iterator[str]:
    cost, price = measures.cost, measures.cost.price
    yield f"<h3>{escape(words.say(phrase('Cost and the indicators of CAREC')))}</h3><table>"
    days = f"{measures.truck_days:,.1f}"
    yield row([words.say(phrase("days that trucks stood here")), days, ""])
    for one in measures.truck_days_by[:MOST_ROWS] if measures.by else ():
        group = group_told(one.group, measures.ahead_us, words)
        yield row([group, f"{one.days:,.1f}", f"{one.cost:,} {price.currency}"])
    amount = f"{cost.amount:,} {price.currency} ({cost.low:,} … {cost.high:,})"
    yield row([words.say(phrase("what they cost")), amount, f"{price.ground}; {price.range_ground}"])
    for indicator in measures.corridor:
        value = "–" if indicator.value is None else f"{indicator.value:,.2f} {indicator.unit}"
        yield row(
            [
                f"{indicator.code}: {words.say(indicator.what)}",
                value,
                words.say(indicator.why) if indicator.why else "",
            ]
        )
    yield "</table>"
