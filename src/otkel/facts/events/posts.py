"""The life of a post: what it can do, what it does, and what holds it up."""

from __future__ import annotations

from typing import Annotated

from otkel.facts.events.choices import Knowledge, Prepared, Stage, Witness
from otkel.facts.events.shapes import (
    Body,
    Code,
    Count,
    Country,
    Digest,
    Instant,
    PassageId,
    Percent,
    Rule,
    Span,
    Subject,
    Trucks,
    TrucksPerDay,
    Value,
)


class LanesSet(Body, frozen=True, kw_only=True):
    """From now on these lanes of a stage are open, and no others."""

    stage: Annotated[Stage, "whose lanes"]
    towards: Annotated[Country | None, "the state that is entered; none: both directions"] = None
    open_lanes: Annotated[tuple[Code, ...], "the lanes that are open"]


class ShiftBegun(Body, frozen=True, kw_only=True):
    """A shift came on."""

    stage: Annotated[Stage, "where"]
    towards: Annotated[Country | None, "the state that is entered; none: both directions"] = None
    shift: Annotated[Code, "which shift"]
    officers: Annotated[Count | None, "how many officers, where known"] = None
    ends_us: Annotated[Instant | None, "when it is to end"] = None


class ShiftEnded(Body, frozen=True, kw_only=True):
    """A shift went off."""

    stage: Annotated[Stage, "where"]
    towards: Annotated[Country | None, "the state that is entered; none: both directions"] = None
    shift: Annotated[Code, "which shift"]


class Paused(Body, frozen=True, kw_only=True):
    """A stage takes no truck on for a while; the trucks in it are finished."""

    stage: Annotated[Stage | None, "which; none: the whole crossing point"] = None
    towards: Annotated[Country | None, "the state that is entered; none: both directions"] = None
    reason: Annotated[Code, "why"]
    until_us: Annotated[Instant | None, "when it is to go on, where known"] = None


class Resumed(Body, frozen=True, kw_only=True):
    """A stage goes on after a pause."""

    stage: Annotated[Stage | None, "which; none: the whole crossing point"] = None
    towards: Annotated[Country | None, "the state that is entered; none: both directions"] = None


class IntakeMeasured(Body, frozen=True, kw_only=True):
    """How many trucks a stage took on in an interval that ends when this happened."""

    ascending = (("low_trucks", "taken_trucks", "high_trucks"),)

    stage: Annotated[Stage, "which"]
    towards: Annotated[Country | None, "the state that is entered; none: both directions"] = None
    taken_trucks: Annotated[Trucks, "trucks taken on"]
    interval_us: Annotated[Span, "how long the interval is"]
    knowledge: Annotated[Knowledge, "counted, or inferred from own exits and the strip"]
    low_trucks: Annotated[Trucks, "not fewer; the same number where it was counted"]
    high_trucks: Annotated[Trucks, "not more"]


class PolicyChanged(Body, frozen=True, kw_only=True):
    """From now on the crossing point runs by these numbers. A replay needs no rulebook."""

    policy: Annotated[Code, "name of the preset or of the crossing point's own policy"]
    towards: Annotated[Country | None, "the state that is entered; none: both directions"] = None
    numbers: Annotated[dict[Code, Value], "every field of the policy, resolved"]
    provisions: Annotated[dict[Code, Rule], "for a field that rests on a provision: which"]
    digest: Annotated[Digest, "of the policy as it was written"]


class Closed(Body, frozen=True, kw_only=True):
    """A stage, or the whole crossing point, was closed."""

    stage: Annotated[Stage | None, "which; none: the whole crossing point"] = None
    towards: Annotated[Country | None, "the state that is entered; none: both directions"] = None
    country: Annotated[Country | None, "which state closed it, where known"] = None
    reason: Annotated[Code, "why"]
    rule: Annotated[Rule | None, "what it rests on, where known"] = None
    until_us: Annotated[Instant | None, "when it is to open, where known"] = None


class Opened(Body, frozen=True, kw_only=True):
    """A stage, or the whole crossing point, was opened again."""

    stage: Annotated[Stage | None, "which; none: the whole crossing point"] = None
    towards: Annotated[Country | None, "the state that is entered; none: both directions"] = None


class WorldEvent(Body, frozen=True, kw_only=True):
    """The border itself changed: what explains a wait later on."""

    ascending = (("from_us", "to_us"),)

    what: Annotated[Code, "what changed"]
    country: Annotated[Country | None, "which state changed it, where one did"] = None
    from_us: Annotated[Instant, "since when it holds"]
    to_us: Annotated[Instant | None, "until when; none: until further notice"] = None
    source: Annotated[Code | None, "who said so, by the key of the source"] = None
    digest: Annotated[Digest | None, "of the page as it was read"] = None


