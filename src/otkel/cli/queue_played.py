"""What became of a file of commands, for a person at a terminal."""

from __future__ import annotations

import sys

from otkel.app.crossing.asking import refusal_json
from otkel.app.crossing.play import Played, RefusedLine
from otkel.app.plain import Json
from otkel.app.words import Words
from otkel.cli.out import console, lines, rows
from otkel.phrases import Phrase, phrase, phrases

_MOST = 20  # refusals and mistakes that are shown one by one; all of them: --json


def print_played(played: Played, words: Words, dry: bool) -> None:
    """Print refusals and mistakes with their rows, and the sum."""
    sys.stderr.write("".join(words.mistake(one) + "\n" for one in played.mistakes[:_MOST]))
    if len(played.mistakes) > _MOST:
        more = phrases("and {n} more mistake", "and {n} more mistakes", n=len(played.mistakes) - _MOST)
        sys.stderr.write(words.sentence(more) + "\n")
    out = console()
    for one in played.refused[:_MOST]:
        row = words.say(phrase("row {row}", row=one.row))
        why = f"{words.sentence(one.refusal.why)} {words.sentence(one.refusal.do)}"
        lines(out, f"{row}, {one.verb}: {one.refusal.rule}. {why}", "  ✗  ")
    if len(played.refused) > _MOST:
        rest = phrases("and {n} more refusal", "and {n} more refusals", n=len(played.refused) - _MOST)
        lines(out, words.sentence(rest), "     ")
    for said in _sums(played, dry):
        lines(out, words.sentence(said))
    table = [(str(number), rule) for rule, number in played.by_rule.most_common()]
    rows(out, table, ("bold",), "  ")


def _sums(played: Played, dry: bool) -> list[Phrase]:
    told = []
    if played.stopped_at is not None:
        told.append(phrase("stopped at row {row}", row=played.stopped_at))
    if dry:
        told.append(phrase("tried on a copy; nothing was recorded"))
    told.append(
        phrase(
            "{rows} commands: recorded {recorded} (events {events}), recorded before {repeated}, nothing due"
            " {idle}, refused {refused}, not read {mistaken}",
            rows=played.rows, recorded=played.recorded, events=played.events, repeated=played.repeated,
            idle=played.idle, refused=len(played.refused), mistaken=played.mistaken,
        )
    )  # fmt: skip
    return told


def played_json(played: Played, words: Words) -> Json:
    """Give it as plain data."""
    return {
        "rows": played.rows,
        "recorded": played.recorded,
        "events": played.events,
        "repeated": played.repeated,
        "nothing_due": played.idle,
        "stopped_at": played.stopped_at,
        "refused_by_rule": dict(played.by_rule.most_common()),
        "refused": [_refused_json(one, words) for one in played.refused],
        "mistakes": [words.mistake(one) for one in played.mistakes],
    }


def _refused_json(one: RefusedLine, words: Words) -> Json:
    return {"row": one.row, "verb": one.verb, **refusal_json(one.refusal, one.zone, words)}
