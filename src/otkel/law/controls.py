"""Checks on the road inside Russia: what a driver must reckon with; nothing here stops a truck."""

from __future__ import annotations

from collections.abc import Iterator

from otkel.facts.trip import Trip
from otkel.law.corpus import LawDay
from otkel.law.finding import Finding, Says, Stage, Weight
from otkel.phrases import Phrase, phrase

_LIGHT = phrase("lighter vehicles are stopped by customs only together with traffic police")
_MASS_UNKNOWN = phrase("the maximum mass of the vehicle [t]")


def check(trip: Trip, law: LawDay) -> Iterator[Finding]:
    """Tell what a mobile customs group may do with a truck that enters Russia."""
    longest, mass = law.look("mobile.check.max_h"), law.look("mobile.min_mass_t")
    if "RU" not in trip.route[1:] or not longest.in_force:
        return
    mean, selection = law.look("mobile.check.mean_min"), law.look("mobile.selection")
    max_mass_t = trip.vehicle.max_mass_t
    reasons: tuple[Phrase, ...] = (
        phrase(
            "customs mobile groups may stop vehicles of {mass_t} t or more; a check on the road lasts at most {hours} hours, longer on suspicion",  # noqa: E501
            mass_t=mass.amount,
            hours=longest.number,
        ),
    )
    if mean.in_force:
        reasons += (
            phrase(
                "customs says a check takes {minutes} minutes on average if the papers are in order",
                minutes=mean.number,
            ),
        )
    if max_mass_t is not None and max_mass_t < mass.amount:
        reasons = (_LIGHT,)
    yield Finding(
        id="roadside.check",
        subject="controls",
        says=Says.UNDECIDED if max_mass_t is None else Says.YES,
        weight=Weight.INFORMS,
        stage=Stage.ROADSIDE_CHECK,
        reasons=reasons,
        rests_on=(mass, longest, law.look("mobile.check.prolong"), mean, selection),
        values={
            "min_mass_t": mass.amount,
            "max_h": longest.number,
            "mean_min": mean.value,
            "selection": selection.value,
        },
        missing=(_MASS_UNKNOWN,) if max_mass_t is None else (),
    )
