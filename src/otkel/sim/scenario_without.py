"""The same world without one of its causes: what a cause changes in a scenario is left out of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from otkel.sim.scenario import Scenario
from otkel.sim.scenario_check import Checked, Ground
from otkel.sim.scenario_timeline_sense import list_causes

_ROW = re.compile(
    r"(changes|when|arrivals\.surges|points\[[0-9]+\]\.policy_(?:dates|when))\[([0-9]+)\]\.(.*)"
)


def causes_in(scenario: Scenario, without: Sequence[str] = ()) -> tuple[str, ...]:
    """Give the causes that a scenario has, in the order of their first mention, less those left out."""
    named = dict.fromkeys(cause for _, cause in list_causes(scenario))
    return tuple(cause for cause in named if cause not in without)


def leave_out(scenario: Scenario, causes: Sequence[str]) -> Scenario:
    """Give a scenario without what some causes change in it; without that of the papers nobody's lack."""
    papers, arrivals = scenario.papers, scenario.arrivals
    if papers.cause in causes:
        papers = msgspec.structs.replace(papers, lacking_pct=0.0)
    points = tuple(
        msgspec.structs.replace(
            point,
            policy_dates=tuple(one for one in point.policy_dates if one.cause not in causes),
            policy_when=tuple(one for one in point.policy_when if one.cause not in causes),
        )
        for point in scenario.points
    )
    surges = tuple(one for one in arrivals.surges if one.cause not in causes)
    return msgspec.structs.replace(
        scenario,
        points=points,
        changes=tuple(one for one in scenario.changes if one.cause not in causes),
        when=tuple(one for one in scenario.when if one.cause not in causes),
        papers=papers,
        arrivals=msgspec.structs.replace(arrivals, surges=surges),
    )


def without(checked: Checked, causes: Sequence[str]) -> Checked:
    """Give a checked scenario without some of its causes, and what its other numbers rest on."""
    gone = {path for path, cause in list_causes(checked.scenario) if cause in causes}
    grounds = tuple(_moved(one, gone) for one in checked.grounds if not _goes(one, gone))
    left_out = tuple(dict.fromkeys((*checked.without, *causes)))
    return Checked(leave_out(checked.scenario, causes), grounds, left_out, checked.presets)


def _goes(ground: Ground, gone: set[str]) -> bool:
    """Tell whether what a number stood in is left out."""
    row = _ROW.fullmatch(ground.path)
    if row is None:
        return ground.path == "papers.lacking_pct" and "papers" in gone
    return f"{row[1]}[{row[2]}]" in gone


def _moved(ground: Ground, gone: set[str]) -> Ground:
    """Give the ground of a row its new place, as rows before it are left out."""
    row = _ROW.fullmatch(ground.path)
    if row is None:
        return ground
    place = int(row[2]) - sum(f"{row[1]}[{before}]" in gone for before in range(int(row[2])))
    return msgspec.structs.replace(ground, path=f"{row[1]}[{place}].{row[3]}")
