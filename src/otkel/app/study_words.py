"""The figures of the twin in words."""

from __future__ import annotations

from otkel.app.words import Words
from otkel.phrases import Phrase, phrase
from otkel.sim.result import Outcome

# What is measured, in the order in which it is told. Of those in `TIMES` a mean and quantiles are known.
NAMES: dict[str, Phrase] = {
    "line": phrase("wait in line for exit control"),
    "strip": phrase("wait on the strip for entry control"),
    "roadside": phrase("wait for the roadside check, of those checked"),
    "sojourn": phrase("time from coming to the line until through"),
    "within": phrase("through within {hours} h"),
    "gave_up": phrase("gave up waiting"),
    "throughput": phrase("throughput"),
    "in_line": phrase("trucks in line, on average"),
    "inside": phrase("trucks in line and at the post, on average"),
    "trucks": phrase("trucks that came"),
    "not_through": phrase("trucks not yet through at the end"),
    "balked": phrase("did not join a line and went home"),
    "around": phrase("went around all crossing points"),
    "no_licence": phrase("turned back for good for want of a licence"),
    "no_stay": phrase("refused, since the days of the driver do not do"),
    "overstays": phrase("stays that were longer than the days of the driver"),
    "cost": phrase("cost of a passage"),
    "cost_truck": phrase("of it: the truck"),
    "cost_driver": phrase("of it: the driver"),
    "cost_seal": phrase("of it: the seal"),
    "cost_fuel": phrase("of it: fuel"),
    "cost_spoilage": phrase("of it: goods that spoil"),
    "cost_penalty": phrase("of it: contract penalties"),
    "cost_around": phrase("of it: the way around"),
    "cost_total": phrase("cost of all passages, both ways"),
    "back_line": phrase("wait in the line back"),
    "back_sojourn": phrase("time from coming to the line back until through"),
    "days_behind": phrase("days in the country behind the points, of those who came back"),
    "days_in_line_back": phrase("of these, days in the line back"),
    "back_trucks": phrase("trucks that came back"),
    "moved": phrase("went to another crossing point on the way or out of the line"),
}
TIMES = ("line", "strip", "roadside", "sojourn")
SPREAD = (*TIMES, "cost")  # those of which a mean and quantiles are known


def name_of(name: str, within_h: float) -> Phrase:
    """Give what a measure is called."""
    told = NAMES[name]
    return Phrase(told.text, {"hours": f"{within_h:g}"}) if name == "within" else told


def amount(value: float | None, unit: str) -> str:
    """Write an amount with its unit, with as many digits as say something."""
    if value is None:
        return "–"
    if unit == "min" and abs(value) >= 180:
        return f"{value / 60:,.1f} h"
    digits = 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
    return f"{value:,.{digits}f} {unit}".replace(" %", " %").rstrip()


def half(mean: float | None, low: float | None, high: float | None, unit: str) -> str:
    """Write a mean with half the width of its interval."""
    if mean is None or low is None or high is None:
        return amount(mean, unit)
    if unit == "min" and abs(mean) >= 180:
        return f"{mean / 60:,.1f} ± {(high - low) / 120:.2g} h"
    digits = 2 if abs(mean) < 10 else 1 if abs(mean) < 100 else 0
    return f"{mean:,.{digits}f} ± {(high - low) / 2:,.2g} {unit}".rstrip()


def called(outcome: Outcome, words: Words) -> str:
    """Name a scenario, with the causes that were left out of it."""
    if not outcome.without:
        return outcome.scenario
    causes = ", ".join(outcome.without)
    return words.say(phrase("{name} without {causes}", name=outcome.scenario, causes=causes))
