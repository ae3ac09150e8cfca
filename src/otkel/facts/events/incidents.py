"""What was done to a truck or its driver, as somebody told it.

A practice is shown by many cases told alike, so each case is a record of its own. Who it happened to,
what he wrote and the number of his paper stand in the vault under `person`, and can be forgotten there.
"""

from __future__ import annotations

from typing import Annotated

from otkel.facts.events.choices import Consent, Ground, Measure, PaperGiven, Stage, Witness
from otkel.facts.events.shapes import Body, Code, Country, Digest, Instant, Position, Rule, Subject


class IncidentTold(Body, frozen=True, kw_only=True):
    """Somebody told what was done to a truck or its driver. It happened at `from_us`."""

    ascending = (("from_us", "until_us"),)
    wanted_with = (("ground", "rule", ("act",)),)

    measure: Annotated[Measure, "what was done"]
    country: Annotated[Country, "the state whose officers did it"]
    authority: Annotated[Code | None, "which body, where known"] = None
    stage: Annotated[Stage | None, "where on the way through; none: away from the crossing point"] = None
    place: Annotated[Code | None, "the place away from it, such as a road and its kilometre"] = None
    ground: Annotated[Ground, "what it was said to rest on"] = Ground.NOT_TOLD
    act: Annotated[
        Rule | None, "the provision of the rulebook that was named, or the code of another act"
    ] = None
    norm: Annotated[Rule | None, "the norm of the Union that it is said to break, by its code"] = None
    paper: Annotated[PaperGiven, "whether a paper was given about it"] = PaperGiven.NOT_TOLD
    paper_kind: Annotated[Code | None, "which paper"] = None
    from_us: Annotated[Instant, "when it began"]
    until_us: Annotated[Instant | None, "when it was over; none: not known, or it lasts"] = None
    outcome: Annotated[Code | None, "how it ended"] = None
    goods: Annotated[Code | None, "the first digits of the goods' code"] = None
    vehicle: Annotated[Subject | None, "the truck, where it was named"] = None
    person: Annotated[Subject, "who it happened to: the vault forgets him by this subject"]
    consent: Annotated[tuple[Consent, ...], "what may be given out of it"] = ()
    witness: Annotated[Witness, "how it is known"] = Witness.DRIVER
    sealed: Annotated[tuple[Digest, ...], "of plate, names, words and papers, which stand in the vault"] = ()


class ConsentSet(Body, frozen=True, kw_only=True):
    """Who it happened to said anew what may be given out of an incident. The last word stands."""

    incident: Annotated[Position, "where it was told"]
    consent: Annotated[tuple[Consent, ...], "what may be given out from now on; none: nothing"] = ()
