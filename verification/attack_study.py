"""Who gets scarce slots: robots, resellers, plates and just-in-case bookings against five rules.

python -m verification.attack_study                       100 seeds, the table
python -m verification.attack_study --figure FILE         and the figure
python -m verification.attack_study --sensitivity         what the numbers hang on (12 seeds)
python -m verification.attack_study --assumptions         the table of assumptions
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from verification.attack.assumptions import ASSUMPTIONS
from verification.attack.measure import MEANING, Outcome, run
from verification.attack.rules import NAMES
from verification.intervals import Mean, mean_of
from verification.svg import BLUE, GREY, ORANGE, Box, Picture, bars

Runs = dict[str, list[Outcome]]
# Outcomes that the figure shows, with the factor to the unit shown.
_SHOWN = (
    ("captured_pct", "Slots that go through sellers", 1.0, "% of slots"),
    ("profit_day_rub", "What sellers earn", 1e-3, "1,000 RUB a day"),
    ("small_free_pct", "Small carriers with a slot, not paying", 1.0, "% of small carriers"),
    ("small_wait_d", "How long they wait for it", 1.0, "days from being ready"),
    ("unused_pct", "Slots by which nobody comes", 1.0, "% of slots"),
    ("broken_pct", "Broke down and never got through", 1.0, "% of those who broke down"),
)
_VARIED = (
    "demand", "react_small_min", "stock_pct", "vins", "willing_pct", "agent_pct", "rehitch_pct", "jic_pct",
    "late_pct", "no_show_pct", "price_high_rub", "tractor_rub", "longest_pct", "request_days",
)  # fmt: skip


def run_all(seeds: int, processes: int = 2, names: Iterable[str] = NAMES) -> Runs:
    """Run every rule with the same seeds."""
    asked = [(name, seed) for name in names for seed in range(seeds)]
    with get_context("fork").Pool(processes) as pool:
        outcomes = pool.starmap(run, asked, chunksize=5)
    found: Runs = {}
    for (name, _), outcome in zip(asked, outcomes, strict=True):
        found.setdefault(name, []).append(outcome)
    return found


def mean(runs: Runs, name: str, what: str) -> Mean:
    """Give the mean of an outcome of a rule over the seeds, with its interval."""
    return mean_of([getattr(one, what) for one in runs[name]])


def print_table(runs: Runs) -> None:
    """Print every outcome of every rule."""
    seeds = len(next(iter(runs.values())))
    print(f"{seeds} seeds; mean ± half of the 95 % interval\n")
    print(f"{'':36s}" + "".join(f"{name:>20s}" for name in runs))
    for what, meaning in MEANING.items():
        cells = (mean(runs, name, what) for name in runs)
        print(f"{meaning:36s}" + "".join(f"{_cell(one):>20s}" for one in cells))


def _cell(one: Mean) -> str:
    half = (one.high - one.low) / 2
    return f"{one.mid:,.0f} ± {half:,.0f}" if abs(one.mid) >= 1000 else f"{one.mid:.1f} ± {half:.1f}"


def draw_figure(runs: Runs) -> str:
    """Draw six outcomes by rule."""
    seeds = len(next(iter(runs.values())))
    told = f"means of {seeds} seeds with 95 % intervals; they rest on the assumptions named in the guide"
    picture = Picture(1180, 690, "Who gets scarce slots, by the rule that gives them", told)
    for n, (what, title, factor, unit) in enumerate(_SHOWN):
        box = Box(180 + 335 * (n % 3), 110 + 300 * (n // 3), 245, 200)
        rows = []
        for name in runs:
            one = mean(runs, name, what)
            colour = GREY if not name.startswith("draw") else ORANGE if "plate" in name else BLUE
            rows.append((name, one.mid * factor, one.low * factor, one.high * factor, colour))
        bars(picture, box, title, unit, rows, labels=n % 3 == 0)
    return str(picture)


def print_sensitivity(seeds: int, processes: int) -> None:
    """Print how far the main outcomes move when one assumption takes its least or its most."""
    rules, outcomes = ("VIN only", "freeze all", "draw"), ("captured_pct", "profit_day_rub", "small_free_pct")
    cases = [("as assumed", None)] + [
        (n, v) for n in _VARIED for v in (ASSUMPTIONS[n].low, ASSUMPTIONS[n].high)
    ]
    print(
        f"{seeds} seeds; captured [%] / profit of sellers [1,000 RUB a day] / small carriers not paying [%]\n"
    )
    print(f"{'':28s}" + "".join(f"{name:>24s}" for name in rules))
    with get_context("fork").Pool(processes) as pool:
        for name, value in cases:
            line = f"{name} {'' if value is None else f'{value:g}'}"
            for rule in rules:
                changed = {} if value is None else {name: float(value)}
                found = pool.map(partial(_run_changed, rule, changed), range(seeds))
                mids = [mean_of([getattr(one, what) for one in found]).mid for what in outcomes]
                line = f"{line:28s}" if rule == rules[0] else line
                line += f"{f'{mids[0]:.0f} / {mids[1] / 1000:.0f} / {mids[2]:.0f}':>24s}"
            print(line, flush=True)


def _run_changed(rule: str, changed: dict[str, float], seed: int) -> Outcome:
    return run(rule, seed, changed)


def print_assumptions() -> None:
    """Print the table of assumptions as the guide has it."""
    print("| number | value | range | unit | rests on | why |\n|---|---|---|---|---|---|")
    for name, one in ASSUMPTIONS.items():
        span = "–" if one.low == one.high else f"{one.low:g} to {one.high:g}"
        print(f"| `{name}` | {one.value:g} | {span} | {one.unit} | {one.rests_on} | {one.why} |")


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=None)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--figure", type=Path)
    parser.add_argument("--sensitivity", action="store_true")
    parser.add_argument("--assumptions", action="store_true")
    asked = parser.parse_args()
    if asked.assumptions:
        print_assumptions()
    elif asked.sensitivity:
        print_sensitivity(asked.seeds or 12, asked.processes)
    else:
        runs = run_all(asked.seeds or 100, asked.processes)
        print_table(runs)
        if asked.figure:
            asked.figure.parent.mkdir(parents=True, exist_ok=True)
            asked.figure.write_text(draw_figure(runs), encoding="utf-8")


if __name__ == "__main__":
    main()