class BookingsKept(Body, frozen=True, kw_only=True):
    """The post could not keep its times: the bookings of these slots hold for longer."""

    ascending = (("from_us", "to_us"),)

    towards: Annotated[Country | None, "the state that is entered; none: both directions"] = None
    from_us: Annotated[Instant, "the first slots meant, by their beginning"]
    to_us: Annotated[Instant, "the last slots meant, by their beginning"]
    added_us: Annotated[Span, "how much longer they hold"]
    reason: Annotated[Code, "why"]
    rule: Annotated[Rule, "what it rests on"]


class StripCounted(Body, frozen=True, kw_only=True):
    """How many trucks stood on the strip between the two posts when this happened."""

    ascending = (("low_trucks", "trucks", "high_trucks"),)

    towards: Annotated[Country, "the state that is entered"]
    trucks: Annotated[Trucks, "trucks on the strip"]
    low_trucks: Annotated[Trucks, "not fewer; the same number where it was counted"]
    high_trucks: Annotated[Trucks, "not more"]
    witness: Annotated[Witness, "how it is known"] = Witness.OFFICER


class ReleaseSet(Body, frozen=True, kw_only=True):
    """How many trucks may be called now, and the numbers from which this follows."""

    ascending = (("low_trucks_per_day", "trucks_per_day", "high_trucks_per_day"),)

    towards: Annotated[Country, "the state that is entered"]
    tightest: Annotated[Stage, "the stage that lets the fewest trucks through"]
    knowledge: Annotated[Knowledge, "whether what it takes on was counted or inferred"]
    low_trucks_per_day: Annotated[TrucksPerDay, "what the tightest stage takes on; not fewer"]
    trucks_per_day: Annotated[TrucksPerDay, "what the tightest stage takes on"]
    high_trucks_per_day: Annotated[TrucksPerDay, "what the tightest stage takes on; not more"]
    target_trucks: Annotated[Trucks, "trucks that are to be on the way between call and the tightest stage"]
    on_the_way_trucks: Annotated[Trucks, "trucks that are on this way"]
    may_call_trucks: Annotated[Trucks, "trucks that may be called now"]


class VehicleBlocked(Body, frozen=True, kw_only=True):
    """A vehicle may not book for a while."""

    vehicle: Annotated[Subject, "the truck that pulls"]
    until_us: Annotated[Instant, "until when"]
    rule: Annotated[Rule, "what it rests on"]


class DrawHeld(Body, frozen=True, kw_only=True):
    """The slots of a day were given by draw; with the opened seed anybody can redo it."""

    towards: Annotated[Country, "the state that is entered"]
    day_us: Annotated[Instant, "the civil day whose slots were drawn, by its beginning"]
    seed: Annotated[Digest, "as it was committed"]
    requests_digest: Annotated[Digest, "of all requests in order, which goes into each draw"]
    requests: Annotated[Count, "how many asked"]
    granted: Annotated[Count, "how many were given a slot"]
    capacity_trucks: Annotated[Trucks, "trucks that the slots could take"]
    longest_pct: Annotated[Percent, "share that went to those who waited longest"]


class BatchPublished(Body, frozen=True, kw_only=True):
    """The next trucks of the list were made known together."""

    towards: Annotated[Country, "the state that is entered"]
    batch: Annotated[Code, "name of the batch"]
    passages: Annotated[tuple[PassageId, ...], "in order of arrival"]
    listed_trucks: Annotated[Trucks, "how many stay on the list"]


class PeopleCounted(Body, frozen=True, kw_only=True):
    """How many people stood in line when this happened."""

    stage: Annotated[Stage, "where"]
    towards: Annotated[Country, "the state that is entered"]
    people: Annotated[Count, "how many people"]
    witness: Annotated[Witness, "how it is known"] = Witness.OFFICER


class ServiceGiven(Body, frozen=True, kw_only=True):
    """People who wait were given something they need."""

    stage: Annotated[Stage, "where"]
    towards: Annotated[Country, "the state that is entered"]
    service: Annotated[Code, "what: water, food, fuel, toilet, medical"]
    people: Annotated[Count | None, "to how many people, where known"] = None


class MessageSent(Body, frozen=True, kw_only=True):
    """A message went to those in line, or to one truck: then the event names its passage.

    What somebody wrote stands in the vault: here are its digests alone.
    """

    towards: Annotated[Country, "the state that is entered"]
    queue_class: Annotated[Code | None, "only this class; none: all in line"] = None
    reached_trucks: Annotated[Trucks, "trucks that it reached when it was sent"]
    until_us: Annotated[Instant | None, "until when it holds; none: as long as the truck stands there"] = None
    prepared: Annotated[Prepared | None, "what was written beforehand; none: own words alone"] = None
    languages: Annotated[tuple[Code, ...], "the languages of the sender's own words"] = ()
    texts: Annotated[tuple[Digest, ...], "of his words, by language, as the vault holds them"] = ()
    writing: Annotated[Subject | None, "the subject under which the vault holds them"] = None
