"""What keeps a trip from being varied: the one rule for "what if" and for the comparing of a fleet's drivers.

What no other day, point, driver or truck may cure bars: controlled goods, the duty behind the goods, who is
who, and a load that nobody states. A page that tried it out would be a help to get round a control.
"""

from __future__ import annotations

from collections.abc import Iterable

from otkel.app.check import Asked, screen_trip
from otkel.facts.documents import Document
from otkel.facts.trip import Consignment, Trip
from otkel.law.corpus import read_rulebook
from otkel.law.finding import NO, YES, Finding
from otkel.law.papers import covers, foreign_codes, is_same_name, same_plate
from otkel.phrases import Phrase, phrase

_WHO = {
    **dict.fromkeys(
        ("spot.plate", "spot.codes", "spot.consignee", "spot.carrier", "doc.phytosanitary_consignee"),
        phrase("papers or a notice name another truck, consignee, carrier or other goods"),
    ),
    **dict.fromkeys(
        ("register.controlled", "register.entry_ban"),
        phrase("the driver stands in a register, or is banned from entering"),
    ),
}
_LOAD = phrase("it is not said what the truck carries")
_CONTROLLED = phrase("controlled goods")
_DUTY = phrase("the customs status of the goods and the duty behind it")
_PAPERS = phrase("a paper says something else than the load")


def find_bars(trip: Trip, asked: Asked) -> tuple[Phrase, ...]:
    """Give what keeps a trip from being varied; nothing where it may be."""
    return bars_of(trip, screen_trip(trip, asked, read_rulebook()).findings)


def bars_of(trip: Trip, findings: Iterable[Finding]) -> tuple[Phrase, ...]:
    """Give what of these findings, and of the papers of a trip, keeps it from being varied.

    A trip of which nobody says what it carries is undecided on every control of goods, though no finding on
    them can be made of it: it is barred as one with goods that are undecided.
    """
    bars = {bar.text: bar for one in findings if (bar := _bar(one)) is not None}
    if any(not _is_of(paper, trip) for paper in trip.documents):
        bars[_PAPERS.text] = _PAPERS
    return tuple(bars.values())


def _bar(finding: Finding) -> Phrase | None:
    if finding.says is YES:
        return None
    if finding.id == "goods.load":
        return _LOAD
    if finding.subject == "controlled_goods":
        return _CONTROLLED
    if finding.id == "goods.duty_status":
        return _DUTY
    return _WHO.get(finding.id) if finding.says is NO else None


def _is_of(paper: Document, trip: Trip) -> bool:
    """Whether what a paper names may be this truck and one of the loads that it belongs to."""
    if paper.plate is not None and same_plate(paper.plate, trip) is False:
        return False
    loads = [one for one in trip.consignments if covers(paper, one)]
    return not loads or any(_names(paper, one) for one in loads)


def _names(paper: Document, load: Consignment) -> bool:
    named = ((paper.consignor, load.consignor.name), (paper.consignee, load.consignee.name))
    same = all(one is None or other is None or is_same_name(one, other) for one, other in named)
    has_codes = any(one.code for one in load.goods)
    return same and not (has_codes and foreign_codes(paper.codes, load.goods))
