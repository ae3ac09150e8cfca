"""Words of the desk: where trucks stand, reasons to choose from, and what to do after a refusal."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from otkel.app.crossing.told import PREPARED
from otkel.app.redraw_findings import Outcome
from otkel.app.site.desk.slot_draw import Phase
from otkel.facts.events.choices import (
    Allocation,
    CheckKind,
    CheckOutcome,
    ExceptionGround,
    Readiness,
    SelectionKind,
    Side,
    Stage,
    WayOut,
)
from otkel.phrases import Phrase, phrase
from otkel.queueing.refusal import Refusal
from otkel.queueing.release_words import STAGES
from otkel.queueing.truck import Status

STATUS: dict[Status, Phrase] = {
    Status.REQUESTED: phrase("asked for a slot"),
    Status.BOOKED: phrase("booked, has not come"),
    Status.WAITING: phrase("waits in line"),
    Status.CALLED: phrase("called, on the way to the post"),
    Status.AT_EXIT: phrase("at exit control"),
    Status.ON_STRIP: phrase("on the strip"),
    Status.AT_ENTRY: phrase("at entry control"),
    Status.INSIDE: phrase("behind entry control"),
}
SHORT: dict[Status, Phrase] = {
    Status.CALLED: phrase("Called"),
    Status.AT_EXIT: phrase("Exit control"),
    Status.ON_STRIP: phrase("Strip"),
    Status.AT_ENTRY: phrase("Entry control"),
    Status.INSIDE: phrase("Behind entry"),
}
GROUPS: dict[Status, Phrase] = {
    Status.CALLED: phrase("Called, on the way to the post"),
    Status.AT_EXIT: phrase("At exit control"),
    Status.ON_STRIP: phrase("On the strip"),
    Status.AT_ENTRY: phrase("At entry control"),
    Status.INSIDE: phrase("Behind entry control"),
}
NEXT_STAGE = {Status.CALLED: Stage.EXIT_CONTROL, Status.ON_STRIP: Stage.ENTRY_CONTROL}
OUTCOMES = tuple(CheckOutcome)
CHECKS, GROUNDS, WAYS = tuple(CheckKind), tuple(ExceptionGround), tuple(WayOut)
SIDES = tuple(Side)
CONTROLS = (Stage.EXIT_CONTROL, Stage.ENTRY_CONTROL)
STANDS = {
    "in_line": phrase("in line"),
    "lacks": phrase("lacks something; its place is kept"),
    "away": phrase("away by an exception; its place is kept"),
    "backlog": phrase("on the list of the backlog"),
}
CHOICES: dict[StrEnum, Phrase] = {
    **STAGES,
    **PREPARED,
    Readiness.READY: phrase("ready"),
    Readiness.LACKING: phrase("something lacks"),
    Readiness.UNDECIDED: phrase("undecided"),
    Readiness.NOT_ASKED: phrase("not asked"),
    CheckKind.DOCUMENTS: phrase("documents"),
    CheckKind.EXAMINATION: phrase("examination"),
    CheckKind.SEAL: phrase("seal"),
    CheckOutcome.NOTHING_FOUND: phrase("nothing found"),
    CheckOutcome.CURED: phrase("cured"),
    CheckOutcome.FINED: phrase("fined"),
    CheckOutcome.HELD: phrase("held"),
    CheckOutcome.REFUSED: phrase("refused"),
    CheckOutcome.BROKEN_OFF: phrase("broken off"),
    Side.TRUCK: phrase("the truck asks for it"),
    Side.POST: phrase("the post here is the cause"),
    Side.OTHER_SIDE: phrase("the other side of the border is the cause"),
    Side.NOBODY: phrase("nobody is the cause"),
    WayOut.THROUGH: phrase("is through"),
    WayOut.BACK: phrase("went back"),
    WayOut.GAVE_UP: phrase("gave up and left"),
    ExceptionGround.BREAKDOWN: phrase("breakdown"),
    ExceptionGround.CLOSURE: phrase("closure"),
    ExceptionGround.POST_LATE: phrase("the post is late"),
    ExceptionGround.HEALTH: phrase("health"),
    ExceptionGround.OTHER: phrase("another ground"),
}
KINDS = {
    SelectionKind.RISK: phrase("selected by risk"),
    SelectionKind.RANDOM: phrase("selected at random"),
    SelectionKind.REFERRAL: phrase("referred by an officer"),
}
# Codes that stand in the record, each with what it says. A post may have other ones; these are offered.
STOP_REASONS = {
    "shift_change": phrase("change of shift"),
    "system_down": phrase("a system is down"),
    "power_cut": phrase("power cut"),
    "weather": phrase("weather"),
    "other_side": phrase("the other side takes nobody on"),
    "strip_full": phrase("the strip is full"),
    "incident": phrase("accident or alarm"),
    "works": phrase("works on the road or the post"),
    "other": phrase("another reason"),
}
BOOKING_REASONS = {
    "asked": phrase("asked for"),
    "breakdown": phrase("breakdown"),
    "post_late": phrase("the post is late"),
    "closure": phrase("closure"),
    "written_wrong": phrase("it was written down wrong"),
    "other": phrase("another reason"),
}
REFUSE_REASONS = {
    "papers": phrase("papers are missing or wrong"),
    "goods": phrase("goods are not allowed, or not as declared"),
    "tax": phrase("tax or its security is not settled"),
    "seal": phrase("the seal is missing or broken"),
    "driver": phrase("the driver may not cross now"),
    "vehicle": phrase("the vehicle may not go on the road"),
    "weight": phrase("weight or size"),
    "other": phrase("another reason"),
}
REFUSED = {
    "exit_refused": phrase("not let out"),
    "entry_refused": phrase("not let in"),
    "turned_back": phrase("sent back"),
}
REDRESS = {
    "head_of_post": phrase("to the head of the post"),
    "higher_body": phrase("to the higher body or a court"),
    "cure": phrase("cure what lacks and come again"),
}
SERVICES = {
    "water": phrase("water"),
    "food": phrase("food"),
    "fuel": phrase("fuel"),
    "toilet": phrase("toilet"),
    "medical": phrase("medical help"),
}
CARE = {
    "reefer": phrase("refrigerated"),
    "perishable": phrase("perishable"),
    "dangerous": phrase("dangerous"),
    "live_animals": phrase("live animals"),
}
_OTHER_SLOT = phrase("choose a slot that is free")
# Why a slot is not given, so short that it fits into a row of a table; else the refusal's own words.
SLOT_NO = {
    "booking.past": phrase("over, or too soon"),
    "booking.full": phrase("full"),
    "booking.cap": phrase("the share of its class is used up"),
    "booking.horizon": phrase("too far ahead"),
    "booking.by_draw": phrase("given by draw"),
    "booking.list": phrase("too late for the list of its class"),
    "move.same": phrase("its slot now"),
}
PHASES = {
    Phase.BEFORE: phrase("requests are not taken yet"),
    Phase.TAKEN: phrase("requests are taken"),
    Phase.CLOSED: phrase("requests are closed; the draw can be held"),
    Phase.HELD: phrase("the draw was held"),
    Phase.NOBODY: phrase("requests are closed, and nobody asked"),
}
HOW = {
    Allocation.LONGEST_WAIT: phrase("asked longest"),
    Allocation.DRAW: phrase("drawn"),
}
REDONE = {
    Outcome.HOLDS: phrase("holds"),
    Outcome.FAILS: phrase("does not hold"),
    Outcome.OPEN: phrase("cannot be told yet"),
    Outcome.NOTE: phrase("to be known"),
}
# What to do after a refusal, where the words for a shell would not help at a desk.
_DO = {
    "point.not_open": phrase("ask the administrator to open the queue of this direction"),
    "passage.unknown": phrase("look for its plate above; it may have left, or another officer recorded it"),
    "passage.stage": phrase("look at the truck again: another officer may have recorded an act meanwhile"),
    "booking.slot_wanted": phrase("choose a slot that is free, or another class"),
    "booking.slot_grid": _OTHER_SLOT,
    "booking.past": _OTHER_SLOT,
    "booking.horizon": _OTHER_SLOT,
    "booking.by_draw": phrase("take its request for a day whose requests are open"),
    "booking.full": phrase("choose another slot, or let it stand by for this one"),
    "draw.seed": phrase(
        "tell the administrator: the seed of this day was not committed before anybody asked"
    ),
    "draw.missing": phrase("hold the draw again: somebody asked or gave up meanwhile"),
    "move.same": _OTHER_SLOT,
    "arrive.no_booking": phrase("give it a slot first"),
    "arrive.not_entered": phrase("write it down for the queue first"),
    "call.none_waits": phrase("wait for arrivals; trucks that lack something stand in the line below"),
    "call.held": phrase("when it has cured what lacks, record that it is ready"),
    "check.not_selected": phrase("refer it to a check with a reason"),
    "backlog.none": phrase("tell them what they lack; it stands in the line below"),
    "check.draw": phrase("tell the administrator: the seed of this day is missing on this machine"),
    "check.seed": phrase("tell the administrator: the seed of this day is missing on this machine"),
    "post.not_stopped": phrase("nothing is to be done: another officer may have let it go on"),
    "post.stopped": phrase("nothing is to be done: another officer may have stopped it"),
}


def told_at_a_desk(refusal: Refusal) -> Refusal:
    """Give a refusal with what to do at a desk in place of what to type in a shell."""
    do = _DO.get(refusal.rule)
    return refusal if do is None else msgspec.structs.replace(refusal, do=do)


def tell_slot(refusal: Refusal) -> Phrase:
    """Give why a slot is not given just now, as short as may be."""
    return SLOT_NO.get(refusal.rule) or refusal.why


def tell_stop(reason: str) -> Phrase:
    """Give the reason of a pause or closure in words; a code of the post's own as it is."""
    return STOP_REASONS.get(reason) or Phrase(reason.replace("_", " "))


def tell_where(stage: Stage | None) -> Phrase:
    """Give a stage in words; none: the whole direction."""
    return phrase("the whole direction") if stage is None else STAGES[stage]
