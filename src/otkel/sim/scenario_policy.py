"""From the name of a preset and changes of single fields to the policy by which a point runs.

A change names a field of the policy, such as `slot_trucks`, or one of a row by the name of the row, such as
`classes.accelerated.cap_pct` or `checks.exit_control.expected_pct`. Every mistake is told with its path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any, NamedTuple

import msgspec

from otkel.errors import Mistake, UnknownNameError
from otkel.phrases import phrase
from otkel.queueing.discipline import check_policy
from otkel.queueing.policy import Policy, Releasing
from otkel.queueing.policy_fields import Form, PolicyField, row_fields, top_fields
from otkel.sim.run_reference import check_engine
from otkel.sim.scenario import OtherSide, Point, Scenario
from otkel.sim.scenario_timeline import Change, What, When
from otkel.sim.scenario_times import check_times, mistake

Presets = Callable[[str, date], Policy]  # raises UnknownNameError
_SEE_FIELDS = phrase("see the fields in docs/reference/policy.md")
_OPEN = ("none", None)
_TIMES = ("drive", "late", "early", "exit_check", "entry_check")


class Found(NamedTuple):
    """Where a change is to be written: the field, and what holds it."""

    field: PolicyField
    holder: dict[str, Any]


def resolve(scenario: Scenario, presets: Presets | None) -> tuple[Scenario, list[Mistake]]:
    """Give the scenario with the policies of its points, and every mistake in them."""
    policies: list[Policy | None] = []
    mistakes: list[Mistake] = list(check_engine(scenario))
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
    return _changed(policy, point.policy_changes, f"{at}.policy_changes")


def _without_policy(point: Point, at: str) -> Iterator[Mistake]:
    """Give what is said of a point that only a policy could make use of."""
    do = phrase("name a preset as policy")
    if point.policy_changes:
        yield mistake(f"{at}.policy_changes", phrase("there is no policy whose fields could be changed"), do)
    if point.other_side is OtherSide.SILENT:
        what = phrase("without a policy nothing is decided by what the other side tells")
        yield mistake(f"{at}.other_side", what, do)


def _changed(policy: Policy, changes: Mapping[str, Any], at: str) -> tuple[Policy | None, list[Mistake]]:
    tree: dict[str, Any] = msgspec.to_builtins(policy)
    mistakes: list[Mistake] = []
    for path, value in changes.items():
        found = _find(tree, path)
        if found is None:
            near = get_close_matches(path, top_fields(), 1, 0.6)
            do = phrase("did you mean {name}?", name=near[0]) if near else _SEE_FIELDS
            what = phrase("{name} is not a field of this policy", name=path[:60])
            mistakes.append(mistake(f"{at}.{path[:60]}", what, do))
        elif not found.field.in_kernel or found.field.form in (Form.ROWS, Form.CODES):
            what = phrase("{name} cannot be changed in a simulation", name=path)
            mistakes.append(mistake(f"{at}.{path}", what, phrase("change single numbers and choices")))
        else:
            found.holder[found.field.name] = _typed(found.field, value)
    if mistakes:
        return None, mistakes
    changed, wrong = check_policy(tree)
    return changed, [mistake(f"{at}.{one.where.field or ''}", one.what, one.do) for one in wrong]


def _find(tree: dict[str, Any], path: str) -> Found | None:
    """Find a field of the policy, or of a row by the name of the row, or of its stage."""
    if "." not in path:
        field = top_fields().get(path)
        return None if field is None else Found(field, tree)
    table, _, rest = path.partition(".")
    row, _, name = rest.rpartition(".")
    if table not in top_fields() or name not in row_fields(table):
        return None
    rows = (one for one in tree[table] if row in (one.get("name"), one.get("stage")))
    holder = next(rows, None)
    return None if holder is None else Found(row_fields(table)[name], holder)


def _typed(field: PolicyField, value: Any) -> Any:
    """Give a value as the policy has it; a file holds words and numbers only."""
    if value in _OPEN and field.optional:
        return None
    if field.form is Form.YES_NO and value in ("true", "false", "yes", "no"):
        return value in ("true", "yes")
    return value


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


def _point_sense(scenario: Scenario, point: Point, policy: Policy, at: str) -> Iterator[Mistake]:
    if policy.releasing is Releasing.INTAKE and (policy.first_per_h == 0 or policy.buffer_trucks == 0):
        name = "first_per_h" if policy.first_per_h == 0 else "buffer_trucks"
        what = phrase("release by intake would never call a truck")
        yield mistake(f"{at}.policy_changes.{name}", what, phrase("write a number above 0"))
    holds_min = 2 * policy.window_min  # what was told of a stage holds so long
    if policy.releasing is Releasing.INTAKE and _counts_every(point) > holds_min:
        what = phrase(
            "what was found of the other side holds for {minutes} minutes, and the next count is later",
            minutes=holds_min,
        )
        do = phrase("write a number from {span} [{unit}]", span=f"1 to {holds_min}", unit="min")
        yield mistake(f"{at}.strip_count_min", what, do)
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
        yield mistake(f"{at}.policy", what, phrase("leave out the changes that hold classes of it back"))


def _counts_every(point: Point) -> int:
    """Give how often the strip is counted [min]; 0: nobody counts it."""
    return point.strip_count_min if point.other_side is OtherSide.SILENT else 0


def _holds_classes(change: Change | When, point: Point) -> bool:
    """Tell whether a dated change or a rule of state holds classes of a point back."""
    return change.what is What.CLASS_OPEN and change.point in (None, point.name)
