"""The life of a passage: one truck going through once, from its booking to its leaving."""

from __future__ import annotations

from typing import Annotated

from otkel.facts.events.choices import Readiness, Side, Stage, WayOut, Witness
from otkel.facts.events.shapes import (
    Body,
    Code,
    Country,
    Digest,
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
    readiness: Annotated[Readiness, "what the law said of papers, goods and vehicle"] = Readiness.NOT_ASKED
    rulebook: Annotated[Digest | None, "of the rulebook that was asked"] = None
    sealed: Annotated[Digest | None, "of the personal data, which stand in the vault alone"] = None
    witness: Annotated[Witness, "how the time is known"] = Witness.OFFICER


class Called(Body, frozen=True, kw_only=True):
    """The queue told a truck to drive to the post."""

    rule: Annotated[Rule, "the rule of the discipline by which it is this truck's turn"]
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
