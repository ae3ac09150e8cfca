"""The words of a replay: places, quantities, units, how a report stands and fits."""

from __future__ import annotations

from otkel.errors import UnknownNameError
from otkel.facts.gazetteer import get_point
from otkel.phrases import Phrase, phrase
from otkel.sim.replay_rows import Standing
from otkel.sim.reports import Grade, Report
from otkel.sim.score import Fit

PLACES: dict[str, Phrase] = {
    "kz-ru": phrase("the whole border"),
    "kz-ru.several": phrase("several points of the border"),
    "kz-ru.worst": phrase("Kairak, Auyl and Zhana Zhol together"),
    "north-kz": phrase("the points of North Kazakhstan"),
    "oral": phrase("around Oral"),
    "others": phrase("the other points as one"),
}
QUANTITIES: dict[str, Phrase] = {
    "queue": phrase("queue"),
    "queue_length": phrase("length of the queue"),
    "wait": phrase("wait"),
    "wait_ordinary": phrase("wait with ordinary goods"),
    "extra_delay": phrase("delay"),
    "throughput": phrase("trucks through"),
    "arrivals": phrase("trucks that come"),
    "speed": phrase("speed of the line"),
}
UNITS: dict[str, Phrase] = {
    "trucks": phrase("trucks"),
    "km": phrase("km"),
    "h": phrase("h"),
    "days": phrase("days"),
    "trucks a day": phrase("trucks a day"),
    "km/h": phrase("km/h"),
}
STANDINGS: dict[Standing, Phrase] = {
    Standing.COUNTS: phrase("counts"),
    Standing.SETS: phrase("a number of the scenario rests on it"),
    Standing.PROMISED: phrase("planned or foretold, not seen"),
    Standing.SEASON: phrase("it tells no day"),
    Standing.BEFORE_OR_AFTER: phrase("of other days"),
    Standing.OTHER_WAY: phrase("not into Russia alone"),
    Standing.NOT_SIMULATED: phrase("the twin has no such place or quantity"),
}
FITS: dict[Fit, Phrase] = {
    Fit.INSIDE: phrase("inside"),
    Fit.PARTLY: phrase("partly inside"),
    Fit.OUTSIDE: phrase("outside"),
}
GRADES: dict[Grade, Phrase] = {
    Grade.OFFICIAL: phrase("an official figure"),
    Grade.OUTLET: phrase("a named firm or outlet"),
    Grade.CHANNEL: phrase("a driver or a channel"),
    Grade.BLOG: phrase("a blog"),
}
CAUSE_WORDS: dict[str, Phrase] = {
    "exit_screening": phrase("exit screening"),
    "roadside_checks": phrase("roadside checks"),
    "papers": phrase("VAT proof and papers"),
    "stay_90_days": phrase("the 90 days"),
    "reconstruction": phrase("reconstruction and caps"),
    "transit_stop": phrase("stop on transit"),
    "demand_surge": phrase("demand surge"),
}
GROUPS: dict[str, Phrase] = {
    "border": phrase("of the border or a part of it"),
    "point": phrase("at one point"),
}
BASE_UNITS = {
    "queue": "trucks",
    "queue_length": "km",
    "wait": "h",
    "throughput": "trucks a day",
    "speed": "km/h",
}


def place_of(name: str) -> Phrase:
    """Give what a place is called."""
    if name in PLACES:
        return PLACES[name]
    try:
        return phrase("{name}", name=get_point(name).sides[0].name)
    except UnknownNameError:
        return phrase("{name}", name=name)


def number(value: float) -> str:
    """Write a number with as many digits as say something."""
    if abs(value) < 0.005:
        return "0"
    digits = 0 if abs(value) >= 100 or value == int(value) else 1 if abs(value) >= 1 else 2
    return f"{value:,.{digits}f}"


def span(low: float | None, high: float | None) -> str:
    """Write a range."""
    if low is None or high is None:
        return "–"
    return number(low) if low == high else f"{number(low)} … {number(high)}"


def told(report: Report) -> Phrase:
    """Give what was reported, with its unit."""
    unit = UNITS.get(report.unit, phrase("{name}", name=report.unit))
    if report.high is None:
        return phrase("at least {amount} {unit}", amount=number(report.low or 0.0), unit=unit)
    if report.low is None:
        return phrase("at most {amount} {unit}", amount=number(report.high), unit=unit)
    return phrase("{amount} {unit}", amount=span(report.low, report.high), unit=unit)


def group_of(group: str) -> Phrase:
    """Give what a group of reports is called."""
    quantity, _, where = group.partition(" ")
    return phrase("{quantity} {where}", quantity=QUANTITIES[quantity], where=GROUPS[where])
