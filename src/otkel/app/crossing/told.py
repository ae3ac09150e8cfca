"""What was recorded, in words: one phrase for each word of the vocabulary, the values in the point's zone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from otkel.app.labels import tell_queue_class
from otkel.facts.events.choices import (
    Allocation,
    CheckKind,
    CheckOutcome,
    DepositOutcome,
    ExceptionGround,
    Prepared,
    Quantity,
    Readiness,
    ReportFault,
    SelectionKind,
    Stage,
    WayOut,
)
from otkel.facts.events.envelope import Event, as_instant
from otkel.facts.events.proofs import RangeStated
from otkel.phrases import Phrase, phrase
from otkel.queueing.release_words import STAGES

# What stands first in the line of an event; and what follows where the field is known.
_FIRST: dict[str, Phrase] = {
    "booked": phrase("booked in the class {queue_class}"),
    "requested": phrase("asks for a slot of {day}"),
    "not_drawn": phrase("was given no slot; its age counts in the next draw"),
    "standby_joined": phrase("stands by for slots from {earliest} to {latest}"),
    "moved": phrase("moved to the slot from {slot_from} to {slot_to}"),
    "cancelled": phrase("cancelled ({reason})"),
    "arrived": phrase("stands in line, class {queue_class}"),
    "called": phrase("called to the post: {call_rule}"),
    "no_show": phrase("no-show: {no_show_rule}"),
    "exit_started": phrase("exit control took it on"),
    "exit_cleared": phrase("exit control let it out"),
    "exit_refused": phrase("exit control did not let it out ({reason})"),
    "entry_started": phrase("entry control took it on"),
    "entry_cleared": phrase("entry control let it in"),
    "entry_refused": phrase("entry control did not let it in ({reason})"),
    "turned_back": phrase("sent back from {stage} ({reason})"),
    "left": phrase("{way}"),
    "readiness_told": phrase("papers, goods and vehicle: {readiness}"),
    "exception_granted": phrase("its place is kept until {keeps_until} ({ground})"),
    "exception_ended": phrase("it can go on ({reason}); its place was kept"),
    "place_lost": phrase("its place was not kept any longer ({reason}); it stands at the end of the line"),
    "deposit_settled": phrase("deposit: {outcome}"),
    "selected": phrase("selected for a check at {stage}: {kind}, {reason}"),
    "not_selected": phrase("the draw let it pass unchecked at {stage}"),
    "check_started": phrase("a check began at {stage}: {check}"),
    "check_prolonged": phrase("the check goes on ({reason}, by {rule})"),
    "check_ended": phrase("the check at {stage} ended: {outcome}"),
    "rights_set": phrase("{account} has other roles here ({reason})"),
    "lanes_set": phrase("open lanes at {stage}: {open_lanes}"),
    "shift_begun": phrase("shift {shift} came on at {stage}"),
    "shift_ended": phrase("shift {shift} went off at {stage}"),
    "paused": phrase("paused: {stage} ({reason})"),
    "resumed": phrase("goes on: {stage}"),
    "closed": phrase("closed: {stage} ({reason})"),
    "opened": phrase("open again: {stage}"),
    "intake_measured": phrase("{stage} took on {taken_trucks} trucks in {interval}"),
    "strip_counted": phrase("on the strip towards {towards}: {trucks} trucks"),
    "release_set": phrase(
        "{target_trucks} are to be on the way towards {towards}, by the intake of {tightest}"
    ),
    "policy_changed": phrase("the queue runs by the policy {policy}"),
    "world_event": phrase("the border changed: {what}, since {from}"),
    "bookings_kept": phrase("bookings with slots from {from} to {to} hold longer by {added} ({reason})"),
    "vehicle_blocked": phrase("the vehicle may not book until {until} ({rule})"),
    "draw_held": phrase("the draw for {day}: {requests} asked, {granted} were given a slot"),
    "batch_published": phrase("batch {batch}: {count} trucks; {listed_trucks} stay on the list"),
    "people_counted": phrase("{people} people stand at {stage}"),
    "service_given": phrase("{service} was brought to {stage}"),
    "message_sent": phrase("a message went out; it reached {reached_trucks} trucks"),
    "range_stated": phrase("{quantity}: {low} to {high}, most likely {mid}"),
    "seed_committed": phrase("a seed for {purpose} is fixed, from {from} to {to}: {digest}"),
    "seed_opened": phrase("the seed of {digest} is opened: {seed}"),
    "ticket_issued": phrase("proof of the place was given; ahead: {ahead_trucks}"),
    "certificate_issued": phrase("a waiting certificate was given"),
    "reports_set_aside": phrase("reports that people told were set aside: {reports} ({why})"),
}
_MORE: dict[str, dict[str, Phrase]] = {
    "rights_set": {"rights": phrase("now: {rights}")},
    "booked": {
        "slot_from": phrase("slot from {slot_from} to {slot_to}"),
        "allocation": phrase("given by {allocation}"),
    },
    "called": {
        "overtaken_trucks": phrase("goes before {overtaken_trucks} that had come earlier"),
        "lane": phrase("lane {lane}"),
        "appear_by": phrase("must be at the post by {appear_by}"),
    },
    "exit_started": {"lane": phrase("lane {lane}")},
    "entry_started": {"lane": phrase("lane {lane}")},
    "exit_refused": {"rule": phrase("by {rule}"), "redress": phrase("redress: {redress}")},
    "entry_refused": {"rule": phrase("by {rule}"), "redress": phrase("redress: {redress}")},
    "turned_back": {"rule": phrase("by {rule}"), "redress": phrase("redress: {redress}")},
    "readiness_told": {
        "missing": phrase("lacking: {missing}"),
        "cure_by": phrase("the place is kept until {cure_by}"),
    },
    "check_started": {"end_by": phrase("must have ended by {end_by}")},
    "check_prolonged": {"end_by": phrase("must have ended by {end_by}")},
    "check_ended": {
        "found": phrase("found: {found}"),
        "rule": phrase("by {rule}"),
        "redress": phrase("redress: {redress}"),
    },
    "paused": {"until": phrase("until {until}"), "towards": phrase("towards {towards}")},
    "closed": {"until": phrase("until {until}"), "towards": phrase("towards {towards}")},
    "policy_changed": {"towards": phrase("towards {towards}")},
    "message_sent": {
        "towards": phrase("towards {towards}"),
        "queue_class": phrase("class {queue_class}"),
        "prepared": phrase("{prepared}"),
        "languages": phrase("own words in {languages}"),
        "until": phrase("until {until}"),
    },
}
CALL_RULES: dict[str, Phrase] = {
    "call.order_of_arrival": phrase("in order of arrival"),
    "call.order_of_booking": phrase("in order of booking"),
    "call.rank": phrase("the class of the first rank"),
    "call.weave": phrase("the turn of its class in the weave"),
    "call.class": phrase("its class, within its share of the day"),
    "call.slot": phrase("its slot"),
    "call.backlog": phrase("its batch of the backlog"),
}
_NO_SHOWS: dict[str, Phrase] = {
    "no_show.slot": phrase("it did not come to its slot"),
    "no_show.call": phrase("it was called and did not come"),
}
PREPARED: dict[StrEnum, Phrase] = {
    Prepared.CALLS_STOP: phrase("calls have stopped for a while; your place is kept"),
    Prepared.CALLS_GO_ON: phrase("calls go on"),
    Prepared.CALLS_QUICK: phrase("calls go quickly now: stay with your truck"),
    Prepared.MOVE_UP: phrase("the line moves up: close the gap before you"),
    Prepared.KEEP_LANE_FREE: phrase("keep the lane free for ambulances and for those who were called"),
    Prepared.PAPERS_READY: phrase("have your papers ready before you drive up"),
    Prepared.WATER: phrase("drinking water is given out at the waiting area"),
    Prepared.FOOD: phrase("hot food is given out at the waiting area"),
    Prepared.FUEL: phrase("fuel is brought to the line"),
    Prepared.MEDICAL: phrase("a doctor is at the waiting area"),
    Prepared.COME_TO_DESK: phrase("come to the desk of the crossing point with your papers"),
}
FAULTS: dict[StrEnum, Phrase] = {
    ReportFault.ABSURD: phrase("nobody there can have seen this"),
    ReportFault.ABUSE: phrase("many are sent to mislead"),
    ReportFault.ELSEWHERE: phrase("it is of another point or direction"),
}
CHOICES: dict[StrEnum, Phrase] = {
    **PREPARED,
    **FAULTS,
    **STAGES,
    Readiness.READY: phrase("ready"),
    Readiness.LACKING: phrase("something lacks"),
    Readiness.UNDECIDED: phrase("undecided"),
    Readiness.NOT_ASKED: phrase("not asked"),
    Allocation.FIRST_COME: phrase("first come, first served"),
    Allocation.LONGEST_WAIT: phrase("the longest wait"),
    Allocation.DRAW: phrase("the draw"),
    Allocation.STANDBY: phrase("the list of those who stand by"),
    Allocation.LIST: phrase("a list"),
    DepositOutcome.RETURNED: phrase("returned"),
    DepositOutcome.FORFEITED: phrase("forfeited"),
    SelectionKind.RISK: phrase("by risk"),
    SelectionKind.RANDOM: phrase("at random"),
    SelectionKind.REFERRAL: phrase("referred by an officer"),
    WayOut.THROUGH: phrase("is through"),
    WayOut.BACK: phrase("went back"),
    WayOut.GAVE_UP: phrase("gave up and left"),
    CheckOutcome.NOTHING_FOUND: phrase("nothing found"),
    CheckOutcome.CURED: phrase("cured"),
    CheckOutcome.FINED: phrase("fined"),
    CheckOutcome.HELD: phrase("held"),
    CheckOutcome.REFUSED: phrase("refused"),
    CheckOutcome.BROKEN_OFF: phrase("broken off"),
    CheckKind.DOCUMENTS: phrase("documents"),
    CheckKind.EXAMINATION: phrase("examination"),
    CheckKind.SEAL: phrase("seal"),
    ExceptionGround.BREAKDOWN: phrase("breakdown"),
    ExceptionGround.CLOSURE: phrase("closure"),
    ExceptionGround.POST_LATE: phrase("the post is late"),
    ExceptionGround.HEALTH: phrase("health"),
    Quantity.BACKLOG_GONE_AT: phrase("the backlog will be gone"),
    Quantity.CALL_AT: phrase("the call will come"),
    Quantity.PASSAGE_AT: phrase("the truck will be through"),
    Quantity.WAIT: phrase("the wait [µs]"),
    Quantity.PLACE_IN_LINE: phrase("the place in line"),
    Quantity.QUEUE: phrase("the queue [trucks]"),
    ExceptionGround.OTHER: phrase("another ground"),
}
_WHOLE_POINT = phrase("the whole crossing point")
_SPANS = ("interval", "added", "late", "grace")


def tell_event(event: Event, zone: str) -> tuple[Phrase, ...]:
    """Give an event in words: what happened, then what more is known of it."""
    values = values_of(event.body, zone)
    first = _FIRST.get(event.word)
    if first is None:
        return (Phrase(event.word),)
    more = _MORE.get(event.word, {})
    return (
        msgspec.structs.replace(first, values=values),
        *(
            msgspec.structs.replace(said, values=values)
            for name, said in more.items()
            if values.get(name) not in (None, (), 0)
        ),
    )


def values_of(body: Any, zone: str) -> dict[str, Any]:
    """Give the fields of a body as a person reads them: times in the zone of the point, choices in words."""
    values: dict[str, Any] = {}
    for name, value in msgspec.structs.asdict(body).items():
        if name.endswith("_us"):
            short = name.removesuffix("_us")
            values[short] = _time(short, value, zone)
        elif name == "queue_class" and value is not None:
            values[name] = tell_queue_class(value)
        elif isinstance(value, StrEnum):
            values[name] = CHOICES.get(value, str(value))
        else:
            values[name] = value
    if "stage" in values and values["stage"] is None:
        values["stage"] = _WHOLE_POINT
    if isinstance(values.get("rule"), str):
        values["call_rule"] = tell_call_rule(values["rule"])
        values["no_show_rule"] = _NO_SHOWS.get(values["rule"], values["rule"])
    if isinstance(body, RangeStated) and body.quantity.value.endswith("_at"):
        values |= {name: local(getattr(body, name), zone) for name in ("low", "mid", "high")}
    if "passages" in values:
        values["count"] = len(values["passages"])
    return values


def tell_call_rule(rule: str) -> Phrase:
    """Give the rule by which a truck is called, in words."""
    reason = rule.removeprefix("call.officer.")
    if reason != rule:
        return phrase("out of its turn by an officer, for the reason {reason}", reason=reason)
    return CALL_RULES.get(rule, Phrase(rule))


def local(us: int, zone: str) -> datetime:
    """Give an instant in the zone of the crossing point, to the second."""
    return as_instant(us).astimezone(ZoneInfo(zone)).replace(microsecond=0)


def span(seconds: float) -> Phrase:
    """Give a length of time as people say it: days and hours, hours and minutes, or minutes."""
    minutes = round(seconds / 60)
    if minutes < 60:
        return phrase("{minutes} min", minutes=minutes)
    if minutes < 48 * 60:
        return phrase("{hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60)
    return phrase("{days} days {hours} h", days=minutes // 1440, hours=minutes % 1440 // 60)


def tell_stage(stage: Stage | None) -> Phrase:
    """Give the name of a stage; none: the whole point."""
    return _WHOLE_POINT if stage is None else STAGES[stage]


def _time(name: str, value: Any, zone: str) -> Any:
    if value is None:
        return None
    if name in _SPANS:
        return span(timedelta(microseconds=value).total_seconds())
    if isinstance(value, Iterable):
        return tuple(local(one, zone) for one in value)
    at = local(value, zone)
    return at.date() if name == "day" else at
