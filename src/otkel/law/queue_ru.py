"""Russia's electronic queue: a reserved window, and when to be there for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from otkel.facts.money import Money
from otkel.facts.trip import QueuePlan
from otkel.law.corpus import LawDay
from otkel.law.finding import (
    CARRIER,
    DRIVER,
    INFORMS,
    NO,
    STOPS,
    UNDECIDED,
    WAITING_AREA,
    WARNS,
    YES,
    Finding,
)
from otkel.phrases import phrase

_finding = partial(Finding, subject="queue", stage=WAITING_AREA)


def check(point: str, plan: QueuePlan, law: LawDay) -> Iterator[Finding]:
    """Ask whether the truck has a window here, comes within its time, and moves it early enough."""
    if point in (law.look("queue.ru.points").value or ()):
        if plan.slot_at is None:
            surely_none = plan.booked is False
            yield law.remember(("queue.ru.no_window", surely_none), partial(_no_window, surely_none))
        else:
            yield _window(plan, plan.slot_at, law)
        if plan.move_asked_at is not None:
            yield _move(plan.move_asked_at, plan.slot_at, law)
    else:
        yield from law.remember(("queue.ru.other", point), partial(_other_point, point))


def _other_point(point: str, law: LawDay) -> tuple[Finding, ...]:
    points, other = law.look("queue.ru.points"), law.look("queue.ru.points.other")
    if other.reason is None:
        return ()
    told = _finding(
        id="queue.ru.slot",
        says=UNDECIDED,
        weight=INFORMS,
        reasons=(other.reason,),
        rests_on=(points, other),
        values={"point": point},
        missing=(phrase("whether Russia's queue works at this crossing point"),),
    )
    return (told,)


def _no_window(surely_none: bool, law: LawDay) -> Finding:
    price = law.look("queue.ru.price")
    return _finding(
        id="queue.ru.slot",
        says=NO if surely_none else UNDECIDED,
        weight=STOPS if surely_none else WARNS,
        reasons=(phrase("A truck crosses here at a date and time reserved in Russia's electronic queue."),),
        rests_on=(law.look("queue.ru.points"), law.look("queue.ru.reservation"), price),
        values={"price": Money(price.amount, "RUB")},
        missing=() if surely_none else (phrase("the start of the window in Russia's queue"),),
        cure=phrase("Book a date and time in Russia's queue for this point; it is free of charge."),
        who=CARRIER,
    )


def _window(plan: QueuePlan, slot_at: datetime, law: LawDay) -> Finding:
    """Answer, in this order: time of coming not known; too early; too late; in time."""
    early, late = law.look("queue.ru.arrive.early_h"), law.look("queue.ru.arrive.late_min")
    move = law.look("queue.ru.reschedule_h")
    arrives_at = plan.arrives_at
    earliest_at = slot_at - timedelta(hours=early.number)
    latest_at = slot_at - timedelta(minutes=late.number)
    values: dict[str, Any] = {
        "slot_at": slot_at,
        "arrives_at": arrives_at,
        "earliest_at": earliest_at,
        "latest_at": latest_at,
        "move_by_at": slot_at - timedelta(hours=move.number),
    }
    answer = partial(
        _finding,
        id="queue.ru.slot",
        reasons=(phrase("Be in the waiting area from {earliest_at} to {latest_at}.", **values),),
        rests_on=(law.look("queue.ru.points"), early, late, move),
        values=values,
        until=latest_at,
    )
    if arrives_at is None:
        missing = (phrase("when the truck will be in the waiting area"),)
        return answer(says=UNDECIDED, weight=WARNS, missing=missing, who=CARRIER)
    if arrives_at < earliest_at:
        cure = phrase("Come to the waiting area not before {earliest_at}.", **values)
        return answer(says=NO, weight=STOPS, cure=cure, who=DRIVER)
    if arrives_at > latest_at:
        cure = phrase("Move the window by {move_by_at} at the latest, or book again.", **values)
        return answer(says=NO, weight=STOPS, cure=cure, who=CARRIER)
    return answer(says=YES, weight=INFORMS)


def _move(asked_at: datetime, slot_at: datetime | None, law: LawDay) -> Finding:
    """Say whether a window is moved early enough."""
    rule = law.look("queue.ru.reschedule_h")
    reason = phrase("A window is moved at least {hours} hours before it begins.", hours=rule.number)
    answer = partial(_finding, id="queue.ru.move", reasons=(reason,), rests_on=(rule,), who=CARRIER)
    if slot_at is None:
        missing = (phrase("the start of the window in Russia's queue"),)
        return answer(says=UNDECIDED, weight=INFORMS, missing=missing)
    move_by_at = slot_at - timedelta(hours=rule.number)
    answer = partial(answer, values={"asked_at": asked_at, "move_by_at": move_by_at}, until=move_by_at)
    if asked_at <= move_by_at:
        return answer(says=YES, weight=INFORMS)
    cure = phrase("Come to the window as booked, or book again.")
    return answer(says=NO, weight=WARNS, cure=cure)
