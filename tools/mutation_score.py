"""Break the law on purpose and count how often its tests notice.

    tools/mutation_score.py                 the score of the last run
    tools/mutation_score.py --run           a whole run from the beginning, then the score
    tools/mutation_score.py --run timeline  the mutants of one module only

Ends with status 1 below the goal. Score: noticed mutants among all, those that no test reaches included.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

GOAL_PCT = 85
MUTANTS = Path("mutants")
LAW = Path("src/otkel/law")
NOTICED = ("killed", "timeout")
# The exit status of the test run under a mutant; whatever is not here is counted as odd.
STATUS = {
    0: "survived",
    1: "killed",
    3: "killed",
    5: "no tests",
    33: "no tests",
    36: "timeout",
    24: "timeout",
    -24: "timeout",
    152: "timeout",
    255: "timeout",
    None: "not run",
}
COLUMNS = ("killed", "timeout", "survived", "no tests", "not run", "odd")


def run(module: str | None) -> None:
    """Make the mutants and test them, two at a time; what mutmut says goes into mutants/run.log."""
    shutil.rmtree(MUTANTS if module is None else MUTANTS / "tests", ignore_errors=True)
    MUTANTS.mkdir(exist_ok=True)
    names = [] if module is None else [f"otkel.law.{module}.*"]
    command = [str(Path(sys.executable).with_name("mutmut")), "run", "--max-children", "2", *names]
    log = MUTANTS / "run.log"
    with log.open("wb") as out:
        status = subprocess.run(command, stdout=out, stderr=subprocess.STDOUT, check=False).returncode
    if status:
        last = log.read_text(encoding="utf-8").replace("\r", "\n").splitlines()[-40:]
        raise SystemExit("mutmut could not run:\n" + "\n".join(last))


def count(meta: Path) -> Counter[str]:
    """Give how many mutants of one module ended how."""
    ends = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"].values()
    return Counter(STATUS.get(end, "odd") for end in ends)


def score_pct(counts: Counter[str]) -> float:
    """Give the noticed mutants among all [%]; 100 where there are none."""
    total = counts.total()
    return 100.0 * sum(counts[name] for name in NOTICED) / total if total else 100.0


def report(module: str | None) -> float:
    """Print one line a module and the whole; give the score of what was asked [%]."""
    metas = sorted((MUTANTS / LAW).rglob("*.py.meta"))
    counts = {
        meta.relative_to(MUTANTS / LAW).as_posix().removesuffix(".py.meta").replace("/", "."): count(meta)
        for meta in metas
    }
    if module is not None:
        counts = {name: found for name, found in counts.items() if name == module}
    if not counts:
        raise SystemExit("there are no mutants to count; make them with --run")
    whole: Counter[str] = sum(counts.values(), Counter())
    print(f"{'module':24}" + "".join(f"{name:>10}" for name in COLUMNS) + f"{'score %':>10}")
    for name, found in [*counts.items(), ("whole", whole)]:
        if found.total():
            print(f"{name:24}" + "".join(f"{found[c]:>10}" for c in COLUMNS) + f"{score_pct(found):>10.1f}")
    return score_pct(whole)


def main(arguments: list[str]) -> int:
    """Run if asked, report, and compare with the goal."""
    wants_run = "--run" in arguments
    module = next((a for a in arguments if a != "--run"), None)
    if wants_run:
        run(module)
    score = report(module)
    print(f"score {score:.1f} %, goal {GOAL_PCT} %")
    return 0 if score >= GOAL_PCT else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
