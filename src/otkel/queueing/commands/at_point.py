"""What is asked at the crossing point: from the arrival of a truck until it has left."""

from __future__ import annotations

from otkel.facts.events.choices import CheckKind, CheckOutcome, Stage, WayOut, Witness
from otkel.queueing.commands.base import NOT_ASKED, Command, Drawn, Told


class Arrive(Command, frozen=True, kw_only=True, tag="arrive"):
    """Let a truck stand in line, booked or not."""

    passage: int
    vehicle: str
    towards: str
    queue_class: str | None = None  # none: that of its booking, else the fallback class
    stage: Stage = Stage.WAITING_AREA
    backlog: bool = False  # stands already: on the list of the backlog
    since_us: int | None = None  # when it came, where that was before now
    people: int | None = None  # in the truck
    cargo: tuple[str, ...] = ()  # what needs care while it stands
    told: Told = NOT_ASKED
    sealed: str | None = None  # digest of the personal data in the vault
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
    batch: str  # its name
    trucks: int  # at most


class Start(Command, frozen=True, kw_only=True, tag="start"):
    """A stage takes the truck on. Where the stage has a plan of checks, the draw comes with it."""

    passage: int
    stage: Stage
    lane: str | None = None
    drawn: Drawn | None = None
    witness: Witness = Witness.OFFICER


class Clear(Command, frozen=True, kw_only=True, tag="clear"):
    """A control lets the truck through. Behind entry control a draw for the roadside check comes with it."""

    passage: int
    stage: Stage
    lane: str | None = None
    drawn: Drawn | None = None
    witness: Witness = Witness.OFFICER


class Refuse(Command, frozen=True, kw_only=True, tag="refuse"):
    """A control does not let the truck through. `back`: it is sent back at once."""

    passage: int
    stage: Stage
    reason: str
    rule: str | None = None
    redress: str | None = None  # where one can complain, or what cures it
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
    """Record that a check began."""

    passage: int
    stage: Stage
    check: CheckKind = CheckKind.EXAMINATION
    lane: str | None = None
    witness: Witness = Witness.OFFICER


class ProlongCheck(Command, frozen=True, kw_only=True, tag="check_prolong"):
    """Let a check go on beyond its legal time, on a suspicion and the provision that allows it."""

    passage: int
    reason: str
    rule: str
    end_by_us: int | None = None  # when it must have ended now


class EndCheck(Command, frozen=True, kw_only=True, tag="check_result"):
    """Record how a check ended."""

    passage: int
    stage: Stage
    outcome: CheckOutcome
    check: CheckKind = CheckKind.EXAMINATION
    found: tuple[str, ...] = ()
    rule: str | None = None
    redress: str | None = None  # where one can complain, or what cures it
    witness: Witness = Witness.OFFICER


class Leave(Command, frozen=True, kw_only=True, tag="leave"):
    """Record that a truck left: through, back, or given up."""

    passage: int
    way: WayOut = WayOut.THROUGH
    witness: Witness = Witness.OFFICER


class IssueTicket(Command, frozen=True, kw_only=True, tag="ticket"):
    """Give a driver proof of his place in line."""

    passage: int
    ticket: str  # digest of the blinded ticket


class IssueCertificate(Command, frozen=True, kw_only=True, tag="certificate"):
    """Record that a waiting certificate was signed, also of a passage that has ended."""

    passage: int
    certificate: str  # digest of the certificate as it was given
    signer: str  # digest of the public key


class StateRange(Command, frozen=True, kw_only=True, tag="range"):
    """A range was told to somebody, and is scored later on."""

    quantity: str
    low: int
    mid: int
    high: int
    coverage_pct: int  # how often the truth is to lie within
    method: str
    passage: int | None = None
    inputs: str | None = None  # digest of what it was found from
