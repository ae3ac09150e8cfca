"""Use case of giving a log out: as Parquet to be measured, as OCEL 2.0 to be mined. Nothing personal goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from otkel.app.check import cannot_write
from otkel.app.feed_writing import Written
from otkel.app.measuring import log_of_source
from otkel.facts.events.envelope import Event
from otkel.facts.gazetteer import CrossingPoint
from otkel.feeds.ocel import write_ocel
from otkel.phrases import Phrase, phrase
from otkel.queueing.log import Log, read_log, save_log, write_log
from otkel.queueing.measures.simulated import is_simulated
from otkel.queueing.measures.sound import reading, require_sound
from otkel.queueing.public import public_events

LOGS: dict[str, Phrase] = {
    "parquet": phrase("the way of trucks as a log of Otkel, to be measured elsewhere"),
    "ocel": phrase("the same as OCEL 2.0 in JSON, for process mining"),
}


def write_out(source: str, kind: str, out: Path, points: Sequence[CrossingPoint] = ()) -> Written:
    """Write a log, or that of a ledger, in a kind of LOGS. Raises InputError, LedgerError."""
    slugs = [one.slug for one in points]
    with log_of_source(source) as log:
        require_sound(log, source)
        with reading(source):
            simulated = is_simulated(log)
            with _whole(out) as beside:
                if kind == "ocel":
                    count = _ocel(log, slugs, beside, simulated)
                else:
                    count = _parquet(public_events(log, slugs), beside, simulated)
    return Written(kind=kind, file=str(out), pieces=count, simulated=simulated)


def _ocel(log: Log, slugs: Sequence[str], beside: Path, simulated: bool) -> int:
    with beside.open("wb") as file:
        return write_ocel(lambda: public_events(log, slugs), file, simulated)


def _parquet(events: Iterator[Event], beside: Path, simulated: bool) -> int:
    with TemporaryDirectory(prefix="otkel-") as folder:
        count = write_log(events, Path(folder) / "log")
        save_log(read_log(Path(folder) / "log")._replace(simulated=simulated), beside)
    return count


@contextmanager
def _whole(out: Path) -> Iterator[Path]:
    """Give a place beside a file that takes its place at one instant, when all went well."""
    beside = out.with_name(f".{out.name}.part")
    try:
        beside.touch()
    except OSError as error:
        raise cannot_write(out, error) from error
    try:
        yield beside
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)
