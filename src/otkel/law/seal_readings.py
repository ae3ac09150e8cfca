"""What the readings of a navigation seal mean: the table of abnormal situations and its thresholds."""

from __future__ import annotations

from collections.abc import Iterator

from otkel.facts.vehicles import Seal
from otkel.law.corpus import LawDay
from otkel.law.finding import DRIVER, INFORMS, NO, ROADSIDE_CHECK, WARNS, YES, Finding
from otkel.law.timeline import Lookup
from otkel.phrases import Phrase, phrase


def check(seal: Seal, law: LawDay) -> Iterator[Finding]:
    """Tell each abnormal situation that the readings show, or that they show none."""
    if not seal.readings:
        return
    found = situations(seal, law)
    report = law.look("seal.event.report_h")
    for code, rule in found:
        reason = _FOUND.get(rule.provision.id) or _tell_report(code)
        yield Finding(
            id="seal.situation",
            subject="seals",
            says=NO,
            weight=WARNS,
            stage=ROADSIDE_CHECK,
            reasons=(reason,),
            rests_on=(rule, report),
            values={"code": code},
            missing=(_HOURS,),
            cure=_REPORT,
            who=DRIVER,
        )
    if not found:
        yield Finding(
            id="seal.situation",
            subject="seals",
            says=YES,
            weight=INFORMS,
            stage=ROADSIDE_CHECK,
            reasons=(_NO_SITUATION,),
            rests_on=(law.look("seal.event.codes"), law.look("seal.event.exchange_period")),
        )


def situations(seal: Seal, law: LawDay) -> tuple[tuple[str, Lookup], ...]:
    """Give the abnormal situations that the readings show, by code, each with what it rests on.

    More than the set distance [km] off the route is 03, less than the set charge [%] is 05, the
    set number of exchange periods without data in a row, or more, is 06; others as reported (a
    code that lost its zero gets it back).
    """
    codes = law.look("seal.event.codes")
    if not codes.in_force:
        return ()
    route, battery = law.look("seal.event.route_km"), law.look("seal.event.battery_pct")
    silence = law.look("seal.event.silence_periods")
    limit_km = route.amount if seal.route_tolerance_km is None else seal.route_tolerance_km
    found: dict[str, Lookup] = {}
    for reading in seal.readings:
        if reading.code is not None:
            found[reading.code.zfill(2)] = codes
        if reading.off_route_km is not None and reading.off_route_km > limit_km:
            found["03"] = route
        if reading.battery_pct is not None and reading.battery_pct < battery.number:
            found["05"] = battery
        if reading.missed_periods is not None and reading.missed_periods >= silence.number:
            found["06"] = silence
    return tuple(sorted(found.items(), key=lambda item: item[0]))


def _tell_report(code: str) -> Phrase:
    situation = _SITUATIONS.get(code)
    if situation is None:
        return phrase("the seal reports situation {code}, which is not in the table that was read", code=code)
    return phrase("the seal reports situation {code}: {situation}", code=code, situation=situation)


_REPORT = phrase("stop where it is safe and report to the operator of the seal")
_HOURS = phrase("within how many hours it must be reported, and whether the truck must stop")
_NO_SITUATION = phrase("the readings of the seal show no abnormal situation")
# What the readings themselves show, by the provision whose threshold they pass.
_FOUND = {
    "seal.event.route_km": phrase("the truck has left its route by more than the set distance"),
    "seal.event.battery_pct": phrase("the battery of the navigation seal is low"),
    "seal.event.silence_periods": phrase(
        "the navigation seal has been silent for too many exchange periods in a row"
    ),
}
# What a seal or its operator reports, by the code of the table.
_SITUATIONS = {
    "01": phrase("sealing element broken"),
    "02": phrase("housing of the electronic unit broken"),
    "03": phrase("road route left"),
    "04": phrase("seal out of order"),
    "05": phrase("battery low"),
    "06": phrase("no technological messages"),
    "07": phrase("unauthorised acts"),
}
