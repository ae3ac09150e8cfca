"""What is asked of the post itself, and what is told of it. Without `towards` both directions are meant."""

from __future__ import annotations

from typing import Any

import msgspec

from otkel.facts.events.choices import Knowledge, Prepared, Stage, Witness
from otkel.queueing.commands.base import Command


class SetPolicy(Command, frozen=True, kw_only=True, tag="policy"):
    """From now on a direction, or both, run by these numbers."""

    numbers: dict[str, Any]  # every field of the policy, resolved
    # For a field that rests on a provision: which.
    provisions: dict[str, str] = msgspec.field(default_factory=dict)
    digest: str  # of the policy as it was written
    towards: str | None = None


class SetLanes(Command, frozen=True, kw_only=True, tag="lanes"):
    """Open these lanes of a stage and no others; a lane may serve one direction now, the other one later."""

    stage: Stage
    lanes: tuple[str, ...] = ()
    towards: str | None = None


class BeginShift(Command, frozen=True, kw_only=True, tag="shift"):
    """Record that a shift came on."""

    stage: Stage
    shift: str
    officers: int | None = None
    ends_us: int | None = None  # when it is to end
    towards: str | None = None


class EndShift(Command, frozen=True, kw_only=True, tag="shift_end"):
    """Record that a shift went off."""

    stage: Stage
    shift: str
    towards: str | None = None


class Pause(Command, frozen=True, kw_only=True, tag="pause"):
    """Let a stage, or the whole point, take nobody on for a while."""

    reason: str
    stage: Stage | None = None
    towards: str | None = None
    until_us: int | None = None  # when it is to go on


class Resume(Command, frozen=True, kw_only=True, tag="resume"):
    """Let it go on after a pause."""

    stage: Stage | None = None
    towards: str | None = None


class Close(Command, frozen=True, kw_only=True, tag="close"):
    """Close a stage or the point; bookings within the closure hold longer as the policy says."""

    reason: str
    stage: Stage | None = None
    towards: str | None = None
    country: str | None = None  # the state that closed it
    rule: str | None = None
    until_us: int | None = None  # when it is to open


class Reopen(Command, frozen=True, kw_only=True, tag="reopen"):
    """Open what was closed."""

    stage: Stage | None = None
    towards: str | None = None


class KeepAlive(Command, frozen=True, kw_only=True, tag="keep_alive"):
    """A disruption: bookings with slots between two instants hold longer."""

    reason: str
    from_us: int
    to_us: int
    towards: str | None = None


class MeasureIntake(Command, frozen=True, kw_only=True, tag="intake"):
    """Tell how many trucks a stage took on in an interval that ends now."""

    stage: Stage
    taken_trucks: int
    interval_us: int
    knowledge: Knowledge = Knowledge.MEASURED
    low_trucks: int | None = None  # not fewer; none: exactly as many as said
    high_trucks: int | None = None  # not more
    towards: str | None = None


class CountStrip(Command, frozen=True, kw_only=True, tag="strip"):
    """Tell how many trucks stand on the strip between the posts."""

    towards: str
    trucks: int
    low_trucks: int | None = None  # not fewer; none: exactly as many as said
    high_trucks: int | None = None  # not more
    witness: Witness = Witness.OFFICER


class TellWorld(Command, frozen=True, kw_only=True, tag="world"):
    """Tell that the border itself changed: what explains a wait later on."""

    what: str
    from_us: int
    to_us: int | None = None
    country: str | None = None
    source: str | None = None


class CommitSeed(Command, frozen=True, kw_only=True, tag="commit_seed"):
    """Publish the digest of a secret seed before the time in which draws are made from it."""

    digest: str
    purpose: str
    from_us: int
    to_us: int


class OpenSeed(Command, frozen=True, kw_only=True, tag="open_seed"):
    """Publish a seed when its time is over."""

    seed: str
    digest: str  # as it was committed


class Tick(Command, frozen=True, kw_only=True, tag="tick"):
    """Do what is due by now: no-shows, cures and exceptions whose time is over."""


class CountPeople(Command, frozen=True, kw_only=True, tag="people"):
    """Tell how many people stand in line."""

    stage: Stage
    towards: str
    people: int
    witness: Witness = Witness.OFFICER


class GiveService(Command, frozen=True, kw_only=True, tag="service"):
    """Tell that somebody brought those who wait what they need."""

    stage: Stage
    towards: str
    service: str  # water, food, fuel, toilet, medical
    people: int | None = None  # to how many


class SendMessage(Command, frozen=True, kw_only=True, tag="message"):
    """Tell something to all in line towards a state, to a class of them, or to one truck."""

    towards: str | None = None  # needed unless one truck is meant
    queue_class: str | None = None
    passage: int | None = None
    prepared: Prepared | None = None
    until_us: int | None = None
    languages: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()  # digests of own words, by language
    writing: str | None = None  # the subject under which the vault holds them
