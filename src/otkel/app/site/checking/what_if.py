"""What if: the same load on another day, at another point, with another driver or truck.

Goods, value, receiver and origin cannot be varied, and nothing is while a finding stands that no other day,
point, driver or truck may cure: controlled goods, the duty behind the goods, or who is who. A page that tried
it out would be a help to get round a control.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

import msgspec

from otkel.app.check import Asked, check_read_trip, screen_trip
from otkel.app.plain import Json
from otkel.app.site.checking.answering import read_form
from otkel.app.site.checking.filled import Given, fields_of_trip
from otkel.errors import InputError, Mistake, Where
from otkel.facts.documents import Document
from otkel.facts.time import read_day
from otkel.facts.trip import Consignment, Trip
from otkel.law.corpus import read_rulebook
from otkel.law.finding import INFORMS, NO, YES, Finding
from otkel.law.papers import covers, foreign_codes, is_same_name, same_plate
from otkel.phrases import Phrase, phrase

DAYS_AHEAD = 14
DAY, POINT, DRIVER, TRUCK = "if_day", "if_point", "if_driver", "if_truck"
# What may be said of another driver or truck: the name in the form, and the field of the trip.
OF_DRIVER = {
    "if_citizenship": "driver.citizenship",
    "if_register": "driver.in_register",
    "if_nowhere": "driver.no_stays",
}
OF_TRUCK = {"if_plate": "vehicle.plate", "if_registered": "vehicle.country", "if_mass": "vehicle.max_mass_t"}

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
_CONTROLLED = phrase("controlled goods")
_DUTY = phrase("the customs status of the goods and the duty behind it")
_PAPERS = phrase("a paper says something else than the load")


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """How the same trip would be answered on another day."""

    on: date
    answer: str
    first: tuple[Phrase, ...]  # the reasons of what stops or warns first


class Varied(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a varied trip: what falls away, what comes, and the answer whole."""

    trip: Trip
    given: Given
    answer: Json
    gone: tuple[Json, ...]
    new: tuple[Json, ...]


def find_bars(trip: Trip, asked: Asked) -> tuple[Phrase, ...]:
    """Give what keeps a trip from being varied; nothing where it may be."""
    return bars_of(trip, screen_trip(trip, asked, read_rulebook()).findings)


def bars_of(trip: Trip, findings: Iterable[Finding]) -> tuple[Phrase, ...]:
    """Give what of these findings, and of the papers of a trip, keeps it from being varied."""
    bars = {bar.text: bar for one in findings if (bar := _bar(one)) is not None}
    if any(not _is_of(paper, trip) for paper in trip.documents):
        bars[_PAPERS.text] = _PAPERS
    return tuple(bars.values())


def _bar(finding: Finding) -> Phrase | None:
    if finding.says is YES:
        return None
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


def vary(given: Given, form: Mapping[str, str], asked: Asked) -> Varied:
    """Give the answer to the trip with what the form varies. Raises InputError, also where it is barred."""
    trip = read_form(given).trip
    if bars := find_bars(trip, asked):
        what = phrase("“what if” is off while this stands: {bars}", bars=bars)
        raise InputError([Mistake(what, phrase("put it right first, or ask the authority"))])
    # Where the day is what is varied, no other day's law is asked.
    other = msgspec.structs.replace(asked, on=None) if form.get(DAY) else asked
    try:
        varied = read_form(dict(_changed(fields_of_trip(_on_day(trip, form.get(DAY, ""))), form))).trip
    except InputError as error:
        raise InputError([_renamed(one) for one in error.mistakes]) from error
    before = check_read_trip(trip, asked, read_rulebook())
    answer = check_read_trip(varied, other, read_rulebook())
    return Varied(
        trip=varied,
        given=fields_of_trip(varied),
        answer=answer,
        gone=tuple(_apart(before, answer)),
        new=tuple(_apart(answer, before)),
    )


def list_days(trip: Trip, asked: Asked) -> list[Day]:
    """Give the answers for the days from that of the trip on; the law of each day is asked."""
    rulebook, found = read_rulebook(), []
    asked = msgspec.structs.replace(asked, on=None)
    for ahead in range(DAYS_AHEAD):
        moved = _moved(trip, timedelta(days=ahead))
        screening = screen_trip(moved, asked, rulebook)
        first = next((f for f in screening.findings if f.says is not YES and f.weight is not INFORMS), None)
        reasons = first.reasons if first is not None else ()
        found.append(Day(on=moved.enters_on, answer=screening.answer.value, first=reasons))
    return found


def _changed(fields: Given, form: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Give the fields of the trip, with another day, point, driver or truck for what the form names."""
    others = {"enters_on": form.get(DAY, ""), "crossing_point": form.get(POINT, "")}
    dropped: tuple[str, ...] = ()
    for tick, names, whole in ((DRIVER, OF_DRIVER, "driver."), (TRUCK, OF_TRUCK, "vehicle.")):
        if form.get(tick):
            dropped = (*dropped, whole)
            others |= {field: form.get(name, "") for name, field in names.items()}
    for name, value in fields.items():
        if not (dropped and name.startswith(dropped)) and not others.get(name):
            yield name, value
    yield from ((name, value) for name, value in others.items() if value.strip())


def _on_day(trip: Trip, text: str) -> Trip:
    """Give the trip on the day that was typed; what is no day is told by the reader of the form."""
    day = read_day(text)
    return _moved(trip, day - trip.enters_on) if isinstance(day, date) else trip


def _moved(trip: Trip, by: timedelta) -> Trip:
    """Move the time of crossing with its day: a time of another day would speak against it."""
    at = trip.enters_at + by if trip.enters_at is not None else None
    return msgspec.structs.replace(trip, enters_on=trip.enters_on + by, enters_at=at)


def _apart(one: Json, other: Json) -> Iterator[Json]:
    held = {(f["id"], f["answer"], tuple(f["reasons"])) for f in other["findings"] if _stands(f)}
    for finding in one["findings"]:
        if _stands(finding) and (finding["id"], finding["answer"], tuple(finding["reasons"])) not in held:
            yield finding


def _stands(finding: Json) -> bool:
    return bool(finding["answer"] != YES and finding["weight"] != INFORMS)


def _renamed(mistake: Mistake) -> Mistake:
    """Give a mistake with the name of the field in which it was varied."""
    names = {field: name for name, field in (OF_DRIVER | OF_TRUCK).items()}
    names |= {"enters_on": DAY, "crossing_point": POINT}
    field = mistake.where.field or ""
    return Mistake(mistake.what, mistake.do, Where(field=names.get(field, field) or None))
