"""The life of a passage: one truck going through once, from its booking to its leaving."""

from __future__ import annotations

from typing import Annotated

from otkel.facts.events.choices import (
    Allocation,
    DepositOutcome,
    ExceptionGround,
    Readiness,
    Side,
    Stage,
    WayOut,
    Witness,
)
from otkel.facts.events.shapes import (
    Body,
    Code,
    Count,
    Country,
    Digest,
    Draw,
    Instant,
    Lateness,
    Rule,
    Span,
    Subject,
    Trucks,
)


class Booked(Body, frozen=True, kw_only=True):
    """A truck was given a slot, or was written into the live queue before it came."""

    ascending = (("slot_from_us", "slot_to_us"),)

    vehicle: Annotated[Subject, "the truck that pulls"]
    trailer: Annotated[Subject | None, "what it pulls, where known"] = None
    carrier: Annotated[Subject | None, "who carries the goods"] = None
    driver: Annotated[Subject | None, "who drives"] = None
    towards: Annotated[Country, "the state that is entered"]
    queue_class: Annotated[Code, "class in the queue, such as ordinary or accelerated"]
    rule: Annotated[Rule | None, "what the class rests on; none for the ordinary one"] = None
    slot_from_us: Annotated[Instant | None, "beginning of the slot; none in the live queue"] = None
    slot_to_us: Annotated[Instant | None, "end of the slot"] = None
    allocation: Annotated[Allocation | None, "how the slot was given; none: not stated"] = None
    readiness: Annotated[Readiness, "what the law said of papers, goods and vehicle"] = Readiness.NOT_ASKED
    rulebook: Annotated[Digest | None, "of the rulebook that was asked"] = None
    sealed: Annotated[Digest | None, "of the personal data, which stand in the vault alone"] = None


class Moved(Body, frozen=True, kw_only=True):
    """A booking was moved to another slot."""

    ascending = (("slot_from_us", "slot_to_us"),)

    slot_from_us: Annotated[Instant, "beginning of the new slot"]
    slot_to_us: Annotated[Instant, "end of the new slot"]
    side: Annotated[Side, "who is the cause"]
    reason: Annotated[Code, "why"]
    rule: Annotated[Rule | None, "what allows the move"] = None


class Cancelled(Body, frozen=True, kw_only=True):
    """A booking was given up or taken away before the truck was called."""

    side: Annotated[Side, "who is the cause"]
    reason: Annotated[Code, "why"]
    rule: Annotated[Rule | None, "what allows or orders it"] = None


class Arrived(Body, frozen=True, kw_only=True):
    """A truck came to the crossing point and stands in line from now on."""

    vehicle: Annotated[Subject, "the truck that pulls"]
    towards: Annotated[Country, "the state that is entered"]
    queue_class: Annotated[Code, "class in the queue"]
    stage: Annotated[Stage, "where it stands: the waiting area or the road"] = Stage.WAITING_AREA
    late_us: Annotated[Lateness | None, "after the end of its slot; negative: before it"] = None
    people: Annotated[Count | None, "how many people are in the truck, where known"] = None
    cargo: Annotated[
        tuple[Code, ...],
        "what needs care while it stands, such as reefer, live_animals, perishable, dangerous",
    ] = ()
    readiness: Annotated[Readiness, "what the law said of papers, goods and vehicle"] = Readiness.NOT_ASKED
    rulebook: Annotated[Digest | None, "of the rulebook that was asked"] = None
    sealed: Annotated[Digest | None, "of the personal data, which stand in the vault alone"] = None
    witness: Annotated[Witness, "how the time is known"] = Witness.OFFICER


class Called(Body, frozen=True, kw_only=True):
    """The queue told a truck to drive to the post."""

    rule: Annotated[Rule, "the rule of the discipline by which it is this truck's turn"]
    queue_class: Annotated[Code | None, "the class whose turn it was, where known"] = None
    overtaken_trucks: Annotated[Trucks, "trucks that had come before it and still wait"] = 0
    lane: Annotated[Code | None, "the lane it is to take"] = None
    appear_by_us: Annotated[Instant | None, "after this it is a no-show"] = None
    late_us: Annotated[Lateness | None, "of the post, after what was promised; negative: before it"] = None


class NoShow(Body, frozen=True, kw_only=True):
    """A truck with a booking or a call did not come in time."""

    rule: Annotated[Rule, "what makes it a no-show"]
    grace_us: Annotated[Span, "how long after the promised time was waited"] = 0


class ExitStarted(Body, frozen=True, kw_only=True):
    """Exit control took the truck on."""

    lane: Annotated[Code | None, "the lane"] = None
    witness: Annotated[Witness, "how the time is known"] = Witness.OFFICER


class ExitCleared(Body, frozen=True, kw_only=True):
    """Exit control let the truck out: it may go onto the strip."""

    lane: Annotated[Code | None, "the lane"] = None
    witness: Annotated[Witness, "how the time is known"] = Witness.OFFICER


