"""Trucks called by plan against trucks called by what the other side takes on, on four public cases.

python -m verification.release_study                      100 seeds, the tables
python -m verification.release_study --figures FOLDER     and a figure for each case
python -m verification.release_study --cases              what each case rests on
"""

from __future__ import annotations

import argparse
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

from verification.intervals import Mean, mean_of
from verification.release.cases import CASES, POLICIES, Case
from verification.release.flow import SAMPLE_S, Flow
from verification.svg import BLUE, GREY, ORANGE, Box, Picture, Series, legend, lines


class Outcome(NamedTuple):
    """A run in numbers, and its samples each half hour."""

    road_mean: float
    road_most: float
    strip_mean: float
    strip_full_pct: float  # of the time
    blocked_h: float  # hours in which a finished truck stood in a lane of exit control
    starved_h: float  # hours in which the other side could take on and nobody stood before it
    passed_per_day: float
    late_h: float  # from a call to being taken on, on the last day
    road: tuple[int, ...]
    strip: tuple[int, ...]


MEANING = {
    "road_mean": "on the road, mean [trucks]",
    "road_most": "on the road, most [trucks]",
    "strip_mean": "on the strip, mean [trucks]",
    "strip_full_pct": "strip full [% of the time]",
    "blocked_h": "exit control blocked [h]",
    "starved_h": "other side without trucks [h]",
    "passed_per_day": "through [trucks a day]",
    "late_h": "call to intake, last day [h]",
}
Runs = dict[str, dict[str, list[Outcome]]]
_COLOURS = {"plan": ORANGE, "plan, strip seen": GREY, "intake": BLUE}


def run(case: Case, policy: str, seed: int) -> Outcome:
    """Run a case under a policy."""
    flow = Flow(case, policy, seed).run()
    road, strip, _ = (tuple(one) for one in zip(*flow.samples, strict=True))
    last = [late for at_h, late in flow.late_h if at_h >= 24 * (case.days - 1)]
    return Outcome(
        road_mean=fmean(road), road_most=max(road), strip_mean=fmean(strip),
        strip_full_pct=100 * fmean(one >= case.strip_places for one in strip),
        blocked_h=flow.blocked_s / 3600, starved_h=flow.starved_s / 3600,
        passed_per_day=flow.passed / case.days,
        late_h=fmean(last) if last else 0.0, road=road, strip=strip,
    )  # fmt: skip


def run_all(seeds: int, processes: int = 2) -> Runs:
    """Run every case under every policy with the same seeds."""
    asked = [(case, policy, seed) for case in CASES for policy in POLICIES for seed in range(seeds)]
    with get_context("fork").Pool(processes) as pool:
        outcomes = pool.starmap(run, asked, chunksize=4)
    found: Runs = {}
    for (case, policy, _), outcome in zip(asked, outcomes, strict=True):
        found.setdefault(case.name, {}).setdefault(policy, []).append(outcome)
    return found


def mean(runs: Runs, case: str, policy: str, what: str) -> Mean:
    """Give the mean over the seeds with its interval."""
    return mean_of([getattr(one, what) for one in runs[case][policy]])


def print_tables(runs: Runs) -> None:
    """Print every outcome of every case."""
    for case in CASES:
        by_policy = runs[case.name]
        seeds = len(by_policy[POLICIES[0]])
        print(f"{case.title}; {case.days} days, {seeds} seeds; mean ± half of the 95 % interval\n")
        print(f"{'':32s}" + "".join(f"{policy:>24s}" for policy in POLICIES))
        for what, meaning in MEANING.items():
            cells = (mean(runs, case.name, policy, what) for policy in POLICIES)
            print(f"{meaning:32s}" + "".join(f"{_cell(one):>24s}" for one in cells))
        print()


def _cell(one: Mean) -> str:
    return f"{one.mid:.1f} ± {(one.high - one.low) / 2:.1f}"


def draw_figure(case: Case, by_policy: dict[str, list[Outcome]]) -> str:
    """Draw who stands on the road and on the strip, hour by hour."""
    seeds = len(by_policy["plan"])
    told = f"means of {seeds} seeds; bands hold 8 of 10 runs; same trucks and same intake under each rule"
    picture = Picture(1080, 440, case.title, told)
    hours = [n * SAMPLE_S / 3600 for n in range(len(by_policy["plan"][0].road))]
    shown = [(name, colour, name != "intake" and name != "plan") for name, colour in _COLOURS.items()]
    legend(picture, 70, 92, [(f"called by {name}", colour, dashed) for name, colour, dashed in shown])
    road = [_series(by_policy[name], "road", name, colour, dashed) for name, colour, dashed in shown]
    strip = [_series(by_policy[name], "strip", name, colour, dashed) for name, colour, dashed in shown]
    lines(picture, Box(70, 140, 430, 230), "Called and on the road [trucks]", "hours", hours, road, None, 12)
    limit = (float(case.strip_places), f"{case.strip_places} places")
    lines(picture, Box(590, 140, 430, 230), "On the strip [trucks]", "hours", hours, strip, limit, 12)
    return str(picture)


def _series(outcomes: list[Outcome], what: str, name: str, colour: str, dashed: bool) -> Series:
    at_each = [sorted(values) for values in zip(*(getattr(one, what) for one in outcomes), strict=True)]
    last = len(outcomes) - 1
    low = [values[round(0.1 * last)] for values in at_each]
    high = [values[round(0.9 * last)] for values in at_each]
    return Series(name, colour, low, [fmean(values) for values in at_each], high, dashed)


def print_cases() -> None:
    """Print what each case rests on, as the guide has it."""
    print("| case | what the source tells | what is assumed |\n|---|---|---|")
    for case in CASES:
        print(f"| [{case.title}]({case.source}) | {case.told} | {case.assumed} |")


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--figures", type=Path)
    parser.add_argument("--cases", action="store_true")
    asked = parser.parse_args()
    if asked.cases:
        print_cases()
        return
    runs = run_all(asked.seeds, asked.processes)
    print_tables(runs)
    if asked.figures:
        asked.figures.mkdir(parents=True, exist_ok=True)
        for case in CASES:
            figure = draw_figure(case, runs[case.name])
            (asked.figures / f"release-{case.name}.svg").write_text(figure, encoding="utf-8")


if __name__ == "__main__":
    main()
