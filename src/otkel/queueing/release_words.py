"""The controller of the release in words: how many may be called, and what that rests on."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from otkel.facts.events.choices import Knowledge, Stage
from otkel.phrases import Phrase, phrase, phrases
from otkel.queueing.core.release import NO_LIMIT, wanted_trucks
from otkel.queueing.line import Line
from otkel.queueing.policy import Policy, Releasing
from otkel.queueing.release import Release

STAGES: dict[StrEnum, Phrase] = {
    Stage.WAITING_AREA: phrase("waiting area"),
    Stage.ROAD_QUEUE: phrase("the road before the post"),
    Stage.EXIT_CONTROL: phrase("exit control"),
    Stage.STRIP: phrase("the strip"),
    Stage.ENTRY_CONTROL: phrase("entry control"),
    Stage.ROADSIDE_CHECK: phrase("roadside check"),
}


def tell_release(line: Line, plan: Release) -> tuple[Phrase, ...]:
    """Give the paragraph for the head of a shift, a sentence each."""
    policy = line.rules.policy
    stopped = line.stops(Stage.EXIT_CONTROL)
    if stopped is not None:
        return (phrase("nobody is called: exit control is closed or paused ({reason})", reason=stopped),)
    told = [_may(plan, policy)]
    if policy.releasing is Releasing.INTAKE and plan.target is not None:
        told += [*_tightest(plan, policy), *_target(plan, policy)]
    elif policy.releasing is Releasing.PLAN:
        told.append(
            phrase("the plan lets {trucks} go in a day, spread evenly over it", trucks=policy.plan_per_day)
        )
    return (*told, *_places(plan))


def _may(plan: Release, policy: Policy) -> Phrase:
    if policy.releasing is Releasing.FREE and plan.places == NO_LIMIT:
        return phrase("any number of trucks may be called: this queue holds none back")
    return phrases("{n} truck may be called now", "{n} trucks may be called now", n=max(0, plan.may_call))


def _tightest(plan: Release, policy: Policy) -> list[Phrase]:
    stage = STAGES[plan.tightest]
    if plan.per_h <= 0:
        return [phrase("the tightest stage, {stage}, takes on nobody now", stage=stage)]
    known = _known(plan, policy)
    if round(plan.low_per_h, 1) == round(plan.high_per_h, 1):
        return [
            phrase(
                "the tightest stage is {stage}: it takes on {rate} trucks an hour, {known}",
                stage=stage, rate=_rate(plan.per_h), known=known,
            )
        ]  # fmt: skip
    return [
        phrase(
            "the tightest stage is {stage}: it takes on about {rate} trucks an hour, between {low} and"
            " {high}, {known}",
            stage=stage, rate=_rate(plan.per_h), low=_rate(plan.low_per_h), high=_rate(plan.high_per_h),
            known=known,
        )
    ]  # fmt: skip


def _known(plan: Release, policy: Policy) -> Phrase:
    """Tell how the intake is known."""
    if plan.knowledge is Knowledge.MEASURED:
        return phrase("counted over the last {minutes} minutes", minutes=policy.window_min)
    if plan.tightest is Stage.EXIT_CONTROL and plan.per_h == policy.first_per_h:
        return phrase("assumed, for none was taken on lately")
    return phrase("inferred from own exits and counts of the strip")


def _target(plan: Release, policy: Policy) -> list[Phrase]:
    """Tell the target: rate times lead time (Little's law), and a few more."""
    assert plan.target is not None
    target = int(plan.target + 1e-9)
    wanted = wanted_trucks(plan.per_h, policy.lead_min * 60.0, policy.buffer_trucks)
    if plan.per_h <= 0:
        return [phrase("so nobody is to be sent after those on the way: {trucks}", trucks=plan.way)]
    told = [
        phrase(
            "a truck needs {minutes} minutes to get there, and {buffer} more are kept before it so that it"
            " never stands idle: {wanted} on the way (constant work in process, Little's law)",
            minutes=policy.lead_min, buffer=policy.buffer_trucks, wanted=round(wanted),
        )
    ]  # fmt: skip
    if target != round(wanted):
        told.append(_moving(plan, policy, target))
    return [*told, phrase("on the way now: {trucks}", trucks=plan.way)]


def _moving(plan: Release, policy: Policy, target: int) -> Phrase:
    """Tell why the target is not what is wanted: it moves by steps, or it feels for what is possible."""
    if plan.is_busy:
        return phrase(
            "the number set now is {target}; it changes by {step} in {minutes} minutes at most",
            target=target, step=policy.step_trucks, minutes=policy.window_min,
        )  # fmt: skip
    return phrase(
        "nobody stood before that stage lately, so the number set now is {target} and rises by {step} in"
        " {minutes} minutes at most until somebody does",
        target=target, step=policy.step_trucks, minutes=policy.window_min,
    )  # fmt: skip


def _places(plan: Release) -> tuple[Phrase, ...]:
    if plan.places == NO_LIMIT:
        return ()
    if plan.places == 0:
        return (phrase("no place is free behind exit control"),)
    return (
        phrases(
            "{n} place is free behind exit control", "{n} places are free behind exit control", n=plan.places
        ),
    )


def _rate(per_h: float) -> Decimal | int:
    """Give a rate as people say it: whole from ten on, else to a tenth."""
    return round(per_h) if per_h >= 10 else Decimal(str(round(per_h, 1))).normalize()
