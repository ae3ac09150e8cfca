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
    "moved": phrase("went to another crossing point on the way or out of the line"),
}
TIMES = ("line", "strip", "roadside", "sojourn")


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
