"""Checks on the road inside Russia: what a driver must reckon with; nothing here stops a truck."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

import msgspec

from otkel.facts.trip import Trip
from otkel.law.corpus import LawDay
from otkel.law.finding import INFORMS, ROADSIDE_CHECK, UNDECIDED, YES, Finding
from otkel.phrases import Phrase, phrase

_LIGHT = phrase("lighter vehicles are stopped by customs only together with traffic police")
_MASS_UNKNOWN = phrase("the maximum mass of the vehicle [t]")


class _Told(NamedTuple):
    """What is told on one day: to vehicles of the least mass [t] or more, to lighter ones, to others."""

    least_t: Decimal
    heavy: Finding
    light: Finding
    not_known: Finding


def check(trip: Trip, law: LawDay) -> Iterator[Finding]:
    """Tell what a mobile customs group may do with a truck that enters Russia."""
    told = law.remember("controls", _read)
    if told is None or "RU" not in trip.route[1:]:
        return
    max_mass_t = trip.vehicle.max_mass_t
    if max_mass_t is None:
        yield told.not_known
    else:
        yield told.light if max_mass_t < told.least_t else told.heavy


def _read(law: LawDay) -> _Told | None:
    longest, mass = law.look("mobile.check.max_h"), law.look("mobile.min_mass_t")
    if not longest.in_force:
        return None
    mean, selection = law.look("mobile.check.mean_min"), law.look("mobile.selection")
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
    heavy = Finding(
        id="roadside.check",
        subject="controls",
        says=YES,
        weight=INFORMS,
        stage=ROADSIDE_CHECK,
        reasons=reasons,
        rests_on=(mass, longest, law.look("mobile.check.prolong"), mean, selection),
        values={
            "min_mass_t": mass.amount,
            "max_h": longest.number,
            "mean_min": mean.value,
            "selection": selection.value,
        },
    )
    return _Told(
        least_t=mass.amount,
        heavy=heavy,
        light=msgspec.structs.replace(heavy, reasons=(_LIGHT,)),
        not_known=msgspec.structs.replace(heavy, says=UNDECIDED, missing=(_MASS_UNKNOWN,)),
    )
