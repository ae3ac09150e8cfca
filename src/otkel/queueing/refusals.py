"""Every rule by which something is refused: why, and what to do next. One table, also for the reference."""

from __future__ import annotations

from typing import Any

import msgspec

from otkel.phrases import Phrase, phrase
from otkel.queueing.refusal import Refusal

_OTHER_TIME = phrase("take another slot; the free ones are in: otkel queue status")

RULES: dict[str, tuple[Phrase, Phrase]] = {
    "point.not_open": (
        phrase("no queue was opened here towards {towards}"),
        phrase("open it first: otkel queue open POINT --preset NAME"),
    ),
    "point.towards": (
        phrase("this crossing point does not lead to {towards}"),
        phrase("name one of: {options}"),
    ),
    "point.passage": (
        phrase("this truck goes towards {towards}"),
        phrase("name that direction"),
    ),
    "point.shadow": (
        phrase("this queue is followed and not commanded here: it runs in another system"),
        phrase("give the command in that system, and import what happens"),
    ),
    "clock.back": (
        phrase("the time given lies {seconds} s before what was recorded last"),
        phrase("set the clock right, or give the commands in the order of their times"),
    ),
    "clock.range": (
        phrase("the time given lies outside the days that this crossing point knows"),
        phrase("set the clock right"),
    ),
    "command.field": (
        phrase("this cannot stand in the field {what}"),
        phrase("compare it with the reference of events: texts are codes, and numbers have their bounds"),
    ),
    "passage.unknown": (
        phrase("no passage {passage} is under way here"),
        phrase("look at those that are: otkel queue status POINT"),
    ),
    "passage.over": (
        phrase("passage {passage} is over: the truck did not come in time"),
        phrase("book again; where there is a live queue it may come there without a booking"),
    ),
    "passage.known": (
        phrase("passage {passage} exists already"),
        phrase("leave the number out: a new one is given"),
    ),
    "passage.stage": (
        phrase("the truck is not where this could be done: it is at {stage}"),
        phrase("record first what happened before"),
    ),
    "booking.one": (
        phrase("this vehicle has a live booking or stands in line already, as passage {passage}"),
        phrase("move or cancel that one; one vehicle has one place"),
    ),
    "booking.elsewhere": (
        phrase("this vehicle has a live booking or stands in line at another crossing point"),
        phrase("cancel that one first; one vehicle has one place"),
    ),
    "booking.vehicle": (
        phrase("a booking is bound to its vehicle and cannot be given to another one"),
        phrase("cancel it, so that it goes to who stands by, and book for the other vehicle"),
    ),
    "booking.blocked": (
        phrase("this vehicle may not book: it did not come, or cancelled, too often"),
        phrase("it can still come to the live queue, and book again after the block"),
    ),
    "booking.class": (
        phrase("there is no class {queue_class} here"),
        phrase("name one of: {options}"),
    ),
    "booking.no_slots": (
        phrase("there are no slots here"),
        phrase("come to the waiting area: the queue is a live one"),
    ),
    "booking.slot_wanted": (
        phrase("trucks of the class {queue_class} come by a slot, and none was named"),
        phrase("name a slot; the free ones are in: otkel queue status"),
    ),
    "booking.no_slot_wanted": (
        phrase("trucks of the class {queue_class} stand in the live queue and have no slot"),
        phrase("book without a slot, or name another class"),
    ),
    "booking.slot_grid": (
        phrase("no slot begins at this time; slots are {minutes} minutes long and begin at midnight"),
        _OTHER_TIME,
    ),
    "booking.past": (
        phrase("the slot has begun already, or begins too soon to be booked"),
        _OTHER_TIME,
    ),
    "booking.horizon": (
        phrase("slots are booked at most {days} days ahead"),
        _OTHER_TIME,
    ),
    "booking.list": (
        phrase("trucks of this class are listed at least {days} days before the day of the slot"),
        phrase("take a later day, or another class"),
    ),
    "booking.full": (
        phrase("all {trucks} places of this slot are taken"),
        phrase("take another slot, or stand by for an earlier one"),
    ),
    "booking.cap": (
        phrase("the share of the class {queue_class} in this day is used up"),
        phrase("take another day, or another class"),
    ),
    "booking.by_draw": (
        phrase("slots are given by draw here, and not to who comes first"),
        phrase("hand in a request for the day before its requests close"),
    ),
    "request.not_by_draw": (
        phrase("slots are not given by draw here"),
        phrase("book the slot"),
    ),
    "request.window": (
        phrase("requests for this day are not taken now"),
        phrase("requests are taken from {days} days before the day until {hours} hours before it begins"),
    ),
    "draw.open": (
        phrase("requests for this day are still taken"),
        phrase("hold the draw when they have closed"),
    ),
    "draw.seed": (
        phrase("the seed of this draw was not committed before, for this day and direction"),
        phrase("commit a seed before requests open; a draw without it proves nothing"),
    ),
    "draw.missing": (
        phrase("not every request has its draw"),
        phrase("make the draws anew from the seed and the requests"),
    ),
    "draw.none": (
        phrase("nobody asks for a slot of this day"),
        phrase("name another day"),
    ),
    "move.same": (
        phrase("the booking has this slot already"),
        _OTHER_TIME,
    ),
    "move.late": (
        phrase("a booking is moved at least {minutes} minutes before its slot begins"),
        phrase("come to the slot, or cancel; on a breakdown ask for an exception with its evidence"),
    ),
    "move.limit": (
        phrase("a vehicle's booking may be moved {most} times in {days} days"),
        phrase("come to the slot, or cancel; on a breakdown ask for an exception with its evidence"),
    ),
    "cancel.late": (
        phrase("the truck was called already or stands in the post"),
        phrase("record that it left, if it did"),
    ),
    "standby.window": (
        phrase("the times named end before they begin, or are later than the slot"),
        phrase("name the earliest and the latest slot you would take, both before your own"),
    ),
    "standby.day": (
        phrase("a request stands by for slots of the day that it asks for"),
        phrase("name the earliest and the latest slot of that day that you would take"),
    ),
    "exception.limit": (
        phrase("a vehicle may have {most} exceptions in {days} days"),
        phrase("ask the head of the shift; the place cannot be kept by this rule"),
    ),
    "exception.not_here": (
        phrase("no exceptions are granted here: the policy keeps no place for them"),
        phrase("move the booking, or cancel it in time"),
    ),
    "exception.too_long": (
        phrase("an exception keeps a place at most {hours} hours"),
        phrase("ask for a shorter time"),
    ),
    "exception.evidence": (
        phrase("an exception rests on evidence, and none was given"),
        phrase("hand in a photograph, a paper of the workshop, or the trace of the tracker"),
    ),
    "exception.none": (
        phrase("no exception keeps the place of this truck"),
        phrase("nothing is to be done"),
    ),
    "arrive.early": (
        phrase("the truck comes too early for its slot"),
        phrase("come again from {minutes} minutes before the slot on"),
    ),
    "arrive.late": (
        phrase("the slot is over: it held until {minutes} minutes after it began"),
        phrase("book again"),
    ),
    "arrive.no_booking": (
        phrase("all trucks come by a booked slot here, and this one has none"),
        phrase("book a slot; the free ones are in: otkel queue status"),
    ),
    "arrive.not_entered": (
        phrase("nobody comes here without a booking, and this truck has none"),
        phrase("book a place in the queue first"),
    ),
    "arrive.class": (
        phrase("trucks of the class {queue_class} come by a booked slot"),
        phrase("book, or come in the class {fallback}"),
    ),
    "call.none_waits": (
        phrase("no truck waits that could be called"),
        phrase("wait for arrivals; trucks that lack something are in: otkel queue status"),
    ),
    "call.no_place": (
        phrase(
            "no place is free: {on_the_way} trucks are on the way or at exit control, {on_strip} on the strip"
        ),
        phrase("call again when a truck has left the strip"),
    ),
    "call.places": (
        phrase("{may} may be called now: no more places are free behind exit control"),
        phrase("call fewer, or leave the number out"),
    ),
    "call.intake": (
        phrase("{may} may be called now: the tightest stage takes on no more"),
        phrase("call fewer, or leave the number out"),
    ),
    "call.plan": (
        phrase("{may} may be called now by the plan of the day"),
        phrase("call fewer, or leave the number out"),
    ),
    "call.reason": (
        phrase("a truck is called out of its turn only for a named reason"),
        phrase("name one of: {options}"),
    ),
    "call.held": (
        phrase("this truck lacks something and cannot be called: {missing}"),
        phrase("cure what lacks, then tell it: otkel queue ready"),
    ),
    "stage.stopped": (
        phrase("{stage} is closed or paused ({reason})"),
        phrase("wait until it goes on"),
    ),
    "stage.not_called": (
        phrase("this truck was not called"),
        phrase("call it, or let it wait for its turn"),
    ),
    "stage.full": (
        phrase("all {places} places at {stage} are taken"),
        phrase("wait until a truck has moved on"),
    ),
    "stage.lane": (
        phrase("the lane {lane} is not open at {stage}"),
        phrase("take one of: {options}"),
    ),
    "stage.none": (
        phrase("at {stage} no truck is taken on or cleared"),
        phrase("name one of: {options}"),
    ),
    "check.draw": (
        phrase("trucks are selected by a committed draw here, and none came with the command"),
        phrase("make the draw from the seed committed for this time"),
    ),
    "check.seed": (
        phrase("the seed of this draw was not committed for this time"),
        phrase("commit a seed before its time begins"),
    ),
    "check.open": (
        phrase("a check of this truck has not ended"),
        phrase("record how it ended first"),
    ),
    "check.not_selected": (
        phrase("this truck was not selected for a check here"),
        phrase("refer it with a reason code: otkel queue select"),
    ),
    "check.reason": (
        phrase("a referral needs a reason code of this crossing point"),
        phrase("name one of: {options}"),
    ),
    "check.not_started": (
        phrase("no check of this truck is going on"),
        phrase("record that it began first"),
    ),
    "backlog.none": (
        phrase("no truck of the backlog can go forward: those left lack something"),
        phrase("tell them what they lack; it is in: otkel queue status"),
    ),
    "post.not_stopped": (
        phrase("this was not paused or closed"),
        phrase("nothing is to be done"),
    ),
    "post.stopped": (
        phrase("this is paused or closed already"),
        phrase("nothing is to be done"),
    ),
    "post.number": (
        phrase("these numbers cannot be: {what}"),
        phrase("check them and give them again"),
    ),
    "message.empty": (
        phrase("it is not said what is to be told, or the words and their languages do not match"),
        phrase("take a message written beforehand, or write your own in at least one language"),
    ),
    "message.towards": (
        phrase("it is not said for which direction the message is, or for which truck"),
        phrase("name one truck, or one of the directions: {options}"),
    ),
    "message.nobody": (
        phrase("nobody is there whom this message would reach"),
        phrase("name another class, or send it when trucks have come"),
    ),
    "message.over": (
        phrase("the time until which the message holds is over already"),
        phrase("name a later one, or leave it out"),
    ),
    "seed.known": (
        phrase("this seed was committed already"),
        phrase("commit a new one for each purpose and time"),
    ),
    "seed.time": (
        phrase("the time of this seed is not over, or it was never committed here"),
        phrase("a seed is opened when no draw is made from it any more"),
    ),
}  # fmt: skip


class No(Exception):  # noqa: N818 - a refusal on its way to `decide`, which gives it as a value
    """Carries a refusal out of the depth of a decision; never leaves this room."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.rule)
        self.refusal = refusal


def no(rule: str, passage: int | None = None, until_us: int | None = None, **values: Any) -> No:
    """Give the refusal by a rule, ready to be raised within `decide`."""
    why, do = RULES[rule]
    if passage is not None:
        values.setdefault("passage", str(passage))  # a number to copy, not to group by thousands
    return No(
        Refusal(
            rule=rule,
            why=msgspec.structs.replace(why, values=values),
            do=msgspec.structs.replace(do, values=values),
            passage=passage,
            until_us=until_us,
        )
    )
