"""The answer of a fleet on paper: days left, who can make which trip, what lacks, what to write to whom.

As many sheets as it takes; a heading stands again on each. The template is handed plain data, so that nothing
that stands in a workbook is read as markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from itertools import groupby
from pathlib import Path

import msgspec

from otkel.app.labels import WHO
from otkel.app.paper import compile_page
from otkel.app.plain import Json
from otkel.app.site.fleet.acting import Lack
from otkel.app.site.fleet.calendar import FEW, DriverDays
from otkel.app.site.fleet.judging import Judged, JudgedTrip, first_of
from otkel.app.site.fleet.making import FleetAnswer
from otkel.app.site.fleet.tables import SAYS, tell_bars
from otkel.app.words import Words, as_sentence, printable, words_for
from otkel.facts.people import Language
from otkel.law.corpus import read_rulebook
from otkel.law.finding import NO, STOPS, YES, Says
from otkel.phrases import Phrase, phrase, phrases

TEMPLATE = Path(__file__).parent / "fleet.typ"
ABREAST = 5  # trips beside each other on a sheet
MOST_MISTAKES = 30
_FIRST = 4  # drivers who are named where there are too many for a table
_LONGEST, _LONGEST_MESSAGE = 300, 1_500  # characters
_WORDS: dict[str, Phrase] = {
    "days": phrase("Days left"),
    "days_hint": phrase(
        "How many days a driver has left on each of these days, if he stays where he is until then. A double line below: he is inside. The law of each day counts."  # noqa: E501
    ),
    "driver": phrase("Driver"),
    "follows": phrase("What follows"),
    "used": phrase("Used"),
    "who": phrase("Who can make which trip"),
    "who_hint": phrase(
        "A cell speaks of the driver: his days and registers on the day of entry. Whether truck, goods and papers are in order stands in the first row; both must say yes. The authority at the crossing decides."  # noqa: E501
    ),
    "own": phrase("Truck, goods, papers"),
    "trip": phrase("Trip"),
    "entry": phrase("Entry"),
    "can": phrase("Drivers who can"),
    "cannot": phrase("cannot"),
    "undecided": phrase("undecided"),
    "first": phrase("The first who can"),
    "lacks": phrase("What lacks, and what to write to whom"),
    "message": phrase("Message to send"),
    "help": phrase("This page helps to prepare. The authority at the crossing decides."),
    "rulebook": phrase("Rulebook"),
    "many": phrase("more than {n}", n=FEW),
    "few": phrase("{n} or fewer", n=FEW),
    "ask": phrase("not known"),
    "simulated": phrase("Simulated: a computer's experiment. Nobody stands in these queues."),
}


def make_fleet_paper(answer: FleetAnswer, language: Language, *, is_simulated: bool = False) -> bytes:
    """Give the PDF of a fleet's answer; the same answer gives the same bytes."""
    data = paper_data(answer, words_for(language), is_simulated)
    return compile_page(TEMPLATE, data, sha256(msgspec.json.encode(data)).hexdigest())


def paper_data(answer: FleetAnswer, words: Words, is_simulated: bool) -> Json:
    """Give what stands on the sheets, all of it text."""
    trips = [_trip(one, answer, words) for one in answer.trips]
    return {
        "lang": words.language.value,
        "words": {name: words.say(text) for name, text in _WORDS.items()},
        "title": words.say(phrase("Your fleet on {day}", day=answer.on)),
        "counts": " · ".join(words.say(one) for one in _counts(answer)),
        "rule": words.say(phrase("Days are counted in: {state}", state=words.state(answer.rule.upper()))),
        "simulated": is_simulated,
        "wrong": words.say(_wrong(len(answer.mistakes))) if answer.mistakes else None,
        "mistakes": [_cut(words.mistake(one)) for one in answer.mistakes[:MOST_MISTAKES]],
        "weeks": [words.short_day(one.on) for one in answer.days[0].weeks] if answer.days else [],
        "days": [_days(one, words) for one in answer.days],
        "small": answer.is_small and bool(answer.days),
        "names": [_cut(name, 60) for name in answer.names],
        "parts": [trips[at : at + ABREAST] for at in range(0, len(trips), ABREAST)],
        "lacks": [_party(list(same), words) for _, same in groupby(_by_party(answer), lambda one: one.key)],
        "more": words.say(_more(answer.more_lacks)) if answer.more_lacks else None,
        "rulebook": read_rulebook().digest,
    }


def _counts(answer: FleetAnswer) -> tuple[Phrase, ...]:
    return (
        phrases("{n} driver", "{n} drivers", n=len(answer.days)),
        phrases("{n} truck", "{n} trucks", n=answer.trucks),
        phrases("{n} trip", "{n} trips", n=len(answer.trips)),
    )


def _days(one: DriverDays, words: Words) -> Json:
    used = "?" if one.used is None else f"{one.used}/{one.limit}" if one.limit else str(one.used)
    return {
        "name": _cut(one.name, 60),
        "says": one.says,
        "mark": words.say(SAYS[Says(one.says)]),
        "sentence": _cut(words.sentence(one.sentence)),
        "used": used,
        "weeks": [
            {
                "left": "?" if week.left is None else str(week.left),
                "tone": week.tone,
                "inside": week.is_inside,
            }
            for week in one.weeks
        ],
    }


def _trip(each: JudgedTrip, answer: FleetAnswer, words: Words) -> Json:
    trip = each.trip
    about = (trip.id if trip.vehicle.plate else None, words.short_day(trip.enters_on), trip.crossing_point)
    return {
        "name": _cut(trip.vehicle.plate or trip.id or words.say(phrase("trip")), 40),
        "about": _cut(" · ".join(one for one in about if one), 80),
        "on": words.short_day(trip.enters_on),
        "own": _cell(each.own, words),
        "bars": None if each.is_open else _cut(words.sentence(tell_bars(each.bars))),
        "drivers": [_cell(one, words) for one in each.drivers] if answer.is_small else [],
        "counts": [str(each.count(says)) for says in Says],
        "first": _cut(", ".join(first_of(each, answer.names, _FIRST))) if each.is_open else "",
    }


def _cell(one: Judged, words: Words) -> Json:
    why = "" if one.says is YES else _cut(words.sentence(one.reason))
    return {"says": one.says.value, "mark": words.say(SAYS[one.says]), "why": why}


def _by_party(answer: FleetAnswer) -> list[Lack]:
    return sorted(answer.lacks, key=lambda one: one.key)


def _party(lacks: Sequence[Lack], words: Words) -> Json:
    first = lacks[0]
    who = as_sentence(words.say(WHO[first.who] if first.who else phrase("Nobody in particular"))).rstrip(".")
    return {
        "who": _cut(f"{who}: {first.to}" if first.to else who, 90),
        "lacks": [
            {
                "about": _cut(one.about, 60),
                "tone": "no" if one.finding.says is NO and one.finding.weight is STOPS else "undecided",
                "on": words.short_day(one.on),
                "reason": _cut(words.sentence(one.reason)) if one.reason else "",
                "message": _cut(one.message, _LONGEST_MESSAGE) if one.message else None,
                "lang": one.language.value,
            }
            for one in lacks
        ],
    }


def _wrong(count: int) -> Phrase:
    return phrases(
        "{n} thing could not be read; what stands there is not in the answer",
        "{n} things could not be read; what stands there is not in the answer",
        n=count,
    )


def _more(count: int) -> Phrase:
    return phrases(
        "{n} more matter is not shown; settle these first.",
        "{n} more matters are not shown; settle these first.",
        n=count,
    )


def _cut(text: str, longest: int = _LONGEST) -> str:
    text = printable(text)
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
