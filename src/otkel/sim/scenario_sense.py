"""Whether the fields of a scenario make sense together; each of them is in its own range already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from otkel.errors import Mistake
from otkel.facts.events.shapes import CODE
from otkel.phrases import phrase
from otkel.sim.scenario import FoundAt, Patience, Point, Scenario
from otkel.sim.scenario_back_sense import check_back
from otkel.sim.scenario_cargo_sense import check_cargo
from otkel.sim.scenario_choice_sense import check_choice
from otkel.sim.scenario_timeline import What, most_pct
from otkel.sim.scenario_timeline_sense import check_timeline
from otkel.sim.scenario_times import check_shifts, check_times, is_nothing, mistake

_CLOSE = 1e-6  # of a hundred per cent: shares such as 33.3 do not sum to 100 to the last digit


def check_sense(scenario: Scenario) -> Iterator[Mistake]:
    """Give everything that cannot be, with its path."""
    yield from _points(scenario)
    yield from _origins(scenario)
    yield from _arrivals(scenario)
    yield from _classes(scenario)
    yield from _papers(scenario)
    yield from _patience(scenario.patience)
    yield from check_timeline(scenario)
    yield from check_choice(scenario)
    yield from check_back(scenario)
    yield from check_cargo(scenario)
    for name in scenario.service.__struct_fields__:
        yield from check_times(getattr(scenario.service, name), f"service.{name}")
    if scenario.warm_up_days >= scenario.horizon_days:
        what = phrase("the warm-up is not shorter than the horizon")
        do = phrase(
            "write a number from {span} [{unit}]", span=f"0 to {scenario.horizon_days:g}", unit="days"
        )
        yield mistake("warm_up_days", what, do)


def _names(names: Iterable[str], at: str) -> Iterator[Mistake]:
    seen: set[str] = set()
    for i, name in enumerate(names):
        if not CODE.fits(name):
            do = phrase("write a word of small letters, digits, - and _, such as ordinary")
            yield mistake(
                f"{at}[{i}].name", phrase("{text} is not a name that can be used here", text=name), do
            )
        if name in seen:
            yield mistake(
                f"{at}[{i}].name",
                phrase("{name} stands here twice", name=name),
                phrase("give each a name of its own"),
            )
        seen.add(name)


def _points(scenario: Scenario) -> Iterator[Mistake]:
    if not scenario.points:
        yield mistake("points", phrase("there is no crossing point"), phrase("describe at least one"))
    yield from _names((one.name for one in scenario.points), "points")
    for i, point in enumerate(scenario.points):
        yield from check_shifts(point.shifts, f"points[{i}].shifts")
        yield from _ways_out(scenario, point, f"points[{i}].shifts")
    weight = sum(one.weight for one in scenario.points)
    if scenario.points and weight == 0 and scenario.choosing_pct < 100:
        yield mistake(
            "points[0].weight",
            phrase("no point has a weight above 0, so that nobody knows where to go"),
            phrase("write a number above 0 for one of them"),
        )
    aimless = not scenario.origins and not any(one.published_min for one in scenario.points)
    if scenario.choosing_pct > 0 and len(scenario.points) > 1 and aimless:
        yield mistake(
            "choosing_pct",
            phrase("who chooses finds neither roads nor published waits to choose by"),
            phrase("describe origins with their roads, or write published_min at the points"),
        )


def _most_checked(scenario: Scenario) -> float:
    """Give the greatest share [%] that is ever checked at the roadside."""
    return most_pct(scenario.checked_pct, (*scenario.changes, *scenario.when), What.CHECKED_PCT)


def _ways_out(scenario: Scenario, point: Point, at: str) -> Iterator[Mistake]:
    """Every stage that a truck can come to serves it at some hour."""
    stages = ["exit", "entry", *(["roadside"] if _most_checked(scenario) > 0 else [])]
    for stage in stages:
        if point.shifts and all(getattr(one, stage) == 0 for one in point.shifts):
            what = phrase(
                "there is no way out of {point}: nobody is ever at work in {stage}",
                point=point.name,
                stage=stage,
            )
            yield mistake(f"{at}[0].{stage}", what, phrase("write a number from {span}", span="1 to 1000"))


def _origins(scenario: Scenario) -> Iterator[Mistake]:
    yield from _names((one.name for one in scenario.origins), "origins")
    if scenario.origins and not any(one.weight for one in scenario.origins):
        yield mistake(
            "origins[0].weight",
            phrase("no origin has a weight above 0"),
            phrase("write a number above 0 for one of them"),
        )
    weights = {one.name: one.weight for one in scenario.points}
    around = tuple(one.name for one in scenario.around)
    for i, origin in enumerate(scenario.origins):
        at = f"origins[{i}].road_h"
        for name in origin.road_h:
            if name not in weights and name not in around:
                do = phrase("take one of: {options}", options=(*weights, *around))
                yield mistake(f"{at}.{name}", phrase("there is no crossing point {name}", name=name), do)
        reached = [weights[name] for name in origin.road_h if name in weights]
        if not reached or (scenario.choosing_pct < 100 and not any(reached)):
            what = phrase(
                "there is no way out of {point}: no road leads to a point that is used", point=origin.name
            )
            yield mistake(at, what, phrase("write a point and the hours to it, such as syrym: 20"))


def _arrivals(scenario: Scenario) -> Iterator[Mistake]:
    arrivals = scenario.arrivals
    for name, factors, count in (("by_hour", arrivals.by_hour, 24), ("by_weekday", arrivals.by_weekday, 7)):
        at = f"arrivals.{name}"
        if len(factors) != count:
            yield mistake(
                at,
                phrase("{found} numbers stand here", found=len(factors)),
                phrase("write {count} numbers", count=count),
            )
        elif not any(factors):
            yield mistake(
                at,
                phrase("all factors are 0, so that nobody would come"),
                phrase("write a number above 0 for one of them"),
            )
    for i, surge in enumerate(arrivals.surges):
        if surge.to_on < surge.from_on:
            yield mistake(
                f"arrivals.surges[{i}].to_on",
                phrase("the surge ends before it begins"),
                phrase("write a day from {day} on", day=surge.from_on),
            )


def _classes(scenario: Scenario) -> Iterator[Mistake]:
    yield from _names((one.name for one in scenario.classes), "classes")
    total = sum(one.share_pct for one in scenario.classes)
    if not 0 < len(scenario.classes) <= 100 or abs(total - 100) > _CLOSE:
        yield mistake(
            "classes",
            phrase("the shares of the classes sum to {total} %", total=f"{total:g}"),
            phrase("let share_pct of 1 to 100 classes sum to 100"),
        )


def _papers(scenario: Scenario) -> Iterator[Mistake]:
    papers = scenario.papers
    yield from check_times(papers.delay, "papers.delay")
    if most_pct(papers.lacking_pct, (*scenario.changes, *scenario.when), What.LACKING_PCT) == 0:
        return
    total = papers.wait_pct + papers.back_pct + papers.go_pct
    if abs(total - 100) > _CLOSE:
        yield mistake(
            "papers",
            phrase("what comes of lacking papers sums to {total} %", total=f"{total:g}"),
            phrase("let wait_pct, back_pct and go_pct sum to 100"),
        )
    if papers.found_at is FoundAt.ROADSIDE and papers.back_pct > 0:
        yield mistake(
            "papers.back_pct",
            phrase("who is checked at the roadside has left the line for good"),
            phrase("write a number from {span} [{unit}]", span="0 to 0", unit="%"),
        )
    if papers.found_at is FoundAt.ROADSIDE and _most_checked(scenario) == 0:
        yield mistake(
            "papers.found_at",
            phrase("nobody is checked at the roadside"),
            phrase("write a number above 0 for checked_pct, or found_at: entry"),
        )
    if papers.wait_pct + papers.back_pct > 0 and is_nothing(papers.delay):
        yield mistake(
            "papers.delay.mean_min",
            phrase("the delay of lacking papers is missing"),
            phrase("write a number from {span} [{unit}]", span="0 to 100,000", unit="min"),
        )


def _patience(patience: Patience) -> Iterator[Mistake]:
    yield from check_times(patience.time, "patience.time")
    if patience.share_pct > 0 and is_nothing(patience.time):
        yield mistake(
            "patience.time.mean_min",
            phrase("who gives up waits for some time before"),
            phrase("write a number from {span} [{unit}]", span="0 to 100,000", unit="min"),
        )
