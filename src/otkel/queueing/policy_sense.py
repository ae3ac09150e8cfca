"""What only the whole policy can tell: whether its fields make sense together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from otkel.errors import Mistake, Where
from otkel.phrases import Phrase, phrase
from otkel.queueing.policy import Allocating, Mode, Policy, Releasing

ROADSIDE = "roadside_check"
CHECKED_STAGES = ("exit_control", "entry_control", ROADSIDE)


def check_sense(policy: Policy) -> Iterator[Mistake]:
    """Give what contradicts itself in a policy whose fields are each right."""
    yield from _line(policy)
    yield from _groups(policy)
    yield from _slots(policy)
    yield from _penalties(policy)
    yield from _release(policy)
    yield from _checks(policy)


def _line(policy: Policy) -> Iterator[Mistake]:
    names = [one.name for one in policy.classes]
    if not names:
        yield _mistake("classes", phrase("the line has no class"), phrase("write at least one class"))
    yield from _twice("classes", names)
    fallback = next((one for one in policy.classes if one.name == policy.fallback), None)
    if fallback is None and names:
        what = phrase("there is no class {name}", name=policy.fallback)
        yield _mistake("fallback", what, phrase("take one of: {options}", options=tuple(names)))
    elif fallback and (fallback.cap_pct is not None or fallback.group is not None or fallback.paid):
        what = phrase("{name} takes everybody in and can have no cap, group or fee", name=policy.fallback)
        yield _mistake("fallback", what, phrase("take a class that is open to all"))


def _groups(policy: Policy) -> Iterator[Mistake]:
    names = [one.name for one in policy.groups]
    yield from _twice("groups", names)
    caps = {one.name: one.cap_pct for one in policy.groups}
    for i, one in enumerate(policy.classes):
        if one.group is None:
            continue
        if one.group not in caps:
            what = phrase("there is no group {name}", name=one.group)
            do = phrase("add it to groups, or leave group out")
            yield _mistake(f"classes[{i}].group", what, do)
        elif one.cap_pct is not None and one.cap_pct > caps[one.group]:
            what = phrase(
                "the cap of {name} is above that of its group {group}", name=one.name, group=one.group
            )
            do = phrase("raise the cap of the group, or lower that of the class")
            yield _mistake(f"classes[{i}].cap_pct", what, do)
    used = {one.group for one in policy.classes}
    for i, name in enumerate(names):
        if name not in used:
            what = phrase("no class is in the group {name}", name=name)
            yield _mistake(
                f"groups[{i}].name", what, phrase("name it as the group of a class, or leave it out")
            )


def _slots(policy: Policy) -> Iterator[Mistake]:
    has_slots = policy.slot_min > 0 and policy.slot_trucks > 0
    if (policy.slot_min > 0) != (policy.slot_trucks > 0):
        empty = "slot_trucks" if policy.slot_min else "slot_min"
        what = phrase("slots need both a length and a number of trucks")
        yield _mistake(empty, what, phrase("write {name}, or leave slots out", name=empty))
    if has_slots and not any(one.by_slot for one in policy.classes):
        what = phrase("there are slots, but no class is called by slot")
        yield _mistake("slot_min", what, phrase("set by_slot at a class, or leave slots out"))
    if has_slots and policy.horizon_days == 0 and policy.allocating is Allocating.FIRST_COME:
        what = phrase("slots cannot be booked ahead")
        yield _mistake("horizon_days", what, phrase("write how many days ahead a slot may be booked"))
    yield from _slot_classes(policy)
    yield from _arrival(policy)
    yield from _draw(policy, has_slots)


def _slot_classes(policy: Policy) -> Iterator[Mistake]:
    for i, one in enumerate(policy.classes):
        if one.by_slot and policy.slot_min == policy.slot_trucks == 0:
            what = phrase("{name} is called by slot, but there are no slots", name=one.name)
            yield _mistake(f"classes[{i}].by_slot", what, _WRITE_SLOTS)
        if one.by_slot and policy.horizon_days and one.list_days > policy.horizon_days:
            what = phrase("must be booked {days} days ahead, beyond the horizon", days=one.list_days)
            yield _mistake(f"classes[{i}].list_days", what, phrase("raise horizon_days, or lower list_days"))


def _arrival(policy: Policy) -> Iterator[Mistake]:
    early, late = policy.early_min, policy.late_min
    if early is not None and late is not None and early + late <= 0:
        what = phrase("a truck would be too late before it is no longer too early")
        do = phrase("write an early_min and a late_min that leave time between them")
        yield _mistake("late_min", what, do)


def _draw(policy: Policy, has_slots: bool) -> Iterator[Mistake]:
    if policy.allocating is not Allocating.DRAW:
        return
    if not has_slots:
        yield _mistake("allocating", phrase("there are no slots to draw"), _WRITE_SLOTS)
    if policy.request_until_h >= policy.request_days * 24:
        what = phrase("requests would end before they begin")
        yield _mistake("request_until_h", what, phrase("lower request_until_h, or raise request_days"))


def _penalties(policy: Policy) -> Iterator[Mistake]:
    for name in ("cancels_most", "no_shows_most"):
        if getattr(policy, name) is not None and policy.block_days == 0:
            what = phrase("{name} ends in a block, but a block lasts no time", name=name)
            yield _mistake("block_days", what, phrase("write how many days a block lasts"))
    if policy.exceptions_most and policy.exception_most_h == 0:
        what = phrase("exceptions are allowed, but keep a place for no time")
        yield _mistake("exception_most_h", what, phrase("write how many hours an exception may keep a place"))


def _release(policy: Policy) -> Iterator[Mistake]:
    if policy.releasing is Releasing.PLAN and policy.plan_per_day == 0:
        what = phrase("release is by plan, but the plan lets no truck go")
        yield _mistake("plan_per_day", what, phrase("write how many trucks are called in a day"))
    yield from _twice("call_reasons", policy.call_reasons, "")
    yield from _twice("referral_reasons", policy.referral_reasons, "")
    if policy.mode is not Mode.SHADOW:
        return
    told = (
        ("releasing", policy.releasing is not Releasing.FREE),
        ("call_reasons", bool(policy.call_reasons)),
        ("allocating", policy.allocating is Allocating.DRAW),
    )
    for name, commands in told:
        if commands:
            what = phrase("in shadow mode Otkel only follows: it calls no truck and gives no slot")
            do = phrase("leave {name} out, or set mode to live", name=name)
            yield _mistake(name, what, do)


def _checks(policy: Policy) -> Iterator[Mistake]:
    seen: set[tuple[str, str | None]] = set()
    for i, plan in enumerate(policy.checks):
        at = f"checks[{i}]"
        if plan.stage not in CHECKED_STAGES:
            what = phrase("no check is made at {stage}", stage=plan.stage)
            yield _mistake(f"{at}.stage", what, phrase("take one of: {options}", options=CHECKED_STAGES))
        elif plan.stage == ROADSIDE and not policy.roadside:
            what = phrase("there is a plan for a roadside check, but no roadside check")
            yield _mistake(f"{at}.stage", what, phrase("set roadside to true, or leave the plan out"))
        if (plan.stage, plan.lane) in seen:
            what = phrase("this stage and lane have a plan already")
            yield _mistake(at, what, phrase("leave one of the two out"))
        seen.add((plan.stage, plan.lane))
        if plan.random_pct > plan.expected_pct:
            what = phrase("more is drawn at random than is expected to be drawn")
            yield _mistake(f"{at}.random_pct", what, phrase("raise expected_pct, or lower random_pct"))


def _twice(table: str, names: Iterable[str], part: str = ".name") -> Iterator[Mistake]:
    seen: set[str] = set()
    for i, name in enumerate(names):
        if name in seen:
            what = phrase("{name} stands here twice", name=name)
            yield _mistake(f"{table}[{i}]{part}", what, phrase("leave one of the two out"))
        seen.add(name)


def _mistake(path: str, what: Phrase, do: Phrase) -> Mistake:
    return Mistake(what, do, Where(field=path))


_WRITE_SLOTS = phrase("write slot_min and slot_trucks")
