"""Reports that anybody told without an account, looked over by those who may: set aside with who and why.

Each act is an event with who and why, and without what was reported: that is erased. What is set aside is
counted among what was set aside of feeds. Incidents are not looked over here: they are told of officers, and
no officer takes them away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from hashlib import sha256

import msgspec

from otkel.app.crossing.desk import opened_ledger
from otkel.app.crossing.told import FAULTS
from otkel.app.ledger import now_us
from otkel.app.ledger_files import refused
from otkel.app.set_asides import SetAsides
from otkel.errors import ClientKeyReusedError, Mistake, Where
from otkel.facts.events.choices import ReportFault
from otkel.facts.events.envelope import Draft
from otkel.facts.events.reports import ReportsSetAside
from otkel.facts.readings import REPORTED, Reading
from otkel.ledger.readings import FeedRun, Readings, SetAside, open_readings
from otkel.ledger.store import Store
from otkel.phrases import phrase

STREAM = "reports"
HOURS = 24
MOST = 200
MOST_RUNS = 200  # takings-in that are looked through for what was set aside
_HOUR_US = 3_600_000_000


class Reported(msgspec.Struct, frozen=True):
    """One report with its number."""

    number: int
    reading: Reading


class Reports:
    """What anybody told, beside an open ledger. Every method raises LedgerError."""

    def __init__(self, store: Store, readings: Readings) -> None:
        """Stand on what is open."""
        self._store, self._readings = store, readings

    def list_shown(self, slug: str) -> tuple[Reported, ...]:
        """Give the reports of a point that are shown now, the last first."""
        after_us = now_us() - HOURS * _HOUR_US
        found = self._readings.list_of_source(slug, REPORTED, after_us, MOST)
        return tuple(Reported(number, reading) for number, reading in found)

    def set_aside(self, slug: str, numbers: Sequence[int], why: str, by: str) -> int:
        """Set reports of a point aside; gives how many there were. Done twice it is done once.

        The event stands first: what is taken away without one would be gone without a trace, while a report
        that is still shown can be set aside again. Raises InputError.
        """
        if why not in tuple(ReportFault):
            raise refused(phrase("it is not said why"), phrase("choose a reason"), "why")
        if not numbers:
            raise refused(phrase("no report is chosen"), phrase("choose those that are set aside"), "report")
        chosen = [one for one in self.list_shown(slug) if one.number in set(numbers)]
        if not chosen:
            return 0
        self._record(slug, chosen, ReportFault(why), by)
        gone = self._readings.drop([one.number for one in chosen], slug, REPORTED)
        self._count(slug, gone, ReportFault(why), by)
        return gone

    def list_set_aside(self, slug: str) -> Iterator[tuple[FeedRun, SetAside]]:
        """Give what was set aside of a point, the last first: when, how many, by whom and why."""
        for run in self._readings.list_runs(MOST_RUNS):
            if run.kind == REPORTED and run.file == slug:
                yield from ((run, one) for one in self._readings.list_set_aside(run.number))

    def _record(self, slug: str, chosen: Sequence[Reported], why: ReportFault, by: str) -> None:
        body = ReportsSetAside(why=why, reports=len(chosen))
        draft = Draft(body=body, point=slug, occurred_us=now_us(), recorded_by=by)
        which = [(one.number, one.reading.received_us) for one in chosen]
        key = sha256(msgspec.json.encode((slug, which, why, by))).hexdigest()
        with suppress(ClientKeyReusedError):  # told a moment ago, by a double tap
            self._store.append(STREAM, [draft], client_key=f"{STREAM}/{key}")

    def _count(self, slug: str, gone: int, why: ReportFault, by: str) -> None:
        if not gone:  # somebody else was quicker, and it is counted as his
            return
        aside = SetAsides()
        for _ in range(gone):
            aside.add(Mistake(FAULTS[why], phrase("set aside by {name}", name=by), Where(field=slug)))
        aside.write_down(self._readings, kind=REPORTED, file=slug, taken=0, repeated=0, at_us=now_us())


@contextmanager
def opened_reports(db: str) -> Iterator[Reports]:
    """Open the reports beside a ledger until the block ends. Raises InputError, LedgerError."""
    with opened_ledger(db) as ledger, closing(open_readings(db, ledger.store)) as readings:
        yield Reports(ledger.store, readings)
