"""A policy with other values in single fields.

A change names a field of the policy, such as `slot_trucks`, or one of a row by the name of the row, such as
`classes.accelerated.cap_pct` or `checks.exit_control.expected_pct`. Every mistake is told with its path.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

import msgspec

from otkel.errors import Mistake
from otkel.phrases import phrase
from otkel.queueing.discipline import check_policy
from otkel.queueing.policy import Policy
from otkel.queueing.policy_fields import Form, PolicyField, row_fields, top_fields
from otkel.sim.scenario_times import mistake

_SEE_FIELDS = phrase("see the fields in docs/reference/policy.md")
_OPEN = ("none", None)
# What becomes of bookings is carried by the readable twin alone; without such wishes it changes nothing.
_OF_BOOKINGS = frozenset({"moves_most", "moves_days", "move_until_min", "cancels_most", "cancels_days"})


class Found(NamedTuple):
    """Where a change is to be written: the field, and what holds it."""

    field: PolicyField
    holder: dict[str, Any]


def changed_policy(
    policy: Policy, changes: Mapping[str, Any], at: str
) -> tuple[Policy | None, list[Mistake]]:
    """Give a policy with other values in some fields, and every mistake in them; `at`: where they stand."""
    tree: dict[str, Any] = msgspec.to_builtins(policy)
    mistakes: list[Mistake] = []
    for path, value in changes.items():
        found = _find(tree, path)
        if found is None:
            near = get_close_matches(path, top_fields(), 1, 0.6)
            do = phrase("did you mean {name}?", name=near[0]) if near else _SEE_FIELDS
            what = phrase("{name} is not a field of this policy", name=path[:60])
            mistakes.append(mistake(f"{at}.{path[:60]}", what, do))
        elif not _may_change(found.field):
            what = phrase("{name} cannot be changed in a simulation", name=path)
            mistakes.append(mistake(f"{at}.{path}", what, phrase("change single numbers and choices")))
        else:
            found.holder[found.field.name] = _typed(found.field, value)
    if mistakes:
        return None, mistakes
    changed, wrong = check_policy(tree)
    return changed, [mistake(f"{at}.{one.where.field or ''}", one.what, one.do) for one in wrong]


def _may_change(field: PolicyField) -> bool:
    is_carried = field.in_kernel or field.name in _OF_BOOKINGS
    return is_carried and field.form not in (Form.ROWS, Form.CODES)


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
