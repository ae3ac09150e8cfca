"""Whether what a scenario says of the way back can be."""

from __future__ import annotations

from collections.abc import Iterator

from otkel.errors import Mistake
from otkel.phrases import phrase
from otkel.sim.scenario import Scenario
from otkel.sim.scenario_back import Back
from otkel.sim.scenario_times import check_shifts, check_times, is_nothing, mistake


def check_back(scenario: Scenario) -> Iterator[Mistake]:
    """Give everything that cannot be."""
    has_back = False
    for i, point in enumerate(scenario.points):
        if point.back is not None:
            has_back = True
            at = f"points[{i}].back"
            yield from check_shifts(point.back.shifts, f"{at}.shifts")
            yield from _ways_out(point.back, at)
    own = scenario.way_back
    for name in ("trip", "exit", "entry"):
        yield from check_times(getattr(own, name), f"way_back.{name}")
    if has_back:
        for name in ("exit", "entry"):
            if is_nothing(getattr(own, name)):
                what = phrase("the time of {stage} on the way back is missing", stage=name)
                do = phrase("write a number from {span} [{unit}]", span="0 to 100,000", unit="min")
                yield mistake(f"way_back.{name}.mean_min", what, do)
    elif own.returns_pct > 0:
        what = phrase("nobody can come back: no point has a line back")
        yield mistake("way_back.returns_pct", what, phrase("write back at a point, or 0"))


def _ways_out(back: Back, at: str) -> Iterator[Mistake]:
    """Both stages of the way back serve at some hour."""
    if not back.shifts:
        what = phrase("the schedule is missing")
        yield mistake(f"{at}.shifts", what, phrase("let the shifts cover the 24 hours once"))
    for stage in ("exit", "entry"):
        if back.shifts and all(getattr(one, stage) == 0 for one in back.shifts):
            what = phrase("nobody is ever at work in {stage} on the way back", stage=stage)
            do = phrase("write a number from {span}", span="1 to 1000")
            yield mistake(f"{at}.shifts[0].{stage}", what, do)
