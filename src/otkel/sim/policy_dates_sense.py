"""Whether what is different in a policy on some days, or with the line, can be."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

from otkel.errors import Mistake
from otkel.phrases import phrase
from otkel.queueing.policy import Allocating, Policy, Releasing
from otkel.sim.policy_dates import MOST_RULES, InForce, every_policy, is_dated, spans_of
from otkel.sim.scenario import OtherSide, Point, Scenario
from otkel.sim.scenario_policy_dates import PolicyDate, PolicyWhen
from otkel.sim.scenario_timeline import minutes_of
from otkel.sim.scenario_timeline_sense import check_days, check_line
from otkel.sim.scenario_times import mistake


def check_calls(point: Point, policy: Policy, at: str, path: str) -> Iterator[Mistake]:
    """Give why a policy would never call a truck; `at`: the point, `path`: where the policy was changed."""
    if policy.releasing is not Releasing.INTAKE:
        return
    if policy.first_per_h == 0 or policy.buffer_trucks == 0:
        name = "first_per_h" if policy.first_per_h == 0 else "buffer_trucks"
        what = phrase("release by intake would never call a truck")
        yield mistake(f"{path}.{name}", what, phrase("write a number above 0"))
    holds_min = 2 * policy.window_min  # what was told of a stage holds so long
    counts_every = point.strip_count_min if point.other_side is OtherSide.SILENT else 0
    if counts_every > holds_min:
        what = phrase(
            "what was found of the other side holds for {minutes} minutes, and the next count is later",
            minutes=holds_min,
        )
        do = phrase("write a number from {span} [{unit}]", span=f"1 to {holds_min}", unit="min")
        yield mistake(f"{at}.strip_count_min", what, do)


def check_dates(scenario: Scenario, point: Point, base: Policy, at: str) -> Iterator[Mistake]:
    """Give everything that cannot be in the dates and rules of a point whose policy is known."""
    if not is_dated(point):
        return
    mistakes = [*_rows(scenario, point, at)]
    yield from mistakes
    if mistakes:
        return
    policies: dict[InForce, Policy] = {}
    told: set[tuple[str, str]] = set()  # sets of rows that share a mistake tell it once
    for holds, path, policy, wrong in every_policy(scenario, point, base, at):
        found = [*wrong]
        if policy is not None:
            policies[holds] = policy
            if holds != InForce((), ()):
                found += check_calls(point, policy, at, path)
        for one in found:
            mark = (one.where.field or "").rpartition(".fields.")[2], one.what.text
            if mark not in told:
                told.add(mark)
                yield one
    yield from _draws(scenario, point, policies, at)


def _rows(scenario: Scenario, point: Point, at: str) -> Iterator[Mistake]:
    for i, one in enumerate(point.policy_dates):
        yield from check_days(scenario, one, f"{at}.policy_dates[{i}]")
        yield from _fields(one, f"{at}.policy_dates[{i}]")
    for i, rule in enumerate(point.policy_when):
        yield from check_line(rule, f"{at}.policy_when[{i}]")
        yield from _fields(rule, f"{at}.policy_when[{i}]")
    if len(point.policy_when) > MOST_RULES:
        what = phrase("a point has at most {most} rules of state for its policy", most=MOST_RULES)
        yield mistake(f"{at}.policy_when[{MOST_RULES}]", what, phrase("leave out what is not needed"))
    yield from _twice(scenario, point, at)


def _fields(one: PolicyDate | PolicyWhen, at: str) -> Iterator[Mistake]:
    if not one.fields:
        what = phrase("nothing is different here")
        yield mistake(f"{at}.fields", what, phrase("write a field of the policy and its value"))


def _twice(scenario: Scenario, point: Point, at: str) -> Iterator[Mistake]:
    """No two rows set the same field at once."""
    do = phrase("let one end before the other begins")
    for (i, one), (j, other) in combinations(enumerate(point.policy_dates), 2):
        (start, end), (begin, last) = (minutes_of(row, scenario.begins_on) for row in (one, other))
        for name in one.fields.keys() & other.fields.keys() if start < last and begin < end else ():
            what = phrase("{name} is set twice at one time, by {other} too", name=name, other=f"[{i}]")
            yield mistake(f"{at}.policy_dates[{j}].fields.{name}", what, do)
    for (i, rule), (j, second) in combinations(enumerate(point.policy_when), 2):
        for name in rule.fields.keys() & second.fields.keys():
            what = phrase("{name} is set by two rules, by {other} too", name=name, other=f"[{i}]")
            path = f"{at}.policy_when[{j}].fields.{name}"
            yield mistake(path, what, phrase("leave one of them out"))


def _draws(scenario: Scenario, point: Point, policies: dict[InForce, Policy], at: str) -> Iterator[Mistake]:
    """Who asked in a draw hears of it: slots are not given otherwise while requests are open."""
    what = phrase("those who have asked in a draw would never hear of it")
    do = phrase("let slots be given by draw from a day on, to the end")
    for i, rule in enumerate(point.policy_when):
        if "allocating" in rule.fields:
            yield mistake(f"{at}.policy_when[{i}].fields.allocating", what, do)
    for before, after in pairwise(spans_of(scenario, point)):
        one, other = (policies.get(InForce(span.dates, ())) for span in (before, after))
        if one and other and one.allocating is Allocating.DRAW and other.allocating is not Allocating.DRAW:
            row = next((row for row in before.dates if row not in after.dates), 0)
            yield mistake(f"{at}.policy_dates[{row}].fields.allocating", what, do)
