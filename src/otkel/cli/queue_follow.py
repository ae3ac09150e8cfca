"""`otkel queue follow`: a register of another system becomes events of a queue in shadow mode.

As any act, it is handed to the decider that runs for the point; without one it is done here.
"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import IO

from rich.console import Console

from otkel.app.crossing.desk import Desk
from otkel.app.crossing.follow import Followed, follow_at, follow_register
from otkel.app.crossing.pointing import get_point
from otkel.app.crossing.reading import read_envelope
from otkel.app.serving.client import hand_over
from otkel.app.serving.wire import FORM, Handed
from otkel.app.settings import choose_language
from otkel.app.words import Words, words_for
from otkel.cli.out import console, lines, print_json, screen
from otkel.ledger.readings import open_readings
from otkel.phrases import phrase

FOLLOW = "follow"
PATIENCE_S = 1_800.0  # a register of a year is a hundred thousand acts


def follow(point: str, file: Path, by: str, db: str, lang: str | None, json: bool) -> int:
    """Follow one register, and tell what became of it."""
    words = words_for(choose_language(lang))
    place = get_point(point)
    read_envelope({"by": by}, place.zone, shell=True)
    handed = Handed(
        form=FORM, verb=FOLLOW, given={"file": str(file)}, envelope={"by": by}, folder=str(Path.cwd()),
        language=words.language.value, json=json, screen=screen(),
    )  # fmt: skip
    told = hand_over(db, place.slug, handed, PATIENCE_S)
    if told is not None:
        sys.stdout.write(told.out)
        sys.stderr.write(told.err)
        return told.status
    return _print(follow_register(db, place, file, by=by), words, json, console(), sys.stdout)


def follow_here(desk: Desk, handed: Handed, words: Words, out: Console, file: IO[str]) -> int:
    """Follow the register that a shell handed over, at a desk. Raises InputError, LedgerError."""
    by = read_envelope(handed.envelope, desk.zone, shell=True).by
    source = Path(handed.folder) / str(handed.given.get("file", ""))
    with closing(open_readings(desk.db, desk.store)) as readings:
        return _print(follow_at(desk, readings, source, by=by), words, handed.json, out, file)


def _print(found: Followed, words: Words, json: bool, out: Console, file: IO[str]) -> int:
    if json:
        print_json(found, file)
        return 0
    run = found.run
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
