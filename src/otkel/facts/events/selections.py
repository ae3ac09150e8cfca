"""Why a truck is checked, and how the check ended."""

from __future__ import annotations

from typing import Annotated

from otkel.facts.events.choices import CheckKind, CheckOutcome, SelectionKind, Stage, Witness
from otkel.facts.events.shapes import Body, Code, Count, Digest, Draw, Instant, Percent, Rule


class Selected(Body, frozen=True, kw_only=True):
    """A truck was selected for a check. Of a random selection anybody can redo the draw later."""

    wanted_with = (("kind", "random", ("draw", "purpose", "below", "seed")),)

    stage: Annotated[Stage, "where it will be checked"]
    check: Annotated[CheckKind, "what will be looked at"]
    kind: Annotated[SelectionKind, "by risk, at random, or referred by an officer"]
    reason: Annotated[Code, "the reason code"]
    draw: Annotated[Draw | None, "the number drawn"] = None
    purpose: Annotated[Code | None, "what the number was drawn for"] = None
    below: Annotated[Draw | None, "selected when the draw is less than this"] = None
    seed: Annotated[Digest | None, "the published digest of the seed of the draw"] = None
    lane: Annotated[Code | None, "the lane it stands in, where known"] = None
    sealed_pct: Annotated[
        Percent | None,
        "a sealed truck is checked in this many of a hundred cases in which another one would be; "
        "none: it has no working seal, or the seal did not count",
    ] = None
    risk_points: Annotated[Count | None, "points of the risk rules"] = None
    risk_rules: Annotated[Digest | None, "of the risk rules, which are private to the operator"] = None


class NotSelected(Body, frozen=True, kw_only=True):
    """The draw let a truck pass unchecked: also this is recorded, so that no draw can be left out."""

    ascending = (("below", "draw"),)

    stage: Annotated[Stage, "where it would have been checked"]
    lane: Annotated[Code | None, "the lane it stands in, where known"] = None
    draw: Annotated[Draw, "the number drawn"]
    purpose: Annotated[Code, "what the number was drawn for"]
    below: Annotated[Draw, "selected if the draw had been less than this"]
    seed: Annotated[Digest, "the published digest of the seed of the draw"]
    sealed_pct: Annotated[
        Percent | None,
        "a sealed truck is checked in this many of a hundred cases in which another one would be; "
        "none: it has no working seal",
    ] = None


class CheckStarted(Body, frozen=True, kw_only=True):
    """A check began."""

    stage: Annotated[Stage, "where"]
    check: Annotated[CheckKind, "what is looked at"]
    lane: Annotated[Code | None, "the lane or the mobile group"] = None
    end_by_us: Annotated[Instant | None, "when it must have ended by law"] = None
    witness: Annotated[Witness, "how the time is known"] = Witness.OFFICER


class CheckProlonged(Body, frozen=True, kw_only=True):
    """A check goes on beyond the time that the law sets."""

    reason: Annotated[Code, "the suspicion, by its code"]
    rule: Annotated[Rule, "the provision that allows it"]
    end_by_us: Annotated[Instant | None, "when it must have ended now"] = None


class CheckEnded(Body, frozen=True, kw_only=True):
    """A check ended."""

    stage: Annotated[Stage, "where"]
    check: Annotated[CheckKind, "what was looked at"]
    outcome: Annotated[CheckOutcome, "how it ended"]
    found: Annotated[tuple[Code, ...], "what was found, by its codes"] = ()
    rule: Annotated[Rule | None, "the provision the outcome rests on; none: none was named"] = None
    redress: Annotated[Code | None, "where one can complain, or what cures it"] = None
    witness: Annotated[Witness, "how the time is known"] = Witness.OFFICER
