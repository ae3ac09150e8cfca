"""A file of another system at a desk: a list of acts, or a register that a queue in shadow mode follows."""

from __future__ import annotations

import msgspec

from otkel.app.crossing.acts_list import take_acts
from otkel.app.crossing.follow import follow_at
from otkel.app.ledger_files import refused
from otkel.app.site.house import House
from otkel.ledger.readings import FeedRun, SetAside
from otkel.phrases import phrase

MOST_MB = 8
_KINDS = ("acts", "cargoruqsat")
_MOST_RUNS = 200


class Brought(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a file: how many acts were taken, were there before, and were set aside, with why."""

    run: FeedRun
    set_aside: tuple[SetAside, ...]


def bring_file(house: House, slug: str, towards: str, data: bytes, *, kind: str, by: str) -> Brought:
    """Take in a file. Raises InputError where it cannot be read as what it is said to be, LedgerError.

    Nothing of its name is kept: it may name a person or a truck.
    """
    if kind not in _KINDS:
        raise refused(phrase("it is not said what the file is"), phrase("choose it from the list"), "kind")
    if not data:
        raise refused(phrase("no file came"), phrase("choose a file, CSV or XLSX"), "file")
    if len(data) > MOST_MB * 1_000_000:
        raise refused(
            phrase("the file has more than {most} MB", most=MOST_MB), phrase("send it in parts"), "file"
        )
    desk = house.desk(slug)
    if kind == "cargoruqsat":
        run = follow_at(desk, house.readings, data, name="register", by=by).run
    else:
        run = take_acts(
            house.ledger, house.readings, desk.point, data, name="list of acts", by=by, towards=towards
        )
    return _brought(house, run)


def find_brought(house: House, number: int) -> Brought | None:
    """Give what became of a file by the number of its taking-in; None: it is not among the last ones."""
    run = next((one for one in house.readings.list_runs(_MOST_RUNS) if one.number == number), None)
    return None if run is None or run.kind not in _KINDS else _brought(house, run)


def _brought(house: House, run: FeedRun) -> Brought:
    return Brought(run=run, set_aside=tuple(house.readings.list_set_aside(run.number)))
