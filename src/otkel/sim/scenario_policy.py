"""From the name of a preset and changes of single fields to the policy by which a point runs, and whether
both make sense in a scenario. Every mistake is told with its path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import msgspec

from otkel.errors import Mistake, UnknownNameError
from otkel.phrases import phrase
from otkel.queueing.policy import Policy
from otkel.sim.policy_dates_sense import check_calls, check_dates
from otkel.sim.policy_overlay import changed_policy
from otkel.sim.scenario import OtherSide, Point, Scenario
from otkel.sim.scenario_timeline import Change, What, When
from otkel.sim.scenario_times import check_times, mistake

Presets = Callable[[str, date], Policy]  # raises UnknownNameError
_TIMES = ("drive", "late", "early", "exit_check", "entry_check")


def resolve(scenario: Scenario, presets: Presets | None) -> tuple[Scenario, list[Mistake]]:
    """Give the scenario with the policies of its points, and every mistake in them."""
    policies: list[Policy | None] = []
    mistakes: list[Mistake] = []
    for at, point in enumerate(scenario.points):
        policy, wrong = _policy_of(scenario, point, f"points[{at}]", presets)
        policies.append(policy)
        mistakes += wrong
    if not any(point.policy for point in scenario.points):
        policies = []
    found = msgspec.structs.replace(scenario, disciplines=tuple(policies))
    return found, mistakes or list(_sense(found))


def _policy_of(
    scenario: Scenario, point: Point, at: str, presets: Presets | None
) -> tuple[Policy | None, list[Mistake]]:
    if point.policy is None:
        return None, list(_without_policy(point, at))
    if presets is None:
        what = phrase("{name} cannot be looked up here", name=point.policy)
        return None, [mistake(f"{at}.policy", what, phrase("run it with otkel sim, or with otkel.simulate"))]
    try:
        policy = presets(point.policy, scenario.begins_on)
    except UnknownNameError as error:
        return None, [mistake(f"{at}.policy", error.mistake.what, error.mistake.do)]
    return changed_policy(policy, point.policy_changes, f"{at}.policy_changes")


def _without_policy(point: Point, at: str) -> Iterator[Mistake]:
    """Give what is said of a point that only a policy could make use of."""
    do = phrase("name a preset as policy")
    for name in ("policy_changes", "policy_dates", "policy_when"):
        if getattr(point, name):
            what = phrase("there is no policy whose fields could be changed")
            yield mistake(f"{at}.{name}", what, do)
    if point.other_side is OtherSide.SILENT:
        what = phrase("without a policy nothing is decided by what the other side tells")
        yield mistake(f"{at}.other_side", what, do)


def _sense(scenario: Scenario) -> Iterator[Mistake]:
    """Give what cannot be where policies rule."""
    if not scenario.disciplines:
        return
    queue = scenario.queue
    if 60 % queue.call_every_min:
        what = phrase("60 minutes are not divided by {minutes} without rest", minutes=queue.call_every_min)
        yield mistake(
            "queue.call_every_min", what, phrase("write 1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30 or 60")
        )
    for name in (*_TIMES, "cancel_before", "move_before", "move_later"):
        yield from check_times(getattr(queue, name), f"queue.{name}")
    for at, (point, policy) in enumerate(zip(scenario.points, scenario.disciplines, strict=True)):
        if policy is not None:
            yield from _point_sense(scenario, point, policy, f"points[{at}]")
            yield from check_dates(scenario, point, policy, f"points[{at}]")


def _point_sense(scenario: Scenario, point: Point, policy: Policy, at: str) -> Iterator[Mistake]:
    yield from check_calls(point, policy, at, f"{at}.policy_changes")
    if any(plan.lane for plan in policy.checks):
        what = phrase("checks in single lanes are not simulated")
        yield mistake(f"{at}.policy", what, phrase("take a policy whose checks name no lane"))
    known = tuple(one.name for one in policy.classes)
    for name, of_policy in point.policy_classes.items():
        of_trucks = tuple(one.name for one in scenario.classes)
        if name not in of_trucks:
            what = phrase("there is no class {name}", name=name[:60])
            do = phrase("take one of: {options}", options=of_trucks)
            yield mistake(f"{at}.policy_classes.{name[:60]}", what, do)
        elif of_policy not in known:
            what = phrase("there is no class {name} in the policy", name=str(of_policy)[:60])
            yield mistake(
                f"{at}.policy_classes.{name}", what, phrase("take one of: {options}", options=known)
            )
    rows: list[Change | When] = [*scenario.changes, *scenario.when]
    held = [one for one in rows if _holds_classes(one, point)]
    if held:
        what = phrase("classes of {point} are called by its policy", point=point.name)
        do = phrase("write it as fields of policy_dates, such as {name}", name="classes.NAME.called")
        yield mistake(f"{at}.policy", what, do)


def _holds_classes(change: Change | When, point: Point) -> bool:
    """Tell whether a dated change or a rule of state holds classes of a point back."""
    return change.what is What.CLASS_OPEN and change.point in (None, point.name)
