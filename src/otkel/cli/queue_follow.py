"""`otkel queue follow`: a register of another system becomes events of a queue in shadow mode."""

from __future__ import annotations

from pathlib import Path

from otkel.app.crossing.follow import follow_register
from otkel.app.crossing.pointing import get_point
from otkel.app.crossing.reading import read_envelope
from otkel.app.settings import choose_language
from otkel.app.words import words_for
from otkel.cli.out import console, lines, print_json
from otkel.phrases import phrase


def follow(point: str, file: Path, by: str, db: str, lang: str | None, json: bool) -> int:
    """Follow one register, and tell what became of it."""
    words = words_for(choose_language(lang))
    place = get_point(point)
    read_envelope({"by": by}, place.zone, shell=True)
    found = follow_register(db, place, file, by=by)
    if json:
        print_json(found)
        return 0
    run, out = found.run, console()
    told = phrase(
        "{visits} visits: {taken} events of them recorded, {repeated} recorded before, {rejected} set aside",
        visits=found.visits, taken=run.taken, repeated=run.repeated, rejected=run.rejected,
    )  # fmt: skip
    lines(out, words.sentence(told))
    if found.elsewhere:
        lines(
            out, words.sentence(phrase("{count} lines are of other crossing points", count=found.elsewhere))
        )
    if run.rejected:
        lines(out, words.sentence(phrase("why they were set aside: otkel feed rejects")))
    return 0
