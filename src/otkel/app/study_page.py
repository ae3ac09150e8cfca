"""One HTML page of a run: its figures, the line over time, the waits, and what its numbers rest on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

import msgspec

from otkel.app.page import row, whole_page
from otkel.app.study_words import SPREAD, TIMES, amount, called, half, name_of
from otkel.app.svg import BLUE, GREY, ORANGE, Box, Picture, Series, bars, lines
from otkel.app.words import Words
from otkel.phrases import Phrase, phrase
from otkel.sim.result import Outcome
from otkel.sim.scenario_check import Ground


def page_of(outcome: Outcome, words: Words) -> str:
    """Give the page."""
    parts = [
        f"<h1>{escape(called(outcome, words))}</h1>",
        f"<p>{escape(str(outcome.parameters.get('about') or ''))}</p>",
        f"<p class='soft'>{escape(words.sentence(_how(outcome)))}</p>",
        str(_line_picture(outcome, words)),
        str(_wait_picture(outcome, words)),
        "".join(_table(outcome, words)),
        "".join(_points(outcome, words)),
        "".join(grounds_of(outcome.grounds, words)),
        f"<h2>{escape(words.say(phrase('All parameters')))}</h2><pre>{escape(_plain(outcome))}</pre>",
    ]
    return whole_page(called(outcome, words), parts, words)


def _how(outcome: Outcome) -> Phrase:
    made = ", ".join(f"{name} {number}" for name, number in outcome.versions.items())
    return phrase(
        "{runs} replications with seed {seed}, made with {made}; ± is a 95 % interval over replications",
        runs=outcome.replications, seed=str(outcome.seed), made=made,
    )  # fmt: skip


def _line_picture(outcome: Outcome, words: Words) -> Picture:
    """The trucks in line over time, with the range of eight replications in ten."""
    told = words.say(phrase("mean of the replications; the band holds eight in ten"))
    picture = Picture(860, 340, words.say(phrase("Trucks in line")), told)
    days = [hour / 24 for hour in range(len(outcome.in_line.mean))]
    series = Series("", BLUE, outcome.in_line.p10, outcome.in_line.mean, outcome.in_line.p90)
    if len(days) > 1:
        lines(picture, Box(60, 90, 770, 190), "", words.say(phrase("days")), days, [series])
    return picture


def _wait_picture(outcome: Outcome, words: Words) -> Picture:
    """Means of the waits, with their intervals."""
    picture = Picture(860, 300, words.say(phrase("Mean waits")))
    rows = []
    for name, colour in zip(TIMES, (BLUE, ORANGE, GREY, BLUE), strict=True):
        one = outcome.figure(name, "mean")
        if one.mean is not None:
            low, high = (one.mean if end is None else end for end in (one.low, one.high))
            rows.append((words.say(name_of(name, 0)), one.mean, low, high, colour))
    if rows:
        bars(picture, Box(330, 70, 440, 170), "", words.say(phrase("minutes")), rows)
    return picture


def _table(outcome: Outcome, words: Words) -> Iterator[str]:
    within = float(outcome.parameters["within_h"])
    yield "<table><tr><th></th>"
    yield from (f"<th>{escape(head)}</th>" for head in (words.say(phrase("mean")), "P50", "P80", "P95"))
    yield "</tr>"
    told = [name for name in SPREAD if any(one.name == name for one in outcome.figures)]
    for name in told:
        found = [outcome.figure(name, statistic) for statistic in ("mean", "p50", "p80", "p95")]
        first, *others = found
        cells = [
            half(first.mean, first.low, first.high, first.unit),
            *(amount(o.mean, o.unit) for o in others),
        ]
        yield row([words.say(name_of(name, within)), *cells])
    for one in outcome.figures:
        if one.name not in SPREAD:
            cell = half(one.mean, one.low, one.high, one.unit)
            yield row([words.say(name_of(one.name, within)), cell, "", "", ""])
    yield "</table>"


def _points(outcome: Outcome, words: Words) -> Iterator[str]:
    heads = (phrase("crossing point"), phrase("trucks through"), phrase("mean wait in line"))
    yield "<table><tr>"
    yield from (f"<th>{escape(words.say(head))}</th>" for head in heads)
    yield "<th>P80</th></tr>"
    for one in outcome.points:
        wait = one.line_mean_min
        told = half(wait.mean, wait.low, wait.high, "min")
        yield row([one.point, amount(one.trucks.mean, ""), told, amount(one.line_p80_min.mean, "min")])
    yield "</table>"


def grounds_of(grounds: Sequence[Ground], words: Words) -> Iterator[str]:
    """Give what the numbers of a scenario rest on, as a table."""
    if not grounds:
        return
    yield f"<h2>{escape(words.say(phrase('What the numbers rest on')))}</h2><table>"
    for one in grounds:
        span = "" if one.low is None else f"{one.low:g} … {one.high:g}"
        told = one.source or words.say(phrase("assumption: {why}", why=one.assumption or ""))
        cells = f"<td>{escape(one.path)}</td><td>{span}</td><td style='text-align:left'>{escape(told)}</td>"
        yield f"<tr>{cells}</tr>"
    yield "</table>"


def _plain(outcome: Outcome) -> str:
    return msgspec.json.format(msgspec.json.encode(outcome.parameters), indent=2).decode()
