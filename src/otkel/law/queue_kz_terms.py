"""Price and terms of a place in Kazakhstan's electronic queue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from otkel.facts.money import Money
from otkel.facts.trip import QueueKind, QueuePlan
from otkel.law.corpus import LawDay
from otkel.law.finding import Finding, Says, Stage, Weight, Who
from otkel.law.timeline import Lookup, State
from otkel.phrases import Phrase, phrase, phrases

FEES = {
    QueueKind.NORMAL: "queue.kz.fee.normal",
    QueueKind.OUT_OF_TURN: "queue.kz.fee.out_of_turn",
    QueueKind.ACCELERATED: "queue.kz.fee.accelerated",
    QueueKind.REBOOKED: "queue.kz.fee.rebook",
}
_finding = partial(Finding, subject="queue", stage=Stage.BEFORE_DEPARTURE, who=Who.CARRIER)


def check(plan: QueuePlan, enters_on: date, law: LawDay) -> Iterator[Finding]:
    """Ask what the place costs, whether the guarantee is safe, and what the booking must keep to."""
    fee = law.look(FEES[plan.kind])
    if fee.state is not State.NOT_IN_FORCE:
        yield _fee(fee, law.look("queue.kz.mrp"))
    deposit = law.look("queue.kz.deposit")
    if _stated(deposit, law) is not None:
        yield _deposit(deposit, plan, enters_on, law)
    one_booking = law.look("queue.kz.one_booking")
    if one_booking.in_force:
        yield _one_booking(one_booking, plan.active_bookings)
    if plan.kind is QueueKind.OUT_OF_TURN:
        yield _out_of_turn(law)
    if plan.kind is QueueKind.ACCELERATED:
        yield _accelerated(law.look("queue.kz.share.accelerated"))
    if plan.booked:
        yield _slot(plan, law)


def _fee(fee: Lookup, mrp: Lookup) -> Finding:
    """Say what the place costs: a number of monthly calculation indices [KZT]."""
    values: dict[str, Any] = {"fee": None, "factor": fee.value, "mrp": mrp.value}
    unknown = _reasons(fee, mrp)
    if not unknown:
        values["fee"] = Money(fee.amount * mrp.amount, "KZT")
    reason = phrase("The place in Kazakhstan's queue costs {fee}: {factor} MRP of {mrp} KZT.", **values)
    return _finding(
        id="queue.kz.fee",
        says=Says.UNDECIDED if unknown else Says.YES,
        weight=Weight.INFORMS,
        reasons=unknown or (reason,),
        rests_on=(fee, mrp),
        values=values,
        missing=(phrase("the fee for the place in Kazakhstan's queue"),) if unknown else (),
    )


def _deposit(deposit: Lookup, plan: QueuePlan, enters_on: date, law: LawDay) -> Finding:
    """Say what the guarantee is, and how many no-shows count in the window that ends on the crossing day.

    The window's days count from the crossing day backwards, the crossing day being the first.
    """
    noshow, days, mrp = (
        law.look("queue.kz.noshow"),
        law.look("queue.kz.noshow.days"),
        law.look("queue.kz.mrp"),
    )
    limit, window = _stated(noshow, law), _stated(days, law)
    count = sum((enters_on - day).days in range(window) for day in plan.no_shows_on)
    values = {
        "deposit": Money(mrp.amount * _stated(deposit, law), "KZT") if mrp.in_force else None,
        "factor": _stated(deposit, law),
        "no_shows": count,
        "limit": limit,
        "window_days": window,
    }
    unknown = _reasons(deposit, mrp)
    is_lost = count >= limit
    return _finding(
        id="queue.kz.deposit",
        says=Says.UNDECIDED if unknown else Says.NO if is_lost else Says.YES,
        weight=Weight.WARNS if is_lost else Weight.INFORMS,
        reasons=(
            phrase(
                "A guarantee of {factor} MRP is paid for a place. It is lost after {limit} no-shows within "
                "{window_days} days; {no_shows} are counted.",
                **values,
            ),
            *unknown,
        ),
        rests_on=(deposit, noshow, days, mrp),
        values=values,
        missing=(phrase("whether the guarantee is in force, and its amount"),) if unknown else (),
        cure=phrase("Come on time, or move the date of the booking before it.") if is_lost else None,
    )


def _one_booking(rule: Lookup, active: int | None) -> Finding:
    """Say whether the vehicle has no more live bookings than one VIN may have."""
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
        return answer(says=Says.UNDECIDED, weight=Weight.INFORMS, missing=missing)
    if active <= rule.number:
        return answer(says=Says.YES, weight=Weight.INFORMS)
    cure = phrase("Keep the booking for this crossing and cancel the others of this vehicle.")
    return answer(says=Says.NO, weight=Weight.STOPS, cure=cure)


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


def _accelerated(share: Lookup) -> Finding:
    values = {"share_pct": share.value}
    reason = phrase("At most {share_pct} % of a day's trucks pass accelerated.", **values)
    return _share("queue.kz.accelerated", reason, values, (share,))


def _share(name: str, reason: Phrase, values: dict[str, Any], rests_on: tuple[Lookup, ...]) -> Finding:
    unknown = _reasons(*rests_on)[:1]
    return _finding(
        id=name,
        says=Says.UNDECIDED if unknown else Says.YES,
        weight=Weight.INFORMS,
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
            says=Says.UNDECIDED,
            weight=Weight.INFORMS,
            reasons=(phrase("Whether the truck comes in time for its slot in Kazakhstan is open."),),
            missing=tuple(name for instant, name in unnamed if instant is None),
        )
    if arrives_at <= slot_at:
        reason = phrase("The truck comes by its slot in Kazakhstan's queue.")
        return answer(says=Says.YES, weight=Weight.INFORMS, reasons=(reason,))
    return answer(
        says=Says.UNDECIDED,
        weight=Weight.WARNS,
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
