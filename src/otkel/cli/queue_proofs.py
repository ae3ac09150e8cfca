"""Proof of place, certificate, redone draws and the public record, for a person at a terminal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import IO

from rich.console import Console
from rich.text import Text

from otkel.app.crossing.asking import refusal_json
from otkel.app.crossing.desk import Desk
from otkel.app.crossing.proofs import give_certificate, give_ticket, redo_draws, write_record
from otkel.app.crossing.reading import Typed
from otkel.app.plain import Json, plain
from otkel.app.redraw_findings import Outcome
from otkel.app.words import Words
from otkel.cli.out import console, lines, print_json
from otkel.cli.queue_answer import print_refusal, tell_ahead
from otkel.facts.gazetteer import CrossingPoint
from otkel.phrases import phrase, phrases
from otkel.queueing.refusal import Refusal

_MARK = {
    Outcome.HOLDS: ("✓", "green"),
    Outcome.FAILS: ("✗", "red"),
    Outcome.OPEN: ("?", "blue"),
    Outcome.NOTE: ("·", "dim"),
}
Run = Callable[[str, CrossingPoint, Typed, Words, bool], int]


def print_ticket(
    desk: Desk, typed: Typed, words: Words, json: bool, *, out: Console, file: IO[str], folder: Path
) -> int:
    """Give proof of a place, and print its code once."""
    given = give_ticket(desk, typed, folder)
    if isinstance(given, Refusal):
        return _refused(given, desk.point, words, json, out, file)
    told = {
        "point": given.ticket.point,
        "passage": given.ticket.passage,
        "code": given.ticket.code,
        "ahead_trucks": given.ahead_trucks,
    }
    if json:
        print_json(told, file)
        return 0
    out.print(Text(given.ticket.code), soft_wrap=True)  # it is copied, so never broken into lines
    lines(out, words.sentence(tell_ahead(given.ahead_trucks)))
    keep = phrase(
        "give this code to the driver and to nobody else: it is kept nowhere, and whoever has it can ask"
        " for his place"
    )
    lines(out, words.sentence(keep))
    return 0


def print_certificate(
    desk: Desk, typed: Typed, words: Words, json: bool, *, out: Console, file: IO[str], folder: Path
) -> int:
    """Give a waiting certificate: a page, and a file that proves it."""
    given = give_certificate(desk, typed, words.language, folder)
    if isinstance(given, Refusal):
        return _refused(given, desk.point, words, json, out, file)
    page = str(typed.values["out"])
    proof = page[: -len(".pdf")] + ".json"
    if json:
        told = {"passage": given.command.passage, "digest": given.digest, "page": page, "file": proof}
        print_json(told, file)
        return 0
    told_words = phrase(
        "the page was written to {page}, the file that proves it to {file}", page=page, file=proof
    )
    lines(out, words.sentence(told_words))
    return 0


def redraw(db: str, point: CrossingPoint, typed: Typed, words: Words, json: bool) -> int:
    """Redo the draws of a day."""
    found = redo_draws(db, point, typed.values["day"], typed.values.get("file"))
    if json:
        findings: list[Json] = [
            {
                "id": one.id,
                "outcome": one.outcome.value,
                "says": words.sentence(one.says),
                "values": plain(one.values, words),
            }
            for one in found.findings
        ]
        print_json({"point": found.point, "day": found.day, "findings": findings})
        return found.exit_status
    out = console()
    for one in found.findings:
        mark, colour = _MARK[one.outcome]
        lines(out, words.sentence(one.says), f"{mark}  ", style=colour)
    return found.exit_status


def public_record(db: str, point: CrossingPoint, typed: Typed, words: Words, json: bool) -> int:
    """Write what anybody may read."""
    out = typed.values["out"]
    number = write_record(db, point, out)
    if json:
        print_json({"events": number, "file": out})
        return 0
    told = phrases("{n} event was written to {file}", "{n} events were written to {file}", n=number, file=out)
    lines(console(), words.sentence(told))
    return 0


PROOFS: dict[str, Run] = {
    "redraw": redraw,
    "public-record": public_record,
}


def _refused(
    refusal: Refusal, point: CrossingPoint, words: Words, json: bool, out: Console, file: IO[str]
) -> int:
    if json:
        print_json({"answer": "refused", "refusal": refusal_json(refusal, point.zone, words)}, file)
    else:
        print_refusal(out, refusal, point.zone, words)
    return 1
