"""The rules of a queue in words, for those who stand in it: what the policy in force says."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from otkel.app.crossing.told import span
from otkel.app.labels import tell_queue_class
from otkel.facts.events.choices import Stage
from otkel.phrases import Phrase, phrase, phrases
from otkel.queueing.policy import Allocating, CheckPlan, Mode, Policy, QueueClass, Releasing, TooLate
from otkel.queueing.release_words import STAGES

_RELEASING = {
    Releasing.FREE: phrase("trucks are called as places at the post become free"),
    Releasing.PLAN: phrase("trucks are called by a plan for the day"),
    Releasing.INTAKE: phrase("as many trucks are called as the slowest stage takes on"),
}
_TOO_LATE = {
    TooLate.LIVE_QUEUE: phrase("who comes too late to his slot stands in the live queue"),
    TooLate.REFUSE: phrase("who comes too late to his slot is not taken into the line"),
}


def tell_rules(policy: Policy) -> tuple[Phrase, ...]:
    """Give what a policy says, most important first, each in a sentence."""
    return tuple(
        one
        for tell in (_mode, _coming, _late, _classes, _calling, _curing, _blocking, _checks)
        for one in tell(policy)
    )


def _mode(policy: Policy) -> Iterator[Phrase]:
    if policy.mode is Mode.SHADOW:
        yield phrase("another system runs this queue; Otkel only follows it")


def _coming(policy: Policy) -> Iterator[Phrase]:
    if not policy.slot_min:
        if policy.booking_needed:
            yield phrase("nobody comes without a booking; there are no slots")
        else:
            yield phrase("there are no slots: whoever comes stands in line")
        yield (
            phrase("a place in line is that of the booking")
            if policy.order_by_booking
            else phrase("a place in line is that of the coming")
        )
        return
    yield phrase(
        "slots of {length} for {trucks} trucks each", length=_time(policy.slot_min),
        trucks=policy.slot_trucks,
    )  # fmt: skip
    if policy.horizon_days:
        yield phrases(
            "a slot can be booked {n} day ahead", "a slot can be booked {n} days ahead", n=policy.horizon_days
        )
    if policy.allocating is Allocating.FIRST_COME:
        yield phrase("slots are given to who asks first")
    else:
        yield phrase(
            "slots of a day are given by a draw that anybody can check; "
            "{share} % go to those who wait longest",
            share=policy.longest_pct,
        )


def _late(policy: Policy) -> Iterator[Phrase]:
    if policy.slot_min and policy.early_min is not None:
        yield phrase("come at most {time} before your slot", time=_time(policy.early_min))
    if policy.slot_min and policy.late_min is not None and policy.late_min >= 0:
        yield phrase("come at most {time} after your slot begins", time=_time(policy.late_min))
        yield _TOO_LATE.get(policy.too_late, _TOO_LATE[TooLate.LIVE_QUEUE])


def _classes(policy: Policy) -> Iterator[Phrase]:
    if len(policy.classes) > 1:
        yield phrase("classes of the line: {names}", names=tuple(map(_class, policy.classes)))


def _class(one: QueueClass) -> Phrase:
    name = tell_queue_class(one.name)
    if one.cap_pct is None:
        return name
    return phrase("{name} (at most {share} % of a day)", name=name, share=_amount(one.cap_pct))


def _calling(policy: Policy) -> Iterator[Phrase]:
    if not policy.call_needed:
        yield phrase("trucks drive to the post without a call")
        return
    yield phrase("a truck drives to the post only when it is called")
    yield _RELEASING[policy.releasing]
    if policy.appear_min is not None:
        yield phrase("who is called must be at the post within {time}", time=_time(policy.appear_min))


def _curing(policy: Policy) -> Iterator[Phrase]:
    if policy.cures_most and policy.cure_h:
        yield phrases(
            "a place is kept for {hours} h while papers are put right, {n} time",
            "a place is kept for {hours} h while papers are put right, {n} times",
            n=policy.cures_most, hours=policy.cure_h,
        )  # fmt: skip


def _blocking(policy: Policy) -> Iterator[Phrase]:
    if policy.no_shows_most is not None and policy.block_days:
        yield phrases(
            "after {n} no-show within {window} days a vehicle may not book for {days} days",
            "after {n} no-shows within {window} days a vehicle may not book for {days} days",
            n=policy.no_shows_most, window=policy.no_shows_days, days=policy.block_days,
        )  # fmt: skip


def _checks(policy: Policy) -> Iterator[Phrase]:
    for plan in policy.checks:
        yield _check(plan)
        if plan.most_min is not None:
            yield phrase(
                "a check at {stage} ends within {time}", stage=STAGES[Stage(plan.stage)],
                time=_time(plan.most_min),
            )  # fmt: skip


def _check(plan: CheckPlan) -> Phrase:
    return phrase(
        "checks at {stage}: at least {share} % of the trucks are drawn at random, "
        "and each draw can be checked later",
        stage=STAGES[Stage(plan.stage)], share=_amount(plan.random_pct),
    )  # fmt: skip


def _time(minutes: int) -> Phrase:
    """Give a time as a rule writes it: whole hours without minutes."""
    return span(minutes * 60.0) if minutes % 60 or not minutes else phrase("{n} h", n=minutes // 60)


def _amount(share: float) -> Decimal | int:
    return int(share) if share.is_integer() else Decimal(f"{share:.1f}")
