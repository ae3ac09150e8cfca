"""Price and terms of a place in Kazakhstan's electronic queue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from otkel.facts.money import Money
from otkel.facts.trip import QueueKind, QueuePlan
from otkel.law.corpus import LawDay
from otkel.law.finding import BEFORE_DEPARTURE, CARRIER, INFORMS, NO, STOPS, UNDECIDED, WARNS, YES, Finding
from otkel.law.timeline import Lookup, State
from otkel.phrases import Phrase, phrase, phrases

FEES = {
    QueueKind.NORMAL: "queue.kz.fee.normal",
    QueueKind.OUT_OF_TURN: "queue.kz.fee.out_of_turn",
    QueueKind.ACCELERATED: "queue.kz.fee.accelerated",
    QueueKind.REBOOKED: "queue.kz.fee.rebook",
}
OUT_OF_TURN, ACCELERATED = QueueKind.OUT_OF_TURN, QueueKind.ACCELERATED
_finding = partial(Finding, subject="queue", stage=BEFORE_DEPARTURE, who=CARRIER)


def check(plan: QueuePlan, enters_on: date, law: LawDay) -> Iterator[Finding]:
    """Ask what the place costs, whether the guarantee is safe, and what the booking must keep to."""
    yield from law.remember(("queue.kz.fee", plan.kind), partial(_fee, plan.kind))
    if plan.no_shows_on:
        yield from _deposit(tuple((enters_on - day).days for day in plan.no_shows_on), law)
    else:
        yield from law.remember("queue.kz.deposit", _NO_NO_SHOWS)
    if plan.active_bookings is None:
        yield from law.remember("queue.kz.one_booking", _UNKNOWN_BOOKINGS)
    else:
        yield from _one_booking(plan.active_bookings, law)
    if plan.kind is OUT_OF_TURN:
        yield law.remember("queue.kz.out_of_turn", _out_of_turn)
    if plan.kind is ACCELERATED:
        yield law.remember("queue.kz.accelerated", _accelerated)
    if plan.booked:
        yield _slot(plan, law)


def _fee(kind: QueueKind, law: LawDay) -> tuple[Finding, ...]:
    """Say what the place costs: a number of monthly calculation indices [KZT]. Nothing while it is free."""
    fee, mrp = law.look(FEES[kind]), law.look("queue.kz.mrp")
    if fee.state is State.NOT_IN_FORCE:
        return ()
    values: dict[str, Any] = {"fee": None, "factor": fee.value, "mrp": mrp.value}
    unknown = _reasons(fee, mrp)
    if not unknown:
        values["fee"] = Money(fee.amount * mrp.amount, "KZT")
    reason = phrase("The place in Kazakhstan's queue costs {fee}: {factor} MRP of {mrp} KZT.", **values)
    told = _finding(
        id="queue.kz.fee",
        says=UNDECIDED if unknown else YES,
        weight=INFORMS,
        reasons=unknown or (reason,),
        rests_on=(fee, mrp),
        values=values,
        missing=(phrase("the fee for the place in Kazakhstan's queue"),) if unknown else (),
    )
    return (told,)


def _deposit(days_ago: tuple[int, ...], law: LawDay) -> tuple[Finding, ...]:
    """Say what the guarantee is, and how many no-shows count in the window that ends on the crossing day.

    The window's days count from the crossing day backwards, the crossing day being the first.
    """
    deposit, mrp = law.look("queue.kz.deposit"), law.look("queue.kz.mrp")
    noshow, days = law.look("queue.kz.noshow"), law.look("queue.kz.noshow.days")
    factor, limit, window = _stated(deposit, law), _stated(noshow, law), _stated(days, law)
    if factor is None:
        return ()
    count = sum(ago in range(window) for ago in days_ago)
    values = {
        "deposit": Money(mrp.amount * factor, "KZT") if mrp.in_force else None,
        "factor": factor,
        "no_shows": count,
        "limit": limit,
        "window_days": window,
    }
    paid = phrase(
        "A guarantee of {factor} MRP is paid for a place. It is lost after {limit} no-shows within "
        "{window_days} days; {no_shows} are counted.",
        **values,
    )
    announced = phrase(
        "Announced: a guarantee of {factor} MRP is to be paid for a place, and lost after {limit} no-shows "
        "within {window_days} days; {no_shows} are counted.",
        **values,
    )
    unknown = _reasons(deposit, mrp)
    is_lost = count >= limit
    told = _finding(
        id="queue.kz.deposit",
        says=UNDECIDED if unknown else NO if is_lost else YES,
        weight=WARNS if is_lost else INFORMS,
        reasons=(paid if deposit.in_force else announced, *unknown),
        rests_on=(deposit, noshow, days, mrp),
        values=values,
        missing=(phrase("whether the guarantee is in force, and its amount"),) if unknown else (),
        cure=phrase("Come on time, or move the date of the booking before it.") if is_lost else None,
    )
    return (told,)


_NO_NO_SHOWS = partial(_deposit, ())


def _one_booking(active: int | None, law: LawDay) -> tuple[Finding, ...]:
    """Say whether the vehicle has no more live bookings than one VIN may have."""
    rule = law.look("queue.kz.one_booking")
    if not rule.in_force:
        return ()
    answer = partial(
        _finding,
        id="queue.kz.one_booking",
        reasons=(
            phrases(
                "A vehicle may have {n} active booking.",
                "A vehicle may have {n} active bookings.",
                n=rule.number,
            ),
        ),
        rests_on=(rule,),
        values={"active": active, "limit": rule.value},
    )
    if active is None:
        missing = (phrase("how many active bookings the vehicle has"),)
        return (answer(says=UNDECIDED, weight=INFORMS, missing=missing),)
    if active <= rule.number:
        return (answer(says=YES, weight=INFORMS),)
    cure = phrase("Keep the booking for this crossing and cancel the others of this vehicle.")
    return (answer(says=NO, weight=STOPS, cure=cure),)


_UNKNOWN_BOOKINGS = partial(_one_booking, None)


def _out_of_turn(law: LawDay) -> Finding:
    share, post = law.look("queue.kz.share.out_of_turn"), law.look("queue.kz.share.post")
    classes, ahead = law.look("queue.kz.out_of_turn.classes"), law.look("queue.kz.out_of_turn.list_days")
    values = {
        "share_pct": share.value,
        "post_share_pct": post.value,
        "list_days": ahead.value,
        "classes": classes.value,
    }
    reason = phrase(
        "At most {share_pct} % of a day's trucks pass out of turn, and at most {post_share_pct} % on the "
        "list of the designated post. Lists are handed in {list_days} calendar days ahead. Ask whether "
        "this load is of a class that may.",
        **values,
    )
    return _share("queue.kz.out_of_turn", reason, values, (share, post, classes, ahead))


def _accelerated(law: LawDay) -> Finding:
    share = law.look("queue.kz.share.accelerated")
    values = {"share_pct": share.value}
    reason = phrase("At most {share_pct} % of a day's trucks pass accelerated.", **values)
    return _share("queue.kz.accelerated", reason, values, (share,))


def _share(name: str, reason: Phrase, values: dict[str, Any], rests_on: tuple[Lookup, ...]) -> Finding:
    unknown = _reasons(*rests_on)[:1]
    return _finding(
        id=name,
        says=UNDECIDED if unknown else YES,
        weight=INFORMS,
        reasons=unknown or (reason,),
        rests_on=rests_on,
        values=values,
        missing=(phrase("the share of a day's trucks that may pass so"),) if unknown else (),
    )


def _slot(plan: QueuePlan, law: LawDay) -> Finding:
    """Say whether the truck comes by its slot; how long a missed slot holds is not known."""
    grace, changes = law.look("queue.kz.grace"), law.look("queue.kz.changes")
    slot_at, arrives_at = plan.slot_at, plan.arrives_at
    answer = partial(
        _finding,
        id="queue.kz.slot",
        rests_on=(grace, changes),
        values={"slot_at": slot_at, "arrives_at": arrives_at},
        until=slot_at,
    )
    if slot_at is None or arrives_at is None:
        unnamed = (
            (slot_at, phrase("the start of the slot in Kazakhstan's queue")),
            (arrives_at, phrase("when the truck will be in the waiting area")),
        )
        return answer(
            says=UNDECIDED,
            weight=INFORMS,
            reasons=(phrase("Whether the truck comes in time for its slot in Kazakhstan is open."),),
            missing=tuple(name for instant, name in unnamed if instant is None),
        )
    if arrives_at <= slot_at:
        reason = phrase("The truck comes by its slot in Kazakhstan's queue.")
        return answer(says=YES, weight=INFORMS, reasons=(reason,))
    return answer(
        says=UNDECIDED,
        weight=WARNS,
        reasons=(phrase("The truck comes after its slot in Kazakhstan's queue."), *_reasons(grace)),
        missing=(phrase("how late a truck may come to its slot"),),
        cure=phrase("Come by {slot_at}, or move the date of the booking before it.", slot_at=slot_at),
    )


def _stated(rule: Lookup, law: LawDay) -> Any:
    """Give a value in force, else one announced for the day, else None."""
    entries = (rule.entry, *rule.announced)
    return next((e.value for e in entries if e is not None and e.covers(law.on)), None)


def _reasons(*rules: Lookup) -> tuple[Phrase, ...]:
    return tuple(rule.reason for rule in rules if rule.reason is not None)
