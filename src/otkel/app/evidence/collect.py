"""What an evidence file holds: what is complained of, the cases, what they cost, what changed.

Only incidents whose person allows it go in, without plates, names or words: the trucks of the file are
counted. Each figure has its source, and law is what the rulebook holds; a code that it does not hold is
told as that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from otkel.app.crossing.told import local
from otkel.app.evidence.change import Change, changes_of
from otkel.app.incident_list import Incident, list_incidents
from otkel.app.ledger import now_us
from otkel.app.ledger_files import refused
from otkel.facts.countries import CODES
from otkel.facts.events.choices import Ground, Measure
from otkel.facts.gazetteer import CrossingPoint, find_point
from otkel.phrases import phrase
from otkel.queueing.measures import PRICE, Price
from otkel.queueing.measures.costs import Cost, cost_of

FREEDOMS = ("goods", "services", "capital", "labour")
_DAY_US = 86_400_000_000
_LONGEST = 600


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What whoever complains says himself; every text is told as his."""

    applicant: str
    country: str  # the state whose rule or practice it is, ISO 3166
    act: str | None = None  # the rule by its id or code; none: a practice
    norm: str | None = None  # of the Union, by its id or code
    freedom: str | None = None  # one of FREEDOMS
    point: CrossingPoint | None = None
    measure: Measure | None = None
    from_us: int | None = None
    until_us: int | None = None
    firms: int | None = None
    states: int | None = None
    earlier: tuple[str, ...] = ()  # appeals before this one
    remedy: str | None = None
    price: Price = PRICE


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """What the cases come to. A case without an end, or without a named truck, is counted as that."""

    cases: int
    trucks: int  # that were named, each once
    unnamed: int
    days: int  # civil days of the place on which a case began
    by_point: dict[str, int]
    by_measure: dict[str, int]
    by_ground: dict[str, int]
    by_paper: dict[str, int]
    by_authority: dict[str, int]  # under "": not known
    lasted: int  # cases with a known end
    truck_days: float  # of these
    cost: Cost


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """An evidence file before it is written."""

    made_us: int
    report: Report
    source: str  # of the incidents: the ledger
    incidents: tuple[Incident, ...]
    others: int  # incidents of the same state and span that rest on another act, or none
    counted: Counted
    changes: tuple[Change, ...] = ()

    @property
    def simulated(self) -> bool:
        """Whether any log is a computer's experiment."""
        return any(one.simulated for one in self.changes)


def collect_evidence(
    db: str, report: Report, logs: Sequence[str] = (), changed_on: date | None = None
) -> Evidence:
    """Collect what an evidence file holds. Raises InputError, UnknownNameError, LedgerError."""
    _require_sense(report, logs, changed_on)
    asked = list_incidents(
        db,
        point=None if report.point is None else report.point.slug,
        from_us=report.from_us,
        until_us=report.until_us,
    )
    theirs = [
        one
        for one in asked
        if one.body.country == report.country and report.measure in (None, one.body.measure)
    ]
    mine = _counted_anew(one for one in theirs if _is_of(one, report.act))
    slug = None if report.point is None else report.point.slug
    changes: tuple[Change, ...] = ()
    if changed_on is not None:
        changes = changes_of(logs, changed_on, report.country, slug, report.price)
    return Evidence(
        made_us=now_us(),
        report=report,
        source=_name_of(db),
        incidents=mine,
        others=len(theirs) - len(mine),
        counted=count(mine, report.price),
        changes=changes,
    )


def _is_of(one: Incident, act: str | None) -> bool:
    """Whether a case is of the act that is complained of; without one, whether it is of a practice."""
    return one.body.act == act if act is not None else one.body.ground is not Ground.RULE


def _counted_anew(incidents: Iterable[Incident]) -> tuple[Incident, ...]:
    """Count the trucks of this file, and leave out what is personal even where its person allows it."""
    numbers: dict[int, int] = {}
    return tuple(
        msgspec.structs.replace(
            one,
            personal={},
            passage=None,
            truck=None if one.truck is None else numbers.setdefault(one.truck, len(numbers) + 1),
        )
        for one in incidents
    )


def count(incidents: Sequence[Incident], price: Price) -> Counted:
    """Count cases by what they have in common, and the time of those whose end is known."""
    bodies = [one.body for one in incidents]
    lasted_us = [one.until_us - one.from_us for one in bodies if one.until_us is not None]
    truck_days = sum(lasted_us) / _DAY_US
    return Counted(
        cases=len(bodies),
        trucks=len({one.truck for one in incidents if one.truck is not None}),
        unnamed=sum(one.truck is None for one in incidents),
        days=len({began_on(one) for one in incidents}),
        by_point=_ranked(one.point for one in incidents),
        by_measure=_ranked(one.measure.value for one in bodies),
        by_ground=_ranked(one.ground.value for one in bodies),
        by_paper=_ranked(one.paper.value for one in bodies),
        by_authority=_ranked(one.authority or "" for one in bodies),
        lasted=len(lasted_us),
        truck_days=truck_days,
        cost=cost_of(truck_days, price),
    )


def began_on(one: Incident) -> date:
    """Give the civil day of the place on which a case began."""
    return local(one.body.from_us, zone_of(one)).date()


def zone_of(one: Incident) -> str:
    """Give the zone of the crossing point of a case; UTC where the gazetteer does not know it."""
    point = find_point(one.point)
    return "UTC" if point is None else point.zone


def _ranked(names: Iterable[str]) -> dict[str, int]:
    return dict(Counter(names).most_common())


def _require_sense(report: Report, logs: Sequence[str], changed_on: date | None) -> None:
    texts = (report.applicant, *report.earlier, *([report.remedy] if report.remedy is not None else []))
    if any(not text.strip() or len(text) > _LONGEST or not text.isprintable() for text in texts):
        what = phrase("a text of the report is one line of at most {most} letters", most=_LONGEST)
        raise refused(what, phrase("write it shorter, without line breaks"))
    if report.country not in CODES:
        what = phrase("{text} is no state", text=report.country[:20])
        raise refused(what, phrase("write two capital letters, such as RU"), "--country")
    if report.freedom is not None and report.freedom not in FREEDOMS:
        what = phrase("{text} is none of the four freedoms", text=report.freedom[:20])
        raise refused(what, phrase("write one of: {names}", names=", ".join(FREEDOMS)), "--freedom")
    if any(one is not None and not 0 < one <= 1_000_000 for one in (report.firms, report.states)):
        raise refused(phrase("so many firms or states there are not"), phrase("write how many they are"))
    if bool(logs) != (changed_on is not None):
        what = phrase("before and after need a log and a day")
        raise refused(what, phrase("give --log and --changed together"), "--changed")


def _name_of(db: str) -> str:
    """Give what a ledger is called: its user, password and folders belong on no page that goes out."""
    return db.rstrip("/").rpartition("/")[2].partition("?")[0] or db.partition(":")[0]
