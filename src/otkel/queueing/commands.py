"""What may be asked of a crossing point. A command carries what it needs: readiness and draws are in it.

`decide` answers each with events, or with a refusal. Times in commands are microseconds of UTC since
1970, as in the events that answer them.
"""

from __future__ import annotations

from typing import Any

import msgspec

from otkel.facts.events.choices import (
    CheckKind,
    CheckOutcome,
    ExceptionGround,
    Knowledge,
    Readiness,
    Side,
    Stage,
    WayOut,
    Witness,
)


class Command(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do"):
    """One thing asked. `passage` is given by the app where a truck is named by plate or ticket."""


class Told(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the law said at the door of papers, goods and vehicle; never of stay or registers."""

    readiness: Readiness = Readiness.NOT_ASKED
    missing: tuple[str, ...] = ()  # ids of findings
    rulebook: str | None = None


NOT_ASKED = Told()


class Drawn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A draw for one truck, and what the private risk rules and the seal said of it."""

    draw: int  # 64 bits
    purpose: str
    seed: str  # digest of the committed seed
    points: int = 0
    reason: str | None = None  # the reason code with the most points
    rules: str | None = None  # digest of the risk rules
    sealed_ok: bool = False  # sealed, and the seal reports nothing abnormal


# -- the post -----------------------------------------------------------------------------------


class SetPolicy(Command, frozen=True, kw_only=True, tag="policy"):
    """From now on a direction, or both, run by these numbers."""

    numbers: dict[str, Any]
    provisions: dict[str, str] = {}
    digest: str
    towards: str | None = None


class SetLanes(Command, frozen=True, kw_only=True, tag="lanes"):
    stage: Stage
    lanes: tuple[str, ...]
    towards: str | None = None


class BeginShift(Command, frozen=True, kw_only=True, tag="shift"):
    stage: Stage
    shift: str
    officers: int | None = None
    ends_us: int | None = None
    towards: str | None = None


class EndShift(Command, frozen=True, kw_only=True, tag="shift_end"):
    stage: Stage
    shift: str
    towards: str | None = None


class Pause(Command, frozen=True, kw_only=True, tag="pause"):
    reason: str
    stage: Stage | None = None
    towards: str | None = None
    until_us: int | None = None


class Resume(Command, frozen=True, kw_only=True, tag="resume"):
    stage: Stage | None = None
    towards: str | None = None


class Close(Command, frozen=True, kw_only=True, tag="close"):
    """Close a stage or the point; bookings within the closure hold longer as the policy says."""

    reason: str
    stage: Stage | None = None
    towards: str | None = None
    country: str | None = None
    rule: str | None = None
    until_us: int | None = None


class Reopen(Command, frozen=True, kw_only=True, tag="reopen"):
    stage: Stage | None = None
    towards: str | None = None


class KeepAlive(Command, frozen=True, kw_only=True, tag="keep_alive"):
    """A disruption: bookings with slots between two instants hold longer."""

    reason: str
    from_us: int
    to_us: int
    towards: str | None = None


class MeasureIntake(Command, frozen=True, kw_only=True, tag="intake"):
    stage: Stage
    taken_trucks: int
    interval_us: int
    knowledge: Knowledge = Knowledge.MEASURED
    low_trucks: int | None = None
    high_trucks: int | None = None
    towards: str | None = None


class CountStrip(Command, frozen=True, kw_only=True, tag="strip"):
    towards: str
    trucks: int
    low_trucks: int | None = None
    high_trucks: int | None = None
    witness: Witness = Witness.OFFICER


class TellWorld(Command, frozen=True, kw_only=True, tag="world"):
    what: str
    from_us: int
    to_us: int | None = None
    country: str | None = None
    source: str | None = None


class CommitSeed(Command, frozen=True, kw_only=True, tag="commit_seed"):
    digest: str
    purpose: str
    from_us: int
    to_us: int


class OpenSeed(Command, frozen=True, kw_only=True, tag="open_seed"):
    seed: str
    digest: str


class Tick(Command, frozen=True, kw_only=True, tag="tick"):
    """Do what is due by now: no-shows, cures and exceptions whose time is over."""


class CountPeople(Command, frozen=True, kw_only=True, tag="people"):
    stage: Stage
    towards: str
    people: int
    witness: Witness = Witness.OFFICER


class GiveService(Command, frozen=True, kw_only=True, tag="service"):
    stage: Stage
    towards: str
    service: str
    people: int | None = None


# -- before the truck comes ---------------------------------------------------------------------


class Book(Command, frozen=True, kw_only=True, tag="book"):
    """Give a truck a slot, or write it into the live queue before it comes."""

    passage: int
    vehicle: str
    towards: str
    queue_class: str | None = None  # none: the fallback class
    slot_from_us: int | None = None
    trailer: str | None = None
    carrier: str | None = None
    driver: str | None = None
    told: Told = NOT_ASKED
    sealed: str | None = None


class Request(Command, frozen=True, kw_only=True, tag="request"):
    """Ask for a slot of a day whose slots are drawn."""

    passage: int
    vehicle: str
    towards: str
    day_us: int  # the day, by its beginning
    choices: tuple[int, ...] = ()  # wished slots by their beginnings [µs], best first
    queue_class: str | None = None
    nonce: str | None = None
    told: Told = NOT_ASKED
    sealed: str | None = None


class HoldDraw(Command, frozen=True, kw_only=True, tag="draw"):
    """Give the slots of a day to those who asked. `draws` by passage, of the committed seed."""

    towards: str
    day_us: int
    seed: str
    requests_digest: str
    draws: dict[int, int]


class Move(Command, frozen=True, kw_only=True, tag="move"):
    passage: int
    slot_from_us: int
    side: Side = Side.TRUCK
    reason: str = "asked"
    vehicle: str | None = None  # stated only to be refused: a booking is bound to its vehicle


class Cancel(Command, frozen=True, kw_only=True, tag="cancel"):
    passage: int
    side: Side = Side.TRUCK
    reason: str = "asked"


class Standby(Command, frozen=True, kw_only=True, tag="standby"):
    """Take an earlier slot within these instants as soon as one is given back."""

    passage: int
    earliest_us: int
    latest_us: int


class GrantException(Command, frozen=True, kw_only=True, tag="exception"):
    """Keep a place on evidence: a breakdown is no fraud."""

    passage: int
    ground: ExceptionGround
    keeps_until_us: int
    evidence: str | None = None


class EndException(Command, frozen=True, kw_only=True, tag="exception_end"):
    passage: int
    reason: str = "can_go_on"


class TellReadiness(Command, frozen=True, kw_only=True, tag="ready"):
    """The law was asked again about papers, goods and vehicle."""

    passage: int
    told: Told


# -- at the crossing point ----------------------------------------------------------------------


class Arrive(Command, frozen=True, kw_only=True, tag="arrive"):
    passage: int
    vehicle: str
    towards: str
    queue_class: str | None = None
    stage: Stage = Stage.WAITING_AREA
    backlog: bool = False  # stands already: on the list of the backlog
    since_us: int | None = None  # when it came, where that was before now
    people: int | None = None
    cargo: tuple[str, ...] = ()
    told: Told = NOT_ASKED
    sealed: str | None = None
    witness: Witness = Witness.OFFICER


class Call(Command, frozen=True, kw_only=True, tag="call"):
    """Call the next trucks: so many, or as many as may be; or one out of turn, with a reason."""

    towards: str
    trucks: int | None = None
    passage: int | None = None
    reason: str | None = None
    lane: str | None = None


class PublishBatch(Command, frozen=True, kw_only=True, tag="batch"):
    """Let the next trucks of the backlog that lack nothing forward, in order of arrival."""

    towards: str
    batch: str
    trucks: int


class Start(Command, frozen=True, kw_only=True, tag="start"):
    """A stage takes the truck on. Where the stage has a plan of checks, the draw comes with it."""

    passage: int
    stage: Stage
    lane: str | None = None
    drawn: Drawn | None = None
    witness: Witness = Witness.OFFICER


class Clear(Command, frozen=True, kw_only=True, tag="clear"):
    passage: int
    stage: Stage
    lane: str | None = None
    witness: Witness = Witness.OFFICER


class Refuse(Command, frozen=True, kw_only=True, tag="refuse"):
    """A control does not let the truck through. `back`: it is sent back at once."""

    passage: int
    stage: Stage
    reason: str
    rule: str | None = None
    redress: str | None = None
    back: bool = False
    witness: Witness = Witness.OFFICER


class Select(Command, frozen=True, kw_only=True, tag="select"):
    """An officer refers a truck to a check; that needs a reason code."""

    passage: int
    stage: Stage
    check: CheckKind = CheckKind.EXAMINATION
    reason: str
    lane: str | None = None


class StartCheck(Command, frozen=True, kw_only=True, tag="check_start"):
    passage: int
    stage: Stage
    check: CheckKind = CheckKind.EXAMINATION
    lane: str | None = None
    witness: Witness = Witness.OFFICER


class ProlongCheck(Command, frozen=True, kw_only=True, tag="check_prolong"):
    passage: int
    reason: str
    rule: str
    end_by_us: int | None = None


class EndCheck(Command, frozen=True, kw_only=True, tag="check_result"):
    passage: int
    stage: Stage
    outcome: CheckOutcome
    check: CheckKind = CheckKind.EXAMINATION
    found: tuple[str, ...] = ()
    rule: str | None = None
    redress: str | None = None
    witness: Witness = Witness.OFFICER


class Leave(Command, frozen=True, kw_only=True, tag="leave"):
    passage: int
    way: WayOut = WayOut.THROUGH
    witness: Witness = Witness.OFFICER


class IssueTicket(Command, frozen=True, kw_only=True, tag="ticket"):
    passage: int
    ticket: str  # digest of the blinded ticket


class IssueCertificate(Command, frozen=True, kw_only=True, tag="certificate"):
    passage: int
    certificate: str
    signer: str


class StateRange(Command, frozen=True, kw_only=True, tag="range"):
    """A range was told to somebody, and is scored later on."""

    quantity: str
    low: int
    mid: int
    high: int
    coverage_pct: int
    method: str
    passage: int | None = None
    inputs: str | None = None


COMMANDS: tuple[type[Command], ...] = (
    SetPolicy, SetLanes, BeginShift, EndShift, Pause, Resume, Close, Reopen, KeepAlive, MeasureIntake,
    CountStrip, TellWorld, CommitSeed, OpenSeed, Tick, CountPeople, GiveService, Book, Request, HoldDraw,
    Move, Cancel, Standby, GrantException, EndException, TellReadiness, Arrive, Call, PublishBatch, Start,
    Clear, Refuse, Select, StartCheck, ProlongCheck, EndCheck, Leave, IssueTicket, IssueCertificate,
    StateRange,
)  # fmt: skip
