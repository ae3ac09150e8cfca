"""Reports that anybody told without an account, looked over by those who may: set aside with who and why.

What is set aside is counted among what was set aside of feeds, with its reason and without its content.
Incidents are not looked over here: they are told of officers, and no officer takes them away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

import msgspec

from otkel.app.ledger import now_us
from otkel.app.ledger_files import refused
from otkel.app.set_asides import SetAsides
from otkel.app.site.house import House
from otkel.errors import Mistake, Where
from otkel.facts.readings import REPORTED, Reading
from otkel.ledger.readings import FeedRun, SetAside
from otkel.phrases import Phrase, phrase

HOURS = 24
MOST = 200
MOST_RUNS = 200  # takings-in that are looked through for what was set aside
_HOUR_US = 3_600_000_000


class Why(StrEnum):
    """Why a report is set aside."""

    ABSURD = "absurd"
    ABUSE = "abuse"
    ELSEWHERE = "elsewhere"


WHY: dict[Why, Phrase] = {
    Why.ABSURD: phrase("nobody there can have seen this"),
    Why.ABUSE: phrase("many are sent to mislead"),
    Why.ELSEWHERE: phrase("it is of another point or direction"),
}


class Reported(msgspec.Struct, frozen=True):
    """One report with its number."""

    number: int
    reading: Reading


def list_reports(house: House, slug: str) -> tuple[Reported, ...]:
    """Give the reports of a point that are shown now, the last first. Raises LedgerError."""
    after_us = now_us() - HOURS * _HOUR_US
    found = house.readings.list_of_source(slug, REPORTED, after_us, MOST)
    return tuple(Reported(number, reading) for number, reading in found)


def set_aside(house: House, slug: str, numbers: Sequence[int], why: str, by: str) -> int:
    """Set reports of a point aside; gives how many there were. Done twice it is done once.

    Raises InputError, LedgerError.
    """
    if why not in tuple(Why):
        raise refused(phrase("it is not said why"), phrase("choose a reason"), "why")
    if not numbers:
        raise refused(phrase("no report is chosen"), phrase("choose those that are set aside"), "report")
    gone = house.readings.drop(numbers[:MOST], slug, REPORTED)
    if gone:
        aside = SetAsides()
        for _ in range(gone):
            aside.add(Mistake(WHY[Why(why)], phrase("set aside by {name}", name=by), Where(field=slug)))
        aside.write_down(house.readings, kind=REPORTED, file=slug, taken=0, repeated=0, at_us=now_us())
    return gone


def list_set_aside(house: House, slug: str) -> Iterator[tuple[FeedRun, SetAside]]:
    """Give what was set aside of a point, the last first: when, how many, by whom and why."""
    for run in house.readings.list_runs(MOST_RUNS):
        if run.kind == REPORTED and run.file == slug:
            yield from ((run, one) for one in house.readings.list_set_aside(run.number))