class ExitRefused(Body, frozen=True, kw_only=True):
    """Exit control did not let the truck out."""

    reason: Annotated[Code, "why"]
    rule: Annotated[Rule | None, "the provision it rests on; none: none was named"] = None
    redress: Annotated[Code | None, "where one can complain, or what cures it"] = None
    witness: Annotated[Witness, "how the time is known"] = Witness.OFFICER


class EntryStarted(Body, frozen=True, kw_only=True):
    """Entry control took the truck on."""

    lane: Annotated[Code | None, "the lane"] = None
    witness: Annotated[Witness, "how the time is known"] = Witness.OFFICER


class EntryCleared(Body, frozen=True, kw_only=True):
    """Entry control let the truck in."""

    lane: Annotated[Code | None, "the lane"] = None
    witness: Annotated[Witness, "how the time is known"] = Witness.OFFICER


class EntryRefused(Body, frozen=True, kw_only=True):
    """Entry control did not let the truck in."""

    reason: Annotated[Code, "why"]
    rule: Annotated[Rule | None, "the provision it rests on; none: none was named"] = None
    redress: Annotated[Code | None, "where one can complain, or what cures it"] = None
    witness: Annotated[Witness, "how the time is known"] = Witness.OFFICER


class TurnedBack(Body, frozen=True, kw_only=True):
    """A truck was sent back the way it came."""

    stage: Annotated[Stage, "from where"]
    reason: Annotated[Code, "why"]
    rule: Annotated[Rule | None, "the provision it rests on; none: none was named"] = None
    redress: Annotated[Code | None, "where one can complain, or what cures it"] = None
    witness: Annotated[Witness, "how the time is known"] = Witness.OFFICER


class Left(Body, frozen=True, kw_only=True):
    """The truck left the crossing point; the passage has ended."""

    way: Annotated[WayOut, "how"]
    witness: Annotated[Witness, "how the time is known"] = Witness.OFFICER


class Requested(Body, frozen=True, kw_only=True):
    """A truck asks for a slot of a day that is given by draw."""

    vehicle: Annotated[Subject, "the truck that pulls"]
    towards: Annotated[Country, "the state that is to be entered"]
    queue_class: Annotated[Code, "class in the queue"]
    day_us: Annotated[Instant, "the civil day asked for, by its beginning"]
    choices_us: Annotated[
        tuple[Instant, ...], "slots wished, by their beginnings, best first; none: any of that day"
    ] = ()
    since_us: Annotated[Instant, "since when this vehicle asks and was given none"]
    nonce: Annotated[Digest | None, "a random number of the one who asks, which goes into the draw"] = None
    readiness: Annotated[Readiness, "what the law said of papers, goods and vehicle"] = Readiness.NOT_ASKED
    rulebook: Annotated[Digest | None, "of the rulebook that was asked"] = None
    sealed: Annotated[Digest | None, "of the personal data, which stand in the vault alone"] = None


class NotDrawn(Body, frozen=True, kw_only=True):
    """The draw gave this request no slot; its age counts in the next."""

    day_us: Annotated[Instant, "the civil day asked for, by its beginning"]
    draw: Annotated[Draw, "the number drawn"]
    seed: Annotated[Digest, "the published digest of the seed of the draw"]


class StandbyJoined(Body, frozen=True, kw_only=True):
    """A truck waits for a slot that others leave unused."""

    ascending = (("earliest_us", "latest_us"),)

    earliest_us: Annotated[Instant, "it can come from then on"]
    latest_us: Annotated[Instant, "and not after this"]


class ReadinessTold(Body, frozen=True, kw_only=True):
    """The law said anew whether papers, goods and vehicle are ready; stay and registers never stand here."""

    readiness: Annotated[Readiness, "what the law said of papers, goods and vehicle"]
    missing: Annotated[
        tuple[Code, ...], "what is lacking in papers, goods or vehicle, by the id of the finding"
    ] = ()
    cure_by_us: Annotated[
        Instant | None, "until when the place is kept; none: nothing lacks, or the place is not kept"
    ] = None
    rulebook: Annotated[Digest | None, "of the rulebook that was asked"] = None


class ExceptionGranted(Body, frozen=True, kw_only=True):
    """A truck cannot go on for a ground that the rules accept; its place is kept."""

    ground: Annotated[ExceptionGround, "why"]
    keeps_until_us: Annotated[Instant, "until when the place is kept"]
    evidence: Annotated[Digest | None, "of the evidence, which stands in the vault"] = None
    rule: Annotated[Rule, "what allows it"]


class ExceptionEnded(Body, frozen=True, kw_only=True):
    """The truck can go on; its place was kept."""

    reason: Annotated[Code, "why it can go on"]


class PlaceLost(Body, frozen=True, kw_only=True):
    """The place of a truck was not kept any longer; it stands at the end of the line."""

    reason: Annotated[Code, "why"]
    rule: Annotated[Rule, "what it rests on"]


class DepositSettled(Body, frozen=True, kw_only=True):
    """The deposit for a booking was returned or forfeited."""

    outcome: Annotated[DepositOutcome, "what became of it"]
    rule: Annotated[Rule, "what it rests on"]
