"""Whether the changes of a scenario can be: what they name is there, and everybody gets out in the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations

from otkel.errors import Mistake
from otkel.phrases import Phrase, phrase
from otkel.sim.causes import CAUSES
from otkel.sim.scenario import Scenario
from otkel.sim.scenario_timeline import KINDS, ByLine, Change, Dated, What, When, minutes_of
from otkel.sim.scenario_times import mistake

MOST_DAYS = 7320  # twice the longest horizon: no change ends later
_LAST = date.max.toordinal()
_WRITE = phrase("write a number from {span}", span="1 to 1000")
# What nobody gets past while it is 0.
_SHUTS = frozenset(
    {
        What.EXIT_SERVERS, What.ENTRY_SERVERS, What.ROADSIDE_SERVERS, What.EXIT_SERVERS_PCT,
        What.ENTRY_SERVERS_PCT, What.ROADSIDE_SERVERS_PCT, What.EXIT_PER_H, What.EXIT_PER_DAY,
        What.OPEN, What.CLASS_OPEN,
    }
)  # fmt: skip


def check_timeline(scenario: Scenario) -> Iterator[Mistake]:
    """Give everything that cannot be in the changes, the rules of state, and the causes."""
    for i, change in enumerate(scenario.changes):
        at = f"changes[{i}]"
        yield from _common(scenario, change, at)
        yield from check_days(scenario, change, at)
        if change.what is What.ARRIVALS_PCT and change.point is not None:
            what = phrase("the trucks that come are not told apart by point before they choose")
            yield mistake(f"{at}.point", what, phrase("leave the line out"))
        if _is_shut(change) and change.to_on is None:
            what = phrase("there is no way out of {point}: this never ends", point=change.point or "points")
            yield mistake(f"{at}.to_on", what, phrase("write a day from {day} on", day=change.from_on))
    for i, rule in enumerate(scenario.when):
        yield from _common(scenario, rule, f"when[{i}]")
        yield from check_line(rule, f"when[{i}]")
        yield from _state(rule, f"when[{i}]")
    yield from _overlaps(scenario)
    yield from _causes(scenario)


def _common(scenario: Scenario, one: Change | When, at: str) -> Iterator[Mistake]:
    points = tuple(point.name for point in scenario.points)
    if one.point is not None and one.point not in points:
        yield mistake(f"{at}.point", phrase("there is no crossing point {name}", name=one.point), _of(points))
    classes = tuple(row.name for row in scenario.classes)
    if one.what is What.CLASS_OPEN and one.queue_class not in classes:
        what = phrase("there is no class {name}", name=one.queue_class or "-")
        yield mistake(f"{at}.queue_class", what, _of(classes))
    if one.what is not What.CLASS_OPEN and one.queue_class is not None:
        what = phrase("{name} holds for all classes", name=one.what)
        yield mistake(f"{at}.queue_class", what, phrase("leave the line out"))
    yield from _value(one, f"{at}.value")


def _value(one: Change | When, at: str) -> Iterator[Mistake]:
    kind = KINDS[one.what]
    do = phrase("write a number from {span}", span=kind.span)
    if kind.unit:
        do = phrase("write a number from {span} [{unit}]", span=kind.span, unit=kind.unit)
    if one.value is None:
        if not kind.may_be_open:
            yield mistake(at, phrase("{name} must not be left open", name=one.what), do)
    elif not kind.least <= one.value <= kind.most:
        yield mistake(at, phrase("{text} is out of range", text=f"{one.value:g}"), do)
    elif kind.is_whole and one.value != int(one.value):
        yield mistake(at, phrase("{text} is not a whole number", text=f"{one.value:g}"), do)


def check_days(scenario: Scenario, change: Dated, at: str) -> Iterator[Mistake]:
    """Give what cannot be in the days of a change."""
    last = date.fromordinal(min(scenario.begins_on.toordinal() + int(scenario.horizon_days), _LAST))
    start, end = minutes_of(change, scenario.begins_on)
    if start < 0 or start >= scenario.horizon_days * 1440:
        span = f"{scenario.begins_on} to {last}"
        what = phrase("{day} is not within the horizon", day=change.from_on)
        yield mistake(f"{at}.from_on", what, phrase("write a day from {span}", span=span))
    if end <= start:
        what = phrase("the change ends before it begins")
        yield mistake(f"{at}.to_on", what, phrase("write a day from {day} on", day=change.from_on))
    if change.to_on is not None and (change.to_on - scenario.begins_on).days > MOST_DAYS:
        what = phrase("{day} is more than {days} days after the beginning", day=change.to_on, days=MOST_DAYS)
        yield mistake(f"{at}.to_on", what, phrase("leave the line out"))


def _is_shut(one: Change | When) -> bool:
    """Tell whether nobody would get on while it holds."""
    return one.what in _SHUTS and one.value == 0


def check_line(rule: ByLine, at: str) -> Iterator[Mistake]:
    """Give what cannot be in the numbers of trucks by which a rule of state begins and ends."""
    if (rule.in_line_above is None) == (rule.in_line_below is None):
        what = phrase("a rule of state looks whether the line is long, or whether it is short")
        yield mistake(at, what, phrase("write either in_line_above or in_line_below"))
        return
    if rule.until is None:
        return
    do: Phrase | None = None
    if rule.in_line_above is not None and rule.until > rule.in_line_above:
        do = phrase("write a number from {span}", span=f"0 to {rule.in_line_above}")
    if rule.in_line_below is not None and rule.until < rule.in_line_below:
        do = phrase("write a number from {span}", span=f"{rule.in_line_below} to 1,000,000")
    if do is not None:
        yield mistake(f"{at}.until", phrase("the rule would end before it begins"), do)


def _state(rule: When, at: str) -> Iterator[Mistake]:
    if rule.what is What.ARRIVALS_PCT:
        what = phrase("who comes is drawn before anything happens, and cannot follow the line")
        yield mistake(f"{at}.what", what, phrase("write it as a change with its days"))
    if _is_shut(rule):
        what = phrase("a line that nobody leaves would never let this end")
        yield mistake(f"{at}.value", what, _WRITE)


def _overlaps(scenario: Scenario) -> Iterator[Mistake]:
    """No two set the same at once; factors may, if their causes differ."""
    do = phrase("let one end before the other begins")
    for (i, one), (j, other) in combinations(enumerate(scenario.changes), 2):
        is_apart = KINDS[one.what].is_factor and one.cause != other.cause
        if not _same(one, other) or is_apart:
            continue
        (start, end), (begin, last) = (minutes_of(row, scenario.begins_on) for row in (one, other))
        if start < last and begin < end:
            what = phrase(
                "{name} is set twice at one time, by {other} too", name=one.what, other=f"changes[{i}]"
            )
            yield mistake(f"changes[{j}]", what, do)
    for (i, rule), (j, second) in combinations(enumerate(scenario.when), 2):
        if _same(rule, second):
            what = phrase("{name} is set by two rules, by {other} too", name=rule.what, other=f"when[{i}]")
            yield mistake(f"when[{j}]", what, phrase("leave one of them out"))


def _same(one: Change | When, other: Change | When) -> bool:
    """Tell whether both set the same of a common point."""
    is_where = one.point is None or other.point is None or one.point == other.point
    return is_where and one.what is other.what and one.queue_class == other.queue_class


def _causes(scenario: Scenario) -> Iterator[Mistake]:
    for at, cause in list_causes(scenario):
        if cause not in CAUSES:
            yield mistake(f"{at}.cause", phrase("there is no cause {name}", name=cause), _of(CAUSES))


def list_causes(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Give the path of each part that has a cause, and the cause."""
    parts = [("papers", scenario.papers.cause)]
    parts += [(f"arrivals.surges[{i}]", one.cause) for i, one in enumerate(scenario.arrivals.surges)]
    parts += [(f"changes[{i}]", one.cause) for i, one in enumerate(scenario.changes)]
    parts += [(f"when[{i}]", rule.cause) for i, rule in enumerate(scenario.when)]
    for i, point in enumerate(scenario.points):
        at = f"points[{i}]"
        parts += [(f"{at}.policy_dates[{j}]", one.cause) for j, one in enumerate(point.policy_dates)]
        parts += [(f"{at}.policy_when[{j}]", one.cause) for j, one in enumerate(point.policy_when)]
    yield from ((at, cause) for at, cause in parts if cause is not None)


def _of(options: Iterable[str]) -> Phrase:
    return phrase("take one of: {options}", options=tuple(options))
