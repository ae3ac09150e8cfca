"""How an incident is told in words and as plain data."""

from __future__ import annotations

from typing import Any

import msgspec

from otkel.app.crossing.told import local, tell_stage
from otkel.app.feed_words import instant
from otkel.app.incident_list import Incident
from otkel.app.plain import Json
from otkel.facts.events.choices import Consent, Ground, Measure, PaperGiven
from otkel.phrases import Phrase, phrase

MEASURE: dict[Measure, Phrase] = {
    Measure.REFUSED: phrase("not let through"),
    Measure.LISTED: phrase("put into a register"),
    Measure.ORDERED_OUT: phrase("ordered to leave"),
    Measure.HELD: phrase("held"),
    Measure.TURNED_BACK: phrase("sent back"),
    Measure.PAPERS_TAKEN: phrase("papers taken"),
    Measure.FINED: phrase("fined"),
}
GROUND: dict[Ground, Phrase] = {
    Ground.RULE: phrase("by {act}"),
    Ground.PRACTICE: phrase("by the practice of the place"),
    Ground.NOT_TOLD: phrase("no ground was told"),
}
PAPER: dict[PaperGiven, Phrase] = {
    PaperGiven.GIVEN: phrase("a paper was given"),
    PaperGiven.DENIED: phrase("a paper was asked for and denied"),
    PaperGiven.NONE: phrase("no paper"),
}
CONSENT: dict[Consent, Phrase] = {
    Consent.CASE: phrase("the case"),
    Consent.WORDS: phrase("his words"),
    Consent.NAMED: phrase("plate, name and papers"),
}


def tell_incident(one: Incident, zone: str) -> tuple[Phrase, ...]:
    """Give an incident in words: what and when, then what more is known. Times are of the zone named."""
    body = one.body
    told = [phrase("{measure}, {country}, since {from}", measure=MEASURE[body.measure], country=body.country,
                   **{"from": local(body.from_us, zone)})]  # fmt: skip
    if body.until_us is not None:
        told.append(phrase("until {until}", until=local(body.until_us, zone)))
    where = body.place if body.stage is None else tell_stage(body.stage)
    if where is not None:
        told.append(phrase("at {place}", place=where))
    if body.authority is not None:
        told.append(phrase("by the officers of {authority}", authority=body.authority))
    told.append(msgspec.structs.replace(GROUND[body.ground], values={"act": body.act or ""}))
    if body.paper in PAPER:
        told.append(PAPER[body.paper])
    if body.outcome is not None:
        told.append(phrase("it ended: {outcome}", outcome=body.outcome))
    return tuple(told)


def plain_incident(one: Incident) -> Json:
    """Give an incident as JSON can hold it, without what is not known or not given out."""
    body: dict[str, Any] = msgspec.to_builtins(one.body)
    for name in ("sealed", "consent", "person", "vehicle"):
        body.pop(name)
    for name in ("from", "until"):
        at = body.pop(f"{name}_us")
        body[f"{name}_at"] = None if at is None else instant(at)
    return {
        "incident": one.position,
        "point": one.point,
        "told_at": instant(one.recorded_us),
        **{name: value for name, value in body.items() if value is not None},
        "consent": [each.value for each in one.consent],
        **({"truck": one.truck} if one.truck is not None else {}),
        **({"passage": one.passage} if one.passage is not None else {}),
        **one.personal,
    }
