"""Use case of publishing: write what is known in a form that others read, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from otkel.app.bulletin import PUBLISHER, READ_H, make_bulletin
from otkel.app.check import write_file
from otkel.app.words import Words
from otkel.errors import UnknownNameError
from otkel.facts.gazetteer import CrossingPoint
from otkel.feeds.bulletin import Bulletin
from otkel.feeds.bulletin_plain import write_csv, write_json
from otkel.feeds.datex2 import write_datex2
from otkel.phrases import Phrase, phrase

BULLETINS: dict[str, Phrase] = {
    "json": phrase("how the queues stand now, JSON with documented fields"),
    "csv": phrase("the same as a table, one row a figure"),
    "datex2": phrase("the same as a situation publication of DATEX II v3"),
}


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What was written: situations of a bulletin, or events of a log."""

    kind: str
    file: str
    pieces: int
    simulated: bool


def publish(
    db: str,
    kind: str,
    out: Path,
    words: Words,
    points: Sequence[CrossingPoint] = (),
    publisher: str = PUBLISHER,
    hours: float = READ_H,
) -> Written:
    """Write how the queues of a ledger stand. Raises UnknownNameError, InputError, LedgerError."""
    form = _form(kind, words)
    bulletin = make_bulletin(db, points, publisher, hours)
    write_file(out, form(bulletin))
    return Written(kind=kind, file=str(out), pieces=len(bulletin.situations), simulated=bulletin.simulated)


def _form(kind: str, words: Words) -> Callable[[Bulletin], bytes]:
    if kind == "json":
        return write_json
    if kind == "csv":
        return write_csv
    if kind == "datex2":
        return lambda bulletin: write_datex2(bulletin, words.sentence, words.language.value)
    raise UnknownNameError(
        phrase("there is no form {name} of a feed", name=kind[:60]),
        phrase("take one of: {options}", options=(*BULLETINS, "parquet", "ocel")),
    )
