"""What `otkel sim replay` prints for people: each report, what the twin says of it, and how that did."""

from __future__ import annotations

from rich.console import Console

from otkel.app.replay import shown
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
from otkel.app.replay_words import place_of
from otkel.app.words import Words
from otkel.cli.out import lines, rows
from otkel.phrases import phrase
from otkel.sim.replay import Replay
from otkel.sim.replay_score import Row
from otkel.sim.score import Fit


def tell_replay(out: Console, found: Replay, words: Words) -> None:
    """Print the table, the scores, what is outside, and what each cause did."""
    for said in head_of(found):
        lines(out, words.sentence(said))
    out.print()
    for row in shown(found):
        _row(out, row, words)
    out.print()
    for said in sums_of(found):
        lines(out, words.sentence(said))
    if not found.counted:
        return
    out.print()
    rows(out, [tally_cells(None, words), *(tally_cells(one, words) for one in found.tallies)])
    _outside(out, found, words)
    if found.effects:
        out.print()
        lines(out, words.sentence(effect_note(found)), style="bold")
        rows(out, [effect_cells(None, words), *(effect_cells(one, words) for one in found.effects)])


def _row(out: Console, row: Row, words: Words) -> None:
    days, place = days_of(row.report, words), words.say(place_of(row.report.place))
    lines(out, f"{days}  {place}, {words.say(report_of(row))}", rest="  ")
    style = "bold" if row.fit is Fit.OUTSIDE and row.counts else ""
    lines(out, words.say(answer_of(row)), "    ", style=style)


def _outside(out: Console, found: Replay, words: Words) -> None:
    missed = outside_of(found)
    if missed:
        out.print()
        lines(out, words.sentence(phrase("where the twin is outside")), style="bold")
        for said in missed:
            lines(out, words.say(said), "- ", "  ")
