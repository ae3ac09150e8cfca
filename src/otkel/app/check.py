"""Check one trip: from a file, or from a trip already read, to the answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

from otkel.app.answer import answer_json
from otkel.app.plain import Json
from otkel.app.words import Words, words_for
from otkel.errors import InputError, Mistake, Where
from otkel.facts.people import Language
from otkel.facts.trip import Trip
from otkel.feeds.trip_file import ReadTrip, read_additions, read_trip
from otkel.law.corpus import Rulebook, read_rulebook
from otkel.law.finding import EXIT_STATUS, Answer
from otkel.law.screening import Screening, screen
from otkel.phrases import phrase


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """How a trip is asked about: whose law, what knowledge, which options, in which language."""

    on: date | None = None  # left out: the day the truck crosses
    known_at: date | None = None  # left out: all that is recorded
    options: dict[str, str] = {}
    language: Language = Language.EN


def check_trip(path: Path, asked: Asked, added: Path | None = None) -> Json:
    """Read one trip, or a document with what is added to it, and give its answer.

    For a document the answer tells its kind and what of it was not taken over. Raises InputError with
    every mistake of the files.
    """
    return check_document(read_trip(path, more=read_additions(added, asked.on)), asked)


def check_document(reading: ReadTrip, asked: Asked) -> Json:
    """Give the answer for what was read of one file, with what of a document was not taken over."""
    answer = check_read_trip(reading.trip, asked, read_rulebook(), reading.notices)
    if reading.document is not None:
        answer["document"] = _document(reading, words_for(asked.language))
    return answer


def export_ecmr(path: Path, out: Path, asked: Asked, added: Path | None = None) -> None:
    """Write the loads of a trip, or of a document, as an eCMR. Raises InputError."""
    from otkel.feeds.ecmr_out import write_ecmr

    write_file(out, write_ecmr(read_trip(path, more=read_additions(added, asked.on)).trip))


def _document(reading: ReadTrip, words: Words) -> Json:
    left = [
        {
            "path": one.path,
            "value": one.value,
            "line": one.line,
            "why": words.say(one.why) if one.why else None,
        }
        for one in reading.left
    ]
    return {"kind": reading.document, "left": left, "left_count": reading.left_count}


def check_read_trip(trip: Trip, asked: Asked, rulebook: Rulebook, notices: tuple[Mistake, ...] = ()) -> Json:
    """Give the answer for a trip already read, with what was noticed while it was read."""
    return answer_json(screen_trip(trip, asked, rulebook), asked.language, trip, rulebook, notices)


def screen_trip(trip: Trip, asked: Asked, rulebook: Rulebook) -> Screening:
    """Ask the law of the day about a trip: findings not yet put into words."""
    return screen(trip, rulebook.on(asked.on or trip.enters_on, asked.known_at, asked.options))


def exit_status(answer: Json) -> int:
    """Give the exit status of an answer: 0 may go, 1 may not or undecided."""
    return EXIT_STATUS[Answer(answer["answer"])]


def write_file(path: Path, content: bytes) -> None:
    """Write a file beside its place and rename it, so that nobody sees half of it. Raises InputError."""
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise cannot_write(path, error) from error


def cannot_write(path: Path, error: OSError) -> InputError:
    """Give the mistake for a file that cannot be written."""
    what = phrase("the file cannot be written ({reason})", reason=error.strerror or type(error).__name__)
    do = phrase("check that the folder exists and that you may write into it")
    return InputError([Mistake(what, do, Where(file=str(path)))])
