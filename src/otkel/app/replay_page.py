"""One page of a replay: pictures, the table, where the twin is outside, the causes and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from otkel.app.page import whole_page
from otkel.app.replay import shown
from otkel.app.replay_picture import border_picture, effects_picture, points_picture
from otkel.app.replay_told import (
    answer_of,
    days_of,
    effect_cells,
    effect_note,
    head_of,
    outside_of,
    report_of,
    sums_of,
    tally_cells,
)
from otkel.app.replay_words import CAUSE_WORDS, FITS, number, place_of, span
from otkel.app.study_page import grounds_of
from otkel.app.words import Words
from otkel.phrases import Phrase, phrase
from otkel.sim.causes import read_causes
from otkel.sim.replay import Replay
from otkel.sim.score import Fit


def pictures_of(found: Replay, words: Words) -> dict[str, str]:
    """Give the pictures by name."""
    drawn = {"queue": border_picture(found, words), "points": points_picture(found, words)}
    if found.effects:
        drawn["causes"] = effects_picture(found, words)
    return {name: str(picture) for name, picture in drawn.items()}


def page_of(found: Replay, pictures: Mapping[str, str], words: Words) -> str:
    """Give the page; it needs nothing beside it."""
    return whole_page(
        found.scenario,
        [
            f"<h1>{escape(found.scenario)}</h1>",
            f"<p>{escape(str(found.parameters.get('about') or ''))}</p>",
            f"<p class='soft'>{escape(words.sentences(head_of(found)))}</p>",
            pictures["queue"],
            f"<p>{escape(words.sentences(sums_of(found)))}</p>",
            *_table([tally_cells(one, words) for one in (None, *found.tallies)]),
            *_outside(found, words),
            *_effects(found, pictures, words),
            pictures["points"],
            *_reports(found, words),
            *_causes(words),
            *_changes(found, words),
            *grounds_of(found.grounds, words),
        ],
        words,
    )


def _title(text: Phrase, words: Words) -> str:
    return f"<h2>{escape(words.say(text))}</h2>"


def _outside(found: Replay, words: Words) -> Iterator[str]:
    missed = outside_of(found)
    if missed:
        yield _title(phrase("Where the twin is outside"), words)
        yield "<ul>"
        yield from (f"<li>{escape(words.say(said))}</li>" for said in missed)
        yield "</ul>"


def _effects(found: Replay, pictures: Mapping[str, str], words: Words) -> Iterator[str]:
    if found.effects:
        yield _title(phrase("What each cause added"), words)
        yield f"<p class='soft'>{escape(words.sentence(effect_note(found)))}</p>"
        yield pictures["causes"]
        yield from _table([effect_cells(one, words) for one in (None, *found.effects)])


def _reports(found: Replay, words: Words) -> Iterator[str]:
    """Give every report of which the twin says something, with its source."""
    heads = (
        phrase("days"), phrase("place"), phrase("reported"), phrase("source"), phrase("fit"),
        phrase("the twin"),
    )  # fmt: skip
    yield _title(phrase("Report by report"), words)
    yield "<table class='left'>"
    yield "<tr>" + "".join(f"<th>{escape(words.say(head))}</th>" for head in heads) + "</tr>"
    for row in shown(found):
        one = row.report
        fit = words.say(FITS[row.fit or Fit.OUTSIDE]) if row.counts else "–"
        mark = " class='out'" if row.counts and row.fit is Fit.OUTSIDE else ""
        cells = (days_of(one, words), words.say(place_of(one.place)), words.say(report_of(row)))
        yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        yield f"<td>{_linked(one.source_title, one.source_address)}</td><td{mark}>{escape(fit)}</td>"
        yield f"<td>{escape(words.say(answer_of(row)))}</td></tr>"
    yield "</table>"


def _causes(words: Words) -> Iterator[str]:
    """Give the dated timeline of the causes, with the sources of each entry."""
    timeline = read_causes()
    yield _title(phrase("The causes that speakers named"), words)
    yield "<table class='left'>"
    for one in timeline.causes:
        sources = ", ".join(
            _linked(timeline.sources[key].title, timeline.sources[key].address) for key in one.sources
        )
        cells = (days_of(one, words), words.say(CAUSE_WORDS[one.cause]), one.what)
        yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + f"<td>{sources}</td></tr>"
    yield "</table>"


def _changes(found: Replay, words: Words) -> Iterator[str]:
    """Give what the scenario makes of the causes: what is different from when to when, by how much."""
    grounds = {one.path: one for one in found.grounds}
    yield _title(phrase("What the scenario makes of them"), words)
    yield "<table class='left'>"
    for n, one in enumerate(found.changes):
        ground = grounds.get(f"changes[{n}].value")
        value = "–" if one.value is None else number(one.value)
        drawn = f" ({span(ground.low, ground.high)})" if ground and ground.low is not None else ""
        cause = words.say(CAUSE_WORDS[one.cause]) if one.cause else ""
        place = words.say(place_of(one.point or "kz-ru"))
        cells = (days_of(one, words), place, f"{one.what.value} {value}{drawn}", cause, one.why)
        yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
    yield "</table>"


def _linked(title: str, address: str) -> str:
    """Give a source; only a real address becomes a link."""
    if not address.startswith(("http://", "https://")):
        return escape(title)
    return f"<a href='{escape(address, quote=True)}'>{escape(title)}</a>"


def _table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Give a table whose last column, that of the names, comes first; the first row holds the heads."""
    yield "<table>"
    for n, (*numbers, name) in enumerate(rows):
        cells = (name, *numbers)
        tag = "td" if n else "th"
        yield "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"
    yield "</table>"
