"""What is asked before a truck comes: a place, another one, none any more; and time for what lacks."""

from __future__ import annotations

from otkel.facts.events.choices import ExceptionGround, Side
from otkel.queueing.commands.base import NOT_ASKED, Command, Told


class Book(Command, frozen=True, kw_only=True, tag="book"):
    """Give a truck a slot, or write it into the live queue before it comes."""

    passage: int
    vehicle: str
    towards: str
    queue_class: str | None = None  # none: the fallback class
    slot_from_us: int | None = None  # none: a place in the live queue
    trailer: str | None = None
    carrier: str | None = None
    driver: str | None = None
    told: Told = NOT_ASKED
    sealed: str | None = None  # digest of the personal data in the vault


class Request(Command, frozen=True, kw_only=True, tag="request"):
    """Ask for a slot of a day whose slots are drawn."""

    passage: int
    vehicle: str
    towards: str
    day_us: int  # the day, by its beginning
    choices: tuple[int, ...] = ()  # wished slots by their beginnings [µs], best first
    queue_class: str | None = None
    nonce: str | None = None  # a random number of the one who asks, which goes into the draw
    told: Told = NOT_ASKED
    sealed: str | None = None


class HoldDraw(Command, frozen=True, kw_only=True, tag="draw"):
    """Give the slots of a day to those who asked. `draws` by passage, of the committed seed."""

    towards: str
    day_us: int
    seed: str  # digest, as it was committed
    requests_digest: str  # of all requests in order
    draws: dict[int, int]


class Move(Command, frozen=True, kw_only=True, tag="move"):
    """Give a booking another slot; the one it leaves goes to who stands by."""

    passage: int
    slot_from_us: int
    side: Side = Side.TRUCK  # only what the truck wants counts against its limit
    reason: str = "asked"
    vehicle: str | None = None  # stated only to be refused: a booking is bound to its vehicle


class Cancel(Command, frozen=True, kw_only=True, tag="cancel"):
    """Give a booking or a request up, or take it away."""

    passage: int
    side: Side = Side.TRUCK  # only what the truck wants counts against its limit
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
    evidence: str | None = None  # digest of what stands in the vault


class EndException(Command, frozen=True, kw_only=True, tag="exception_end"):
    """Let a truck stand in the place that was kept for it."""

    passage: int
    reason: str = "can_go_on"


class TellReadiness(Command, frozen=True, kw_only=True, tag="ready"):
    """The law was asked again about papers, goods and vehicle."""

    passage: int
    told: Told
