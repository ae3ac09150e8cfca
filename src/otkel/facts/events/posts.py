"""The life of a post: what it can do, what it does, and what holds it up."""

from __future__ import annotations

from typing import Annotated

from otkel.facts.events.choices import Knowledge, Stage
from otkel.facts.events.shapes import Body, Code, Count, Country, Digest, Instant, Rule, Span, Trucks, Value


class LanesSet(Body, frozen=True, kw_only=True):
    """From now on these lanes of a stage are open, and no others."""

    stage: Annotated[Stage, "whose lanes"]
    open_lanes: Annotated[tuple[Code, ...], "the lanes that are open"]


class ShiftBegun(Body, frozen=True, kw_only=True):
    """A shift came on."""

    stage: Annotated[Stage, "where"]
    shift: Annotated[Code, "which shift"]
    officers: Annotated[Count | None, "how many officers, where known"] = None
    ends_us: Annotated[Instant | None, "when it is to end"] = None


class ShiftEnded(Body, frozen=True, kw_only=True):
    """A shift went off."""

    stage: Annotated[Stage, "where"]
    shift: Annotated[Code, "which shift"]


class Paused(Body, frozen=True, kw_only=True):
    """A stage takes no truck on for a while; the trucks in it are finished."""

    stage: Annotated[Stage | None, "which; none: the whole crossing point"] = None
    reason: Annotated[Code, "why"]
    until_us: Annotated[Instant | None, "when it is to go on, where known"] = None


class Resumed(Body, frozen=True, kw_only=True):
    """A stage goes on after a pause."""

    stage: Annotated[Stage | None, "which; none: the whole crossing point"] = None


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
    numbers: Annotated[dict[Code, Value], "every field of the policy, resolved"]
    provisions: Annotated[dict[Code, Rule], "for a field that rests on a provision: which"]
    digest: Annotated[Digest, "of the policy as it was written"]


class Closed(Body, frozen=True, kw_only=True):
    """A stage, or the whole crossing point, was closed."""

    stage: Annotated[Stage | None, "which; none: the whole crossing point"] = None
    country: Annotated[Country | None, "which state closed it, where known"] = None
    reason: Annotated[Code, "why"]
    rule: Annotated[Rule | None, "what it rests on, where known"] = None
    until_us: Annotated[Instant | None, "when it is to open, where known"] = None


class Opened(Body, frozen=True, kw_only=True):
    """A stage, or the whole crossing point, was opened again."""

    stage: Annotated[Stage | None, "which; none: the whole crossing point"] = None


class WorldEvent(Body, frozen=True, kw_only=True):
    """The border itself changed: what explains a wait later on."""

    ascending = (("from_us", "to_us"),)

    what: Annotated[Code, "what changed"]
    country: Annotated[Country | None, "which state changed it, where one did"] = None
    from_us: Annotated[Instant, "since when it holds"]
    to_us: Annotated[Instant | None, "until when; none: until further notice"] = None
    source: Annotated[Code | None, "who said so, by the key of the source"] = None
    digest: Annotated[Digest | None, "of the page as it was read"] = None
