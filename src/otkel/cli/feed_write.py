"""`otkel feed write`: what is known of the queues, in a form that others read."""

from __future__ import annotations

from pathlib import Path

from otkel.app.crossing.pointing import get_point
from otkel.app.feed_writing import Written, publish
from otkel.app.ledger_files import refused
from otkel.app.log_writing import LOGS, write_out
from otkel.app.settings import choose_language
from otkel.app.words import words_for
from otkel.cli.out import console, lines, print_json
from otkel.phrases import Phrase, phrase


def write(
    kind: str,
    points: tuple[str, ...],
    out: Path,
    *,
    publisher: str,
    hours: float,
    log: str | None,
    db: str,
    lang: str | None,
    json: bool,
) -> int:
    """Write one feed and say what was written. Gives the exit status."""
    words = words_for(choose_language(lang))
    places = [get_point(one) for one in points]
    if kind in LOGS:
        written = write_out(log or db, kind, out, places)
    elif log is not None:
        what = phrase("a log does not tell how the queues stand now")
        raise refused(what, phrase("write it as one of: {kinds}", kinds=", ".join(LOGS)), "--log")
    else:
        written = publish(db, kind, out, words, places, publisher, hours)
    if json:
        print_json(written)
        return 0
    lines(console(), words.sentence(_told(written)))
    return 0


def _told(written: Written) -> Phrase:
    told = phrase("directions written: {n}; {file}", n=written.pieces, file=written.file)
    if written.kind in LOGS:
        told = phrase("events written: {n}; {file}", n=written.pieces, file=written.file)
    if written.simulated:
        return phrase("{told}; it is simulated, and marked so", told=told)
    return told
